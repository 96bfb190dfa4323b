//! The first Owner: PRODUCT.md section 4; SECURITY INV-21.

use crate::support::{PASSWORD, Portal, assert_fails, first_owner, on_both};
use backend::Error;
use backend::setup::FirstOwner;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    the_set_up_link_names_the_portal_and_makes_the_owner_once,
    every_printed_link_dies_with_the_first_owner,
    a_set_up_link_is_good_for_an_hour,
    a_wrong_set_up_link_is_dead,
    every_fault_of_the_form_is_told_at_once,
    the_command_line_makes_the_first_owner_too,
    a_name_fixed_by_the_environment_is_not_overwritten,
);

async fn token(portal: &Portal) -> String {
    let link = portal.new_set_up_link().await.unwrap().unwrap();
    link.rsplit('/').next().unwrap().to_string()
}

async fn the_set_up_link_names_the_portal_and_makes_the_owner_once(portal: Portal) {
    assert!(!portal.has_owner().await.unwrap());
    let token = token(&portal).await;
    assert!(portal.is_set_up_link_alive(&token).await.unwrap());
    let owner = FirstOwner {
        portal_name: " The Workshop ".into(),
        ..first_owner("o@x.org")
    };
    portal.set_up(&token, owner.clone(), "").await.unwrap();
    assert!(portal.has_owner().await.unwrap());
    assert_eq!(portal.settings().await.unwrap().portal_name, "The Workshop");
    let person = portal.enter("o@x.org").await;
    let page = portal
        .list_invitations(&person.caller, Default::default())
        .await;
    assert!(page.is_ok());
    // One use, and no other link afterwards.
    assert!(!portal.is_set_up_link_alive(&token).await.unwrap());
    assert_fails!(portal.set_up(&token, owner, "").await, Error::NotFound);
    assert!(portal.new_set_up_link().await.unwrap().is_none());
    assert_eq!(
        portal.trail_of(person.id).await,
        ["account.created by link"]
    );
}

async fn every_printed_link_dies_with_the_first_owner(portal: Portal) {
    let (first, second) = (token(&portal).await, token(&portal).await);
    portal
        .set_up(&second, first_owner("o@x.org"), "")
        .await
        .unwrap();
    assert!(!portal.is_set_up_link_alive(&first).await.unwrap());
    assert_fails!(
        portal.set_up(&first, first_owner("p@x.org"), "").await,
        Error::NotFound
    );
    assert_eq!(
        portal
            .number("SELECT count(*) FROM token WHERE died_at IS NULL")
            .await,
        0
    );
}

async fn a_set_up_link_is_good_for_an_hour(portal: Portal) {
    let token = token(&portal).await;
    portal.advance(Span::micros(Span::hours(1).as_micros() - 1));
    assert!(portal.is_set_up_link_alive(&token).await.unwrap());
    portal.advance(Span::micros(1));
    assert!(!portal.is_set_up_link_alive(&token).await.unwrap());
    assert_fails!(
        portal.set_up(&token, first_owner("o@x.org"), "").await,
        Error::NotFound
    );
    assert!(!portal.has_owner().await.unwrap());
}

async fn a_wrong_set_up_link_is_dead(portal: Portal) {
    let token = token(&portal).await;
    let other = if token.starts_with('A') { "B" } else { "A" };
    let changed = format!("{other}{}", &token[1..]);
    for wrong in [changed.as_str(), "", "x", &token[1..]] {
        assert!(!portal.is_set_up_link_alive(wrong).await.unwrap());
        assert_fails!(
            portal.set_up(wrong, first_owner("o@x.org"), "").await,
            Error::NotFound
        );
    }
}

async fn every_fault_of_the_form_is_told_at_once(portal: Portal) {
    let token = token(&portal).await;
    let before = portal.dump().await;
    let owner = FirstOwner {
        portal_name: "a\u{202e}b".into(),
        full_name: String::new(),
        email: "o@localhost".into(),
        password: "short".into(),
        confirmation: "other".into(),
    };
    let answer = portal.set_up(&token, owner, "").await;
    let Err(Error::Invalid(faults)) = answer else {
        panic!("{answer:?}")
    };
    for field in ["portal_name", "full_name", "email"] {
        assert!(
            faults.iter().any(|fault| fault.field == field),
            "{field}: {faults:?}"
        );
    }
    let owner = FirstOwner {
        confirmation: "other".into(),
        ..first_owner("o@x.org")
    };
    let answer = portal.set_up(&token, owner, "").await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "confirmation");
    assert_eq!(portal.dump().await, before);
    assert!(
        portal
            .set_up(&token, first_owner("o@x.org"), "")
            .await
            .is_ok()
    );
}

async fn the_command_line_makes_the_first_owner_too(portal: Portal) {
    portal
        .create_first_owner(first_owner("o@x.org"))
        .await
        .unwrap();
    assert!(portal.try_login("o@x.org", PASSWORD).await.is_some());
    let again = portal.create_first_owner(first_owner("p@x.org")).await;
    assert_fails!(again, Error::NotFound);
}

async fn a_name_fixed_by_the_environment_is_not_overwritten(portal: Portal) {
    let token = token(&portal).await;
    let replica = portal
        .replica_with(crate::support::CHEAP, [(Key::PortalName, "Fixed")])
        .await;
    let owner = FirstOwner {
        portal_name: "Mine".into(),
        ..first_owner("o@x.org")
    };
    replica.set_up(&token, owner, "").await.unwrap();
    assert_eq!(replica.settings().await.unwrap().portal_name, "Fixed");
    assert_eq!(portal.number("SELECT count(*) FROM setting").await, 0);
}
