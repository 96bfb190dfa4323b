//! Self-registration: PRODUCT.md section 3 and T23; SECURITY AUT-1, AUT-2, INV-2, INV-3, INV-4, INV-5, MAIL-2.

mod asking;
mod redeeming;
mod switches;

use crate::support::{PASSWORD, Portal, START, assert_fails, on_both, registration, wish};
use backend::Error;
use backend::registrations::{Behind, Completed, Registration};
use backend::self_registrations::{BehindConfirmation, Confirmation};
use backend::sessions::Login;
use backend::submissions::Invite;
use rules::account::Status;
use rules::invitation::Refusal;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    whoever_confirms_waits_for_a_decision,
    with_auto_approve_whoever_confirms_is_in_at_once,
    auto_approve_is_read_at_the_moment_of_the_confirmation,
    looking_at_the_link_changes_nothing,
    every_fault_of_the_form_is_told_at_once_and_nothing_is_lost,
    a_dead_link_looks_like_one_that_never_was,
    one_changed_character_makes_a_link_unknown,
    a_link_of_another_purpose_is_unknown,
    an_unconfirmed_one_is_dead_the_moment_it_is_due_and_is_swept,
    an_address_that_got_an_account_meanwhile_is_told_so,
    an_address_counts_as_proven_only_by_a_mail_that_left,
    a_link_in_the_local_mailbox_is_shown_to_administrators_alone,
);

/// The account's status, origin and role as they are stored.
async fn stored(portal: &Portal, email: &str) -> Vec<String> {
    let sql = format!(
        "SELECT status || ' ' || origin || ' ' || role FROM account WHERE email = '{email}'"
    );
    let rows = portal.rows(&sql).await;
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a word"))
        .collect()
}

