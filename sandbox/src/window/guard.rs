//! Who may look and steer: a caller on this machine, and no page of another site.
//!
//! A site that is open in the developer's browser can send calls to this machine too. It cannot
//! read their answers (nothing here allows another origin), and it is refused by what browsers say
//! of it: `Origin`, and, where it lets its own name stand for this machine (DNS rebinding), `Host`.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

use crate::config::Config;

/// Why a caller is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// It is on another machine.
    Machine,
    /// It calls this machine by a name that is not its own.
    Host,
    /// It is a page of another origin.
    Origin,
}

impl Foreign {
    /// For the caller.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Machine => "the sandbox is steered from its own machine only",
            Self::Host => "the sandbox is steered under its own name only (Host)",
            Self::Origin => "pages of other origins cannot steer the sandbox",
        }
    }
}

/// Refuses callers on other machines, and calls made by pages of other sites.
pub(crate) fn check(request: &Request, config: &Config) -> Result<(), Foreign> {
    let caller = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if !caller.is_some_and(|ConnectInfo(address)| address.ip().is_loopback()) {
        return Err(Foreign::Machine);
    }
    check_headers(request.headers(), config)
}

fn check_headers(headers: &HeaderMap, config: &Config) -> Result<(), Foreign> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST.as_str()).ok_or(Foreign::Host)?;
    let challenges = config.n1co_challenge_url();
    let own = [config.public_url.authority(), challenges.authority()];
    if !is_this_machine(host) && !own.contains(&host) {
        return Err(Foreign::Host);
    }
    if headers.contains_key(ORIGIN) {
        let origin = text(ORIGIN.as_str()).unwrap_or_default();
        let authority = origin.split_once("://").map(|(_, rest)| rest);
        if authority != Some(host) {
            return Err(Foreign::Origin);
        }
    }
    Ok(())
}

/// Whether a `Host` can only mean this machine.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = name
        .parse()
        .is_ok_and(|address: IpAddr| address.is_loopback());
    is_loopback || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_its_own_pages_pass() {
        for (host, origin, expected) in [
            ("localhost:8081", None, Ok(())),
            ("127.0.0.1:8081", None, Ok(())),
            ("[::1]:8081", None, Ok(())),
            ("localhost:8081", Some("http://localhost:8081"), Ok(())),
            (
                "sandbox.localhost",
                Some("https://sandbox.localhost"),
                Ok(()),
            ),
            ("evil.example", None, Err(Foreign::Host)),
            ("localhost.evil.example:8081", None, Err(Foreign::Host)),
            ("10.0.0.1:8081", None, Err(Foreign::Host)),
            (
                "localhost:8081",
                Some("http://localhost:8080"),
                Err(Foreign::Origin),
            ),
            (
                "localhost:8081",
                Some("http://127.0.0.1:8081"),
                Err(Foreign::Origin),
            ),
            ("localhost:8081", Some("null"), Err(Foreign::Origin)),
            (
                "localhost:8081",
                Some("https://evil.example"),
                Err(Foreign::Origin),
            ),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
            }
            let checked = check_headers(&headers, &Config::default());
            assert_eq!(checked, expected, "{host} {origin:?}");
        }
        let nameless = check_headers(&HeaderMap::new(), &Config::default());
        assert_eq!(nameless, Err(Foreign::Host));
    }
}
