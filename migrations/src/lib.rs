//! Schema history, forward only. Imports nothing of ours: a migration never sees today's types.
//! One set for SQLite and PostgreSQL; the two differ in column types, triggers and full text alone.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::{MigrationTrait, async_trait};

mod dialect;
mod m20261120_000001_accounts;
mod m20261120_000002_invitations;
mod m20261120_000003_outbox;
mod m20261120_000004_records;
mod m20261121_000005_developers;
mod m20261121_000006_audit;
mod m20261121_000007_self_registrations;
mod m20261121_000008_password_resets;
mod m20261121_000009_opt_out;
mod m20261121_000010_not_told;
mod m20261122_000011_domains;
mod m20261122_000012_groups;
mod m20261122_000013_linked_invitations;
mod m20261122_000014_people;
mod m20261122_000015_membership_warnings;

/// The migrations in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_accounts::Migration),
            Box::new(m20261120_000002_invitations::Migration),
            Box::new(m20261120_000003_outbox::Migration),
            Box::new(m20261120_000004_records::Migration),
            Box::new(m20261121_000005_developers::Migration),
            Box::new(m20261121_000006_audit::Migration),
            Box::new(m20261121_000007_self_registrations::Migration),
            Box::new(m20261121_000008_password_resets::Migration),
            Box::new(m20261121_000009_opt_out::Migration),
            Box::new(m20261121_000010_not_told::Migration),
            Box::new(m20261122_000011_domains::Migration),
            Box::new(m20261122_000012_groups::Migration),
            Box::new(m20261122_000013_linked_invitations::Migration),
            Box::new(m20261122_000014_people::Migration),
            Box::new(m20261122_000015_membership_warnings::Migration),
        ]
    }
}
