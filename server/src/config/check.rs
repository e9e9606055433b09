//! What addresses and keys must be, alone and together. Pure.

use url::{Host, Url};

use super::keys::{self, Key};
use super::{ConektaConfig, GatewayName, HttpConfig, N1coConfig};
use crate::public_key::PublicKey;

/// How every key of the sandbox begins, and no key of the real provider.
const SANDBOX_KEY: &str = "key_sandbox";
/// How the client id and secret of the sandbox's n1co begin.
const SANDBOX_N1CO: &str = "n1co_sandbox";

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

/// What is checked together.
pub(super) struct Together<'a> {
    pub(super) http: Option<&'a HttpConfig>,
    pub(super) gateway: GatewayName,
    pub(super) conekta: &'a ConektaConfig,
    pub(super) n1co: &'a N1coConfig,
    /// None where they could not be read.
    pub(super) challenge_origins: &'a [String],
}

/// A setting to mend, and how.
type Complaint = (&'static Key, &'static str);

/// Combinations that could lose money or leak a key, each with the setting to mend.
pub(super) fn refusals(together: &Together<'_>) -> Vec<Complaint> {
    let (api_key, api_url) = match together.gateway {
        GatewayName::Conekta => (&keys::CONEKTA_API_URL, &together.conekta.api_url),
        GatewayName::N1co => (&keys::N1CO_API_URL, &together.n1co.api_url),
    };
    let is_sandbox = is_loopback(api_url);
    let mut complaints = secrets_refused(together, is_sandbox);
    complaints.extend(webhook_keys_refused(together.conekta));
    complaints.extend(webhook_secret_missing(together, is_sandbox));
    complaints.extend(addresses_refused(together, (api_key, api_url)));
    if let Some(http) = together.http {
        complaints.extend(public_url_refused(&http.public_url, is_sandbox));
    }
    complaints
}

/// A secret that belongs to the other world than the API.
fn secrets_refused(together: &Together<'_>, is_sandbox: bool) -> Vec<Complaint> {
    let Together { conekta, n1co, .. } = together;
    let given = match together.gateway {
        GatewayName::Conekta => [
            (
                &keys::CONEKTA_PRIVATE_KEY,
                conekta.private_key.expose(),
                SANDBOX_KEY,
            ),
            (
                &keys::CONEKTA_PUBLIC_KEY,
                conekta.public_key.as_str(),
                SANDBOX_KEY,
            ),
        ],
        GatewayName::N1co => [
            (&keys::N1CO_CLIENT_ID, n1co.client_id.as_str(), SANDBOX_N1CO),
            (
                &keys::N1CO_CLIENT_SECRET,
                n1co.client_secret.expose(),
                SANDBOX_N1CO,
            ),
        ],
    };
    let refused = |(key, value, prefix): (&'static Key, &str, &str)| {
        match (is_sandbox, value.starts_with(prefix)) {
            // A missing one has its complaint already.
            _ if value.is_empty() => None,
            (true, true) | (false, false) => None,
            (false, true) => Some((
                key,
                "it belongs to the sandbox, but the provider's api_url is not on this machine: \
                 set the one from the provider's panel",
            )),
            (true, false) => Some((
                key,
                "it does not belong to the sandbox, but the provider's api_url is on this \
                 machine, where orders are paid without money: set api_url to the provider's \
                 own address, or leave this one out",
            )),
        }
    };
    given.into_iter().filter_map(refused).collect()
}

/// Anybody can sign for a key of the sandbox.
fn webhook_keys_refused(conekta: &ConektaConfig) -> Option<Complaint> {
    let mut given = conekta.webhook_public_keys.iter();
    let is_forgeable = given.any(PublicKey::is_of_sandbox) && !conekta.is_sandbox();
    let refused = (
        &keys::CONEKTA_WEBHOOK_PUBLIC_KEY,
        "it belongs to the sandbox, but the provider's api_url is not on this machine: leave it \
         out, and run `cobro-server webhook-key`",
    );
    is_forgeable.then_some(refused)
}

/// A charge whose answer is lost at n1co is settled by its webhook event, and by nothing else.
fn webhook_secret_missing(together: &Together<'_>, is_sandbox: bool) -> Option<Complaint> {
    let is_missing = together.gateway == GatewayName::N1co
        && !is_sandbox
        && together.n1co.webhook_secret.is_none();
    let missing = (
        &keys::N1CO_WEBHOOK_SECRET,
        "without webhooks nobody learns what became of a charge whose answer was lost: set the \
         secret from n1co's portal, and have events sent to /webhooks/n1co",
    );
    is_missing.then_some(missing)
}

/// The API, the script and the bank's page all belong to the sandbox, or none of them does.
fn addresses_refused(together: &Together<'_>, api: (&'static Key, &Url)) -> Vec<Complaint> {
    let is_sandbox = is_loopback(api.1);
    let origins = together.challenge_origins.iter();
    let origins =
        origins.filter_map(|origin| Some((&keys::CHALLENGE_ORIGINS, Url::parse(origin).ok()?)));
    let addresses = [
        (api.0, api.1.clone()),
        (
            &keys::CONEKTA_SCRIPT_URL,
            together.conekta.script_url.clone(),
        ),
    ];
    let refused = |(key, url): (&'static Key, Url)| match (is_sandbox, is_loopback(&url)) {
        (true, true) => None,
        (true, false) => Some((
            key,
            "not on this machine, but the provider's api_url is: both belong to the sandbox, or \
             none",
        )),
        (false, true) => Some((
            key,
            "on this machine, but the provider's api_url is not: set the provider's own address",
        )),
        (false, false) if url.scheme() == "https" => None,
        (false, false) => Some((key, "keys and cards travel by https:// only: use it")),
    };
    addresses
        .into_iter()
        .chain(origins)
        .filter_map(refused)
        .collect()
}

fn public_url_refused(url: &Url, is_sandbox: bool) -> Option<Complaint> {
    if url.path() != "/" {
        return Some((
            &keys::PUBLIC_URL,
            "the store is served without a path: leave it out",
        ));
    }
    let is_plain = url.scheme() != "https" && !is_loopback(url);
    let refused = (
        &keys::PUBLIC_URL,
        "shoppers of a real store come over https://: use it",
    );
    (!is_sandbox && is_plain).then_some(refused)
}
