//! /domains/{name}/members/{id}: one membership, and everything that can be done with it, also without JavaScript.

use super::acting::{Asking, EndDialog};
use super::address::Tab;
use super::api;
use super::frame::use_name;
use super::member_forms::MemberForms;
use super::member_row::{EndDate, StatusBadge};
use crate::error::AppError;
use crate::messages::domains::members as words;
use crate::messages::errors;
use crate::outcome::DoneNotice;
use crate::ui::{
    Address, Badge, Card, Described, DescriptionList, EmptyState, Icon, LinkItem, PageHead, Time,
    Tone,
};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use rules::domain::Domain;
use rules::ids::MembershipId;
use rules::membership::MemberRow;

/// The page of one membership.
#[component]
pub fn MemberPage() -> impl IntoView {
    let name = use_name();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id")?.parse::<MembershipId>().ok())
    });
    let read = Resource::new(
        move || (name.get(), id.get()),
        async |(name, id)| match id {
            Some(id) => both(name, id).await,
            None => Err(AppError::NotFound),
        },
    );
    let on_done = Callback::new(move |()| read.refetch());
    let navigate = use_navigate();
    let to_members = Callback::new(move |()| {
        let to = name.with_untracked(|name| Tab::Members.href(name));
        navigate(&to, NavigateOptions::default());
    });
    let asking = Asking::new(name, to_members);
    let back = move || {
        let href = name.with_untracked(|name| Tab::Members.href(name));
        LinkItem::new(words::TITLE, href)
    };
    view! {
        <div class="page page-narrow">
            <PageHead title=words::DETAIL back=back()/>
            <DoneNotice/>
            <Transition>
                {move || read.get().map(|read| match read {
                    Ok((domain, row)) => Either::Left(view! {
                        <Facts domain=domain.clone() row=row.clone()/>
                        <MemberForms domain row asking on_done/>
                    }),
                    Err(error) => Either::Right(view! {
                        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::DETAIL_FAILED>
                            {errors::sentence(&error)}
                        </EmptyState>
                    }),
                })}
            </Transition>
            <EndDialog asking/>
        </div>
    }
}

async fn both(name: String, id: MembershipId) -> Result<(Domain, MemberRow), AppError> {
    let domain = api::read_domain(name.clone()).await?;
    let row = api::read_member(name, id).await?;
    Ok((domain, row))
}

#[component]
fn Facts(domain: Domain, row: MemberRow) -> impl IntoView {
    let role = domain.roles.iter().find(|role| role.name == row.role);
    let description = role.map(|role| role.description.clone());
    let name = if row.is_oneself {
        words::YOU.to_string()
    } else {
        row.name.clone()
    };
    let invited_by = words::invited_by(&row);
    let (email, role) = (row.email.clone(), row.role.clone());
    let joined_at = row.joined_at;
    view! {
        <Card>
            <div class="row">
                <h2 class="grow breakable"><bdi>{name}</bdi></h2>
                <StatusBadge row=row.clone()/>
            </div>
            <DescriptionList>
                <Described term=words::DOMAIN><bdi>{domain.row.title}</bdi></Described>
                <Described term=words::EMAIL><Address text=email/></Described>
                <Described term=words::ROLE>
                    <Badge text=role icon=Icon::Key/>
                    {description.map(|text| view! { <br/> <span class="muted small">{text}</span> })}
                </Described>
                <Described term=words::JOINED><Time at=joined_at/></Described>
                <Described term=words::INVITED_BY><bdi>{invited_by}</bdi></Described>
                <Described term=words::END_DATE><EndDate row/></Described>
            </DescriptionList>
        </Card>
    }
}
