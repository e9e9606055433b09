//! Who is told what happens to orders.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::Secret;
use super::check::is_loopback;
use super::keys;
use super::reader::Reader;
use crate::outgoing::schedule::MOST_TRIES;

/// How every secret begins: Standard Webhooks 1.0, "Signature scheme".
const SECRET_PREFIX: &str = "whsec_";

/// Who is told what happens to orders.
#[derive(Debug, Clone)]
pub struct EventsConfig {
    /// Where events are sent to.
    pub url: Url,
    /// What they are signed with: by each.
    pub secrets: Vec<Secret>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How often an event is sent at most.
    pub tries: u32,
}

/// Reads the settings; the inner nothing is that nobody is told.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Option<EventsConfig>> {
    let timeout = reader.duration(
        &keys::EVENTS_TIMEOUT_MS,
        1_000..=30_000,
        Duration::from_millis,
    );
    let tries = reader.value(&keys::EVENTS_TRIES, "a number from 1 to 10", |text| {
        let tries = text.parse().ok();
        tries.filter(|tries| (1..=MOST_TRIES).contains(tries))
    });
    let secrets = reader.optional_text(&keys::EVENTS_SECRET).map(|text| {
        let secrets: Vec<_> = text.split(',').map(str::trim).map(Secret::new).collect();
        if !secrets.iter().all(|secret| is_secret(secret.expose())) {
            let expected = "whsec_ and 24 to 64 random bytes in base64 are expected, or several of \
                            these with commas between them: openssl rand -base64 32 makes one";
            reader.complain(&keys::EVENTS_SECRET, expected);
        }
        secrets
    });
    let url = reader.optional_text(&keys::EVENTS_URL).map(|text| {
        let url = address(&text);
        if let Err(problem) = url {
            reader.complain(&keys::EVENTS_URL, problem);
        }
        url.ok()
    });
    match (url, secrets) {
        (None, _) => Some(None),
        (Some(_), None) => {
            let problem = "events are signed: set a secret, or leave events.url out";
            reader.complain(&keys::EVENTS_SECRET, problem);
            None
        }
        (Some(url), Some(secrets)) => Some(Some(EventsConfig {
            url: url?,
            secrets,
            timeout: timeout?,
            tries: tries?,
        })),
    }
}

fn is_secret(text: &str) -> bool {
    let key = text.strip_prefix(SECRET_PREFIX);
    let key = key.and_then(|key| STANDARD.decode(key).ok());
    key.is_some_and(|key| (24..=64).contains(&key.len()))
}

/// An address to send events to. It may have a query, and may be on a private network: it is the
/// operator's own word, not a stranger's.
fn address(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok().filter(|url| {
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let has_user = !url.username().is_empty() || url.password().is_some();
        is_web && !has_user && url.fragment().is_none()
    });
    match url {
        None => Err("an http:// or https:// address without a user or a # is expected"),
        Some(url) if url.scheme() == "https" || is_loopback(&url) => Ok(url),
        Some(_) => Err("what is told of orders travels by https:// only: use it"),
    }
}

#[cfg(test)]
mod tests;
