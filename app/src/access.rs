//! Who may open which page and call which server function: the one table (SECURITY AZ-1, AZ-9).
//! The server refuses to start when a registered function is missing here, guards by it before a
//! function runs, and a test walks all of it with every kind of caller. The use cases check again.

use rules::policy::Action;

/// What a page or function asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The session of an approved account.
    SignedIn,
    /// That, and the action.
    Needs(Action),
}

/// The pages of the console by route.
pub const PAGES: [(&str, Access); 30] = [
    ("/", Access::SignedIn),
    ("/account", Access::SignedIn),
    (
        "/consumers/invitations",
        Access::Needs(Action::InvitationsRead),
    ),
    (
        "/consumers/invitations/new",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/consumers/invitations/{id}",
        Access::Needs(Action::InvitationsRead),
    ),
    ("/consumers/developers", Access::Needs(Action::AccountsRead)),
    (
        "/consumers/developers/invite",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/consumers/developers/{id}",
        Access::Needs(Action::AccountsRead),
    ),
    ("/groups", Access::Needs(Action::GroupsManage)),
    ("/groups/{id}", Access::Needs(Action::GroupsManage)),
    // Which domain is whose to see is decided by the use cases: to everybody else it is not there.
    ("/domains", Access::SignedIn),
    ("/domains/{name}", Access::SignedIn),
    ("/domains/{name}/members", Access::SignedIn),
    ("/domains/{name}/members/{id}", Access::SignedIn),
    ("/domains/{name}/settings", Access::SignedIn),
    ("/invitations", Access::SignedIn),
    ("/domains/{name}/invitations", Access::SignedIn),
    ("/domains/{name}/invitations/new", Access::SignedIn),
    ("/mail", Access::Needs(Action::MailRead)),
    ("/mail/not-told", Access::Needs(Action::MailRead)),
    ("/mail/{id}", Access::Needs(Action::MailRead)),
    ("/audit", Access::Needs(Action::AuditRead)),
    ("/roles", Access::Needs(Action::SettingsRead)),
    ("/settings/approval", Access::Needs(Action::SettingsRead)),
    ("/settings/passwords", Access::Needs(Action::SettingsRead)),
    ("/settings/appearance", Access::Needs(Action::SettingsRead)),
    ("/settings/mail", Access::Needs(Action::SettingsRead)),
    ("/settings/mail/{id}", Access::Needs(Action::SettingsRead)),
    ("/settings/home", Access::Needs(Action::SettingsRead)),
    ("/settings/limits", Access::Needs(Action::SettingsRead)),
];

