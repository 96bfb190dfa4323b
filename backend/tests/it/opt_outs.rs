//! Asking not to be invited: T21 of PRODUCT.md section 2; SECURITY INV-2, INV-4, INV-19.

use crate::support::{Portal, START, assert_fails, invited, on_both, wish};
use backend::Error;
use backend::authority::Caller;
use rules::ids::InvitationId;
use rules::invitation::{Refusal, Status, Suppression, Way};
use rules::outbox::Kind;
use rules::settings::Key;
use rules::submission::Outcome;
use rules::time::Span;

on_both!(
    opting_out_declines_the_invitation_and_kills_its_link,
    one_click_and_the_page_leave_the_same_but_their_word,
    opting_out_twice_answers_the_same_and_writes_once,
    whatever_became_of_the_invitation_its_opt_out_works,
    an_old_link_declines_the_newest_invitation_too,
    looking_at_the_link_changes_nothing,
    a_secret_does_what_it_is_for_and_nothing_else,
    who_asked_not_to_be_invited_is_not_invited,
    who_asked_not_to_be_invited_gets_no_resend_and_asks_for_none,
    other_mails_still_go,
    the_person_has_invitations_again_but_not_all_day,
    only_an_owner_lifts_it_and_says_why,
    a_reason_is_plain_short_and_there,
    there_must_be_something_to_lift,
    whoever_asked_for_no_invitations_may_join_uninvited,
);

async fn is_suppressed(portal: &Portal, id: InvitationId) -> bool {
    portal.detail(id).await.suppression.is_some()
}

async fn opting_out_declines_the_invitation_and_kills_its_link(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let (invite, stop) = (
        portal.token_for("ada@example.org").await,
        portal.opt_out_for("ada@example.org").await,
    );
    assert_ne!(invite, stop);
    portal.advance(Span::minutes(5));
    portal.stop(&stop).await.unwrap();
    assert_eq!(portal.stored(id).await, Status::Declined);
    let detail = portal.detail(id).await;
    let expected = Suppression {
        since: START.plus(Span::minutes(5)),
        way: Way::Page,
    };
    assert_eq!(detail.suppression, Some(expected));
    assert_eq!(
        portal.trail_of(id).await,
        [
            "invitation.sent by account",
            "invitation.opted_out by link",
            "invitation.declined by link"
        ]
    );
    assert_fails!(
        portal.join(&invite, "Ada").await,
        Error::Conflict(ref o) if o.current == Status::Declined
    );
    // MAIL-2: the text went with its link; what stops invitations lives on.
    assert!(!portal.mails_to("ada@example.org").await[0].has_text);
    let alive = "SELECT count(*) FROM token WHERE died_at IS NULL AND purpose = 'opt_out'";
    assert_eq!(portal.number(alive).await, 1);
}

async fn one_click_and_the_page_leave_the_same_but_their_word(portal: Portal) {
    let owner = portal.owner().await;
    for (email, way) in [
        ("ada@example.org", Way::OneClick),
        ("kay@example.org", Way::Page),
    ] {
        let id = portal.invite_one(&owner.caller, email).await;
        let token = portal.opt_out_for(email).await;
        portal.opt_out(&token, way, "192.0.2.1", "").await.unwrap();
        let known = portal.detail(id).await.suppression.unwrap();
        assert_eq!((known.way, known.since), (way, START));
        assert_eq!(portal.stored(id).await, Status::Declined);
    }
}

async fn opting_out_twice_answers_the_same_and_writes_once(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.opt_out_for("ada@example.org").await;
    portal.stop(&token).await.unwrap();
    let before = portal.dump().await;
    for _ in 0..3 {
        portal.stop(&token).await.unwrap();
        portal
            .opt_out(&token, Way::OneClick, "192.0.2.7", "")
            .await
            .unwrap();
    }
    assert_eq!(portal.dump().await, before);
}

