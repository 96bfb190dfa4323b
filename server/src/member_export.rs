//! The members of a domain as a CSV file (UX.md TBL-19): the view of its address, in its order, all its pages.

use app::domains::listing::EXPORT;
use app::messages::domains::members as words;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use backend::Error;
use backend::memberships::MemberExport;
use rules::ids::GroupId;
use rules::listing::Listing as _;
use rules::membership::{MemberListing, MemberRow, Status};
use rules::time::Timestamp;
use std::collections::BTreeMap;

use crate::csv_file::{self, Record};
use crate::pages::{self, Visit};
use crate::portal::Portal;

/// The one route. The use case asks for `domain:members.read`.
pub fn routes() -> Router<Portal> {
    Router::new().route(EXPORT, get(file))
}

async fn file(
    State(portal): State<Portal>,
    Path(domain): Path<String>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let fields: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let export = match begin(&portal, &visit, &domain, &fields).await {
        Ok(export) => export,
        Err(error) => return pages::fault(&portal, &visit, error).await,
    };
    tracing::info!(
        request_id = visit.request_id,
        domain,
        "the members of a domain are exported"
    );
    let name = words::file_name(&domain, &portal.backend.now().date());
    csv_file::answer(&name, records(export))
}

async fn begin(
    portal: &Portal,
    visit: &Visit,
    domain: &str,
    fields: &BTreeMap<String, String>,
) -> backend::Result<MemberExport> {
    let caller = visit.caller()?;
    let field = |name: &str| fields.get(name).map(String::as_str);
    // A page would leave such a filter off and show so; a file would be taken for what was asked.
    let word = |name: &str| field(name).filter(|word| !word.is_empty());
    if word("status").is_some_and(|word| Status::parse(word).is_none()) {
        return Err(Error::invalid("status", words::UNKNOWN_FILTER));
    }
    if word("group").is_some_and(|word| word.parse::<GroupId>().is_err()) {
        return Err(Error::invalid("group", words::UNKNOWN_FILTER));
    }
    let listing = MemberListing::read(&|name| field(name).unwrap_or_default().to_string());
    let listing = listing.on_page("");
    portal
        .backend
        .export_members(&caller, domain, listing)
        .await
}

/// Some hundred rows at a time, read when the ones before were taken.
fn records(
    export: MemberExport,
) -> impl futures::Stream<Item = Result<Vec<Record>, Error>> + Send + 'static {
    futures::stream::try_unfold((export, true), |(mut export, is_first)| async move {
        let Some(rows) = export.next().await? else {
            return Ok(None);
        };
        let mut records = Vec::with_capacity(rows.len() + 1);
        if is_first {
            let columns = words::COLUMNS.iter();
            let columns =
                columns.filter(|name| export.has_groups || **name != words::GROUPS_COLUMN);
            records.push(columns.map(|name| (*name).to_owned()).collect());
        }
        records.extend(rows.iter().map(record));
        Ok(Some((records, (export, false))))
    })
}

/// The cells of a member, in the order of [`words::COLUMNS`].
fn record(row: &MemberRow) -> Record {
    let at = |at: Option<Timestamp>| at.map(Timestamp::rfc3339).unwrap_or_default();
    let account = row.account_status.map(|status| status.as_str());
    let mut cells = vec![
        row.name.clone(),
        row.email.clone(),
        row.status.as_str().to_owned(),
        account.unwrap_or("deleted").to_owned(),
        row.role.clone(),
        row.joined_at.rfc3339(),
        words::invited_by(row),
        at(row.ends_at),
        at(row.ended_at),
    ];
    if let Some(groups) = &row.groups {
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        cells.push(names.join("; "));
    }
    cells
}
