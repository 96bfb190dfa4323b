//! Removing several members at once, or giving them another role, with an answer for each (TBL-08, TBL-09).

use super::api::{self, Changed};
use super::members::Members;
use crate::list::{Several, SeveralBar, SeveralReport};
use crate::messages::domains::members as words;
use crate::messages::{console, errors};
use crate::state::{use_refused, use_told};
use crate::ui::{
    BulkAnswer, Button, ConfirmDialog, Icon, SelectField, SelectOption, Variant, use_hydrated,
};
use leptos::either::Either;
use leptos::prelude::*;
use rules::domain::Domain;
use rules::membership::{Act, BulkCommand, MemberPage, MemberRow, Status, offered};
use rules::role::DomainAction;

const CHANGE: &str = "/api/domains/change_members";

/// Which members of the page are chosen, and what became of those changed last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    list: Members,
    name: Memo<String>,
    domain: StoredValue<Domain>,
    pub(super) several: Several,
    role: RwSignal<String>,
    is_asking: RwSignal<bool>,
}

/// Can this row be chosen? Whoever is concerned oneself has forms of their own, on the page of the membership.
fn is_open(row: &MemberRow, domain: &Domain) -> bool {
    offered(row, domain.held, domain.row.archived_at.is_some()).contains(&Act::Remove)
}

impl Bulk {
    /// Nobody is chosen.
    pub(super) fn new(list: Members, name: Memo<String>, domain: StoredValue<Domain>) -> Self {
        let open = move |page: &MemberPage| {
            let rows = page.rows.iter();
            let open = rows.filter(|row| domain.with_value(|domain| is_open(row, domain)));
            open.map(|row| (row.id, row.email.clone())).collect()
        };
        let role = use_refused(CHANGE).and_then(|form| form.value("role"));
        Bulk {
            list,
            name,
            domain,
            several: Several::new(list, CHANGE, open),
            role: RwSignal::new(role.unwrap_or_default()),
            is_asking: RwSignal::new(false),
        }
    }

    /// Can this row be chosen?
    pub(super) fn may_choose(self, row: &MemberRow) -> bool {
        self.domain.with_value(|domain| is_open(row, domain))
    }

    /// Can anything be done with several in this view?
    pub(super) fn is_offered(self) -> bool {
        let may = self.domain.with_value(|domain| {
            domain.held.allows(DomainAction::MembersManage) && domain.row.archived_at.is_none()
        });
        may && self.list.listing.with(|now| now.status == Status::Active)
    }

    fn carry_out(self, command: BulkCommand) {
        let ids = self.several.selection.ids();
        let (name, role) = (self.name.get_untracked(), self.role.get_untracked());
        let call = api::change_members(name, ids, command, role);
        self.several.send(call, in_words, async move |is_done| {
            self.is_asking.set(false);
            if is_done {
                self.list.page.refetch();
            }
        });
    }
}

fn in_words(one: &Changed) -> BulkAnswer {
    let why = one.error.as_ref().map(errors::sentence);
    BulkAnswer::new(words::answered(&one.email, why.as_deref()), why.is_some())
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
    let count = move || bulk.several.selection.count();
    let is_busy = bulk.several.is_busy;
    view! {
        <SeveralBar
            several=bulk.several
            is_offered=Signal::derive(move || bulk.is_offered())
            name=words::BULK
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
                busy=is_busy
                attr:name="command"
                attr:value="change_role"
            >
                {words::CHANGE_ROLE}
            </Button>
            <RemoveSeveral is_busy/>
        </SeveralBar>
        <ConfirmDialog
            open=bulk.is_asking
            id="remove-several"
            title=Signal::derive(move || words::remove_several(count()))
            confirm=Signal::derive(move || words::remove_count(count()))
            cancel=console::CANCEL
            danger=true
            busy=is_busy
            on_confirm=move |()| bulk.carry_out(BulkCommand::Remove)
        >
            <p>{words::REMOVE_SEVERAL_TEXT}</p>
        </ConfirmDialog>
    }
}

/// Asks first: by a dialog, or without scripts below the button (UX DST-02).
#[component]
fn RemoveSeveral(is_busy: RwSignal<bool>) -> impl IntoView {
    let hydrated = use_hydrated();
    let button = move |text: &'static str| {
        view! {
            <Button
                kind="submit"
                variant=Variant::Danger
                icon=Icon::Ban
                busy=is_busy
                attr:name="command"
                attr:value="remove"
            >
                {text}
            </Button>
        }
    };
    move || {
        if hydrated.get() {
            Either::Left(button(words::REMOVE))
        } else {
            Either::Right(view! {
                <details>
                    <summary class="button">{words::REMOVE}</summary>
                    <div class="stack-tight">
                        <p>{words::REMOVE_SEVERAL_TEXT}</p>
                        {button(words::REMOVE_CHOSEN)}
                    </div>
                </details>
            })
        }
    }
}

/// What became of each of those changed last. A plain form brings its answers with the page.
#[component]
pub(super) fn BulkReport(bulk: Bulk) -> impl IntoView {
    let plain = use_told::<Vec<Changed>>(CHANGE).unwrap_or_default();
    let plain: Vec<BulkAnswer> = plain.iter().map(in_words).collect();
    view! { <SeveralReport several=bulk.several plain=Signal::stored(plain)/> }
}
