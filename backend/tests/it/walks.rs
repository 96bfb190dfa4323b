//! Random walks: whatever people do in whatever order, the portal answers as `rules::invitation::decide`
//! does over a model of a few lines, and every row stands where the model says.

use crate::support::{PASSWORD, Person, Portal, on_both, registration, unique, wish};
use backend::registrations::Completed;
use backend::sessions::Login;
use backend::{Error, Result};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rules::account;
use rules::ids::InvitationId;
use rules::invitation::{Command, Decision, Effect, Invitation, Refusal, Status, decide, standing};
use rules::policy::{ActionSet, Actor};
use rules::role::{CUSTOMER, Catalogue};
use rules::settings::Key;
use rules::submission::Outcome;
use rules::time::{Span, Timestamp};
use std::collections::HashMap;

on_both!(whatever_happens_in_whatever_order_the_rules_are_followed);

/// One step of a walk. Numbers choose an address, or a row, of what there is.
#[derive(Clone, Debug)]
enum Step {
    Invite(usize),
    Complete(usize),
    Accept(usize),
    Deny(usize),
    Delete(usize),
    Resend(usize),
    PreApprove(bool),
    Wait(i64),
    Sweep,
}

const ADDRESSES: usize = 3;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..ADDRESSES).prop_map(Step::Invite),
        4 => any::<usize>().prop_map(Step::Complete),
        2 => any::<usize>().prop_map(Step::Accept),
        2 => any::<usize>().prop_map(Step::Deny),
        1 => any::<usize>().prop_map(Step::Delete),
        3 => any::<usize>().prop_map(Step::Resend),
        1 => any::<bool>().prop_map(Step::PreApprove),
        2 => (1_i64..60).prop_map(Step::Wait),
        1 => Just(Step::Sweep),
    ];
    proptest::collection::vec(step, 1..40)
}

