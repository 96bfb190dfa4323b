//! A browser without script: keeps cookies, sends `Origin`, follows nothing by itself.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    response::Response,
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use tower::ServiceExt;
use url::form_urlencoded;

use super::Portal;

const FORM: &str = "application/x-www-form-urlencoded";

/// A browser without script.
#[derive(Clone)]
pub(crate) struct Browser {
    portal: Portal,
    cookies: BTreeMap<String, String>,
    address: SocketAddr,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Portal {
    /// A new browser without cookies: nobody.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            portal: self.clone(),
            cookies: BTreeMap::new(),
            address: SocketAddr::from(([192, 0, 2, 1], 40_000)),
        }
    }
}

impl Browser {
    /// Browses from this IPv4 address.
    pub(crate) fn at_address(mut self, address: [u8; 4]) -> Self {
        self.address = SocketAddr::from((address, 40_000));
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, Body::empty()).await
    }

    pub(crate) async fn head(&mut self, path: &str) -> Answer {
        self.ask(Method::HEAD, path, Body::empty()).await
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.ask(Method::POST, path, Body::from(body)).await
    }

    /// Opens a path, and goes on by 303 until a page comes.
    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = answer.location().map(str::to_owned) else {
                break;
            };
            answer = self.get(&next).await;
        }
        answer
    }

    /// What a mail program sends (RFC 8058): no cookie, no origin.
    pub(crate) async fn one_click(&self, path: &str, kind: &str, body: &str) -> Answer {
        self.foreign(Method::POST, path, kind, body).await
    }

    /// A request without cookie and origin, as any program may send it.
    pub(crate) async fn foreign(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: &str,
    ) -> Answer {
        let host = self
            .portal
            .public_url()
            .split_once("://")
            .expect("a scheme");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host.1)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let answer = self.portal.router().oneshot(request).await;
        Answer::read(answer.expect("the router answers")).await
    }

    async fn ask(&mut self, method: Method, path: &str, body: Body) -> Answer {
        let public_url = self.portal.public_url();
        let host = public_url.split_once("://").expect("a scheme").1;
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, host)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::USER_AGENT, "Test/1.0");
        if method == Method::POST {
            request = request
                .header(header::ORIGIN, public_url)
                .header(header::CONTENT_TYPE, FORM);
        }
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookie_line());
        }
        let mut request = request.body(body).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let answer = self
            .portal
            .router()
            .oneshot(request)
            .await
            .expect("the router answers");
        let answer = Answer::read(answer).await;
        for line in answer.cookies() {
            self.keep(line);
        }
        answer
    }

    fn cookie_line(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep(&mut self, line: &str) {
        let pair = line.split(';').next().expect("a pair");
        let (name, value) = pair.split_once('=').expect("a pair");
        if line.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The cookie whose name ends so.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut all = self.cookies.iter();
        all.find(|(held, _)| held.ends_with(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

impl Answer {
    async fn read(answer: Response) -> Self {
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, 1 << 22).await.expect("a body");
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("text"),
        }
    }

    pub(crate) fn location(&self) -> Option<&str> {
        self.header("location")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("text"))
    }

    /// Every `Set-Cookie`.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let all = self.headers.get_all(header::SET_COOKIE);
        all.iter()
            .map(|value| value.to_str().expect("text"))
            .collect()
    }

    /// The text between the tags of the one `<h1>`.
    pub(crate) fn heading(&self) -> &str {
        assert_eq!(self.text.matches("<h1").count(), 1, "one h1: {}", self.text);
        let rest = self.text.split_once("<h1").expect("an h1").1;
        let rest = rest.split_once('>').expect("an h1").1;
        rest.split_once("</h1>").expect("an h1").0
    }

    /// Asserts a redirect by 303.
    pub(crate) fn leads_to(&self, path: &str) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        assert_eq!(self.location(), Some(path));
    }

    /// The tag that holds `mark`, from `<` to `>`.
    pub(crate) fn tag(&self, mark: &str) -> &str {
        let text = &self.text;
        let at = text
            .find(mark)
            .unwrap_or_else(|| panic!("{mark} is not in {text}"));
        let start = text[..at].rfind('<').expect("a tag");
        let end = at + text[at..].find('>').expect("a tag");
        &text[start..=end]
    }
}
