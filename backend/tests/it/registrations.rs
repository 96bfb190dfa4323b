//! Joining: T4, T5, T18, T19 of PRODUCT.md section 2; SECURITY INV-3, INV-5, PWD-1, EML-3.

use crate::support::{PASSWORD, Portal, START, assert_fails, on_both, registration};
use backend::Error;
use backend::registrations::{Behind, Completed, Registration};
use backend::sessions::Login;
use rules::account;
use rules::invitation::{Refusal, Status};
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::{Span, Timestamp};

on_both!(
    a_pre_approved_invitation_lets_its_person_in,
    without_pre_approval_the_person_waits,
    the_setting_is_read_at_the_moment_of_the_registration,
    every_fault_of_the_form_is_told_at_once_and_nothing_is_lost,
    the_active_profile_decides_about_passwords,
    an_overdue_invitation_cannot_be_completed_and_is_stored_as_expired,
    a_rejected_person_comes_back_with_a_new_password,
    a_rejected_person_comes_back_under_review,
    an_inviter_who_lost_the_right_leads_to_waiting_at_most,
    an_inviter_who_was_revoked_leads_to_waiting_at_most,
    the_access_request_goes_to_whom_the_setting_names,
    an_account_that_waits_for_approval_can_use_nothing,
);

async fn a_pre_approved_invitation_lets_its_person_in(portal: Portal) {
    // T4
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "Ada@Example.org").await;
    let token = portal.token_for("Ada@Example.org").await;
    portal.advance(Span::hours(1));
    assert_eq!(
        portal.join(&token, "Ada Lovelace").await.unwrap(),
        Completed::Approved
    );
    let row = portal.row(id).await;
    assert_eq!(
        (row.status, row.valid_until),
        (Status::Approved, Timestamp::NEVER)
    );
    let detail = portal.detail(id).await;
    assert_eq!(detail.registered_at, Some(START.plus(Span::hours(1))));
    // Not told what they know: the approved mail is not sent on T4.
    assert_eq!(portal.kinds_to("Ada@Example.org").await, [Kind::Invitation]);
    let ada = portal.enter("ada@example.org").await;
    assert_eq!(
        (ada.name.as_str(), ada.email.as_str()),
        ("Ada Lovelace", "Ada@Example.org")
    );
    assert_eq!(
        portal.trail_of(id).await,
        ["invitation.sent by account", "invitation.completed by link"]
    );
    assert_eq!(
        portal.trail_of(ada.id).await,
        ["account.registered by link"]
    );
    assert_eq!(
        portal
            .number("SELECT count(*) FROM token WHERE died_at IS NULL AND purpose = 'invite'")
            .await,
        0
    );
}

async fn without_pre_approval_the_person_waits(portal: Portal) {
    // T5
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    let row = portal.row(id).await;
    assert_eq!(
        (row.status, row.valid_until),
        (Status::Waiting, Timestamp::NEVER)
    );
    assert_eq!(portal.kinds_to(&owner.email).await, [Kind::AccessRequest]);
    let mail = &portal.mails_to(&owner.email).await[0];
    let text = portal.text_of(mail).await;
    assert!(text.contains("Wanda") && text.contains("wanda@example.org"));
    portal.advance(Span::days(400));
    portal.sweep().await.unwrap();
    assert_eq!(portal.standing(id).await, Status::Waiting);
}

async fn the_setting_is_read_at_the_moment_of_the_registration(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.set(Key::InvitationsAutoApprove, "on").await;
    portal.invite_one(&owner.caller, "bob@example.org").await;
    let ada = portal.token_for("ada@example.org").await;
    assert_eq!(portal.join(&ada, "Ada").await.unwrap(), Completed::Approved);
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let bob = portal.token_for("bob@example.org").await;
    assert_eq!(portal.join(&bob, "Bob").await.unwrap(), Completed::Waiting);
}

