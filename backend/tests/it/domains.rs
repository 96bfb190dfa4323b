//! Domains: made, listed, described, archived; and what strangers see of them, which is nothing.

use crate::support::{Person, Portal, assert_fails, on_both};
use backend::Error;
use rules::domain::Refusal;
use rules::role::{DomainAction, DomainActionSet};

on_both!(
    whoever_makes_a_domain_is_its_administrator,
    a_name_is_taken_once_and_faults_name_their_fields,
    who_may_not_create_creates_nothing,
    a_stranger_finds_no_domain_and_an_owner_every_one,
    a_domain_is_described_by_those_who_may,
    an_archived_domain_is_read_only_and_comes_back_with_its_members,
);

/// The domain `name`, made by `by`.
pub(crate) async fn domain(portal: &Portal, by: &Person, name: &str) -> String {
    portal
        .create_domain(&by.caller, name, &format!("The {name}"), "")
        .await
        .unwrap()
}

/// The names in somebody's list, in its order.
async fn names(portal: &Portal, of: &Person) -> Vec<String> {
    let rows = portal.list_domains(&of.caller).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

async fn whoever_makes_a_domain_is_its_administrator(portal: Portal) {
    let tea = portal.member("tea", "Team").await;
    domain(&portal, &tea, "billing").await;
    domain(&portal, &tea, "accounts").await;
    let rows = portal.list_domains(&tea.caller).await.unwrap();
    assert_eq!(rows[0].name, "accounts", "by title");
    let row = &rows[1];
    assert_eq!((row.title.as_str(), row.members.n), ("The billing", 1));
    assert_eq!(row.role.as_deref(), Some("Administrator"));
    assert_eq!(row.pending.map(|count| count.n), Some(0));
    assert!(!row.lacks_administrator && row.archived_at.is_none());
    let seen = portal.domain(&tea.caller, "billing").await.unwrap();
    assert_eq!(seen.held, DomainActionSet::ALL);
    assert_eq!(seen.created_by, "tea");
    let trail = portal.trail_of(row.id).await;
    assert!(trail[0].starts_with("domain.created by"), "{trail:?}");
}

async fn a_name_is_taken_once_and_faults_name_their_fields(portal: Portal) {
    let owner = portal.owner().await;
    domain(&portal, &owner, "billing").await;
    let again = portal.create_domain(&owner.caller, " billing ", "x", "");
    assert_fails!(again.await, Error::DomainRefused(Refusal::NameTaken));
    let refused = portal.create_domain(&owner.caller, "No", "", "").await;
    let Err(Error::Invalid(faults)) = refused else {
        panic!("{refused:?}");
    };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["name", "title"]);
    assert_eq!(portal.number("SELECT count(*) FROM domain").await, 1);
}

async fn who_may_not_create_creates_nothing(portal: Portal) {
    let customer = portal.person("cora").await;
    let answer = portal.create_domain(&customer.caller, "mine", "Mine", "");
    assert_fails!(answer.await, Error::Forbidden);
    // Not either when the right is lost between the page and its answer.
    let tea = portal.member("tea", "Team").await;
    portal.give_role(&tea, "Customer").await;
    let answer = portal.create_domain(&tea.caller, "mine", "Mine", "");
    assert_fails!(answer.await, Error::Forbidden);
    assert_eq!(portal.number("SELECT count(*) FROM domain").await, 0);
}

async fn a_stranger_finds_no_domain_and_an_owner_every_one(portal: Portal) {
    let (owner, tea) = (portal.owner().await, portal.member("tea", "Team").await);
    let adam = portal.staff("adam", "Administrator").await;
    domain(&portal, &tea, "billing").await;
    for stranger in [&adam, &portal.person("cora").await] {
        let caller = &stranger.caller;
        assert!(names(&portal, stranger).await.is_empty());
        assert_fails!(portal.domain(caller, "billing").await, Error::NotFound);
        let change = portal.describe_domain(caller, "billing", "Ours", "");
        assert_fails!(change.await, Error::NotFound);
        assert_fails!(
            portal.archive_domain(caller, "billing").await,
            Error::NotFound
        );
    }
    assert_eq!(names(&portal, &owner).await, ["billing"]);
    let seen = portal.domain(&owner.caller, "billing").await.unwrap();
    assert_eq!((seen.row.role, seen.held), (None, DomainActionSet::ALL));
    assert_fails!(
        portal.domain(&owner.caller, "nothing").await,
        Error::NotFound
    );
}

async fn a_domain_is_described_by_those_who_may(portal: Portal) {
    let tea = portal.member("tea", "Team").await;
    domain(&portal, &tea, "billing").await;
    let describe = |title: &'static str, text: &'static str| {
        portal.describe_domain(&tea.caller, "billing", title, text)
    };
    describe("Billing", "Invoices and dunning.").await.unwrap();
    let seen = portal.domain(&tea.caller, "billing").await.unwrap().row;
    assert_eq!(
        (seen.title.as_str(), seen.description.as_str()),
        ("Billing", "Invoices and dunning.")
    );
    assert_fails!(describe("", "").await, Error::Invalid(_));
    assert_fails!(
        describe("See www.evil.example", "").await,
        Error::Invalid(_)
    );
    // The same once more is no event.
    let before = portal.trail_of(seen.id).await.len();
    describe("Billing", "Invoices and dunning.").await.unwrap();
    assert_eq!(portal.trail_of(seen.id).await.len(), before);
}

async fn an_archived_domain_is_read_only_and_comes_back_with_its_members(portal: Portal) {
    let (tea, cora) = (
        portal.member("tea", "Team").await,
        portal.person("cora").await,
    );
    domain(&portal, &tea, "billing").await;
    let sent = crate::domain_invitations::invite(&portal, &tea, "billing", &cora, "Viewer").await;
    portal.archive_domain(&tea.caller, "billing").await.unwrap();
    let refusal = Refusal::Archived;
    let again = portal.archive_domain(&tea.caller, "billing").await;
    assert_fails!(again, Error::DomainRefused(found) if found == refusal);
    let described = portal.describe_domain(&tea.caller, "billing", "New", "");
    assert_fails!(described.await, Error::DomainRefused(found) if found == refusal);
    // What was open has ended with it (T26).
    let answer = portal.accept_domain_invitation(&cora.caller, sent).await;
    assert!(answer.is_err(), "{answer:?}");
    let seen = portal.domain(&tea.caller, "billing").await.unwrap();
    assert!(seen.row.archived_at.is_some() && seen.held.allows(DomainAction::Archive));
    portal
        .unarchive_domain(&tea.caller, "billing")
        .await
        .unwrap();
    let back = portal.unarchive_domain(&tea.caller, "billing").await;
    assert_fails!(back, Error::DomainRefused(Refusal::NotArchived));
    let seen = portal.domain(&tea.caller, "billing").await.unwrap().row;
    assert_eq!((seen.members.n, seen.pending.map(|n| n.n)), (1, Some(0)));
}
