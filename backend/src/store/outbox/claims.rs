//! Claims on mails: taken with a lease before anything is on the wire, settled with what the mail
//! server said, taken up again when their worker is gone (SECURITY MAIL-3, MAIL-4).

use super::truth::Truth;
use super::{NOT_TRUE, is_asked_alone, kind, outbox};
use crate::error::Result;
use crate::store::{Tx, is_postgres};
use rules::ids::MailId;
use rules::outbox::{Attempt, Delivery, Failure, Kind, Lane, Next, after_crash};
use rules::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, Value,
};
use uuid::Uuid;

/// A mail that this worker, and no other, may send now.
pub(crate) struct Claimed {
    pub(crate) id: MailId,
    pub(crate) lane: Lane,
    pub(crate) recipient: String,
    /// Sealed; None when it was wiped.
    pub(crate) body: Option<Vec<u8>>,
    /// What the rules ask after the try, but for the jitter.
    pub(crate) attempts: u32,
    pub(crate) was_unknown: bool,
    pub(crate) give_up_at: Timestamp,
}

/// Who holds a claim, and until when.
#[derive(Clone, Copy)]
pub(crate) struct Lease {
    /// One a worker and start.
    pub(crate) id: Uuid,
    pub(crate) until: Timestamp,
}

/// How many mails may be claimed.
#[derive(Clone, Copy)]
pub(crate) struct Most {
    /// Of all lanes together.
    pub(crate) all: usize,
    /// Of the bulk lane.
    pub(crate) bulk: usize,
}

#[derive(FromQueryResult)]
struct Due {
    seq: i64,
    id: Uuid,
    mail: String,
    recipient: String,
    body: Option<Vec<u8>>,
    invitation_id: Option<Uuid>,
    account_id: Option<Uuid>,
    self_registration_id: Option<Uuid>,
    domain_invitation_id: Option<Uuid>,
    attempts: i64,
    unknown_attempts: i64,
    give_up_at: i64,
}

/// Claims mails that are due, the urgent lanes first. What is no longer true is skipped on the way
/// (MAIL-7). The stage "sending" is committed with this transaction, before anything is on the wire
/// (MAIL-4): claim no more than is sent at once.
pub(crate) async fn claim(tx: &Tx, lease: Lease, most: Most) -> Result<Vec<Claimed>> {
    let mut claimed: Vec<Claimed> = Vec::new();
    for lane in Lane::ALL {
        let free = most.all.saturating_sub(claimed.len());
        let free = if lane == Lane::Bulk {
            free.min(most.bulk)
        } else {
            free
        };
        if free > 0 {
            let due = due(tx, lane, free).await?;
            claimed.extend(take(tx, lane, due, lease).await?);
        }
    }
    Ok(claimed)
}

/// One lane at a time: each is one walk along the index of what is due.
async fn due(tx: &Tx, lane: Lane, most: usize) -> Result<Vec<Due>> {
    let locked = if is_postgres(&tx.conn) {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let sql = format!("{DUE}{locked}");
    let values: [Value; 3] = [
        i64::from(lane.priority()).into(),
        tx.now().as_micros().into(),
        i64::try_from(most).unwrap_or(i64::MAX).into(),
    ];
    let backend = tx.conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(Due::find_by_statement(statement).all(&tx.conn).await?)
}

// States as literals, so that the partial index is taken.
pub(super) const DUE: &str = "SELECT seq, id, mail, recipient, body, invitation_id, account_id, \
     self_registration_id, domain_invitation_id, attempts, unknown_attempts, give_up_at FROM outbox \
     WHERE state IN ('queued', 'retrying') AND lane = $1 AND next_attempt_at <= $2 \
     ORDER BY next_attempt_at, seq LIMIT $3";

async fn take(tx: &Tx, lane: Lane, due: Vec<Due>, lease: Lease) -> Result<Vec<Claimed>> {
    let truth = Truth::load(
        tx,
        due.iter().filter_map(|row| row.invitation_id),
        due.iter().filter_map(|row| row.account_id),
        due.iter().filter_map(|row| row.self_registration_id),
        due.iter().filter_map(|row| row.domain_invitation_id),
        due.iter()
            .filter(|row| Kind::parse(&row.mail).is_some_and(is_asked_alone))
            .map(|row| row.id),
    )
    .await?;
    let mut claimed = Vec::with_capacity(due.len());
    let (mut to_send, mut to_skip) = (Vec::new(), Vec::new());
    for row in due {
        let kind = kind(row.id, &row.mail)?;
        if !truth.holds(
            kind,
            row.id,
            row.invitation_id,
            row.account_id,
            row.self_registration_id,
            row.domain_invitation_id,
        ) {
            to_skip.push(row.seq);
            continue;
        }
        to_send.push(row.seq);
        claimed.push(Claimed {
            id: MailId(row.id),
            lane,
            recipient: row.recipient,
            body: row.body,
            attempts: u32::try_from(row.attempts)
                .unwrap_or(u32::MAX)
                .saturating_add(1),
            was_unknown: row.unknown_attempts > 0,
            give_up_at: Timestamp::from_micros(row.give_up_at),
        });
    }
    let now = tx.now().as_micros();
    if !to_skip.is_empty() {
        outbox::Entity::update_many()
            .col_expr(
                outbox::Column::State,
                Expr::value(Delivery::Skipped.as_str()),
            )
            .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None))
            .col_expr(outbox::Column::Words, Expr::value(NOT_TRUE))
            .col_expr(outbox::Column::ChangedAt, Expr::value(now))
            .filter(outbox::Column::Seq.is_in(to_skip))
            .exec(&tx.conn)
            .await?;
    }
    if !to_send.is_empty() {
        outbox::Entity::update_many()
            .col_expr(
                outbox::Column::State,
                Expr::value(Delivery::Sending.as_str()),
            )
            .col_expr(
                outbox::Column::Attempts,
                Expr::col(outbox::Column::Attempts).add(1),
            )
            .col_expr(outbox::Column::LeaseId, Expr::value(lease.id))
            .col_expr(
                outbox::Column::LeaseUntil,
                Expr::value(lease.until.as_micros()),
            )
            .col_expr(outbox::Column::ChangedAt, Expr::value(now))
            .filter(outbox::Column::Seq.is_in(to_send))
            .exec(&tx.conn)
            .await?;
    }
    Ok(claimed)
}

