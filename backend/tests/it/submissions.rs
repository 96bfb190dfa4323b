//! Submitting the invite dialog: T1 of PRODUCT.md section 2; SECURITY INV-14, INV-16.

use crate::support::{Portal, assert_fails, invited, on_both, wish};
use backend::Error;
use backend::authority::Caller;
use backend::submissions::Invite;
use rules::account;
use rules::invitation::{Refusal, Status};
use rules::outbox::{Delivery, Kind};
use rules::submission::{Outcome, Report};
use rules::time::Span;

mod jobs;

on_both!(
    every_address_gets_its_own_answer,
    an_invited_address_gets_one_mail_and_one_row,
    names_and_mailto_are_understood_and_mailed_as_typed,
    a_stranger_to_the_rules_invites_nobody,
    a_role_that_a_link_may_not_carry_is_refused,
    a_validity_out_of_bounds_is_refused,
    a_message_is_plain_and_short,
    an_overdue_invitation_does_not_stand_in_the_way,
    a_deleted_invitation_does_not_stand_in_the_way,
    a_rejected_account_is_sent_its_last_invitation_again,
    a_rejected_account_without_an_invitation_to_resend_gets_a_new_one,
);

pub(crate) fn outcomes(report: &Report) -> Vec<Outcome> {
    report
        .lines
        .iter()
        .map(|line| line.outcome.clone().expect("an outcome"))
        .collect()
}

async fn every_address_gets_its_own_answer(portal: Portal) {
    let owner = portal.owner().await;
    let waits = portal.waiting("waits@example.org").await;
    let denied = portal.waiting("denied@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    portal
        .set(rules::settings::Key::InvitationsAutoApprove, "on")
        .await;
    portal.person("ada").await;
    let gone = portal.person("gone").await;
    portal.revoke(&gone).await;
    let open = portal.invite_one(&owner.caller, "open@example.org").await;

    // One bad address never stops the others.
    let list = "new@example.org; OPEN@example.org, waits@example.org\nada@example.org\t\
                gone@example.org; denied@example.org; no-address; New@Example.org; two@x@y.org; \
                last@example.org";
    let report = portal.invite(&owner.caller, wish(list)).await.unwrap();
    assert!(report.is_finished() && report.is_local_mailbox);
    let texts: Vec<&str> = report.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts[..3],
        ["new@example.org", "OPEN@example.org", "waits@example.org"]
    );
    let report_with_nul = portal
        .invite(&owner.caller, wish("a\0b@example.org"))
        .await
        .unwrap();
    assert!(matches!(
        outcomes(&report_with_nul)[0],
        Outcome::Malformed { .. }
    ));
    let [
        new,
        opened,
        waited,
        ada,
        revoked,
        rejected,
        bad,
        twice,
        two,
        last,
    ] = outcomes(&report).try_into().unwrap();
    assert!(matches!(new, Outcome::Invited { .. }));
    assert_eq!(
        opened,
        Outcome::AlreadyOpen {
            id: open,
            status: Status::Pending
        }
    );
    assert_eq!(
        waited,
        Outcome::AlreadyOpen {
            id: waits,
            status: Status::Waiting
        }
    );
    assert_eq!(
        ada,
        Outcome::HasAccount {
            status: account::Status::Approved
        }
    );
    assert_eq!(
        revoked,
        Outcome::HasAccount {
            status: account::Status::Revoked
        }
    );
    // T18
    assert!(matches!(rejected, Outcome::Resent { .. }));
    assert!(matches!(bad, Outcome::Malformed { .. }));
    assert_eq!(twice, Outcome::Duplicate);
    assert!(matches!(two, Outcome::Malformed { .. }));
    assert!(matches!(last, Outcome::Invited { .. }));
}

