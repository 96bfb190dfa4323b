//! The story of an account, oldest first.

use super::listing::invitation_href;
use crate::messages::developers as words;
use crate::state::may;
use crate::ui::{Icon, Timeline, TimelineEntry, Tone};
use leptos::prelude::*;
use rules::account::Story as Entry;
use rules::policy::Action;

/// What happened, with who did it.
#[component]
pub fn Story(
    /// The entries.
    entries: Vec<Entry>,
) -> impl IntoView {
    let may_see_invitations = may(Action::InvitationsRead);
    let mut has_registered = false;
    let lines = entries
        .into_iter()
        .map(|entry| {
            let (icon, tone) = look(&entry.event.action);
            let text = words::story(&entry, has_registered);
            has_registered |= entry.event.action == "invitation.completed";
            let reason = entry.event.reason.clone();
            // "deleted" is the word of the trash can, not of a person.
            let has_reason = !reason.is_empty() && entry.event.action != "invitation.deleted";
            let link = entry.invitation.filter(|_| may_see_invitations).map(|id| {
                view! { " " <a class="small" href=invitation_href(id)>{words::SHOW_INVITATION}</a> }
            });
            view! {
                <TimelineEntry icon tone at=entry.event.at>
                    <bdi>{text}</bdi>
                    {link}
                    {has_reason.then(|| view! { <p class="muted small breakable">{reason}</p> })}
                </TimelineEntry>
            }
        })
        .collect_view();
    view! { <Timeline>{lines}</Timeline> }
}

fn look(action: &str) -> (Icon, Tone) {
    match action {
        "account.approved" | "invitation.accepted" => (Icon::Check, Tone::Good),
        "account.rejected" | "account.revoked" | "invitation.denied" => (Icon::Ban, Tone::Bad),
        "account.deleted" | "invitation.deleted" => (Icon::Trash, Tone::Bad),
        "account.registered" | "account.created" => (Icon::User, Tone::Accent),
        "account.groups_changed" => (Icon::Tag, Tone::Accent),
        "account.role_changed" => (Icon::Shield, Tone::Accent),
        "account.password_changed" => (Icon::Key, Tone::Neutral),
        "invitation.sent" => (Icon::Send, Tone::Accent),
        "invitation.completed" => (Icon::User, Tone::Accent),
        "invitation.resent" => (Icon::Refresh, Tone::Neutral),
        _ => (Icon::About, Tone::Neutral),
    }
}
