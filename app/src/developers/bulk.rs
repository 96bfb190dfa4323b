//! Deciding about several at once on Requested Access, with an answer for each (TBL-08, TBL-09).

use super::api::{self, Judged};
use super::page::Loaded;
use crate::error::AppError;
use crate::messages::developers as words;
use crate::messages::errors;
use crate::outcome::{FaultNotice, from_here};
use crate::state::{may, use_refused};
use crate::ui::{
    BulkAnswer, BulkAnswers, BulkBar, Button, ChooseAll, ChooseRow, Icon, Selection, Variant,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::account::{Command, DeveloperListing, Status};
use rules::ids::AccountId;
use rules::policy::Action;

const JUDGE: &str = "/api/developers/judge";

/// Which people of the page are chosen, and what became of those decided about last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    listing: Memo<DeveloperListing>,
    loaded: Loaded,
    selection: Selection,
    answers: RwSignal<Vec<BulkAnswer>>,
    is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    may_decide: bool,
}

impl Bulk {
    /// Nobody is chosen.
    pub(super) fn new(listing: Memo<DeveloperListing>, loaded: Loaded) -> Self {
        let on_page = move || {
            loaded
                .with_page(|page| {
                    let rows = page.rows.iter();
                    rows.map(|row| (row.id, row.email.clone())).collect()
                })
                .unwrap_or_default()
        };
        let bulk = Bulk {
            listing,
            loaded,
            selection: Selection::new(on_page),
            answers: RwSignal::new(Vec::new()),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(use_refused(JUDGE).map(|form| form.error)),
            may_decide: may(Action::AccountsDecide),
        };
        // Another page or tab: what was chosen is out of sight.
        Effect::new(move |before: Option<DeveloperListing>| {
            let now = listing.get();
            if before.is_some_and(|before| before != now) {
                bulk.selection.clear();
                bulk.answers.set(Vec::new());
            }
            now
        });
        bulk
    }

    /// Can several be decided about on this tab?
    pub(super) fn is_offered(self) -> bool {
        self.may_decide && self.listing.with(|now| now.tab == Status::Requested)
    }

    fn carry_out(self, command: Command) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let selection = self.selection;
        spawn_local(async move {
            let answer = api::judge_developers(selection.ids(), command).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(judged) => {
                    let told = judged.into_iter().map(|one: Judged| {
                        let why = one.error.as_ref().map(errors::sentence);
                        let email = selection.name_of(one.id);
                        BulkAnswer {
                            text: words::answered(&email, command, why.as_deref()),
                            is_refusal: why.is_some(),
                        }
                    });
                    self.answers.set(told.collect());
                    selection.clear();
                    self.loaded.page.refetch();
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

/// The check box of a row.
#[component]
pub fn Choose(
    /// Whose.
    id: AccountId,
    /// The address, for the name.
    email: String,
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    let label = words::choose(&email);
    view! { <ChooseRow selection=bulk.selection id=id.to_string() title=email label/> }
}

/// The check box of the head.
#[component]
pub fn ChooseEverybody(
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    view! {
        <ChooseAll selection=bulk.selection column=words::CHOOSE label=words::CHOOSE_ALL/>
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
    view! {
        <FaultNotice error=bulk.error/>
        <BulkBar
            selection=bulk.selection
            is_offered=Signal::derive(move || bulk.is_offered())
            action=from_here(JUDGE)
            name=words::BULK
            told=words::chosen
            clear=words::CHOOSE_NOBODY
            on_submit=submit
        >
            <Button
                kind="submit"
                icon=Icon::Check
                busy=bulk.is_busy
                attr:name="command"
                attr:value="approve"
            >
                {words::ACCEPT}
            </Button>
            <Button
                kind="submit"
                variant=Variant::Danger
                icon=Icon::Ban
                busy=bulk.is_busy
                attr:name="command"
                attr:value="reject"
            >
                {words::REJECT}
            </Button>
        </BulkBar>
    }
}

/// What became of each of those decided about last.
#[component]
pub fn BulkReport(
    /// The answers.
    bulk: Bulk,
) -> impl IntoView {
    view! { <BulkAnswers title=words::ANSWERS answers=bulk.answers/> }
}
