//! Behind a link: T3 and the pages of PRODUCT.md 8.6; SECURITY INV-2, INV-4, INV-6, INV-8.

use crate::support::{Portal, START, assert_fails, on_both};
use backend::Error;
use backend::registrations::{Behind, Offer};
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    looking_at_a_link_changes_nothing,
    an_open_link_offers_what_its_row_says,
    an_overdue_link_says_so_the_moment_it_is_due,
    a_resent_link_says_that_a_newer_one_was_sent,
    a_used_link_says_so,
    a_waiting_link_says_so_at_any_time,
    a_refused_link_says_so,
    a_deleted_link_looks_like_an_unknown_one,
    one_changed_character_makes_a_link_unknown,
    a_link_of_another_purpose_is_unknown,
    a_link_for_somebody_with_an_account_leads_to_login,
    whoever_comes_too_late_may_ask_the_inviter_once_a_day,
    without_its_inviter_the_first_owner_is_asked,
    only_an_expired_link_asks_for_a_new_one,
);

async fn looking_at_a_link_changes_nothing(portal: Portal) {
    // T3, INV-4: however often, in every state.
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "open@example.org").await;
    let open = portal.token_for("open@example.org").await;
    portal.invite_one(&owner.caller, "used@example.org").await;
    let used = portal.token_for("used@example.org").await;
    portal.join(&used, "Ursula").await.unwrap();
    let unknown = "x".repeat(43);
    for wait in [Span::ZERO, Span::hours(73)] {
        portal.advance(wait);
        let before = portal.dump().await;
        for token in [&open, &used, &unknown, &"short".to_string()] {
            for _ in 0..3 {
                portal.behind_link(token).await.unwrap();
            }
        }
        assert_eq!(portal.dump().await, before);
    }
}

async fn an_open_link_offers_what_its_row_says(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "Ada@Example.org").await;
    let token = portal.token_for("Ada@Example.org").await;
    let expected = Offer {
        email: "Ada@Example.org".to_string(),
        inviter: owner.name.clone(),
        domains: Vec::new(),
        has_more_domains: false,
        role: "Customer".to_string(),
        message: String::new(),
        valid_until: START.plus(Span::hours(72)),
        known_name: String::new(),
        needs_approval: false,
    };
    assert_eq!(
        portal.behind_link(&token).await.unwrap(),
        Behind::Open(expected.clone())
    );
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let expected = Offer {
        needs_approval: true,
        ..expected
    };
    assert_eq!(
        portal.behind_link(&token).await.unwrap(),
        Behind::Open(expected)
    );
}

async fn an_overdue_link_says_so_the_moment_it_is_due(portal: Portal) {
    // T9, without any job having run.
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let end = START.plus(Span::hours(72));
    portal.advance_to(end.minus(Span::micros(1)));
    assert!(matches!(
        portal.behind_link(&token).await.unwrap(),
        Behind::Open(_)
    ));
    portal.advance_to(end);
    let expected = Behind::Expired {
        valid_until: end,
        inviter: owner.name.clone(),
        is_suppressed: false,
    };
    assert_eq!(portal.behind_link(&token).await.unwrap(), expected);
    portal.sweep().await.unwrap();
    assert_eq!(portal.behind_link(&token).await.unwrap(), expected);
}

async fn a_resent_link_says_that_a_newer_one_was_sent(portal: Portal) {
    // INV-8
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    let first = portal.token_for("ada@example.org").await;
    portal.resend_invitation(&owner.caller, old).await.unwrap();
    let second = portal.token_for("ada@example.org").await;
    assert_ne!(first, second);
    assert_eq!(
        portal.behind_link(&first).await.unwrap(),
        Behind::Superseded
    );
    assert!(matches!(
        portal.behind_link(&second).await.unwrap(),
        Behind::Open(_)
    ));
}

async fn a_used_link_says_so(portal: Portal) {
    // INV-6
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    portal.join(&token, "Ada").await.unwrap();
    assert_eq!(portal.behind_link(&token).await.unwrap(), Behind::Used);
    assert_fails!(portal.join(&token, "Ada").await, Error::Conflict(_));
}

async fn a_waiting_link_says_so_at_any_time(portal: Portal) {
    // T5: Waiting never expires.
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    portal.join(&token, "Ada").await.unwrap();
    assert_eq!(portal.behind_link(&token).await.unwrap(), Behind::Waiting);
    portal.advance(Span::days(4000));
    portal.sweep().await.unwrap();
    assert_eq!(portal.behind_link(&token).await.unwrap(), Behind::Waiting);
}

async fn a_refused_link_says_so(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    portal.join(&token, "Ada").await.unwrap();
    portal.deny_invitation(&owner.caller, id, "").await.unwrap();
    assert_eq!(portal.behind_link(&token).await.unwrap(), Behind::Refused);
}

