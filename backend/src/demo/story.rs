//! What happened to each person: chains of invitations with their accounts, as PRODUCT.md section 2
//! would have made them. Pure: knows no database, and `now` is given.

use super::dice::Dice;
use super::people::{Person as Invitee, Town};
use super::staff::Staff;
use crate::error::Result;
use crate::store::demo::Person;
use crate::store::invitations::Stored;
use rules::account::{self, Origin};
use rules::ids::{AccountId, InvitationId};
use rules::invitation::Status;
use rules::time::{Span, Timestamp};

/// One link: an invitation as it stands at last, and how it came there.
pub(super) struct Link {
    pub(super) row: Stored,
    /// When the link in the mail ends, which the row forgets once the clock has stopped.
    pub(super) until: Timestamp,
    /// From being sent to what it is.
    pub(super) steps: Vec<Step>,
    /// Who registered with it.
    pub(super) full_name: Option<String>,
}

/// A change of status.
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) to: Status,
    pub(super) by: By,
}

/// Who did it.
#[derive(Clone, Copy)]
pub(super) enum By {
    Staff(AccountId),
    Invitee(Option<AccountId>),
    Portal,
}

/// One invitation of a chain, as planned.
pub(super) struct Plan {
    pub(super) sent: Timestamp,
    pub(super) validity: Span,
    pub(super) inviter: AccountId,
    pub(super) message: &'static str,
    pub(super) ending: Ending,
}

/// What the invitee did, or an administrator. Times count from the sending.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    /// Nothing: it is pending, or has expired.
    Silence,
    Deleted {
        after: Span,
    },
    Declined {
        after: Span,
    },
    Joined {
        after: Span,
        review: Review,
    },
}

/// What came of a registration. Times count from it.
#[derive(Clone, Copy)]
pub(super) enum Review {
    PreApproved,
    Undecided,
    Accepted { after: Span },
    Denied { after: Span, reason: &'static str },
}

/// Tells stories until there are as many invitations as wanted.
pub(super) struct Teller<'a> {
    pub(super) now: Timestamp,
    pub(super) staff: &'a Staff,
    pub(super) dice: Dice,
    pub(super) town: Town,
    /// How many invitations are still wanted.
    pub(super) room: usize,
    pub(super) links: Vec<Link>,
    pub(super) people: Vec<Person>,
}

