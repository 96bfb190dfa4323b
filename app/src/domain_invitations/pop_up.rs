//! The login pop-up (M; PRODUCT.md 8.5): by itself on the Domains page while invitations wait, and at any time from the
//! inbox button.

use super::inbox::{LANDING, use_inbox};
use super::pending::{PendingRows, ViewAll};
use crate::domains::address::Tab;
use crate::messages::domain_invitations as words;
use crate::ui::{Button, Dialog, DialogBody, DialogFoot, LinkButton, Notice, Tone, use_hydrated};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The dialog. Mount it once, within the router.
#[component]
pub fn PopUp() -> impl IntoView {
    let inbox = use_inbox();
    let hydrated = use_hydrated();
    let path = use_location().pathname;
    inbox.follow();
    // Once for each load of the page: "Later" is no answer, but it is heard.
    Effect::new(move || {
        let is_there = hydrated.get() && path.with(|path| path == LANDING);
        if is_there && !inbox.was_shown.get_value() {
            inbox.was_shown.set_value(true);
            if inbox.total.get_untracked().n > 0 {
                inbox.is_open.set(true);
            }
        }
    });
    let is_empty = move || inbox.shown.with(Vec::is_empty);
    // The corner is out of reach while the pop-up is open.
    let entered = move || {
        let (title, name) = inbox.entered.get()?;
        let (label, to) = (words::open_members(&title), Tab::Members.href(&name));
        let open = move || {
            let (label, to) = (label.clone(), to.clone());
            view! {
                <LinkButton href=to on:click=move |_| inbox.is_open.set(false)>{label}</LinkButton>
            }
        };
        Some(view! {
            <Notice tone=Tone::Good actions=open><bdi>{words::accepted(&title)}</bdi></Notice>
        })
    };
    view! {
        <Dialog
            open=inbox.is_open
            id="pop-up"
            title=Signal::derive(move || words::pending(inbox.total.get()))
            close_label=words::CLOSE
            wide=true
            on_close=move |()| inbox.forget_gone()
        >
            <DialogBody>
                {entered}
                <Show when=is_empty><p>{words::NOTHING_WAITS}</p></Show>
                <PendingRows place="pop-up"/>
            </DialogBody>
            <DialogFoot>
                <ViewAll/>
                <Button on:click=move |_| inbox.is_open.set(false)>{words::LATER}</Button>
            </DialogFoot>
        </Dialog>
    }
}
