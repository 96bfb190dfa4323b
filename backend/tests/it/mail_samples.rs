//! Each mail with made-up people in it, and its test to oneself: PRODUCT.md sections 6 and 8.8.

use crate::support::{Portal, assert_fails, on_both};
use backend::Error;
use rules::outbox::{Delivery, Kind, TEST_MAILS};
use rules::settings::Key;

on_both!(
    every_mail_can_be_looked_at_and_shows_name_colour_and_no_working_link,
    a_look_writes_nothing,
    a_test_goes_to_whoever_asks_marked_as_one_and_audited,
    tests_are_for_those_who_manage_settings_and_so_many_an_hour,
);

const TOKENS: &str = "SELECT COUNT(*) FROM token";

async fn every_mail_can_be_looked_at_and_shows_name_colour_and_no_working_link(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::PortalName, "Copper Works").await;
    portal.set(Key::BodyColour, "#7a1f3d").await;
    for kind in Kind::ALL {
        let sample = portal.sample_mail(&owner.caller, kind).await.unwrap();
        let html = portal.sample_mail_html(&owner.caller, kind).await.unwrap();
        assert!(
            sample.subject.contains("Copper Works"),
            "{kind:?}: {}",
            sample.subject
        );
        assert!(!sample.subject.contains("[Test]"), "{kind:?}");
        assert!(
            sample.text.contains("Copper Works"),
            "{kind:?}: {}",
            sample.text
        );
        assert!(html.contains("Copper Works"), "{kind:?}: {html}");
        assert!(html.contains("background:#7a1f3d"), "{kind:?}: {html}");
        // What looks like a secret leads to the neutral page of a link that is none.
        for (start, rest) in ["/invite/", "/confirm/", "/reset/", "/setup/"]
            .into_iter()
            .flat_map(|start| {
                sample
                    .text
                    .split(start)
                    .skip(1)
                    .map(move |rest| (start, rest))
            })
        {
            assert!(rest.starts_with("example"), "{kind:?}: {start}{rest}");
        }
    }
}

async fn a_look_writes_nothing(portal: Portal) {
    let owner = portal.owner().await;
    let before = portal.dump().await;
    for kind in Kind::ALL {
        portal.sample_mail(&owner.caller, kind).await.unwrap();
        portal.sample_mail_html(&owner.caller, kind).await.unwrap();
    }
    assert_eq!(portal.dump().await, before);
}

async fn a_test_goes_to_whoever_asks_marked_as_one_and_audited(portal: Portal) {
    let adam = portal.staff("adam", "Administrator").await;
    let before = portal.mails_to(&adam.email).await.len();
    let tokens = portal.number(TOKENS).await;
    for kind in Kind::ALL {
        let wanted = portal
            .sample_mail(&adam.caller, kind)
            .await
            .unwrap()
            .subject;
        let id = portal.send_sample_mail(&adam.caller, kind).await.unwrap();
        let mail = portal.preview_mail(&adam.caller, id).await.unwrap();
        assert_eq!(mail.row.subject, format!("[Test] {wanted}"));
        assert_eq!(mail.row.recipient, adam.email);
        // Nothing stands behind it that could make it untrue, or that its link would give.
        assert_eq!(
            (mail.row.kind, mail.row.delivery),
            (Kind::Test, Delivery::Held)
        );
        assert_eq!((mail.link, mail.is_masked), (None, false));
        assert_eq!(portal.trail_of(id).await, ["mail.tested by account"]);
    }
    let after = portal.mails_to(&adam.email).await.len();
    assert_eq!(after - before, Kind::ALL.len());
    assert_eq!(portal.number(TOKENS).await, tokens);
}

async fn tests_are_for_those_who_manage_settings_and_so_many_an_hour(portal: Portal) {
    let owner = portal.owner().await;
    let rita = portal.staff("rita", "Reviewer").await;
    let cora = portal.person("cora").await;
    for person in [&rita, &cora] {
        let kind = Kind::Approved;
        assert_fails!(
            portal.sample_mail(&person.caller, kind).await,
            Error::Forbidden
        );
        assert_fails!(
            portal.sample_mail_html(&person.caller, kind).await,
            Error::Forbidden
        );
        assert_fails!(
            portal.send_sample_mail(&person.caller, kind).await,
            Error::Forbidden
        );
    }
    // Those to a typed address count too.
    portal
        .send_test_mail(&owner.caller, "any@example.org")
        .await
        .unwrap();
    for _ in 1..TEST_MAILS.most {
        portal
            .send_sample_mail(&owner.caller, Kind::Refused)
            .await
            .unwrap();
    }
    let answer = portal.send_sample_mail(&owner.caller, Kind::Refused).await;
    assert_fails!(answer, Error::RateLimited { until } if until > portal.now());
    let answer = portal
        .send_test_mail(&owner.caller, "any@example.org")
        .await;
    assert_fails!(answer, Error::RateLimited { .. });
    // Somebody else has a count of their own, and an hour later there are more.
    let adam = portal.staff("adam", "Administrator").await;
    portal
        .send_sample_mail(&adam.caller, Kind::Refused)
        .await
        .unwrap();
    portal.advance(TEST_MAILS.within);
    portal
        .send_sample_mail(&owner.caller, Kind::Refused)
        .await
        .unwrap();
}
