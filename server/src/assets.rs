//! Built files of the front end: script, wasm, style, favicon, robots.txt.
//!
//! A release carries them inside the binary, compressed at build time; a debug run reads `PORTICO_SITE_DIR` once at
//! start. Either way they live in one map looked up by exact name, so a request path never reaches the file system.
//! Knows nothing of pages.

use std::{borrow::Cow, collections::HashMap, env, fs, io, path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Path as UrlPath, State},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$PORTICO_EMBED_FOLDER"]
struct Embedded;

/// The name of the file that holds the hash over all others; written by the build, never served.
const HASH_FILE: &str = ".hash";

/// A year: the path changes whenever the content does.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A day, for the few files whose path is fixed by convention.
const FIXED_PATH: &str = "public, max-age=86400";

/// All built files, by name, in the encodings they were built in.
#[derive(Debug, Default)]
pub struct Assets {
    hash: String,
    files: HashMap<String, Asset>,
}

#[derive(Debug)]
struct Asset {
    content_type: &'static str,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// How a file travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Brotli,
    Gzip,
}

impl Assets {
    /// Takes the embedded files, else the folder named by `PORTICO_SITE_DIR`, else nothing (hash `none`).
    ///
    /// # Errors
    /// When the named folder, or a file in it, can't be read.
    pub fn load() -> io::Result<Self> {
        if Embedded::get(HASH_FILE).is_some() {
            return Ok(Self::from_files(Embedded::iter().filter_map(|name| {
                let bytes = match Embedded::get(&name)?.data {
                    Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    Cow::Owned(bytes) => Bytes::from(bytes),
                };
                Some((name.into_owned(), bytes))
            })));
        }
        match env::var_os("PORTICO_SITE_DIR") {
            Some(folder) => Self::from_folder(Path::new(&folder)),
            None => {
                tracing::warn!(
                    "no front-end files: pages work as plain forms, without script and style"
                );
                Ok(Self::from_files([]))
            }
        }
    }

    fn from_folder(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if let (true, Ok(name)) = (
                entry.file_type()?.is_file(),
                entry.file_name().into_string(),
            ) {
                files.push((name, Bytes::from(fs::read(entry.path())?)));
            }
        }
        Ok(Self::from_files(files))
    }

    /// Sorts files into plain ones and their `.br` and `.gz` twins. Hidden files are not served.
    pub fn from_files(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let mut all: HashMap<String, Bytes> = files.into_iter().collect();
        let hash = all.remove(HASH_FILE).map_or_else(
            || "none".to_owned(),
            |hash| String::from_utf8_lossy(&hash).trim().to_owned(),
        );
        let plain: Vec<String> = all
            .keys()
            .filter(|name| {
                !name.starts_with('.') && !name.ends_with(".br") && !name.ends_with(".gz")
            })
            .cloned()
            .collect();
        let mut files = HashMap::with_capacity(plain.len());
        for name in plain {
            let Some(bytes) = all.get(&name).cloned() else {
                continue;
            };
            let asset = Asset {
                content_type: content_type(&name),
                plain: bytes,
                brotli: all.get(&format!("{name}.br")).cloned(),
                gzip: all.get(&format!("{name}.gz")).cloned(),
            };
            files.insert(name, asset);
        }
        Self { hash, files }
    }

    /// The folder name in URLs, `pkg-<hash>`: what leptos calls `site_pkg_dir`.
    #[must_use]
    pub fn pkg_dir(&self) -> String {
        format!("pkg-{}", self.hash)
    }

    /// The address of a built file, for example `/pkg-0123456789abcdef/main.css`.
    #[must_use]
    pub fn url(&self, file: &str) -> String {
        format!("/pkg-{}/{file}", self.hash)
    }

    /// Routes of the built files, and of the two that browsers and crawlers expect at the root.
    pub fn routes<S: Clone + Send + Sync + 'static>(self: Arc<Self>) -> Router<S> {
        Router::new()
            .route(&format!("/{}/{{file}}", self.pkg_dir()), get(packaged))
            .route("/favicon.ico", get(favicon))
            .route("/favicon.svg", get(favicon))
            .route("/robots.txt", get(robots))
            .with_state(self)
    }

    fn answer(&self, file: &str, request: &HeaderMap, cache: &'static str) -> Response {
        let Some(asset) = self.files.get(file) else {
            return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
        };
        let (encoding, bytes) = asset.best_for(request);
        let tag = format!("\"{}{}\"", self.hash, encoding.suffix());
        let mut answer = if holds_tag(request, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut answer = Response::new(Body::from(bytes.clone()));
            let headers = answer.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static(asset.content_type),
            );
            if let Some(name) = encoding.name() {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            }
            answer
        };
        let headers = answer.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        answer
    }
}

async fn packaged(
    State(assets): State<Arc<Assets>>,
    UrlPath(file): UrlPath<String>,
    request: HeaderMap,
) -> Response {
    assets.answer(&file, &request, IMMUTABLE)
}

async fn favicon(State(assets): State<Arc<Assets>>, request: HeaderMap) -> Response {
    assets.answer("favicon.svg", &request, FIXED_PATH)
}

async fn robots(State(assets): State<Arc<Assets>>, request: HeaderMap) -> Response {
    assets.answer("robots.txt", &request, FIXED_PATH)
}

