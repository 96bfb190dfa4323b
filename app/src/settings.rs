//! Settings: one page a tab, each value with where it comes from. The rules say what a value may be,
//! the use case checks and stores it.

pub mod api;
pub mod appearance;
pub mod approval;
pub mod draft;
pub mod fields;
pub mod home;
pub mod limits;
pub mod mail;
pub mod mail_sample;
pub mod page;
pub mod passwords;
pub mod test_mail;
pub mod waiting_rows;

pub use appearance::AppearancePage;
pub use approval::ApprovalPage;
pub use home::HomeSettingsPage;
pub use limits::LimitsPage;
pub use mail::MailSettingsPage;
pub use mail_sample::MailSamplePage;
pub use passwords::PasswordsPage;
