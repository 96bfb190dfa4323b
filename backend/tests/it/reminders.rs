//! Reminders: once, some time before the end, and never to somebody who has answered (PRODUCT.md section 6).

use crate::support::{CHEAP, Portal, on_both, wish};
use backend::submissions::Invite;
use futures::future::join_all;
use rules::ids::InvitationId;
use rules::invitation::Status;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    a_reminder_goes_out_once_when_its_time_has_come,
    the_lead_is_a_setting,
    both_links_work_and_die_together,
    nobody_is_reminded_while_it_is_switched_off,
    nobody_is_reminded_after_an_answer,
    a_short_invitation_is_never_reminded_of,
    whoever_was_not_told_is_not_reminded,
    a_reminder_that_waits_is_void_once_its_row_is_answered,
    of_many_workers_at_once_each_row_has_one_winner,
    what_cannot_be_reminded_of_holds_no_other_up,
);

const ADA: &str = "ada@example.org";

async fn reminders(portal: &Portal) -> i64 {
    portal
        .number("SELECT count(*) FROM outbox WHERE mail = 'reminder'")
        .await
}

async fn switched_on(portal: &Portal) {
    portal.set(Key::PortalReminderEmail, "on").await;
}

async fn invited_for(portal: &Portal, email: &str, hours: i64) -> InvitationId {
    let owner = portal.owner().await;
    let invite = Invite {
        validity: Span::hours(hours),
        ..wish(email)
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    crate::support::invited(&report, 0)
}

async fn a_reminder_goes_out_once_when_its_time_has_come(portal: Portal) {
    let owner = portal.owner().await;
    switched_on(&portal).await;
    let id = portal.invite_one(&owner.caller, ADA).await;
    portal.advance(Span::micros(Span::hours(48).as_micros() - 1));
    portal.remind_invitees().await.unwrap();
    assert_eq!(portal.kinds_to(ADA).await, [Kind::Invitation]);
    portal.advance(Span::micros(1));
    for _ in 0..3 {
        portal.remind_invitees().await.unwrap();
        portal.advance(Span::hours(7));
    }
    assert_eq!(
        portal.kinds_to(ADA).await,
        [Kind::Invitation, Kind::Reminder]
    );
    let mail = &portal.mails_to(ADA).await[0];
    assert_eq!(mail.invitation, Some(id));
    let text = portal.text_of(mail).await;
    assert!(
        text.contains("/opt-out/") && text.contains(&owner.name),
        "{text}"
    );
    assert_eq!(
        portal.trail_of(id).await,
        [
            "invitation.sent by account",
            "invitation.reminded by system"
        ]
    );
    assert_eq!(portal.stored(id).await, Status::Pending);
}

async fn the_lead_is_a_setting(portal: Portal) {
    let owner = portal.owner().await;
    switched_on(&portal).await;
    portal.set(Key::ReminderLead, "12").await;
    portal.invite_one(&owner.caller, ADA).await;
    portal.advance(Span::hours(59));
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 0);
    portal.advance(Span::hours(1));
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 1);
}

async fn both_links_work_and_die_together(portal: Portal) {
    // PRODUCT.md section 1: a further token of the same row.
    let owner = portal.owner().await;
    switched_on(&portal).await;
    for (email, by_reminder) in [(ADA, true), ("kay@example.org", false)] {
        portal.invite_one(&owner.caller, email).await;
        let first = portal.token_for(email).await;
        portal.advance(Span::hours(50));
        portal.remind_invitees().await.unwrap();
        let further = portal.reminded_with(email).await;
        assert_ne!(first, further);
        let (used, other) = if by_reminder {
            (further, first)
        } else {
            (first, further)
        };
        portal.join(&used, "Somebody").await.unwrap();
        assert!(portal.join(&other, "Somebody").await.is_err());
        let behind = portal.behind_link(&other).await.unwrap();
        assert_eq!(behind, backend::registrations::Behind::Used);
        // MAIL-2
        assert!(
            portal
                .mails_to(email)
                .await
                .iter()
                .all(|mail| !mail.has_text)
        );
    }
}

async fn nobody_is_reminded_while_it_is_switched_off(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, ADA).await;
    portal.advance(Span::hours(50));
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 0);
    // Nor while nobody is invited by mail at all.
    switched_on(&portal).await;
    portal.set(Key::PortalInviteEmail, "off").await;
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 0);
    // A replica whose environment says no is no exception to the database, and the other way round.
    let replica = portal
        .replica_with(CHEAP, [(Key::PortalInviteEmail, "on")])
        .await;
    replica.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 1);
}

