//! Many at once: one link has one winner, a change of the password and a reset exclude each other, one
//! request is answered once (SECURITY AUT-3, INV-5).

use super::{NEW, chosen};
use crate::races::crowd::{at_once, trying, winners};
use crate::support::{PASSWORD, Portal, on_both};
use backend::accounts::PasswordChange;
use backend::{Backend, Error};
use rules::outbox::Kind;

on_both!(
    of_many_resetting_with_one_link_one_wins,
    of_many_resetting_with_two_links_one_wins,
    of_resetting_and_changing_the_password_one_wins,
    of_many_answering_one_request_one_mails,
);

/// Every try chooses a password of its own.
fn password_of(n: usize) -> String {
    format!("Brick{n:02}?Fjord")
}

/// The passwords of this account that work.
async fn working(portal: &Portal, passwords: &[String]) -> usize {
    let mut works = 0;
    for password in passwords {
        works += usize::from(
            portal
                .try_login("ada@example.org", password)
                .await
                .is_some(),
        );
    }
    works
}

async fn race_with(portal: &Portal, tokens: Vec<String>) {
    let answers = at_once(
        portal,
        &[trying(move |backend: Backend, n| {
            let token = tokens[n % tokens.len()].clone();
            let network = format!("198.51.100.{n}");
            async move {
                let new = chosen(&password_of(n));
                backend.reset_password(&token, new, &network, "").await?;
                Ok(n)
            }
        })],
    )
    .await;
    assert_eq!(winners(&answers[0]), 1);
    let won = answers[0].iter().find_map(|answer| answer.as_ref().ok());
    let won = *won.expect("a winner");
    assert_eq!(working(portal, &[password_of(won)]).await, 1);
    let kinds = portal.kinds_to("ada@example.org").await;
    assert_eq!(kinds.iter().filter(|k| **k == Kind::ResetDone).count(), 1);
    let living = "SELECT count(*) FROM token WHERE purpose = 'reset' AND died_at IS NULL";
    assert_eq!(portal.number(living).await, 0);
}

async fn of_many_resetting_with_one_link_one_wins(portal: Portal) {
    portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    race_with(&portal, vec![token]).await;
}

async fn of_many_resetting_with_two_links_one_wins(portal: Portal) {
    portal.person("ada").await;
    let first = portal.reset_token_for("ada@example.org").await;
    let second = portal.reset_token_for("ada@example.org").await;
    race_with(&portal, vec![first, second]).await;
}

async fn of_resetting_and_changing_the_password_one_wins(portal: Portal) {
    let ada = portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    let session = portal.my_sessions(&ada.caller).await.unwrap()[0].id;
    let replica = portal.replica().await;
    let caller = ada.caller.clone();
    let changing = tokio::spawn(async move {
        let change = PasswordChange {
            current: PASSWORD.to_string(),
            password: "Plank3#Gorse".to_string(),
            confirmation: "Plank3#Gorse".to_string(),
        };
        let network = "192.0.2.2";
        replica
            .change_my_password(&caller, session, change, network)
            .await
    });
    let backend = (*portal).clone();
    let resetting = tokio::spawn(async move {
        backend
            .reset_password(&token, chosen(NEW), "192.0.2.1", "")
            .await
    });
    let (changed, reset) = (changing.await.unwrap(), resetting.await.unwrap());
    match &changed {
        Ok(_) | Err(Error::Invalid(_) | Error::Unauthenticated) => {}
        Err(other) => panic!("{other:?}"),
    }
    assert!(matches!(reset, Ok(()) | Err(Error::NotFound)), "{reset:?}");
    assert!(changed.is_ok() != reset.is_ok());
    let works = [NEW.to_string(), "Plank3#Gorse".to_string()].map(|p| (p == NEW, p));
    for (is_reset, password) in works {
        let expected = usize::from(is_reset == reset.is_ok());
        assert_eq!(working(&portal, &[password]).await, expected);
    }
}

async fn of_many_answering_one_request_one_mails(portal: Portal) {
    portal.person("ada").await;
    for email in ["ada@example.org", "nobody@example.org"] {
        portal.ask_for_reset(email, "192.0.2.1", "").await.unwrap();
    }
    let answers = at_once(
        &portal,
        &[trying(|backend: Backend, _| async move {
            backend.answer_reset_requests().await
        })],
    )
    .await;
    assert!(answers[0].iter().all(Result::is_ok));
    assert_eq!(portal.reset_tokens_for("ada@example.org").await.len(), 1);
    assert_eq!(portal.trail_of("unknown").await.len(), 1);
}
