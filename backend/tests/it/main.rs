//! The use cases on real databases: each promise, each race, each walk, on SQLite and on PostgreSQL.

mod accounts;
mod audit;
mod budgets;
mod chains;
mod developers;
mod home_page;
mod invitation_list;
mod invitations;
mod links;
mod mail_samples;
mod not_told;
mod own_mail;
mod password_numbers;
mod password_reset;
mod races;
mod registrations;
mod resends;
mod self_registrations;
mod sessions;
mod settings;
mod setup;
mod submissions;
mod support;
mod throttles;
mod walks;
