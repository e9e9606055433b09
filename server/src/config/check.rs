//! What addresses and keys must be, alone and together. Pure.

use url::{Host, Url};

use super::keys::{self, Key};
use super::{Config, Secret};

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

/// Combinations that could lose money or leak a key, each with the setting to mend.
pub(super) fn refusals(config: &Config) -> Vec<(&'static Key, String)> {
    let mut refusals = Vec::new();
    let mut refuse = |key, problem: &str| refusals.push((key, problem.to_owned()));
    let conekta = &config.conekta;
    let sandbox = conekta.is_sandbox();

    for (key, is_sandbox_key) in [
        (
            &keys::CONEKTA_PRIVATE_KEY,
            starts_as_sandbox(&conekta.private_key),
        ),
        (
            &keys::CONEKTA_PUBLIC_KEY,
            conekta.public_key.starts_with(SANDBOX_KEY),
        ),
    ] {
        match (sandbox, is_sandbox_key) {
            (true, true) | (false, false) => {}
            (false, true) => refuse(
                key,
                "a key of the sandbox, but conekta.api_url is not on this machine: \
                 set the key from the provider's panel",
            ),
            (true, false) => refuse(
                key,
                "not a key of the sandbox, but conekta.api_url is on this machine, where orders \
                 are paid without money: set conekta.api_url to https://api.conekta.io, or a key \
                 that begins with key_sandbox",
            ),
        }
    }

    refuse_mixed(config, &mut refuse);

    if config.http.public_url.path() != "/" {
        refuse(
            &keys::PUBLIC_URL,
            "the store is served without a path: leave it out",
        );
    }
    let public_url = &config.http.public_url;
    if !sandbox && public_url.scheme() != "https" && !is_loopback(public_url) {
        refuse(
            &keys::PUBLIC_URL,
            "shoppers of a real store come over https://: use it",
        );
    }
    refusals
}

/// The API, the script and the bank's page all belong to the sandbox, or none of them does.
fn refuse_mixed(config: &Config, refuse: &mut impl FnMut(&'static Key, &str)) {
    let conekta = &config.conekta;
    let sandbox = conekta.is_sandbox();
    let origins = config.checkout.challenge_origins.iter();
    let addresses = [
        (&keys::CONEKTA_API_URL, conekta.api_url.as_str()),
        (&keys::CONEKTA_SCRIPT_URL, conekta.script_url.as_str()),
    ]
    .into_iter()
    .chain(origins.map(|origin| (&keys::CHALLENGE_ORIGINS, origin.as_str())));
    for (key, address) in addresses {
        let Ok(url) = Url::parse(address) else {
            continue;
        };
        match (sandbox, is_loopback(&url)) {
            (true, true) => {}
            (true, false) => refuse(
                key,
                "not on this machine, but conekta.api_url is: both belong to the sandbox, or none",
            ),
            (false, true) => refuse(
                key,
                "on this machine, but conekta.api_url is not: set the provider's own address",
            ),
            (false, false) if url.scheme() != "https" => {
                refuse(key, "keys and cards travel by https:// only: use it");
            }
            (false, false) => {}
        }
    }
}

fn starts_as_sandbox(key: &Secret) -> bool {
    key.expose().starts_with(SANDBOX_KEY)
}
