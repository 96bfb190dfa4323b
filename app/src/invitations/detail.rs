//! /consumers/invitations/{id}: one invitation with its history and its chain of resends, and
//! everything that can be done with it, also without JavaScript.

use super::acting::{ActDialogs, Asking, Settled};
use super::api;
use super::forms::ActForms;
use super::listing::{PATH, detail_href};
use super::opt_out::OptOutCard;
use super::status::{DeliveryCell, StatusBadge, ValidUntil, look};
use crate::error::AppError;
use crate::groups::cell::GroupNames;
use crate::messages::errors;
use crate::messages::groups;
use crate::messages::invitations as table_words;
use crate::messages::invitations::detail as words;
use crate::outcome::DoneNotice;
use crate::ui::{
    Address, Badge, Card, Described, DescriptionList, EmptyState, Icon, LinkItem, Notice, PageHead,
    Time, Timeline, TimelineEntry, Tone,
};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use rules::ids::InvitationId;
use rules::invitation::{Event, InvitationDetail, Link, Status, standing};
use rules::time::Timestamp;

/// The page of one invitation.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id")?.parse::<InvitationId>().ok())
    });
    let detail = Resource::new(
        move || id.get(),
        async |id| match id {
            Some(id) => api::read_invitation(id).await,
            None => Err(AppError::NotFound),
        },
    );
    let note = RwSignal::new(None::<String>);
    let navigate = StoredValue::new(use_navigate());
    let on_settled = move |settled: Settled| match settled.result {
        Ok(Some(new)) => navigate.with_value(|navigate| {
            note.set(None);
            navigate(&detail_href(new), NavigateOptions::default());
        }),
        Ok(None) => {
            note.set(None);
            detail.refetch();
        }
        Err(error) => {
            note.set(Some(errors::sentence(&error)));
            detail.refetch();
        }
    };
    let asking = Asking::new(Callback::new(on_settled));
    let on_lifted = Callback::new(move |()| detail.refetch());
    view! {
        <div class="page page-narrow">
            <PageHead title=words::TITLE back=LinkItem::new(words::BACK, PATH)/>
            <DoneNotice/>
            {move || note.get().map(|text| view! { <Notice tone=Tone::Warn>{text}</Notice> })}
            <Transition>
                {move || detail.get().map(|detail| match detail {
                    Ok(detail) => Either::Left(view! { <Detail detail asking on_lifted/> }),
                    Err(error) => Either::Right(view! {
                        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED>
                            {errors::sentence(&error)}
                        </EmptyState>
                    }),
                })}
            </Transition>
            <ActDialogs asking/>
        </div>
    }
}

#[component]
fn Detail(
    detail: InvitationDetail,
    asking: Asking,
    /// The opt-out of its address was lifted.
    on_lifted: Callback<()>,
) -> impl IntoView {
    let (row, to_act) = (detail.row.clone(), detail.clone());
    let standing = row.standing(detail.now);
    let (email, id) = (row.email.clone(), row.id);
    let chain = (detail.chain.len() > 1).then(|| {
        view! { <Chain links=detail.chain.clone() shown=id now=detail.now/> }
    });
    let history = detail.history.clone();
    let opt_out = detail
        .suppression
        .map(|suppression| view! { <OptOutCard id suppression on_lifted/> });
    view! {
        <Card>
            <div class="row">
                <h2 class="grow"><Address text=email/></h2>
                <StatusBadge standing needs_approval=row.needs_approval/>
            </div>
            <Facts detail/>
        </Card>
        {opt_out}
        <ActForms detail=to_act asking/>
        <Card title=words::HISTORY><History events=history/></Card>
        {chain}
    }
}

