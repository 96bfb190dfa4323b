//! Mail: the list of the outbox, one letter, Retry, the test mail. Knows how mails are shown, never how
//! they travel.

pub mod api;
pub mod delivery;
pub mod letter;
pub mod list;
pub mod not_told;

pub use delivery::DeliveryBadge;
pub use letter::LetterPage;
pub use list::MailPage;
pub use not_told::NotToldPage;