/// Stores what became of a try. False: the claim was lost to another worker meanwhile (MAIL-3).
pub(crate) async fn settle(
    tx: &Tx,
    id: MailId,
    lease: Uuid,
    attempts: u32,
    next: Next,
    words: &str,
) -> Result<bool> {
    let now = tx.now().as_micros();
    let mut update = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(next.delivery().as_str()))
        .col_expr(outbox::Column::Words, Expr::value(words))
        .col_expr(outbox::Column::ChangedAt, Expr::value(now))
        .col_expr(outbox::Column::LeaseId, Expr::value(Option::<Uuid>::None))
        .col_expr(outbox::Column::LeaseUntil, Expr::value(Option::<i64>::None))
        .filter(outbox::Column::Id.eq(id.0))
        .filter(outbox::Column::State.eq(Delivery::Sending.as_str()))
        .filter(outbox::Column::LeaseId.eq(lease))
        // A claim of the same worker, but of another try, is another claim.
        .filter(outbox::Column::Attempts.eq(i64::from(attempts)));
    match next {
        Next::Sent => {
            update = update
                .col_expr(outbox::Column::SentAt, Expr::value(now))
                .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None));
        }
        Next::Retry { at, unknown } => {
            update = update.col_expr(outbox::Column::NextAttemptAt, Expr::value(at.as_micros()));
            if unknown {
                update = update.col_expr(
                    outbox::Column::UnknownAttempts,
                    Expr::col(outbox::Column::UnknownAttempts).add(1),
                );
            }
        }
        Next::Failed(Failure::Unknown) => {
            update = update.col_expr(
                outbox::Column::UnknownAttempts,
                Expr::col(outbox::Column::UnknownAttempts).add(1),
            );
        }
        Next::Failed(Failure::Refused | Failure::GaveUp) => {}
    }
    Ok(update.exec(&tx.conn).await?.rows_affected == 1)
}

/// The claims of this worker on mails that it carries hold until then. A claim that nobody carries any
/// more, because its answer or its outcome was lost, runs out and is taken up again (MAIL-3).
pub(crate) async fn renew(tx: &Tx, lease: Lease, carried: &[Uuid]) -> Result<()> {
    if carried.is_empty() {
        return Ok(());
    }
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::LeaseUntil,
            Expr::value(lease.until.as_micros()),
        )
        .filter(Expr::cust("state = 'sending'"))
        .filter(outbox::Column::LeaseId.eq(lease.id))
        .filter(outbox::Column::Id.is_in(carried.iter().copied()))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

pub(super) const ABANDONED: &str = "SELECT id, lease_id, attempts, unknown_attempts, give_up_at FROM outbox \
     WHERE state = 'sending' AND lease_until < $1 LIMIT 100";

#[derive(FromQueryResult)]
struct Abandoned {
    id: Uuid,
    lease_id: Option<Uuid>,
    attempts: i64,
    unknown_attempts: i64,
    give_up_at: i64,
}

/// Takes up mails whose lease ended before `ended`: their worker is gone, and whether they arrived is
/// unknown (MAIL-4). Answers how many.
pub(crate) async fn reclaim(tx: &Tx, ended: Timestamp, jitter: f64, words: &str) -> Result<u64> {
    let locked = if is_postgres(&tx.conn) {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let sql = format!("{ABANDONED}{locked}");
    let backend = tx.conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [ended.as_micros().into()]);
    let mut taken_up = 0;
    for row in Abandoned::find_by_statement(statement)
        .all(&tx.conn)
        .await?
    {
        let attempts = u32::try_from(row.attempts).unwrap_or(u32::MAX);
        let attempt = Attempt {
            attempts,
            was_unknown: row.unknown_attempts > 0,
            give_up_at: Timestamp::from_micros(row.give_up_at),
            jitter,
        };
        let next = after_crash(Delivery::Sending, &attempt, tx.now());
        if let (Some(next), Some(lease)) = (next, row.lease_id) {
            let was_settled = settle(tx, MailId(row.id), lease, attempts, next, words).await?;
            taken_up += u64::from(was_settled);
        }
    }
    Ok(taken_up)
}
