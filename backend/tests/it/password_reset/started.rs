//! A reset that an administrator starts, and who may see its link (PRODUCT.md sections 3, 4, 6).

use super::{NEW, reset};
use crate::support::{Person, Portal, assert_fails, on_both};
use backend::Error;
use backend::authority::Caller;
use rules::ids::AccountId;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;
use uuid::Uuid;

on_both!(
    an_administrator_starts_a_reset_whatever_the_switch_says,
    nobody_starts_a_reset_for_themselves_or_above_themselves,
    a_reset_is_started_as_often_as_it_takes,
    a_link_is_masked_from_whoever_holds_less_than_its_account,
);

async fn an_administrator_starts_a_reset_whatever_the_switch_says(portal: Portal) {
    let ada = portal.person("ada").await;
    let rita = portal.staff("rita", "Reviewer").await;
    portal.set(Key::PortalResetEmail, "off").await;
    portal.set(Key::PortalTokenExp, "3600").await;
    let until = portal.start_reset(&rita.caller, ada.id).await.unwrap();
    assert_eq!(until, portal.now().plus(Span::hours(1)));
    let mail = portal.mails_to(&ada.email).await.remove(0);
    assert_eq!(mail.kind, Kind::PasswordReset);
    let text = portal.text_of(&mail).await;
    assert!(text.contains("An administrator of Portico"), "{text}");
    let trail = portal.trail_of(ada.id).await;
    assert!(trail.contains(&"account.reset_started by account".to_string()));
    let by = portal
        .rows("SELECT actor_id FROM audit_event WHERE action = 'account.reset_started'")
        .await;
    assert_eq!(by[0].try_get_by_index::<Uuid>(0).unwrap(), rita.id.0);
    // Nothing has happened to the account yet.
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
    let token = portal.reset_tokens_for(&ada.email).await.remove(0);
    reset(&portal, &token, NEW).await.unwrap();
    assert!(portal.try_login(&ada.email, NEW).await.is_some());
    portal.revoke(&rita).await;
    let answer = portal.start_reset(&rita.caller, ada.id).await;
    assert_fails!(answer, Error::Unauthenticated);
}

async fn nobody_starts_a_reset_for_themselves_or_above_themselves(portal: Portal) {
    let owner = portal.owner().await;
    let ada = portal.person("ada").await;
    let team = portal.member("theo", "Team").await;
    let admin = portal.staff("adam", "Administrator").await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    let before = portal.dump().await;
    let refused: [(&Person, &Person); 5] = [
        (&admin, &owner),
        (&reviewer, &admin),
        (&reviewer, &team),
        (&ada, &team),
        (&team, &ada),
    ];
    for (by, of) in refused {
        let answer = portal.start_reset(&by.caller, of.id).await;
        assert_fails!(answer, Error::Forbidden);
    }
    for own in [&owner, &admin, &reviewer] {
        let answer = portal.start_reset(&own.caller, own.id).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "id");
    }
    let unknown = AccountId(Uuid::nil());
    let answer = portal.start_reset(&owner.caller, unknown).await;
    assert_fails!(answer, Error::NotFound);
    let answer = portal.start_reset(&Caller::link_holder(""), ada.id).await;
    assert_fails!(answer, Error::Forbidden);
    assert_eq!(portal.dump().await, before);
    // A right that was taken away a moment ago does not count (SES-4).
    portal.give_role(&admin, "Customer").await;
    let answer = portal.start_reset(&admin.caller, ada.id).await;
    assert_fails!(answer, Error::Forbidden);
}

async fn a_reset_is_started_as_often_as_it_takes(portal: Portal) {
    let owner = portal.owner().await;
    let ada = portal.person("ada").await;
    for _ in 0..5 {
        portal.start_reset(&owner.caller, ada.id).await.unwrap();
    }
    let tokens = portal.reset_tokens_for(&ada.email).await;
    assert_eq!(tokens.len(), 5);
    reset(&portal, &tokens[4], NEW).await.unwrap();
    for token in &tokens[..4] {
        assert_eq!(portal.reset_behind(token).await.unwrap(), None);
    }
    // The command line acts as Owner.
    let command_line = Caller::command_line();
    portal.start_reset(&command_line, owner.id).await.unwrap();
}

async fn a_link_is_masked_from_whoever_holds_less_than_its_account(portal: Portal) {
    let owner = portal.owner().await;
    let admin = portal.staff("adam", "Administrator").await;
    let other = portal.staff("alma", "Administrator").await;
    let ada = portal.person("ada").await;
    let seen = |by: &Person, of: &Person| {
        let (portal, by, of) = (portal.clone(), by.clone(), of.clone());
        async move {
            let mail = portal.mails_to(&of.email).await.remove(0);
            assert_eq!(
                (mail.kind, mail.account),
                (Kind::PasswordReset, Some(of.id))
            );
            let preview = portal.preview_mail(&by.caller, mail.id).await.unwrap();
            let in_text = preview.text.unwrap().contains("/reset/");
            let in_html = preview.html.unwrap().contains("/reset/");
            assert_eq!(in_text, in_html);
            assert_eq!(in_text, preview.link.is_some());
            assert_eq!(in_text, !preview.is_masked);
            in_text
        }
    };
    for of in [&owner, &other, &ada] {
        portal.forgot(&of.email).await;
    }
    assert!(seen(&owner, &owner).await);
    assert!(!seen(&admin, &owner).await);
    assert!(seen(&admin, &other).await);
    assert!(seen(&admin, &ada).await);
    // The role as of now decides.
    portal.give_role(&ada, "Owner").await;
    assert!(!seen(&admin, &ada).await);
}
