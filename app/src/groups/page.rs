//! /groups: every group with how many accounts are in it, and making one.

use super::acting::Acting;
use super::{api, href};
use crate::messages::numbers::number;
use crate::messages::{errors, groups as words};
use crate::outcome::{DoneNotice, FaultNotice, fault_of, from_here};
use crate::state::use_refused;
use crate::ui::{
    Button, Card, DataTable, EmptyState, Icon, Notice, PageHead, SkeletonRows, TextField, Time,
    Tone, Variant,
};
use leptos::either::EitherOf3;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use rules::group::GroupRow;

const CREATE: &str = "/api/groups/create";

/// The page.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let groups = Resource::new(|| (), |()| api::list_groups());
    view! {
        <div class="page page-narrow">
            <PageHead title=words::TITLE lead=words::LEAD/>
            <DoneNotice/>
            <CreateCard on_done=Callback::new(move |()| groups.refetch())/>
            <Transition fallback=Placeholder>
                {move || groups.get().map(|groups| match groups {
                    Ok(rows) if rows.is_empty() => EitherOf3::A(view! {
                        <EmptyState icon=Icon::Tag title=words::NONE>{words::NONE_HINT}</EmptyState>
                    }),
                    Ok(rows) => EitherOf3::B(view! { <Table rows/> }),
                    Err(error) => EitherOf3::C(view! {
                        <Notice tone=Tone::Bad title=words::FAILED>{errors::sentence(&error)}</Notice>
                    }),
                })}
            </Transition>
        </div>
    }
}

/// The card that makes a group.
#[component]
fn CreateCard(on_done: Callback<()>) -> impl IntoView {
    let typed = use_refused(CREATE).and_then(|form| form.value("name"));
    let name = RwSignal::new(typed.unwrap_or_default());
    let acting = Acting::new(CREATE);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        acting.run(
            api::create_group(name.get_untracked()),
            words::CREATED,
            move |_| {
                name.set(String::new());
                on_done.run(());
            },
        );
    };
    view! {
        <Card title=words::CREATE_TITLE>
            <NameForm function=CREATE id=None name acting on_submit=submit verb=words::CREATE/>
        </Card>
    }
}

/// A form of one name.
#[component]
pub(super) fn NameForm(
    /// The function that it posts to.
    function: &'static str,
    /// Of which group; `None`: of a new one.
    id: Option<String>,
    /// The name.
    name: RwSignal<String>,
    /// What it has come to.
    acting: Acting,
    /// Alive: takes it instead of the browser.
    on_submit: impl FnMut(SubmitEvent) + 'static,
    /// The button.
    verb: &'static str,
) -> impl IntoView {
    let trouble = Signal::derive(move || {
        let error = acting.error.get();
        error.filter(|error| error.fault_of("name").is_none())
    });
    view! {
        <FaultNotice error=trouble/>
        <form class="form" method="post" action=from_here(function) novalidate on:submit=on_submit>
            {id.map(|id| view! { <input type="hidden" name="id" value=id/> })}
            <TextField
                id="name"
                name="name"
                label=words::NAME
                hint=words::NAME_HINT
                bind=name
                autocomplete="off"
                error=fault_of(acting.error, "name")
            />
            <div class="form-actions">
                <Button variant=Variant::Primary kind="submit" busy=acting.is_busy>{verb}</Button>
            </div>
        </form>
    }
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <th scope="col">{words::NAME}</th>
        <th scope="col">{words::PEOPLE}</th>
        <th scope="col">{words::SINCE}</th>
    }
}

#[component]
fn Table(rows: Vec<GroupRow>) -> impl IntoView {
    let row = |row: GroupRow| {
        view! {
            <tr>
                <th scope="row" data-label=words::NAME>
                    <a href=href(row.id) class="breakable"><bdi>{row.name}</bdi></a>
                </th>
                <td data-label=words::PEOPLE class="num">{number(row.members)}</td>
                <td data-label=words::SINCE class="cell-tight"><Time at=row.created_at/></td>
            </tr>
        }
    };
    let rows = rows.into_iter().map(row).collect_view();
    view! { <DataTable id="groups" caption=words::TITLE head=Head>{rows}</DataTable> }
}

/// While the rows are on the way.
#[component]
fn Placeholder() -> impl IntoView {
    view! {
        <DataTable id="groups-loading" caption=words::TITLE busy=true head=Head>
            <SkeletonRows rows=4 columns=3/>
        </DataTable>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_posts_to_a_function_that_the_table_guards() {
        assert!(crate::access::of_function(CREATE).is_some());
    }
}