#[component]
fn Facts(detail: InvitationDetail) -> impl IntoView {
    let state = detail.row.standing(detail.now).state();
    let row = detail.row;
    let delivery = row.delivery.is_some().then(|| {
        let row = row.clone();
        view! { <Described term=table_words::DELIVERY><DeliveryCell row/></Described> }
    });
    let carried = row.carried;
    let groups = (!carried.is_empty()).then(|| {
        view! {
            <Described term=groups::TITLE>
                <GroupNames groups=carried.groups deleted=carried.deleted/>
            </Described>
        }
    });
    let text = |term: &'static str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <Described term><span class="breakable">{text}</span></Described>
            }
        })
    };
    view! {
        <DescriptionList>
            <Described term=table_words::ROLE>{row.role}</Described>
            {groups}
            <Described term=table_words::INVITED_BY>
                <bdi>{row.inviter.name}</bdi>
                {row.flagged.then(|| view! {
                    " " <Badge text=table_words::INVITER_LOST_RIGHT tone=Tone::Warn icon=Icon::Alert/>
                })}
            </Described>
            <Described term=table_words::INVITED_AT><Time at=row.invited_at/></Described>
            <Described term=table_words::VALID_UNTIL><ValidUntil at=row.valid_until/></Described>
            {delivery}
            <Described term=words::STATE>{state}</Described>
            {detail.secret.map(|secret| view! {
                <Described term=words::SECRET><code>{secret}</code></Described>
            })}
            {detail.registered_at.map(|at| view! {
                <Described term=words::ACCEPTED_AT><Time at/></Described>
            })}
            <Described term=words::CHANGED_AT><Time at=detail.changed_at/></Described>
            {text(words::MESSAGE, detail.message)}
            {text(words::REASON, detail.reason)}
        </DescriptionList>
    }
}

/// What happened to an invitation, oldest first.
#[component]
pub fn History(
    /// The events.
    events: Vec<Event>,
) -> impl IntoView {
    let mut has_registered = false;
    let entries = events
        .into_iter()
        .map(|event| {
            let (icon, tone) = event_look(&event.action, has_registered);
            let text = words::event(&event, has_registered);
            has_registered |= event.action == REGISTERED;
            view! {
                <TimelineEntry icon tone at=event.at>
                    <bdi>{text}</bdi>
                    {(!event.reason.is_empty() && event.action != "invitation.deleted").then(|| view! {
                        <p class="muted small breakable">{event.reason.clone()}</p>
                    })}
                </TimelineEntry>
            }
        })
        .collect_view();
    view! { <Timeline>{entries}</Timeline> }
}

/// The word of the audit trail for a registration.
const REGISTERED: &str = "invitation.completed";

fn event_look(action: &str, has_registered: bool) -> (Icon, Tone) {
    match action {
        "invitation.sent" => (Icon::Send, Tone::Accent),
        "invitation.accepted" => look(Status::Approved),
        REGISTERED if has_registered => look(Status::Approved),
        REGISTERED => (Icon::User, Tone::Accent),
        "invitation.denied" => look(Status::Rejected),
        "invitation.opted_out" => (Icon::Ban, Tone::Warn),
        "invitation.opt_out_lifted" => (Icon::Check, Tone::Good),
        "invitation.reminded" => (Icon::Send, Tone::Accent),
        "invitation.declined" => look(Status::Declined),
        "invitation.expired" => look(Status::Expired),
        "invitation.resent" => look(Status::Inactivated),
        "invitation.deleted" => look(Status::Invalid),
        _ => (Icon::About, Tone::Neutral),
    }
}

/// The chain of resends, each with its page.
#[component]
fn Chain(links: Vec<Link>, shown: InvitationId, now: Timestamp) -> impl IntoView {
    let items = links
        .into_iter()
        .map(|link| {
            let standing = standing(link.status, link.valid_until, now);
            let when = view! { <Time at=link.invited_at relative=false/> };
            let name = if link.id == shown {
                Either::Left(view! {
                    <span aria-current="true">{when} " " <span class="muted">"(" {words::THIS_ONE} ")"</span></span>
                })
            } else {
                Either::Right(view! { <a href=detail_href(link.id)>{when}</a> })
            };
            view! { <li class="row">{name} <StatusBadge standing/></li> }
        })
        .collect_view();
    view! {
        <Card title=words::CHAIN lead=words::CHAIN_LEAD>
            <ol class="list-plain stack-tight">{items}</ol>
        </Card>
    }
}
