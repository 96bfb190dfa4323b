//! Rows of a throw-away portal, written in bulk: five hundred a statement, a few statements a
//! transaction (PERFORMANCE section 6). Only with `test-hooks`. Knows no story: what the rows say is
//! decided in `demo`.

use super::entity::{account, audit_event, domain, domain_invitation, invitation, outbox, token};
use super::invitations::Stored;
use super::{Store, Tx};
use crate::error::Result;
use crate::secrets::Purpose;
use futures::FutureExt as _;
use rules::account::{Origin, Status};
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, InvitationId, MailId};
use rules::outbox::{Delivery, Kind};
use rules::time::{Span, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use std::sync::Arc;
use uuid::Uuid;

const ROWS_A_STATEMENT: usize = 500;
const ROWS_A_TRANSACTION: usize = 5_000;

/// An account as it stands at last.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: AccountId,
    pub(crate) email: EmailAddress,
    pub(crate) full_name: String,
    pub(crate) role: String,
    pub(crate) status: Status,
    pub(crate) origin: Origin,
    pub(crate) created_at: Timestamp,
    pub(crate) changed_at: Timestamp,
}

/// A token of an invitation.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) digest: Vec<u8>,
    pub(crate) purpose: Purpose,
    pub(crate) invitation: InvitationId,
    pub(crate) created_at: Timestamp,
    pub(crate) valid_until: Timestamp,
    pub(crate) died_at: Option<Timestamp>,
}

/// A mail as it stands at last.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) id: MailId,
    pub(crate) kind: Kind,
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) state: Delivery,
    /// Sealed; `None` once it is over.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) invitation: Option<InvitationId>,
    pub(crate) account: Option<AccountId>,
    pub(crate) attempts: i64,
    pub(crate) next_attempt_at: Timestamp,
    pub(crate) give_up_at: Timestamp,
    /// Who carries it at this moment, and until when.
    pub(crate) lease: Option<(Uuid, Timestamp)>,
    pub(crate) words: String,
    pub(crate) created_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    pub(crate) sent_at: Option<Timestamp>,
}

