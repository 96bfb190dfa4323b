//! The audit trail: SECURITY LOG-1, LOG-2. That it holds no address the harness checks after each test.

mod denials;
mod page;

use crate::support::{Portal, on_both, wish};
use rules::time::Span;

on_both!(
    committed_events_are_chained_in_order,
    a_changed_event_breaks_the_chain,
    a_missing_event_breaks_the_chain,
    the_trail_only_grows,
    two_sealers_at_once_make_one_chain,
    a_refused_change_leaves_no_event,
    events_name_who_what_and_in_which_request,
);

const CHAIN: &str = "the sealed audit chain verifies";

async fn is_chain_broken(portal: &Portal) -> bool {
    let findings = portal.store().check().await.unwrap();
    findings
        .iter()
        .any(|finding| finding.invariant == CHAIN && finding.broken > 0)
}

async fn some_events(portal: &Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.resend_invitation(&owner.caller, id).await.unwrap();
    portal.seal_audit_trail().await.unwrap();
}

/// Without its triggers the table can be changed: what somebody with the database's password could do.
async fn without_triggers(portal: &Portal, sql: &str) {
    let drop = |trigger: &str| {
        let on = if portal.is_postgres() {
            " ON audit_event"
        } else {
            ""
        };
        format!("DROP TRIGGER {trigger}{on}")
    };
    portal.execute(&drop("audit_event_kept")).await;
    portal.execute(&drop("audit_event_unchanged")).await;
    portal.execute(sql).await;
}

async fn committed_events_are_chained_in_order(portal: Portal) {
    some_events(&portal).await;
    assert_eq!(
        portal
            .number("SELECT count(*) FROM audit_event WHERE position IS NULL")
            .await,
        0
    );
    let events = portal.number("SELECT count(*) FROM audit_event").await;
    assert_eq!(
        portal.number("SELECT max(position) FROM audit_event").await,
        events
    );
    let disorder = "SELECT count(*) FROM audit_event AS a JOIN audit_event AS b \
        ON a.seq < b.seq AND a.position > b.position";
    assert_eq!(portal.number(disorder).await, 0);
    // Sealing goes on where it ended.
    some_more(&portal).await;
    assert!(!is_chain_broken(&portal).await);
}

async fn some_more(portal: &Portal) {
    portal.advance(Span::minutes(2));
    portal.person("kay").await;
    portal.seal_audit_trail().await.unwrap();
}

async fn a_changed_event_breaks_the_chain(portal: Portal) {
    some_events(&portal).await;
    assert!(!is_chain_broken(&portal).await);
    let changed = "UPDATE audit_event SET actor_kind = 'system' WHERE position = 2";
    without_triggers(&portal, changed).await;
    assert!(is_chain_broken(&portal).await);
    portal
        .execute("UPDATE audit_event SET actor_kind = 'link' WHERE position = 2")
        .await;
    mend(&portal).await;
}

async fn a_missing_event_breaks_the_chain(portal: Portal) {
    some_events(&portal).await;
    without_triggers(&portal, "DELETE FROM audit_event WHERE position = 2").await;
    assert!(is_chain_broken(&portal).await);
    mend(&portal).await;
}

/// An empty trail verifies; the harness checks it at the end.
async fn mend(portal: &Portal) {
    portal.execute("DELETE FROM audit_event").await;
}

async fn the_trail_only_grows(portal: Portal) {
    some_events(&portal).await;
    let before = portal.dump().await;
    for sql in [
        "DELETE FROM audit_event WHERE position = 1",
        "UPDATE audit_event SET action = 'nothing' WHERE position = 1",
        "UPDATE audit_event SET position = NULL, hash = NULL WHERE position = 1",
    ] {
        assert!(portal.try_execute(sql).await.is_err(), "{sql}");
    }
    assert_eq!(portal.dump().await, before);
}

async fn two_sealers_at_once_make_one_chain(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..400).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    let replica = portal.replica().await;
    let (here, there) = tokio::join!(portal.seal_audit_trail(), replica.seal_audit_trail());
    here.unwrap();
    there.unwrap();
    portal.seal_audit_trail().await.unwrap();
    assert!(!is_chain_broken(&portal).await);
    let events = portal.number("SELECT count(*) FROM audit_event").await;
    assert_eq!(
        portal.number("SELECT max(position) FROM audit_event").await,
        events
    );
}

async fn a_refused_change_leaves_no_event(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let before = portal.dump().await;
    assert!(portal.accept_invitation(&owner.caller, id).await.is_err());
    assert_eq!(portal.dump().await, before);
}

async fn events_name_who_what_and_in_which_request(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::seconds(5));
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    let sql = "SELECT before || ' ' || after || ' ' || request_id, at FROM audit_event \
               WHERE action = 'invitation.deleted'";
    let row = &portal.rows(sql).await[0];
    let words: String = row.try_get_by_index(0).unwrap();
    assert!(words.starts_with(r#"{"status":"pending"} {"#), "{words}");
    assert!(
        words.contains(r#""status":"invalid""#) && words.ends_with(" a request"),
        "{words}"
    );
    let at: i64 = row.try_get_by_index(1).unwrap();
    assert_eq!(at, portal.now().as_micros());
    let history = portal.detail(id).await.history;
    let last = history.last().unwrap();
    assert_eq!(
        (last.action.as_str(), last.by.as_str()),
        ("invitation.deleted", "Olga Orlow")
    );
}
