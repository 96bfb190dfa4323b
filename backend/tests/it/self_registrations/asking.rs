//! Asking for an account: the answer tells nothing, the rows are the same, floods are stopped.

use crate::support::{Portal, START, asking, assert_fails, on_both};
use backend::Error;
use backend::self_registrations::{BehindConfirmation, SelfRegistration};
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;
use std::collections::BTreeMap;

on_both!(
    known_and_unknown_addresses_leave_the_same_rows,
    whoever_has_an_account_is_told_so_by_mail,
    an_open_invitation_makes_no_difference_to_whoever_asks,
    what_cannot_be_taken_names_its_field_and_writes_nothing,
    switched_off_nobody_asks_and_nobody_confirms,
    before_the_set_up_nobody_asks,
    the_fourth_mail_in_an_hour_is_not_written_and_nobody_is_told,
    a_flood_for_one_address_is_stopped_alike_for_known_and_unknown,
    a_flood_from_one_network_is_stopped_alike_for_known_and_unknown,
);

/// An address without an account, and one for each status of an account.
async fn everybody(portal: &Portal) -> [&'static str; 5] {
    let owner = portal.owner().await;
    portal.person("approved").await;
    let revoked = portal.person("revoked").await;
    portal.revoke(&revoked).await;
    portal.waiting("requested@example.org").await;
    let denied = portal.waiting("rejected@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    [
        "unknown@example.org",
        "requested@example.org",
        "approved@example.org",
        "rejected@example.org",
        "revoked@example.org",
    ]
}

async fn sizes(portal: &Portal) -> BTreeMap<&'static str, usize> {
    let dump = portal.dump().await;
    dump.into_iter()
        .map(|(table, lines)| (table, lines.len()))
        .collect()
}

async fn known_and_unknown_addresses_leave_the_same_rows(portal: Portal) {
    // AUT-1: what is written takes as long.
    let everybody = everybody(&portal).await;
    // The bucket of the whole portal is there from now on.
    portal.ask("first@example.org").await.unwrap();
    let mut seen = Vec::new();
    for email in everybody {
        let before = sizes(&portal).await;
        portal.ask(email).await.unwrap();
        let after = sizes(&portal).await;
        let written: Vec<_> = after
            .iter()
            .map(|(table, n)| (*table, n - before[table]))
            .collect();
        assert!(written.contains(&("outbox", 1)), "{email}: {written:?}");
        seen.push((email, written));
    }
    for (email, written) in &seen[1..] {
        assert_eq!(written, &seen[0].1, "{email}");
    }
}

async fn whoever_has_an_account_is_told_so_by_mail(portal: Portal) {
    for email in everybody(&portal).await {
        portal.ask(&email.to_uppercase()).await.unwrap();
        let unknown = email.starts_with("unknown");
        let (to, kind) = if unknown {
            (email.to_uppercase(), Kind::ConfirmAddress)
        } else {
            // To the address that the account has.
            (email.to_string(), Kind::AlreadyRegistered)
        };
        assert_eq!(portal.kinds_to(&to).await.last(), Some(&kind), "{email}");
        let text = portal.text_of(&portal.mails_to(&to).await[0]).await;
        assert_eq!(text.contains("/confirm/"), unknown, "{email}");
        assert_eq!(text.contains("/login"), !unknown, "{email}");
        assert_eq!(text.contains("/reset"), !unknown, "{email}");
    }
    portal.set(Key::PortalResetEmail, "off").await;
    portal.ask("approved@example.org").await.unwrap();
    let mail = &portal.mails_to("approved@example.org").await[0];
    let text = portal.text_of(mail).await;
    assert!(
        text.contains("/login") && !text.contains("/reset"),
        "{text}"
    );
}

async fn an_open_invitation_makes_no_difference_to_whoever_asks(portal: Portal) {
    let owner = portal.owner().await;
    let invitation = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.ask("ada@example.org").await.unwrap();
    assert_eq!(
        portal.kinds_to("ada@example.org").await,
        [Kind::Invitation, Kind::ConfirmAddress]
    );
    assert_eq!(
        portal.trail_of(invitation).await,
        ["invitation.sent by account"]
    );
}

