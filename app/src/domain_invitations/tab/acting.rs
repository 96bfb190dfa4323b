//! Doing something with a row of a domain's invitations: what is offered, the call, and how it ended.

use crate::domain_invitations::api;
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::state::use_refused;
use crate::ui::{Notice, Toast, Toasts, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain_invitation::{Command, DomainInvitationRow, offered};
use rules::ids::DomainInvitationId;
use rules::role::{DomainAction, DomainActionSet};
use rules::time::Timestamp;

/// What can be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Resend,
    Delete,
    Vouch,
}

impl Act {
    const ALL: [Act; 3] = [Act::Resend, Act::Delete, Act::Vouch];

    pub(super) const fn function(self) -> &'static str {
        match self {
            Act::Resend => "/api/domain_invitations/resend",
            Act::Delete => "/api/domain_invitations/delete",
            Act::Vouch => "/api/domain_invitations/vouch",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Act::Resend => words::RESEND,
            Act::Delete => words::DELETE,
            Act::Vouch => words::VOUCH,
        }
    }
}

/// What a row offers to whoever holds that: the rules' list, without a resend of what was sent anew, and Vouch on what is
/// flagged and within their ceiling (T19).
pub(super) fn acts(row: &DomainInvitationRow, held: DomainActionSet, now: Timestamp) -> Vec<Act> {
    if !held.allows(DomainAction::InvitationsManage) {
        return Vec::new();
    }
    let standing = row.standing(now);
    let mut acts = Vec::new();
    for command in offered(standing) {
        match command {
            Command::Resend if !row.is_superseded => acts.push(Act::Resend),
            Command::Delete => {
                if row.flagged && held.covers(row.role_actions) {
                    acts.push(Act::Vouch);
                }
                acts.push(Act::Delete);
            }
            _ => {}
        }
    }
    acts
}

/// What is being done on a page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Acting {
    pub(super) domain: Memo<String>,
    pub(super) busy: RwSignal<Option<DomainInvitationId>>,
    on_settled: Callback<()>,
    toasts: Toasts,
}

impl Acting {
    /// Nothing yet; `on_settled` is told when something was done or overtaken.
    pub(super) fn new(domain: Memo<String>, on_settled: Callback<()>) -> Self {
        Acting {
            domain,
            busy: RwSignal::new(None),
            on_settled,
            toasts: use_toasts(),
        }
    }

    /// Why a form without JavaScript was refused.
    pub(super) fn refusal(self) -> impl IntoView + use<> {
        let refused = Act::ALL
            .into_iter()
            .find_map(|act| use_refused(act.function()));
        refused.map(|form| {
            let text = errors::sentence(&form.error);
            view! { <Notice tone=Tone::Bad alert=true focus=true>{text}</Notice> }
        })
    }

    /// Does it; the list says how it stands then.
    pub(super) fn carry_out(self, act: Act, id: DomainInvitationId, email: String, role: String) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(id));
        let domain = self.domain.get_untracked();
        spawn_local(async move {
            let answer = call(act, domain, id, role).await;
            // The page may be gone by now; the row is changed all the same.
            if self.busy.try_set(None).is_some() {
                return;
            }
            let (tone, told) = match &answer {
                Ok(()) => (Tone::Good, words::row_done(act.label(), &email)),
                Err(error) => (Tone::Bad, errors::sentence(error)),
            };
            self.toasts.push(Toast::new(tone, told));
            self.on_settled.run(());
        });
    }
}

async fn call(
    act: Act,
    domain: String,
    id: DomainInvitationId,
    role: String,
) -> Result<(), AppError> {
    match act {
        Act::Resend => api::resend_domain_invitation(domain, id, role).await,
        Act::Delete => api::delete_domain_invitation(domain, id).await,
        Act::Vouch => api::vouch_for_domain_invitation(domain, id).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::domain_invitation::Status;
    use rules::invitation::Inviter;

    fn row(status: Status, flagged: bool, is_superseded: bool) -> DomainInvitationRow {
        DomainInvitationRow {
            id: DomainInvitationId(uuid::Uuid::from_u128(1)),
            account: None,
            name: String::new(),
            email: "ada@example.org".into(),
            role: "Editor".into(),
            role_actions: DomainActionSet::of(&[DomainAction::Manage]),
            inviter: Inviter {
                id: None,
                name: "Ben".into(),
            },
            invited_at: Timestamp::EPOCH,
            valid_until: Timestamp::NEVER,
            status,
            answered_at: None,
            reason: String::new(),
            flagged,
            is_superseded,
        }
    }

    #[test]
    fn resend_only_on_rejected_and_delete_only_on_pending() {
        // M; PRODUCT.md 8.5
        let offered = |status, flagged, superseded| {
            let row = row(status, flagged, superseded);
            acts(&row, DomainActionSet::ALL, Timestamp::EPOCH)
        };
        assert_eq!(offered(Status::Pending, false, false), [Act::Delete]);
        assert_eq!(
            offered(Status::Pending, true, false),
            [Act::Vouch, Act::Delete]
        );
        assert_eq!(offered(Status::Declined, false, false), [Act::Resend]);
        for status in [Status::Approved, Status::Expired, Status::Invalid] {
            assert_eq!(offered(status, false, false), []);
        }
        assert_eq!(offered(Status::Declined, false, true), []);
    }

    #[test]
    fn who_may_not_manage_invitations_is_offered_nothing_and_nobody_vouches_above_their_ceiling() {
        let reader = DomainActionSet::of(&[DomainAction::InvitationsRead]);
        let pending = row(Status::Pending, true, false);
        assert_eq!(acts(&pending, reader, Timestamp::EPOCH), []);
        let sender = DomainActionSet::of(&[DomainAction::InvitationsManage]);
        assert_eq!(acts(&pending, sender, Timestamp::EPOCH), [Act::Delete]);
    }

    #[test]
    fn every_form_posts_to_a_function_of_the_table() {
        for act in Act::ALL {
            assert!(crate::access::of_function(act.function()).is_some());
        }
    }
}