async fn whatever_became_of_the_invitation_its_opt_out_works(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    for status in Status::ALL {
        let email = format!("{}@example.org", status.as_str());
        let id = portal.invite_one(&owner.caller, &email).await;
        let stop = portal.opt_out_for(&email).await;
        let join = portal.token_for(&email).await;
        match status {
            Status::Pending | Status::Declined => {}
            Status::Waiting | Status::Approved | Status::Rejected => {
                portal.join(&join, "Wanda").await.unwrap();
            }
            Status::Expired => portal.advance(Span::hours(72)),
            Status::Inactivated => {
                portal.resend_invitation(&owner.caller, id).await.unwrap();
            }
            Status::Invalid => portal.delete_invitation(&owner.caller, id).await.unwrap(),
        }
        match status {
            Status::Approved => portal.accept_invitation(&owner.caller, id).await.unwrap(),
            Status::Rejected => portal.deny_invitation(&owner.caller, id, "").await.unwrap(),
            Status::Declined => portal.stop(&stop).await.unwrap(),
            _ => {}
        }
        portal.stop(&stop).await.unwrap();
        assert!(is_suppressed(&portal, id).await, "{status:?}");
        let expected = match status {
            Status::Pending => Status::Declined,
            other => other,
        };
        assert_eq!(portal.stored(id).await, expected, "{status:?}");
    }
}

async fn an_old_link_declines_the_newest_invitation_too(portal: Portal) {
    // The address asks, not the row: an invitation that was sent after the one with the link is open still.
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    let stop = portal.opt_out_for("ada@example.org").await;
    let new = portal.resend_invitation(&owner.caller, old).await.unwrap();
    portal.stop(&stop).await.unwrap();
    assert_eq!(portal.stored(old).await, Status::Inactivated);
    assert_eq!(portal.stored(new).await, Status::Declined);
    assert!(is_suppressed(&portal, new).await);
}

async fn looking_at_the_link_changes_nothing(portal: Portal) {
    // INV-4
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "Ada@Example.org").await;
    let token = portal.opt_out_for("Ada@Example.org").await;
    for wait in [Span::ZERO, Span::hours(73)] {
        portal.advance(wait);
        let before = portal.dump().await;
        for _ in 0..3 {
            let behind = portal.behind_opt_out(&token).await.unwrap().unwrap();
            assert_eq!(behind.email, "Ada@Example.org");
            assert_eq!(behind.suppression, None);
            for unknown in ["x".repeat(43).as_str(), "short", ""] {
                assert_eq!(portal.behind_opt_out(unknown).await.unwrap(), None);
            }
        }
        assert_eq!(portal.dump().await, before);
    }
}

async fn a_secret_does_what_it_is_for_and_nothing_else(portal: Portal) {
    // INV-2
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let invite = portal.token_for("ada@example.org").await;
    let stop = portal.opt_out_for("ada@example.org").await;
    portal.ask("kay@example.org").await.unwrap();
    let confirm = portal.confirmation_for("kay@example.org").await;
    let reset = portal.reset_token_for(&owner.email).await;
    for foreign in [&invite, &confirm, &reset, &"x".repeat(43), &"".to_string()] {
        assert_eq!(portal.behind_opt_out(foreign).await.unwrap(), None);
        assert_fails!(portal.stop(foreign).await, Error::NotFound);
        let again = portal.allow_invitations(foreign, "192.0.2.1", "").await;
        assert_fails!(again, Error::NotFound);
    }
    assert_fails!(portal.join(&stop, "Ada").await, Error::NotFound);
    assert_fails!(portal.confirm(&stop, "Ada").await, Error::NotFound);
    assert_fails!(portal.ask_for_a_new_one(&stop, "").await, Error::NotFound);
    assert_eq!(portal.reset_behind(&stop).await.unwrap(), None);
    assert_eq!(portal.stored(id).await, Status::Pending);
    assert_eq!(portal.number("SELECT count(*) FROM suppression").await, 0);
    portal.join(&invite, "Ada").await.unwrap();
}