impl Asset {
    /// The smallest form the client takes: brotli before gzip when it likes both equally (RFC 9110 12.5.3).
    fn best_for(&self, request: &HeaderMap) -> (Encoding, &Bytes) {
        let weight = |name| accepted_weight(request, name);
        let (brotli, gzip) = (weight("br"), weight("gzip"));
        match (&self.brotli, &self.gzip) {
            (Some(bytes), _) if brotli > 0 && (brotli >= gzip || self.gzip.is_none()) => {
                (Encoding::Brotli, bytes)
            }
            (_, Some(bytes)) if gzip > 0 => (Encoding::Gzip, bytes),
            _ => (Encoding::Identity, &self.plain),
        }
    }
}

impl Encoding {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// Each encoding is another representation, so it has another tag (RFC 9110 8.8.3.3).
    fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
        }
    }
}

/// The client's weight for a coding in thousandths; 0 when it does not take it. `*` counts for what is not named.
fn accepted_weight(request: &HeaderMap, coding: &str) -> u16 {
    let mut star = None;
    for value in request.get_all(header::ACCEPT_ENCODING) {
        let Ok(value) = value.to_str() else { continue };
        for entry in value.split(',') {
            let mut parts = entry.split(';');
            let name = parts.next().unwrap_or_default().trim();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=").map(thousandths))
                .unwrap_or(1000);
            if name.eq_ignore_ascii_case(coding) {
                return weight;
            }
            if name == "*" {
                star = Some(weight);
            }
        }
    }
    star.unwrap_or(0)
}

/// `0.8` as 800. What is no weight counts as 0: the plain file is always right.
fn thousandths(weight: &str) -> u16 {
    match weight.trim().parse::<f32>() {
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0).round() as u16,
        _ => 0,
    }
}

/// Does the client already hold this representation? (`If-None-Match`, weak comparison)
fn holds_tag(request: &HeaderMap, tag: &str) -> bool {
    request.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        value.to_str().is_ok_and(|value| {
            value
                .split(',')
                .map(str::trim)
                .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag)
        })
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> Assets {
        Assets::from_files([
            (".hash".to_owned(), Bytes::from_static(b"0123456789abcdef")),
            ("main.css".to_owned(), Bytes::from_static(b"plain")),
            ("main.css.br".to_owned(), Bytes::from_static(b"brotli")),
            ("main.css.gz".to_owned(), Bytes::from_static(b"gzip")),
            ("only.js".to_owned(), Bytes::from_static(b"plain")),
        ])
    }

    fn answer(file: &str, name: header::HeaderName, value: &str) -> Response {
        let mut request = HeaderMap::new();
        request.insert(name, HeaderValue::from_str(value).expect("a header value"));
        assets().answer(file, &request, IMMUTABLE)
    }

    fn encoding(file: &str, accept: &str) -> Option<String> {
        let answer = answer(file, header::ACCEPT_ENCODING, accept);
        let encoding = answer.headers().get(header::CONTENT_ENCODING)?;
        Some(encoding.to_str().expect("text").to_owned())
    }

    #[test]
    fn the_client_s_weights_choose_the_encoding() {
        assert_eq!(
            encoding("main.css", "gzip, deflate, br, zstd").as_deref(),
            Some("br")
        );
        assert_eq!(encoding("main.css", "gzip").as_deref(), Some("gzip"));
        assert_eq!(
            encoding("main.css", "br;q=0.5, gzip;q=0.8").as_deref(),
            Some("gzip")
        );
        assert_eq!(
            encoding("main.css", "br;q=0, gzip").as_deref(),
            Some("gzip")
        );
        assert_eq!(encoding("main.css", "*").as_deref(), Some("br"));
        assert_eq!(encoding("main.css", "br;q=0, gzip;q=0"), None);
        assert_eq!(encoding("main.css", "br;q=rubbish"), None);
        assert_eq!(encoding("main.css", "identity"), None);
        assert_eq!(encoding("only.js", "br, gzip"), None);
    }

    #[test]
    fn a_held_tag_answers_304_and_each_encoding_has_its_own() {
        let status = |tag: &str| answer("main.css", header::IF_NONE_MATCH, tag).status();
        assert_eq!(status("\"0123456789abcdef\""), StatusCode::NOT_MODIFIED);
        assert_eq!(
            status("\"other\", W/\"0123456789abcdef\""),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(status("\"0123456789abcdef-br\""), StatusCode::OK);
        let tag = answer("main.css", header::ACCEPT_ENCODING, "br");
        assert_eq!(tag.headers()[header::ETAG], "\"0123456789abcdef-br\"");
    }

    #[test]
    fn hidden_files_compressed_twins_and_paths_outside_are_absent() {
        for name in [".hash", "main.css.br", "../Cargo.toml", "/etc/passwd", ""] {
            assert_eq!(
                answer(name, header::ACCEPT, "*/*").status(),
                StatusCode::NOT_FOUND,
                "{name}"
            );
        }
    }

    #[test]
    fn addresses_change_with_the_content() {
        assert_eq!(assets().url("main.css"), "/pkg-0123456789abcdef/main.css");
        assert_eq!(Assets::from_files([]).pkg_dir(), "pkg-none");
    }
}
