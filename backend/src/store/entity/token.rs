//! A row of `token`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub purpose: String,
    pub invitation_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub self_registration_id: Option<Uuid>,
    pub created_at: i64,
    pub valid_until: i64,
    pub died_at: Option<i64>,
    pub mail_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
