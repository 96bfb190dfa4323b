//! Submitting the invite dialog (T1; SECURITY INV-16): the list is stored wholly under the key that the
//! browser chose, then expanded in chunks. Short lists are done before the answer; long ones go on in
//! the background, survive a crash, and are asked about by their key.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::secrets::content_digest;
use crate::settings;
use crate::store::submissions::{self, Submission};
use crate::store::{accounts, audit, groups};
use crate::unicode::ServerUnicode;
use chunk::expand_chunk;
use futures::FutureExt as _;
use rules::address_list::{self, Reading};
use rules::domain_invitation::may_offer;
use rules::group::{self, Fault};
use rules::ids::{GroupId, SubmissionId};
use rules::invitation::{Refusal, role_within_ceiling, validity_within_bounds};
use rules::plain_text::Note;
use rules::policy::{Action, Actor};
use rules::submission::{Line, Outcome, Report};
use rules::time::Span;
use std::sync::Arc;

mod chunk;

/// So many domains can go with one submission.
const MOST_DOMAINS: usize = 20;

/// What the invite dialog sends.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The idempotency key; the same key with the same content invites once.
    pub key: SubmissionId,
    /// The addresses, as typed or pasted.
    pub addresses: String,
    /// The role for all of them.
    pub role: String,
    /// The groups that their people join.
    pub groups: Vec<GroupId>,
    /// The domains that they are invited into, by name, with the role in each.
    pub domains: Vec<(String, String)>,
    /// How long the links work.
    pub validity: Span,
    /// Words to go with it; may be empty.
    pub message: String,
}

impl Backend {
    /// Takes a submission. Needs `invitations.send`. Answers what became of every address, as far as
    /// it got; one bad address never stops the others.
    ///
    /// [`Error::Invalid`] names the field: too many addresses, none at all, a message that is too long, a group that is
    /// not there.
    /// [`Error::Refused`] for a role that a link may not carry, or a validity out of bounds.
    pub async fn invite(&self, caller: &Caller, invite: Invite) -> Result<Report> {
        caller.must(Action::InvitationsSend)?;
        role_within_ceiling(self.roles(), &invite.role, &caller.actor)?;
        validity_within_bounds(invite.validity)?;
        let message = Note::parse(&invite.message)
            .map_err(|fault| Error::invalid("message", fault.reason()))?;
        let chosen = group::choose(&invite.groups)?;
        let domains = self.domains_to_offer(caller, &invite.domains).await?;
        let list = address_list::parse(&invite.addresses, &ServerUnicode)
            .map_err(|many| Error::invalid("addresses", many.to_string()))?;
        if list.entries.is_empty() {
            return Err(Error::invalid("addresses", "Name at least one address."));
        }
        let lines = list.entries.iter().enumerate().map(|(n, entry)| {
            let (email, outcome) = match &entry.reading {
                Reading::Address(email) => (Some(email.canonical().to_string()), None),
                Reading::Duplicate(_) => (None, Some(Outcome::Duplicate)),
                Reading::Unreadable(fault) => (None, Some(Outcome::Malformed { fault: *fault })),
            };
            Ok(submissions::Line {
                ordinal: i64::try_from(n).unwrap_or(i64::MAX),
                // PostgreSQL stores no NUL.
                text: entry.text.replace('\0', "\u{fffd}"),
                email,
                outcome: outcome.as_ref().map(to_json).transpose()?,
            })
        });
        let lines: Vec<submissions::Line> = lines.collect::<Result<_>>()?;
        let submission = Submission {
            id: invite.key,
            account: caller.actor.account_id(),
            digest: content_digest(&[
                invite.addresses.as_bytes(),
                invite.role.as_bytes(),
                message.as_str().as_bytes(),
                &invite.validity.as_micros().to_le_bytes(),
                groups::to_text(&chosen).as_bytes(),
                submissions::domains_to_text(&domains).as_bytes(),
            ]),
            role: invite.role.clone(),
            groups: chosen,
            domains,
            message: message.as_str().to_string(),
            validity: invite.validity,
            total: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            finished_at: None,
        };
        self.store_submission(caller, &submission, lines).await?;
        // One chunk at once: most submissions are done before the answer.
        self.expand(&submission, caller).await?;
        let report = self.submission_report(caller, invite.key).await?;
        if !report.is_finished() {
            self.0.submission_bell.notify_one();
        }
        Ok(report)
    }

