//! /roles: every role with its description and actions, and what the actions allow. Nothing here changes anything.

use super::api::read_roles;
use crate::messages::{console, errors, roles as words};
use crate::ui::{
    Card, DataTable, Described, DescriptionList, EmptyState, Icon, LinkButton, Notice, PageHead,
    Tone,
};
use leptos::either::Either;
use leptos::prelude::*;
use rules::policy::Action;
use rules::role::{Catalogue, DomainAction, DomainRole, PortalRole};

/// The page.
const PATH: &str = "/roles";

/// The page Roles (PRODUCT.md 8.8).
#[component]
pub fn RolesPage() -> impl IntoView {
    let roles = Resource::new(|| (), |()| read_roles());
    view! {
        <div class="page">
            <PageHead title=words::TITLE lead=words::LEAD/>
            <Transition>
                {move || roles.get().map(|read| match read {
                    Ok(roles) => Either::Left(view! { <Listed roles/> }),
                    Err(error) => Either::Right(view! {
                        <EmptyState
                            icon=Icon::Alert
                            tone=Tone::Bad
                            title=words::NOT_LOADED
                            actions=move || view! {
                                <LinkButton href=PATH>{console::RETRY}</LinkButton>
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

#[component]
fn Listed(roles: Catalogue) -> impl IntoView {
    let portal = roles.portal_roles().iter().cloned();
    let portal = portal
        .map(|role| view! { <PortalRow role/> })
        .collect_view();
    let domain = roles.domain_roles().iter().cloned();
    let domain = domain
        .map(|role| view! { <DomainRow role/> })
        .collect_view();
    view! {
        <Notice icon=Icon::Eye>{words::source(roles.file())}</Notice>
        <h2>{words::PORTAL_ROLES}</h2>
        <DataTable id="portal-roles" caption=words::PORTAL_ROLES head=PortalHead>{portal}</DataTable>
        <h2>{words::DOMAIN_ROLES}</h2>
        <DataTable id="domain-roles" caption=words::DOMAIN_ROLES head=DomainHead>{domain}</DataTable>
        <Card title=words::PORTAL_ACTIONS>
            <DescriptionList>
                {Action::ALL
                    .map(|action| view! {
                        <Described term=action.as_str()>{words::allows(action)}</Described>
                    })
                    .into_iter()
                    .collect_view()}
            </DescriptionList>
        </Card>
        <Card title=words::DOMAIN_ACTIONS>
            <DescriptionList>
                {DomainAction::ALL
                    .map(|action| view! {
                        <Described term=action.as_str()>{words::allows_in_domain(action)}</Described>
                    })
                    .into_iter()
                    .collect_view()}
            </DescriptionList>
        </Card>
    }
}

#[component]
fn PortalHead() -> impl IntoView {
    view! {
        <th scope="col">{words::ROLE}</th>
        <th scope="col">{words::GIVEN}</th>
        <th scope="col">{words::ACTIONS}</th>
    }
}

#[component]
fn DomainHead() -> impl IntoView {
    view! {
        <th scope="col">{words::ROLE}</th>
        <th scope="col">{words::ACTIONS}</th>
    }
}

#[component]
fn PortalRow(role: PortalRole) -> impl IntoView {
    let given = if role.may_travel_by_link() {
        words::BY_INVITATION
    } else {
        words::ON_THE_ACCOUNT
    };
    let actions = role.actions.iter().map(Action::as_str).collect();
    view! {
        <tr>
            <th scope="row"><Named name=role.name description=role.description/></th>
            <td data-label=words::GIVEN>{given}</td>
            <td data-label=words::ACTIONS><Actions names=actions/></td>
        </tr>
    }
}

#[component]
fn DomainRow(role: DomainRole) -> impl IntoView {
    let actions = role.actions.iter().map(DomainAction::as_str).collect();
    view! {
        <tr>
            <th scope="row"><Named name=role.name description=role.description/></th>
            <td data-label=words::ACTIONS><Actions names=actions/></td>
        </tr>
    }
}

#[component]
fn Named(name: String, description: String) -> impl IntoView {
    view! {
        <bdi class="breakable">{name}</bdi>
        <p class="muted small"><bdi class="breakable">{description}</bdi></p>
    }
}

/// The names of a role's actions.
#[component]
fn Actions(names: Vec<&'static str>) -> impl IntoView {
    if names.is_empty() {
        return Either::Left(words::NO_ACTION);
    }
    let names = names
        .into_iter()
        .map(|name| view! { <li class="mono breakable">{name}</li> })
        .collect_view();
    Either::Right(view! { <ul class="list-plain row">{names}</ul> })
}
