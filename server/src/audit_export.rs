//! The page Audit as a CSV file (UX.md TBL-19): the filter of its address, newest first, sent while it is read.

use app::messages::audit as words;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use backend::Error;
use backend::audit::AuditExport;
use rules::audit::{AuditFamily, AuditListing, AuditRow};
use rules::listing::Listing as _;
use std::collections::BTreeMap;

use crate::csv_file::{self, Record};
use crate::pages::{self, Visit};
use crate::portal::Portal;

/// The one route. The use case asks for `audit.read`.
pub fn routes() -> Router<Portal> {
    Router::new().route(app::audit::EXPORT, get(file))
}

async fn file(State(portal): State<Portal>, visit: Visit, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let fields: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let field = |name: &str| fields.get(name).map(|value| value.as_ref());
    let export = begin(&portal, &visit, field);
    let export = match export {
        Ok(export) => export,
        Err(error) => return pages::fault(&portal, &visit, error).await,
    };
    tracing::info!(request_id = visit.request_id, "the audit trail is exported");
    let name = words::file_name(&portal.backend.now().date());
    csv_file::answer(&name, records(export))
}

fn begin<'a>(
    portal: &Portal,
    visit: &Visit,
    field: impl Fn(&str) -> Option<&'a str>,
) -> backend::Result<AuditExport> {
    let caller = visit.caller()?;
    let about = field("about").unwrap_or_default();
    if !about.is_empty() && AuditFamily::parse(about).is_none() {
        // A page would show everything and say so; a file would be taken for what was asked.
        return Err(Error::invalid("about", words::UNKNOWN_FAMILY));
    }
    let listing = AuditListing::read(&|name| field(name).unwrap_or_default().to_string());
    portal.backend.export_audit(&caller, &listing)
}

/// Some hundred rows at a time, read when the ones before were taken.
fn records(
    export: AuditExport,
) -> impl futures::Stream<Item = Result<Vec<Record>, Error>> + Send + 'static {
    futures::stream::try_unfold((export, true), |(mut export, is_first)| async move {
        let Some(rows) = export.next().await? else {
            return Ok(None);
        };
        let mut records = Vec::with_capacity(rows.len() + 1);
        if is_first {
            records.push(words::COLUMNS.map(str::to_owned).to_vec());
        }
        records.extend(rows.iter().map(record));
        Ok(Some((records, (export, false))))
    })
}

/// The cells of an event, in the order of [`words::COLUMNS`].
fn record(row: &AuditRow) -> Record {
    let position = row.position.map(|position| position.to_string());
    let actor_id = row.actor.id.map(|id| id.to_string());
    vec![
        row.at.rfc3339(),
        row.actor.kind.as_str().to_owned(),
        actor_id.unwrap_or_default(),
        row.actor.name.clone().unwrap_or_default(),
        row.action.clone(),
        row.object.kind.clone(),
        row.object.id.clone(),
        row.object.name.clone().unwrap_or_default(),
        row.before.clone(),
        row.after.clone(),
        row.request_id.clone(),
        position.unwrap_or_default(),
        row.seal.clone(),
    ]
}