    /// The domains of a submission, each once; refused when the caller may not invite into one of them with that role.
    async fn domains_to_offer(
        &self,
        caller: &Caller,
        wished: &[(String, String)],
    ) -> Result<Vec<(String, String)>> {
        if wished.len() > MOST_DOMAINS {
            return Err(Error::invalid("domains", "At most 20 domains at once."));
        }
        let mut wished = wished.to_vec();
        wished.sort_unstable();
        if wished.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Error::invalid("domains", "Choose one role in each domain."));
        }
        for (name, role) in &wished {
            let domain = self
                .domain(caller, name)
                .await
                .map_err(|error| match error {
                    Error::NotFound => Error::invalid("domains", "Choose domains that are there."),
                    other => other,
                })?;
            let role = self.roles().domain_role(role).map(|role| role.actions);
            may_offer(role, domain.held, domain.row.archived_at.is_some())?;
        }
        Ok(wished)
    }

    async fn store_submission(
        &self,
        caller: &Caller,
        submission: &Submission,
        lines: Vec<submissions::Line>,
    ) -> Result<()> {
        let (caller, new) = (caller.clone(), submission.clone());
        let (parts, lines) = (Arc::clone(&self.0), Arc::new(lines));
        let is_new = self
            .0
            .store
            .write(move |tx| {
                let (caller, new, lines) = (caller.clone(), new.clone(), Arc::clone(&lines));
                let parts = Arc::clone(&parts);
                async move {
                    if !caller.refreshed(tx).await?.may(Action::InvitationsSend) {
                        return Err(Error::Forbidden);
                    }
                    if !settings::within(tx, &parts.fixed_settings)
                        .await?
                        .portal_invite_email
                    {
                        return Err(Refusal::SwitchedOff.into());
                    }
                    if !groups::are_there(tx.conn(), &new.groups).await? {
                        return Err(Fault::Unknown.into());
                    }
                    submissions::insert(tx, &new, &lines).await
                }
                .boxed()
            })
            .await?;
        if is_new {
            return Ok(());
        }
        // A retry after a lost answer: the same key must mean the same content, of the same person.
        let stored = submissions::find(self.0.store.read(), submission.id).await?;
        match stored {
            Some(stored) if stored.account != submission.account => Err(Error::NotFound),
            Some(stored) if stored.digest != submission.digest => Err(Error::KeyReused),
            Some(_) => Ok(()),
            None => Err(Error::internal("a submission vanished")),
        }
    }

    /// What became of a submission so far. Needs `invitations.send`. Only for whoever sent it; for others
    /// it is not there.
    pub async fn submission_report(&self, caller: &Caller, id: SubmissionId) -> Result<Report> {
        caller.must(Action::InvitationsSend)?;
        let conn = self.0.store.read();
        let submission = submissions::find(conn, id).await?.ok_or(Error::NotFound)?;
        if submission.account != caller.actor.account_id() {
            return Err(Error::NotFound);
        }
        let mut lines = Vec::new();
        for line in submissions::lines(conn, id).await? {
            let outcome = line.outcome.as_deref().map(from_json).transpose()?;
            lines.push(Line {
                text: line.text,
                outcome,
            });
        }
        let done = lines.iter().filter(|line| line.outcome.is_some()).count();
        Ok(Report {
            id,
            done: u32::try_from(done).unwrap_or(u32::MAX),
            lines,
            is_local_mailbox: !self.has_mail_server(),
        })
    }

    /// Expands one chunk; answers whether more is to do.
    async fn expand(&self, submission: &Submission, caller: &Caller) -> Result<bool> {
        let settings = self.settings().await?;
        let (parts, caller, id) = (Arc::clone(&self.0), caller.clone(), submission.id);
        let more = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller, settings) = (parts.clone(), caller.clone(), settings.clone());
                async move { expand_chunk(tx, &parts, &caller, &settings, id).await }.boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(more)
    }

    /// Expands what is left of every submission: after a crash, and behind long lists. One that fails
    /// holds no other up; the last failure is answered.
    pub async fn expand_submissions(&self) -> Result<()> {
        let mut failure = None;
        for submission in submissions::unfinished(self.0.store.read()).await? {
            match self.expand_wholly(&submission).await {
                Ok(()) => {}
                Err(
                    Error::Unauthenticated
                    | Error::Forbidden
                    | Error::NotFound
                    | Error::Refused(_)
                    | Error::DomainInvitationRefused(_),
                ) => {
                    self.stop_submission(submission.id).await?;
                }
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }

    async fn expand_wholly(&self, submission: &Submission) -> Result<()> {
        let caller = match submission.account {
            Some(id) => match accounts::find(self.0.store.read(), id).await? {
                Some(account) => Caller {
                    actor: Actor::account(id, self.roles().actions_of(&account.role)),
                    request_id: String::new(),
                },
                None => return Err(Error::Forbidden),
            },
            None => Caller::command_line(),
        };
        while self.expand(submission, &caller).await? {}
        Ok(())
    }

    /// Its inviter may not invite any more: what is undone stays undone.
    async fn stop_submission(&self, id: SubmissionId) -> Result<()> {
        tracing::warn!(submission = %id, "a submission is stopped: its inviter may not invite any more");
        self.0
            .store
            .write(move |tx| {
                async move {
                    submissions::finish(tx, id).await?;
                    let null = serde_json::Value::Null;
                    let event = Caller::system().event(
                        "submission.stopped",
                        "submission",
                        id,
                        &null,
                        &null,
                    );
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await
    }
}

fn to_json(outcome: &Outcome) -> Result<String> {
    serde_json::to_string(outcome).map_err(|error| Error::Internal(Box::new(error)))
}

fn from_json(text: &str) -> Result<Outcome> {
    serde_json::from_str(text).map_err(|error| Error::Internal(Box::new(error)))
}