async fn every_fault_of_the_form_is_told_at_once_and_nothing_is_lost(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let before = portal.dump().await;
    let form = Registration {
        full_name: "see https://x.example".to_string(),
        password: "short".to_string(),
        confirmation: "other".to_string(),
    };
    let answer = portal.register(&token, form, None, "").await;
    let Err(Error::Invalid(faults)) = answer else {
        panic!("{answer:?}")
    };
    for field in ["full_name", "password", "confirmation"] {
        assert!(
            faults.iter().any(|fault| fault.field == field),
            "{field}: {faults:?}"
        );
    }
    assert_eq!(portal.dump().await, before);
    assert!(portal.join(&token, "Ada").await.is_ok());
}

async fn the_active_profile_decides_about_passwords(portal: Portal) {
    // S, PWD-1 to PWD-4
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let try_with = |password: &'static str| {
        let (portal, token) = (portal.clone(), token.clone());
        async move {
            let form = Registration {
                password: password.to_string(),
                confirmation: password.to_string(),
                ..registration("Ada Lovelace")
            };
            portal.register(&token, form, None, "").await
        }
    };
    let phrase = "seventeen green lampposts";
    for refused in [
        "Kelp7!Tor",
        "Kelp7!TorchXYZ987",
        "kelp7!torch",
        "KELP7!TORCH",
        "Kelpx!Torch",
        "Kelp77Torch",
        "Summer2026!",
        phrase,
    ] {
        assert_fails!(
            try_with(refused).await,
            Error::Invalid(ref faults) if faults.iter().all(|fault| fault.field == "password")
        );
    }
    portal.set(Key::PasswordProfile, "modern").await;
    assert_fails!(try_with(PASSWORD).await, Error::Invalid(_));
    portal.set(Key::PasswordProfile, "either").await;
    assert_fails!(try_with("Kelp7!Tor").await, Error::Invalid(_));
    assert_eq!(try_with(phrase).await.unwrap(), Completed::Approved);
    assert!(portal.try_login("ada@example.org", phrase).await.is_some());
}

async fn an_overdue_invitation_cannot_be_completed_and_is_stored_as_expired(portal: Portal) {
    // T9: decided on the microsecond, and stored by the command that meets it.
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let end = START.plus(Span::hours(72));
    portal.advance_to(end);
    assert_eq!(portal.stored(id).await, Status::Pending);
    let answer = portal.join(&token, "Ada").await;
    assert_fails!(answer, Error::Refused(Refusal::Overdue { valid_until }) if valid_until == end);
    assert_eq!(portal.stored(id).await, Status::Expired);
    assert_eq!(
        portal.trail_of(id).await,
        ["invitation.sent by account", "invitation.expired by system"]
    );
    // INV-9: no clock step revives it.
    portal.advance_to(START);
    assert_fails!(
        portal.join(&token, "Ada").await,
        Error::Conflict(ref overtaken) if overtaken.current == Status::Expired
    );
    assert!(
        portal
            .try_login("ada@example.org", PASSWORD)
            .await
            .is_none()
    );
}

async fn a_rejected_person_comes_back_with_a_new_password(portal: Portal) {
    // T18, T4
    let owner = portal.owner().await;
    let denied = portal.waiting("ada@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    portal.set(Key::InvitationsAutoApprove, "on").await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let Behind::Open(offer) = portal.behind_link(&token).await.unwrap() else {
        panic!("not open")
    };
    assert_eq!(offer.known_name, "Wanda");
    let before = portal.number("SELECT count(*) FROM account").await;
    let form = Registration {
        full_name: "Wanda Watt".to_string(),
        password: "Brick9?Fjord".to_string(),
        confirmation: "Brick9?Fjord".to_string(),
    };
    assert_eq!(
        portal.register(&token, form, None, "").await.unwrap(),
        Completed::Approved
    );
    assert_eq!(portal.number("SELECT count(*) FROM account").await, before);
    assert!(
        portal
            .try_login("ada@example.org", PASSWORD)
            .await
            .is_none()
    );
    assert!(
        portal
            .try_login("ada@example.org", "Brick9?Fjord")
            .await
            .is_some()
    );
}

