//! The rows as they are stored. Nothing outside `store` sees them.
#![allow(
    unreachable_pub,
    reason = "the macro of entities writes public items; the folder is private"
)]

pub(super) mod account;
pub(super) mod audit_event;
pub(super) mod domain;
pub(super) mod domain_invitation;
pub(super) mod former_account;
pub(super) mod group_member;
pub(super) mod instance;
pub(super) mod invitation;
pub(super) mod invitation_group;
pub(super) mod membership;
pub(super) mod not_told;
pub(super) mod outbox;
pub(super) mod portal_group;
pub(super) mod reset_request;
pub(super) mod self_registration;
pub(super) mod session;
pub(super) mod setting;
pub(super) mod submission;
pub(super) mod submission_line;
pub(super) mod suppression;
pub(super) mod throttle;
pub(super) mod token;
