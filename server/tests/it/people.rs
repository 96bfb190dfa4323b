//! Send Invitation without JavaScript: people are searched by a plain form, ticked and sent to; and what needs
//! confirmation is settled by plain forms (PRODUCT.md section 4 and T19).

use http::StatusCode;
use rules::domain_invitation::people::SEARCHES;

use crate::support::{Answer, Browser, OWNER, Portal};

const NEW: &str = "/domains/tides/invitations/new";
const TAB: &str = "/domains/tides/invitations";
const FIND: &str = "/api/domain_invitations/find_people?from=/domains/tides/invitations/new";

fn says(answer: &Answer, words: &str) {
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

fn is_silent_about(answer: &Answer, words: &str) {
    assert!(!answer.text.contains(words), "{words}: {}", answer.text);
}

async fn made(by: &mut Browser) {
    let fields = [("name", "tides"), ("title", "Tides"), ("description", "")];
    let made = by.post("/api/domains/create?from=/domains", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
}

async fn sent(by: &mut Browser, people: &[&str], emails: &str, role: &str) -> Answer {
    let mut fields = vec![
        ("domain", "tides"),
        ("emails", emails),
        ("role", role),
        ("validity_hours", "72"),
    ];
    fields.extend(people.iter().map(|email| ("people", *email)));
    let path = format!("/api/domain_invitations/send?from={NEW}");
    by.post(&path, &fields).await
}

/// The id of the first form that posts to this function.
fn id_for(page: &Answer, function: &str) -> String {
    let at = page.text.find(function).expect("a form");
    let mark = "name=\"id\" value=\"";
    let at = at + page.text[at..].find(mark).expect("an id") + mark.len();
    page.text[at..at + 36].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_searched_ticked_and_invited_by_plain_forms() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let mut ada = portal.person("ada").await;
    portal.person("adam").await;
    let empty = owner.get(NEW).await;
    says(&empty, "role=\"search\"");
    is_silent_about(&empty, "name=\"people\"");
    let found = owner.get(&format!("{NEW}?search=ada")).await;
    assert_eq!(found.status, StatusCode::OK);
    for words in [
        "2 people were found.",
        "ada (ada@example.org)",
        "value=\"adam@example.org\"",
        "name=\"people\"",
    ] {
        says(&found, words);
    }
    let nobody = owner.get(&format!("{NEW}?search=example.org")).await;
    says(&nobody, "Nobody was found.");
    is_silent_about(&nobody, "name=\"people\"");
    // Whoever is refused stays, ticked.
    let people = ["ada@example.org", OWNER];
    let answered = sent(&mut owner, &people, "", "Viewer").await;
    says(&answered, "ada@example.org is invited.");
    says(&answered, &format!("{OWNER}: "));
    says(&answered, &format!("value=\"{OWNER}\""));
    is_silent_about(&answered, "value=\"ada@example.org\"");
    let refused = sent(&mut owner, &[], "", "Viewer").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    says(&refused, "Name at least one person.");
    let found = owner.get(&format!("{NEW}?search=ada%40example.org")).await;
    says(&found, "invited already");
    is_silent_about(&found, "name=\"people\"");
    // Whoever accepts is led into the domain.
    let id = id_for(&ada.get("/domains").await, "/api/domain_invitations/accept");
    let accept = "/api/domain_invitations/accept?from=/domains";
    let entered = ada.post(accept, &[("id", &id)]).await;
    entered.leads_to("/domains?done=domain_invitations%2Faccept&about=tides");
    let page = ada
        .get("/domains?done=domain_invitations%2Faccept&about=tides")
        .await;
    says(&page, "href=\"/domains/tides/members\">Open tides</a>");
    let forged = ada
        .get("/domains?done=domain_invitations%2Faccept&about=%2F%2Fevil.example")
        .await;
    says(&forged, "Accepted. You are in the domain.");
    is_silent_about(&forged, "evil.example/members");
    let found = owner.get(&format!("{NEW}?search=ada%40example.org")).await;
    says(&found, "in the domain already");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_search_is_told_so_and_whoever_searches_too_often_waits() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let mut ada = portal.person("ada").await;
    let fields = |search: &'static str| [("domain", "tides"), ("search", search)];
    let stranger = ada.post(FIND, &fields(OWNER)).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    sent(&mut owner, &["ada@example.org"], "", "Editor").await;
    let id = id_for(&ada.get("/domains").await, "/api/domain_invitations/accept");
    let accept = "/api/domain_invitations/accept?from=/domains";
    ada.post(accept, &[("id", &id)]).await;
    let editor = ada.post(FIND, &fields(OWNER)).await;
    assert_eq!(editor.status, StatusCode::FORBIDDEN);
    is_silent_about(
        &ada.get(&format!("{NEW}?search={OWNER}")).await,
        "name=\"people\"",
    );
    for unclear in ["ad", "@example.org"] {
        let short = owner.post(FIND, &fields(unclear)).await;
        assert_eq!(short.status, StatusCode::BAD_REQUEST, "{unclear}");
    }
    for _ in 0..SEARCHES.most {
        owner.get(&format!("{NEW}?search=nobody")).await;
    }
    let limited = owner.post(FIND, &fields("nobody")).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.header("retry-after"), Some("600"));
    let page = owner.get(&format!("{NEW}?search=nobody")).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.header("retry-after"), Some("600"));
    says(&page, "Send Invitation");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_confirmation_is_settled_by_plain_forms() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let mut ada = portal.person("ada").await;
    sent(&mut owner, &["ada@example.org"], "", "Administrator").await;
    let id = id_for(&ada.get("/domains").await, "/api/domain_invitations/accept");
    let accept = "/api/domain_invitations/accept?from=/domains";
    ada.post(accept, &[("id", &id)]).await;
    for name in ["ben", "cy"] {
        portal.person(name).await;
        let email = format!("{name}@example.org");
        sent(&mut ada, &[&email], "", "Viewer").await;
    }
    is_silent_about(&owner.get(TAB).await, "Show what needs confirmation");
    portal.revoke("ada@example.org").await;
    let tab = owner.get(TAB).await;
    says(&tab, "2 invitations need confirmation");
    says(&tab, "href=\"/domains/tides/invitations?filter=flagged\"");
    is_silent_about(&tab, "vouch_for_flagged");
    let flagged = format!("{TAB}?filter=flagged");
    let page = owner.get(&flagged).await;
    for words in [
        "Vouch for all 2",
        "Withdraw all 2",
        "ben@example.org",
        "cy@example.org",
    ] {
        says(&page, words);
    }
    let ids: Vec<String> = page
        .text
        .split("name=\"ids\" value=\"")
        .skip(1)
        .map(|rest| rest[..36].to_owned())
        .collect();
    assert_eq!(ids.len(), 4, "two in each form");
    let settle = |function: &str| format!("/api/domain_invitations/{function}?from={flagged}");
    let fields = [("domain", "tides"), ("ids", ids[0].as_str())];
    let vouched = owner.post(&settle("vouch_for_flagged"), &fields).await;
    assert_eq!(vouched.status, StatusCode::OK);
    says(&vouched, "You stand for the invitation of cy@example.org.");
    says(&vouched, "Withdraw all 1");
    let both = [
        ("domain", "tides"),
        ("ids", ids[0].as_str()),
        ("ids", ids[1].as_str()),
    ];
    let withdrawn = owner.post(&settle("withdraw_flagged"), &both).await;
    says(&withdrawn, "cy@example.org: ");
    says(&withdrawn, "The invitation of ben@example.org is deleted.");
    let none = [("domain", "tides")];
    let refused = owner.post(&settle("withdraw_flagged"), &none).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let mut cy = portal.enter("cy@example.org").await;
    let stranger = cy.post(&settle("withdraw_flagged"), &fields).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}