async fn what_cannot_be_taken_names_its_field_and_writes_nothing(portal: Portal) {
    portal.owner().await;
    let before = portal.dump().await;
    for (full_name, email, fields) in [
        ("", "ada@example.org", vec!["full_name"]),
        ("Ada", "", vec!["email"]),
        ("Ada", "ada", vec!["email"]),
        ("Ada", "a@x.org, b@x.org", vec!["email"]),
        ("Ada", "a@x.org\r\nBcc: b@x.org", vec!["email"]),
        ("see http://x.org", "@", vec!["full_name", "email"]),
        ("A\u{0}da", "ada@example.org", vec!["full_name"]),
        (&"a".repeat(65), "ada@example.org", vec!["full_name"]),
        ("Ada", &format!("{}@x.org", "a".repeat(300)), vec!["email"]),
    ] {
        let form = SelfRegistration {
            full_name: full_name.to_string(),
            ..asking(email)
        };
        let answer = portal.self_register(form).await;
        let Err(Error::Invalid(faults)) = answer else {
            panic!("{full_name:?} {email:?}: {answer:?}")
        };
        let named: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(named, fields, "{full_name:?} {email:?}");
        assert!(faults.iter().all(|fault| !fault.reason.is_empty()));
    }
    assert_eq!(portal.dump().await, before);
}

async fn switched_off_nobody_asks_and_nobody_confirms(portal: Portal) {
    portal.owner().await;
    assert!(portal.is_self_registration_open().await.unwrap());
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    portal.set(Key::SelfRegistration, "off").await;
    assert!(!portal.is_self_registration_open().await.unwrap());
    let before = portal.dump().await;
    assert_fails!(portal.ask("bob@example.org").await, Error::Forbidden);
    assert_eq!(
        portal.behind_confirmation(&token).await.unwrap(),
        BehindConfirmation::Closed
    );
    assert_fails!(portal.confirm(&token, "Ada").await, Error::Forbidden);
    assert_eq!(portal.dump().await, before);
    portal.set(Key::SelfRegistration, "on").await;
    assert!(portal.confirm(&token, "Ada").await.is_ok());
}

async fn before_the_set_up_nobody_asks(portal: Portal) {
    assert!(!portal.is_self_registration_open().await.unwrap());
    let before = portal.dump().await;
    assert_fails!(portal.ask("ada@example.org").await, Error::Forbidden);
    assert_eq!(portal.dump().await, before);
    portal.owner().await;
    assert!(portal.ask("ada@example.org").await.is_ok());
}

async fn the_fourth_mail_in_an_hour_is_not_written_and_nobody_is_told(portal: Portal) {
    portal.owner().await;
    for _ in 0..3 {
        portal.ask("ada@example.org").await.unwrap();
    }
    let token = portal.confirmation_for("ada@example.org").await;
    portal.ask("Ada@Example.ORG").await.unwrap();
    let count = "SELECT count(*) FROM outbox WHERE mail = 'confirm_address'";
    assert_eq!(portal.number(count).await, 3);
    let limited = "SELECT count(*) FROM audit_event WHERE action = 'self_registration.limited'";
    assert_eq!(portal.number(limited).await, 1);
    // The newest link goes on working; one row and one link all the while.
    for table in ["self_registration", "token WHERE purpose = 'confirm'"] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(portal.number(&sql).await, 1, "{table}");
    }
    let behind = portal.behind_confirmation(&token).await.unwrap();
    assert!(matches!(behind, BehindConfirmation::Open(_)));
    portal.advance(Span::hours(1));
    portal.ask("ada@example.org").await.unwrap();
    assert_eq!(portal.number(count).await, 4);
}

async fn a_flood_for_one_address_is_stopped_alike_for_known_and_unknown(portal: Portal) {
    portal.person("ada").await;
    let replica = portal.replica().await;
    for email in ["ada@example.org", "nobody@example.org"] {
        for n in 0..10 {
            let backend = if n % 2 == 0 { &*portal } else { &replica };
            backend.self_register(asking(email)).await.unwrap();
        }
        let before = sizes(&portal).await;
        let until = START.plus(Span::hours(1));
        for _ in 0..3 {
            let answer = replica.self_register(asking(email)).await;
            assert_fails!(answer, Error::RateLimited { until: at } if at == until);
        }
        let mut after = sizes(&portal).await;
        // Each came from a network of its own, which is counted.
        after.insert("throttle", before["throttle"]);
        assert_eq!(after, before, "{email}");
    }
    // Logging in is none of it.
    portal.enter("ada@example.org").await;
    portal.advance(Span::hours(1));
    portal.ask("ada@example.org").await.unwrap();
}

async fn a_flood_from_one_network_is_stopped_alike_for_known_and_unknown(portal: Portal) {
    portal.person("ada").await;
    let from = |email: &str| SelfRegistration {
        network: "198.51.100.7".to_string(),
        ..asking(email)
    };
    for n in 0..60 {
        let email = format!("p{n}@example.org");
        portal.self_register(from(&email)).await.unwrap();
    }
    let before = portal.dump().await;
    for email in ["ada@example.org", "nobody@example.org", "p1@example.org"] {
        let until = START.plus(Span::hours(1));
        let answer = portal.self_register(from(email)).await;
        assert_fails!(answer, Error::RateLimited { until: at } if at == until);
    }
    assert_eq!(portal.dump().await, before);
    assert!(portal.ask("nobody@example.org").await.is_ok());
}
