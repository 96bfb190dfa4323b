//! The rows of sessions. Read at every request, without a cache (SECURITY SES-4).

use super::accounts::{self, Account};
use super::entity::{account, session};
use super::only::Only as _;
use super::{Tx, unreadable};
use crate::error::Result;
use rules::ids::{AccountId, SessionId};
use rules::session::OwnSession;
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, LinkDef, Linked, QueryFilter, QueryOrder,
    QuerySelect, SelectTwo,
};

/// One login of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// When the password was last proven.
    pub proof_at: Timestamp,
    /// The client's address at login, as text.
    pub address: String,
    /// The browser's own words at login.
    pub user_agent: String,
}

impl Session {
    /// As its owner sees it who looks in the session `current`.
    pub fn to_own(&self, current: SessionId) -> OwnSession {
        OwnSession {
            id: self.id,
            began_at: self.began_at,
            last_seen_at: self.last_seen_at,
            address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            is_current: self.id == current,
        }
    }
}

fn parse(row: session::Model) -> Session {
    Session {
        id: SessionId(row.id),
        account: AccountId(row.account_id),
        began_at: Timestamp::from_micros(row.began_at),
        last_seen_at: Timestamp::from_micros(row.last_seen_at),
        proof_at: Timestamp::from_micros(row.proof_at),
        address: row.address,
        user_agent: row.user_agent,
    }
}

/// The session of that cookie digest, with its account as of now.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    digest: &[u8],
) -> Result<Option<(Session, Account)>> {
    let row = with_account(digest)
        .into_model::<session::Model, account::Model>()
        .only(conn)
        .await?;
    let Some((session, account)) = row else {
        return Ok(None);
    };
    // A session goes with its account; one that is missing can't be read.
    let account = account.ok_or_else(|| unreadable("session", session.id, "account"))?;
    Ok(Some((parse(session), accounts::parse(account)?)))
}

/// From a session to its account.
struct Holder;

impl Linked for Holder {
    type FromEntity = session::Entity;
    type ToEntity = account::Entity;

    fn link(&self) -> Vec<LinkDef> {
        let holder = session::Entity::belongs_to(account::Entity)
            .from(session::Column::AccountId)
            .to(account::Column::Id);
        vec![holder.into()]
    }
}

fn with_account(digest: &[u8]) -> SelectTwo<session::Entity, account::Entity> {
    session::Entity::find()
        .find_also_linked(Holder)
        .filter(session::Column::Digest.eq(digest))
}

/// Begins a session.
pub(crate) async fn insert(tx: &Tx, digest: &[u8], session: &Session) -> Result<()> {
    let row = session::ActiveModel {
        id: Set(session.id.0),
        digest: Set(digest.to_vec()),
        account_id: Set(session.account.0),
        began_at: Set(session.began_at.as_micros()),
        last_seen_at: Set(session.last_seen_at.as_micros()),
        proof_at: Set(session.proof_at.as_micros()),
        address: Set(session.address.clone()),
        user_agent: Set(session.user_agent.clone()),
    };
    session::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Notes that the session was seen.
pub(crate) async fn touch(tx: &Tx, id: SessionId) -> Result<()> {
    session::Entity::update_many()
        .col_expr(
            session::Column::LastSeenAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(session::Column::Id.eq(id.0))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Notes that the password was proved in the session.
pub(crate) async fn prove(tx: &Tx, id: SessionId) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::ProofAt, Expr::value(tx.now().as_micros()))
        .filter(session::Column::Id.eq(id.0))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Gives the session a new cookie; false when it is gone (SECURITY SES-2).
pub(crate) async fn rotate(
    tx: &Tx,
    account: AccountId,
    id: SessionId,
    digest: &[u8],
) -> Result<bool> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::Digest, Expr::value(digest.to_vec()))
        .col_expr(session::Column::ProofAt, Expr::value(tx.now().as_micros()))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::AccountId.eq(account.0))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends the session behind that cookie digest, whosever it is; nothing happens when there is none.
pub(crate) async fn end_behind(tx: &Tx, digest: &[u8]) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::Digest.eq(digest))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// The sessions of an account, the last seen first.
pub(crate) async fn of_account(
    conn: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Vec<Session>> {
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .order_by_desc(session::Column::LastSeenAt)
        .limit(100)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// Ends one session of the account; false when it has none of that id.
pub(crate) async fn end(tx: &Tx, account: AccountId, id: SessionId) -> Result<bool> {
    let done = session::Entity::delete_many()
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::AccountId.eq(account.0))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends all sessions of the account but `kept`; answers how many.
pub(crate) async fn end_all(tx: &Tx, account: AccountId, kept: Option<SessionId>) -> Result<u64> {
    let mut ended = session::Entity::delete_many().filter(session::Column::AccountId.eq(account.0));
    if let Some(kept) = kept {
        ended = ended.filter(session::Column::Id.ne(kept.0));
    }
    Ok(ended.exec(&tx.conn).await?.rows_affected)
}

/// Deletes sessions that began before `then`: no limit lets them live.
pub(crate) async fn sweep(tx: &Tx, then: Timestamp) -> Result<u64> {
    let done = session::Entity::delete_many()
        .filter(session::Column::BeganAt.lt(then.as_micros()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::{plan, sqlite};
    use sea_orm::{DbBackend, QueryTrait as _};

    #[tokio::test]
    async fn a_session_and_its_account_are_found_by_two_keys_without_a_bound_limit() {
        // PERFORMANCE section 7, point 7: at every request
        let (store, _guard, folder) = sqlite().await;
        let statement = with_account(&[7; 32]).build(DbBackend::Sqlite);
        assert!(!statement.sql.contains("LIMIT"), "{}", statement.sql);
        let asked = (statement.sql, statement.values.unwrap().0);
        let plan = plan(&store, &asked, "", "EXPLAIN QUERY PLAN").await;
        assert!(!plan.contains("SCAN"), "{plan}");
        assert_eq!(plan.matches("SEARCH").count(), 2, "{plan}");
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
