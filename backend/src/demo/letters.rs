//! What the stories left in the outbox, in the tokens and in the audit trail. Renders and seals texts
//! through the outbox itself; writes no rows.

use super::dice::Dice;
use super::staff::Staff;
use super::story::{By, Link, Step};
use crate::error::Result;
use crate::invitations::audit_word;
use crate::mail::Mail;
use crate::outbox::{About, Outbox};
use crate::secrets::{self, Purpose};
use crate::store::demo::{Event, Letter, Token};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rules::ids::{AccountId, MailId};
use rules::invitation::Status;
use rules::outbox::{Delivery, Failure, Kind, give_up_at};
use rules::settings::Settings;
use rules::time::{Span, Timestamp};
use serde_json::json;
use std::collections::HashMap;

/// Texts are rendered and sealed one by one: so many at most, the newest.
const MOST_TEXTS: usize = 400;
/// The newest pending invitations, so that each state is on the first page.
const FIRST_STATES: [Delivery; 12] = [
    Delivery::Held,
    Delivery::Queued,
    Delivery::Failed,
    Delivery::Held,
    Delivery::Sending,
    Delivery::Retrying,
    Delivery::Held,
    Delivery::Parked,
    Delivery::Sent,
    Delivery::Held,
    Delivery::Retrying,
    Delivery::Sent,
];
/// Stands for a name in a subject that is rendered once.
const SOMEBODY: &str = "Somebody";

const REFUSED: [&str; 4] = [
    "550 5.1.1 Recipient address rejected: user unknown",
    "554 5.7.1 Message refused by policy",
    "552 5.2.2 Mailbox is full",
    Failure::GaveUp.sentence(),
];
const DEFERRED: [&str; 3] = [
    "451 4.7.1 Greylisted, please come again in five minutes",
    "421 4.3.2 Service is shutting down",
    "The mail server did not answer in time.",
];

/// Writes what belongs to the links.
pub(super) struct Post<'a> {
    pub(super) outbox: &'a Outbox,
    pub(super) settings: &'a Settings,
    pub(super) staff: &'a Staff,
    pub(super) now: Timestamp,
    pub(super) dice: Dice,
    pub(super) seed: u64,
    pub(super) letters: Vec<Letter>,
    pub(super) tokens: Vec<Token>,
    subjects: HashMap<(Kind, Option<AccountId>), String>,
    live: usize,
    texts: usize,
}

