//! Behind the link that stops invitations (T21): the button, and, once they are stopped, the way back.

use super::document::{Look, document};
use crate::messages::public::opt_out as words;
use crate::ui::{Button, Described, DescriptionList, Notice, PublicPage, Time, Tone, Variant};
use leptos::prelude::*;
use rules::time::Timestamp;

/// The page of one address.
#[derive(Clone, Debug)]
pub struct OptOut {
    /// The address, as typed.
    pub email: String,
    /// Since when it is not invited; `None` while it may be.
    pub since: Option<Timestamp>,
    /// Was it allowed again just now?
    pub is_allowed_again: bool,
    /// Why it can't be allowed again now.
    pub refusal: Option<String>,
}

/// The page: what will happen, and the one button. Opening it changes nothing.
pub fn opt_out(look: &Look, page: OptOut) -> String {
    let portal = look.portal.clone();
    let OptOut {
        email,
        since,
        is_allowed_again,
        refusal,
    } = page;
    let (title, lead) = match since {
        None => (words::STOP, words::stop_hint(&portal, &email)),
        Some(_) => (words::STOPPED, words::stopped_hint(&portal, &email)),
    };
    document(look, title, None, || {
        let notice = is_allowed_again.then(|| {
            view! { <Notice tone=Tone::Good>{words::ALLOWED_AGAIN}</Notice> }
        });
        let refusal = refusal.map(|text| {
            view! { <Notice tone=Tone::Warn alert=true focus=true>{text}</Notice> }
        });
        let form = match since {
            None => view! {
                <p class="muted">{words::STOP_CONSEQUENCE}</p>
                <form method="post" action="/opt-out">
                    <Button kind="submit" variant=Variant::Primary>{words::STOP_BUTTON}</Button>
                </form>
            }
            .into_any(),
            Some(since) => view! {
                <DescriptionList>
                    <Described term=words::SINCE><Time at=since relative=false/></Described>
                </DescriptionList>
                <p class="muted">{words::STOPPED_CONSEQUENCE}</p>
                <form method="post" action="/opt-out/allow">
                    <Button kind="submit">{words::ALLOW_BUTTON}</Button>
                </form>
            }
            .into_any(),
        };
        view! {
            <PublicPage portal title lead>
                {notice}
                {refusal}
                {form}
            </PublicPage>
        }
    })
}