/// An audit event, not sealed yet.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    /// `account`, `link`, `command_line` or `system`.
    pub(crate) actor_kind: &'static str,
    pub(crate) actor: Option<AccountId>,
    pub(crate) action: &'static str,
    pub(crate) object_kind: &'static str,
    pub(crate) object_id: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Store {
    /// Is nobody here, and nobody invited?
    pub(crate) async fn is_untouched(&self) -> Result<bool> {
        Ok(account::Entity::find().count(self.read()).await? == 0
            && invitation::Entity::find().count(self.read()).await? == 0)
    }

    /// Writes accounts that all have the same password.
    pub(crate) async fn fill_accounts(&self, rows: Vec<Person>, password_hash: &str) -> Result<()> {
        let hash = password_hash.to_string();
        self.fill(rows, move |person: &Person| account::ActiveModel {
            seq: NotSet,
            id: Set(person.id.0),
            email: Set(person.email.canonical().to_string()),
            email_typed: Set(person.email.typed().to_string()),
            full_name: Set(person.full_name.clone()),
            name_key: Set(person.full_name.to_lowercase()),
            password_hash: Set(hash.clone()),
            role: Set(person.role.clone()),
            status: Set(person.status.as_str().to_string()),
            origin: Set(person.origin.as_str().to_string()),
            is_unproven: Set(false),
            created_at: Set(person.created_at.as_micros()),
            changed_at: Set(person.changed_at.as_micros()),
            decided_at: Set(person.changed_at.as_micros()),
            decided_by: Set(None),
            reason: Set(String::new()),
        })
        .await
    }

    /// Writes invitations in this order; counters and search follow by their triggers.
    pub(crate) async fn fill_invitations(&self, rows: Vec<Stored>) -> Result<()> {
        self.fill(rows, |row: &Stored| invitation::ActiveModel {
            seq: NotSet,
            id: Set(row.id.0),
            kind: Set("portal".to_string()),
            chain_id: Set(row.chain.0),
            email: Set(row.email.canonical().to_string()),
            email_typed: Set(row.email.typed().to_string()),
            role: Set(row.role.clone()),
            message: Set(row.message.clone()),
            status: Set(row.status.as_str().to_string()),
            is_closed: Set(row.is_closed),
            valid_until: Set(row.valid_until.as_micros()),
            validity: Set(row.validity.as_micros()),
            inviter_id: Set(row.inviter.map(|id| id.0)),
            submission_id: Set(None),
            account_id: Set(row.account.map(|id| id.0)),
            created_at: Set(row.created_at.as_micros()),
            registered_at: Set(row.registered_at.map(Timestamp::as_micros)),
            changed_at: Set(row.changed_at.as_micros()),
            changed_by: Set(row.changed_by.map(|id| id.0)),
            reason: Set(row.reason.clone()),
            reminder_settled_at: Set(None),
            made_for: Set(None),
        })
        .await
    }

    /// Writes the digests of links.
    pub(crate) async fn fill_tokens(&self, rows: Vec<Token>) -> Result<()> {
        self.fill(rows, |row: &Token| token::ActiveModel {
            digest: Set(row.digest.clone()),
            purpose: Set(row.purpose.as_str().to_string()),
            invitation_id: Set(Some(row.invitation.0)),
            account_id: Set(None),
            self_registration_id: Set(None),
            created_at: Set(row.created_at.as_micros()),
            valid_until: Set(row.valid_until.as_micros()),
            died_at: Set(row.died_at.map(Timestamp::as_micros)),
            mail_id: Set(None),
        })
        .await
    }

    /// Writes mails in this order.
    pub(crate) async fn fill_mails(&self, rows: Vec<Letter>) -> Result<()> {
        self.fill(rows, |row: &Letter| outbox::ActiveModel {
            seq: NotSet,
            id: Set(row.id.0),
            mail: Set(row.kind.as_str().to_string()),
            lane: Set(i64::from(row.kind.lane().priority())),
            recipient: Set(row.recipient.clone()),
            subject: Set(row.subject.clone()),
            state: Set(row.state.as_str().to_string()),
            body: Set(row.body.clone()),
            invitation_id: Set(row.invitation.map(|id| id.0)),
            account_id: Set(row.account.map(|id| id.0)),
            self_registration_id: Set(None),
            attempts: Set(row.attempts),
            unknown_attempts: Set(0),
            next_attempt_at: Set(row.next_attempt_at.as_micros()),
            give_up_at: Set(row.give_up_at.as_micros()),
            lease_until: Set(row.lease.map(|(_, until)| until.as_micros())),
            lease_id: Set(row.lease.map(|(id, _)| id)),
            words: Set(row.words.clone()),
            created_at: Set(row.created_at.as_micros()),
            changed_at: Set(row.changed_at.as_micros()),
            sent_at: Set(row.sent_at.map(Timestamp::as_micros)),
            domain_invitation_id: Set(None),
            membership_id: Set(None),
        })
        .await
    }

    /// Writes audit events in this order, for the sealer to chain.
    pub(crate) async fn fill_events(&self, rows: Vec<Event>) -> Result<()> {
        self.fill(rows, |row: &Event| audit_event::ActiveModel {
            seq: NotSet,
            at: Set(row.at.as_micros()),
            actor_kind: Set(row.actor_kind.to_string()),
            actor_id: Set(row.actor.map(|id| id.0)),
            action: Set(row.action.to_string()),
            object_kind: Set(row.object_kind.to_string()),
            object_id: Set(row.object_id.clone()),
            before: Set(row.before.clone()),
            after: Set(row.after.clone()),
            request_id: Set(String::new()),
            position: Set(None),
            hash: Set(None),
        })
        .await
    }

    /// A domain with everybody who is approved, the Owner as its Administrator, and `inbox` further ones of the Owner's
    /// into which somebody is invited.
    pub(crate) async fn fill_domains(
        &self,
        owner: AccountId,
        invitee: &Person,
        inbox: usize,
        seed: u64,
    ) -> Result<()> {
        // Ids of this portal alone; nothing of it looks into them.
        let id = move |n: usize| Uuid::from_u128((u128::from(seed) << 64) | n as u128);
        let (email, typed) = (
            invitee.email.canonical().to_string(),
            invitee.email.typed().to_string(),
        );
        let account = invitee.id;
        self.write(move |tx| {
            let (email, typed) = (email.clone(), typed.clone());
            async move {
                let now = tx.now().as_micros();
                let large = made_domain(id(0), 0, owner, now);
                domain::Entity::insert(large).exec_without_returning(tx.conn()).await?;
                let joined = "INSERT INTO membership (id, domain_id, account_id, role, status, origin, \
                     invitation_id, invited_by, name_key, email, joined_at, end_reason, changed_at) \
                     SELECT a.id, $1, a.id, CASE WHEN a.id = $2 THEN 'Administrator' ELSE 'Viewer' END, \
                     'active', CASE WHEN a.id = $2 THEN 'creator' ELSE 'invitation' END, \
                     CASE WHEN a.id = $2 THEN NULL ELSE a.id END, \
                     CASE WHEN a.id = $2 THEN NULL ELSE $2 END, \
                     a.name_key, a.email, $3, '', $3 FROM account AS a \
                     WHERE a.status = 'approved' ORDER BY a.seq";
                let values = [id(0).into(), owner.0.into(), now.into()];
                let backend = tx.conn().get_database_backend();
                let joined = Statement::from_sql_and_values(backend, joined, values);
                tx.conn().execute_raw(joined).await?;
                let month = Span::days(30).as_micros();
                for n in 1..=inbox {
                    let own = made_domain(id(n), n, owner, now);
                    domain::Entity::insert(own).exec_without_returning(tx.conn()).await?;
                    let row = domain_invitation::ActiveModel {
                        seq: NotSet,
                        id: Set(id(n)),
                        domain_id: Set(id(n)),
                        chain_id: Set(id(n)),
                        email: Set(email.clone()),
                        email_typed: Set(typed.clone()),
                        account_id: Set(Some(account.0)),
                        portal_invitation_id: Set(None),
                        role: Set("Viewer".to_string()),
                        message: Set(String::new()),
                        status: Set("pending".to_string()),
                        valid_until: Set(now + month),
                        validity: Set(month),
                        inviter_id: Set(Some(owner.0)),
                        vouched_by: Set(None),
                        created_at: Set(now),
                        answered_at: Set(None),
                        changed_at: Set(now),
                        changed_by: Set(None),
                        reason: Set(String::new()),
                    };
                    domain_invitation::Entity::insert(row)
                        .exec_without_returning(tx.conn())
                        .await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Lets the planner see what was written, as it would by itself some minutes later.
    pub(crate) async fn study(&self) -> Result<()> {
        if self.is_postgres() {
            self.read()
                .execute_unprepared("VACUUM ANALYZE invitation")
                .await?;
            self.read()
                .execute_unprepared(
                    "VACUUM ANALYZE account, outbox, token, membership, domain, domain_invitation",
                )
                .await?;
        }
        Ok(())
    }

    async fn fill<R, A>(
        &self,
        rows: Vec<R>,
        model: impl Fn(&R) -> A + Clone + Send + Sync + 'static,
    ) -> Result<()>
    where
        R: Clone + Send + Sync + 'static,
        A: ActiveModelTrait + Send + 'static,
    {
        for chunk in rows.chunks(ROWS_A_TRANSACTION) {
            let (chunk, model): (Arc<[R]>, _) = (chunk.into(), model.clone());
            self.write(move |tx| {
                let (chunk, model) = (Arc::clone(&chunk), model.clone());
                async move { insert(tx, &chunk, &model).await }.boxed()
            })
            .await?;
        }
        Ok(())
    }
}

fn made_domain(id: Uuid, n: usize, owner: AccountId, now: i64) -> domain::ActiveModel {
    let title = match n {
        0 => "Everybody".to_string(),
        n => format!("Project {n}"),
    };
    domain::ActiveModel {
        seq: NotSet,
        id: Set(id),
        name: Set(title.to_lowercase().replace(' ', "-")),
        title_key: Set(title.to_lowercase()),
        title: Set(title),
        description: Set(String::new()),
        created_at: Set(now),
        created_by: Set(Some(owner.0)),
        changed_at: Set(now),
        archived_at: Set(None),
        archived_by: Set(None),
    }
}

async fn insert<R, A>(tx: &Tx, rows: &[R], model: &(impl Fn(&R) -> A + Sync)) -> Result<()>
where
    R: Sync,
    A: ActiveModelTrait + Send,
{
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        let models: Vec<A> = chunk.iter().map(model).collect();
        <A::Entity as EntityTrait>::insert_many(models)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}