impl<'a> Post<'a> {
    pub(super) fn new(
        outbox: &'a Outbox,
        settings: &'a Settings,
        staff: &'a Staff,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        Post {
            outbox,
            settings,
            staff,
            now,
            dice: Dice::new(seed, "post", 0),
            seed,
            letters: Vec::new(),
            tokens: Vec::new(),
            subjects: HashMap::new(),
            live: 0,
            texts: 0,
        }
    }

    /// Token and mails of one link. To be called with the newest first.
    pub(super) fn write(&mut self, number: usize, link: &Link) -> Result<()> {
        let mut dice = Dice::new(self.seed, "token", number as u64);
        let secret = URL_SAFE_NO_PAD.encode(dice.bytes::<32>());
        let left = link.steps.get(1).map(|step| step.at);
        self.tokens.push(Token {
            digest: secrets::token_digest(Purpose::Invite, &secret),
            purpose: Purpose::Invite,
            invitation: link.row.id,
            created_at: link.row.created_at,
            valid_until: link.until,
            died_at: left,
        });
        let opt_out = URL_SAFE_NO_PAD.encode(dice.bytes::<32>());
        self.tokens.push(Token {
            digest: secrets::token_digest(Purpose::OptOut, &opt_out),
            purpose: Purpose::OptOut,
            invitation: link.row.id,
            created_at: link.row.created_at,
            valid_until: Timestamp::NEVER,
            died_at: None,
        });
        let is_live = link.row.status == Status::Pending && link.until > self.now;
        let state = if is_live {
            self.live_state()
        } else {
            self.dead_state(link)
        };
        let mail = Mail::Invitation {
            inviter_name: self.inviter_name(link).to_string(),
            role: link.row.role.clone(),
            valid_until: link.until,
            message: (!link.row.message.is_empty()).then(|| link.row.message.clone()),
            link: format!("{}/invite/{secret}", self.outbox.public_url),
            opt_out_link: Some(format!("{}/opt-out/{opt_out}", self.outbox.public_url)),
            domains: Vec::new(),
        };
        self.post(link, &mail, link.row.created_at, state, is_live)?;
        for place in 1..link.steps.len() {
            self.follow(link, place)?;
        }
        Ok(())
    }

    fn inviter_name(&self, link: &Link) -> &'a str {
        link.row.inviter.map_or("Portico", |id| self.staff.name(id))
    }

    fn live_state(&mut self) -> Delivery {
        self.live += 1;
        match FIRST_STATES.get(self.live - 1) {
            Some(state) => *state,
            None => match self.dice.below(100) {
                0..8 => Delivery::Held,
                8..12 => Delivery::Failed,
                12..16 => Delivery::Retrying,
                16..18 => Delivery::Queued,
                _ => Delivery::Sent,
            },
        }
    }

    fn dead_state(&mut self, link: &Link) -> Delivery {
        let soon = link.row.created_at.plus(Span::hours(2));
        match link.row.status {
            Status::Invalid if link.row.changed_at < soon => Delivery::Skipped,
            Status::Expired | Status::Inactivated if self.dice.percent(6) => Delivery::Failed,
            _ => Delivery::Sent,
        }
    }

    /// The mail that a later step caused, if it did.
    fn follow(&mut self, link: &Link, place: usize) -> Result<()> {
        let Step { at, to, .. } = link.steps[place];
        let is_last = place + 1 == link.steps.len();
        let was_waiting = link.steps[place - 1].to == Status::Waiting;
        let mail = match to {
            Status::Waiting => Mail::AccessRequest {
                person_name: link.full_name.clone().unwrap_or_default(),
                email: link.row.email.typed().to_string(),
                review_link: format!(
                    "{}/consumers/invitations?status=waiting",
                    self.outbox.public_url
                ),
            },
            Status::Approved if was_waiting => Mail::Approved {
                login_link: format!("{}/login", self.outbox.public_url),
            },
            Status::Rejected => {
                let reason = &link.row.reason;
                Mail::Refused {
                    reason: (!reason.is_empty()).then(|| reason.clone()),
                }
            }
            _ => return Ok(()),
        };
        let is_recent = is_last && at > self.now.minus(Span::days(3));
        let state = if is_recent {
            Delivery::Held
        } else {
            Delivery::Sent
        };
        self.post(link, &mail, at, state, is_recent)
    }

    fn post(
        &mut self,
        link: &Link,
        mail: &Mail,
        at: Timestamp,
        state: Delivery,
        is_true: bool,
    ) -> Result<()> {
        let is_over = matches!(state, Delivery::Sent | Delivery::Skipped);
        let wants_text = is_true && !is_over;
        let has_text = wants_text && self.texts < MOST_TEXTS;
        let state = if wants_text && !has_text {
            Delivery::Sent
        } else {
            state
        };
        let kind = mail.kind();
        let to = match kind {
            Kind::AccessRequest => self.staff.owner.email.typed(),
            _ => link.row.email.typed(),
        };
        let account = match kind {
            Kind::Approved | Kind::Refused | Kind::Revoked => link.row.account,
            _ => None,
        };
        let (id, subject, body) = if has_text {
            self.texts += 1;
            let about = About {
                invitation: Some(link.row.id),
                account,
                token_expires: (kind == Kind::Invitation).then_some(link.until),
                ..About::default()
            };
            let new = self.outbox.write_mail(self.settings, mail, to, about, at)?;
            (new.id, new.subject, Some(new.body))
        } else {
            (MailId(self.dice.id(at)), self.subject(link, mail)?, None)
        };
        let (attempts, words) = self.said(state);
        let took = self.dice.between(Span::seconds(1), Span::seconds(40));
        let is_sent = state == Delivery::Sent;
        let changed_at = if attempts > 0 {
            at.plus(took).min(self.now)
        } else {
            at
        };
        let soon = self
            .now
            .plus(self.dice.between(Span::minutes(1), Span::minutes(30)));
        let lease = (self.dice.id(self.now), self.now.plus(Span::seconds(90)));
        self.letters.push(Letter {
            id,
            kind,
            recipient: to.to_string(),
            subject,
            state,
            body,
            invitation: Some(link.row.id),
            account,
            attempts,
            next_attempt_at: if state == Delivery::Retrying {
                soon
            } else {
                at
            },
            give_up_at: give_up_at(at, (kind == Kind::Invitation).then_some(link.until)),
            lease: (state == Delivery::Sending).then_some(lease),
            words,
            created_at: at,
            changed_at,
            sent_at: is_sent.then_some(changed_at),
        });
        Ok(())
    }

    /// How often it was tried, and what the mail server said at last.
    fn said(&mut self, state: Delivery) -> (i64, String) {
        match state {
            Delivery::Sent => {
                let number = self.dice.below(1 << 32);
                (1, format!("250 2.0.0 Ok: queued as {number:08X}"))
            }
            Delivery::Failed => {
                let words = *self.dice.pick(&REFUSED);
                (
                    if words == Failure::GaveUp.sentence() {
                        9
                    } else {
                        1
                    },
                    words.to_string(),
                )
            }
            Delivery::Retrying => {
                let tries = 1 + self.dice.below(4) as i64;
                (tries, self.dice.pick(&DEFERRED).to_string())
            }
            Delivery::Sending => (1, String::new()),
            Delivery::Queued | Delivery::Held | Delivery::Skipped | Delivery::Parked => {
                (0, String::new())
            }
        }
    }

    /// The subject of a mail whose text is gone: rendered once for everybody.
    fn subject(&mut self, link: &Link, mail: &Mail) -> Result<String> {
        let kind = mail.kind();
        let by = link.row.inviter.filter(|_| kind == Kind::Invitation);
        let specimen = match self.subjects.get(&(kind, by)) {
            Some(subject) => subject.clone(),
            None => {
                let mut mail = mail.clone();
                if let Mail::AccessRequest { person_name, .. } = &mut mail {
                    *person_name = SOMEBODY.to_string();
                }
                let about = About::default();
                let to = link.row.email.typed();
                let new = self
                    .outbox
                    .write_mail(self.settings, &mail, to, about, self.now)?;
                self.subjects.insert((kind, by), new.subject.clone());
                new.subject
            }
        };
        Ok(match (kind, &link.full_name) {
            (Kind::AccessRequest, Some(name)) => specimen.replacen(SOMEBODY, name, 1),
            _ => specimen,
        })
    }
}

/// The audit events of one link.
pub(super) fn events(link: &Link) -> impl Iterator<Item = Event> {
    link.steps.iter().enumerate().map(|(place, step)| {
        let (actor_kind, actor) = match step.by {
            By::Staff(id) => ("account", Some(id)),
            By::Invitee(_) => ("link", None),
            By::Portal => ("system", None),
        };
        let (before, after) = match place.checked_sub(1).map(|place| link.steps[place].to) {
            None => (
                String::new(),
                json!({
                    "status": "pending", "role": link.row.role, "chain": link.row.chain,
                    "valid_until": link.until.rfc3339(),
                }),
            ),
            Some(before) => {
                let reason = if step.to == Status::Rejected {
                    link.row.reason.as_str()
                } else {
                    ""
                };
                (
                    json!({ "status": before.as_str() }).to_string(),
                    json!({ "status": step.to.as_str(), "reason": reason }),
                )
            }
        };
        Event {
            at: step.at,
            actor_kind,
            actor,
            action: audit_word(step.to),
            object_kind: "invitation",
            object_id: link.row.id.to_string(),
            before,
            after: after.to_string(),
        }
    })
}