async fn whoever_confirms_waits_for_a_decision(portal: Portal) {
    let owner = portal.owner().await;
    portal.ask("Ada@Example.org").await.unwrap();
    assert_eq!(
        portal.kinds_to("Ada@Example.org").await,
        [Kind::ConfirmAddress]
    );
    assert!(stored(&portal, "ada@example.org").await.is_empty());
    let token = portal.confirmation_for("Ada@Example.org").await;
    assert_eq!(
        portal.behind_confirmation(&token).await.unwrap(),
        BehindConfirmation::Open(Confirmation {
            email: "Ada@Example.org".to_string(),
            full_name: "Ada Lovelace".to_string(),
            role: "Customer".to_string(),
            valid_until: START.plus(Span::hours(24)),
            needs_approval: true,
        })
    );
    assert_eq!(
        portal.confirm(&token, "Ada King").await.unwrap(),
        Completed::Waiting
    );
    assert_eq!(
        stored(&portal, "ada@example.org").await,
        ["requested registration Customer"]
    );
    let attempt = crate::support::attempt("ada@example.org", PASSWORD);
    assert!(matches!(
        portal.log_in(attempt).await.unwrap(),
        Login::NotApproved(Status::Requested)
    ));
    // The administrators are told, with a link straight to the tab.
    assert_eq!(portal.kinds_to(&owner.email).await, [Kind::AccessRequest]);
    let text = portal
        .text_of(&portal.mails_to(&owner.email).await[0])
        .await;
    for said in [
        "Ada King",
        "Ada@Example.org",
        "/consumers/developers?tab=requested",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // Nothing of it is left but the trail.
    assert_eq!(
        portal
            .number("SELECT count(*) FROM self_registration")
            .await,
        0
    );
    assert_eq!(
        portal
            .number("SELECT count(*) FROM token WHERE purpose = 'confirm'")
            .await,
        0
    );
    let trail = portal
        .rows(
            "SELECT action || ' by ' || actor_kind FROM audit_event \
             WHERE object_kind = 'self_registration' ORDER BY seq",
        )
        .await;
    let trail: Vec<String> = trail
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect();
    assert_eq!(
        trail,
        [
            "self_registration.asked by link",
            "self_registration.confirmed by link"
        ]
    );
}

async fn with_auto_approve_whoever_confirms_is_in_at_once(portal: Portal) {
    // K
    let owner = portal.owner().await;
    portal.set(Key::PortalAutoApprove, "on").await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    assert_eq!(
        portal.confirm(&token, "Ada").await.unwrap(),
        Completed::Approved
    );
    assert_eq!(
        portal.kinds_to("ada@example.org").await,
        [Kind::ConfirmAddress, Kind::Approved]
    );
    assert!(portal.mails_to(&owner.email).await.is_empty());
    let ada = portal.enter("ada@example.org").await;
    assert_eq!(
        portal.trail_of(ada.id).await,
        ["account.registered by link"]
    );
}

async fn auto_approve_is_read_at_the_moment_of_the_confirmation(portal: Portal) {
    portal.owner().await;
    for (email, asked, confirmed, completed) in [
        ("ada@example.org", "on", "off", Completed::Waiting),
        ("bob@example.org", "off", "on", Completed::Approved),
    ] {
        portal.set(Key::PortalAutoApprove, asked).await;
        portal.ask(email).await.unwrap();
        let token = portal.confirmation_for(email).await;
        portal.set(Key::PortalAutoApprove, confirmed).await;
        assert_eq!(portal.confirm(&token, "Ada").await.unwrap(), completed);
    }
}

async fn looking_at_the_link_changes_nothing(portal: Portal) {
    // INV-4
    portal.owner().await;
    portal.ask("open@example.org").await.unwrap();
    let open = portal.confirmation_for("open@example.org").await;
    for wait in [Span::ZERO, Span::hours(25)] {
        portal.advance(wait);
        let before = portal.dump().await;
        for token in [open.as_str(), &"x".repeat(43), "short", ""] {
            for _ in 0..3 {
                portal.behind_confirmation(token).await.unwrap();
            }
        }
        assert_eq!(portal.dump().await, before);
    }
}

async fn every_fault_of_the_form_is_told_at_once_and_nothing_is_lost(portal: Portal) {
    portal.owner().await;
    portal.ask("lovelace@example.org").await.unwrap();
    let token = portal.confirmation_for("lovelace@example.org").await;
    let before = portal.dump().await;
    let form = Registration {
        full_name: "see https://x.example".to_string(),
        password: "short".to_string(),
        confirmation: "other".to_string(),
    };
    let answer = portal
        .confirm_self_registration(&token, form, None, "")
        .await;
    let Err(Error::Invalid(faults)) = answer else {
        panic!("{answer:?}")
    };
    for field in ["full_name", "password", "confirmation"] {
        assert!(
            faults.iter().any(|fault| fault.field == field),
            "{field}: {faults:?}"
        );
    }
    // The own address is no password (PWD-4).
    let own = Registration {
        password: "Lovelace1843!".to_string(),
        confirmation: "Lovelace1843!".to_string(),
        ..registration("Bea")
    };
    let answer = portal
        .confirm_self_registration(&token, own, None, "")
        .await;
    assert_fails!(answer, Error::Invalid(_));
    assert_eq!(portal.dump().await, before);
    assert!(portal.confirm(&token, "Ada").await.is_ok());
}

/// The link does nothing, and says nothing of why.
async fn assert_dead(portal: &Portal, token: &str) {
    let behind = portal.behind_confirmation(token).await.unwrap();
    assert_eq!(behind, BehindConfirmation::Unknown);
    let before = portal.dump().await;
    assert_fails!(portal.confirm(token, "Ada").await, Error::NotFound);
    assert_eq!(portal.dump().await, before);
}

async fn a_dead_link_looks_like_one_that_never_was(portal: Portal) {
    portal.owner().await;
    assert_dead(&portal, &"x".repeat(43)).await;
    // Replaced.
    portal.ask("ada@example.org").await.unwrap();
    let old = portal.confirmation_for("ada@example.org").await;
    portal.ask("ADA@example.org").await.unwrap();
    let new = portal.confirmation_for("ADA@example.org").await;
    assert_ne!(old, new);
    assert_dead(&portal, &old).await;
    // Used.
    portal.confirm(&new, "Ada").await.unwrap();
    assert_dead(&portal, &new).await;
    // Overdue.
    portal.ask("bob@example.org").await.unwrap();
    let overdue = portal.confirmation_for("bob@example.org").await;
    portal.advance(Span::hours(24));
    assert_dead(&portal, &overdue).await;
    // No mail keeps the text of a dead link but an overdue one's, until it is swept (MAIL-2).
    let kept = "SELECT count(*) FROM outbox WHERE mail = 'confirm_address' AND body IS NOT NULL";
    assert_eq!(portal.number(kept).await, 1);
    portal.sweep().await.unwrap();
    assert_eq!(portal.number(kept).await, 0);
    assert_dead(&portal, &overdue).await;
}

async fn one_changed_character_makes_a_link_unknown(portal: Portal) {
    portal.owner().await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    for at in [0, 20, 42] {
        let mut changed = token.clone();
        let other = if &token[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        assert_dead(&portal, &changed).await;
    }
    for odd in [format!("{token}A"), token[..42].to_string(), String::new()] {
        assert_dead(&portal, &odd).await;
    }
    assert!(portal.confirm(&token, "Ada").await.is_ok());
}

async fn a_link_of_another_purpose_is_unknown(portal: Portal) {
    // INV-2
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "bob@example.org").await;
    let invitation = portal.token_for("bob@example.org").await;
    assert_dead(&portal, &invitation).await;
    portal.ask("ada@example.org").await.unwrap();
    let confirmation = portal.confirmation_for("ada@example.org").await;
    assert_eq!(
        portal.behind_link(&confirmation).await.unwrap(),
        Behind::Unknown
    );
    assert_fails!(portal.join(&confirmation, "Ada").await, Error::NotFound);
    assert!(portal.signed_in(&confirmation).await.unwrap().is_none());
}

async fn an_unconfirmed_one_is_dead_the_moment_it_is_due_and_is_swept(portal: Portal) {
    portal.owner().await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    let end = START.plus(Span::hours(24));
    portal.advance_to(end.minus(Span::micros(1)));
    portal.sweep().await.unwrap();
    let behind = portal.behind_confirmation(&token).await.unwrap();
    assert!(matches!(behind, BehindConfirmation::Open(_)));
    portal.advance_to(end);
    assert_dead(&portal, &token).await;
    // However many there are.
    for n in 0..7 {
        portal.ask(&format!("p{n}@example.org")).await.unwrap();
    }
    portal.advance(Span::hours(24));
    portal.sweep().await.unwrap();
    for table in ["self_registration", "token WHERE purpose = 'confirm'"] {
        assert_eq!(
            portal
                .number(&format!("SELECT count(*) FROM {table}"))
                .await,
            0,
            "{table}"
        );
    }
    let expired = "SELECT count(*) FROM audit_event WHERE action = 'self_registration.expired'";
    assert_eq!(portal.number(expired).await, 8);
}

async fn an_address_that_got_an_account_meanwhile_is_told_so(portal: Portal) {
    let owner = portal.owner().await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    portal.invite_one(&owner.caller, "ADA@example.org").await;
    let invitation = portal.token_for("ADA@example.org").await;
    portal.join(&invitation, "Ada").await.unwrap();
    assert_eq!(
        portal.behind_confirmation(&token).await.unwrap(),
        BehindConfirmation::HasAccount {
            email: "ada@example.org".to_string()
        }
    );
    let before = portal.dump().await;
    let status = Status::Approved;
    assert_fails!(
        portal.confirm(&token, "Mallory").await,
        Error::Refused(Refusal::HasAccount { status: is }) if is == status
    );
    assert_eq!(portal.dump().await, before);
}

async fn an_address_counts_as_proven_only_by_a_mail_that_left(portal: Portal) {
    // PRODUCT.md section 6: a link from the local mailbox proves nothing.
    portal.owner().await;
    for (email, sent, unproven) in [
        ("held@example.org", false, 1),
        ("sent@example.org", true, 0),
    ] {
        portal.ask(email).await.unwrap();
        let token = portal.confirmation_for(email).await;
        if sent {
            // As the worker does once the mail server has taken it.
            let sql = format!(
                "UPDATE outbox SET state = 'sent', body = NULL WHERE recipient = '{email}'"
            );
            assert_eq!(portal.execute(&sql).await, 1);
        }
        portal.confirm(&token, "Ada").await.unwrap();
        let sql = format!("SELECT count(*) FROM account WHERE email = '{email}' AND is_unproven");
        assert_eq!(portal.number(&sql).await, unproven, "{email}");
    }
}

async fn a_link_in_the_local_mailbox_is_shown_to_administrators_alone(portal: Portal) {
    // PRODUCT.md section 6: also while an invitation with a role is open for the address.
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    portal.ask("ada@example.org").await.unwrap();
    let id = portal.mails_to("ada@example.org").await[0].id;
    for role in [None, Some("Team")] {
        if let Some(role) = role {
            let invite = Invite {
                role: role.to_string(),
                ..wish("ada@example.org")
            };
            portal.invite(&owner.caller, invite).await.unwrap();
        }
        for person in [&owner, &administrator] {
            let preview = portal.preview_mail(&person.caller, id).await.unwrap();
            assert!(preview.link.unwrap().contains("/confirm/"), "{role:?}");
        }
        let refused = portal.preview_mail(&reviewer.caller, id).await;
        assert_fails!(refused, Error::Forbidden);
    }
}
