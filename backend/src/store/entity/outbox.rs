//! A row of `outbox`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub mail: String,
    pub lane: i64,
    pub recipient: String,
    pub subject: String,
    pub state: String,
    pub body: Option<Vec<u8>>,
    pub invitation_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub self_registration_id: Option<Uuid>,
    pub attempts: i64,
    pub unknown_attempts: i64,
    pub next_attempt_at: i64,
    pub give_up_at: i64,
    pub lease_until: Option<i64>,
    pub lease_id: Option<Uuid>,
    pub words: String,
    pub created_at: i64,
    pub changed_at: i64,
    pub sent_at: Option<i64>,
    pub domain_invitation_id: Option<Uuid>,
    pub membership_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
