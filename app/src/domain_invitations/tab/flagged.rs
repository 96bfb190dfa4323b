//! What needs confirmation (T19): how many there are, with the way to them, and one step for all that the page shows.
//! Each asks once; without JavaScript the forms are plain.

use super::Invitations;
use crate::domain_invitations::api::{self, Sent};
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::messages::list as around;
use crate::outcome::{FaultNotice, from_here};
use crate::state::{use_refused, use_told};
use crate::ui::{Button, Icon, IntoContent as _, LinkButton, Notice, Tone, Variant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain_invitation::{DomainInvitationRow, Filter, Listing, Page, Settling};
use rules::ids::DomainInvitationId;
use rules::role::{DomainAction, DomainActionSet};

const VOUCH: &str = "/api/domain_invitations/vouch_for_flagged";
const WITHDRAW: &str = "/api/domain_invitations/withdraw_flagged";

const fn function(settling: Settling) -> &'static str {
    match settling {
        Settling::Vouch => VOUCH,
        Settling::Withdraw => WITHDRAW,
    }
}

/// What is done with those of a page, and what became of each. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Settlement {
    domain: Memo<String>,
    is_busy: RwSignal<bool>,
    answers: RwSignal<Option<(Settling, Vec<Sent>)>>,
    error: RwSignal<Option<AppError>>,
    on_settled: Callback<()>,
}

impl Settlement {
    /// Nothing yet, or what a plain form came to; `on_settled` is told when something was done.
    pub(super) fn new(domain: Memo<String>, on_settled: Callback<()>) -> Self {
        let both = [Settling::Vouch, Settling::Withdraw];
        let told = both
            .into_iter()
            .find_map(|settling| Some((settling, use_told(function(settling))?)));
        let refused = both
            .into_iter()
            .find_map(|settling| use_refused(function(settling)));
        Settlement {
            domain,
            is_busy: RwSignal::new(false),
            answers: RwSignal::new(told),
            error: RwSignal::new(refused.map(|form| form.error)),
            on_settled,
        }
    }

    fn carry_out(self, settling: Settling, ids: Vec<DomainInvitationId>) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let domain = self.domain.get_untracked();
        spawn_local(async move {
            let answer = match settling {
                Settling::Vouch => api::vouch_for_flagged(domain, ids).await,
                Settling::Withdraw => api::withdraw_flagged(domain, ids).await,
            };
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answers) => self.answers.set(Some((settling, answers))),
                Err(error) => self.error.set(Some(error)),
            }
            self.on_settled.run(());
        });
    }

    /// What became of each.
    pub(super) fn report(self) -> impl IntoView + use<> {
        let answers = move || {
            let (settling, answers) = self.answers.get()?;
            let has_refusals = answers.iter().any(|one| one.error.is_some());
            let tone = if has_refusals { Tone::Warn } else { Tone::Good };
            let lines = answers.into_iter().map(|one| {
                let why = one.error.as_ref().map(errors::sentence);
                let text = words::settled(settling, &one.address, why.as_deref());
                view! { <li><bdi>{text}</bdi></li> }
            });
            let lines = lines.collect_view();
            Some(view! {
                <Notice tone title=around::ANSWERS alert=true focus=true>
                    <ul class="error-list">{lines}</ul>
                </Notice>
            })
        };
        view! {
            <FaultNotice error=self.error/>
            {answers}
        }
    }
}

/// How many of the domain need confirmation, over every other view of the list.
#[component]
pub fn FlaggedNotice(
    /// The list.
    list: Invitations,
    /// As it was read.
    page: Page,
) -> impl IntoView {
    let is_elsewhere = page.listing.filter != Filter::Flagged && page.flagged.n > 0;
    let to = untrack(|| list.href(&Listing::default().filtered_by(Filter::Flagged)));
    is_elsewhere
        .then(|| {
            view! {
                <Notice tone=Tone::Warn actions=move || view! {
                    <LinkButton href=to.clone()>{words::SHOW_FLAGGED}</LinkButton>
                }>
                    {words::flagged(page.flagged)}
                </Notice>
            }
        })
        .erased()
}

/// One step for all that the page shows and the viewer may settle.
#[component]
pub fn SettleAll(
    /// What the viewer holds in the domain.
    held: DomainActionSet,
    /// As it was read.
    page: Page,
    /// Takes what the buttons ask.
    settlement: Settlement,
) -> impl IntoView {
    let is_offered =
        page.listing.filter == Filter::Flagged && held.allows(DomainAction::InvitationsManage);
    let rows: Vec<DomainInvitationRow> = page.rows.into_iter().filter(|row| row.flagged).collect();
    let ids = |may: &dyn Fn(&DomainInvitationRow) -> bool| -> Vec<DomainInvitationId> {
        let rows = rows.iter().filter(|row| is_offered && may(row));
        rows.map(|row| row.id).collect()
    };
    let vouch = ids(&|row| held.covers(row.role_actions));
    let withdraw = ids(&|_| true);
    (!withdraw.is_empty())
        .then(|| {
            view! {
                <div class="row">
                    <Settle settling=Settling::Vouch ids=vouch settlement/>
                    <Settle settling=Settling::Withdraw ids=withdraw settlement/>
                </div>
            }
        })
        .erased()
}

/// The question, with the rows that it is about, and the verb.
#[component]
fn Settle(
    settling: Settling,
    ids: Vec<DomainInvitationId>,
    settlement: Settlement,
) -> impl IntoView {
    if ids.is_empty() {
        return ().erased();
    }
    let variant = match settling {
        Settling::Vouch => Variant::Primary,
        Settling::Withdraw => Variant::Danger,
    };
    let label = words::settle(settling, ids.len());
    let fields = ids
        .iter()
        .map(|id| view! { <input type="hidden" name="ids" value=id.to_string()/> })
        .collect_view();
    view! {
        <details>
            <summary class="button">{label.clone()}</summary>
            <form
                class="form"
                method="post"
                action=from_here(function(settling))
                on:submit=move |event| {
                    event.prevent_default();
                    settlement.carry_out(settling, ids.clone());
                }
            >
                <input type="hidden" name="domain" value=settlement.domain.get_untracked()/>
                {fields}
                <p>{words::settle_text(settling)}</p>
                <div class="form-actions">
                    <Button kind="submit" variant icon=Icon::Check busy=settlement.is_busy>
                        {words::settle_verb(settling)}
                    </Button>
                </div>
            </form>
        </details>
    }
    .erased()
}
