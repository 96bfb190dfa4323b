//! What every answer carries and what no request gets past, on a small router of our own (SECURITY.md section 7).

mod refusals;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Extension,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use futures::stream;
use http::{HeaderMap, Request, StatusCode, header};
use server::{
    client_address::ClientAddress,
    health,
    layers::{self, CspNonce, RequestId, Web},
};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const HOST: &str = "portal.example.org";
const ORIGIN: &str = "https://portal.example.org";
const FORM: &str = "application/x-www-form-urlencoded";

fn portal_at(public_url: &str) -> Router {
    portal_of(Web::at(public_url.parse().expect("a URL")))
}

/// A portal whose requests have a tenth of a second.
fn impatient_portal() -> Router {
    portal_of(Web {
        request_time: Duration::from_millis(100),
        body_time: Duration::from_millis(50),
        ..Web::at(ORIGIN.parse().expect("a URL"))
    })
}

fn portal_of(mut web: Web) -> Router {
    web.cookieless_paths = &["/one-click"];
    web.bulk_paths = &["/bulk"];
    web.text_paths = &["/text"];
    web.trusted_proxies = Arc::from(["127.0.0.1/32".parse().expect("a block")]);
    let ready: health::Probe = Arc::new(|| Box::pin(async { Ok(health::Ready::Wholly) }));
    let router = Router::new()
        .route("/", get(async || "hello"))
        .route(
            "/nonce",
            get(async |Extension(nonce): Extension<CspNonce>| nonce.0.to_string()),
        )
        .route(
            "/id",
            get(async |Extension(id): Extension<RequestId>| id.to_string()),
        )
        .route(
            "/client",
            get(async |Extension(client): Extension<ClientAddress>| client.0.to_string()),
        )
        .route(
            "/own",
            get(async || {
                [
                    (header::CACHE_CONTROL, "max-age=60"),
                    (header::CONTENT_SECURITY_POLICY, "own"),
                ]
            }),
        )
        .route("/panic", get(panics))
        .route("/stuck", get(std::future::pending::<&'static str>))
        .route("/api/change", post(size))
        .route("/bulk", post(size))
        .route("/text", post(size))
        .route("/one-click", post(size))
        .merge(health::routes(ready, CancellationToken::new()))
        .fallback(async || StatusCode::NOT_FOUND);
    layers::apply(router, &web)
}

fn portal() -> Router {
    portal_at(ORIGIN)
}

async fn panics() -> &'static str {
    panic!("a fault of ours")
}

/// Reads the body the way a server function does: any failure is its own error.
async fn size(body: Body) -> Response {
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes.len().to_string().into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn get_request(path: &str) -> http::request::Builder {
    Request::get(path).header(header::HOST, HOST)
}

fn form(path: &str) -> http::request::Builder {
    Request::post(path)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, FORM)
}

async fn answer(request: Request<Body>) -> Response {
    portal().oneshot(request).await.expect("the router answers")
}

async fn status(request: http::request::Builder) -> StatusCode {
    answer(request.body(Body::from("a=b")).expect("a request"))
        .await
        .status()
}

async fn text(answer: Response) -> String {
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn chunks(count: usize) -> Body {
    let chunk = || Ok::<_, Infallible>(Bytes::from(vec![b'a'; 16 * 1024]));
    Body::from_stream(stream::iter((0..count).map(move |_| chunk())))
}

fn assert_headers(name: &str, headers: &HeaderMap) {
    let value = |header: &str| {
        headers
            .get(header)
            .map_or("", |value| value.to_str().expect("text"))
    };
    let policy = value("content-security-policy");
    for part in [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "script-src 'self' 'nonce-",
    ] {
        assert!(policy.contains(part), "{name}: {part} is not in {policy:?}");
    }
    for (header, expected) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        assert_eq!(value(header), expected, "{name}: {header}");
    }
    assert!(
        !value("permissions-policy").is_empty() && !value("x-request-id").is_empty(),
        "{name}"
    );
}

// WEB-4
#[tokio::test]
async fn every_answer_carries_the_security_headers_errors_included() {
    let empty = |request: http::request::Builder| request.body(Body::empty()).expect("a request");
    let requests = [
        ("page", StatusCode::OK, empty(get_request("/"))),
        ("health", StatusCode::OK, empty(Request::get("/readyz"))),
        (
            "not found",
            StatusCode::NOT_FOUND,
            empty(get_request("/nowhere")),
        ),
        (
            "wrong method",
            StatusCode::METHOD_NOT_ALLOWED,
            empty(get_request("/api/change")),
        ),
        (
            "panic",
            StatusCode::INTERNAL_SERVER_ERROR,
            empty(get_request("/panic")),
        ),
        (
            "wrong host",
            StatusCode::MISDIRECTED_REQUEST,
            empty(Request::get("/").header(header::HOST, "evil.example")),
        ),
        (
            "no origin",
            StatusCode::FORBIDDEN,
            empty(Request::post("/api/change").header(header::HOST, HOST)),
        ),
        (
            "too large",
            StatusCode::PAYLOAD_TOO_LARGE,
            form("/api/change").body(chunks(8)).expect("a request"),
        ),
    ];
    for (name, expected, request) in requests {
        let answer = answer(request).await;
        assert_eq!(answer.status(), expected, "{name}");
        assert_headers(name, answer.headers());
    }
}

// WEB-4
#[tokio::test]
async fn the_nonce_of_the_policy_is_the_page_s_and_another_each_time() {
    let nonce = async || {
        let answer = answer(
            get_request("/nonce")
                .body(Body::empty())
                .expect("a request"),
        )
        .await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text")
            .to_owned();
        let nonce = text(answer).await;
        assert!(nonce.len() >= 22, "{nonce}");
        assert_eq!(
            policy.matches(&format!("'nonce-{nonce}'")).count(),
            2,
            "{policy}"
        );
        nonce
    };
    assert_ne!(nonce().await, nonce().await);
}

#[tokio::test]
async fn a_route_s_own_policy_and_caching_stay() {
    let answer = answer(get_request("/own").body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "max-age=60");
    assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], "own");
}

