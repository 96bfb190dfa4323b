//! /consumers/developers/{id}: one account with its whole story, and everything that can be done with it, also without
//! JavaScript.

use super::acting::{ActDialogs, Asking};
use super::api;
use super::forms::ActForms;
use super::groups_form::GroupsForm;
use super::listing::{PATH, tab_href};
use super::reset_form::ResetForm;
use super::role_form::RoleForm;
use super::story::Story;
use crate::error::AppError;
use crate::groups::cell::GroupNames;
use crate::messages::developers as words;
use crate::messages::{errors, groups, invitations};
use crate::outcome::DoneNotice;
use crate::ui::{
    Address, Badge, Card, Described, DescriptionList, EmptyState, Icon, LinkItem, PageHead, Text,
    Time, Tone,
};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use rules::account::{Developer, Status};
use rules::ids::AccountId;

/// The page of one account.
#[component]
pub fn DeveloperPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get_str("id")?.parse::<AccountId>().ok()));
    let developer = Resource::new(
        move || id.get(),
        async |id| match id {
            Some(id) => api::read_developer(id).await,
            None => Err(AppError::NotFound),
        },
    );
    let on_done = Callback::new(move |()| developer.refetch());
    let asking = Asking::new(on_done);
    view! {
        <div class="page page-narrow">
            <PageHead title=words::DETAIL back=LinkItem::new(words::TITLE, PATH)/>
            <DoneNotice/>
            <Transition>
                {move || developer.get().map(|developer| match developer {
                    Ok(developer) => Either::Left(view! { <Detail developer asking on_done/> }),
                    Err(error) => Either::Right(view! {
                        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::DETAIL_FAILED>
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
fn Detail(developer: Developer, asking: Asking, on_done: Callback<()>) -> impl IntoView {
    let row = developer.row.clone();
    let is_there = developer.deleted_at.is_none();
    let story = developer.story.clone();
    let badge = if is_there {
        Either::Left(view! { <StatusBadge status=row.status/> })
    } else {
        Either::Right(view! { <Badge text=words::DELETED tone=Tone::Neutral icon=Icon::Trash/> })
    };
    let name = row.name.clone();
    let facts = view! { <Facts developer=developer.clone()/> };
    let acts = is_there.then(|| {
        view! {
            <ActForms row=row.clone() asking/>
            <GroupsForm developer=developer.clone() on_done/>
            <RoleForm developer=developer.clone() on_done/>
            <ResetForm developer on_done/>
        }
    });
    view! {
        <Card>
            <div class="row">
                <h2 class="grow breakable"><bdi>{name}</bdi></h2>
                {badge}
            </div>
            {facts}
        </Card>
        {acts}
        <Card title=words::STORY><Story entries=story/></Card>
    }
}

/// The status of an account; leads to its tab.
#[component]
fn StatusBadge(status: Status) -> impl IntoView {
    let (icon, tone) = match status {
        Status::Requested => (Icon::Clock, Tone::Warn),
        Status::Approved => (Icon::Check, Tone::Good),
        Status::Rejected | Status::Revoked => (Icon::Ban, Tone::Bad),
    };
    view! { <a href=tab_href(status)><Badge text=status.tab() icon tone/></a> }
}

#[component]
fn Facts(developer: Developer) -> impl IntoView {
    let row = developer.row;
    let origin = words::origin(&row);
    let unproven: Option<Text> = developer.is_unproven.then_some(words::UNPROVEN.into());
    let groups = (!row.groups.is_empty()).then(|| {
        view! {
            <Described term=groups::TITLE><GroupNames groups=row.groups/></Described>
        }
    });
    let reason = developer.reason;
    view! {
        <DescriptionList>
            <Described term=words::EMAIL>
                <Address text=row.email/>
                {unproven.map(|text| view! { " " <Badge text tone=Tone::Warn icon=Icon::Alert/> })}
            </Described>
            <Described term=words::ROLE>
                {row.role}
                {developer.role.map(|role| view! {
                    <br/> <span class="muted small">{role.description}</span>
                })}
            </Described>
            {groups}
            <Described term=words::ORIGIN><bdi>{origin}</bdi></Described>
            <Described term=words::CREATED><Time at=row.created_at/></Described>
            <Described term=words::STATUS_SINCE><Time at=developer.decided_at/></Described>
            {(!reason.is_empty()).then(|| view! {
                <Described term=invitations::detail::REASON>
                    <span class="breakable">{reason}</span>
                </Described>
            })}
        </DescriptionList>
    }
}
