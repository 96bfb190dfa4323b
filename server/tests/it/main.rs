//! Tests of the process through its public door: layers and accept loop, pages, endpoints, authority, structure.

mod audit;
mod authority;
mod console_forms;
mod domain_invitations;
mod domains;
mod groups;
mod home_page;
mod invitations;
mod late_answers;
mod layers;
mod mail_samples;
mod pages;
mod people;
mod process;
mod roles;
mod support;
mod tidy;
