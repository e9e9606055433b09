//! Serves the built front end: pages, hashed files, pictures.

mod inline;
mod policy;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, ETAG, LAST_MODIFIED};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, get_service};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use crate::config::Config;
use crate::problem::ApiError;
use policy::PageHeaders;

/// Addresses that are pages. Each answers the same document, which reads the address itself.
const PAGES: [&str; 7] = [
    "/",
    "/checkout/return",
    "/checkout/{order}",
    "/orders",
    "/orders/{order}",
    "/receipts/{token}",
    "/cards",
];

/// Where pages are about one order: no search engine lists them, whoever links to them.
const PERSONAL: [&str; 3] = ["/checkout/", "/orders/", "/receipts/"];

/// Asks search engines to leave a page out.
const NO_INDEX: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-robots-tag"),
    HeaderValue::from_static("noindex"),
);

/// A file whose name changes with its content never changes under its name.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Anything else is asked for again, and answered with 304 while it is the same.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// The longest name of a file, in bytes as an address writes it, with room for `.br` or `.gz`.
const LONGEST_NAME: usize = 250;
/// The longest address of a file, in bytes: file systems take four times as much.
const LONGEST_PATH: usize = 1024;

/// The built front end, as it was when the server started.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    /// What pages carry; none where the front end is not built.
    page_headers: Option<Arc<PageHeaders>>,
}

impl Site {
    /// Reads the document, so that the pages' policy allows exactly what is written in it.
    #[must_use]
    pub fn open(config: &Config) -> Self {
        let folder = config.http.site.clone();
        let document = std::fs::read_to_string(folder.join("index.html")).ok();
        let page_headers = document.map(|html| Arc::new(PageHeaders::new(config, &html)));
        Self {
            folder,
            page_headers,
        }
    }

    /// Whether there is a front end to serve.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.page_headers.is_some()
    }

    /// The routes. Whatever is neither a page nor a file is answered 404, with the page that
    /// says so.
    pub fn router(&self) -> Router {
        match &self.page_headers {
            Some(headers) => built(&self.folder, headers.clone()),
            None => missing(&self.folder),
        }
    }
}

fn built(folder: &Path, headers: Arc<PageHeaders>) -> Router {
    let page = ServeFile::new(folder.join("index.html"))
        .precompressed_br()
        .precompressed_gzip();
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(get(not_found).with_state(page.clone()));
    let files = Router::new()
        .fallback_service(files)
        .layer(from_fn_with_state(page.clone(), only_possible_names));
    PAGES
        .into_iter()
        .fold(Router::new(), |router, path| {
            router.route(path, get_service(page.clone()))
        })
        .fallback_service(files)
        .layer(from_fn(cache))
        .layer(from_fn(index))
        .layer(from_fn_with_state(headers, PageHeaders::add))
}

/// Asks the file system for nothing that it can have no file of: it would call that a fault.
async fn only_possible_names(page: State<ServeFile>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read && !is_possible(request.uri().path()) {
        return not_found(page, request).await;
    }
    next.run(request).await
}

/// Whether a file can be called so: neither too long nor with a NUL in it.
fn is_possible(path: &str) -> bool {
    let short = path.len() <= LONGEST_PATH;
    short && !path.contains("%00") && path.split('/').all(|name| name.len() <= LONGEST_NAME)
}

/// The document with status 404. What a browser remembers of the address does not count, or it
/// would be told that nothing changed.
async fn not_found(State(page): State<ServeFile>, request: Request) -> Response {
    let mut fresh = Request::new(axum::body::Body::empty());
    *fresh.method_mut() = request.method().clone();
    if let Some(encodings) = request.headers().get(ACCEPT_ENCODING) {
        fresh
            .headers_mut()
            .insert(ACCEPT_ENCODING, encodings.clone());
    }
    let Ok(page) = page.oneshot(fresh).await;
    let mut response = page.into_response();
    response.headers_mut().remove(ETAG);
    response.headers_mut().remove(LAST_MODIFIED);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

async fn cache(request: Request, next: Next) -> Response {
    let hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let value = if hashed && found {
        IMMUTABLE
    } else {
        REVALIDATE
    };
    response.headers_mut().insert(CACHE_CONTROL, value);
    response
}

async fn index(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_personal = PERSONAL.iter().any(|page| path.starts_with(page));
    let mut response = next.run(request).await;
    if is_personal {
        let (name, value) = NO_INDEX;
        response.headers_mut().insert(name, value);
    }
    response
}

/// Whether a file's name holds a hash of its content, as the build writes it: `-` and up to 16 hex
/// digits, which are fewer where the hash begins with zeros, then `.` or `_`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        let end = part.as_bytes().get(digits);
        (12..=16).contains(&digits) && matches!(end, Some(b'.' | b'_'))
    })
}

/// Stands in for the front end until it is built.
fn missing(folder: &Path) -> Router {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Cobro</title>\
         <h1>The store is not built yet</h1>\
         <p>There is no <code>index.html</code> in the folder <code>{}</code>. Build \
         it with <code>cargo xtask build</code> and start the server again with \
         <code>--site target/site</code>; <code>cargo xtask run</code> does all of it.</p>",
        escape(&folder.display().to_string())
    );
    let answer = || async move { (StatusCode::SERVICE_UNAVAILABLE, Html(page)) };
    Router::new().route("/", get(answer)).fallback(no_file)
}

async fn no_file() -> ApiError {
    ApiError::not_found("address")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