async fn who_asked_not_to_be_invited_is_not_invited(portal: Portal) {
    // T1: by its canonical address, and nobody else.
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.opt_out_for("ada@example.org").await;
    portal.stop(&token).await.unwrap();
    portal.advance(Span::hours(1));
    let list = "kay@example.org; Ada@EXAMPLE.org; grace@example.org";
    let report = portal.invite(&owner.caller, wish(list)).await.unwrap();
    let outcomes: Vec<_> = report
        .lines
        .iter()
        .map(|line| line.outcome.clone())
        .collect();
    assert!(matches!(outcomes[0], Some(Outcome::Invited { .. })));
    assert_eq!(outcomes[1], Some(Outcome::Suppressed { since: START }));
    assert!(matches!(outcomes[2], Some(Outcome::Invited { .. })));
    assert_eq!(portal.kinds_to("Ada@EXAMPLE.org").await, []);
    assert_eq!(portal.kinds_to("ada@example.org").await, [Kind::Invitation]);
    // Nor by the command line, which acts as Owner.
    let report = portal
        .invite(&Caller::command_line(), wish("ada@example.org"))
        .await
        .unwrap();
    let refused = Some(Outcome::Suppressed { since: START });
    assert_eq!(report.lines[0].outcome, refused);
}

async fn who_asked_not_to_be_invited_gets_no_resend_and_asks_for_none(portal: Portal) {
    // T11, and "ask for a new one"
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let (link, stop) = (
        portal.token_for("ada@example.org").await,
        portal.opt_out_for("ada@example.org").await,
    );
    let late = portal.invite_one(&owner.caller, "kay@example.org").await;
    let late_link = portal.token_for("kay@example.org").await;
    let late_stop = portal.opt_out_for("kay@example.org").await;
    portal.stop(&stop).await.unwrap();
    let answer = portal.resend_invitation(&owner.caller, id).await;
    assert_fails!(answer, Error::Refused(Refusal::Suppressed { since }) if since == START);
    assert_eq!(portal.stored(id).await, Status::Declined);
    assert_fails!(portal.ask_for_a_new_one(&link, "").await, Error::NotFound);

    portal.advance(Span::hours(72));
    portal.stop(&late_stop).await.unwrap();
    let answer = portal.ask_for_a_new_one(&late_link, "").await;
    assert_fails!(answer, Error::Refused(Refusal::Suppressed { .. }));
    let behind = portal.behind_link(&late_link).await.unwrap();
    assert!(
        matches!(
            behind,
            backend::registrations::Behind::Expired {
                is_suppressed: true,
                ..
            }
        ),
        "{behind:?}"
    );
    let answer = portal.resend_invitation(&owner.caller, late).await;
    assert_fails!(answer, Error::Refused(Refusal::Suppressed { .. }));
    assert_eq!(portal.stored(late).await, Status::Expired);
}

async fn other_mails_still_go(portal: Portal) {
    // It is about invitations and reminders only.
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let ada = portal.invite_one(&owner.caller, "ada@example.org").await;
    let (link, opt_out) = (
        portal.token_for("ada@example.org").await,
        portal.opt_out_for("ada@example.org").await,
    );
    portal.join(&link, "Ada").await.unwrap();
    portal.stop(&opt_out).await.unwrap();
    portal.accept_invitation(&owner.caller, ada).await.unwrap();
    portal.forgot("ada@example.org").await;
    assert_eq!(
        portal.kinds_to("ada@example.org").await,
        [Kind::Invitation, Kind::Approved, Kind::PasswordReset]
    );
}

