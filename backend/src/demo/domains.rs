//! Domains and groups of the throw-away portal: made, offered and answered as people do, by the use cases.

use crate::Backend;
use crate::authority::Caller;
use crate::domain_invitations::DomainWish;
use crate::error::{Error, Result};
use crate::store::demo::Person;
use rules::account::Status;
use rules::domain_invitation::{MyFilter, MyListing};
use rules::policy::Actor;
use rules::time::Span;

use super::staff::Staff;

/// How long their invitations can be answered.
const VALIDITY: Span = Span::days(30);

/// A domain, and what became of those who were invited into it, one after the other from the approved people.
struct Plot {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    message: &'static str,
    accepted: &'static [&'static str],
    declined: &'static [&'static str],
    pending: usize,
    /// Addresses without an account.
    strangers: &'static str,
}

const PLOTS: [Plot; 3] = [
    Plot {
        name: "tide-atlas",
        title: "Tide Atlas",
        description: "Currents and tides of every coast, as one API.",
        message: "The tables of the northern ports are yours to look after.",
        accepted: &[
            "Editor", "Viewer", "Viewer", "Editor", "Viewer", "Viewer", "Viewer", "Viewer",
        ],
        declined: &["I work for another team now.", ""],
        pending: 4,
        strangers: "nils.aalto@harbour.example, ines@lighthouse.example",
    },
    Plot {
        name: "harbour-billing",
        title: "Harbour Billing",
        description: "Invoices and dues of the harbours that take part.",
        message: "",
        accepted: &["Viewer", "Administrator", "Viewer", "Editor"],
        declined: &["Please ask our accountant instead."],
        pending: 2,
        strangers: "",
    },
    Plot {
        name: "fog-signals",
        title: "Fog Signals",
        description: "The pilot of last winter.",
        message: "",
        accepted: &["Viewer", "Viewer", "Viewer"],
        declined: &[],
        pending: 0,
        strangers: "",
    },
];

/// A group of every third, fourth and fifth approved person.
const GROUPS: [(&str, usize); 3] = [("Early access", 3), ("Partners North", 4), ("Pilots", 5)];

impl Backend {
    /// Makes them, where the catalogue has their roles. The Customer finds invitations in the pop-up; one domain is
    /// archived.
    pub(super) async fn settle_domains(&self, staff: &Staff, people: &[Person]) -> Result<()> {
        // Another catalogue may name its roles otherwise.
        let is_known = |role: &&str| self.roles().domain_role(role).is_some();
        if !["Editor", "Viewer"].iter().all(is_known) {
            return Ok(());
        }
        let owner = self.caller_for(&staff.owner);
        let approved = |person: &&Person| person.status == Status::Approved;
        let mut free = people.iter().filter(approved).skip(staff.all().len());
        for plot in &PLOTS {
            self.create_domain(&owner, plot.name, plot.title, plot.description)
                .await?;
            for role in plot.accepted {
                let Some(person) = free.next() else { break };
                self.offer_in_demo(&owner, plot, person.email.typed(), role)
                    .await?;
                self.say_to_demo(person, plot, None).await?;
            }
            for reason in plot.declined {
                let Some(person) = free.next() else { break };
                self.offer_in_demo(&owner, plot, person.email.typed(), "Viewer")
                    .await?;
                self.say_to_demo(person, plot, Some(reason)).await?;
            }
            for person in free.by_ref().take(plot.pending) {
                self.offer_in_demo(&owner, plot, person.email.typed(), "Viewer")
                    .await?;
            }
            if plot.pending > 0 {
                self.offer_in_demo(&owner, plot, staff.customer.email.typed(), "Editor")
                    .await?;
            } else {
                self.archive_domain(&owner, plot.name).await?;
            }
            if !plot.strangers.is_empty() {
                self.offer_in_demo(&owner, plot, plot.strangers, "Viewer")
                    .await?;
            }
        }
        let approved: Vec<&Person> = people.iter().filter(approved).collect();
        let mut groups = Vec::new();
        for (name, every) in GROUPS {
            groups.push((self.create_group(&owner, name).await?, every));
        }
        for (at, person) in approved.iter().enumerate().take(60) {
            let of = groups.iter().filter(|(_, every)| at.is_multiple_of(*every));
            let of: Vec<_> = of.map(|(id, _)| *id).collect();
            self.set_groups(&owner, person.id, &of).await?;
        }
        Ok(())
    }

    fn caller_for(&self, person: &Person) -> Caller {
        Caller {
            actor: Actor::account(person.id, self.roles().actions_of(&person.role)),
            request_id: String::new(),
        }
    }

    async fn offer_in_demo(
        &self,
        owner: &Caller,
        plot: &Plot,
        list: &str,
        role: &str,
    ) -> Result<()> {
        let wish = DomainWish {
            role: role.to_string(),
            message: plot.message.to_string(),
            validity: VALIDITY,
        };
        let answers = self.invite_list_into_domain(owner, plot.name, &[], list, wish);
        for (_, answer) in answers.await? {
            answer?;
        }
        Ok(())
    }

    /// Accepts, or declines with a reason that may be empty.
    async fn say_to_demo(
        &self,
        person: &Person,
        plot: &Plot,
        declined: Option<&str>,
    ) -> Result<()> {
        let caller = self.caller_for(person);
        let listing = MyListing::default().filtered_by(MyFilter::Pending);
        let page = self.my_invitations(&caller, listing).await?;
        let mut rows = page.rows.into_iter();
        let row = rows.find(|row| row.domain.name == plot.name);
        let row = row.ok_or_else(|| Error::internal("an invitation of the demo is gone"))?;
        match declined {
            None => self.accept_domain_invitation(&caller, row.id).await?,
            Some(why) => self.decline_domain_invitation(&caller, row.id, why).await?,
        };
        Ok(())
    }
}
