//! What administrators do with invitations: T6, T7, T9, T10 of PRODUCT.md section 2; SECURITY INV-7,
//! INV-8, INV-10, SES-4, AZ-8.

use crate::support::{PASSWORD, Portal, START, assert_fails, on_both};
use backend::Error;
use backend::authority::Caller;
use rules::ids::InvitationId;
use rules::invitation::{Refusal, Status};
use rules::listing::{InvitationFilter, InvitationListing};
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    accepting_lets_the_person_in_and_tells_them,
    denying_refuses_the_person_with_the_reason,
    a_reason_is_plain_and_short,
    a_waiting_row_cannot_be_deleted_or_resent,
    deleting_kills_the_link_and_hides_the_row,
    deleting_an_overdue_row_stores_both_steps,
    overdue_rows_are_swept_with_their_audit_events,
    a_conflict_names_the_status_and_who_set_it,
    who_lacks_the_action_changes_nothing,
    a_right_lost_meanwhile_binds_inside_the_transaction,
    inviting_by_mail_can_be_switched_off,
    an_unknown_id_is_not_found,
    the_command_line_acts_as_owner,
    the_review_queue_begins_with_the_oldest,
);

async fn accepting_lets_the_person_in_and_tells_them(portal: Portal) {
    // T6
    let reviewer = portal.staff("rita", "Reviewer").await;
    let id = portal.waiting("wanda@example.org").await;
    portal
        .accept_invitation(&reviewer.caller, id)
        .await
        .unwrap();
    let row = portal.row(id).await;
    assert_eq!(
        (row.status, row.status_by),
        (Status::Approved, Some(reviewer.name.clone()))
    );
    let kinds = portal.kinds_to("wanda@example.org").await;
    assert_eq!(kinds, [Kind::Invitation, Kind::Approved]);
    assert!(
        portal
            .try_login("wanda@example.org", PASSWORD)
            .await
            .is_some()
    );
    let trail = portal.trail_of(id).await;
    assert_eq!(trail.len(), 3, "{trail:?}");
    assert!(trail[2].ends_with("by account"));
}

async fn denying_refuses_the_person_with_the_reason(portal: Portal) {
    // T7
    let reviewer = portal.staff("rita", "Reviewer").await;
    let id = portal.waiting("wanda@example.org").await;
    portal
        .deny_invitation(&reviewer.caller, id, "The course is full.")
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, Status::Rejected);
    let mails = portal.mails_to("wanda@example.org").await;
    assert_eq!(mails[0].kind, Kind::Refused);
    assert!(
        portal
            .text_of(&mails[0])
            .await
            .contains("The course is full.")
    );
    assert_eq!(portal.detail(id).await.reason, "The course is full.");
    assert!(
        portal
            .try_login("wanda@example.org", PASSWORD)
            .await
            .is_none()
    );
}

async fn a_reason_is_plain_and_short(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    for reason in [
        "x".repeat(501).as_str(),
        "see http://x.example",
        "write to me@example.org",
    ] {
        let answer = portal.deny_invitation(&owner.caller, id, reason).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "reason");
    }
    assert_eq!(portal.stored(id).await, Status::Waiting);
}

async fn a_waiting_row_cannot_be_deleted_or_resent(portal: Portal) {
    // T10, T11: any other status is refused.
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    let is_waiting = |status| status == Status::Waiting;
    let answer = portal.delete_invitation(&owner.caller, id).await;
    assert_fails!(answer, Error::Conflict(ref o) if is_waiting(o.current));
    let answer = portal.resend_invitation(&owner.caller, id).await;
    assert_fails!(answer, Error::Conflict(ref o) if is_waiting(o.current));
    assert_eq!(portal.stored(id).await, Status::Waiting);
}

async fn deleting_kills_the_link_and_hides_the_row(portal: Portal) {
    // T10, INV-7
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    assert_fails!(portal.join(&token, "Ada").await, Error::NotFound);
    assert_eq!(portal.listed(InvitationFilter::All).await, []);
    assert_eq!(portal.listed(InvitationFilter::ExpiredInvalid).await, [id]);
    assert_eq!(portal.detail(id).await.reason, "deleted");
    // MAIL-2: the text of the mail went with its link.
    assert!(!portal.mails_to("ada@example.org").await[0].has_text);
    let answer = portal.delete_invitation(&owner.caller, id).await;
    assert_fails!(answer, Error::Conflict(ref o) if o.current == Status::Invalid);
}