async fn an_invited_address_gets_one_mail_and_one_row(portal: Portal) {
    let owner = portal.owner().await;
    let invite = Invite {
        role: "Team".to_string(),
        validity: Span::hours(24),
        message: "See you on Monday.".to_string(),
        ..wish("Ada@Example.org")
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    let id = invited(&report, 0);
    let row = portal.row(id).await;
    assert_eq!(row.email, "Ada@Example.org");
    assert_eq!((row.role.as_str(), row.status), ("Team", Status::Pending));
    assert_eq!(row.invited_at, portal.now());
    assert_eq!(row.valid_until, portal.now().plus(Span::hours(24)));
    assert_eq!(
        (row.inviter.id, row.inviter.name),
        (Some(owner.id), owner.name.clone())
    );
    assert_eq!(row.delivery, Some(Delivery::Held));
    let mails = portal.mails_to("Ada@Example.org").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (mails[0].kind, mails[0].invitation),
        (Kind::Invitation, Some(id))
    );
    let text = portal.text_of(&mails[0]).await;
    assert!(text.contains("See you on Monday.") && text.contains(&owner.name));
    assert_eq!(portal.trail_of(id).await, ["invitation.sent by account"]);
    assert_eq!(
        portal
            .number("SELECT count(*) FROM token WHERE died_at IS NULL AND purpose = 'invite'")
            .await,
        1
    );
}

async fn names_and_mailto_are_understood_and_mailed_as_typed(portal: Portal) {
    // PRODUCT.md section 5
    let owner = portal.owner().await;
    let list = "Ada Lovelace <Ada.L@Example.org>; \"Hopper, Grace\" <grace@example.org>\n\
                mailto:kay@example.org, <alan@example.org>; 'edsger@example.org'";
    let report = portal.invite(&owner.caller, wish(list)).await.unwrap();
    for (line, expected) in outcomes(&report).iter().zip([
        "Ada.L@Example.org",
        "grace@example.org",
        "kay@example.org",
        "alan@example.org",
        "edsger@example.org",
    ]) {
        assert!(
            matches!(line, Outcome::Invited { .. }),
            "{expected}: {line:?}"
        );
        assert_eq!(
            portal.kinds_to(expected).await,
            [Kind::Invitation],
            "{expected}"
        );
    }
}

async fn a_stranger_to_the_rules_invites_nobody(portal: Portal) {
    for (name, role) in [("cora", "Customer"), ("tom", "Team")] {
        let person = portal.member(name, role).await;
        assert_fails!(
            portal.invite(&person.caller, wish("x@example.org")).await,
            Error::Forbidden
        );
    }
    let reviewer = portal.staff("rita", "Reviewer").await;
    assert_fails!(
        portal.invite(&reviewer.caller, wish("x@example.org")).await,
        Error::Forbidden
    );
    let holder = Caller::link_holder("");
    assert_fails!(
        portal.invite(&holder, wish("x@example.org")).await,
        Error::Forbidden
    );
    // SES-4: the right is checked again inside the transaction.
    let administrator = portal.staff("adam", "Administrator").await;
    portal.give_role(&administrator, "Customer").await;
    let answer = portal
        .invite(&administrator.caller, wish("x@example.org"))
        .await;
    assert_fails!(answer, Error::Forbidden);
    assert!(portal.mails_to("x@example.org").await.is_empty());
}

async fn a_role_that_a_link_may_not_carry_is_refused(portal: Portal) {
    // V: a link never makes an administrator.
    let owner = portal.owner().await;
    for role in ["Owner", "Administrator", "Reviewer"] {
        let invite = Invite {
            role: role.to_string(),
            ..wish("x@example.org")
        };
        assert_fails!(
            portal.invite(&owner.caller, invite).await,
            Error::Refused(Refusal::AdministrativeRole)
        );
    }
    let invite = Invite {
        role: "customer".to_string(),
        ..wish("x@example.org")
    };
    let answer = portal.invite(&owner.caller, invite).await;
    assert_fails!(answer, Error::Refused(Refusal::UnknownRole));
}

