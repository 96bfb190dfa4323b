//! The catalogue of roles: named, predefined sets of actions for the portal and for its domains
//! (PRODUCT.md sections 1 and 4). It is configuration, read at start and handed on as an argument.
//! Must not know where it was read, nor who has which role.

use crate::policy::{Action, ActionSet};
use serde::{Deserialize, Serialize};

mod domain_action;
mod written;

pub use domain_action::{DomainAction, DomainActionSet};
pub use written::{MOST_ROLES, Mistake, Problem, Scope, WrittenActions, WrittenRole};

/// The name of the portal role that holds every action.
pub const OWNER: &str = "Owner";
/// The name of the portal role of people who were invited without another one.
pub const CUSTOMER: &str = "Customer";
/// The name of the domain role that holds every domain action; whoever creates a domain has it.
pub const DOMAIN_ADMINISTRATOR: &str = "Administrator";

/// A portal role: a named, predefined set of actions (PRODUCT.md section 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalRole {
    /// The name, which is its identity.
    pub name: String,
    /// One sentence for people.
    pub description: String,
    /// What it holds.
    pub actions: ActionSet,
}

impl PortalRole {
    fn built_in(name: &str, description: &str, actions: &[Action]) -> Self {
        PortalRole {
            name: name.to_owned(),
            description: description.to_owned(),
            actions: ActionSet::of(actions),
        }
    }

    /// May an invitation carry it? A link never makes an administrator (PRODUCT.md section 4, V).
    pub const fn may_travel_by_link(&self) -> bool {
        !self.actions.is_administrative()
    }
}

/// A domain role: a named, predefined set of domain actions (M).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRole {
    /// The name, which is its identity.
    pub name: String,
    /// One sentence for people.
    pub description: String,
    /// What it holds in the domain it is given in.
    pub actions: DomainActionSet,
}

impl DomainRole {
    fn built_in(name: &str, description: &str, actions: &[DomainAction]) -> Self {
        DomainRole {
            name: name.to_owned(),
            description: description.to_owned(),
            actions: DomainActionSet::of(actions),
        }
    }
}

/// All roles there are. [`Catalogue::default`] is the built-in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    portal: Vec<PortalRole>,
    domain: Vec<DomainRole>,
    /// The name of the file that it was written in.
    file: Option<String>,
}

impl Catalogue {
    /// The portal roles, in the order in which they are shown.
    pub fn portal_roles(&self) -> &[PortalRole] {
        &self.portal
    }

    /// The domain roles, in the order in which they are shown.
    pub fn domain_roles(&self) -> &[DomainRole] {
        &self.domain
    }

    /// The name of the file that it was written in; `None` for the built-in one.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The portal role of that name, or `None` when there is none.
    pub fn portal_role(&self, name: &str) -> Option<&PortalRole> {
        self.portal.iter().find(|role| role.name == name)
    }

    /// The domain role of that name, or `None` when there is none.
    pub fn domain_role(&self, name: &str) -> Option<&DomainRole> {
        self.domain.iter().find(|role| role.name == name)
    }

    /// What a portal role of that name holds; nothing when there is none.
    pub fn actions_of(&self, name: &str) -> ActionSet {
        self.portal_role(name)
            .map_or(ActionSet::NONE, |role| role.actions)
    }

    /// What somebody must hold to decide about whoever has the portal role of that name. A role that the
    /// catalogue does not know could hold anything.
    pub fn ceiling_of(&self, name: &str) -> ActionSet {
        self.portal_role(name)
            .map_or(ActionSet::ALL, |role| role.actions)
    }

    /// What a domain role of that name holds; nothing when there is none.
    pub fn domain_actions_of(&self, name: &str) -> DomainActionSet {
        self.domain_role(name)
            .map_or(DomainActionSet::NONE, |role| role.actions)
    }

    /// The portal roles within the ceiling of whoever gives them on an account.
    pub fn portal_roles_within(&self, ceiling: ActionSet) -> impl Iterator<Item = &PortalRole> {
        self.portal
            .iter()
            .filter(move |role| ceiling.covers(role.actions))
    }

    /// The roles that an invitation may carry, within the ceiling of whoever sends it.
    pub fn roles_to_invite_with(&self, ceiling: ActionSet) -> impl Iterator<Item = &PortalRole> {
        self.portal
            .iter()
            .filter(move |role| role.may_travel_by_link() && ceiling.covers(role.actions))
    }

    /// The domain roles within the ceiling of whoever gives them.
    pub fn domain_roles_within(
        &self,
        ceiling: DomainActionSet,
    ) -> impl Iterator<Item = &DomainRole> {
        self.domain
            .iter()
            .filter(move |role| ceiling.covers(role.actions))
    }
}

impl Default for Catalogue {
    /// The built-in catalogue: both tables of PRODUCT.md section 4.
    fn default() -> Self {
        use Action::*;
        Catalogue {
            portal: vec![
                PortalRole::built_in(
                    OWNER,
                    "Holds every action, in the portal and in every domain.",
                    &Action::ALL,
                ),
                PortalRole::built_in(
                    "Administrator",
                    "Invites, decides, and sets the portal up.",
                    &[
                        InvitationsRead,
                        InvitationsReview,
                        InvitationsSend,
                        InvitationsDelete,
                        AccountsRead,
                        AccountsDecide,
                        AccountsDelete,
                        AccountsRole,
                        GroupsManage,
                        DomainsCreate,
                        SettingsRead,
                        MailRead,
                        MailRetry,
                        AuditRead,
                        SettingsManage,
                        TokensManage,
                        CredentialsOwn,
                    ],
                ),
                PortalRole::built_in(
                    "Reviewer",
                    "Decides who is let in, and changes nothing else.",
                    &[
                        InvitationsRead,
                        InvitationsReview,
                        AccountsRead,
                        AccountsDecide,
                        CredentialsOwn,
                    ],
                ),
                PortalRole::built_in(
                    "Team",
                    "Uses the portal and creates domains.",
                    &[DomainsCreate, CredentialsOwn],
                ),
                PortalRole::built_in(CUSTOMER, "Uses the portal.", &[CredentialsOwn]),
            ],
            domain: vec![
                DomainRole::built_in(
                    DOMAIN_ADMINISTRATOR,
                    "Holds every action in the domain.",
                    &DomainAction::ALL,
                ),
                DomainRole::built_in(
                    "Editor",
                    "Sees the domain, its members and invitations, and describes it.",
                    &[
                        DomainAction::Read,
                        DomainAction::MembersRead,
                        DomainAction::Manage,
                        DomainAction::InvitationsRead,
                    ],
                ),
                DomainRole::built_in(
                    "Viewer",
                    "Sees the domain and its members.",
                    &[DomainAction::Read, DomainAction::MembersRead],
                ),
            ],
            file: None,
        }
    }
}

#[cfg(test)]
mod tests;