async fn deleting_an_overdue_row_stores_both_steps(portal: Portal) {
    // T9, T10: exactly one audit event a change.
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::hours(72));
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    assert_eq!(portal.stored(id).await, Status::Invalid);
    assert_eq!(
        portal.trail_of(id).await,
        [
            "invitation.sent by account",
            "invitation.expired by system",
            "invitation.deleted by account"
        ]
    );
}

async fn overdue_rows_are_swept_with_their_audit_events(portal: Portal) {
    // T9; more than one step of the sweeper.
    let owner = portal.owner().await;
    let list: Vec<String> = (0..620).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, crate::support::wish(&list.join(";")))
        .await
        .unwrap();
    portal.expand_submissions().await.unwrap();
    portal.advance(Span::hours(71));
    let young = portal.invite_one(&owner.caller, "young@example.org").await;
    portal.advance(Span::hours(1));
    let counts = portal.counts().await;
    assert_eq!(
        (
            counts[&InvitationFilter::Expired],
            counts[&InvitationFilter::Pending]
        ),
        (620, 1)
    );
    portal.sweep().await.unwrap();
    assert_eq!(portal.counts().await, counts);
    let stored = "SELECT count(*) FROM invitation WHERE status = 'expired'";
    assert_eq!(portal.number(stored).await, 620);
    let events = "SELECT count(*) FROM audit_event WHERE action = 'invitation.expired'";
    assert_eq!(portal.number(events).await, 620);
    assert_eq!(portal.stored(young).await, Status::Pending);
    // The text of a mail whose link is dead is gone (MAIL-2).
    assert_eq!(
        portal
            .number("SELECT count(*) FROM outbox WHERE body IS NOT NULL")
            .await,
        1
    );
}

async fn a_conflict_names_the_status_and_who_set_it(portal: Portal) {
    // AZ-8
    let owner = portal.owner().await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    let id = portal.waiting("wanda@example.org").await;
    portal.advance(Span::minutes(5));
    portal
        .accept_invitation(&reviewer.caller, id)
        .await
        .unwrap();
    portal.advance(Span::minutes(5));
    let answer = portal.deny_invitation(&owner.caller, id, "").await;
    let Err(Error::Conflict(overtaken)) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(overtaken.current, Status::Approved);
    assert_eq!(overtaken.by, Some(reviewer.id));
    assert_eq!(overtaken.by_name, Some(reviewer.name));
    assert_eq!(overtaken.at, START.plus(Span::minutes(5)));
    // Time has no name.
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::hours(72));
    let answer = portal.accept_invitation(&owner.caller, id).await;
    let Err(Error::Conflict(overtaken)) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((overtaken.current, overtaken.by), (Status::Expired, None));
    assert_eq!(portal.stored(id).await, Status::Expired);
}

async fn who_lacks_the_action_changes_nothing(portal: Portal) {
    // PRODUCT.md section 4
    let owner = portal.owner().await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    let (team, customer) = (
        portal.member("tom", "Team").await,
        portal.person("cora").await,
    );
    let waits = portal.waiting("wanda@example.org").await;
    let open = portal.invite_one(&owner.caller, "ada@example.org").await;
    let before = portal.dump().await;
    for caller in [&team.caller, &customer.caller, &Caller::link_holder("")] {
        assert_fails!(
            portal.accept_invitation(caller, waits).await,
            Error::Forbidden
        );
        assert_fails!(
            portal.deny_invitation(caller, waits, "").await,
            Error::Forbidden
        );
        assert_fails!(
            portal.invitation_detail(caller, waits).await,
            Error::Forbidden
        );
        assert_fails!(portal.invitation_row(caller, waits).await, Error::Forbidden);
        assert_fails!(portal.next_waiting(caller, &[]).await, Error::Forbidden);
        let listing = InvitationListing::default();
        assert_fails!(
            portal.list_invitations(caller, listing).await,
            Error::Forbidden
        );
    }
    for caller in [
        &team.caller,
        &customer.caller,
        &reviewer.caller,
        &Caller::link_holder(""),
    ] {
        assert_fails!(
            portal.delete_invitation(caller, open).await,
            Error::Forbidden
        );
        assert_fails!(
            portal.resend_invitation(caller, open).await,
            Error::Forbidden
        );
    }
    assert_eq!(portal.dump().await, before);
}

