//! Accepting several at once, with an answer for each (TBL-08, TBL-09).

use super::Mine;
use super::row::standing_of;
use crate::domain_invitations::api::{Answered, accept_domain_invitations};
use crate::domain_invitations::inbox::{Inbox, use_inbox};
use crate::domains::address::Tab;
use crate::list::{Several, SeveralBar, SeveralReport};
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::state::use_told;
use crate::ui::{BulkAnswer, Button, Icon, LinkItem};
use leptos::prelude::*;
use rules::domain_invitation::{MyPage, Status};
use rules::ids::DomainInvitationId;
use std::collections::BTreeMap;

const ACCEPT_SEVERAL: &str = "/api/domain_invitations/accept_several";

/// What the rows of a page call their domains.
type Titles = BTreeMap<DomainInvitationId, String>;

/// Which invitations of the page are chosen, and what became of those accepted last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    list: Mine,
    inbox: Inbox,
    pub(super) several: Several,
}

impl Bulk {
    /// None is chosen.
    pub(super) fn new(list: Mine) -> Self {
        let open = |page: &MyPage| {
            let rows = page.rows.iter();
            let open = rows.filter(|row| standing_of(row, page.now) == Status::Pending);
            open.map(|row| (row.id, row.domain.title.clone())).collect()
        };
        Bulk {
            list,
            inbox: use_inbox(),
            several: Several::new(list, ACCEPT_SEVERAL, open),
        }
    }

    /// Of the rows that are here.
    fn titles(self) -> Titles {
        let titles = |page: &MyPage| {
            let rows = page.rows.iter();
            rows.map(|row| (row.id, row.domain.title.clone())).collect()
        };
        self.list.with_page(titles).unwrap_or_default()
    }

    fn accept(self) {
        let ids = self.several.selection.ids();
        let first = ids.first().copied();
        let mut titles = untrack(|| self.titles());
        for id in &ids {
            // Its row may have left the page since it was chosen.
            let name = || self.several.selection.name_of(id);
            titles.entry(*id).or_insert_with(name);
        }
        let in_words = move |one: &Answered| in_words(&titles, one);
        let inbox = self.inbox;
        let call = accept_domain_invitations(ids);
        self.several.send(call, in_words, async move |_| {
            inbox.refill(first).await;
            inbox.answered.update(|n| *n = n.wrapping_add(1));
        });
    }
}

/// The bar with Accept.
#[component]
pub fn AcceptBar(
    /// The choice.
    bulk: Bulk,
) -> impl IntoView {
    let is_busy = bulk.several.is_busy;
    view! {
        <SeveralBar
            several=bulk.several
            is_offered=true
            name=words::BULK
            clear=words::CHOOSE_NONE
            on_submit=move |_: String| bulk.accept()
        >
            <Button kind="submit" icon=Icon::Check busy=is_busy>{words::ACCEPT_CHOSEN}</Button>
        </SeveralBar>
    }
}

/// What became of each of those accepted last.
#[component]
pub fn BulkReport(
    /// The answers.
    bulk: Bulk,
) -> impl IntoView {
    // A plain form brings its answers with the page; their names are those of the rows that are still here.
    let told = use_told::<Vec<Answered>>(ACCEPT_SEVERAL).unwrap_or_default();
    let plain = Signal::derive(move || {
        let titles = bulk.titles();
        told.iter().map(|one| in_words(&titles, one)).collect()
    });
    view! { <SeveralReport several=bulk.several plain/> }
}

fn in_words(titles: &Titles, one: &Answered) -> BulkAnswer {
    let title = titles.get(&one.id).map(String::as_str);
    match &one.answer {
        Ok(domain) => {
            let title = title.unwrap_or(domain);
            let link = LinkItem::new(words::open_members(title), Tab::Members.href(domain));
            BulkAnswer::new(words::accepted(title), false).link(Some(link))
        }
        Err(error) => {
            let title = title.unwrap_or(words::INVITATION);
            BulkAnswer::new(words::refused(title, &errors::sentence(error)), true)
        }
    }
}
