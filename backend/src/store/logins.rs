//! What a login reads of an account and gives back, in as few statements as it can: beside a hash every one counts
//! (PERFORMANCE P-08, P-09).

use super::accounts::{self, Account};
use super::entity::{account, domain_invitation, throttle};
use super::only::Only as _;
use super::{Tx, not_told};
use crate::error::Result;
use rules::ids::AccountId;
use rules::time::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select};

/// Whoever has typed the right password.
pub(crate) struct Known {
    pub(crate) account: Account,
    /// Is there a mail that did not tell them?
    pub(crate) is_untold: bool,
    /// Does an invitation into a domain wait for them?
    pub(crate) is_invited: bool,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    account: account::Model,
    is_untold: bool,
    is_invited: bool,
}

/// The account of that id, locked until the transaction ends.
pub(crate) async fn find_locked(tx: &Tx, id: AccountId) -> Result<Option<Known>> {
    let row = of(id, tx.now()).into_model::<Row>().only(&tx.conn).await?;
    let known = |row: Row| {
        Ok(Known {
            account: accounts::parse(row.account)?,
            is_untold: row.is_untold,
            is_invited: row.is_invited,
        })
    };
    row.map(known).transpose()
}

fn of(id: AccountId, now: Timestamp) -> Select<account::Entity> {
    let invitations = Query::select()
        .expr(Expr::val(1))
        .from(domain_invitation::Entity)
        .and_where(domain_invitation::Column::AccountId.eq(id.0))
        .and_where(Expr::cust("status = 'pending'"))
        .and_where(domain_invitation::Column::ValidUntil.gt(now.as_micros()))
        .to_owned();
    account::Entity::find()
        .expr_as(not_told::is_untold(id), "is_untold")
        .expr_as(Expr::exists(invitations), "is_invited")
        .filter(account::Column::Id.eq(id.0))
        .lock_exclusive()
}

/// Takes back reserved tries: the count of the `ended` keys ends, that of the `lowered` ones loses one. Buckets that
/// were swept meanwhile count for nothing anyway.
pub(crate) async fn give_back(tx: &Tx, ended: &[&str], lowered: &[&str]) -> Result<()> {
    let is_ended = || throttle::Column::Key.is_in(ended.iter().copied());
    let lower = Expr::col(throttle::Column::Failures).sub(1);
    let failures = CaseStatement::new().case(is_ended(), 0).finally(lower);
    let last_at = CaseStatement::new()
        .case(is_ended(), 0)
        .finally(Expr::col(throttle::Column::LastAt));
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, failures.into())
        .col_expr(throttle::Column::LastAt, last_at.into())
        .filter(throttle::Column::Key.is_in(ended.iter().chain(lowered).copied()))
        .filter(throttle::Column::Failures.gt(0))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::{NOW, plan, sqlite};
    use sea_orm::{DbBackend, QueryTrait as _};

    #[tokio::test]
    async fn what_a_login_reads_stands_at_the_end_of_an_index() {
        // PERFORMANCE section 5
        let (store, _guard, folder) = sqlite().await;
        let id = AccountId(uuid::Uuid::nil());
        let statement = of(id, NOW).build(DbBackend::Sqlite);
        let values = statement.values.unwrap().0;
        let plan = plan(&store, &(statement.sql, values), "", "EXPLAIN QUERY PLAN").await;
        assert!(!plan.contains("SCAN"), "{plan}");
        for index in [
            "not_told_once",
            "outbox_failed_account",
            "SEARCH domain_invitation USING INDEX",
        ] {
            assert!(plan.contains(index), "{index} in\n{plan}");
        }
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
