//! What can be done with an invitation, as plain forms on its page: they work without JavaScript, and
//! alive they ask and answer in place.

use super::acting::{Act, Answer, Asking, acts};
use super::api;
use super::correct::CorrectCard;
use super::listing::detail_href;
use crate::messages::errors;
use crate::messages::invitations::acting as words;
use crate::messages::invitations::detail as detail_words;
use crate::outcome::from_here;
use crate::state::{use_refused, use_viewing};
use crate::ui::{Button, Card, Icon, LinkButton, Notice, TextArea, Tone, Variant};
use crate::ui::{Children, IntoContent};
use leptos::prelude::*;
use rules::ids::InvitationId;
use rules::invitation::{InvitationDetail, InvitationRow, Status};
use rules::plain_text::MOST_NOTE_CHARACTERS;
use rules::policy::Action;

const ACCEPT: &str = "/api/invitations/accept";
const DENY: &str = "/api/invitations/deny";
const RESEND: &str = "/api/invitations/resend";
const DELETE: &str = "/api/invitations/delete";

/// The cards of what this row offers and the viewer may; above them why a form was just refused.
#[component]
pub fn ActForms(
    /// The invitation.
    detail: InvitationDetail,
    /// Takes what is asked, alive.
    asking: Asking,
) -> impl IntoView {
    let actions = use_viewing().with_untracked(|viewing| viewing.usable());
    let (row, standing) = (detail.row.clone(), detail.row.standing(detail.now));
    let detail = StoredValue::new(detail);
    let refused = [ACCEPT, DENY, RESEND, DELETE]
        .into_iter()
        .find_map(use_refused);
    let refusal = refused.map(|form| errors::sentence(&form.error));
    let cards = acts(standing, actions)
        .into_iter()
        .map(|act| {
            let row = row.clone();
            match act {
                Act::Review => view! { <ReviewCard row asking/> }.erased(),
                Act::Resend => view! { <ResendCard row asking/> }.erased(),
                Act::Delete => view! { <DeleteCard row asking/> }.erased(),
                Act::Correct => view! { <CorrectCard detail=detail.get_value()/> }.erased(),
            }
        })
        .collect_view();
    view! {
        {refusal.map(|text| view! { <Notice tone=Tone::Bad alert=true focus=true>{text}</Notice> })}
        {move || asking.refusal().map(|text| view! {
            <Notice tone=Tone::Bad alert=true>{text}</Notice>
        })}
        {cards}
        {(standing != Status::Waiting && actions.allows(Action::InvitationsReview))
            .then(|| view! { <NextWaiting after=row.id/> })}
    }
}

#[component]
fn ReviewCard(row: InvitationRow, asking: Asking) -> impl IntoView {
    let typed = use_refused(DENY)
        .and_then(|form| form.value("reason"))
        .unwrap_or_default();
    let reason = RwSignal::new(typed);
    let id = row.id;
    let (to_accept, to_deny) = (row.clone(), row);
    let fault = Signal::derive(move || {
        asking
            .error
            .with(|error| error.as_ref()?.fault_of("reason"))
    });
    view! {
        <div id=Act::Review.anchor()>
            <Card title=detail_words::REVIEW lead=detail_words::REVIEW_LEAD>
                <form
                    method="post"
                    action=from_here(ACCEPT)
                    on:submit=move |event| {
                        event.prevent_default();
                        asking.carry_out(Answer::Accept, to_accept.clone());
                    }
                >
                    <Id id/>
                    <Button kind="submit" variant=Variant::Primary icon=Icon::Check busy=asking.is_busy>
                        {words::ACCEPT}
                    </Button>
                </form>
                <form
                    class="form"
                    method="post"
                    action=from_here(DENY)
                    on:submit=move |event| {
                        event.prevent_default();
                        let answer = Answer::Deny(reason.get_untracked());
                        asking.carry_out(answer, to_deny.clone());
                    }
                >
                    <Id id/>
                    <TextArea
                        id="deny-reason"
                        name="reason"
                        label=words::REASON
                        optional=words::OPTIONAL
                        hint=words::REASON_HINT
                        rows=2
                        maxlength=u32::from(MOST_NOTE_CHARACTERS)
                        counter=true
                        bind=reason
                        error=fault
                    />
                    <div class="form-actions">
                        <Button kind="submit" variant=Variant::Danger icon=Icon::Ban busy=asking.is_busy>
                            {words::DENY}
                        </Button>
                    </div>
                </form>
            </Card>
        </div>
    }
}

#[component]
fn ResendCard(row: InvitationRow, asking: Asking) -> impl IntoView {
    view! {
        <div id=Act::Resend.anchor()>
            <Card title=words::RESEND_VERB lead=words::RESEND_TEXT>
                <AskFirst act=Act::Resend action=RESEND row asking>
                    <Button kind="submit" icon=Icon::Send>{words::RESEND_VERB}</Button>
                </AskFirst>
            </Card>
        </div>
    }
}

#[component]
fn DeleteCard(row: InvitationRow, asking: Asking) -> impl IntoView {
    view! {
        <div id=Act::Delete.anchor()>
            <Card title=words::DELETE_VERB lead=words::DELETE_TEXT>
                <AskFirst act=Act::Delete action=DELETE row asking>
                    <Button kind="submit" variant=Variant::Danger icon=Icon::Trash>
                        {words::DELETE_VERB}
                    </Button>
                </AskFirst>
            </Card>
        </div>
    }
}

/// A form that alive opens the question instead.
#[component]
fn AskFirst(
    act: Act,
    action: &'static str,
    row: InvitationRow,
    asking: Asking,
    children: Children,
) -> impl IntoView {
    let id = row.id;
    view! {
        <form
            method="post"
            action=from_here(action)
            on:submit=move |event| {
                event.prevent_default();
                asking.ask(act, row.clone());
            }
        >
            <Id id/>
            {children.run()}
        </form>
    }
}

#[component]
fn Id(id: InvitationId) -> impl IntoView {
    view! { <input type="hidden" name="id" value=id.to_string()/> }
}

/// The way to the next one that waits for a decision.
#[component]
fn NextWaiting(after: InvitationId) -> impl IntoView {
    let next = Resource::new(|| (), move |()| api::next_waiting_invitation(vec![after]));
    view! {
        <Suspense>
            {move || next.get().and_then(Result::ok).flatten().map(|row| view! {
                <div class="row">
                    <LinkButton href=detail_href(row.id) icon=Icon::Clock>
                        {detail_words::REVIEW_NEXT}
                    </LinkButton>
                </div>
            })}
        </Suspense>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_posts_to_a_function_that_the_table_guards() {
        for function in [ACCEPT, DENY, RESEND, DELETE] {
            assert!(crate::access::of_function(function).is_some(), "{function}");
        }
    }
}
