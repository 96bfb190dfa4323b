//! What the pages of the settings share: heading, tabs, loading, the form around the fields.

use super::api::{InForce, read_settings};
use super::draft::{CHANGE, Draft};
use crate::messages::{console, errors, settings as words};
use crate::outcome::{DoneNotice, FaultNotice, from_here};
use crate::state::may;
use crate::ui::Children;
use crate::ui::{
    Button, Content, EmptyState, Icon, LinkButton, LinkItem, Notice, PageHead, Tabs, Tone, Variant,
};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use rules::policy::Action;
use rules::settings::Key;

/// A tab: its path, and what stands on it once the settings are read.
#[component]
pub(super) fn SettingsPage(
    /// The path of this tab.
    path: &'static str,
    /// The page, given the settings in force.
    content: fn(InForce) -> Content,
) -> impl IntoView {
    let in_force = Resource::new(|| (), |()| read_settings());
    let tabs = [
        (words::APPROVAL, "/settings/approval"),
        (words::PASSWORDS, "/settings/passwords"),
        (words::APPEARANCE, "/settings/appearance"),
        (words::HOME, "/settings/home"),
        (words::MAIL, "/settings/mail"),
        (words::LIMITS, "/settings/limits"),
    ]
    .map(|(label, href)| LinkItem::new(label, href).current(href == path))
    .to_vec();
    let is_reader = !may(Action::SettingsManage);
    view! {
        <div class="page page-narrow">
            <PageHead title=console::SETTINGS/>
            <Tabs name=words::TABS items=Signal::stored(tabs)/>
            <DoneNotice/>
            {is_reader.then(|| view! { <Notice icon=Icon::Eye>{words::READ_ONLY}</Notice> })}
            <Transition>
                {move || in_force.get().map(|read| match read {
                    Ok(in_force) => Either::Left(content(in_force)),
                    Err(error) => Either::Right(view! {
                        <EmptyState
                            icon=Icon::Alert
                            tone=Tone::Bad
                            title=words::NOT_LOADED
                            actions=move || view! {
                                <LinkButton href=path>{console::RETRY}</LinkButton>
                            }
                        >
                            {errors::sentence(&error)}
                        </EmptyState>
                    }),
                })}
            </Transition>
        </div>
    }
}

/// The form around the fields; without anything to change there is no form.
#[component]
pub(super) fn SettingsForm(
    /// What stands in it.
    draft: Draft,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        draft.save(None, Callback::new(|_| ()));
    };
    if !draft.can_be_saved() {
        return Either::Left(view! { <div class="stack">{children.run()}</div> });
    }
    Either::Right(view! {
        <FaultNotice error=draft.trouble() label=label_of/>
        <form class="stack" method="post" action=from_here(CHANGE) novalidate on:submit=submit>
            {children.run()}
            <div class="form-actions">
                <Button variant=Variant::Primary kind="submit" busy=draft.is_busy>
                    {words::SAVE}
                </Button>
            </div>
        </form>
    })
}

fn label_of(field: &str) -> Option<&'static str> {
    Key::parse(field).map(words::label)
}
