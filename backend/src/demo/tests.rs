use super::{PASSWORD, Plan, stories};
use crate::authority::Caller;
use crate::clock::Clock;
use crate::passwords::{Asker, Cost};
use crate::secrets::{self, Keys};
use crate::setup::FirstOwner;
use crate::store::{DatabaseUrl, Guard, Presence, Schema, Store, accounts, create_for_test};
use crate::{Backend, Error, Setup};
use rules::invitation::{Status, standing};
use rules::listing::{InvitationFilter, InvitationListing};
use rules::outbox::{Delivery, MailListing};
use rules::plain_text::{Note, PersonName};
use rules::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const NOW: Timestamp = Timestamp::from_micros(1_795_183_200_000_000);
const PLAN: Plan = Plan {
    invitations: 300,
    seed: 42,
    inbox: Some(7),
};

struct Empty {
    backend: Backend,
    _guard: Guard,
    folder: Option<PathBuf>,
}

impl Drop for Empty {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}

async fn open(url: DatabaseUrl, folder: Option<PathBuf>) -> Empty {
    let clock = Clock::fixed(NOW);
    let (store, guard) = Store::open(
        &url,
        Schema::Migrate,
        Presence::Alone,
        clock.clone(),
        std::sync::Arc::default(),
    )
    .await
    .unwrap();
    let backend = Backend::new(Setup {
        store,
        clock,
        keys: Keys::derive(&[7; 32]),
        password_cost: Cost {
            memory: 8,
            passes: 1,
            lanes: 1,
        },
        public_url: "http://localhost:3000".to_string(),
        mail_from: "noreply@localhost".to_string(),
        smtp: None,
        fixed_settings: BTreeMap::new(),
    });
    Empty {
        backend,
        _guard: guard,
        folder,
    }
}

/// An empty portal on each database that is at hand.
async fn portals() -> Vec<Empty> {
    let name = format!("portico_demo_{}", secrets::new_id(NOW).simple());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir(&folder).unwrap();
    let mut all = vec![open(DatabaseUrl::Sqlite(folder.join("portico.db")), Some(folder)).await];
    if let Ok(cluster) = std::env::var("PORTICO_TEST_POSTGRES") {
        all.push(open(create_for_test(&cluster, &name).await, None).await);
    }
    all
}

#[tokio::test]
async fn a_demo_shows_every_status_and_every_delivery_and_breaks_no_invariant() {
    for portal in portals().await {
        let logins = portal.backend.fill_with_demo(PLAN).await.unwrap();
        assert_eq!(logins[0].role, "Owner");
        for role in ["Administrator", "Reviewer", "Team", "Customer"] {
            assert!(logins.iter().any(|login| login.role == role), "{role}");
        }
        let reader = Caller::command_line();
        let listing = InvitationListing::default();
        let page = portal
            .backend
            .list_invitations(&reader, listing.clone())
            .await
            .unwrap();
        for (filter, count) in &page.counts {
            assert!(count.n > 0, "{filter:?}");
        }
        let invalid = listing.filtered_by(InvitationFilter::ExpiredInvalid);
        let hidden = portal
            .backend
            .list_invitations(&reader, invalid)
            .await
            .unwrap();
        assert!(hidden.rows.iter().any(|row| row.status == Status::Invalid));
        let waiting = listing.filtered_by(InvitationFilter::Waiting);
        let waiting = portal
            .backend
            .list_invitations(&reader, waiting)
            .await
            .unwrap();
        // T19
        assert!(waiting.rows.iter().any(|row| row.flagged));
        let mails = portal
            .backend
            .list_mails(&reader, MailListing::default())
            .await
            .unwrap();
        let states = all_deliveries(&portal.backend).await;
        assert_eq!(
            states,
            Delivery::ALL.iter().map(|state| state.as_str()).collect()
        );
        assert!(!mails.rows.is_empty());
        let page = portal.backend.list_members(
            &reader,
            "everybody",
            rules::membership::MemberListing::default(),
        );
        assert!(page.await.unwrap().total.n > 50);
        let domains = portal.backend.list_domains(&reader).await.unwrap();
        assert_eq!(domains.len(), 8, "everybody's, and those of the inbox");
        let again = portal.backend.fill_with_demo(PLAN).await;
        assert!(matches!(again, Err(Error::Unavailable(_))));
    }
}

#[tokio::test]
async fn without_an_inbox_to_measure_there_are_domains_and_groups_as_people_make_them() {
    let plan = Plan {
        inbox: None,
        ..PLAN
    };
    for portal in portals().await {
        portal.backend.fill_with_demo(plan).await.unwrap();
        let reader = Caller::command_line();
        let domains = portal.backend.list_domains(&reader).await.unwrap();
        assert_eq!(domains.len(), 3);
        assert!(domains.iter().any(|domain| domain.archived_at.is_some()));
        let listing = rules::domain_invitation::Listing::default();
        let page = portal
            .backend
            .list_domain_invitations(&reader, "tide-atlas", listing);
        let rows = page.await.unwrap().rows;
        use rules::domain_invitation::Status::{Approved, Declined, Pending};
        for status in [Approved, Declined, Pending] {
            assert!(rows.iter().any(|row| row.status == status), "{status:?}");
        }
        assert!(rows.iter().any(|row| row.account.is_none()));
        let groups = portal.backend.list_groups(&reader).await.unwrap();
        assert_eq!(groups.len(), 3);
    }
}

async fn all_deliveries(backend: &Backend) -> BTreeSet<&'static str> {
    let mut states = BTreeSet::new();
    let mut listing = MailListing::default();
    loop {
        let page = backend
            .list_mails(&Caller::command_line(), listing.clone())
            .await
            .unwrap();
        states.extend(page.rows.iter().map(|row| row.delivery.as_str()));
        match page.next {
            Some(next) => listing.page = next,
            None => return states,
        }
    }
}

