//! A row of `domain`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domain")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub name: String,
    pub title: String,
    pub title_key: String,
    pub description: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub changed_at: i64,
    pub archived_at: Option<i64>,
    pub archived_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
