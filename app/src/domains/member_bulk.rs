//! Removing several members at once, or giving them another role, with an answer for each (TBL-08, TBL-09).

use super::api::{self, Changed};
use super::members::Loaded;
use crate::error::AppError;
use crate::messages::domains::members as words;
use crate::messages::{console, errors};
use crate::outcome::{FaultNotice, from_here};
use crate::state::{use_refused, use_told};
use crate::ui::{
    BulkAnswer, BulkAnswers, BulkBar, Button, ChooseAll, ChooseNothing, ChooseRow, ConfirmDialog,
    Icon, SelectField, SelectOption, Selection, Variant,
};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain::Domain;
use rules::membership::{Act, BulkCommand, MemberListing, MemberRow, Status, offered};
use rules::role::DomainAction;

const CHANGE: &str = "/api/domains/change_members";

/// Which members of the page are chosen, and what became of those changed last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    loaded: Loaded,
    domain: StoredValue<Domain>,
    selection: Selection,
    role: RwSignal<String>,
    is_asking: RwSignal<bool>,
    answers: RwSignal<Vec<BulkAnswer>>,
    is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
}

/// Can this row be chosen? Whoever is concerned oneself has forms of their own, on the page of the membership.
fn is_open(row: &MemberRow, domain: &Domain) -> bool {
    offered(row, domain.held, domain.row.archived_at.is_some()).contains(&Act::Remove)
}

impl Bulk {
    /// Nobody is chosen.
    pub(super) fn new(loaded: Loaded, domain: StoredValue<Domain>) -> Self {
        let on_page = move || {
            loaded
                .with_page(|page| {
                    let rows = page.rows.iter();
                    let open = rows.filter(|row| domain.with_value(|domain| is_open(row, domain)));
                    open.map(|row| (row.id, row.email.clone())).collect()
                })
                .unwrap_or_default()
        };
        let refused = use_refused(CHANGE);
        let role = refused.as_ref().and_then(|form| form.value("role"));
        let bulk = Bulk {
            loaded,
            domain,
            selection: Selection::new(on_page),
            role: RwSignal::new(role.unwrap_or_default()),
            is_asking: RwSignal::new(false),
            answers: RwSignal::new(Vec::new()),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(refused.map(|form| form.error)),
        };
        // Another view: what was chosen is out of sight.
        Effect::new(move |before: Option<MemberListing>| {
            let now = loaded.listing.get();
            if before.is_some_and(|before| before != now) {
                bulk.selection.clear();
                bulk.answers.set(Vec::new());
            }
            now
        });
        bulk
    }

    /// Can anything be done with several in this view?
    pub(super) fn is_offered(self) -> bool {
        let may = self.domain.with_value(|domain| {
            domain.held.allows(DomainAction::MembersManage) && domain.row.archived_at.is_none()
        });
        may && self.loaded.listing.with(|now| now.status == Status::Active)
    }

    fn carry_out(self, command: BulkCommand) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let selection = self.selection;
        let name = self.loaded.domain.get_untracked();
        let role = self.role.get_untracked();
        spawn_local(async move {
            let answer = api::change_members(name, selection.ids(), command, role).await;
            // The page may be gone by now.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            self.is_asking.set(false);
            match answer {
                Ok(changed) => {
                    self.answers.set(changed.iter().map(in_words).collect());
                    selection.clear();
                    self.loaded.page.refetch();
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

fn in_words(one: &Changed) -> BulkAnswer {
    let why = one.error.as_ref().map(errors::sentence);
    BulkAnswer {
        text: words::answered(&one.email, why.as_deref()),
        is_refusal: why.is_some(),
    }
}

/// The check box of a row; an empty cell where nothing can be done.
#[component]
pub(super) fn Choose(row: MemberRow, bulk: Bulk) -> impl IntoView {
    if bulk.domain.with_value(|domain| is_open(&row, domain)) {
        let label = words::choose(&row.email);
        Either::Left(view! {
            <ChooseRow selection=bulk.selection id=row.id.to_string() title=row.email label/>
        })
    } else {
        Either::Right(view! { <ChooseNothing/> })
    }
}

/// The check box of the head.
#[component]
pub(super) fn ChooseEverybody(bulk: Bulk) -> impl IntoView {
    view! {
        <ChooseAll selection=bulk.selection column=words::CHOOSE label=words::CHOOSE_ALL/>
    }
}

/// The bar: another role for the chosen ones, or their end.
#[component]
pub(super) fn MemberBar(bulk: Bulk) -> impl IntoView {
    let options: Vec<SelectOption> = bulk.domain.with_value(|domain| {
        let role = |role: &rules::role::DomainRole| {
            SelectOption::new(role.name.clone(), role.name.clone())
        };
        let none = SelectOption::new("", words::CHOOSE_ROLE);
        std::iter::once(none)
            .chain(domain.roles_to_give().map(role))
            .collect()
    });
    let options = StoredValue::new(options);
    let name = bulk.domain.with_value(|domain| domain.row.name.clone());
    let name = StoredValue::new(name);
    let submit = move |button: String| match button.as_str() {
        "remove" => bulk.is_asking.set(true),
        "change_role" => bulk.carry_out(BulkCommand::ChangeRole),
        _ => {}
    };
    let count = move || bulk.selection.count();
    view! {
        <FaultNotice error=bulk.error/>
        <BulkBar
            selection=bulk.selection
            is_offered=Signal::derive(move || bulk.is_offered())
            action=from_here(CHANGE)
            name=words::BULK
            told=words::chosen
            clear=words::CHOOSE_NOBODY
            on_submit=submit
        >
            <input type="hidden" name="name" value=name.get_value()/>
            <SelectField
                id="bulk-role"
                name="role"
                label=words::NEW_ROLE
                hide_label=true
                options=options.get_value()
                bind=bulk.role
            />
            <Button
                kind="submit"
                icon=Icon::Key
                busy=bulk.is_busy
                attr:name="command"
                attr:value="change_role"
            >
                {words::CHANGE_ROLE}
            </Button>
            <Button
                kind="submit"
                variant=Variant::Danger
                icon=Icon::Ban
                busy=bulk.is_busy
                attr:name="command"
                attr:value="remove"
            >
                {words::REMOVE}
            </Button>
        </BulkBar>
        <ConfirmDialog
            open=bulk.is_asking
            id="remove-several"
            title=Signal::derive(move || words::remove_several(count()))
            confirm=Signal::stored(words::REMOVE.to_string())
            cancel=console::CANCEL
            danger=true
            busy=bulk.is_busy
            on_confirm=move |()| bulk.carry_out(BulkCommand::Remove)
        >
            <p>{words::REMOVE_SEVERAL_TEXT}</p>
        </ConfirmDialog>
    }
}

/// What became of each of those changed last. A plain form brings its answers with the page.
#[component]
pub(super) fn BulkReport(bulk: Bulk) -> impl IntoView {
    let plain = use_told::<Vec<Changed>>(CHANGE).unwrap_or_default();
    let told = move || {
        let answers = bulk.answers.get();
        if answers.is_empty() {
            return plain.iter().map(in_words).collect();
        }
        answers
    };
    view! { <BulkAnswers title=words::ANSWERS answers=Signal::derive(told)/> }
}
