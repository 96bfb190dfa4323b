//! One chunk of a submission: up to 500 addresses in one transaction (SECURITY INV-16). Each address gets
//! its outcome in the order of the list; none stops the others.

use super::to_json;
use crate::Parts;
use crate::authority::Caller;
use crate::domain_invitations::{DomainWish, Target, in_mail, note_sent, send_all};
use crate::domains::{Inside, enter};
use crate::error::{Error, Result};
use crate::invitations::{Decider, Draft, Sent, Wish, note_expired};
use crate::store::submissions::{self, Submission};
use crate::store::{Tx, accounts, budgets, invitations, suppressions};
use crate::unicode::ServerUnicode;
use domains::enter_all;
use rules::account;
use rules::address_list;
use rules::email_address::EmailAddress;
use rules::ids::{InvitationId, SubmissionId};
use rules::invitation::{Offer, Refusal, Standing, Status, offer};
use rules::settings::Settings;
use rules::submission::{Budget, Outcome};
use std::collections::HashMap;

mod domains;

/// Rows a transaction: an address is one, and one more in each domain that it is invited into.
const CHUNK: u64 = 500;

/// Expands one chunk; answers whether more is to do.
pub(super) async fn expand_chunk(
    tx: &Tx,
    parts: &Parts,
    caller: &Caller,
    settings: &Settings,
    id: SubmissionId,
) -> Result<bool> {
    let Some(submission) = submissions::lock(tx, id).await? else {
        return Ok(false);
    };
    if submission.finished_at.is_some() {
        return Ok(false);
    }
    let by = Decider {
        parts,
        caller,
        settings,
    };
    let insides = enter_all(tx, caller, &submission).await?;
    let targets: Vec<Target<'_>> = insides
        .iter()
        .map(|(inside, role)| Target { inside, role })
        .collect();
    let mut chunk = Chunk {
        tx,
        inviter_name: by.caller_name(tx).await?,
        by,
        wish: Wish {
            role: submission.role.clone(),
            groups: submission.groups.clone(),
            message: submission.message.clone(),
            validity: submission.validity,
            submission: Some(id),
            made_for: None,
            domains: targets.iter().map(|target| in_mail(tx, target)).collect(),
            into: targets
                .iter()
                .map(|target| target.inside.domain.id)
                .collect(),
        },
        into: DomainWish {
            role: String::new(),
            message: submission.message.clone(),
            validity: settings.domain_invitation_validity,
        },
        targets,
        outcomes: HashMap::new(),
    };
    let offered = chunk.ask_the_rules(&submission).await?;
    chunk.send(offered).await?;
    for (ordinal, outcome) in &chunk.outcomes {
        submissions::settle(tx, id, *ordinal, &to_json(outcome)?).await?;
    }
    if submissions::count_undone(tx.conn(), id).await? > 0 {
        return Ok(true);
    }
    submissions::finish(tx, id).await?;
    Ok(false)
}

/// An address that may be invited.
struct Offered {
    ordinal: i64,
    email: EmailAddress,
    offer: Offer,
}

struct Chunk<'a> {
    tx: &'a Tx,
    by: Decider<'a>,
    inviter_name: String,
    wish: Wish,
    /// What goes with it into the domains, but for the role.
    into: DomainWish,
    /// The domains, locked, with the role in each.
    targets: Vec<Target<'a>>,
    outcomes: HashMap<i64, Outcome>,
}

