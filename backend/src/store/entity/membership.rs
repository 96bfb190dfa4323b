//! A row of `membership`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub domain_id: Uuid,
    pub account_id: Uuid,
    pub role: String,
    pub status: String,
    pub origin: String,
    pub invitation_id: Option<Uuid>,
    pub invited_by: Option<Uuid>,
    pub name_key: String,
    pub email: String,
    pub joined_at: i64,
    pub ends_at: Option<i64>,
    pub warned_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub ended_by: Option<Uuid>,
    pub end_reason: String,
    pub changed_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
