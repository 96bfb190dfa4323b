//! /groups/{id}: one group: its name, its accounts, and the end of it; whole without JavaScript.

use super::acting::Acting;
use super::members::Members;
use super::page::NameForm;
use super::{PATH, api};
use crate::error::AppError;
use crate::messages::numbers::number;
use crate::messages::{console, errors, groups as words};
use crate::outcome::{DoneNotice, FaultNotice, from_here};
use crate::state::{may, use_refused};
use crate::ui::{
    Button, Card, ConfirmDialog, Described, DescriptionList, EmptyState, Icon, LinkItem, PageHead,
    Time, Tone, Variant,
};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use rules::group::GroupPage as Page;
use rules::ids::GroupId;
use rules::policy::Action;

const RENAME: &str = "/api/groups/rename";
const DELETE: &str = "/api/groups/delete";

/// The page of one group.
#[component]
pub fn GroupPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id")?.parse::<GroupId>().ok());
        let page = query.with(|query| query.get("page").unwrap_or_default());
        (id, page)
    });
    let group = Resource::new(
        move || asked.get(),
        async |(id, page)| match id {
            Some(id) => api::read_group(id, page).await,
            None => Err(AppError::NotFound),
        },
    );
    let on_done = Callback::new(move |()| group.refetch());
    view! {
        <div class="page page-narrow">
            <PageHead title=words::GROUP back=LinkItem::new(words::TITLE, PATH)/>
            <DoneNotice/>
            <Transition>
                {move || group.get().map(|group| match group {
                    Ok(page) => Either::Left(view! { <Detail page on_done/> }),
                    Err(error) => Either::Right(view! {
                        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED_ONE>
                            {errors::sentence(&error)}
                        </EmptyState>
                    }),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Detail(page: Page, on_done: Callback<()>) -> impl IntoView {
    let id = page.row.id;
    let (people, open) = (number(page.row.members), number(page.open_invitations));
    let open = if may(Action::InvitationsRead) {
        let href = format!("/consumers/invitations?group={id}");
        Either::Left(view! { <a href=href>{open}</a> })
    } else {
        Either::Right(open)
    };
    let in_developers = format!("/consumers/developers?tab=approved&group={id}");
    let (name, heading) = (page.row.name.clone(), page.row.name.clone());
    let since = page.row.created_at;
    let ending = view! { <EndCard page=page.clone()/> };
    view! {
        <Card>
            <h2 class="breakable"><bdi>{heading}</bdi></h2>
            <DescriptionList>
                <Described term=words::PEOPLE><a href=in_developers>{people}</a></Described>
                <Described term=words::OPEN_INVITATIONS>{open}</Described>
                <Described term=words::SINCE><Time at=since/></Described>
            </DescriptionList>
        </Card>
        <RenameCard id name on_done/>
        <Members page on_done/>
        {ending}
    }
}

#[component]
fn RenameCard(id: GroupId, name: String, on_done: Callback<()>) -> impl IntoView {
    let typed = use_refused(RENAME).and_then(|form| form.value("name"));
    let name = RwSignal::new(typed.unwrap_or(name));
    let acting = Acting::new(RENAME);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let call = api::rename_group(id, name.get_untracked());
        acting.run(call, words::RENAMED, move |()| on_done.run(()));
    };
    view! {
        <Card title=words::RENAME_TITLE>
            <NameForm
                function=RENAME
                id=Some(id.to_string())
                name
                acting
                on_submit=submit
                verb=words::RENAME
            />
        </Card>
    }
}

/// Deletes the group: says first what that ends, alive in a dialog.
#[component]
fn EndCard(page: Page) -> impl IntoView {
    let id = page.row.id;
    let (title, text) = (
        words::delete_title(&page.row.name),
        words::delete_text(&page),
    );
    let said = text.clone();
    let is_asked = RwSignal::new(false);
    let acting = Acting::new(DELETE);
    let navigate = StoredValue::new(use_navigate());
    let confirmed = move |()| {
        acting.run(api::delete_group(id), words::DELETED_DONE, move |()| {
            is_asked.set(false);
            navigate.with_value(|navigate| navigate(PATH, NavigateOptions::default()));
        });
    };
    view! {
        <Card title=words::DELETE lead=text>
            <FaultNotice error=acting.error/>
            <form
                method="post"
                action=from_here(DELETE)
                on:submit=move |event| {
                    event.prevent_default();
                    is_asked.set(true);
                }
            >
                <input type="hidden" name="id" value=id.to_string()/>
                <Button kind="submit" variant=Variant::Danger icon=Icon::Trash busy=acting.is_busy>
                    {words::DELETE}
                </Button>
            </form>
        </Card>
        <ConfirmDialog
            open=is_asked
            id="delete-dialog"
            title=Signal::stored(title)
            confirm=Signal::stored(words::DELETE.to_string())
            cancel=console::CANCEL
            danger=true
            busy=acting.is_busy
            on_confirm=confirmed
        >
            <p>{said.clone()}</p>
        </ConfirmDialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_post_to_functions_that_the_table_guards() {
        for function in [RENAME, DELETE, super::super::members::REMOVE] {
            assert!(crate::access::of_function(function).is_some(), "{function}");
        }
    }
}
