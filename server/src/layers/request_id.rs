//! A short name for every request: it stands in the log, in the audit event and on the page that says "our fault".
//!
//! Unique, not secret: a random prefix of this process and a counter.

use std::{
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{extract::Request, middleware::Next, response::Response};
use http::HeaderValue;

static PROCESS: LazyLock<u32> = LazyLock::new(|| RandomState::new().build_hasher().finish() as u32);
static COUNTER: AtomicU32 = AtomicU32::new(1);

/// The id of a request, a request extension of every request and the header `x-request-id` of every answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    fn next() -> Self {
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        Self(format!("{:08x}-{count:08x}", *PROCESS).into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) async fn attach(mut request: Request, next: Next) -> Response {
    let id = RequestId::next();
    request.extensions_mut().insert(id.clone());
    let mut answer = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        answer.headers_mut().insert("x-request-id", value);
    }
    answer
}