async fn the_person_has_invitations_again_but_not_all_day(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.opt_out_for("ada@example.org").await;
    portal.stop(&token).await.unwrap();
    for _ in 0..2 {
        // The second time there is nothing to lift, and the answer is the same.
        portal
            .allow_invitations(&token, "192.0.2.1", "")
            .await
            .unwrap();
    }
    assert!(!is_suppressed(&portal, id).await);
    assert_eq!(portal.stored(id).await, Status::Declined);
    let lifted = "invitation.opt_out_lifted by link";
    assert_eq!(portal.trail_of(id).await.last().unwrap(), lifted);
    // T11, from declined.
    let new = portal.resend_invitation(&owner.caller, id).await.unwrap();
    assert_eq!(portal.stored(new).await, Status::Pending);

    for _ in 0..9 {
        portal.stop(&token).await.unwrap();
        portal
            .allow_invitations(&token, "192.0.2.1", "")
            .await
            .unwrap();
    }
    portal.stop(&token).await.unwrap();
    let answer = portal.allow_invitations(&token, "192.0.2.1", "").await;
    assert_fails!(answer, Error::RateLimited { until } if until == portal.now().next_day());
    assert!(
        is_suppressed(&portal, id).await,
        "what is refused changes nothing"
    );
}

async fn only_an_owner_lifts_it_and_says_why(portal: Portal) {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.opt_out_for("ada@example.org").await;
    portal.stop(&token).await.unwrap();
    let before = portal.dump().await;
    for caller in [
        administrator.caller,
        portal.staff("rita", "Reviewer").await.caller,
        portal.person("cora").await.caller,
        Caller::link_holder(""),
    ] {
        let answer = portal.lift_opt_out(&caller, id, "She asked me to.").await;
        assert_fails!(answer, Error::Forbidden);
    }
    assert_eq!(portal.dump().await["suppression"], before["suppression"]);
    portal
        .lift_opt_out(&owner.caller, id, "She rang and asked for it.")
        .await
        .unwrap();
    assert!(!is_suppressed(&portal, id).await);
    let detail = portal.detail(id).await;
    let last = detail.history.last().unwrap();
    assert_eq!(
        (last.action.as_str(), last.reason.as_str(), last.by.as_str()),
        (
            "invitation.opt_out_lifted",
            "She rang and asked for it.",
            owner.name.as_str()
        )
    );
    let report = portal
        .invite(&owner.caller, wish("ada@example.org"))
        .await
        .unwrap();
    invited(&report, 0);
}

async fn a_reason_is_plain_short_and_there(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.opt_out_for("ada@example.org").await;
    portal.stop(&token).await.unwrap();
    for reason in [
        "",
        "  \n ",
        "x".repeat(501).as_str(),
        "see http://x.example",
        "write to me@example.org",
    ] {
        let answer = portal.lift_opt_out(&owner.caller, id, reason).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "reason");
    }
    assert!(is_suppressed(&portal, id).await);
    let reason = "x".repeat(500);
    portal
        .lift_opt_out(&owner.caller, id, &reason)
        .await
        .unwrap();
}

async fn there_must_be_something_to_lift(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let answer = portal.lift_opt_out(&owner.caller, id, "Why not.").await;
    assert_fails!(answer, Error::Refused(Refusal::NotSuppressed));
    let nowhere = InvitationId(uuid::Uuid::from_u128(1));
    let answer = portal.lift_opt_out(&owner.caller, nowhere, "Why.").await;
    assert_fails!(answer, Error::NotFound);
}

async fn whoever_asked_for_no_invitations_may_join_uninvited(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.opt_out_for("ada@example.org").await;
    portal.stop(&token).await.unwrap();
    portal.ask("ada@example.org").await.unwrap();
    let confirm = portal.confirmation_for("ada@example.org").await;
    portal.confirm(&confirm, "Ada").await.unwrap();
    // An account names the right action, so it goes first.
    let report = portal
        .invite(&owner.caller, wish("ada@example.org"))
        .await
        .unwrap();
    assert!(matches!(
        report.lines[0].outcome,
        Some(Outcome::HasAccount { .. })
    ));
}
