//! The rows of submissions: one submission of the invite dialog, its lines, and how far it got.

use super::entity::{submission, submission_line};
use super::only::Only as _;
use super::{Tx, groups, is_duplicate, unreadable};
use crate::error::Result;
use rules::ids::{AccountId, GroupId, SubmissionId};
use rules::time::{Span, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// A submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Submission {
    pub(crate) id: SubmissionId,
    pub(crate) account: Option<AccountId>,
    /// Tells two contents under one key apart.
    pub(crate) digest: Vec<u8>,
    pub(crate) role: String,
    pub(crate) groups: Vec<GroupId>,
    /// By name, with the role in each.
    pub(crate) domains: Vec<(String, String)>,
    pub(crate) message: String,
    pub(crate) validity: Span,
    pub(crate) total: u32,
    pub(crate) finished_at: Option<Timestamp>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) ordinal: i64,
    /// As written.
    pub(crate) text: String,
    /// The canonical address; `None` when it can't be read, or stood there before.
    pub(crate) email: Option<String>,
    /// JSON of what became of it; `None` until it was its turn.
    pub(crate) outcome: Option<String>,
}

fn parse(row: submission::Model) -> Result<Submission> {
    Ok(Submission {
        id: SubmissionId(row.id),
        account: row.account_id.map(AccountId),
        digest: row.digest,
        role: row.role,
        groups: groups::from_text(&row.group_ids),
        domains: domains_from_text(&row.domains)
            .ok_or_else(|| unreadable("submission", row.id, "domains"))?,
        message: row.message,
        validity: Span::micros(row.validity),
        total: u32::try_from(row.total).unwrap_or(u32::MAX),
        finished_at: row.finished_at.map(Timestamp::from_micros),
    })
}

fn domains_from_text(text: &str) -> Option<Vec<(String, String)>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    serde_json::from_str(text).ok()
}

/// Domains with a role each, as they are stored.
pub(crate) fn domains_to_text(domains: &[(String, String)]) -> String {
    if domains.is_empty() {
        String::new()
    } else {
        serde_json::json!(domains).to_string()
    }
}

fn parse_line(row: submission_line::Model) -> Line {
    Line {
        ordinal: row.ordinal,
        text: row.text,
        email: row.email,
        outcome: row.outcome,
    }
}

/// Stores a submission with its lines, wholly; false when its key is taken.
pub(crate) async fn insert(tx: &Tx, new: &Submission, lines: &[Line]) -> Result<bool> {
    let row = submission::ActiveModel {
        id: Set(new.id.0),
        account_id: Set(new.account.map(|id| id.0)),
        digest: Set(new.digest.clone()),
        role: Set(new.role.clone()),
        group_ids: Set(groups::to_text(&new.groups)),
        domains: Set(domains_to_text(&new.domains)),
        message: Set(new.message.clone()),
        validity: Set(new.validity.as_micros()),
        total: Set(i64::from(new.total)),
        created_at: Set(tx.now().as_micros()),
        finished_at: Set(None),
    };
    // On PostgreSQL a refused statement ends its transaction: the conflict is asked for, not met.
    let inserted = submission::Entity::insert(row)
        .on_conflict(
            sea_orm::sea_query::OnConflict::column(submission::Column::Id)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&tx.conn)
        .await;
    match inserted {
        Ok(0) => return Ok(false),
        Ok(_) => {}
        Err(error) if is_duplicate(&error) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    for chunk in lines.chunks(500) {
        let rows = chunk.iter().map(|line| submission_line::ActiveModel {
            submission_id: Set(new.id.0),
            ordinal: Set(line.ordinal),
            text: Set(line.text.clone()),
            email: Set(line.email.clone()),
            outcome: Set(line.outcome.clone()),
        });
        submission_line::Entity::insert_many(rows)
            .exec_without_returning(&tx.conn)
            .await?;
    }
    Ok(true)
}

/// The submission of that id.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    id: SubmissionId,
) -> Result<Option<Submission>> {
    submission::Entity::find_by_id(id.0)
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// Every line, in order.
pub(crate) async fn lines(conn: &impl ConnectionTrait, id: SubmissionId) -> Result<Vec<Line>> {
    let rows = submission_line::Entity::find()
        .filter(submission_line::Column::SubmissionId.eq(id.0))
        .order_by_asc(submission_line::Column::Ordinal)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(parse_line).collect())
}

/// How many lines wait for their turn.
pub(crate) async fn count_undone(conn: &impl ConnectionTrait, id: SubmissionId) -> Result<u64> {
    Ok(undone(id).count(conn).await?)
}

/// The next lines that wait for their turn.
pub(crate) async fn next_undone(
    conn: &impl ConnectionTrait,
    id: SubmissionId,
    most: u64,
) -> Result<Vec<Line>> {
    let rows = undone(id)
        .order_by_asc(submission_line::Column::Ordinal)
        .limit(most)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(parse_line).collect())
}

fn undone(id: SubmissionId) -> sea_orm::Select<submission_line::Entity> {
    submission_line::Entity::find()
        .filter(submission_line::Column::SubmissionId.eq(id.0))
        .filter(Expr::cust("outcome IS NULL"))
}

/// Writes what became of a line; false when another replica was faster.
pub(crate) async fn settle(tx: &Tx, id: SubmissionId, ordinal: i64, outcome: &str) -> Result<bool> {
    let done = submission_line::Entity::update_many()
        .col_expr(submission_line::Column::Outcome, Expr::value(outcome))
        .filter(submission_line::Column::SubmissionId.eq(id.0))
        .filter(submission_line::Column::Ordinal.eq(ordinal))
        .filter(Expr::cust("outcome IS NULL"))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Locks the submission until the transaction ends, so that one worker expands it at a time.
pub(crate) async fn lock(tx: &Tx, id: SubmissionId) -> Result<Option<Submission>> {
    submission::Entity::find_by_id(id.0)
        .lock_exclusive()
        .only(&tx.conn)
        .await?
        .map(parse)
        .transpose()
}

/// Notes that every line is done.
pub(crate) async fn finish(tx: &Tx, id: SubmissionId) -> Result<()> {
    submission::Entity::update_many()
        .col_expr(
            submission::Column::FinishedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(submission::Column::Id.eq(id.0))
        .filter(Expr::cust("finished_at IS NULL"))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// The submissions that are not finished, oldest first.
pub(crate) async fn unfinished(conn: &impl ConnectionTrait) -> Result<Vec<Submission>> {
    let rows = submission::Entity::find()
        .filter(Expr::cust("finished_at IS NULL"))
        .order_by_asc(submission::Column::CreatedAt)
        .limit(20)
        .all(conn)
        .await?;
    rows.into_iter().map(parse).collect()
}