/// The server functions by path.
pub const FUNCTIONS: [(&str, Access); 82] = [
    (
        "/api/invitations/list",
        Access::Needs(Action::InvitationsRead),
    ),
    (
        "/api/invitations/row",
        Access::Needs(Action::InvitationsRead),
    ),
    (
        "/api/invitations/detail",
        Access::Needs(Action::InvitationsRead),
    ),
    (
        "/api/invitations/next_waiting",
        Access::Needs(Action::InvitationsReview),
    ),
    (
        "/api/invitations/invite",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/api/invitations/submission",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/api/invitations/resend",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/api/invitations/delete",
        Access::Needs(Action::InvitationsDelete),
    ),
    (
        "/api/invitations/accept",
        Access::Needs(Action::InvitationsReview),
    ),
    (
        "/api/invitations/deny",
        Access::Needs(Action::InvitationsReview),
    ),
    (
        "/api/invitations/lift_opt_out",
        Access::Needs(Action::SuppressionsLift),
    ),
    ("/api/developers/list", Access::Needs(Action::AccountsRead)),
    (
        "/api/developers/counts",
        Access::Needs(Action::AccountsRead),
    ),
    (
        "/api/developers/detail",
        Access::Needs(Action::AccountsRead),
    ),
    (
        "/api/developers/approve",
        Access::Needs(Action::AccountsDecide),
    ),
    (
        "/api/developers/reject",
        Access::Needs(Action::AccountsDecide),
    ),
    (
        "/api/developers/revoke",
        Access::Needs(Action::AccountsDecide),
    ),
    (
        "/api/developers/judge",
        Access::Needs(Action::AccountsDecide),
    ),
    (
        "/api/developers/delete",
        Access::Needs(Action::AccountsDelete),
    ),
    (
        "/api/developers/start_reset",
        Access::Needs(Action::AccountsDecide),
    ),
    (
        "/api/developers/change_role",
        Access::Needs(Action::AccountsRole),
    ),
    (
        "/api/own_mail/write",
        Access::Needs(Action::InvitationsSend),
    ),
    ("/api/groups/list", Access::Needs(Action::GroupsManage)),
    (
        "/api/groups/offered",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/api/invitations/correct",
        Access::Needs(Action::InvitationsSend),
    ),
    (
        "/api/domains/offered",
        Access::Needs(Action::InvitationsSend),
    ),
    ("/api/groups/one", Access::Needs(Action::GroupsManage)),
    ("/api/groups/create", Access::Needs(Action::GroupsManage)),
    ("/api/groups/rename", Access::Needs(Action::GroupsManage)),
    ("/api/groups/delete", Access::Needs(Action::GroupsManage)),
    ("/api/groups/remove", Access::Needs(Action::GroupsManage)),
    ("/api/groups/set", Access::Needs(Action::GroupsManage)),
    ("/api/domains/create", Access::Needs(Action::DomainsCreate)),
    ("/api/domains/list", Access::SignedIn),
    ("/api/domains/read", Access::SignedIn),
    ("/api/domains/describe", Access::SignedIn),
    ("/api/domains/archive", Access::SignedIn),
    ("/api/domains/unarchive", Access::SignedIn),
    ("/api/domains/members", Access::SignedIn),
    ("/api/domains/member", Access::SignedIn),
    ("/api/domains/change_role", Access::SignedIn),
    ("/api/domains/set_end", Access::SignedIn),
    ("/api/domains/remove_member", Access::SignedIn),
    ("/api/domains/change_members", Access::SignedIn),
    ("/api/domains/leave", Access::SignedIn),
    ("/api/mail/list", Access::Needs(Action::MailRead)),
    ("/api/mail/one", Access::Needs(Action::MailRead)),
    ("/api/mail/retry", Access::Needs(Action::MailRetry)),
    ("/api/mail/not_told", Access::Needs(Action::MailRead)),
    ("/api/mail/tell", Access::Needs(Action::MailRetry)),
    ("/api/mail/test", Access::Needs(Action::SettingsManage)),
    ("/api/mail/sample", Access::Needs(Action::SettingsRead)),
    (
        "/api/mail/send_sample",
        Access::Needs(Action::SettingsManage),
    ),
    ("/api/audit/list", Access::Needs(Action::AuditRead)),
    ("/api/audit/verify", Access::Needs(Action::AuditRead)),
    ("/api/roles/read", Access::Needs(Action::SettingsRead)),
    ("/api/settings/read", Access::Needs(Action::SettingsRead)),
    (
        "/api/settings/change",
        Access::Needs(Action::SettingsManage),
    ),
    (
        "/api/settings/preview_home",
        Access::Needs(Action::SettingsManage),
    ),
    ("/api/home/read", Access::SignedIn),
    ("/api/domain_invitations/pop_up", Access::SignedIn),
    ("/api/domain_invitations/mine", Access::SignedIn),
    ("/api/domain_invitations/accept", Access::SignedIn),
    ("/api/domain_invitations/decline", Access::SignedIn),
    ("/api/domain_invitations/accept_several", Access::SignedIn),
    ("/api/domain_invitations/list", Access::SignedIn),
    ("/api/domain_invitations/follow", Access::SignedIn),
    ("/api/domains/follow_members", Access::SignedIn),
    ("/api/domain_invitations/find_people", Access::SignedIn),
    ("/api/domain_invitations/look_for_people", Access::SignedIn),
    ("/api/domain_invitations/send", Access::SignedIn),
    ("/api/domain_invitations/resend", Access::SignedIn),
    ("/api/domain_invitations/delete", Access::SignedIn),
    ("/api/domain_invitations/vouch", Access::SignedIn),
    (
        "/api/domain_invitations/vouch_for_flagged",
        Access::SignedIn,
    ),
    ("/api/domain_invitations/withdraw_flagged", Access::SignedIn),
    ("/api/account/sessions", Access::SignedIn),
    ("/api/account/password_rules", Access::SignedIn),
    ("/api/account/rename", Access::SignedIn),
    ("/api/account/change_password", Access::SignedIn),
    ("/api/account/end_session", Access::SignedIn),
    ("/api/account/end_other_sessions", Access::SignedIn),
];

/// What open pages ask by themselves: it keeps no session alive.
const UNATTENDED: [&str; 5] = [
    "/api/developers/counts",
    "/api/domain_invitations/pop_up",
    "/api/domain_invitations/follow",
    "/api/domains/follow_members",
    "/api/invitations/submission",
];

/// Is that asked without anybody at the page?
pub fn is_unattended(path: &str) -> bool {
    UNATTENDED.contains(&path)
}

/// What the function of that path asks; `None` when it is not in the table.
pub fn of_function(path: &str) -> Option<Access> {
    FUNCTIONS
        .iter()
        .find(|(listed, _)| *listed == path)
        .map(|(_, access)| *access)
}