impl Teller<'_> {
    /// The story of the next person, by that plan; of a longer one the beginning.
    pub(super) fn tell(&mut self, mut plans: Vec<Plan>) -> Result<()> {
        let invitee = self.town.person(&mut self.dice)?;
        let role = if self.dice.percent(30) {
            "Team"
        } else {
            "Customer"
        };
        plans.truncate(self.room);
        self.room -= plans.len();
        let first = self.links.len();
        let mut account: Option<Person> = None;
        for place in 0..plans.len() {
            let next = plans.get(place + 1).map(|next| (next.sent, next.inviter));
            let chain = self.links.get(first).map(|link| link.row.id);
            let link = self.link(&plans[place], &invitee, role, chain, next, &mut account);
            self.links.push(link);
        }
        self.close(first);
        if let Some(mut person) = account {
            let long_ago = self.now.minus(Span::days(20));
            if person.status == account::Status::Approved
                && person.changed_at < long_ago
                && self.dice.percent(4)
            {
                person.status = account::Status::Revoked;
                person.changed_at = person.changed_at.plus(Span::days(11));
            }
            self.people.push(person);
        }
        Ok(())
    }

    /// T12: once the newest is waiting or approved, the older ones leave the lists.
    fn close(&mut self, first: usize) {
        let newest = self.links[first..].last().map(|link| link.row.status);
        if matches!(newest, Some(Status::Waiting | Status::Approved)) {
            for link in &mut self.links[first..] {
                link.row.is_closed = link.row.status == Status::Inactivated;
            }
        }
    }

    fn link(
        &mut self,
        plan: &Plan,
        invitee: &Invitee,
        role: &str,
        chain: Option<InvitationId>,
        next: Option<(Timestamp, AccountId)>,
        account: &mut Option<Person>,
    ) -> Link {
        let id = InvitationId(self.dice.id(plan.sent));
        let until = plan.sent.plus(plan.validity);
        let sent = Step {
            at: plan.sent,
            to: Status::Pending,
            by: By::Staff(plan.inviter),
        };
        let mut steps = vec![sent];
        let (mut registered_at, mut reason) = (None, "");
        let over = next.map_or(self.now, |(at, _)| at);
        match plan.ending {
            Ending::Silence if until <= over => {
                // The sweeper comes within a minute.
                let at = until
                    .plus(self.dice.between(Span::ZERO, Span::seconds(60)))
                    .min(over);
                steps.push(Step {
                    at,
                    to: Status::Expired,
                    by: By::Portal,
                });
            }
            Ending::Silence => {}
            Ending::Deleted { after } => {
                let by = By::Staff(plan.inviter);
                steps.push(Step {
                    at: plan.sent.plus(after),
                    to: Status::Invalid,
                    by,
                });
            }
            Ending::Declined { after } => {
                let by = By::Invitee(None);
                steps.push(Step {
                    at: plan.sent.plus(after),
                    to: Status::Declined,
                    by,
                });
            }
            Ending::Joined { after, review } => {
                let at = plan.sent.plus(after);
                registered_at = Some(at);
                let person = self.register(account, invitee, role, at);
                let reviewer = self.staff.reviewer(&mut self.dice);
                reason = review_steps(&mut steps, person, at, review, reviewer);
            }
        }
        if let Some((at, by)) = next {
            steps.push(Step {
                at,
                to: Status::Inactivated,
                by: By::Staff(by),
            });
        }
        let (status, changed_at, by) = steps
            .last()
            .map_or((Status::Pending, plan.sent, By::Portal), |last| {
                (last.to, last.at, last.by)
            });
        Link {
            row: Stored {
                made_for: None,
                id,
                chain: chain.unwrap_or(id),
                email: invitee.email.clone(),
                role: role.to_string(),
                message: plan.message.to_string(),
                status,
                is_closed: false,
                valid_until: if registered_at.is_some() {
                    Timestamp::NEVER
                } else {
                    until
                },
                validity: plan.validity,
                inviter: Some(plan.inviter),
                account: registered_at.and(account.as_ref()).map(|person| person.id),
                created_at: plan.sent,
                registered_at,
                changed_at,
                changed_by: match by {
                    By::Staff(id) => Some(id),
                    By::Invitee(id) => id,
                    By::Portal => None,
                },
                reason: reason.to_string(),
            },
            until,
            steps,
            full_name: registered_at.map(|_| invitee.full_name.clone()),
        }
    }

    /// The account that a registration makes, or brings back (T18).
    fn register<'p>(
        &mut self,
        account: &'p mut Option<Person>,
        invitee: &Invitee,
        role: &str,
        at: Timestamp,
    ) -> &'p mut Person {
        let person = account.get_or_insert_with(|| Person {
            id: AccountId(self.dice.id(at)),
            email: invitee.email.clone(),
            full_name: invitee.full_name.clone(),
            role: role.to_string(),
            status: account::Status::Requested,
            origin: Origin::Invitation,
            created_at: at,
            changed_at: at,
        });
        (person.status, person.changed_at) = (account::Status::Requested, at);
        person
    }
}

/// From the registration on; answers the reason of a refusal.
fn review_steps(
    steps: &mut Vec<Step>,
    person: &mut Person,
    at: Timestamp,
    review: Review,
    reviewer: AccountId,
) -> &'static str {
    let by = By::Invitee(Some(person.id));
    let (after, to, status, reason) = match review {
        Review::PreApproved => {
            steps.push(Step {
                at,
                to: Status::Approved,
                by,
            });
            (person.status, person.changed_at) = (account::Status::Approved, at);
            return "";
        }
        Review::Undecided => {
            steps.push(Step {
                at,
                to: Status::Waiting,
                by,
            });
            return "";
        }
        Review::Accepted { after } => (after, Status::Approved, account::Status::Approved, ""),
        Review::Denied { after, reason } => {
            (after, Status::Rejected, account::Status::Rejected, reason)
        }
    };
    steps.push(Step {
        at,
        to: Status::Waiting,
        by,
    });
    let decided_at = at.plus(after);
    steps.push(Step {
        at: decided_at,
        to,
        by: By::Staff(reviewer),
    });
    (person.status, person.changed_at) = (status, decided_at);
    reason
}
