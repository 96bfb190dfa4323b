//! The home page: Markdown becomes HTML that can do nothing but be read (SECURITY WEB-11). The only module that imports
//! pulldown-cmark and ammonia. Knows no page and no request.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::passwords::blocking;
use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rules::policy::Action;
use rules::settings::HomePage;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

impl Backend {
    /// The restricted content as HTML; empty while nobody has written any. For everybody who is signed in, which only
    /// approved accounts are.
    pub async fn home_page(&self, caller: &Caller) -> Result<String> {
        caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        rendered(self.settings().await?.home_page).await
    }

    /// What this text would look like. Needs `settings.manage`; changes nothing.
    pub async fn preview_home_page(&self, caller: &Caller, text: &str) -> Result<String> {
        caller.must(Action::SettingsManage)?;
        let page = HomePage::parse(text).map_err(|reason| Error::invalid("home_page", reason))?;
        rendered(page).await
    }
}

async fn rendered(page: HomePage) -> Result<String> {
    if page.is_empty() {
        return Ok(String::new());
    }
    blocking(move || Ok(render(page.as_str()))).await
}

/// CommonMark with tables, strikethrough and task lists as HTML of few elements. Whatever else it holds is left out.
pub fn render(markdown: &str) -> String {
    let wanted = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut html = String::with_capacity(markdown.len() * 2);
    let mut depth = 0_u16;
    let events = Parser::new_ext(markdown, wanted)
        .filter(|event| is_shallow(event, &mut depth))
        .map(plainer);
    pulldown_cmark::html::push_html(&mut html, events);
    // The sanitiser comes last: nothing that it has passed is touched, but for the frame of a table: a wide one scrolls in it.
    sanitise(&html)
        .replace(
            "<table>",
            r#"<div class="scroll-x" tabindex="0"><table class="table">"#,
        )
        .replace("</table>", "</table></div>")
}

/// How many quotes and lists may stand in each other: every level more makes the sanitiser slower for all of them.
const DEEPEST: u16 = 24;

/// Is this not the border of a quote or a list that lies too deep? What it holds stays.
fn is_shallow(event: &Event<'_>, depth: &mut u16) -> bool {
    match event {
        Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) => {
            *depth = depth.saturating_add(1);
            *depth <= DEEPEST
        }
        Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
            *depth = depth.saturating_sub(1);
            *depth < DEEPEST
        }
        _ => true,
    }
}

/// Headings stand under the one of the page, pictures become links to them, boxes to tick become signs.
fn plainer(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
        Event::TaskListMarker(true) => Event::Text(CowStr::Borrowed("☑ ")),
        Event::TaskListMarker(false) => Event::Text(CowStr::Borrowed("☐ ")),
        other => other,
    }
}

const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// What may stand in the page. No `id`, `name`, `class` or `style`: nothing that collides with the console's own.
const ELEMENTS: [&str; 27] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

fn sanitise(html: &str) -> String {
    static NARROW: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut narrow = Builder::empty();
        narrow
            .tags(HashSet::from(ELEMENTS))
            .generic_attributes(HashSet::new())
            .clean_content_tags(HashSet::from([
                "script", "style", "template", "noscript", "title", "textarea", "svg", "math",
            ]))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(["href"])),
                ("ol", HashSet::from(["start"])),
            ]))
            .url_schemes(HashSet::from(["http", "https", "mailto"]))
            .url_relative(UrlRelative::Custom(Box::new(own_address)))
            .link_rel(Some("noopener noreferrer nofollow"))
            .strip_comments(true);
        narrow
    });
    NARROW.clean(html).to_string()
}

/// An address without a scheme is one of this portal's pages, or none: `//elsewhere` is somebody else's.
fn own_address(address: &str) -> Option<Cow<'_, str>> {
    let mut letters = address.chars();
    let is_own = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    let is_plain = !address.contains(|c: char| c.is_control());
    (is_own && is_plain).then_some(Cow::Borrowed(address))
}

#[cfg(test)]
mod tests;
