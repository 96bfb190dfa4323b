//! The people search of a domain: who may, whom it finds, and what stands in the trail (PRODUCT.md section 4).

use crate::domain_invitations::{invite, try_invite};
use crate::domains::domain;
use crate::support::{Person, Portal, assert_fails, on_both};
use backend::Error;
use rules::domain_invitation::Refusal;
use rules::domain_invitation::people::{People, PersonStanding, SEARCHES};

on_both!(
    people_are_found_by_whole_address_or_by_name_and_never_by_a_piece_of_an_address,
    members_and_invited_people_are_told_apart_and_nobody_finds_themselves,
    only_approved_people_are_found,
    at_most_ten_are_shown_and_those_who_begin_like_this_come_first,
    who_may_not_invite_finds_nobody,
    each_search_stands_in_the_trail_without_a_name_or_an_address,
    searches_are_counted_for_each_person_and_by_all_replicas_together,
);

async fn find(portal: &Portal, by: &Person, text: &str) -> backend::Result<People> {
    portal.find_people(&by.caller, "billing", text).await
}

/// The names that were found, in their order.
async fn names(portal: &Portal, by: &Person, text: &str) -> Vec<String> {
    let people = find(portal, by, text).await.unwrap();
    people.hits.into_iter().map(|person| person.name).collect()
}

/// A domain "billing" with its Administrator.
async fn set_up(portal: &Portal) -> Person {
    let tea = portal.member("tea", "Team").await;
    domain(portal, &tea, "billing").await;
    tea
}

/// Accounts as a registration leaves them, many at once.
async fn crowd(portal: &Portal, of: &[&str]) {
    for (n, name) in of.iter().enumerate() {
        let id = uuid::Uuid::from_u128(0xC0_0000 + n as u128).simple();
        let id = if portal.is_postgres() {
            format!("'{id}'")
        } else {
            format!("X'{id}'")
        };
        let sql = format!(
            "INSERT INTO account (id, email, email_typed, full_name, name_key, password_hash, role, status, \
             origin, is_unproven, created_at, changed_at, decided_at, reason) \
             VALUES ({id}, 'crowd{n}@example.org', 'crowd{n}@example.org', '{name}', '{}', '', 'Customer', \
             'approved', 'registration', FALSE, 0, 0, 0, '')",
            name.to_lowercase()
        );
        portal.execute(&sql).await;
    }
}

async fn people_are_found_by_whole_address_or_by_name_and_never_by_a_piece_of_an_address(
    portal: Portal,
) {
    let tea = set_up(&portal).await;
    portal.person("cora").await;
    crowd(&portal, &["Ada Byron", "O%Neil"]).await;
    for text in [
        "cora",
        " COR ",
        "ora",
        "cora@example.org",
        "CORA@Example.org",
    ] {
        assert_eq!(names(&portal, &tea, text).await, ["cora"], "{text}");
    }
    assert_eq!(names(&portal, &tea, "byr").await, ["Ada Byron"]);
    assert_eq!(names(&portal, &tea, "ada b").await, ["Ada Byron"]);
    assert_eq!(names(&portal, &tea, "o%nei").await, ["O%Neil"]);
    for piece in ["example", "crowd0", "example.org", "crowd%", "b%r%n", "___"] {
        if let Ok(people) = find(&portal, &tea, piece).await {
            assert_eq!(people, People::default(), "{piece}");
        }
    }
    for unclear in ["", "co", " c o ", "@example.org", "cora@", "a\nb c"] {
        let refused = find(&portal, &tea, unclear).await;
        assert_fails!(refused, Error::Invalid(faults) if faults[0].field == "search");
    }
    let long = "x".repeat(255);
    assert_fails!(find(&portal, &tea, &long).await, Error::Invalid(_));
}

async fn members_and_invited_people_are_told_apart_and_nobody_finds_themselves(portal: Portal) {
    let tea = set_up(&portal).await;
    let (cora1, cora2) = (portal.person("cora1").await, portal.person("cora2").await);
    portal.person("cora3").await;
    domain(&portal, &tea, "support").await;
    let id = invite(&portal, &tea, "billing", &cora1, "Administrator").await;
    invite(&portal, &tea, "billing", &cora2, "Viewer").await;
    try_invite(&portal, &tea, "support", "cora3@example.org", "Viewer")
        .await
        .unwrap();
    let joined = portal.accept_domain_invitation(&cora1.caller, id).await;
    joined.unwrap();
    let found = find(&portal, &tea, "cora").await.unwrap();
    let standings: Vec<_> = found.hits.iter().map(|person| person.standing).collect();
    use PersonStanding::{Free, Invited, Member};
    assert_eq!(standings, [Member, Invited, Free]);
    assert_eq!(found.hits[0].email, "cora1@example.org");
    // Whom one finds can be invited by the address that is told.
    let free = &found.hits[2];
    try_invite(&portal, &tea, "billing", &free.email, "Viewer")
        .await
        .unwrap();
    assert!(names(&portal, &tea, "tea").await.is_empty());
    assert!(names(&portal, &tea, &tea.email).await.is_empty());
    assert_eq!(names(&portal, &cora1, "tea").await, ["tea"]);
    assert_eq!(names(&portal, &cora1, "cora").await, ["cora2", "cora3"]);
}

