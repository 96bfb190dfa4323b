//! Where a person may go, by what they hold: what is not theirs is not there.

use crate::frame::{NavItem, NavSection};
use crate::messages::console as words;
use crate::ui::Icon;
use rules::policy::{Action, ActionSet};

/// The sections of the navigation.
pub fn sections(actions: ActionSet) -> Vec<NavSection> {
    let item = |label: &'static str, href: &'static str, icon| NavItem {
        label: label.into(),
        href: href.into(),
        // The first page of the settings stands for all of them.
        place: href.strip_suffix("/approval").unwrap_or(href).into(),
        icon,
    };
    let mut sections = Vec::new();
    let mut consumers = Vec::new();
    if actions.allows(Action::InvitationsRead) {
        let path = "/consumers/invitations";
        consumers.push(item(words::INVITATIONS, path, Icon::Inbox));
    }
    if actions.allows(Action::AccountsRead) {
        let path = "/consumers/developers";
        consumers.push(item(words::DEVELOPERS, path, Icon::Users));
    }
    if actions.allows(Action::GroupsManage) {
        consumers.push(item(words::GROUPS, "/groups", Icon::Tag));
    }
    if !consumers.is_empty() {
        sections.push(NavSection {
            title: Some(words::CONSUMERS.into()),
            items: consumers,
        });
    }
    let mut portal = Vec::new();
    if !actions.is_administrative() {
        portal.push(item(words::HOME, "/", Icon::Document));
    }
    portal.push(item(
        crate::messages::domain_invitations::MINE,
        "/invitations",
        Icon::Inbox,
    ));
    // Whoever is approved may be in one; the pages say in which.
    portal.push(item(words::DOMAINS, "/domains", Icon::Users));
    if actions.allows(Action::MailRead) {
        portal.push(item(words::MAIL, "/mail", Icon::Mail));
    }
    if actions.allows(Action::AuditRead) {
        portal.push(item(words::AUDIT, "/audit", Icon::Shield));
    }
    if actions.allows(Action::SettingsRead) {
        portal.push(item(words::ROLES, "/roles", Icon::Key));
        portal.push(item(words::SETTINGS, "/settings/approval", Icon::Settings));
    }
    portal.push(item(words::ACCOUNT, "/account", Icon::User));
    sections.push(NavSection {
        title: Some(words::PORTAL.into()),
        items: portal,
    });
    sections
}