impl Chunk<'_> {
    /// The addresses of this chunk that may be invited; the others have their outcome.
    async fn ask_the_rules(&mut self, submission: &Submission) -> Result<Vec<Offered>> {
        let tx = self.tx;
        let most = CHUNK / (1 + self.targets.len() as u64);
        let lines = submissions::next_undone(tx.conn(), submission.id, most).await?;
        let actor = self.by.caller.refreshed(tx).await?;
        let mut emails: Vec<String> = lines.iter().filter_map(|line| line.email.clone()).collect();
        emails.sort_unstable();
        let expired = invitations::expire_overdue_of(tx, &emails).await?;
        note_expired(tx, &expired).await?;
        let known = invitations::known(tx.conn(), &emails, tx.now()).await?;
        let people = accounts::statuses_of(tx.conn(), &emails).await?;
        let suppressed = suppressions::of(tx.conn(), &emails).await?;
        let mut offered = Vec::new();
        for line in &lines {
            let email = read(line).ok_or_else(|| {
                Error::internal(format!(
                    "submission {}: line {}",
                    submission.id, line.ordinal
                ))
            })?;
            let known = known.get(email.canonical()).copied().unwrap_or_default();
            let account = people.get(email.canonical()).copied();
            let standing = Standing {
                open: known.open,
                account,
                last: known.last,
                suppressed: suppressed.get(email.canonical()).copied(),
            };
            match offer(&standing, tx.roles(), &submission.role, &actor) {
                Ok(offer) => offered.push(Offered {
                    ordinal: line.ordinal,
                    email,
                    offer,
                }),
                Err(refusal) if self.targets.is_empty() => self.refuse(line.ordinal, refusal)?,
                Err(refusal) => self.invite_known(line.ordinal, &email, refusal).await?,
            }
        }
        Ok(offered)
    }

    /// What a refusal means for one address; what would refuse every address is an error.
    fn refuse(&mut self, ordinal: i64, refusal: Refusal) -> Result<()> {
        let outcome = match refusal {
            Refusal::AlreadyOpen { id, status } => Outcome::AlreadyOpen { id, status },
            Refusal::HasAccount { status } => Outcome::HasAccount { status },
            Refusal::Suppressed { since } => Outcome::Suppressed { since },
            other => return Err(other.into()),
        };
        self.outcomes.insert(ordinal, outcome);
        Ok(())
    }

    /// Within the budgets, in the order of the list. The unique index decides about addresses that
    /// somebody else invites at the same moment.
    async fn send(&mut self, offered: Vec<Offered>) -> Result<()> {
        let (tx, until) = (self.tx, self.tx.now().next_day());
        let inviter = self.by.inviter_subject();
        let wanted = u32::try_from(offered.len()).unwrap_or(u32::MAX);
        let most = self.by.settings.budget_inviter;
        let mut free = budgets::take(tx, "inviter", &inviter, wanted, most).await?;
        let mut drafts: Vec<(i64, Sent)> = Vec::new();
        let mut into = self.take_domain_budgets(wanted).await?;
        for Offered {
            ordinal,
            email,
            offer,
        } in offered
        {
            if free == 0 {
                let over = Outcome::OverBudget {
                    budget: Budget::Inviter,
                    until,
                };
                self.outcomes.insert(ordinal, over);
                continue;
            }
            if into.free == 0 {
                let over = Outcome::OverBudget {
                    budget: Budget::Domain,
                    until,
                };
                self.outcomes.insert(ordinal, over);
                continue;
            }
            let (address, most) = (
                email.canonical().to_string(),
                self.by.settings.budget_recipient,
            );
            if budgets::take(tx, "recipient", &address, 1, most).await? == 0 {
                let over = Outcome::OverBudget {
                    budget: Budget::Recipient,
                    until,
                };
                self.outcomes.insert(ordinal, over);
                continue;
            }
            let resent = match offer {
                Offer::New => Resend::Gone,
                Offer::ResendOf(old) => self.resend(ordinal, &email, old).await?,
            };
            match resent {
                Resend::Done => {
                    free -= 1;
                    into.free -= 1;
                }
                Resend::Refused => budgets::give_back(tx, "recipient", &address, 1).await?,
                Resend::Gone => {
                    free -= 1;
                    into.free -= 1;
                    drafts.push((ordinal, self.draft(email)?));
                }
            }
        }
        let unused = self.store(drafts).await?;
        free += unused;
        into.free += unused;
        self.give_domain_budgets_back(&into).await?;
        budgets::give_back(tx, "inviter", &inviter, free).await
    }

    fn draft(&self, email: EmailAddress) -> Result<Sent> {
        self.by.write_invitation(Draft {
            chain: None,
            email,
            wish: self.wish.clone(),
            inviter_name: self.inviter_name.clone(),
            now: self.tx.now(),
        })
    }

    /// T18: the last invitation of a rejected account is sent again. In a savepoint: what is refused
    /// half-way leaves the old row as it was.
    async fn resend(
        &mut self,
        ordinal: i64,
        email: &EmailAddress,
        old: InvitationId,
    ) -> Result<Resend> {
        let savepoint = self.tx.savepoint().await?;
        let answer = self.by.resend(&savepoint, old, Some(&self.wish)).await;
        match savepoint.end(answer).await {
            Ok((id, _)) => {
                self.link(&[(id, email.clone())]).await?;
                self.outcomes.insert(ordinal, Outcome::Resent { id });
                Ok(Resend::Done)
            }
            Err(Error::RateLimited { until }) => {
                let over = Outcome::OverBudget {
                    budget: Budget::Recipient,
                    until,
                };
                self.outcomes.insert(ordinal, over);
                Ok(Resend::Refused)
            }
            Err(Error::Refused(refusal)) => {
                self.refuse(ordinal, refusal)?;
                Ok(Resend::Refused)
            }
            // Somebody else was faster: what stands open now says the insert.
            Err(Error::Conflict(_)) => Ok(Resend::Gone),
            Err(error) => Err(error),
        }
    }

    /// Stores new rows with their tokens, mails and audit events; answers how many did not go in,
    /// because somebody else invites the address at the same moment.
    async fn store(&mut self, drafts: Vec<(i64, Sent)>) -> Result<u32> {
        let tx = self.tx;
        let (drafts, mut unused) = self.without_latecomers(drafts).await?;
        let rows: Vec<_> = drafts
            .iter()
            .map(|(_, sent)| sent.invitation.clone())
            .collect();
        let went_in = invitations::insert(tx, &rows).await?;
        let (sent, late): (Vec<_>, Vec<_>) = drafts
            .into_iter()
            .partition(|(_, sent)| went_in.contains(&sent.invitation.id));
        for (ordinal, sent) in &sent {
            self.outcomes.insert(
                *ordinal,
                Outcome::Invited {
                    id: sent.invitation.id,
                },
            );
        }
        for (ordinal, late) in late {
            let email = late.invitation.email.canonical();
            let (id, status) = self.open_for(email).await?;
            self.outcomes
                .insert(ordinal, Outcome::AlreadyOpen { id, status });
            budgets::give_back(tx, "recipient", email, 1).await?;
            unused += 1;
        }
        let sent: Vec<Sent> = sent.into_iter().map(|(_, sent)| sent).collect();
        self.by.store_sent(tx, &sent).await?;
        let rows = sent.iter().map(|sent| &sent.invitation);
        let rows: Vec<_> = rows.map(|row| (row.id, row.email.clone())).collect();
        self.link(&rows).await?;
        Ok(unused)
    }

    /// Who asked not to be invited, or has registered, since the rules were asked: by now this transaction has the
    /// addresses to itself. Answers the others, and how many there were.
    async fn without_latecomers(
        &mut self,
        drafts: Vec<(i64, Sent)>,
    ) -> Result<(Vec<(i64, Sent)>, u32)> {
        let tx = self.tx;
        let emails: Vec<String> = drafts
            .iter()
            .map(|(_, sent)| sent.invitation.email.canonical().to_string())
            .collect();
        let suppressed = suppressions::of(tx.conn(), &emails).await?;
        let people = accounts::statuses_of(tx.conn(), &emails).await?;
        let (mut left, mut stopped) = (Vec::with_capacity(drafts.len()), 0);
        for (ordinal, sent) in drafts {
            let email = sent.invitation.email.canonical();
            let person = people.get(email).copied();
            let person = person.filter(|status| *status != account::Status::Rejected);
            let refusal = match (suppressed.get(email), person) {
                (Some(since), _) => Some(Refusal::Suppressed { since: *since }),
                (None, Some(status)) => Some(Refusal::HasAccount { status }),
                (None, None) => None,
            };
            match refusal {
                Some(refusal) => {
                    self.refuse(ordinal, refusal)?;
                    budgets::give_back(tx, "recipient", email, 1).await?;
                    stopped += 1;
                }
                None => left.push((ordinal, sent)),
            }
        }
        Ok((left, stopped))
    }

    async fn open_for(&self, email: &str) -> Result<(InvitationId, Status)> {
        let emails = [email.to_string()];
        let known = invitations::known(self.tx.conn(), &emails, self.tx.now()).await?;
        // It may be gone again by now: the next try of this submission meets nothing in its way.
        known
            .get(email)
            .and_then(|known| known.open)
            .ok_or(Error::Unavailable(
                "somebody else is at one of these addresses",
            ))
    }
}

/// How sending a last invitation again went.
enum Resend {
    Done,
    /// The address has its outcome.
    Refused,
    /// The old row is none to send again any more: a new one, then.
    Gone,
}

/// The address of a line, which may be written as `Name <a@b>` or the like.
fn read(line: &submissions::Line) -> Option<EmailAddress> {
    if let Ok(email) = EmailAddress::parse(&line.text, &ServerUnicode) {
        return Some(email);
    }
    let list = address_list::parse(&line.text, &ServerUnicode).ok()?;
    list.addresses().next().cloned()
}
