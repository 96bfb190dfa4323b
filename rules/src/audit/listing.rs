//! What the page Audit asks for: its filter, read from an address and understood. Knows no SQL.

use super::{AuditBy, AuditFamily};
use crate::listing::{Fields, Listing, PAGE};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest id of an object in characters.
const LONGEST_OBJECT: usize = 100;

/// What the page Audit asks for, newest first. Its serialised form is the query string of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditListing {
    /// What about.
    pub about: AuditFamily,
    /// Whose: empty, a kind of actor, or an account's id.
    pub by: String,
    /// On one object: its id; empty for all.
    pub object: String,
    /// From this UTC day on, as `2026-11-21`; empty for no bound.
    pub from: String,
    /// Up to and with this UTC day; empty for no bound.
    pub to: String,
    /// What a verification came to, signed; empty without one.
    pub verified: String,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

/// What is wrong with a field of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingFault {
    /// Of `by`.
    By,
    /// Of `object`.
    Object,
    /// Of `from`.
    From,
    /// Of `to`.
    To,
    /// `to` lies before `from`.
    Backwards,
}

impl ListingFault {
    /// The field's name.
    pub const fn field(self) -> &'static str {
        match self {
            ListingFault::By => "by",
            ListingFault::Object => "object",
            ListingFault::From => "from",
            ListingFault::To | ListingFault::Backwards => "to",
        }
    }

    /// What it may be.
    pub const fn reason(self) -> &'static str {
        match self {
            ListingFault::By => "Choose one of the list, or the id of an account.",
            ListingFault::Object => "An id has at most 100 characters, none of them invisible.",
            ListingFault::From | ListingFault::To => "A day is written as 2026-11-21.",
            ListingFault::Backwards => "The last day can't lie before the first.",
        }
    }
}

/// A listing, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// What about; `None` for everything.
    pub family: Option<AuditFamily>,
    /// Whose.
    pub by: AuditBy,
    /// On one object.
    pub object: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

impl Listing for AuditListing {
    fn fields(&self) -> Fields {
        Fields::new()
            .word("about", self.about.as_str(), AuditFamily::All.as_str())
            .text("by", &self.by)
            .text("object", &self.object)
            .text("from", &self.from)
            .text("to", &self.to)
            .text("verified", &self.verified)
            .text(PAGE, &self.page)
    }

    /// A family that it can't mean is all of them; the rest is the server's to refuse.
    fn read(field: &dyn Fn(&str) -> String) -> Self {
        let text = |name: &str| field(name).trim().to_string();
        AuditListing {
            about: AuditFamily::parse(&text("about")).unwrap_or_default(),
            by: text("by"),
            object: text("object"),
            from: text("from"),
            to: text("to"),
            verified: text("verified"),
            page: text(PAGE),
        }
    }

    /// What was verified does not go along.
    fn on_page(&self, page: &str) -> Self {
        self.unpaged().with(PAGE, page)
    }
}

impl AuditListing {
    /// The same filter, page one, without what was verified.
    #[must_use]
    pub fn unpaged(&self) -> Self {
        self.with("verified", "")
    }

    /// What it asks for, or every fault at once.
    pub fn understood(&self) -> Result<AuditFilter, Vec<ListingFault>> {
        let mut faults = Vec::new();
        let by = AuditBy::parse(&self.by).unwrap_or_else(|| {
            faults.push(ListingFault::By);
            AuditBy::Anybody
        });
        let is_object = self.object.chars().count() <= LONGEST_OBJECT
            && !self.object.chars().any(char::is_control);
        if !is_object {
            faults.push(ListingFault::Object);
        }
        let mut day = |text: &str, fault: ListingFault| match text {
            "" => None,
            text => {
                let day = Timestamp::from_date(text);
                if day.is_none() {
                    faults.push(fault);
                }
                day
            }
        };
        let from = day(&self.from, ListingFault::From);
        let to = day(&self.to, ListingFault::To);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            faults.push(ListingFault::Backwards);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(AuditFilter {
            family: (self.about != AuditFamily::All).then_some(self.about),
            by,
            object: (!self.object.is_empty()).then(|| self.object.clone()),
            from,
            until: to.map(|to| to.plus(Span::days(1))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(by: &str, object: &str, from: &str, to: &str) -> AuditListing {
        AuditListing {
            by: by.into(),
            object: object.into(),
            from: from.into(),
            to: to.into(),
            ..AuditListing::default()
        }
    }

    #[test]
    fn the_whole_view_stands_in_the_query() {
        // UX TBL-03
        assert_eq!(AuditListing::default().query(), "");
        let view = AuditListing {
            about: AuditFamily::Denial,
            page: "a.b".into(),
            ..listing("visitor", "/login", "2026-11-01", "2026-11-21")
        };
        assert_eq!(
            view.query(),
            "about=denial&by=visitor&object=%2Flogin&from=2026-11-01&to=2026-11-21&page=a.b"
        );
        assert!(view.is_filtered() && view.unpaged().page.is_empty());
        assert!(!AuditListing::default().on_page("a").is_filtered());
    }

    #[test]
    fn the_last_day_is_meant_whole() {
        let filter = listing("", "", "2026-11-21", "2026-11-21")
            .understood()
            .unwrap();
        let (from, until) = (filter.from.unwrap(), filter.until.unwrap());
        assert_eq!(from.rfc3339(), "2026-11-21T00:00:00Z");
        assert_eq!(until.since(from), Span::days(1));
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_field() {
        let faults = listing("somebody", "a\0b", "21.11.2026", "2026-02-30")
            .understood()
            .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field()).collect();
        assert_eq!(fields, ["by", "object", "from", "to"]);
        let faults = listing("", "", "2026-11-21", "2026-11-20")
            .understood()
            .unwrap_err();
        assert_eq!(faults, [ListingFault::Backwards]);
        assert!(listing("", &"x".repeat(101), "", "").understood().is_err());
    }
}
