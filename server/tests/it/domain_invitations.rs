//! Being asked into a domain, through the wire: where the login leads, what stands on the page without JavaScript, and
//! what is not there for anybody else (M; PRODUCT.md 8.1 and 8.5; SECURITY AZ-2, AZ-3).

use http::StatusCode;

use crate::support::{Answer, Browser, OWNER, PASSWORD, Portal};

const TAB: &str = "/domains/tides/invitations";
const NEW: &str = "/domains/tides/invitations/new";

fn says(answer: &Answer, words: &str) {
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

fn is_silent_about(answer: &Answer, words: &str) {
    assert!(!answer.text.contains(words), "{words}: {}", answer.text);
}

async fn made(owner: &mut Browser) {
    let fields = [("name", "tides"), ("title", "Tides"), ("description", "")];
    let made = owner
        .post("/api/domains/create?from=/domains", &fields)
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
}

async fn sent(owner: &mut Browser, emails: &str) -> Answer {
    let fields = [
        ("domain", "tides"),
        ("emails", emails),
        ("role", "Viewer"),
        ("validity_hours", "72"),
        ("message", "Come & see."),
    ];
    let path = format!("/api/domain_invitations/send?from={NEW}");
    owner.post(&path, &fields).await
}

/// The id of the first form that posts to this function.
fn id_for(page: &Answer, function: &str) -> String {
    let at = page.text.find(function).expect("a form");
    let mark = "name=\"id\" value=\"";
    let at = at + page.text[at..].find(mark).expect("an id") + mark.len();
    page.text[at..at + 36].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_invited_lands_on_domains_whatever_they_wanted_and_everybody_else_where_they_wanted()
 {
    // PRODUCT.md 8.1
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    portal.person("ada").await;
    let login = |email: &'static str| {
        let mut browser = portal.browser();
        async move {
            let fields = [
                ("email", email),
                ("password", PASSWORD),
                ("next", "/account"),
            ];
            browser.post("/login", &fields).await
        }
    };
    login("ada@example.org").await.leads_to("/account");
    sent(&mut owner, "ada@example.org").await;
    login("ada@example.org").await.leads_to("/domains");
    login(OWNER).await.leads_to("/account");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_javascript_the_list_stands_on_the_page_and_its_forms_answer() {
    // PE-01, UX-LOG-05
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let mut ada = portal.person("ada").await;
    let nothing = ada.get("/domains").await;
    is_silent_about(&nothing, "/api/domain_invitations/accept");
    let answered = sent(&mut owner, "ada@example.org, olga@portico.example half@").await;
    assert_eq!(answered.status, StatusCode::OK);
    says(&answered, "ada@example.org is invited.");
    says(
        &answered,
        "olga@portico.example: Nobody invites themselves.",
    );
    says(&answered, "half@: ");
    let page = ada.get("/domains").await;
    for words in [
        "1 pending invitation",
        "Tides",
        "Viewer",
        "Come &amp; see.",
        "Inbox, 1 waiting",
    ] {
        says(&page, words);
    }
    let id = id_for(&page, "/api/domain_invitations/decline");
    let long = "x".repeat(501);
    let decline = "/api/domain_invitations/decline?from=/domains";
    let refused = ada.post(decline, &[("id", &id), ("reason", &long)]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    says(&refused, &long);
    says(&refused, "<details open");
    let declined = ada
        .post(decline, &[("id", &id), ("reason", "Not now.")])
        .await;
    declined.leads_to("/domains?done=domain_invitations%2Fdecline");
    let accept = "/api/domain_invitations/accept?from=/domains";
    let late = ada.post(accept, &[("id", &id)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    says(&late, "It is Rejected already.");
    let tab = owner.get(TAB).await;
    for words in ["Not now.", "not confirmed yet", "Resend invitation"] {
        says(&tab, words);
    }
    is_silent_about(&tab, "Delete invitation");
    let resend = format!("/api/domain_invitations/resend?from={TAB}");
    let fields = [("domain", "tides"), ("id", id.as_str()), ("role", "Editor")];
    let resent = owner.post(&resend, &fields).await;
    resent.leads_to(&format!("{TAB}?done=domain_invitations%2Fresend"));
    // The row that declined stays, and is not sent a second time.
    let tab = owner.get(TAB).await;
    is_silent_about(&tab, "Resend invitation");
    says(&tab, "Delete invitation");
    let id = id_for(
        &ada.get("/invitations").await,
        "/api/domain_invitations/accept",
    );
    let several = "/api/domain_invitations/accept_several?from=/invitations";
    let report = ada.post(several, &[("ids", &id)]).await;
    assert_eq!(report.status, StatusCode::OK);
    says(&report, "Tides: accepted. You are in the domain.");
    // An Editor reads the invitations, and manages none.
    let read = ada.get(TAB).await;
    assert_eq!(read.status, StatusCode::OK);
    is_silent_about(&read, NEW);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_invitation_and_a_domain_that_one_is_not_in_are_not_there() {
    // SECURITY AZ-3
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let mut ada = portal.person("ada").await;
    let mut ben = portal.person("ben").await;
    sent(&mut owner, "ada@example.org").await;
    let id = id_for(&ada.get("/domains").await, "/api/domain_invitations/accept");
    for function in ["accept", "decline"] {
        let path = format!("/api/domain_invitations/{function}?from=/domains");
        let refused = ben.post(&path, &[("id", &id)]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{function}");
    }
    assert_eq!(ben.get(TAB).await.status, StatusCode::NOT_FOUND);
    let fields = [("domain", "tides"), ("id", id.as_str())];
    for function in ["delete", "vouch"] {
        let path = format!("/api/domain_invitations/{function}?from=/domains");
        let refused = ben.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{function}");
    }
    assert_eq!(
        sent(&mut ben, "ada@example.org").await.status,
        StatusCode::NOT_FOUND
    );
}
