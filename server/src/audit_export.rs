//! The page Audit as a CSV file (UX.md TBL-19): the filter of its address, newest first, sent while it is read.

use app::audit::read_listing;
use app::messages::audit as words;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::Error;
use backend::audit::AuditExport;
use http::{HeaderMap, HeaderValue, header};
use rules::audit::{AuditFamily, AuditRow};
use rules::csv_cell::safe_cell;
use std::collections::BTreeMap;

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
    (headers(&name), Body::from_stream(chunks(export))).into_response()
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
    portal.backend.export_audit(&caller, &read_listing(field))
}

fn headers(name: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let csv = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    headers.insert(header::CONTENT_TYPE, csv);
    let no_store = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, no_store);
    let attachment = format!("attachment; filename=\"{name}\"");
    if let Ok(attachment) = HeaderValue::try_from(attachment) {
        headers.insert(header::CONTENT_DISPOSITION, attachment);
    }
    headers
}

/// Some hundred rows at a time, read when the one before was taken. A fault ends the file early, and the
/// connection with it, so that nobody takes the half for the whole.
fn chunks(
    export: AuditExport,
) -> impl futures::Stream<Item = Result<Bytes, Error>> + Send + 'static {
    futures::stream::try_unfold((export, true), |(mut export, is_first)| async move {
        let rows = export.next().await.inspect_err(|error| {
            tracing::error!(error = error.chain(), "an export ended early");
        })?;
        let Some(rows) = rows else { return Ok(None) };
        let mut records = Vec::with_capacity(rows.len() + 1);
        if is_first {
            records.push(words::COLUMNS.map(str::to_owned).to_vec());
        }
        records.extend(rows.iter().map(record));
        let text = lines(&records)?;
        Ok(Some((Bytes::from(text), (export, false))))
    })
}

/// The cells of an event, in the order of [`words::COLUMNS`].
fn record(row: &AuditRow) -> Vec<String> {
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

fn lines(records: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let broken = |error: csv::Error| Error::Internal(Box::new(error));
    // RFC 4180 ends a line by CR LF.
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for record in records {
        let cells = record.iter().map(|cell| safe_cell(cell));
        writer
            .write_record(cells.map(|cell| cell.into_owned()))
            .map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::Internal(error.to_string().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_can_be_no_formula_and_end_no_line() {
        // SECURITY WEB-11
        let cells = vec![
            "=1+1".to_owned(),
            "a \"b\", c".to_owned(),
            "x\ny".to_owned(),
        ];
        let text = String::from_utf8(lines(&[cells]).unwrap()).unwrap();
        assert_eq!(text, "'=1+1,\"a \"\"b\"\", c\",\"x\ny\"\r\n");
    }
}
