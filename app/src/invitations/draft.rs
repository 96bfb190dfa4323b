//! What is being written in the invite dialog: kept through a reload of the tab (UX-INV-11), sent under
//! a key that stays the same as long as the content does (UX-INV-07).

use super::address_chips::{Added, AddressChips, failed_text};
use super::api;
use super::browser_unicode::BrowserUnicode;
use crate::error::{AppError, Fault};
use crate::messages::errors;
use crate::messages::invitations::inviting as words;
use crate::state::{RefusedForm, use_viewing};
use crate::ui::{Announcer, use_announcer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::SubmissionId;
use rules::invitation::{Refusal, validity_within_bounds};
use rules::plain_text::Note;
use rules::role::CUSTOMER;
use rules::submission::Report;
use rules::time::Span;

mod kept;
mod key;
use kept::Content;
use key::new_key;

/// The presets, in hours (PRODUCT.md 8.3).
pub(super) const PRESETS: [u32; 4] = [24, 72, 168, 720];
/// The choice of hours of one's own.
pub(super) const CUSTOM: &str = "custom";
/// More mails than this are asked about before they leave (DST-02).
const MANY: usize = 50;

/// The validity that the form names.
///
/// # Errors
/// [`AppError::Invalid`] for what is no number of hours, [`AppError::Refused`] out of bounds.
pub(super) fn validity(hours: &str, custom: &str) -> Result<Span, AppError> {
    let written = if hours == CUSTOM { custom } else { hours };
    let Ok(hours) = written.trim().parse::<u32>() else {
        let field = "custom_hours".to_string();
        let reason = words::CUSTOM_HOURS_FAULT.to_string();
        return Err(AppError::Invalid(vec![Fault { field, reason }]));
    };
    validity_within_bounds(Span::hours(i64::from(hours))).map_err(AppError::Refused)
}

/// The invite form as it is being filled.
#[derive(Clone, Copy)]
pub struct Draft {
    pub(super) chips: RwSignal<AddressChips>,
    pub(super) typed: RwSignal<String>,
    pub(super) role: RwSignal<String>,
    pub(super) groups: RwSignal<Vec<String>>,
    pub(super) domains: RwSignal<Vec<String>>,
    pub(super) validity_hours: RwSignal<String>,
    pub(super) custom_hours: RwSignal<String>,
    pub(super) message: RwSignal<String>,
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_sending: RwSignal<bool>,
    pub(super) asks_about_many: RwSignal<bool>,
    list_fault: RwSignal<Option<String>>,
    sent_as: StoredValue<Option<(Content, SubmissionId)>>,
    of: StoredValue<String>,
    announcer: Announcer,
}

impl Draft {
    /// An empty one; or, after a refused form without JavaScript, what was typed.
    pub(super) fn new(refused: Option<RefusedForm>) -> Self {
        let (email, hours) = use_viewing()
            .with_untracked(|viewing| (viewing.email.clone(), viewing.invitation_validity_hours));
        let typed = |field: &str| refused.as_ref().and_then(|form| form.value(field));
        let several = |field: &str| {
            let of_refused = refused.as_ref().map(|form| form.values_of(field));
            of_refused.unwrap_or_default()
        };
        let (preset, custom) = if PRESETS.contains(&hours) {
            (hours.to_string(), String::new())
        } else {
            (CUSTOM.to_string(), hours.to_string())
        };
        Draft {
            chips: RwSignal::new(AddressChips::default()),
            typed: RwSignal::new(String::new()),
            role: RwSignal::new(typed("role").unwrap_or_else(|| CUSTOMER.to_string())),
            groups: RwSignal::new(several("groups")),
            domains: RwSignal::new(several("domains")),
            validity_hours: RwSignal::new(typed("validity_hours").unwrap_or(preset)),
            custom_hours: RwSignal::new(typed("custom_hours").unwrap_or(custom)),
            message: RwSignal::new(typed("message").unwrap_or_default()),
            error: RwSignal::new(refused.map(|form| form.error)),
            is_sending: RwSignal::new(false),
            asks_about_many: RwSignal::new(false),
            list_fault: RwSignal::new(None),
            sent_as: StoredValue::new(None),
            of: StoredValue::new(email),
            announcer: use_announcer(),
        }
    }

    /// Reads what was typed or pasted into chips, and says once what came of it.
    pub(super) fn commit(self, text: &str) {
        if let Some(told) = self.fill(text) {
            self.announcer
                .say(words::batch(told.added, told.duplicates, told.unreadable));
        }
    }

    /// Reads a text into chips without a word; answers what it added, if it was taken.
    pub(super) fn fill(self, text: &str) -> Option<Added> {
        match self
            .chips
            .try_update(|chips| chips.add(text, &BrowserUnicode))?
        {
            Ok(added) => {
                self.list_fault.set(None);
                Some(added)
            }
            Err(many) => {
                // Nothing of it was taken; it stays where it can be seen and cut down.
                self.typed.set(text.to_string());
                self.list_fault.set(Some(words::too_many(many.count)));
                None
            }
        }
    }

    /// Takes a chip off.
    pub(super) fn remove(self, key: &str) {
        let mut removed = None;
        self.chips.update(|chips| removed = chips.remove(key));
        if let Some(text) = removed {
            self.announcer.say(words::removed(&text));
        }
    }

    /// Puts an entry that can't be read back into the field, to be mended.
    pub(super) fn mend(self) {
        let Some((key, text)) = self.chips.with_untracked(AddressChips::first_unreadable) else {
            return;
        };
        self.chips.update(|chips| drop(chips.remove(&key)));
        self.typed.set(text);
    }

    /// What is wrong with the list as a whole.
    pub(super) fn list_error(self) -> Option<String> {
        self.list_fault.get().or_else(|| {
            self.error
                .with(|error| error.as_ref()?.fault_of("addresses"))
        })
    }

    /// What is wrong with one field.
    pub(super) fn fault_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.error.with(|error| match error.as_ref()? {
                AppError::Refused(refusal @ Refusal::Validity { .. })
                    if field == "custom_hours" =>
                {
                    Some(errors::sentence(&AppError::Refused(refusal.clone())))
                }
                error => error.fault_of(field),
            })
        })
    }

    /// A refusal that belongs to no field.
    pub(super) fn refusal(self) -> Option<String> {
        self.error.with(|error| match error.as_ref()? {
            AppError::Invalid(_) | AppError::Refused(Refusal::Validity { .. }) => None,
            error => Some(errors::sentence(error)),
        })
    }

    /// Is there something that would be lost?
    pub(super) fn is_unsent(self) -> bool {
        !self.chips.with_untracked(AddressChips::is_empty)
            || self.typed.with_untracked(|text| !text.trim().is_empty())
            || self.message.with_untracked(|text| !text.trim().is_empty())
    }

    /// SUBMIT: asks first when many mails would leave.
    pub(super) fn submit(self, on_report: Callback<Report>) {
        let typed = self.typed.get_untracked();
        if !typed.trim().is_empty() {
            self.typed.set(String::new());
            self.commit(&typed);
        }
        if self.check().is_err() {
            return;
        }
        if self.chips.with_untracked(AddressChips::sendable) > MANY {
            self.asks_about_many.set(true);
        } else {
            self.send(on_report);
        }
    }

    /// The faults that the browser finds as well as the server does.
    fn check(self) -> Result<(), ()> {
        self.error.set(None);
        if self.list_fault.with_untracked(Option::is_some) {
            return Err(());
        }
        let mut faults = Vec::new();
        let mut fault = |field: &str, reason: &str| {
            faults.push(Fault {
                field: field.to_string(),
                reason: reason.to_string(),
            });
        };
        if self.chips.with_untracked(AddressChips::sendable) == 0 {
            fault("addresses", words::NONE);
        }
        if let Err(unfit) = self
            .message
            .with_untracked(|text| Note::parse(text).map(drop))
        {
            fault("message", unfit.reason());
        }
        let hours = self.validity_hours.get_untracked();
        if let Err(error) = validity(&hours, &self.custom_hours.get_untracked()) {
            fault("custom_hours", &errors::sentence(&error));
        }
        if faults.is_empty() {
            return Ok(());
        }
        self.error.set(Some(AppError::Invalid(faults)));
        Err(())
    }

    /// Sends it. A second click while it is under way does nothing; a retry after a lost answer carries
    /// the same key.
    pub(super) fn send(self, on_report: Callback<Report>) {
        if self.is_sending.get_untracked() {
            return;
        }
        let content = self.content();
        let key = match self.sent_as.get_value() {
            Some((sent, key)) if sent == content => key,
            Some(_) | None => new_key(),
        };
        self.sent_as.set_value(Some((content.clone(), key)));
        self.error.set(None);
        self.is_sending.set(true);
        spawn_local(async move {
            let Content {
                addresses,
                role,
                groups,
                domains,
                validity_hours,
                custom_hours,
                message,
            } = content;
            let groups = groups.iter().filter_map(|id| id.parse().ok()).collect();
            let sent = api::invite(
                key,
                addresses,
                role,
                groups,
                domains,
                validity_hours,
                custom_hours,
                message,
            );
            let answer = sent.await;
            if self.is_sending.try_set(false).is_some() {
                return;
            }
            self.asks_about_many.set(false);
            match answer {
                Ok(report) => {
                    self.forget();
                    self.announcer.say(words::summary(&report));
                    on_report.run(report);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// The addresses, with what is still being typed, and the message.
    pub(super) fn written(self) -> (String, String) {
        let chips = self.chips.with_untracked(AddressChips::text);
        let typed = self.typed.get_untracked();
        (format!("{chips}\n{typed}"), self.message.get_untracked())
    }

    fn content(self) -> Content {
        Content {
            addresses: self.chips.with_untracked(AddressChips::text),
            role: self.role.get_untracked(),
            groups: self.groups.get_untracked(),
            domains: self.domains.get_untracked(),
            validity_hours: self.validity_hours.get_untracked(),
            custom_hours: self.custom_hours.get_untracked(),
            message: self.message.get_untracked(),
        }
    }

    /// After an answer: what failed stays, with everything that went with it.
    pub(super) fn settle(self, report: &Report) {
        let failed = failed_text(report);
        self.clear_addresses();
        if failed.is_empty() {
            self.clear();
        } else {
            self.fill(&failed);
            self.store("");
        }
    }

    /// Takes up what failed in a submission, with the choices that went with it if this tab knows them.
    pub(super) fn take_up(self, failed: &str) {
        match kept::of(&self.of.get_value()) {
            Some(content) if content.addresses.trim() == failed => self.restore(),
            Some(_) | None => {
                self.fill(failed);
            }
        }
    }

    fn clear_addresses(self) {
        self.chips.set(AddressChips::default());
        self.typed.set(String::new());
        self.list_fault.set(None);
    }

    /// Throws addresses and message away; the choices stay.
    pub(super) fn clear(self) {
        self.forget();
        self.clear_addresses();
        self.message.set(String::new());
        self.error.set(None);
    }

    fn forget(self) {
        self.sent_as.set_value(None);
        kept::forget();
    }

    /// Keeps the draft in the tab's storage from now on, beginning with what was kept before.
    pub(super) fn keep(self) {
        if !self.is_unsent() {
            self.restore();
        }
        Effect::new(move |before: Option<()>| {
            let typed = self.typed.get();
            self.chips.track();
            self.role.track();
            self.groups.track();
            self.domains.track();
            self.validity_hours.track();
            self.custom_hours.track();
            self.message.track();
            if before.is_some() && !self.is_sending.get_untracked() {
                self.store(&typed);
            }
        });
    }

    fn store(self, typed: &str) {
        if !self.is_unsent() {
            return kept::forget();
        }
        let mut content = self.content();
        if !typed.trim().is_empty() {
            content.addresses = format!("{}\n{typed}", content.addresses);
        }
        kept::store(self.of.get_value(), content);
    }

    fn restore(self) {
        let Some(content) = kept::of(&self.of.get_value()) else {
            return;
        };
        self.role.set(content.role);
        self.groups.set(content.groups);
        self.domains.set(content.domains);
        self.validity_hours.set(content.validity_hours);
        self.custom_hours.set(content.custom_hours);
        self.message.set(content.message);
        if !content.addresses.trim().is_empty() {
            self.fill(&content.addresses);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validity_is_a_preset_or_hours_of_ones_own() {
        assert_eq!(validity("72", ""), Ok(Span::hours(72)));
        assert_eq!(validity(CUSTOM, " 5 "), Ok(Span::hours(5)));
        assert!(matches!(validity(CUSTOM, ""), Err(AppError::Invalid(_))));
        assert!(matches!(validity("soon", ""), Err(AppError::Invalid(_))));
        assert!(matches!(validity("721", ""), Err(AppError::Refused(_))));
        assert!(matches!(validity(CUSTOM, "0"), Err(AppError::Refused(_))));
    }
}
