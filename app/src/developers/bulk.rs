//! Deciding about several at once on Requested Access, with an answer for each (TBL-08, TBL-09).

use super::api::{self, Judged};
use super::page::Developers;
use crate::list::{Several, SeveralBar, SeveralReport};
use crate::messages::developers as words;
use crate::messages::errors;
use crate::state::may;
use crate::ui::{BulkAnswer, Button, Icon, Variant};
use leptos::prelude::*;
use rules::account::{Command, DeveloperPage, Status};
use rules::policy::Action;

const JUDGE: &str = "/api/developers/judge";

/// Which people of the page are chosen, and what became of those decided about last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    list: Developers,
    pub(super) several: Several,
    may_decide: bool,
}

impl Bulk {
    /// Nobody is chosen.
    pub(super) fn new(list: Developers) -> Self {
        let everybody = |page: &DeveloperPage| {
            let rows = page.rows.iter();
            rows.map(|row| (row.id, row.email.clone())).collect()
        };
        Bulk {
            list,
            several: Several::new(list, JUDGE, everybody),
            may_decide: may(Action::AccountsDecide),
        }
    }

    /// Can several be decided about on this tab?
    pub(super) fn is_offered(self) -> bool {
        self.may_decide && self.list.listing.with(|now| now.tab == Status::Requested)
    }

    fn carry_out(self, command: Command) {
        let selection = self.several.selection;
        let in_words = move |one: &Judged| {
            let why = one.error.as_ref().map(errors::sentence);
            let email = selection.name_of(one.id);
            BulkAnswer::new(
                words::answered(&email, command, why.as_deref()),
                why.is_some(),
            )
        };
        let call = api::judge_developers(selection.ids(), command);
        self.several.send(call, in_words, async move |is_done| {
            if is_done {
                self.list.page.refetch();
            }
        });
    }
}

/// The bar with Accept and Reject.
#[component]
pub fn DecideBar(
    /// The choice.
    bulk: Bulk,
) -> impl IntoView {
    let submit = move |button: String| match button.as_str() {
        "approve" => bulk.carry_out(Command::Approve),
        "reject" => bulk.carry_out(Command::Reject),
        _ => {}
    };
    let is_busy = bulk.several.is_busy;
    view! {
        <SeveralBar
            several=bulk.several
            is_offered=Signal::derive(move || bulk.is_offered())
            name=words::BULK
            clear=words::CHOOSE_NOBODY
            on_submit=submit
        >
            <Button
                kind="submit"
                icon=Icon::Check
                busy=is_busy
                attr:name="command"
                attr:value="approve"
            >
                {words::ACCEPT}
            </Button>
            <Button
                kind="submit"
                variant=Variant::Danger
                icon=Icon::Ban
                busy=is_busy
                attr:name="command"
                attr:value="reject"
            >
                {words::REJECT}
            </Button>
        </SeveralBar>
    }
}

/// What became of each of those decided about last.
#[component]
pub fn BulkReport(
    /// The answers.
    bulk: Bulk,
) -> impl IntoView {
    view! { <SeveralReport several=bulk.several/> }
}
