//! Denials that matter are events, and a flood of them fills no disk (SECURITY LOG-2).

use crate::support::{Portal, assert_fails, attempt, on_both, registration};
use backend::Error;
use backend::authority::Caller;
use backend::sessions::LoginAttempt;
use rules::denial::{Denial, OF_ALL, OF_ONE_SOURCE};
use rules::time::Span;

on_both!(
    a_refused_login_names_the_account_and_no_address,
    a_throttled_try_is_an_event,
    a_flood_of_denials_is_bounded_and_summed_up,
    one_flood_hides_no_other_kind,
    a_link_that_was_never_made_is_an_event,
    a_dead_link_used_again_and_again_is_an_event,
    a_denial_that_can_not_be_written_refuses_nobody,
);

const DENIALS: &str = "SELECT action || ' by ' || actor_kind || ' on ' || object_kind || ' ' || \
    object_id || ' ' || after FROM audit_event WHERE action LIKE 'denied.%' ORDER BY seq";

async fn denials(portal: &Portal) -> Vec<String> {
    let rows = portal.rows(DENIALS).await;
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a line"))
        .collect()
}

fn wrong(email: &str, network: &str) -> LoginAttempt {
    LoginAttempt {
        network: network.to_string(),
        ..attempt(email, "Wrong7!Torch")
    }
}

async fn a_refused_login_names_the_account_and_no_address(portal: Portal) {
    let ada = portal.person("ada").await;
    portal.log_in(wrong(&ada.email, "192.0.2.7")).await.unwrap();
    portal
        .log_in(wrong("zoe@example.org", "192.0.2.7"))
        .await
        .unwrap();
    assert_eq!(
        denials(&portal).await,
        [
            format!("denied.login by visitor on account {} ", ada.id),
            "denied.login by visitor on account unknown ".to_string(),
        ]
    );
    for line in &portal.dump().await["audit_event"] {
        assert!(!line.contains("192.0.2.7"), "{line}");
    }
}

async fn a_throttled_try_is_an_event(portal: Portal) {
    let ada = portal.person("ada").await;
    for _ in 0..5 {
        portal.log_in(wrong(&ada.email, "192.0.2.7")).await.unwrap();
    }
    let sixth = portal.log_in(wrong(&ada.email, "192.0.2.7")).await;
    assert_fails!(sixth.map(|_| ()), Error::RateLimited { .. });
    let last = denials(&portal).await.pop();
    let wanted = format!("denied.too_many_tries by visitor on account {} ", ada.id);
    assert_eq!(last, Some(wanted));
}

async fn deny(portal: &Portal, denial: Denial, network: &str, times: u32) {
    for _ in 0..times {
        let object = ("request", "/api/x".to_string());
        portal
            .note_denial(denial, &Caller::visitor("r"), network, object)
            .await;
    }
}

async fn a_flood_of_denials_is_bounded_and_summed_up(portal: Portal) {
    deny(&portal, Denial::CrossSite, "192.0.2.7", 200).await;
    assert_eq!(denials(&portal).await.len(), OF_ONE_SOURCE as usize);
    for n in 0..200 {
        deny(&portal, Denial::CrossSite, &format!("198.51.100.{n}"), 1).await;
    }
    assert_eq!(denials(&portal).await.len(), OF_ALL as usize);
    portal.sum_up_denials().await.unwrap();
    let lines = denials(&portal).await;
    let left_out = 400 - OF_ALL;
    assert_eq!(
        lines.last().map(String::as_str),
        Some(format!("denied.cross_site by system on request  {{\"more\":{left_out}}}").as_str())
    );
    // Nothing is summed up twice, and the next minute begins anew.
    portal.sum_up_denials().await.unwrap();
    assert_eq!(denials(&portal).await.len(), lines.len());
    portal.advance(Span::minutes(1));
    deny(&portal, Denial::CrossSite, "192.0.2.7", 1).await;
    assert_eq!(denials(&portal).await.len(), lines.len() + 1);
}

async fn one_flood_hides_no_other_kind(portal: Portal) {
    for n in 0..300 {
        deny(&portal, Denial::UnknownLink, &format!("n{n}"), 1).await;
    }
    deny(&portal, Denial::Forbidden, "192.0.2.7", 1).await;
    let last = denials(&portal).await.pop().unwrap();
    assert_eq!(last, "denied.forbidden by visitor on request /api/x ");
}

async fn a_link_that_was_never_made_is_an_event(portal: Portal) {
    let token = "A".repeat(43);
    let answer = portal
        .register(&token, registration("Ada"), None, "r")
        .await;
    assert_fails!(answer, Error::NotFound);
    // A set-up link's secret opens no invitation.
    let link = portal.new_set_up_link().await.unwrap().unwrap();
    let secret = link.rsplit('/').next().unwrap();
    let answer = portal
        .register(secret, registration("Ada"), None, "r")
        .await;
    assert_fails!(answer, Error::NotFound);
    let wanted = "denied.unknown_link by visitor on request /invite ";
    assert_eq!(denials(&portal).await, [wanted, wanted]);
}

async fn a_dead_link_used_again_and_again_is_an_event(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    for n in 0..7 {
        assert!(portal.join(&token, "Ada").await.is_err());
        // A form sent twice is ordinary life.
        let told = if n < 5 { 0 } else { n - 4 };
        assert_eq!(denials(&portal).await.len(), told, "after {n}");
    }
    let wanted = format!("denied.dead_link by visitor on invitation {id} ");
    assert_eq!(denials(&portal).await[0], wanted);
}

async fn a_denial_that_can_not_be_written_refuses_nobody(portal: Portal) {
    let ada = portal.person("ada").await;
    portal
        .execute("ALTER TABLE audit_event RENAME TO elsewhere")
        .await;
    let answer = portal.log_in(wrong(&ada.email, "192.0.2.7")).await;
    portal
        .execute("ALTER TABLE elsewhere RENAME TO audit_event")
        .await;
    assert!(matches!(answer, Ok(backend::sessions::Login::Refused)));
}
