//! The pages of domains through the wire: whole in the first HTML, usable without JavaScript, and not there for
//! whoever is not in (M; PRODUCT.md 8.5; SECURITY AZ-2).

use http::StatusCode;

use crate::support::{Answer, Browser, Portal};

const TIDES: [(&str, &str); 3] = [
    ("name", "tide-tables"),
    ("title", "Tide & tables"),
    ("description", "When the water comes."),
];

async fn made(browser: &mut Browser) {
    let made = browser
        .post("/api/domains/create?from=/domains?create=1", &TIDES)
        .await;
    made.leads_to("/domains/tide-tables/members?done=domains%2Fcreate");
}

fn says(answer: &Answer, words: &str) {
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

fn is_silent_about(answer: &Answer, words: &str) {
    assert!(!answer.text.contains(words), "{words}: {}", answer.text);
}

/// Where the form of one's own membership stands, as the table links it.
fn own_page(members: &Answer) -> String {
    let path = "/domains/tide-tables/members/";
    let table = members.text.find("<tbody").expect("a table");
    let rows = &members.text[table..];
    let at = rows.find(path).expect("a link to a member");
    rows[at..at + path.len() + 36].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_makes_a_domain_finds_it_in_their_list_and_themselves_in_it() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let none = owner.get("/domains").await;
    assert_eq!(none.status, StatusCode::OK);
    says(&none, "You are in no domain yet");
    is_silent_about(&none, "A new domain");
    let form = owner.get("/domains?create=1").await;
    says(&form, "It stands in the address and can");
    made(&mut owner).await;
    let list = owner.get("/domains").await;
    says(&list, "Tide &amp; tables");
    says(&list, "href=\"/domains/tide-tables/members\"");
    says(&list, "Administrator");
    for path in ["/domains/tide-tables", "/domains/tide-tables/members"] {
        let members = owner.get(path).await;
        assert_eq!(members.status, StatusCode::OK);
        assert_eq!(members.heading(), "<bdi>Tide &amp; tables</bdi>");
        assert_eq!(members.text.matches("<h1").count(), 1);
        says(&members, "<bdi>You</bdi>");
        says(&members, "Made the domain");
        says(&members, "1–1 of 1");
        says(
            &members,
            "/domains/tide-tables/members?sort=name&amp;dir=asc",
        );
    }
    let settings = owner.get("/domains/tide-tables/settings").await;
    assert_eq!(settings.status, StatusCode::OK);
    says(&settings, "When the water comes.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_can_not_be_taken_is_said_at_its_field_and_what_was_typed_stays() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let typed = [
        ("name", "Tide Tables"),
        ("title", "Kept"),
        ("description", ""),
    ];
    let create = "/api/domains/create?from=/domains?create=1";
    let refused = owner.post(create, &typed).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    says(&refused, "Use only a to z, 0 to 9 and the hyphen.");
    says(&refused, "value=\"Tide Tables\"");
    says(&refused, "value=\"Kept\"");
    let taken = owner.post(create, &TIDES).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    says(&taken, "Another domain has this name.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_administrator_neither_leaves_nor_steps_down_nor_ends() {
    // UX DST-04
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let page = own_page(&owner.get("/domains/tide-tables/members").await);
    let id = page.rsplit('/').next().expect("an id");
    let forms = owner.get(&page).await;
    for card in ["Role in this domain", "End date", "Leave the domain"] {
        says(&forms, card);
    }
    is_silent_about(&forms, "Remove from the domain");
    let name = ("name", "tide-tables");
    for (function, fields) in [
        ("leave", vec![name]),
        ("change_role", vec![name, ("id", id), ("role", "Viewer")]),
        ("set_end", vec![name, ("id", id), ("date", "2030-01-01")]),
    ] {
        let path = format!("/api/domains/{function}?from={page}");
        let refused = owner.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{function}");
        says(&refused, "The domain would be left without Administrator.");
    }
    let path = format!("/api/domains/set_end?from={page}");
    let refused = owner
        .post(&path, &[name, ("id", id), ("date", "31.12.2030")])
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    says(&refused, "Write a day as 2026-12-31.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_described_archived_and_brought_back_without_javascript() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let settings = "/domains/tide-tables/settings";
    let send = |function: &str| format!("/api/domains/{function}?from={settings}");
    let described = [
        ("name", "tide-tables"),
        ("title", "Storms"),
        ("description", ""),
    ];
    let answer = owner.post(&send("describe"), &described).await;
    answer.leads_to("/domains/tide-tables/settings?done=domains%2Fdescribe");
    let page = owner.get(settings).await;
    assert_eq!(page.heading(), "<bdi>Storms</bdi>");
    says(&page, "Archive this domain");
    let name = [("name", "tide-tables")];
    let answer = owner.post(&send("archive"), &name).await;
    answer.leads_to("/domains/tide-tables/settings?done=domains%2Farchive");
    let page = owner.get(settings).await;
    says(
        &page,
        "This domain is archived: it can be read, not changed.",
    );
    says(&page, "Bring this domain back");
    is_silent_about(&page, "Title and description");
    let members = owner.get("/domains/tide-tables/members").await;
    is_silent_about(&members, "#leave");
    let again = owner.post(&send("archive"), &name).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let answer = owner.post(&send("unarchive"), &name).await;
    answer.leads_to("/domains/tide-tables/settings?done=domains%2Funarchive");
    says(&owner.get(settings).await, "Archive this domain");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_not_there_for_whoever_is_not_in_it() {
    // SECURITY AZ-2
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let page = own_page(&owner.get("/domains/tide-tables/members").await);
    let id = page.rsplit('/').next().expect("an id").to_owned();
    let mut ada = portal.person("ada").await;
    let list = ada.get("/domains?create=1").await;
    assert_eq!(list.status, StatusCode::OK);
    says(&list, "Whoever runs a domain can invite you to it.");
    is_silent_about(&list, "A new domain");
    is_silent_about(&list, "Create domain");
    says(&list, "href=\"/domains\"");
    for there in ["tide-tables", "nowhere"] {
        for path in ["", "/members", "/settings"] {
            let answer = ada.get(&format!("/domains/{there}{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{there}{path}");
            is_silent_about(&answer, "Tide");
            is_silent_about(&answer, "water");
        }
    }
    assert_eq!(ada.get(&page).await.status, StatusCode::NOT_FOUND);
    let name = ("name", "tide-tables");
    let of = ("id", id.as_str());
    for (function, fields) in [
        ("describe", vec![name, ("title", "Mine")]),
        ("archive", vec![name]),
        ("unarchive", vec![name]),
        ("change_role", vec![name, of, ("role", "Viewer")]),
        ("set_end", vec![name, of, ("date", "2030-01-01")]),
        ("remove_member", vec![name, of]),
        ("leave", vec![name]),
    ] {
        let path = format!("/api/domains/{function}?from=/domains");
        let answer = ada.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{function}");
    }
    let create = ada.post("/api/domains/create?from=/domains", &TIDES).await;
    assert_eq!(create.status, StatusCode::FORBIDDEN);
    // A membership is found by its domain and its id.
    let other = [("name", "harbour"), ("title", "Harbour")];
    owner
        .post("/api/domains/create?from=/domains?create=1", &other)
        .await
        .leads_to("/domains/harbour/members?done=domains%2Fcreate");
    let elsewhere = owner.get(&format!("/domains/harbour/members/{id}")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

/// The memberships that can be chosen on the page.
fn choices(page: &Answer) -> Vec<String> {
    let boxes = page.text.split("name=\"ids\" value=\"").skip(1);
    boxes.map(|at| at[..36].to_owned()).collect()
}

/// `ada` and `ben` are Viewers of the Owner's domain.
async fn with_two_members(portal: &Portal, owner: &mut Browser) -> [Browser; 2] {
    made(owner).await;
    let mut two = [portal.person("ada").await, portal.person("ben").await];
    let fields = [
        ("domain", "tide-tables"),
        ("emails", "ada@example.org; ben@example.org"),
        ("role", "Viewer"),
        ("validity_hours", "72"),
    ];
    let send = "/api/domain_invitations/send?from=/domains/tide-tables/invitations/new";
    assert_eq!(owner.post(send, &fields).await.status, StatusCode::OK);
    for person in &mut two {
        let page = person.get("/domains").await;
        let at = page
            .text
            .find("/api/domain_invitations/accept")
            .expect("a form");
        let mark = "name=\"id\" value=\"";
        let at = at + page.text[at..].find(mark).expect("an id") + mark.len();
        let id = page.text[at..at + 36].to_owned();
        let accept = "/api/domain_invitations/accept?from=/domains";
        let accepted = person.post(accept, &[("id", &id)]).await;
        assert!(accepted.status.is_redirection() || accepted.status.is_success());
    }
    two
}

// UX TBL-08, TBL-09
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_members_are_changed_without_javascript_and_each_is_answered() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let [mut ada, _] = with_two_members(&portal, &mut owner).await;
    let list = "/domains/tide-tables/members";
    let page = owner.get(list).await;
    let ids = choices(&page);
    assert_eq!(ids.len(), 2, "not oneself");
    let change = format!("/api/domains/change_members?from={list}");
    says(&page, "/api/domains/change_members?from=");
    let name = ("name", "tide-tables");
    let both = [("ids", ids[0].as_str()), ("ids", ids[1].as_str())];
    let editors = [
        name,
        both[0],
        both[1],
        ("role", "Editor"),
        ("command", "change_role"),
    ];
    // A Viewer is offered nothing, and may nothing.
    assert!(choices(&ada.get(list).await).is_empty());
    let refused = ada.post(&change, &editors).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let changed = owner.post(&change, &editors).await;
    assert_eq!(changed.status, StatusCode::OK);
    says(&changed, "ada@example.org: done.");
    says(&changed, "ben@example.org: done.");
    let removing = [name, both[0], both[1], ("role", ""), ("command", "remove")];
    let removed = owner.post(&change, &removing).await;
    says(&removed, "ada@example.org: done.");
    assert!(choices(&removed).is_empty());
    let again = owner.post(&change, &removing).await;
    says(
        &again,
        "ada@example.org: This membership has ended already.",
    );
    let none = owner
        .post(&change, &[name, ("role", ""), ("command", "remove")])
        .await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    says(&none, "Choose at least one member.");
    let roleless = [name, both[0], ("role", ""), ("command", "change_role")];
    let roleless = owner.post(&change, &roleless).await;
    assert_eq!(roleless.status, StatusCode::CONFLICT);
    says(&roleless, "There is no such role.");
}

// UX TBL-19, SECURITY WEB-11
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_members_are_a_file_with_the_groups_for_whoever_sees_accounts() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let [mut ada, mut ben] = with_two_members(&portal, &mut owner).await;
    let made = owner
        .post("/api/groups/create?from=/groups", &[("name", "Beta")])
        .await;
    assert!(made.status.is_redirection(), "{}", made.text);
    let list = "/domains/tide-tables/members";
    says(&owner.get(list).await, ">Groups<");
    is_silent_about(&ada.get(list).await, ">Groups<");
    let path = "/domains/tide-tables/members/export.csv";
    says(
        &owner.get(&format!("{list}?role=Viewer")).await,
        &format!("{path}?role=Viewer"),
    );
    let file = owner
        .get(&format!("{path}?role=Viewer&sort=name&dir=asc"))
        .await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"members-tide-tables-2027-01-15.csv\"")
    );
    let lines: Vec<&str> = file.text.split_terminator("\r\n").collect();
    assert_eq!(
        lines[0],
        "name,email,status,account_status,role,joined_at,invited_by,ends_at,ended_at,groups"
    );
    assert_eq!(
        lines[1],
        "ada,ada@example.org,active,approved,Viewer,2027-01-15T08:00:00Z,Olga Orlow,,,"
    );
    assert_eq!(lines.len(), 3);
    let own = ada.get(path).await;
    let lines: Vec<&str> = own.text.split_terminator("\r\n").collect();
    assert!(lines[0].ends_with(",ended_at"), "{}", lines[0]);
    assert_eq!(lines.len(), 4);
    for wrong in ["status=x", "group=x"] {
        let refused = owner.get(&format!("{path}?{wrong}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let group = "group=01890000-0000-7000-8000-000000000000";
    for page in [list, path] {
        let refused = ada.get(&format!("{page}?{group}")).await;
        is_silent_about(&refused, "ben@example.org");
    }
    let leave = format!("/api/domains/leave?from={list}");
    ben.post(&leave, &[("name", "tide-tables")]).await;
    assert_eq!(ben.get(path).await.status, StatusCode::NOT_FOUND);
    let nobody = portal.browser().get(path).await;
    nobody.leads_to("/login?next=%2Fdomains%2Ftide-tables%2Fmembers%2Fexport.csv");
}