#[tokio::test]
async fn the_link_in_a_held_mail_opens_its_invitation() {
    for portal in portals().await {
        portal.backend.fill_with_demo(PLAN).await.unwrap();
        let reader = Caller::command_line();
        let mails = portal
            .backend
            .list_mails(&reader, MailListing::default())
            .await
            .unwrap();
        let held = mails
            .rows
            .iter()
            .find(|row| row.delivery == Delivery::Held && row.kind.as_str() == "invitation")
            .unwrap();
        let text = portal
            .backend
            .preview_mail(&reader, held.id)
            .await
            .unwrap()
            .text
            .unwrap();
        let link = text.split("/invite/").nth(1).unwrap();
        let token: String = link.chars().take(43).collect();
        assert!(secrets::looks_like_a_token(&token));
        let digest = secrets::token_digest(secrets::Purpose::Invite, &token);
        let store = portal.backend.store();
        let behind = crate::store::tokens::invitation_behind(
            store.read(),
            &digest,
            secrets::Purpose::Invite,
        )
        .await
        .unwrap();
        assert_eq!(behind, held.invitation);
    }
}

#[tokio::test]
async fn the_printed_password_satisfies_the_rules_and_belongs_to_everybody() {
    for portal in portals().await {
        let owner = FirstOwner {
            portal_name: String::new(),
            full_name: "Marta Kowalczyk".to_string(),
            email: "owner@demo.example".to_string(),
            password: PASSWORD.to_string(),
            confirmation: PASSWORD.to_string(),
        };
        portal.backend.create_first_owner(owner).await.unwrap();
    }
    for portal in portals().await {
        for login in portal.backend.fill_with_demo(PLAN).await.unwrap() {
            let conn = portal.backend.store().read();
            let account = accounts::find_by_email(conn, &login.email)
                .await
                .unwrap()
                .unwrap();
            let passwords = &portal.backend.0.passwords;
            let asker = Asker::default();
            assert!(
                passwords
                    .verify(PASSWORD, &account.password_hash, &asker)
                    .await
                    .unwrap()
            );
        }
    }
}

#[test]
fn the_same_seed_tells_the_same_stories_and_another_one_others() {
    let told = |seed: u64| {
        let plan = Plan { seed, ..PLAN };
        let staff = super::Staff::new(seed, NOW).unwrap();
        let (links, people) = stories(plan, &staff, NOW).unwrap();
        let rows: Vec<_> = links.into_iter().map(|link| link.row).collect();
        (
            rows,
            people
                .into_iter()
                .map(|person| person.full_name)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(told(42), told(42));
    assert_ne!(told(42).0, told(43).0);
}

#[test]
fn there_are_exactly_as_many_invitations_as_wanted_and_none_from_the_future() {
    let staff = super::Staff::new(1, NOW).unwrap();
    for invitations in [0, 1, 9, 1_000] {
        let (links, people) = stories(
            Plan {
                invitations,
                seed: 1,
                inbox: None,
            },
            &staff,
            NOW,
        )
        .unwrap();
        assert_eq!(links.len(), invitations);
        let mut open = BTreeSet::new();
        for link in &links {
            let row = &link.row;
            assert!(link.steps.is_sorted_by_key(|step| step.at));
            assert!(link.steps.iter().all(|step| step.at <= NOW));
            assert!(Note::parse(&row.message).is_ok() && Note::parse(&row.reason).is_ok());
            assert!(!row.is_closed || row.status == Status::Inactivated);
            if matches!(row.status, Status::Pending | Status::Waiting) {
                assert_eq!(standing(row.status, row.valid_until, NOW), row.status);
                assert!(open.insert(row.email.canonical().to_string()));
            }
        }
        for person in &people {
            assert!(
                PersonName::parse(&person.full_name).is_ok(),
                "{}",
                person.full_name
            );
        }
    }
}

#[test]
fn people_are_of_every_age() {
    let staff = super::Staff::new(1, NOW).unwrap();
    let (links, _) = stories(PLAN, &staff, NOW).unwrap();
    let younger = |span: Span| {
        links
            .iter()
            .filter(|link| link.row.created_at > NOW.minus(span))
            .count()
    };
    assert!(younger(Span::hours(1)) > 0);
    assert!(younger(Span::days(1)) > younger(Span::hours(1)));
    assert!(younger(Span::days(30)) > younger(Span::days(1)));
    assert!(younger(Span::days(200)) > younger(Span::days(30)));
    assert!(links.len() > younger(Span::days(300)));
}

#[test]
fn names_are_written_in_many_scripts() {
    let mut town = super::people::Town::default();
    let mut dice = super::Dice::new(7, "test", 0);
    let mut addresses = BTreeSet::new();
    let mut scripts = BTreeSet::new();
    for _ in 0..2_000 {
        let person = town.person(&mut dice).unwrap();
        assert!(
            PersonName::parse(&person.full_name).is_ok(),
            "{}",
            person.full_name
        );
        scripts.extend(
            person
                .full_name
                .chars()
                .map(|letter| u32::from(letter) >> 8),
        );
        let canonical = person.email.canonical().to_string();
        assert!(
            canonical.ends_with(".example") || canonical.contains("example."),
            "{canonical}"
        );
        assert!(addresses.insert(canonical));
    }
    // Latin, Cyrillic, Hebrew, Arabic, Devanagari.
    for script in [0x00, 0x04, 0x05, 0x06, 0x09] {
        assert!(scripts.contains(&script));
    }
}