async fn only_approved_people_are_found(portal: Portal) {
    let tea = set_up(&portal).await;
    let cora = portal.person("cora").await;
    portal.revoke(&cora).await;
    assert!(names(&portal, &tea, "cora").await.is_empty());
    assert!(names(&portal, &tea, &cora.email).await.is_empty());
    crowd(&portal, &["Ada Byron"]).await;
    for status in ["requested", "rejected"] {
        let sql =
            format!("UPDATE account SET status = '{status}' WHERE email = 'crowd0@example.org'");
        portal.execute(&sql).await;
        for text in ["ada", "byron", "crowd0@example.org"] {
            assert!(names(&portal, &tea, text).await.is_empty(), "{status}");
        }
    }
    assert!(names(&portal, &tea, "nobody@example.org").await.is_empty());
}

async fn at_most_ten_are_shown_and_those_who_begin_like_this_come_first(portal: Portal) {
    let tea = set_up(&portal).await;
    let crowded: Vec<String> = (0..9).map(|n| format!("Ben Adams {n}")).collect();
    let mut all: Vec<&str> = crowded.iter().map(String::as_str).collect();
    all.push("Adam Zebra");
    crowd(&portal, &all).await;
    let found = find(&portal, &tea, "adam").await.unwrap();
    assert_eq!((found.hits.len(), found.has_more), (10, false));
    assert_eq!(found.hits[0].name, "Adam Zebra");
    assert_eq!(found.hits[1].name, "Ben Adams 0");
    portal
        .execute("UPDATE account SET full_name = 'Cy Adams', name_key = 'cy adams' WHERE full_name = 'tea'")
        .await;
    portal.person("adam").await;
    let found = find(&portal, &tea, "adam").await.unwrap();
    assert_eq!((found.hits.len(), found.has_more), (10, true));
    assert_eq!(found.hits[0].name, "adam");
    // Whoever is called otherwise now is found by that, and by nothing else.
    portal
        .execute("UPDATE account SET full_name = 'Eve', name_key = 'eve stone' WHERE full_name = 'Adam Zebra'")
        .await;
    assert!(names(&portal, &tea, "zebra").await.is_empty());
    assert_eq!(names(&portal, &tea, "stone").await, ["Eve"]);
}

async fn who_may_not_invite_finds_nobody(portal: Portal) {
    let tea = set_up(&portal).await;
    let (eve, wanda) = (portal.person("eve").await, portal.person("wanda").await);
    let id = invite(&portal, &tea, "billing", &eve, "Editor").await;
    let joined = portal.accept_domain_invitation(&eve.caller, id).await;
    joined.unwrap();
    let admin = portal.staff("adam", "Administrator").await;
    domain(&portal, &portal.member("wally", "Team").await, "support").await;
    assert_fails!(find(&portal, &eve, "wanda").await, Error::Forbidden);
    // Whoever is not in the domain finds none, whatever they hold elsewhere; the Owner holds everything.
    for stranger in [&wanda, &admin] {
        assert_fails!(find(&portal, stranger, "tea").await, Error::NotFound);
    }
    let other = portal.find_people(&tea.caller, "support", "wanda").await;
    assert_fails!(other, Error::NotFound);
    let owner = portal.owner().await;
    assert_eq!(names(&portal, &owner, "wanda").await, ["wanda"]);
    portal.archive_domain(&tea.caller, "billing").await.unwrap();
    assert_fails!(
        find(&portal, &tea, "wanda").await,
        Error::DomainInvitationRefused(Refusal::Archived)
    );
    let searched = "SELECT count(*) FROM audit_event WHERE action = 'domain.people_searched'";
    assert_eq!(portal.number(searched).await, 1);
}

async fn each_search_stands_in_the_trail_without_a_name_or_an_address(portal: Portal) {
    let tea = set_up(&portal).await;
    portal.person("cora").await;
    let mut events = Vec::new();
    for (text, by, hits) in [
        ("cora", "name", 1),
        ("cora@example.org", "address", 1),
        ("nobody", "name", 0),
    ] {
        find(&portal, &tea, text).await.unwrap();
        events.push(format!(r#"{{"by":"{by}","hits":{hits}}}"#));
    }
    let rows = portal.rows(
        "SELECT after, object_kind FROM audit_event WHERE action = 'domain.people_searched' ORDER BY seq",
    );
    let rows = rows.await;
    let told = rows.iter().map(|row| {
        let kind: String = row.try_get_by_index(1).unwrap();
        assert_eq!(kind, "domain");
        row.try_get_by_index::<String>(0).unwrap()
    });
    assert_eq!(told.collect::<Vec<_>>(), events);
}

async fn searches_are_counted_for_each_person_and_by_all_replicas_together(portal: Portal) {
    let tea = set_up(&portal).await;
    let replica = portal.replica().await;
    for n in 0..SEARCHES.most {
        let answer = if n % 2 == 0 {
            find(&portal, &tea, "nobody").await
        } else {
            replica.find_people(&tea.caller, "billing", "nobody").await
        };
        answer.unwrap();
    }
    let until = portal.now().plus(SEARCHES.within);
    for _ in 0..2 {
        let limited = find(&portal, &tea, "nobody").await;
        assert_fails!(limited, Error::RateLimited { until: at } if at == until);
    }
    let limited = replica.find_people(&tea.caller, "billing", "nobody").await;
    assert_fails!(limited, Error::RateLimited { .. });
    // Somebody else is not held up, and what is not a search is not counted.
    find(&portal, &portal.owner().await, "nobody")
        .await
        .unwrap();
    assert_fails!(find(&portal, &tea, "no").await, Error::Invalid(_));
    let denied = "SELECT count(*) FROM audit_event WHERE action = 'denied.too_many_tries'";
    assert_eq!(portal.number(denied).await, 3);
    portal.advance_to(until);
    find(&portal, &tea, "nobody").await.unwrap();
}