async fn whatever_happens_in_whatever_order_the_rules_are_followed(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::BudgetRecipient, "1000").await;
    let config = Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = tokio::task::block_in_place(|| {
        runner.run(&steps(), |steps| {
            let walk = Walk::begin(&portal, &owner);
            tokio::runtime::Handle::current().block_on(walk.go(steps));
            Ok(())
        })
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// What the model knows of a row.
#[derive(Clone, Debug)]
struct Row {
    id: InvitationId,
    address: usize,
    status: Status,
    valid_until: Timestamp,
    chain: usize,
    sent: Timestamp,
    is_closed: bool,
    token: String,
}

struct Walk<'a> {
    portal: &'a Portal,
    owner: &'a Person,
    prefix: u64,
    pre_approved: bool,
    rows: Vec<Row>,
    accounts: HashMap<usize, account::Status>,
}

impl<'a> Walk<'a> {
    fn begin(portal: &'a Portal, owner: &'a Person) -> Self {
        let (rows, accounts) = (Vec::new(), HashMap::new());
        Walk {
            portal,
            owner,
            prefix: unique(),
            pre_approved: true,
            rows,
            accounts,
        }
    }

    fn email(&self, address: usize) -> String {
        format!("w{}.{address}@example.org", self.prefix)
    }

    async fn go(mut self, steps: Vec<Step>) {
        self.portal.set(Key::InvitationsAutoApprove, "on").await;
        for step in steps {
            self.take(&step).await;
            for row in &self.rows {
                let stands = self.portal.standing(row.id).await;
                assert_eq!(stands, self.standing(row), "after {step:?}: {row:?}");
            }
        }
        self.arrive().await;
    }

    /// The accounts, the lists and the link pages agree with the model in the end.
    async fn arrive(&self) {
        for address in 0..ADDRESSES {
            let login = crate::support::attempt(&self.email(address), PASSWORD);
            let login = backend::sessions::LoginAttempt {
                network: unique().to_string(),
                ..login
            };
            let expected = self.accounts.get(&address).copied();
            match self.portal.log_in(login).await.expect("an answer") {
                Login::In { .. } => assert_eq!(expected, Some(account::Status::Approved)),
                Login::NotApproved(status) => assert_eq!(expected, Some(status)),
                Login::Refused => assert_eq!(expected, None),
            }
        }
        let closed = "SELECT id FROM invitation WHERE is_closed";
        let closed = self.portal.rows(closed).await;
        let closed: Vec<uuid::Uuid> = closed
            .iter()
            .map(|row| row.try_get_by_index(0).expect("an id"))
            .collect();
        for row in &self.rows {
            assert_eq!(closed.contains(&row.id.0), row.is_closed, "{row:?}");
        }
    }

    fn standing(&self, row: &Row) -> Status {
        standing(row.status, row.valid_until, self.portal.now())
    }

    fn open_for(&self, address: usize) -> Option<&Row> {
        self.rows.iter().find(|row| {
            row.address == address
                && matches!(self.standing(row), Status::Pending | Status::Waiting)
        })
    }

    /// What the rules say; the inviter is the Owner, who vouches.
    fn decide(&self, at: usize, command: Command, actor: &Actor) -> Result<Decision, Refusal> {
        let row = &self.rows[at];
        let invitation = Invitation {
            id: row.id,
            status: row.status,
            valid_until: row.valid_until,
            role_actions: Some(Catalogue::default().actions_of(CUSTOMER)),
            inviter_actions: ActionSet::ALL,
            is_for_domain: false,
        };
        decide(&invitation, command, actor, self.portal.now())
    }

    async fn take(&mut self, step: &Step) {
        match *step {
            Step::Invite(address) => self.invite(address).await,
            Step::PreApprove(on) => {
                self.portal
                    .set(Key::InvitationsAutoApprove, if on { "on" } else { "off" })
                    .await;
                self.pre_approved = on;
            }
            Step::Wait(hours) => self.portal.advance(Span::hours(hours)),
            Step::Sweep => self.portal.sweep().await.expect("a sweep"),
            Step::Complete(n) if !self.rows.is_empty() => {
                self.complete(n % self.rows.len()).await;
            }
            Step::Accept(n) if !self.rows.is_empty() => {
                let at = n % self.rows.len();
                let answer = self
                    .portal
                    .accept_invitation(&self.owner.caller, self.rows[at].id)
                    .await;
                self.compare(at, Command::Accept, answer);
            }
            Step::Deny(n) if !self.rows.is_empty() => {
                let at = n % self.rows.len();
                let id = self.rows[at].id;
                let answer = self
                    .portal
                    .deny_invitation(&self.owner.caller, id, "")
                    .await;
                self.compare(at, Command::Deny, answer);
            }
            Step::Delete(n) if !self.rows.is_empty() => {
                let at = n % self.rows.len();
                let answer = self
                    .portal
                    .delete_invitation(&self.owner.caller, self.rows[at].id)
                    .await;
                self.compare(at, Command::Delete, answer);
            }
            Step::Resend(n) if !self.rows.is_empty() => self.resend(n % self.rows.len()).await,
            Step::Complete(_)
            | Step::Accept(_)
            | Step::Deny(_)
            | Step::Delete(_)
            | Step::Resend(_) => {}
        }
    }

    /// The answer is the rules', and so is what follows.
    fn compare(&mut self, at: usize, command: Command, answer: Result<()>) {
        let actor = self.owner.caller.actor;
        match (self.decide(at, command, &actor), answer) {
            (Ok(decision), Ok(())) => self.follow(at, &decision),
            (Err(Refusal::Status { current }), Err(Error::Conflict(overtaken))) => {
                assert_eq!(overtaken.current, current);
            }
            (expected, answer) => panic!("{command:?}: {expected:?}, but {answer:?}"),
        }
    }

    fn follow(&mut self, at: usize, decision: &Decision) {
        let (address, chain) = (self.rows[at].address, self.rows[at].chain);
        self.rows[at].status = decision.to;
        for effect in decision.effects {
            match effect {
                Effect::ApproveAccount => self.settle(address, account::Status::Approved),
                Effect::RequestAccount => self.settle(address, account::Status::Requested),
                Effect::RejectAccount => self.settle(address, account::Status::Rejected),
                Effect::StopClock => self.rows[at].valid_until = Timestamp::NEVER,
                Effect::CloseChain | Effect::ReopenChain => {
                    let is_closed = *effect == Effect::CloseChain;
                    let of_chain =
                        |row: &&mut Row| row.chain == chain && row.status == Status::Inactivated;
                    self.rows
                        .iter_mut()
                        .filter(of_chain)
                        .for_each(|r| r.is_closed = is_closed);
                }
                Effect::KillTokens
                | Effect::SendAnew
                | Effect::MailAccessRequest
                | Effect::MailApproved
                | Effect::MailRefused => {}
            }
        }
    }

    fn settle(&mut self, address: usize, status: account::Status) {
        self.accounts.insert(address, status);
    }

    async fn invite(&mut self, address: usize) {
        let email = self.email(address);
        let report = self
            .portal
            .invite(&self.owner.caller, wish(&email))
            .await
            .expect("a report");
        let outcome = report.lines[0].outcome.clone().expect("an outcome");
        let open = self
            .open_for(address)
            .map(|row| (row.id, self.standing(row)));
        match (open, self.accounts.get(&address).copied(), outcome) {
            (Some((open, stands)), _, Outcome::AlreadyOpen { id, status }) => {
                assert_eq!((id, status), (open, stands));
            }
            (None, Some(expected), Outcome::HasAccount { status })
                if expected != account::Status::Rejected =>
            {
                assert_eq!(status, expected);
            }
            (None, None, Outcome::Invited { id }) => self.sent(id, address, None).await,
            (None, Some(account::Status::Rejected), Outcome::Invited { id }) => {
                self.sent(id, address, None).await;
            }
            (None, Some(account::Status::Rejected), Outcome::Resent { id }) => {
                let old = self.rows.iter().rposition(|row| row.address == address);
                let old = old.expect("a row to resend");
                self.rows[old].status = Status::Inactivated;
                self.sent(id, address, Some(self.rows[old].chain)).await;
            }
            (None, Some(account::Status::Rejected), Outcome::OverBudget { .. }) => {
                let old = self.rows.iter().rposition(|row| row.address == address);
                assert!(self.is_hasty(old.expect("a row to resend")));
            }
            (open, account, outcome) => panic!("{open:?} {account:?}: {outcome:?}"),
        }
    }

    async fn sent(&mut self, id: InvitationId, address: usize, chain: Option<usize>) {
        self.rows.push(Row {
            id,
            address,
            status: Status::Pending,
            valid_until: self.portal.now().plus(Span::hours(72)),
            chain: chain.unwrap_or(self.rows.len()),
            sent: self.portal.now(),
            is_closed: false,
            token: self.portal.token_for(&self.email(address)).await,
        });
    }

    async fn complete(&mut self, at: usize) {
        let row = self.rows[at].clone();
        let form = registration("Wanda Walker");
        let answer = self.portal.register(&row.token, form, None, "").await;
        let command = Command::Complete {
            pre_approved: self.pre_approved,
        };
        let decision = self.decide(at, command, &Actor::LINK_HOLDER);
        let account = self.accounts.get(&row.address).copied();
        match (decision, answer) {
            (Ok(decision), Ok(completed)) => {
                let is_approved = decision.to == Status::Approved;
                assert_eq!(completed == Completed::Approved, is_approved);
                self.follow(at, &decision);
            }
            (Ok(_), Err(Error::Refused(Refusal::HasAccount { status }))) => {
                assert_eq!(account, Some(status));
            }
            (Err(Refusal::Overdue { valid_until }), Err(Error::Refused(refusal))) => {
                assert_eq!(refusal, Refusal::Overdue { valid_until });
                // The command that met it has stored it.
                self.rows[at].status = Status::Expired;
            }
            // A deleted link looks like an unknown one.
            (
                Err(Refusal::Status {
                    current: Status::Invalid,
                }),
                Err(Error::NotFound),
            ) => {}
            (Err(Refusal::Status { current }), Err(Error::Conflict(overtaken))) => {
                assert_eq!(overtaken.current, current);
            }
            // The sweeper was faster than the model.
            (Err(Refusal::Overdue { .. }), Err(Error::Conflict(overtaken))) => {
                assert_eq!(overtaken.current, Status::Expired);
            }
            (expected, answer) => panic!("{expected:?}, but {answer:?}"),
        }
    }

    fn is_hasty(&self, at: usize) -> bool {
        let chain = self.rows[at].chain;
        let resends = self
            .rows
            .iter()
            .enumerate()
            .filter(|(n, row)| row.chain == chain && *n != chain);
        let last = resends.map(|(_, row)| row.sent).max();
        last.is_some_and(|sent| self.portal.now() < sent.plus(Span::minutes(1)))
    }

    async fn resend(&mut self, at: usize) {
        let row = self.rows[at].clone();
        let answer = self
            .portal
            .resend_invitation(&self.owner.caller, row.id)
            .await;
        let decision = self.decide(at, Command::Resend, &self.owner.caller.actor);
        let open = self.open_for(row.address).map(|open| open.id);
        let account = self.accounts.get(&row.address).copied();
        let is_in = account.is_some_and(|status| status != account::Status::Rejected);
        match (decision, answer) {
            (Err(Refusal::Status { current }), Err(Error::Conflict(overtaken))) => {
                assert_eq!(overtaken.current, current);
            }
            (Ok(_), Err(Error::RateLimited { .. })) => assert!(self.is_hasty(at)),
            (Ok(_), Err(Error::Refused(Refusal::HasAccount { .. }))) => assert!(is_in),
            (Ok(_), Err(Error::Refused(Refusal::AlreadyOpen { id, .. }))) => {
                assert_eq!(open, Some(id));
                assert_ne!(row.id, id);
            }
            (Ok(decision), Ok(new)) => {
                assert!(!self.is_hasty(at) && !is_in);
                assert!(open.is_none_or(|open| open == row.id));
                self.follow(at, &decision);
                self.sent(new, row.address, Some(row.chain)).await;
            }
            (expected, answer) => panic!("{expected:?}, but {answer:?}"),
        }
    }
}