async fn nobody_is_reminded_after_an_answer(portal: Portal) {
    let owner = portal.owner().await;
    switched_on(&portal).await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let mut ids = Vec::new();
    for name in ["joined", "stopped", "deleted", "resent", "expired"] {
        let email = format!("{name}@example.org");
        ids.push(portal.invite_one(&owner.caller, &email).await);
    }
    portal
        .join(&portal.token_for("joined@example.org").await, "Jo")
        .await
        .unwrap();
    portal
        .stop(&portal.opt_out_for("stopped@example.org").await)
        .await
        .unwrap();
    portal
        .delete_invitation(&owner.caller, ids[2])
        .await
        .unwrap();
    portal.advance(Span::hours(40));
    portal
        .resend_invitation(&owner.caller, ids[3])
        .await
        .unwrap();
    portal.advance(Span::hours(32));
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 0);
    // The new row of the resend has a time of its own.
    portal.advance(Span::hours(16));
    portal.remind_invitees().await.unwrap();
    let resent = portal.kinds_to("resent@example.org").await;
    assert_eq!(resent, [Kind::Invitation, Kind::Invitation, Kind::Reminder]);
    assert_eq!(reminders(&portal).await, 1);
}

async fn a_short_invitation_is_never_reminded_of(portal: Portal) {
    // Else its reminder would follow its mail at once.
    switched_on(&portal).await;
    for (email, hours) in [(ADA, 47), ("kay@example.org", 48), ("jo@example.org", 1)] {
        invited_for(&portal, email, hours).await;
    }
    for _ in 0..48 {
        portal.remind_invitees().await.unwrap();
        portal.advance(Span::hours(1));
    }
    assert_eq!(reminders(&portal).await, 1);
    let kay = portal.kinds_to("kay@example.org").await;
    assert_eq!(kay, [Kind::Invitation, Kind::Reminder]);
}

async fn whoever_was_not_told_is_not_reminded(portal: Portal) {
    // The harness has no mail server: how far the mail got is written past the portal.
    let owner = portal.owner().await;
    switched_on(&portal).await;
    portal.invite_one(&owner.caller, ADA).await;
    portal.advance(Span::hours(50));
    for state in ["queued", "sending", "retrying", "failed", "parked"] {
        let sql = format!("UPDATE outbox SET state = '{state}' WHERE recipient = '{ADA}'");
        portal.execute(&sql).await;
        portal.remind_invitees().await.unwrap();
        assert_eq!(reminders(&portal).await, 0, "{state}");
    }
    // Once it was handed over, the reminder is due after all.
    portal
        .execute("UPDATE outbox SET state = 'sent', body = NULL WHERE mail = 'invitation'")
        .await;
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 1);
}

async fn a_reminder_that_waits_is_void_once_its_row_is_answered(portal: Portal) {
    let owner = portal.owner().await;
    switched_on(&portal).await;
    portal.invite_one(&owner.caller, ADA).await;
    let token = portal.token_for(ADA).await;
    portal.advance(Span::hours(50));
    portal.remind_invitees().await.unwrap();
    portal.join(&token, "Ada").await.unwrap();
    let mail = &portal.mails_to(ADA).await[0];
    assert_eq!((mail.kind, mail.has_text), (Kind::Reminder, false));
    let answer = portal.retry_mail(&owner.caller, mail.id).await;
    assert!(answer.is_err(), "{answer:?}");
}

async fn of_many_workers_at_once_each_row_has_one_winner(portal: Portal) {
    let owner = portal.owner().await;
    switched_on(&portal).await;
    let list: Vec<String> = (0..250).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    portal.advance(Span::hours(50));
    let replica = portal.replica().await;
    let workers = (0..16).map(|n| {
        let backend = if n % 2 == 0 {
            (*portal).clone()
        } else {
            replica.clone()
        };
        tokio::spawn(async move { backend.remind_invitees().await })
    });
    for answer in join_all(workers).await {
        answer.unwrap().unwrap();
    }
    // Rows that another worker had in hand were left to it; nobody is left over.
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 250);
    let recipients = "SELECT count(DISTINCT recipient) FROM outbox WHERE mail = 'reminder'";
    assert_eq!(portal.number(recipients).await, 250);
    let events = "SELECT count(*) FROM audit_event WHERE action = 'invitation.reminded'";
    assert_eq!(portal.number(events).await, 250);
}

async fn what_cannot_be_reminded_of_holds_no_other_up(portal: Portal) {
    // More than a step of rows whose mail is on its way, before one whose mail has arrived.
    let owner = portal.owner().await;
    switched_on(&portal).await;
    let list: Vec<String> = (0..130).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    portal.execute("UPDATE outbox SET state = 'failed'").await;
    portal.advance(Span::hours(1));
    portal.invite_one(&owner.caller, ADA).await;
    portal.advance(Span::hours(50));
    portal.remind_invitees().await.unwrap();
    assert_eq!(reminders(&portal).await, 1);
    assert_eq!(
        portal.kinds_to(ADA).await,
        [Kind::Invitation, Kind::Reminder]
    );
}
