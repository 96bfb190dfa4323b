//! Requests that no route gets to see: another host, another site, another size, another type.

use axum::body::Body;
use http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::{FORM, HOST, ORIGIN, answer, chunks, form, get_request, portal_at, status, text};

// WEB-6
#[tokio::test]
async fn only_our_own_name_is_answered() {
    let asked = async |host: &str| status(Request::get("/").header(header::HOST, host)).await;
    for host in [
        "portal.example.org",
        "PORTAL.example.org",
        "portal.example.org:443",
    ] {
        assert_eq!(asked(host).await, StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example",
        "portal.example.org.evil.example",
        "portal.example.org:80",
        "portal.example.org@evil.example",
        "localhost",
        "",
    ] {
        assert_eq!(asked(host).await, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    assert_eq!(
        status(Request::get("/")).await,
        StatusCode::MISDIRECTED_REQUEST,
        "no host"
    );
    let twice = get_request("/").header(header::HOST, HOST);
    assert_eq!(
        status(twice).await,
        StatusCode::MISDIRECTED_REQUEST,
        "two hosts"
    );
    let in_line = Request::get("https://evil.example/").header(header::HOST, HOST);
    assert_eq!(
        status(in_line).await,
        StatusCode::MISDIRECTED_REQUEST,
        "another host in the line"
    );
    assert_eq!(
        status(Request::get("/livez").header(header::HOST, "10.0.0.7:3000")).await,
        StatusCode::OK
    );
}

// WEB-6
#[tokio::test]
async fn on_this_machine_every_loopback_name_counts() {
    for (host, expected) in [
        ("localhost:3000", StatusCode::OK),
        ("127.0.0.1:3000", StatusCode::OK),
        ("[::1]:3000", StatusCode::OK),
        ("localhost:3001", StatusCode::MISDIRECTED_REQUEST),
        ("192.0.2.1:3000", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = Request::get("/")
            .header(header::HOST, host)
            .body(Body::empty())
            .expect("a request");
        let answer = portal_at("http://localhost:3000")
            .oneshot(request)
            .await
            .expect("the router answers");
        assert_eq!(answer.status(), expected, "{host}");
    }
}

// WEB-1
#[tokio::test]
async fn a_change_asked_for_by_another_site_is_refused() {
    let post = || {
        Request::post("/api/change")
            .header(header::HOST, HOST)
            .header(header::CONTENT_TYPE, FORM)
    };
    let from = |origin: &str| post().header(header::ORIGIN, origin);
    let site = |site: &str| post().header("sec-fetch-site", site);
    for (name, request, expected) in [
        ("our origin", from(ORIGIN), StatusCode::OK),
        ("same-origin", site("same-origin"), StatusCode::OK),
        ("typed by the person", site("none"), StatusCode::OK),
        ("neither header", post(), StatusCode::FORBIDDEN),
        (
            "another site",
            from("https://evil.example"),
            StatusCode::FORBIDDEN,
        ),
        (
            "our name without tls",
            from("http://portal.example.org"),
            StatusCode::FORBIDDEN,
        ),
        ("opaque origin", from("null"), StatusCode::FORBIDDEN),
        ("empty origin", from(""), StatusCode::FORBIDDEN),
        ("cross-site", site("cross-site"), StatusCode::FORBIDDEN),
        ("same-site", site("same-site"), StatusCode::FORBIDDEN),
        (
            "cross-site, opaque",
            site("cross-site").header(header::ORIGIN, "null"),
            StatusCode::FORBIDDEN,
        ),
        ("unknown word", site("friendly"), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(status(request).await, expected, "{name}");
    }
}

// WEB-1: one-click unsubscribing ignores cookies, so nobody can be made to do it.
#[tokio::test]
async fn a_cookieless_route_asks_for_no_origin_and_no_content_type() {
    assert_eq!(
        status(Request::post("/one-click").header(header::HOST, HOST)).await,
        StatusCode::OK
    );
    let foreign = Request::post("/one-click")
        .header(header::HOST, HOST)
        .header("sec-fetch-site", "cross-site");
    assert_eq!(status(foreign).await, StatusCode::OK);
}

// WEB-8
#[tokio::test]
async fn a_body_too_large_is_refused_declared_or_chunked() {
    let post = async |path: &str, body: Body| {
        let answer = answer(form(path).body(body).expect("a request")).await;
        (answer.status(), text(answer).await)
    };
    let large = || Body::from(vec![b'a'; 64 * 1024 + 1]);
    assert_eq!(
        post("/api/change", Body::from(vec![b'a'; 64 * 1024]))
            .await
            .0,
        StatusCode::OK
    );
    assert_eq!(
        post("/api/change", large()).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(
        post("/api/change", chunks(4)).await,
        (StatusCode::OK, "65536".to_owned())
    );
    let (status, text) = post("/api/change", chunks(5)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.contains("64 KiB"), "{text}");
    assert_eq!(post("/bulk", chunks(5)).await.0, StatusCode::OK);
    assert_eq!(post("/text", chunks(16)).await.0, StatusCode::OK);
    assert_eq!(
        post("/text", chunks(17)).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(
        post("/bulk", chunks(513)).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );

    let declared = form("/api/change").header(header::CONTENT_LENGTH, "65537");
    assert_eq!(self::status(declared).await, StatusCode::PAYLOAD_TOO_LARGE);
}

// WEB-1
#[tokio::test]
async fn a_change_is_a_form_or_json_and_not_compressed() {
    let typed = |content_type: &str| {
        Request::post("/api/change")
            .header(header::HOST, HOST)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, content_type)
    };
    for accepted in [FORM, "application/json", "application/JSON; charset=utf-8"] {
        assert_eq!(status(typed(accepted)).await, StatusCode::OK, "{accepted}");
    }
    for refused in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "",
    ] {
        assert_eq!(
            status(typed(refused)).await,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{refused}"
        );
    }
    let none = Request::post("/api/change")
        .header(header::HOST, HOST)
        .header(header::ORIGIN, ORIGIN);
    assert_eq!(status(none).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let twice = form("/api/change").header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(status(twice).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let packed = form("/api/change").header(header::CONTENT_ENCODING, "gzip");
    assert_eq!(status(packed).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn methods_without_use_and_endless_addresses_are_refused() {
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"] {
        let request = Request::builder()
            .method(method)
            .uri("/")
            .header(header::HOST, HOST);
        assert_eq!(
            status(request).await,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method}"
        );
    }
    let long = format!("/?q={}", "a".repeat(8 * 1024));
    assert_eq!(status(get_request(&long)).await, StatusCode::URI_TOO_LONG);
}
