//! The rows of forgotten passwords: who asked, until it is answered, and the tokens of their links,
//! digests only (SECURITY AUT-2, AUT-3, INV-2).

use super::Tx;
use super::entity::{outbox, reset_request, token};
use super::only::Only as _;
use crate::error::Result;
use crate::secrets::Purpose;
use rules::ids::{AccountId, MailId};
use rules::outbox::{Delivery, Kind};
use rules::time::{Span, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// Dead tokens stand so long, because they are counted.
const KEPT_FOR: Span = Span::days(1);

/// Somebody asked; whether the address has an account is looked up when it is answered.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) seq: i64,
    /// The canonical address.
    pub(crate) email: String,
    pub(crate) request_id: String,
    /// When the link ends.
    pub(crate) valid_until: Timestamp,
}

/// Notes that somebody asked: the same row for known and unknown addresses (AUT-2).
pub(crate) async fn ask(
    tx: &Tx,
    email: &str,
    request_id: &str,
    valid_until: Timestamp,
) -> Result<()> {
    let row = reset_request::ActiveModel {
        seq: NotSet,
        email: Set(email.to_string()),
        request_id: Set(request_id.to_string()),
        valid_until: Set(valid_until.as_micros()),
        created_at: Set(tx.now().as_micros()),
    };
    reset_request::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Who waits for an answer, the first first.
pub(crate) async fn unanswered(
    conn: &impl ConnectionTrait,
    after: i64,
    most: u64,
) -> Result<Vec<Asked>> {
    let rows = reset_request::Entity::find()
        .filter(reset_request::Column::Seq.gt(after))
        .order_by_asc(reset_request::Column::Seq)
        .limit(most)
        .all(conn)
        .await?;
    let asked = rows.into_iter().map(|row| Asked {
        seq: row.seq,
        email: row.email,
        request_id: row.request_id,
        valid_until: Timestamp::from_micros(row.valid_until),
    });
    Ok(asked.collect())
}

/// Takes it away to be answered: true for exactly one caller.
pub(crate) async fn take(tx: &Tx, seq: i64) -> Result<bool> {
    let done = reset_request::Entity::delete_many()
        .filter(reset_request::Column::Seq.eq(seq))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// A link that is about to be mailed.
pub(crate) struct NewLink {
    pub(crate) digest: Vec<u8>,
    pub(crate) account: AccountId,
    /// The mail that carries it.
    pub(crate) mail: MailId,
    pub(crate) valid_until: Timestamp,
}

/// Stores the digest of a link.
pub(crate) async fn insert(tx: &Tx, link: &NewLink) -> Result<()> {
    let row = token::ActiveModel {
        digest: Set(link.digest.clone()),
        purpose: Set(Purpose::Reset.as_str().to_string()),
        self_registration_id: Set(None),
        invitation_id: Set(None),
        account_id: Set(Some(link.account.0)),
        created_at: Set(tx.now().as_micros()),
        valid_until: Set(link.valid_until.as_micros()),
        died_at: Set(None),
        mail_id: Set(Some(link.mail.0)),
    };
    token::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// How many links the account was mailed after `since`, dead ones included.
pub(crate) async fn mailed_after(tx: &Tx, account: AccountId, since: Timestamp) -> Result<u64> {
    Ok(token::Entity::find()
        .filter(token::Column::AccountId.eq(account.0))
        .filter(token::Column::Purpose.eq(Purpose::Reset.as_str()))
        .filter(token::Column::CreatedAt.gt(since.as_micros()))
        .count(&tx.conn)
        .await?)
}

/// Whose link it is and when it ends, while it works.
pub(crate) async fn account_behind(
    conn: &impl ConnectionTrait,
    digest: &[u8],
    now: Timestamp,
) -> Result<Option<(AccountId, Timestamp)>> {
    let row = token::Entity::find_by_id(digest.to_vec())
        .filter(token::Column::Purpose.eq(Purpose::Reset.as_str()))
        .filter(token::Column::DiedAt.is_null())
        .filter(token::Column::ValidUntil.gt(now.as_micros()))
        .only(conn)
        .await?;
    Ok(row.and_then(|row| {
        let account = AccountId(row.account_id?);
        Some((account, Timestamp::from_micros(row.valid_until)))
    }))
}

/// Uses the account's link up: true for exactly one caller.
pub(crate) async fn consume(tx: &Tx, digest: &[u8], account: AccountId) -> Result<bool> {
    let done = token::Entity::update_many()
        .col_expr(token::Column::DiedAt, Expr::value(tx.now().as_micros()))
        .filter(token::Column::Digest.eq(digest))
        .filter(token::Column::Purpose.eq(Purpose::Reset.as_str()))
        .filter(token::Column::AccountId.eq(account.0))
        .filter(token::Column::DiedAt.is_null())
        .filter(token::Column::ValidUntil.gt(tx.now().as_micros()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Kills every link to reset the account's password or to change its address (AUT-3), skips the mails
/// that wait with one and wipes the texts of the others (MAIL-2, MAIL-7).
pub(crate) async fn kill_all(tx: &Tx, account: AccountId) -> Result<()> {
    token::Entity::update_many()
        .col_expr(token::Column::DiedAt, Expr::value(tx.now().as_micros()))
        .filter(token::Column::AccountId.eq(account.0))
        .filter(Expr::cust("purpose IN ('reset', 'email_change')"))
        .filter(token::Column::DiedAt.is_null())
        .exec(&tx.conn)
        .await?;
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::State,
            Expr::value(Delivery::Skipped.as_str()),
        )
        .col_expr(outbox::Column::Words, Expr::value(super::outbox::NOT_TRUE))
        .col_expr(outbox::Column::ChangedAt, Expr::value(tx.now().as_micros()))
        .filter(outbox::Column::AccountId.eq(account.0))
        .filter(outbox::Column::Mail.eq(Kind::PasswordReset.as_str()))
        .filter(Expr::cust("state IN ('queued', 'retrying')"))
        .exec(&tx.conn)
        .await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None))
        .filter(outbox::Column::AccountId.eq(account.0))
        .filter(outbox::Column::Mail.eq(Kind::PasswordReset.as_str()))
        .filter(outbox::Column::Body.is_not_null())
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Those of these mails whose link still works.
pub(crate) async fn alive_in(tx: &Tx, mails: &[Uuid]) -> Result<Vec<Uuid>> {
    if mails.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Option<Uuid>> = token::Entity::find()
        .select_only()
        .column(token::Column::MailId)
        .filter(token::Column::MailId.is_in(mails.iter().copied()))
        .filter(token::Column::DiedAt.is_null())
        .filter(token::Column::ValidUntil.gt(tx.now().as_micros()))
        .into_tuple()
        .all(&tx.conn)
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

/// When the link in this mail ends.
pub(crate) async fn end_of_link_in(tx: &Tx, mail: MailId) -> Result<Option<Timestamp>> {
    let row = token::Entity::find()
        .filter(token::Column::MailId.eq(mail.0))
        .one(&tx.conn)
        .await?;
    Ok(row.map(|row| Timestamp::from_micros(row.valid_until)))
}

/// Lets links die that are overdue, with the texts that carry them (MAIL-2), and deletes those that died
/// long ago. At most `most`; answers how many died.
pub(crate) async fn sweep(tx: &Tx, most: u64) -> Result<u64> {
    token::Entity::delete_many()
        .filter(Expr::cust("purpose = 'reset'"))
        .filter(token::Column::ValidUntil.lt(tx.now().minus(KEPT_FOR).as_micros()))
        .filter(token::Column::DiedAt.is_not_null())
        .exec(&tx.conn)
        .await?;
    let overdue = token::Entity::find()
        .filter(Expr::cust("purpose = 'reset'"))
        .filter(token::Column::ValidUntil.lte(tx.now().as_micros()))
        .filter(token::Column::DiedAt.is_null())
        .limit(most)
        .all(&tx.conn)
        .await?;
    if overdue.is_empty() {
        return Ok(0);
    }
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None))
        .filter(outbox::Column::Id.is_in(overdue.iter().filter_map(|row| row.mail_id)))
        .filter(outbox::Column::Body.is_not_null())
        .exec(&tx.conn)
        .await?;
    let done = token::Entity::update_many()
        .col_expr(token::Column::DiedAt, Expr::value(tx.now().as_micros()))
        .filter(token::Column::Digest.is_in(overdue.into_iter().map(|row| row.digest)))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected)
}
