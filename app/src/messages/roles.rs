//! The page Roles.

use rules::policy::Action;
use rules::role::DomainAction;

/// The title.
pub const TITLE: &str = "Roles";
/// Under it.
pub const LEAD: &str = "A role is a named set of actions. Nobody gives a role with an action that they lack themselves.";
/// The roles could not be read.
pub const NOT_LOADED: &str = "The roles could not be loaded";
/// The first table.
pub const PORTAL_ROLES: &str = "Portal roles";
/// The second table.
pub const DOMAIN_ROLES: &str = "Domain roles";
/// Column: name and description.
pub const ROLE: &str = "Role";
/// Column: how somebody gets it.
pub const GIVEN: &str = "Given";
/// Column: what it holds.
pub const ACTIONS: &str = "Actions";
/// A role that an invitation may carry.
pub const BY_INVITATION: &str = "by invitation, or on the account";
/// An administrative role.
pub const ON_THE_ACCOUNT: &str = "on the account only";
/// A role that holds nothing.
pub const NO_ACTION: &str = "none";
/// What portal actions mean.
pub const PORTAL_ACTIONS: &str = "What the actions of portal roles allow";
/// What domain actions mean.
pub const DOMAIN_ACTIONS: &str = "What the actions of domain roles allow";

/// Where the catalogue comes from, and that nothing is changed here.
pub fn source(file: Option<&str>) -> String {
    match file {
        None => "These are the built-in roles. They are not changed here: PORTICO_ROLES_FILE names a file with others, which is read at the start.".to_string(),
        Some(file) => format!("These roles come from {file}. They are not changed here: the file is read at the start."),
    }
}

/// What an action allows.
pub const fn allows(action: Action) -> &'static str {
    match action {
        Action::InvitationsRead => "See invitations and what became of them.",
        Action::InvitationsReview => "Accept or deny people who wait after an invitation.",
        Action::InvitationsSend => "Invite people, and invite them again.",
        Action::InvitationsDelete => "Delete invitations.",
        Action::AccountsRead => "See accounts and their stories.",
        Action::AccountsDecide => {
            "Accept, reject, revoke and approve accounts, and start a password reset."
        }
        Action::AccountsDelete => "Delete accounts.",
        Action::AccountsRole => "Give accounts another role.",
        Action::GroupsManage => "Manage groups.",
        Action::DomainsCreate => "Create domains.",
        Action::DomainsReadAll => "Do everything in every domain.",
        Action::SettingsRead => "See the settings and this page.",
        Action::MailRead => "See the mails of the portal.",
        Action::MailRetry => "Send mails again.",
        Action::AuditRead => "Read and verify the audit trail.",
        Action::SettingsManage => "Change the settings.",
        Action::TokensManage => "Manage the portal's tokens.",
        Action::CredentialsOwn => "Make credentials for one's own programs.",
        Action::SuppressionsLift => "Let an address be invited again that asked not to be.",
    }
}

/// What a domain action allows.
pub const fn allows_in_domain(action: DomainAction) -> &'static str {
    match action {
        DomainAction::Read => "Enter the domain.",
        DomainAction::MembersRead => "See its members.",
        DomainAction::Manage => "Change its name and description.",
        DomainAction::InvitationsRead => "See its invitations.",
        DomainAction::InvitationsManage => "Invite into it, resend and delete its invitations.",
        DomainAction::MembersManage => "Change members' roles and remove members.",
        DomainAction::Archive => "Archive it, and bring it back.",
    }
}
