//! Giving roles: the one way to make an administrator (PRODUCT.md section 4).

use super::*;

on_both!(
    an_owner_makes_an_administrator_who_logs_in_again,
    an_administrator_gives_what_they_hold_and_no_more,
    a_role_is_not_given_to_oneself_nor_to_who_is_not_approved,
    the_last_owner_is_not_demoted,
    an_old_proof_asks_for_the_password,
    a_right_password_counts_even_when_the_change_is_refused,
);

async fn an_owner_makes_an_administrator_who_logs_in_again(portal: Portal) {
    let (owner, adam) = (portal.owner().await, portal.person("adam").await);
    give(&portal, &owner, &adam, "Administrator").await.unwrap();
    assert!(portal.signed_in(&adam.cookie).await.unwrap().is_none());
    let adam = portal.enter(&adam.email).await;
    portal
        .list_developers(&adam.caller, DeveloperListing::default())
        .await
        .unwrap();
    let story = portal.story_of(adam.id).await.story;
    let roles = story.last().unwrap().roles.clone();
    assert_eq!(
        roles,
        Some(("Customer".to_string(), "Administrator".to_string()))
    );
    // The same once more changes nothing.
    give(&portal, &owner, &adam, "Administrator").await.unwrap();
    assert!(portal.signed_in(&adam.cookie).await.unwrap().is_some());
}

async fn an_administrator_gives_what_they_hold_and_no_more(portal: Portal) {
    let adam = portal.staff("adam", "Administrator").await;
    let oskar = portal.staff("oskar", "Owner").await;
    let wanda = portal.person("wanda").await;
    give(&portal, &adam, &wanda, "Reviewer").await.unwrap();
    for (to, role) in [(&wanda, "Owner"), (&oskar, "Customer")] {
        assert_fails!(
            give(&portal, &adam, to, role).await,
            Error::AccountRefused(Refusal::AboveCeiling)
        );
    }
    assert_fails!(
        give(&portal, &adam, &wanda, "Emperor").await,
        Error::AccountRefused(Refusal::UnknownRole)
    );
    let rita = portal.enter(&wanda.email).await;
    assert_fails!(
        give(&portal, &rita, &adam, "Customer").await,
        Error::Forbidden
    );
}

async fn a_role_is_not_given_to_oneself_nor_to_who_is_not_approved(portal: Portal) {
    let (owner, wanda) = (portal.owner().await, portal.person("wanda").await);
    assert_fails!(
        give(&portal, &owner, &owner, "Owner").await,
        Error::AccountRefused(Refusal::Oneself)
    );
    portal
        .revoke_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    assert_fails!(
        give(&portal, &owner, &wanda, "Team").await,
        Error::AccountRefused(Refusal::Status { .. })
    );
}

async fn the_last_owner_is_not_demoted(portal: Portal) {
    let owner = portal.owner().await;
    let oskar = portal.staff("oskar", "Owner").await;
    give(&portal, &owner, &oskar, "Team").await.unwrap();
    let signed_in = portal.signed_in(&owner.cookie).await.unwrap().unwrap();
    let change = RoleChange {
        id: owner.id,
        role: "Team".to_string(),
        password: String::new(),
    };
    let by = Caller::command_line();
    assert_fails!(
        portal
            .change_developer_role(&signed_in, &by, change, "198.51.100.7")
            .await,
        Error::AccountRefused(Refusal::LastOwner)
    );
}

async fn an_old_proof_asks_for_the_password(portal: Portal) {
    // SES-3, DST-05
    let (owner, wanda) = (portal.owner().await, portal.person("wanda").await);
    portal.advance(Span::minutes(11));
    let signed_in = portal.signed_in(&owner.cookie).await.unwrap().unwrap();
    let change = |password: &str, role: &str| RoleChange {
        id: wanda.id,
        role: role.to_string(),
        password: password.to_string(),
    };
    for wrong in ["", "Kelp7!torch"] {
        let change = change(wrong, "Reviewer");
        let answer = portal
            .change_developer_role(&signed_in, &owner.caller, change, "198.51.100.7")
            .await;
        assert_fails!(answer, Error::Invalid(faults) if faults[0].field == "password");
    }
    // What holds nothing administrative needs no proof.
    portal
        .change_developer_role(
            &signed_in,
            &owner.caller,
            change("", "Team"),
            "198.51.100.7",
        )
        .await
        .unwrap();
    portal
        .change_developer_role(
            &signed_in,
            &owner.caller,
            change(PASSWORD, "Reviewer"),
            "198.51.100.7",
        )
        .await
        .unwrap();
    // Proved for the next ten minutes.
    assert!(!portal.story_of(wanda.id).await.asks_password);
}

async fn a_right_password_counts_even_when_the_change_is_refused(portal: Portal) {
    let adam = portal.staff("adam", "Administrator").await;
    let wanda = portal.person("wanda").await;
    portal.advance(Span::minutes(11));
    let signed_in = portal.signed_in(&adam.cookie).await.unwrap().unwrap();
    // More often than an account may try a password.
    for _ in 0..12 {
        let change = RoleChange {
            id: wanda.id,
            role: "Owner".to_string(),
            password: PASSWORD.to_string(),
        };
        assert_fails!(
            portal
                .change_developer_role(&signed_in, &adam.caller, change, "198.51.100.7")
                .await,
            Error::AccountRefused(Refusal::AboveCeiling)
        );
    }
    let signed_in = portal.signed_in(&adam.cookie).await.unwrap().unwrap();
    assert_eq!(signed_in.session.proof_at, portal.now());
}