async fn a_deleted_link_looks_like_an_unknown_one(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    assert_eq!(portal.behind_link(&token).await.unwrap(), Behind::Unknown);
    assert_fails!(portal.join(&token, "Ada").await, Error::NotFound);
    assert_fails!(portal.join(&"x".repeat(43), "Ada").await, Error::NotFound);
}

async fn one_changed_character_makes_a_link_unknown(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    for at in [0, 20, 42] {
        let mut changed = token.clone();
        let other = if &token[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        assert_eq!(
            portal.behind_link(&changed).await.unwrap(),
            Behind::Unknown,
            "{at}"
        );
        assert_fails!(portal.join(&changed, "Ada").await, Error::NotFound);
    }
    for odd in [
        format!("{token}A"),
        format!(" {token}"),
        token[..42].to_string(),
        String::new(),
    ] {
        assert_eq!(
            portal.behind_link(&odd).await.unwrap(),
            Behind::Unknown,
            "{odd}"
        );
    }
    assert!(portal.join(&token, "Ada").await.is_ok());
}

async fn a_link_of_another_purpose_is_unknown(portal: Portal) {
    // INV-2: a set-up token opens no invitation, an invitation no set-up.
    let link = portal.new_set_up_link().await.unwrap().unwrap();
    let set_up = link.rsplit('/').next().unwrap().to_string();
    assert_eq!(portal.behind_link(&set_up).await.unwrap(), Behind::Unknown);
    assert_fails!(portal.join(&set_up, "Ada").await, Error::NotFound);
    let caller = backend::authority::Caller::command_line();
    portal.invite_one(&caller, "ada@example.org").await;
    let invitation = portal.token_for("ada@example.org").await;
    assert!(!portal.is_set_up_link_alive(&invitation).await.unwrap());
    assert!(portal.is_set_up_link_alive(&set_up).await.unwrap());
    portal.owner().await;
}

async fn a_link_for_somebody_with_an_account_leads_to_login(portal: Portal) {
    // The account came another way while the invitation was open.
    let caller = backend::authority::Caller::command_line();
    portal.invite_one(&caller, "olga@portico.example").await;
    let token = portal.token_for("olga@portico.example").await;
    portal.owner().await;
    let email = "olga@portico.example".to_string();
    assert_eq!(
        portal.behind_link(&token).await.unwrap(),
        Behind::HasAccount { email }
    );
    let before = portal.dump().await;
    let answer = portal.join(&token, "Olga").await;
    assert_fails!(
        answer,
        Error::Refused(rules::invitation::Refusal::HasAccount {
            status: rules::account::Status::Approved
        })
    );
    assert_eq!(portal.dump().await, before);
}

async fn whoever_comes_too_late_may_ask_the_inviter_once_a_day(portal: Portal) {
    let administrator = portal.staff("adam", "Administrator").await;
    let id = portal
        .invite_one(&administrator.caller, "ada@example.org")
        .await;
    let token = portal.token_for("ada@example.org").await;
    portal.advance(Span::hours(72));
    portal.ask_for_a_new_one(&token, "").await.unwrap();
    let asked = |kinds: Vec<Kind>| kinds.iter().filter(|k| **k == Kind::AskedAnew).count();
    assert_eq!(asked(portal.kinds_to(&administrator.email).await), 1);
    let until = portal.now().next_day();
    let again = portal.ask_for_a_new_one(&token, "").await;
    assert_fails!(again, Error::RateLimited { until: at } if at == until);
    portal.advance_to(until);
    portal.ask_for_a_new_one(&token, "").await.unwrap();
    assert_eq!(asked(portal.kinds_to(&administrator.email).await), 2);
    assert!(
        portal
            .trail_of(id)
            .await
            .contains(&"invitation.asked_anew by link".to_string())
    );
}

async fn without_its_inviter_the_first_owner_is_asked(portal: Portal) {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    portal
        .invite_one(&administrator.caller, "ada@example.org")
        .await;
    let token = portal.token_for("ada@example.org").await;
    portal.revoke(&administrator).await;
    portal.advance(Span::hours(72));
    portal.ask_for_a_new_one(&token, "").await.unwrap();
    assert_eq!(portal.kinds_to(&owner.email).await, [Kind::AskedAnew]);
    assert!(
        !portal
            .kinds_to(&administrator.email)
            .await
            .contains(&Kind::AskedAnew)
    );
}

async fn only_an_expired_link_asks_for_a_new_one(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    assert_fails!(portal.ask_for_a_new_one(&token, "").await, Error::NotFound);
    assert_fails!(
        portal.ask_for_a_new_one(&"x".repeat(43), "").await,
        Error::NotFound
    );
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    assert_fails!(portal.ask_for_a_new_one(&token, "").await, Error::NotFound);
    assert!(portal.mails_to(&owner.email).await.is_empty());
}
