//! The people who run the throw-away portal, and two who only use it. They can log in.

use super::Login;
use super::dice::Dice;
use super::people::address;
use crate::error::Result;
use crate::store::demo::Person;
use rules::account::{Origin, Status};
use rules::ids::AccountId;
use rules::role::OWNER;
use rules::time::{Span, Timestamp};

/// The portal was set up so long ago; nothing in it is older.
pub(super) const AGE: Span = Span::days(400);
/// The former administrator left so long ago.
const LEFT: Span = Span::days(10);

/// Who runs the portal.
pub(super) struct Staff {
    pub(super) owner: Person,
    administrator: Person,
    second_administrator: Person,
    reviewer: Person,
    /// Invited many and lost the right to: what they sent is flagged (PRODUCT.md T19).
    former: Person,
    team: Person,
    pub(super) customer: Person,
}

impl Staff {
    /// The same people under every seed; only their ids differ.
    pub(super) fn new(seed: u64, now: Timestamp) -> Result<Self> {
        let mut dice = Dice::new(seed, "staff", 0);
        let mut person = |local: &str, full_name: &str, role: &str, days: i64| -> Result<Person> {
            let since = now.minus(AGE).plus(Span::days(days));
            Ok(Person {
                id: AccountId(dice.id(since)),
                email: address(&format!("{local}@demo.example"))?,
                full_name: full_name.to_string(),
                role: role.to_string(),
                status: Status::Approved,
                origin: if role == OWNER {
                    Origin::Setup
                } else {
                    Origin::Invitation
                },
                created_at: since,
                changed_at: since,
            })
        };
        let mut staff = Staff {
            owner: person("owner", "Marta Kowalczyk", OWNER, -20)?,
            administrator: person("administrator", "Daniel Osei-Bonsu", "Administrator", -19)?,
            second_administrator: person("layla", "ليلى الحداد", "Administrator", -12)?,
            reviewer: person("reviewer", "佐藤美咲", "Reviewer", -12)?,
            former: person(
                "former",
                "Maximiliane-Theodora von Hohenstein-Wallersdorf zu Oettingen",
                "Administrator",
                -15,
            )?,
            team: person("team", "Chloé d’Aubigné", "Team", 3)?,
            customer: person("customer", "Íñigo Peñalosa", "Customer", 8)?,
        };
        staff.former.status = Status::Revoked;
        staff.former.changed_at = now.minus(LEFT);
        Ok(staff)
    }

    /// Everybody.
    pub(super) fn all(&self) -> [&Person; 7] {
        [
            &self.owner,
            &self.administrator,
            &self.second_administrator,
            &self.reviewer,
            &self.former,
            &self.team,
            &self.customer,
        ]
    }

    /// Who can log in, the Owner first.
    pub(super) fn logins(&self) -> Vec<Login> {
        let can = |person: &&Person| person.status == Status::Approved;
        let login = |person: &Person| Login {
            role: person.role.clone(),
            email: person.email.typed().to_string(),
            full_name: person.full_name.clone(),
        };
        self.all().into_iter().filter(can).map(login).collect()
    }

    /// Who invited somebody at that time.
    pub(super) fn inviter(&self, dice: &mut Dice, at: Timestamp) -> AccountId {
        match dice.below(10) {
            0..3 => self.owner.id,
            3..6 => self.administrator.id,
            6..8 => self.second_administrator.id,
            _ if at < self.former.changed_at => self.former.id,
            _ => self.administrator.id,
        }
    }

    /// Who invited somebody and may not any more.
    pub(super) fn former(&self) -> AccountId {
        self.former.id
    }

    /// Who decides about somebody.
    pub(super) fn reviewer(&self, dice: &mut Dice) -> AccountId {
        match dice.below(10) {
            0..6 => self.reviewer.id,
            6..9 => self.second_administrator.id,
            _ => self.owner.id,
        }
    }

    /// The full name that stands in a mail.
    pub(super) fn name(&self, id: AccountId) -> &str {
        let found = self.all().into_iter().find(|person| person.id == id);
        found.map_or("Portico", |person| person.full_name.as_str())
    }
}
