//! Who may do what (PRODUCT.md section 4): named actions, sets of them, who acts, and the ceiling
//! "no one can grant what they don't hold". Knows nothing of sessions or rows, and no role by name.

use crate::ids::AccountId;
use serde::{Deserialize, Serialize};

/// A named permission. The order is the order of the table in PRODUCT.md section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// `invitations.read`
    InvitationsRead,
    /// `invitations.review`: ACCEPT and DENY
    InvitationsReview,
    /// `invitations.send`: invite and resend
    InvitationsSend,
    /// `invitations.delete`
    InvitationsDelete,
    /// `accounts.read`
    AccountsRead,
    /// `accounts.decide`
    AccountsDecide,
    /// `accounts.delete`
    AccountsDelete,
    /// `accounts.role`
    AccountsRole,
    /// `groups.manage`
    GroupsManage,
    /// `domains.create`
    DomainsCreate,
    /// `domains.read_all`
    DomainsReadAll,
    /// `settings.read`
    SettingsRead,
    /// `mail.read`
    MailRead,
    /// `mail.retry`
    MailRetry,
    /// `audit.read`
    AuditRead,
    /// `settings.manage`
    SettingsManage,
    /// `tokens.manage`
    TokensManage,
    /// `credentials.own`
    CredentialsOwn,
    /// `suppressions.lift`: let an address that asked not to be invited be invited again (T21)
    SuppressionsLift,
}

impl Action {
    /// Every action, in the order of the table.
    pub const ALL: [Action; 19] = [
        Action::InvitationsRead,
        Action::InvitationsReview,
        Action::InvitationsSend,
        Action::InvitationsDelete,
        Action::AccountsRead,
        Action::AccountsDecide,
        Action::AccountsDelete,
        Action::AccountsRole,
        Action::GroupsManage,
        Action::DomainsCreate,
        Action::DomainsReadAll,
        Action::SettingsRead,
        Action::MailRead,
        Action::MailRetry,
        Action::AuditRead,
        Action::SettingsManage,
        Action::TokensManage,
        Action::CredentialsOwn,
        Action::SuppressionsLift,
    ];

    /// The name, as in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::InvitationsRead => "invitations.read",
            Action::InvitationsReview => "invitations.review",
            Action::InvitationsSend => "invitations.send",
            Action::InvitationsDelete => "invitations.delete",
            Action::AccountsRead => "accounts.read",
            Action::AccountsDecide => "accounts.decide",
            Action::AccountsDelete => "accounts.delete",
            Action::AccountsRole => "accounts.role",
            Action::GroupsManage => "groups.manage",
            Action::DomainsCreate => "domains.create",
            Action::DomainsReadAll => "domains.read_all",
            Action::SettingsRead => "settings.read",
            Action::MailRead => "mail.read",
            Action::MailRetry => "mail.retry",
            Action::AuditRead => "audit.read",
            Action::SettingsManage => "settings.manage",
            Action::TokensManage => "tokens.manage",
            Action::CredentialsOwn => "credentials.own",
            Action::SuppressionsLift => "suppressions.lift",
        }
    }

    const fn bit(self) -> u64 {
        1 << (self as u8)
    }
}

/// A set of actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionSet(u64);

impl ActionSet {
    /// No action at all.
    pub const NONE: ActionSet = ActionSet(0);

    /// Every action.
    pub const ALL: ActionSet = ActionSet::of(&Action::ALL);

    /// The set of the given actions.
    pub const fn of(actions: &[Action]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < actions.len() {
            bits |= actions[i].bit();
            i += 1;
        }
        ActionSet(bits)
    }

    /// Is the action in the set?
    pub const fn allows(self, action: Action) -> bool {
        self.0 & action.bit() != 0
    }

    /// Is every action of `other` in this set? The ceiling (PRODUCT.md section 4; SECURITY INV-10).
    pub const fn covers(self, other: ActionSet) -> bool {
        self.0 & other.0 == other.0
    }

    /// Does it hold any action but `domains.create` and `credentials.own`? (PRODUCT.md section 4)
    pub const fn is_administrative(self) -> bool {
        self.administrative().0 != 0
    }

    /// Its administrative actions: all but `domains.create` and `credentials.own`.
    pub const fn administrative(self) -> ActionSet {
        self.without(Action::DomainsCreate)
            .without(Action::CredentialsOwn)
    }

    /// The same without that action.
    pub const fn without(self, action: Action) -> ActionSet {
        ActionSet(self.0 & !action.bit())
    }

    /// The same without those of `other`.
    pub const fn minus(self, other: ActionSet) -> ActionSet {
        ActionSet(self.0 & !other.0)
    }

    /// Its actions, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |a| self.allows(*a))
    }
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A signed-in, approved account.
    Account(AccountId),
    /// Whoever holds a valid link.
    LinkHolder,
    /// Somebody unknown, who was denied something (SECURITY LOG-2).
    Visitor,
    /// The command line, which acts as Owner (PRODUCT.md section 4).
    CommandLine,
    /// The portal itself: the sweeper, the outbox worker.
    System,
}

/// Who acts, and what they hold at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// What they hold.
    pub actions: ActionSet,
}

impl Actor {
    /// An account with what its role holds.
    pub const fn account(id: AccountId, actions: ActionSet) -> Self {
        Actor {
            who: Who::Account(id),
            actions,
        }
    }

    /// The command line, with every action.
    pub const COMMAND_LINE: Actor = Actor {
        who: Who::CommandLine,
        actions: ActionSet::ALL,
    };

    /// The portal itself, with no action: what it does needs none.
    pub const SYSTEM: Actor = Actor {
        who: Who::System,
        actions: ActionSet::NONE,
    };

    /// Whoever holds a link.
    pub const LINK_HOLDER: Actor = Actor {
        who: Who::LinkHolder,
        actions: ActionSet::NONE,
    };

    /// Somebody unknown.
    pub const VISITOR: Actor = Actor {
        who: Who::Visitor,
        actions: ActionSet::NONE,
    };

    /// May they?
    pub const fn may(&self, action: Action) -> bool {
        self.actions.allows(action)
    }

    /// The account behind the actor, when there is one.
    pub const fn account_id(&self) -> Option<AccountId> {
        match self.who {
            Who::Account(id) => Some(id),
            Who::LinkHolder | Who::Visitor | Who::CommandLine | Who::System => None,
        }
    }
}
