//! A list as a CSV file (UX.md TBL-19), sent while it is read.

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use backend::Error;
use futures::{Stream, StreamExt as _};
use http::{HeaderMap, HeaderValue, header};
use rules::csv_cell::safe_cell;

/// The cells of a line.
pub type Record = Vec<String>;

/// The file of that name. A fault among the records ends it early, and the connection with it, so that nobody takes
/// the half for the whole.
pub fn answer(
    name: &str,
    records: impl Stream<Item = Result<Vec<Record>, Error>> + Send + 'static,
) -> Response {
    let chunks = records.map(|records| {
        let text = records.and_then(|records| lines(&records));
        text.map(Bytes::from).inspect_err(|error| {
            tracing::error!(error = error.chain(), "an export ended early");
        })
    });
    (headers(name), Body::from_stream(chunks)).into_response()
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

fn lines(records: &[Record]) -> Result<Vec<u8>, Error> {
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
