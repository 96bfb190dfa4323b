//! The accounts of a group, a page of them, and taking one out.

use super::acting::Acting;
use super::{api, href};
use crate::messages::numbers::range_of;
use crate::messages::{developers, groups as words, list};
use crate::outcome::{FaultNotice, from_here};
use crate::ui::{Address, Button, Card, DataTable, Pager, Time, Variant};
use leptos::either::Either;
use leptos::prelude::*;
use rules::group::{GroupPage, Member, page_query};
use rules::ids::GroupId;

pub(super) const REMOVE: &str = "/api/groups/remove";

/// The card of the accounts.
#[component]
pub(super) fn Members(
    /// The group with its page of accounts.
    page: GroupPage,
    /// Told when one was taken out.
    on_done: Callback<()>,
) -> impl IntoView {
    let acting = Acting::new(REMOVE);
    let group = page.row.id;
    let range = range_of(page.first, page.members.len(), page.row.members);
    let at = |cursor: Option<String>| {
        Signal::stored(cursor.map(|cursor| format!("{}?{}", href(group), page_query(&cursor))))
    };
    let (newer, older) = (at(page.previous), at(page.next));
    let table = if page.members.is_empty() {
        Either::Left(view! { <p class="muted">{words::NOBODY}</p> })
    } else {
        let rows = page.members.into_iter();
        let rows = rows
            .map(|member| view! { <Row group member acting on_done/> })
            .collect_view();
        Either::Right(view! {
            <DataTable id="members" caption=words::PEOPLE head=Head>{rows}</DataTable>
            <Pager
                name=words::PAGES
                range=Signal::stored(range)
                prev=newer
                next=older
                prev_label=list::PREVIOUS
                next_label=list::NEXT
                sizes_label=list::PER_PAGE
                sizes=Signal::stored(Vec::new())
            />
        })
    };
    view! {
        <Card title=words::PEOPLE lead=words::PEOPLE_LEAD>
            <FaultNotice error=acting.error/>
            {table}
        </Card>
    }
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <th scope="col">{developers::NAME}</th>
        <th scope="col">{developers::EMAIL}</th>
        <th scope="col">{words::STATUS}</th>
        <th scope="col">{words::JOINED}</th>
        <th scope="col" class="cell-actions">{developers::ACTIONS}</th>
    }
}

#[component]
fn Row(group: GroupId, member: Member, acting: Acting, on_done: Callback<()>) -> impl IntoView {
    let id = member.id;
    let name = words::remove_name(&member.email);
    let remove = member.may_leave.then(|| {
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let call = api::remove_from_group(group, id);
            acting.run(call, words::REMOVED, move |()| on_done.run(()));
        };
        view! {
            <form method="post" action=from_here(REMOVE) on:submit=submit>
                <input type="hidden" name="id" value=group.to_string()/>
                <input type="hidden" name="account" value=id.to_string()/>
                <Button kind="submit" variant=Variant::Plain busy=acting.is_busy attr:aria-label=name>
                    {words::REMOVE}
                </Button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row" data-label=developers::NAME>
                <a href=format!("/consumers/developers/{id}") class="breakable"><bdi>{member.name}</bdi></a>
            </th>
            <td data-label=developers::EMAIL><Address text=member.email/></td>
            <td data-label=words::STATUS>{member.status.tab()}</td>
            <td data-label=words::JOINED class="cell-tight"><Time at=member.joined_at/></td>
            <td data-label=developers::ACTIONS class="cell-actions">{remove}</td>
        </tr>
    }
}
