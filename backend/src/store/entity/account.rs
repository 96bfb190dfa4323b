//! A row of `account`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub email: String,
    pub email_typed: String,
    pub full_name: String,
    pub name_key: String,
    pub password_hash: String,
    pub role: String,
    pub status: String,
    pub origin: String,
    pub is_unproven: bool,
    pub created_at: i64,
    pub changed_at: i64,
    pub decided_at: i64,
    pub decided_by: Option<Uuid>,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
