//! A new password, checked: the same rules for every way in (SECURITY PWD-1 to PWD-4, AUT-8).

use crate::error::{Error, FieldFault, Result};
use crate::password_blocklist::is_blocked;
use crate::passwords::blocking;
use crate::unicode::ServerUnicode;
use rules::email_address::EmailAddress;
use rules::normalise::Normalise;
use rules::password::context_words;
use rules::plain_text::PersonName;
use rules::settings::Settings;

/// Collects what is wrong with several fields, so that all of it is told at once.
#[derive(Default)]
pub(crate) struct Faults(Vec<FieldFault>);

impl Faults {
    pub(crate) fn add(&mut self, field: &'static str, reason: impl Into<String>) {
        self.0.push(FieldFault::new(field, reason));
    }

    /// The value, or its fault.
    pub(crate) fn take<T, F>(
        &mut self,
        field: &'static str,
        result: std::result::Result<T, F>,
        reason: impl FnOnce(F) -> String,
    ) -> Option<T> {
        result.map_err(|fault| self.add(field, reason(fault))).ok()
    }

    pub(crate) fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }
}

/// A full name.
pub(crate) fn read_name(faults: &mut Faults, text: &str) -> Option<PersonName> {
    faults.take("full_name", PersonName::parse(text), |fault| {
        fault.reason().to_string()
    })
}

/// The password in NFC, when it meets the active profile and both entries are equal.
pub(crate) async fn read_password(
    faults: &mut Faults,
    settings: &Settings,
    password: &str,
    confirmation: &str,
    name: &str,
    address: &EmailAddress,
) -> Result<Option<String>> {
    let normal = ServerUnicode.nfc(password);
    let rules = settings.password_rules();
    let context = context_words(Some(name), Some(address), Some(&settings.portal_name));
    // The search in the dictionaries takes long enough to hold up other requests.
    let (normal, wrong) = blocking(move || {
        let words: Vec<&str> = context.iter().map(String::as_str).collect();
        let wrong = rules.check(&normal, &context, |password| is_blocked(password, &words));
        Ok((normal, wrong))
    })
    .await?;
    for fault in &wrong {
        faults.add("password", fault.reason());
    }
    if password != confirmation {
        faults.add(
            "confirmation",
            "The two passwords differ. Type the same one twice.",
        );
    }
    Ok((wrong.is_empty() && password == confirmation).then_some(normal))
}