async fn a_right_lost_meanwhile_binds_inside_the_transaction(portal: Portal) {
    // SES-4: the caller still claims what they held when the request began.
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    let waits = portal.waiting("wanda@example.org").await;
    let open = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.give_role(&administrator, "Reviewer").await;
    portal.revoke(&reviewer).await;
    let (adam, rita) = (&administrator.caller, &reviewer.caller);
    assert_fails!(portal.delete_invitation(adam, open).await, Error::Forbidden);
    assert_fails!(portal.resend_invitation(adam, open).await, Error::Forbidden);
    assert_fails!(
        portal.accept_invitation(rita, waits).await,
        Error::Unauthenticated
    );
    assert_eq!(portal.standing(open).await, Status::Pending);
}

async fn inviting_by_mail_can_be_switched_off(portal: Portal) {
    // K: no new ones, no resends, nobody is asked for one; what is queued still goes.
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "wanda@example.org").await;
    let token = portal.token_for("wanda@example.org").await;
    portal.set(Key::PortalInviteEmail, "off").await;
    let invite = crate::support::wish("ben@example.org");
    assert_fails!(
        portal.invite(&owner.caller, invite).await,
        Error::Refused(Refusal::SwitchedOff)
    );
    assert_fails!(
        portal.resend_invitation(&owner.caller, id).await,
        Error::Refused(Refusal::SwitchedOff)
    );
    portal.advance(Span::hours(73));
    assert_fails!(
        portal.ask_for_a_new_one(&token, "").await,
        Error::Refused(Refusal::SwitchedOff)
    );
    assert!(portal.mails_to("ben@example.org").await.is_empty());
    portal.set(Key::PortalInviteEmail, "on").await;
    portal.resend_invitation(&owner.caller, id).await.unwrap();
}

async fn an_unknown_id_is_not_found(portal: Portal) {
    let owner = portal.owner().await;
    let id = InvitationId(uuid::Uuid::from_u128(1));
    assert_fails!(
        portal.accept_invitation(&owner.caller, id).await,
        Error::NotFound
    );
    assert_fails!(
        portal.deny_invitation(&owner.caller, id, "").await,
        Error::NotFound
    );
    assert_fails!(
        portal.delete_invitation(&owner.caller, id).await,
        Error::NotFound
    );
    assert_fails!(
        portal.resend_invitation(&owner.caller, id).await,
        Error::NotFound
    );
    assert_fails!(
        portal.invitation_detail(&owner.caller, id).await,
        Error::NotFound
    );
}

async fn the_command_line_acts_as_owner(portal: Portal) {
    let caller = Caller::command_line();
    let id = portal.invite_one(&caller, "ada@example.org").await;
    let row = portal.row(id).await;
    assert_eq!(
        (row.inviter.id, row.inviter.name.as_str()),
        (None, "Command line")
    );
    let new = portal.resend_invitation(&caller, id).await.unwrap();
    let mine = InvitationListing {
        mine: true,
        ..InvitationListing::default()
    };
    let page = portal.list_invitations(&caller, mine).await.unwrap();
    assert_eq!(
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [new, id]
    );
    portal.delete_invitation(&caller, new).await.unwrap();
    assert_eq!(
        portal.trail_of(new).await[1],
        "invitation.deleted by command_line"
    );
    portal.owner().await;
}

async fn the_review_queue_begins_with_the_oldest(portal: Portal) {
    let owner = portal.owner().await;
    let first = portal.waiting("a@example.org").await;
    let second = portal.waiting("b@example.org").await;
    assert_eq!(portal.count_waiting(&owner.caller).await.unwrap(), 2);
    let next = |passed: Vec<InvitationId>| {
        let (portal, caller) = (portal.clone(), owner.caller.clone());
        async move {
            portal
                .next_waiting(&caller, &passed)
                .await
                .unwrap()
                .map(|row| row.id)
        }
    };
    assert_eq!(next(vec![]).await, Some(first));
    assert_eq!(next(vec![first]).await, Some(second));
    assert_eq!(next(vec![second, first]).await, None);
}
