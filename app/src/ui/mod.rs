//! The parts that pages are made of: buttons, fields, dialogs, tables, times.
//!
//! **Invariant:** product-blind. Nothing here names a feature, a use case or a rule of the portal, and no part
//! holds a sentence: texts come as props (UX.md L10N-02). Every part renders whole on the server, hydrates without
//! reading clock or locale, and what needs script stays invisible until the page is alive (UX.md PE-02).

pub mod address;
pub mod announcer;
pub mod badge;
mod bound;
pub mod bulk;
pub mod button;
pub mod card;
pub mod checklist;
pub mod chips_input;
pub mod choices;
pub mod combobox;
pub mod confirm_dialog;
pub mod content;
pub mod copy_button;
pub mod data_table;
pub mod description_list;
pub mod dialog;
pub mod empty_state;
pub mod field;
pub mod filter_chips;
pub mod hydration;
pub mod icon;
pub mod link_item;
pub mod meter;
pub mod notice;
pub mod page_head;
pub mod pager;
pub mod password_field;
pub mod pause;
pub mod public_page;
pub mod pulse;
mod raw_text;
pub mod search_form;
pub mod select_field;
pub mod skeleton;
pub mod tabs;
pub mod text_area;
pub mod text_field;
pub mod theme_switch;
pub mod time;
pub mod timeline;
pub mod toast;
pub mod tone;

pub use address::Address;
pub use announcer::{Announcer, LiveRegion, announce, use_announcer};
pub use badge::Badge;
pub use bulk::{BulkAnswer, BulkAnswers, BulkBar, ChooseAll, ChooseNothing, ChooseRow, Selection};
pub use button::{Button, IconButton, IconLink, LinkButton, Variant};
pub use card::Card;
pub use checklist::{CheckItem, Checklist};
pub use chips_input::{Chip, ChipsInput};
pub use choices::{Checks, Choice, ChoiceLook, Choices};
pub use combobox::{Combobox, Hit};
pub use confirm_dialog::ConfirmDialog;
pub use content::{Children, Content, IntoContent, ViewFn, page};
pub use copy_button::CopyButton;
pub use data_table::{DataTable, Sort, SortTh};
pub use description_list::{Described, DescriptionList};
pub use dialog::{Dialog, DialogBody, DialogFoot};
pub use empty_state::EmptyState;
pub use field::Field;
pub use filter_chips::{FilterChip, FilterChips};
pub use hydration::{in_browser, of_answer, provide_ui, use_hydrated};
pub use icon::{Glyph, Icon, Logo};
pub use link_item::LinkItem;
pub use meter::Meter;
pub use notice::Notice;
pub use page_head::{PageHead, provide_heading_focus};
pub use pager::Pager;
pub use password_field::PasswordField;
pub use pause::Pause;
pub use public_page::PublicPage;
pub use pulse::pulse;
pub use search_form::{SearchBox, SearchForm};
pub use select_field::{SelectField, SelectOption};
pub use skeleton::SkeletonRows;
pub use tabs::{QuickFilters, Tabs};
pub use text_area::TextArea;
pub use text_field::TextField;
pub use theme_switch::{ThemeChoice, ThemeSwitch, ThemeTexts};
pub use time::Time;
pub use timeline::{Timeline, TimelineEntry};
pub use toast::{Toast, ToastArea, Toasts, use_toasts};
pub use tone::Tone;

#[cfg(test)]
mod tests;

/// A text that stays the same for the life of its element: borrowed from the messages, or made for one row.
pub type Text = leptos::prelude::Oco<'static, str>;