async fn a_validity_out_of_bounds_is_refused(portal: Portal) {
    let owner = portal.owner().await;
    for validity in [Span::ZERO, Span::minutes(59), Span::hours(721)] {
        let invite = Invite {
            validity,
            ..wish("x@example.org")
        };
        let answer = portal.invite(&owner.caller, invite).await;
        assert_fails!(answer, Error::Refused(Refusal::Validity { .. }));
    }
    let invite = Invite {
        validity: Span::days(30),
        ..wish("x@example.org")
    };
    assert!(portal.invite(&owner.caller, invite).await.is_ok());
}

async fn a_message_is_plain_and_short(portal: Portal) {
    // INV-18
    let owner = portal.owner().await;
    let long = "x".repeat(501);
    for message in [
        long.as_str(),
        "see https://evil.example",
        "ask me@example.org",
        "a\u{202e}b",
    ] {
        let invite = Invite {
            message: message.to_string(),
            ..wish("x@example.org")
        };
        let answer = portal.invite(&owner.caller, invite).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "message");
    }
    for nothing in ["", " ;, \n"] {
        let answer = portal.invite(&owner.caller, wish(nothing)).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "addresses");
    }
}

async fn an_overdue_invitation_does_not_stand_in_the_way(portal: Portal) {
    // T1 and T2 first store overdue rows as expired.
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::hours(72));
    let new = portal.invite_one(&owner.caller, "ada@example.org").await;
    assert_ne!(old, new);
    assert_eq!(portal.stored(old).await, Status::Expired);
    assert_eq!(portal.standing(new).await, Status::Pending);
    assert_eq!(
        portal.trail_of(old).await,
        ["invitation.sent by account", "invitation.expired by system"]
    );
    assert_eq!(portal.detail(new).await.chain.len(), 1);
}

async fn a_deleted_invitation_does_not_stand_in_the_way(portal: Portal) {
    // INV-14
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.delete_invitation(&owner.caller, old).await.unwrap();
    let new = portal.invite_one(&owner.caller, "ada@example.org").await;
    assert_eq!(portal.standing(new).await, Status::Pending);
    assert_eq!(portal.standing(old).await, Status::Invalid);
}

async fn a_rejected_account_is_sent_its_last_invitation_again(portal: Portal) {
    // T1, T18; what the inviter wished this time counts.
    let owner = portal.owner().await;
    let old = portal.waiting("denis@example.org").await;
    portal
        .deny_invitation(&owner.caller, old, "")
        .await
        .unwrap();
    let invite = Invite {
        role: "Team".to_string(),
        validity: Span::hours(24),
        message: "Once more.".to_string(),
        ..wish("denis@example.org")
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    let new = invited(&report, 0);
    assert!(matches!(outcomes(&report)[0], Outcome::Resent { .. }));
    assert_eq!(portal.stored(old).await, Status::Inactivated);
    let row = portal.row(new).await;
    assert_eq!((row.role.as_str(), row.status), ("Team", Status::Pending));
    assert_eq!(row.valid_until, portal.now().plus(Span::hours(24)));
    let detail = portal.detail(new).await;
    assert_eq!(detail.message, "Once more.");
    let chain: Vec<_> = detail.chain.iter().map(|link| link.id).collect();
    assert_eq!(chain, [old, new]);
}

async fn a_rejected_account_without_an_invitation_to_resend_gets_a_new_one(portal: Portal) {
    let owner = portal.owner().await;
    let first = portal.waiting("denis@example.org").await;
    portal
        .deny_invitation(&owner.caller, first, "")
        .await
        .unwrap();
    let second = portal.invite_one(&owner.caller, "denis@example.org").await;
    portal
        .delete_invitation(&owner.caller, second)
        .await
        .unwrap();
    let report = portal
        .invite(&owner.caller, wish("denis@example.org"))
        .await
        .unwrap();
    assert!(matches!(outcomes(&report)[0], Outcome::Invited { .. }));
}
