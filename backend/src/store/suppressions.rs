//! The rows of addresses that asked not to be invited (T21): canonical addresses, with the invitation
//! whose mail carried the link.

use super::entity::{invitation, suppression};
use super::only::Only as _;
use super::{Tx, budgets, unreadable};
use crate::error::Result;
use rules::ids::InvitationId;
use rules::invitation::{Suppression, Way, not_suppressed};
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Has the address to itself until the transaction ends. What invites it (T1, T11) holds the row of its day, and what
/// stops invitations to it holds those of the days around too, so that neither overlooks the other at midnight.
pub(crate) async fn hold(tx: &Tx, email: &str) -> Result<()> {
    let today = tx.now().day();
    for day in [today - 1, today, today + 1] {
        budgets::hold(tx, "recipient", email, day).await?;
    }
    Ok(())
}

/// Notes that the address asks not to be invited; false when it did already.
pub(crate) async fn insert(tx: &Tx, email: &str, way: Way, by: InvitationId) -> Result<bool> {
    let row = suppression::ActiveModel {
        email: Set(email.to_string()),
        since: Set(tx.now().as_micros()),
        way: Set(way.as_str().to_string()),
        invitation_id: Set(by.0),
    };
    let done = suppression::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(done == 1)
}

/// The address may be invited again; false when it could be.
pub(crate) async fn remove(tx: &Tx, email: &str) -> Result<bool> {
    let done = suppression::Entity::delete_many()
        .filter(suppression::Column::Email.eq(email))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// What is known of the address.
pub(crate) async fn find(conn: &impl ConnectionTrait, email: &str) -> Result<Option<Suppression>> {
    let row = suppression::Entity::find_by_id(email.to_string())
        .only(conn)
        .await?;
    row.map(|row| {
        let way = Way::parse(&row.way)
            .ok_or_else(|| unreadable("suppression by", row.invitation_id, "way"))?;
        Ok(Suppression {
            since: Timestamp::from_micros(row.since),
            way,
        })
    })
    .transpose()
}

/// Refuses an address that asked not to be invited.
pub(crate) async fn refuse(conn: &impl ConnectionTrait, email: &str) -> Result<()> {
    let known = find(conn, email).await?;
    Ok(not_suppressed(known.map(|known| known.since))?)
}

/// Which of these canonical addresses asked not to be invited, and since when.
pub(crate) async fn of(
    conn: &impl ConnectionTrait,
    emails: &[String],
) -> Result<HashMap<String, Timestamp>> {
    if emails.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, i64)> = suppression::Entity::find()
        .select_only()
        .column(suppression::Column::Email)
        .column(suppression::Column::Since)
        .filter(suppression::Column::Email.is_in(emails))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(email, since)| (email, Timestamp::from_micros(since)))
        .collect())
}

/// Which of these invitations were sent to an address that asked not to be invited.
pub(super) async fn among(tx: &Tx, invitations: &[Uuid]) -> Result<Vec<Uuid>> {
    if invitations.is_empty() {
        return Ok(Vec::new());
    }
    let suppressed = Query::select()
        .expr(Expr::val(1))
        .from(suppression::Entity)
        .and_where(
            Expr::col((suppression::Entity, suppression::Column::Email))
                .equals((invitation::Entity, invitation::Column::Email)),
        )
        .to_owned();
    Ok(invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::Id.is_in(invitations.iter().copied()))
        .filter(Expr::exists(suppressed))
        .into_tuple()
        .all(&tx.conn)
        .await?)
}
