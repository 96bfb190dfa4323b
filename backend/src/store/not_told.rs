//! People whom a switched-off mail left uninformed, and the list of them together with those whose mail failed: two
//! keyset walks, newest first, joined by their time.

#[cfg(test)]
mod tests;

use super::entity::{not_told, outbox};
use super::outbox::NOT_TRUE;
use super::paging::{Page, Place, SortKey, cut, walks_ascending};
use super::{Store, Tx, unreadable};
use crate::error::Result;
use rules::ids::{AccountId, InvitationId, MailId};
use rules::listing::{Count, Direction};
use rules::outbox::{Delivery, Kind, NOT_TOLD_A_PAGE};
use rules::time::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement, Value,
};
use uuid::Uuid;

/// They are counted up to here.
const COUNT_BOUND: u64 = 1000;

/// Notes that the account was not told by that mail; `reason` is what the mail would have said.
pub(crate) async fn note(tx: &Tx, account: AccountId, kind: Kind, reason: &str) -> Result<()> {
    let row = not_told::ActiveModel {
        seq: NotSet,
        account_id: Set(account.0),
        mail: Set(kind.as_str().to_string()),
        reason: Set(reason.to_string()),
        at: Set(tx.now().as_micros()),
    };
    not_told::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// The account need not be told by these mails any more: not by one that was switched off, nor by one that failed.
pub(crate) async fn forget(tx: &Tx, account: AccountId, kinds: &[Kind]) -> Result<()> {
    if kinds.is_empty() {
        return Ok(());
    }
    not_told::Entity::delete_many()
        .filter(switched_off(account, kinds))
        .exec(&tx.conn)
        .await?;
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::State,
            Expr::value(Delivery::Skipped.as_str()),
        )
        .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(outbox::Column::Words, Expr::value(NOT_TRUE))
        .col_expr(outbox::Column::ChangedAt, Expr::value(tx.now().as_micros()))
        .filter(failed(account, kinds))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// The mails of these kinds that were switched off when the account should have had them.
fn switched_off(account: AccountId, kinds: &[Kind]) -> Condition {
    Condition::all()
        .add(not_told::Column::AccountId.eq(account.0))
        .add(not_told::Column::Mail.is_in(kinds.iter().map(|kind| kind.as_str())))
}

/// Those that failed.
fn failed(account: AccountId, kinds: &[Kind]) -> Condition {
    Condition::all()
        // Word for word the condition of the index.
        .add(Expr::cust("state = 'failed'"))
        .add(outbox::Column::AccountId.eq(account.0))
        .add(outbox::Column::Mail.is_in(kinds.iter().map(|kind| kind.as_str())))
}

/// The news that people are told of.
const NEWS: [Kind; 4] = [
    Kind::Approved,
    Kind::Refused,
    Kind::Revoked,
    Kind::ResetDone,
];

/// Is there news that did not reach the account?
pub(super) fn is_untold(account: AccountId) -> Expr {
    use sea_orm::sea_query::ExprTrait as _;

    let some = || Query::select().expr(Expr::val(1)).to_owned();
    let switched_off = some()
        .from(not_told::Entity)
        .cond_where(switched_off(account, &NEWS))
        .to_owned();
    let failed = some()
        .from(outbox::Entity)
        .cond_where(failed(account, &NEWS))
        .to_owned();
    Expr::exists(switched_off).or(Expr::exists(failed))
}

/// The account knows, or is gone: nothing is left to tell.
pub(crate) async fn forget_all(tx: &Tx, account: AccountId) -> Result<()> {
    forget(tx, account, &NEWS).await
}

/// What the account was not told by that mail, with the reason that goes with it.
pub(crate) async fn find(tx: &Tx, account: AccountId, kind: Kind) -> Result<Option<String>> {
    let row = not_told::Entity::find()
        .filter(not_told::Column::AccountId.eq(account.0))
        .filter(not_told::Column::Mail.eq(kind.as_str()))
        .order_by_desc(not_told::Column::Seq)
        .one(&tx.conn)
        .await?;
    Ok(row.map(|row| row.reason))
}

/// One row of the list.
#[derive(FromQueryResult)]
struct Row {
    at: i64,
    place: i64,
    mail: String,
    recipient: String,
    full_name: Option<String>,
    account_id: Option<Uuid>,
    invitation_id: Option<Uuid>,
    failed_id: Option<Uuid>,
    words: String,
}

/// Why the person was not told, as it is stored.
pub(crate) enum Cause {
    SwitchedOff(AccountId),
    Failed {
        mail: MailId,
        account: Option<AccountId>,
        invitation: Option<InvitationId>,
        words: String,
    },
}

/// One row of the list, read.
pub(crate) struct Listed {
    pub(crate) kind: Kind,
    pub(crate) recipient: String,
    pub(crate) full_name: Option<String>,
    pub(crate) at: Timestamp,
    pub(crate) cause: Cause,
}

const OFF: &str = "SELECT w.at AS at, w.seq * 2 AS place, w.mail AS mail, a.email_typed AS recipient, \
     a.full_name AS full_name, w.account_id AS account_id, CAST(NULL AS UUID_TYPE) AS invitation_id, \
     CAST(NULL AS UUID_TYPE) AS failed_id, '' AS words \
     FROM (SELECT n.at, n.seq, n.mail, n.account_id FROM not_told AS n WALK) AS w \
     JOIN account AS a ON a.id = w.account_id";
const FAILED: &str = "SELECT w.created_at AS at, w.seq * 2 + 1 AS place, w.mail AS mail, \
     w.recipient AS recipient, a.full_name AS full_name, w.account_id AS account_id, \
     w.invitation_id AS invitation_id, w.id AS failed_id, w.words AS words \
     FROM (SELECT o.created_at, o.seq, o.mail, o.recipient, o.account_id, o.invitation_id, o.id, o.words \
     FROM outbox AS o ALONG WHERE o.state = 'failed' AND o.body IS NOT NULL \
     AND (o.lane > 0 OR o.mail = 'reset_done') WALK) AS w \
     LEFT JOIN account AS a ON a.id = w.account_id";

/// The statement of one page, with its values: each walk is bounded before they are joined.
pub(super) fn page(place: Option<&Place>, most: u64, is_postgres: bool) -> (String, Vec<Value>) {
    let is_up = walks_ascending(Direction::Descending, place);
    let (than, dir) = if is_up { (">", "ASC") } else { ("<", "DESC") };
    let mut values: Vec<Value> = Vec::new();
    let (mut off, mut failed) = (String::new(), String::new());
    if let Some(Place {
        key: SortKey::Number(at),
        seq,
        ..
    }) = place
    {
        // Each walk begins at the first of its own rows beyond the place.
        let beside = |odd: i64| {
            let before = (seq - odd).div_euclid(2);
            let is_on = (seq - odd).rem_euclid(2) == 0;
            if is_up || is_on { before } else { before + 1 }
        };
        values.extend([(*at).into(), beside(0).into(), beside(1).into()]);
        off = format!(" WHERE (n.at, n.seq) {than} ($1, $2)");
        failed = format!(" AND (o.created_at, o.seq) {than} ($1, $3)");
    }
    let off = format!("{off} ORDER BY n.at {dir}, n.seq {dir} LIMIT {most}");
    let failed = format!("{failed} ORDER BY o.created_at {dir}, o.seq {dir} LIMIT {most}");
    let sql = format!(
        "{} UNION ALL {} ORDER BY at {dir}, place {dir} LIMIT {most}",
        OFF.replace("WALK", &off),
        FAILED.replace("WALK", &failed),
    );
    // On SQLite the index is named: its planner would rather sort every failed mail.
    let (uuid, along) = if is_postgres {
        ("UUID", "")
    } else {
        ("BLOB", "INDEXED BY outbox_failed")
    };
    (
        sql.replace("UUID_TYPE", uuid).replace("ALONG", along),
        values,
    )
}

impl Store {
    /// One page of whom nobody has told.
    pub(crate) async fn list_not_told(&self, place: Option<Place>) -> Result<Page<Listed>> {
        let size = usize::from(NOT_TOLD_A_PAGE);
        let (sql, values) = page(
            place.as_ref(),
            u64::from(NOT_TOLD_A_PAGE) + 1,
            self.is_postgres(),
        );
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(self.read()).await?;
        let key = |row: &Row| (SortKey::Number(row.at), row.place);
        let Some(page) = cut(rows, size, place.as_ref(), key) else {
            return Box::pin(self.list_not_told(None)).await;
        };
        Ok(Page {
            rows: page.rows.into_iter().map(read).collect::<Result<_>>()?,
            first: page.first,
            next: page.next,
            previous: page.previous,
        })
    }

    /// How many there are.
    pub(crate) async fn count_not_told(&self) -> Result<Count> {
        let off = self
            .bounded_count("FROM not_told", Vec::new(), COUNT_BOUND)
            .await?;
        let failed = "FROM outbox WHERE state = 'failed' AND body IS NOT NULL \
             AND (lane > 0 OR mail = 'reset_done')";
        let failed = self.bounded_count(failed, Vec::new(), COUNT_BOUND).await?;
        let n = off.n + failed.n;
        Ok(Count {
            n: n.min(COUNT_BOUND),
            or_more: off.or_more || failed.or_more || n > COUNT_BOUND,
        })
    }
}

fn read(row: Row) -> Result<Listed> {
    let account = row.account_id.map(AccountId);
    let whose = row.failed_id.or(row.account_id).unwrap_or_default();
    let unknown = || unreadable("not_told", whose, "mail");
    let cause = match (row.failed_id, account) {
        (Some(mail), account) => Cause::Failed {
            mail: MailId(mail),
            account,
            invitation: row.invitation_id.map(InvitationId),
            words: row.words,
        },
        (None, Some(account)) => Cause::SwitchedOff(account),
        (None, None) => return Err(unknown()),
    };
    Ok(Listed {
        kind: Kind::parse(&row.mail).ok_or_else(unknown)?,
        recipient: row.recipient,
        full_name: row.full_name,
        at: Timestamp::from_micros(row.at),
        cause,
    })
}
