//! One event as a row: what, on what, by whom, when, what it changed; the rest behind "Details".

use super::change::{Change, changes, short};
use super::listing::href;
use crate::access;
use crate::messages::audit as words;
use crate::state::may;
use crate::ui::{Badge, Described, DescriptionList, Icon, Time, Tone};
use leptos::either::Either;
use leptos::prelude::*;
use rules::audit::{ActorKind, AuditActor, AuditListing, AuditObject, AuditRow};

/// The headers.
#[component]
pub fn Head() -> impl IntoView {
    view! {
        <th scope="col">{words::WHAT}</th>
        <th scope="col">{words::ON}</th>
        <th scope="col">{words::BY}</th>
        <th scope="col">{words::WHEN}</th>
        <th scope="col">{words::CHANGE}</th>
        <th scope="col"><span class="visually-hidden">{words::DETAILS}</span></th>
    }
}

/// The row.
#[component]
pub fn Row(
    /// The event.
    row: AuditRow,
    /// What narrows the list now: a row can narrow it further.
    filter: AuditListing,
) -> impl IntoView {
    let label = words::label(&row.action);
    let is_denial = row.action.starts_with("denied.");
    let changed = changes(&row.before, &row.after);
    let details = words::details_of(&label, &row.at.utc_text());
    let title = if is_denial {
        Either::Left(view! { <Badge text=label tone=Tone::Warn icon=Icon::Ban/> })
    } else {
        Either::Right(label)
    };
    view! {
        <tr>
            <th scope="row" data-label=words::WHAT>{title}</th>
            <td data-label=words::ON><Object object=row.object.clone()/></td>
            <td data-label=words::BY><Actor actor=row.actor.clone()/></td>
            <td data-label=words::WHEN><Time at=row.at/></td>
            <td data-label=words::CHANGE>
                {(!changed.is_empty()).then(|| view! { <Changes changed/> })}
            </td>
            <td data-label=words::DETAILS class="cell-actions">
                <details class="event">
                    <summary aria-label=details>{words::DETAILS}</summary>
                    <div class="event-rest"><Details row filter/></div>
                </details>
            </td>
        </tr>
    }
}

#[component]
fn Changes(changed: Vec<Change>) -> impl IntoView {
    let lines = changed
        .into_iter()
        .map(
            |Change {
                 name,
                 before,
                 after,
             }| {
                let name =
                    (!name.is_empty()).then(|| view! { <span class="muted">{name} ": "</span> });
                let before = before.map(|before| {
                    view! { <del class="muted"><bdi>{before}</bdi></del> " \u{2192} " }
                });
                let after = match after {
                    Some(after) => Either::Left(view! { <bdi>{after}</bdi> }),
                    None => Either::Right(view! { <span class="muted">{words::NOTHING}</span> }),
                };
                view! { <li class="breakable">{name}{before}{after}</li> }
            },
        )
        .collect_view();
    view! { <ul class="list-plain small changes">{lines}</ul> }
}

#[component]
fn Actor(actor: AuditActor) -> impl IntoView {
    let name = actor_name(&actor);
    match actor.id.and_then(|id| account_href(&id.to_string())) {
        Some(href) if actor.name.is_some() => {
            Either::Left(view! { <a href=href><bdi>{name}</bdi></a> })
        }
        _ => Either::Right(view! { <bdi>{name}</bdi> }),
    }
}

fn actor_name(actor: &AuditActor) -> String {
    match (&actor.name, actor.kind) {
        (Some(name), _) => name.clone(),
        (None, ActorKind::Account) => words::DELETED_ACCOUNT.to_string(),
        (None, kind) => words::actor_kind(kind).to_string(),
    }
}

#[component]
fn Object(object: AuditObject) -> impl IntoView {
    let href = object_href(&object);
    let kind = words::object_kind(&object.kind);
    let name = words::object_name(&object).unwrap_or_else(|| short(&object.id));
    let shown = match href {
        Some(href) => Either::Left(view! { <a class="breakable" href=href><bdi>{name}</bdi></a> }),
        None => Either::Right(view! { <span class="breakable"><bdi>{name}</bdi></span> }),
    };
    view! { <span>{shown} <span class="badge-sub">{kind}</span></span> }
}

/// The page of an object, where there is one that the reader may open.
fn object_href(object: &AuditObject) -> Option<String> {
    let id = &object.id;
    match object.kind.as_str() {
        // A deleted one has no page any more.
        "account" => object.name.as_ref().and_then(|_| account_href(id)),
        "invitation" => page_href("/consumers/invitations/{id}", id),
        "submission" => page_href("/consumers/invitations/new", "")
            .map(|path| format!("{path}?submission={id}")),
        "mail" => page_href("/mail/{id}", id),
        _ => None,
    }
}

fn account_href(id: &str) -> Option<String> {
    page_href("/consumers/developers/{id}", id)
}

/// The address on that route, when it is there and open to the reader.
fn page_href(route: &str, id: &str) -> Option<String> {
    let (_, asked) = access::PAGES.iter().find(|(listed, _)| *listed == route)?;
    let is_open = match asked {
        access::Access::SignedIn => true,
        access::Access::Needs(action) => may(*action),
    };
    is_open.then(|| route.replace("{id}", id))
}

#[component]
fn Details(row: AuditRow, filter: AuditListing) -> impl IntoView {
    let by = match row.actor.id {
        Some(id) => id.to_string(),
        None => row.actor.kind.as_str().to_string(),
    };
    let of_actor = AuditListing {
        by,
        ..filter.clone()
    };
    let of_object = AuditListing {
        object: row.object.id.clone(),
        ..filter
    };
    let code = |term: &'static str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <Described term><code class="breakable">{text}</code></Described>
            }
        })
    };
    let seal = match row.position {
        Some(position) => words::sealed_at(position, row.seal.get(..16).unwrap_or(&row.seal)),
        None => words::NOT_SEALED.to_string(),
    };
    let has_object = !row.object.id.is_empty();
    view! {
        <DescriptionList>
            {code(words::EXACTLY, row.at.rfc3339())}
            {code(words::WORD, row.action)}
            {code(words::OBJECT_ID, row.object.id)}
            {code(words::ACTOR_ID, row.actor.id.map(|id| id.to_string()).unwrap_or_default())}
            {code(words::REQUEST, row.request_id)}
            {code(words::BEFORE, row.before)}
            {code(words::AFTER, row.after)}
            <Described term=words::SEAL><span class="breakable">{seal}</span></Described>
        </DescriptionList>
        <p class="row">
            <a href=href(&of_actor)>{words::of_actor(&actor_name(&row.actor))}</a>
            {has_object.then(|| view! { <a href=href(&of_object)>{words::OF_OBJECT}</a> })}
        </p>
    }
}
