//! A row of `domain_invitation`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domain_invitation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub domain_id: Uuid,
    pub chain_id: Uuid,
    pub email: String,
    pub email_typed: String,
    pub account_id: Option<Uuid>,
    pub portal_invitation_id: Option<Uuid>,
    pub role: String,
    pub message: String,
    pub status: String,
    pub valid_until: i64,
    pub validity: i64,
    pub inviter_id: Option<Uuid>,
    pub vouched_by: Option<Uuid>,
    pub created_at: i64,
    pub answered_at: Option<i64>,
    pub changed_at: i64,
    pub changed_by: Option<Uuid>,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
