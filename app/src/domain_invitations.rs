//! Invitations into domains: the invitee's pop-up, inbox and list, and the domain's own Invitations tab with Send
//! Invitation (M; PRODUCT.md 8.5). Decides nothing.

pub mod answering;
pub mod api;
pub mod inbox;
pub mod mine;
pub mod pending;
pub mod people;
pub mod pop_up;
pub mod sending;
pub mod shown;
pub mod status;
pub mod tab;

pub use inbox::{InboxButton, LANDING, provide_inbox, use_answered};
pub use mine::MyInvitationsPage;
pub use pending::PendingList;
pub use pop_up::PopUp;
pub use sending::SendPage;
pub use tab::DomainInvitationsPage;
