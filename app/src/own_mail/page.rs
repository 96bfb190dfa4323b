//! Consumers > Developers > Invite Developers: a list of addresses and a text, opened in the reader's own mail client.
//! Works without JavaScript: the page comes again with the messages to open.

use super::api::write_own_mail;
use super::opening::{Messages, Opening};
use crate::messages::{errors, own_mail as words};
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{may, use_kept, use_refused, use_viewing};
use crate::ui::{Button, Card, Icon, LinkItem, Notice, PageHead, TextArea, Tone, Variant};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::own_mail::MOST_TEXT;
use rules::policy::Action;

/// The function that the form posts to.
const FUNCTION: &str = "/api/own_mail/write";
const DEVELOPERS: &str = "/consumers/developers";

/// The page.
#[component]
pub fn OwnMailPage() -> impl IntoView {
    let link = use_viewing().with_untracked(|viewing| viewing.register_link());
    let is_off = !may(Action::InvitationsSend);
    view! {
        <div class="page page-narrow">
            <PageHead
                title=words::TITLE
                lead=words::LEAD
                back=LinkItem::new(crate::messages::console::DEVELOPERS, DEVELOPERS)
            />
            {match link {
                _ if is_off => EitherOf3::A(view! {
                    <Notice tone=Tone::Warn>{errors::INVITES_OFF}</Notice>
                }),
                Some(link) => EitherOf3::B(view! { <Asked link/> }),
                None => EitherOf3::C(view! {
                    <Notice tone=Tone::Warn>
                        {words::OFF} " " <a href="/settings/approval">{words::OFF_LINK}</a>
                    </Notice>
                }),
            }}
        </div>
    }
}

/// What the address asks for: a form sent without JavaScript comes back with its answer.
#[component]
fn Asked(link: String) -> impl IntoView {
    let viewing = use_viewing().get_untracked();
    let query = use_query_map().get_untracked();
    let refused = use_refused(FUNCTION);
    // From this page's own form, looked at or refused; or, in the address, from the invite form, which has a message
    // instead of a text.
    let sent = |field: &str| {
        use_kept(FUNCTION, field)
            .or_else(|| refused.as_ref()?.value(field))
            .or_else(|| query.get(field))
    };
    let addresses = sent("addresses");
    let is_asked = addresses.is_some() && refused.is_none();
    let addresses = addresses.unwrap_or_default();
    let text = sent("text").unwrap_or_else(|| {
        let message = sent("message").unwrap_or_default();
        words::text(&viewing.portal_name, &link, &viewing.full_name, &message)
    });
    let asked = is_asked.then(|| (addresses.clone(), text.clone()));
    let fault = refused.map(|form| form.error);
    let answered = Resource::new(
        move || asked.clone(),
        async |asked| match asked {
            Some((addresses, text)) => Some(write_own_mail(addresses, text).await),
            None => None,
        },
    );
    view! {
        <Transition>
            {move || answered.get().map(|answered| view! {
                <Form
                    opening=Opening::new(answered.or_else(|| fault.clone().map(Err)))
                    addresses=addresses.clone()
                    text=text.clone()
                />
            })}
        </Transition>
    }
}

#[component]
fn Form(opening: Opening, addresses: String, text: String) -> impl IntoView {
    let addresses = RwSignal::new(addresses);
    let text = RwSignal::new(text);
    let error = opening.error;
    view! {
        <FaultNotice error/>
        <Messages opening/>
        <Card>
            <form
                class="form"
                method="post"
                action=from_here(FUNCTION)
                on:submit=move |event| {
                    event.prevent_default();
                    opening.open(addresses.get_untracked(), text.get_untracked());
                }
            >
                <TextArea
                    id="addresses"
                    name="addresses"
                    label=words::ADDRESSES
                    hint=words::ADDRESSES_HINT
                    placeholder=words::ADDRESSES_PLACEHOLDER
                    rows=4
                    bind=addresses
                    error=fault_of(error, "addresses")
                />
                <TextArea
                    id="text"
                    name="text"
                    label=words::TEXT
                    hint=words::TEXT_HINT
                    rows=8
                    maxlength=u32::try_from(MOST_TEXT).unwrap_or(u32::MAX)
                    counter=true
                    bind=text
                    error=fault_of(error, "text")
                />
                <div class="form-actions">
                    <Button
                        kind="submit"
                        variant=Variant::Primary
                        icon=Icon::Mail
                        busy=opening.is_busy
                    >
                        {words::INVITE}
                    </Button>
                </div>
            </form>
        </Card>
    }
}