async fn a_rejected_person_comes_back_under_review(portal: Portal) {
    // T18, T5: the same account.
    let owner = portal.owner().await;
    let denied = portal.waiting("ada@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    let again = portal.waiting("ada@example.org").await;
    assert_eq!(portal.standing(again).await, Status::Waiting);
    let statuses = portal
        .rows("SELECT status FROM account WHERE email = 'ada@example.org'")
        .await
        .iter()
        .map(|row| row.try_get_by_index::<String>(0).unwrap())
        .collect::<Vec<_>>();
    assert_eq!(statuses, ["requested"]);
    portal
        .accept_invitation(&owner.caller, again)
        .await
        .unwrap();
    assert!(
        portal
            .try_login("ada@example.org", PASSWORD)
            .await
            .is_some()
    );
}

async fn an_inviter_who_lost_the_right_leads_to_waiting_at_most(portal: Portal) {
    // T19
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let id = portal
        .invite_one(&administrator.caller, "ada@example.org")
        .await;
    assert!(!portal.row(id).await.flagged);
    portal.give_role(&administrator, "Reviewer").await;
    assert!(portal.row(id).await.flagged);
    let token = portal.token_for("ada@example.org").await;
    assert_eq!(
        portal.join(&token, "Ada").await.unwrap(),
        Completed::Waiting
    );
    assert!(portal.row(id).await.flagged);
    // Another administrator vouches.
    portal.accept_invitation(&owner.caller, id).await.unwrap();
    assert!(
        portal
            .try_login("ada@example.org", PASSWORD)
            .await
            .is_some()
    );
    assert!(!portal.row(id).await.flagged);
}

async fn an_inviter_who_was_revoked_leads_to_waiting_at_most(portal: Portal) {
    // T19
    let administrator = portal.staff("adam", "Administrator").await;
    let id = portal
        .invite_one(&administrator.caller, "ada@example.org")
        .await;
    portal.revoke(&administrator).await;
    let token = portal.token_for("ada@example.org").await;
    assert_eq!(
        portal.join(&token, "Ada").await.unwrap(),
        Completed::Waiting
    );
    assert_eq!(portal.standing(id).await, Status::Waiting);
}

async fn the_access_request_goes_to_whom_the_setting_names(portal: Portal) {
    // PRODUCT.md section 6
    let owner = portal.owner().await;
    portal
        .set(
            Key::SmtpAdminEmails,
            "desk@example.org, Boss <boss@example.org>",
        )
        .await;
    portal.waiting("ada@example.org").await;
    assert_eq!(
        portal.kinds_to("desk@example.org").await,
        [Kind::AccessRequest]
    );
    assert_eq!(
        portal.kinds_to("boss@example.org").await,
        [Kind::AccessRequest]
    );
    assert!(portal.mails_to(&owner.email).await.is_empty());
}

async fn an_account_that_waits_for_approval_can_use_nothing(portal: Portal) {
    // INV-11; the right password learns the status, a wrong one nothing (AUT-1).
    portal.waiting("ada@example.org").await;
    let right = crate::support::attempt("ada@example.org", PASSWORD);
    let answer = portal.log_in(right).await.unwrap();
    assert!(matches!(
        answer,
        Login::NotApproved(account::Status::Requested)
    ));
    let wrong = crate::support::attempt("ada@example.org", "Wrong7!Torch");
    assert!(matches!(
        portal.log_in(wrong).await.unwrap(),
        Login::Refused
    ));
    assert_eq!(
        portal
            .number(
                "SELECT count(*) FROM session AS s JOIN account AS a \
        ON a.id = s.account_id WHERE a.email = 'ada@example.org'"
            )
            .await,
        0
    );
}