#[tokio::test]
async fn over_plain_http_nothing_promises_https() {
    let request = Request::get("/")
        .header(header::HOST, "localhost:3000")
        .body(Body::empty())
        .expect("a request");
    let answer = portal_at("http://localhost:3000")
        .oneshot(request)
        .await
        .expect("the router answers");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(
        !answer
            .headers()
            .contains_key(header::STRICT_TRANSPORT_SECURITY)
    );
}

// WEB-9
#[tokio::test]
async fn a_panic_is_answered_with_the_id_that_stands_in_the_log() {
    let answer = answer(
        get_request("/panic")
            .body(Body::empty())
            .expect("a request"),
    )
    .await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = answer.headers()["x-request-id"]
        .to_str()
        .expect("text")
        .to_owned();
    let text = text(answer).await;
    assert!(
        text.contains(&id) && !text.contains("a fault of ours"),
        "{text}"
    );
}

// WEB-7
#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let request = get_request("/stuck")
        .body(Body::empty())
        .expect("a request");
    let answer = impatient_portal()
        .oneshot(request)
        .await
        .expect("the router answers");
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
}

// WEB-7
#[tokio::test]
async fn a_body_that_never_ends_is_given_up_as_the_client_s_fault() {
    let body = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let request = form("/api/change").body(body).expect("a request");
    let answer = impatient_portal()
        .oneshot(request)
        .await
        .expect("the router answers");
    assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn the_id_of_a_request_is_on_its_answer_and_on_no_other() {
    let id = async || {
        let answer = answer(get_request("/id").body(Body::empty()).expect("a request")).await;
        let header = answer.headers()["x-request-id"]
            .to_str()
            .expect("text")
            .to_owned();
        assert_eq!(text(answer).await, header);
        header
    };
    assert_ne!(id().await, id().await);
}

// AUT-6
#[tokio::test]
async fn handlers_see_the_client_behind_a_trusted_proxy() {
    let request = get_request("/client").header("x-forwarded-for", "6.6.6.6, 198.51.100.1");
    let answer = answer(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(text(answer).await, "198.51.100.1");
}

// UX-OPS-04, UX-OPS-05
#[tokio::test]
async fn readiness_follows_the_probe_and_ends_with_the_process() {
    let stop = CancellationToken::new();
    let broken: health::Probe =
        Arc::new(|| Box::pin(async { Err("the database does not answer") }));
    let fine: health::Probe = Arc::new(|| Box::pin(async { Ok(health::Ready::Wholly) }));
    let ask = async |probe: &health::Probe, path: &str| {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let router: Router = health::routes(probe.clone(), stop.clone());
        let answer = router.oneshot(request).await.expect("the router answers");
        (answer.status(), text(answer).await)
    };
    assert_eq!(
        ask(&fine, "/readyz").await,
        (StatusCode::OK, "ready\n".to_owned())
    );
    assert_eq!(ask(&fine, "/healthz").await.0, StatusCode::OK);
    // OPS-8: a full disk is no reason to take the reading away.
    let full: health::Probe = Arc::new(|| Box::pin(async { Ok(health::Ready::ToRead) }));
    let (status, word) = ask(&full, "/readyz").await;
    assert_eq!(status, StatusCode::OK);
    assert!(word.starts_with("degraded"), "{word}");
    let (status, word) = ask(&broken, "/readyz").await;
    assert_eq!(
        (status, word.as_str()),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n"
        )
    );
    assert_eq!(ask(&broken, "/livez").await.0, StatusCode::OK);
    stop.cancel();
    assert_eq!(
        ask(&fine, "/readyz").await,
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned())
    );
    assert_eq!(ask(&fine, "/livez").await.0, StatusCode::OK);
}
