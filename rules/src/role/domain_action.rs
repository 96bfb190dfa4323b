//! What people may do inside a domain: named actions and sets of them (PRODUCT.md section 4, second table).

use serde::{Deserialize, Serialize};

/// A named permission inside one domain. The order is the order of the table in PRODUCT.md section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DomainAction {
    /// `domain:read`
    Read,
    /// `domain:members.read`
    MembersRead,
    /// `domain:manage`: name and description
    Manage,
    /// `domain:invitations.read`
    InvitationsRead,
    /// `domain:invitations.manage`
    InvitationsManage,
    /// `domain:members.manage`
    MembersManage,
    /// `domain:archive`
    Archive,
}

impl DomainAction {
    /// Every domain action, in the order of the table.
    pub const ALL: [DomainAction; 7] = [
        DomainAction::Read,
        DomainAction::MembersRead,
        DomainAction::Manage,
        DomainAction::InvitationsRead,
        DomainAction::InvitationsManage,
        DomainAction::MembersManage,
        DomainAction::Archive,
    ];

    /// The name, as in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            DomainAction::Read => "domain:read",
            DomainAction::MembersRead => "domain:members.read",
            DomainAction::Manage => "domain:manage",
            DomainAction::InvitationsRead => "domain:invitations.read",
            DomainAction::InvitationsManage => "domain:invitations.manage",
            DomainAction::MembersManage => "domain:members.manage",
            DomainAction::Archive => "domain:archive",
        }
    }

    const fn bit(self) -> u64 {
        1 << (self as u8)
    }
}

/// A set of domain actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DomainActionSet(u64);

impl DomainActionSet {
    /// No domain action at all.
    pub const NONE: DomainActionSet = DomainActionSet(0);

    /// Every domain action.
    pub const ALL: DomainActionSet = DomainActionSet::of(&DomainAction::ALL);

    /// The set of the given actions.
    pub const fn of(actions: &[DomainAction]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < actions.len() {
            bits |= actions[i].bit();
            i += 1;
        }
        DomainActionSet(bits)
    }

    /// Is the action in the set?
    pub const fn allows(self, action: DomainAction) -> bool {
        self.0 & action.bit() != 0
    }

    /// Is every action of `other` in this set? The ceiling (PRODUCT.md section 4; SECURITY INV-10).
    pub const fn covers(self, other: DomainActionSet) -> bool {
        self.0 & other.0 == other.0
    }

    /// Its actions, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = DomainAction> {
        DomainAction::ALL
            .into_iter()
            .filter(move |action| self.allows(*action))
    }
}
