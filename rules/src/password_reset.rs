//! Forgotten passwords (PRODUCT.md section 3, K): how many links an account is mailed, and for whom an
//! administrator may start a reset. Knows no tokens, no passwords and no rows.

use crate::ids::AccountId;
use crate::policy::{Action, ActionSet, Actor};
use crate::time::Span;

/// So many links an account is mailed within [`MAILS_PER`]; whoever asks for more is not told. The
/// links that were mailed work all the same, so a stranger who asks in somebody's name shuts nobody out
/// (SECURITY AUT-5).
pub const MOST_MAILS: u64 = 3;
/// See [`MOST_MAILS`].
pub const MAILS_PER: Span = Span::hours(1);

/// May the account be mailed one more link after so many within [`MAILS_PER`]?
pub const fn may_mail(mailed: u64) -> bool {
    mailed < MOST_MAILS
}

/// Why somebody can't start a reset for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It needs `accounts.decide`, and everything that the account's role holds (PRODUCT.md section 4).
    NotAllowed,
    /// One's own password is changed under My account, with the current one.
    OwnAccount,
}

/// May the actor start a reset for this account, whose role holds these actions?
pub fn may_start(actor: &Actor, account: AccountId, holds: ActionSet) -> Result<(), Refusal> {
    if !actor.may(Action::AccountsDecide) {
        Err(Refusal::NotAllowed)
    } else if actor.account_id() == Some(account) {
        Err(Refusal::OwnAccount)
    } else if !actor.actions.covers(holds) {
        Err(Refusal::NotAllowed)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Catalogue;
    use uuid::Uuid;

    const SELF: AccountId = AccountId(Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(Uuid::from_u128(2));

    #[test]
    fn a_reset_is_started_by_deciders_for_those_who_hold_no_more() {
        let roles = Catalogue::default();
        for by in roles.portal_roles() {
            let actor = Actor::account(SELF, by.actions);
            let decides = by.actions.allows(Action::AccountsDecide);
            for of in roles.portal_roles() {
                let may = decides && by.actions.covers(of.actions);
                let answer = may_start(&actor, OTHER, of.actions);
                assert_eq!(answer.is_ok(), may, "{} for {}", by.name, of.name);
            }
            let own = may_start(&actor, SELF, by.actions);
            let expected = if decides {
                Refusal::OwnAccount
            } else {
                Refusal::NotAllowed
            };
            assert_eq!(own, Err(expected), "{} for oneself", by.name);
        }
    }

    #[test]
    fn an_administrator_never_resets_an_owner_and_a_reviewer_no_team() {
        let roles = Catalogue::default();
        let actions_of = |role: &str| roles.actions_of(role);
        let refused = Err(Refusal::NotAllowed);
        let admin = Actor::account(SELF, actions_of("Administrator"));
        assert_eq!(may_start(&admin, OTHER, actions_of("Owner")), refused);
        assert_eq!(
            may_start(&admin, OTHER, actions_of("Administrator")),
            Ok(())
        );
        let reviewer = Actor::account(SELF, actions_of("Reviewer"));
        assert_eq!(may_start(&reviewer, OTHER, actions_of("Team")), refused);
        assert_eq!(may_start(&reviewer, OTHER, actions_of("Customer")), Ok(()));
        for nobody in [Actor::LINK_HOLDER, Actor::SYSTEM] {
            assert_eq!(may_start(&nobody, OTHER, ActionSet::NONE), refused);
        }
        let command_line = Actor::COMMAND_LINE;
        assert_eq!(may_start(&command_line, OTHER, actions_of("Owner")), Ok(()));
    }

    #[test]
    fn an_account_is_mailed_three_links_an_hour() {
        let mailed: Vec<bool> = (0..5).map(may_mail).collect();
        assert_eq!(mailed, [true, true, true, false, false]);
    }
}
