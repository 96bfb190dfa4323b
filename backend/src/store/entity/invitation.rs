//! A row of `invitation`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub kind: String,
    pub chain_id: Uuid,
    pub email: String,
    pub email_typed: String,
    pub role: String,
    pub message: String,
    pub status: String,
    pub is_closed: bool,
    pub valid_until: i64,
    pub validity: i64,
    pub inviter_id: Option<Uuid>,
    pub submission_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub created_at: i64,
    pub registered_at: Option<i64>,
    pub changed_at: i64,
    pub changed_by: Option<Uuid>,
    pub reason: String,
    pub reminder_settled_at: Option<i64>,
    pub made_for: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
