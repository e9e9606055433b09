//! What addresses and keys must be, alone and together. Pure.

use url::{Host, Url};

use super::keys::{self, Key};
use super::{CheckoutConfig, ConektaConfig, HttpConfig};

/// How every key of the sandbox begins, and no key of the real provider.
const SANDBOX_KEY: &str = "key_sandbox";

/// Whether an address stays on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// An address of the web without user, query or fragment, and without a final slash to its path.
pub(super) fn web_address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let plain = url.username().is_empty() && url.password().is_none();
    let bare = url.query().is_none() && url.fragment().is_none();
    if !(web && plain && bare) {
        return None;
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Some(url)
}

/// An origin as a browser writes it: `https://host`, with the port where it is not the usual one.
pub(super) fn origin(text: &str) -> Option<String> {
    let url = web_address(text)?;
    (url.path() == "/").then(|| url.origin().ascii_serialization())
}

/// Whether a text is a version of the API, as it stands in a header: `2.3.0`.
pub(super) fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(number)
}

/// Combinations that could lose money or leak a key, each with the setting to mend. What could not
/// be read is left out.
pub(super) fn refusals(
    http: Option<&HttpConfig>,
    conekta: Option<&ConektaConfig>,
    checkout: Option<&CheckoutConfig>,
) -> Vec<(&'static Key, &'static str)> {
    let mut refusals = Vec::new();
    if let Some(conekta) = conekta {
        let origins = checkout.map_or(&[][..], |checkout| &checkout.challenge_origins);
        refusals.extend(keys_refused(conekta));
        refusals.extend(addresses_refused(conekta, origins));
    }
    if let Some(http) = http {
        refusals.extend(public_url_refused(&http.public_url, conekta));
    }
    refusals
}

/// A key that belongs to the other world than the API.
fn keys_refused(conekta: &ConektaConfig) -> impl Iterator<Item = (&'static Key, &'static str)> {
    let sandbox = conekta.is_sandbox();
    let given = [
        (&keys::CONEKTA_PRIVATE_KEY, conekta.private_key.expose()),
        (&keys::CONEKTA_PUBLIC_KEY, conekta.public_key.as_str()),
    ];
    given.into_iter().filter_map(move |(key, value)| {
        match (sandbox, value.starts_with(SANDBOX_KEY)) {
            // A missing key has its complaint already.
            _ if value.is_empty() => None,
            (true, true) | (false, false) => None,
            (false, true) => Some((
                key,
                "a key of the sandbox, but conekta.api_url is not on this machine: \
                 set the key from the provider's panel",
            )),
            (true, false) => Some((
                key,
                "not a key of the sandbox, but conekta.api_url is on this machine, where orders \
                 are paid without money: set conekta.api_url to https://api.conekta.io, or a key \
                 that begins with key_sandbox",
            )),
        }
    })
}

/// The API, the script and the bank's page all belong to the sandbox, or none of them does.
fn addresses_refused<'a>(
    conekta: &'a ConektaConfig,
    origins: &'a [String],
) -> impl Iterator<Item = (&'static Key, &'static str)> + 'a {
    let sandbox = conekta.is_sandbox();
    let origins = origins
        .iter()
        .map(|origin| (&keys::CHALLENGE_ORIGINS, origin.as_str()));
    let addresses: [(&'static Key, &str); 2] = [
        (&keys::CONEKTA_API_URL, conekta.api_url.as_str()),
        (&keys::CONEKTA_SCRIPT_URL, conekta.script_url.as_str()),
    ];
    addresses.into_iter().chain(origins).filter_map(move |(key, address)| {
        let url = Url::parse(address).ok()?;
        match (sandbox, is_loopback(&url)) {
            (true, true) => None,
            (true, false) => Some((
                key,
                "not on this machine, but conekta.api_url is: both belong to the sandbox, or none",
            )),
            (false, true) => Some((
                key,
                "on this machine, but conekta.api_url is not: set the provider's own address",
            )),
            (false, false) if url.scheme() == "https" => None,
            (false, false) => Some((key, "keys and cards travel by https:// only: use it")),
        }
    })
}

fn public_url_refused(
    url: &Url,
    conekta: Option<&ConektaConfig>,
) -> Option<(&'static Key, &'static str)> {
    if url.path() != "/" {
        return Some((
            &keys::PUBLIC_URL,
            "the store is served without a path: leave it out",
        ));
    }
    let real = conekta.is_some_and(|conekta| !conekta.is_sandbox());
    let plain = url.scheme() != "https" && !is_loopback(url);
    let refused = (
        &keys::PUBLIC_URL,
        "shoppers of a real store come over https://: use it",
    );
    (real && plain).then_some(refused)
}
