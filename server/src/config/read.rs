//! Turns the texts of settings into values. A wrong one is noted, and reading goes on with the
//! next, so that an operator sees all that is wrong at once.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use cobro_wire::Locale;
use cobro_wire::installments::MONTHS;

use super::check::Together;
use super::keys::{self, Key};
use super::reader::Reader;
use super::sources::{Source, Sources};
use super::{
    CheckoutConfig, ConektaConfig, Config, CspConfig, DatabaseConfig, GatewayName, HttpConfig,
    LogConfig, LogFormat, N1coConfig, Secret, ThreeDsMode, check, database, events,
};
use crate::payment::LateMoney;
use crate::public_key::PublicKey;

/// What is wrong with one setting. Never holds the value: it may be a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The setting.
    pub key: String,
    /// Where its value comes from.
    pub source: Source,
    /// What is wrong with it, and the mend.
    pub problem: String,
}

/// `port (flag --port): a number from 1 to 65535 is expected`
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.key, self.source, self.problem)
    }
}

/// Public keys: PEM, or the names of files with PEM in them, separated by commas.
fn public_keys(reader: &mut Reader<'_>, key: &Key) -> Option<Vec<PublicKey>> {
    let mut keys = Vec::new();
    for text in reader
        .optional_text(key)
        .iter()
        .flat_map(|all| all.split(','))
    {
        let read = if text.contains("-----BEGIN") {
            PublicKey::read_all(text).map_err(|error| error.to_string())
        } else {
            std::fs::read_to_string(text.trim())
                .map_err(|error| {
                    format!("a public key in PEM, or a file of it, is expected: {error}")
                })
                .and_then(|pem| PublicKey::read_all(&pem).map_err(|error| error.to_string()))
        };
        match read {
            Ok(read) => keys.extend(read),
            Err(problem) => {
                reader.complain(key, problem);
                return None;
            }
        }
    }
    Some(keys)
}

/// Reads all settings and checks them against each other.
pub(super) fn config(sources: &Sources) -> Result<Config, Vec<ConfigError>> {
    let mut reader = Reader {
        sources,
        errors: sources.errors.clone(),
    };
    let http = http(&mut reader);
    let gateway = reader.value(&keys::GATEWAY, "conekta or n1co", |text| match text {
        "conekta" => Some(GatewayName::Conekta),
        "n1co" => Some(GatewayName::N1co),
        _ => None,
    });
    let conekta = conekta(&mut reader);
    let n1co = n1co(&mut reader);
    let checkout = checkout(&mut reader);
    let events = events::read(&mut reader);
    let csp = csp(&mut reader);
    let database = database(&mut reader);
    let log = log(&mut reader);
    if gateway == Some(GatewayName::N1co)
        && checkout
            .as_ref()
            .is_some_and(|checkout| !checkout.installments.is_empty())
    {
        reader.complain(&keys::INSTALLMENTS, "n1co spreads no charge: leave it out");
    }
    if let (Some(gateway), Some(conekta), Some(n1co)) = (gateway, &conekta, &n1co) {
        let together = Together {
            http: http.as_ref(),
            gateway,
            conekta,
            n1co,
            challenge_origins: checkout
                .as_ref()
                .map_or(&[], |checkout| &checkout.challenge_origins),
        };
        for (key, problem) in check::refusals(&together) {
            reader.complain(key, problem);
        }
    }
    match (
        http, database, gateway, conekta, n1co, checkout, events, csp, log,
    ) {
        (
            Some(http),
            Some(database),
            Some(gateway),
            Some(conekta),
            Some(n1co),
            Some(checkout),
            Some(events),
            Some(csp),
            Some(log),
        ) if reader.errors.is_empty() => Ok(Config {
            http,
            database,
            gateway,
            conekta,
            n1co,
            checkout,
            events,
            csp,
            log,
        }),
        _ => Err(reader.errors),
    }
}

fn http(reader: &mut Reader<'_>) -> Option<HttpConfig> {
    let host: Option<IpAddr> = reader.parsed(&keys::HOST, "an IP address");
    let port: Option<u16> = reader.value(&keys::PORT, "a number from 1 to 65535", |text| {
        text.parse().ok().filter(|port| *port > 0)
    });
    let public_url = match reader.optional_text(&keys::PUBLIC_URL) {
        Some(_) => reader.url(&keys::PUBLIC_URL),
        None => port.and_then(|port| check::web_address(&format!("http://localhost:{port}"))),
    };
    let site = reader.required_text(&keys::SITE).into();
    Some(HttpConfig {
        host: host?,
        port: port?,
        public_url: public_url?,
        site,
    })
}

fn database(reader: &mut Reader<'_>) -> Option<DatabaseConfig> {
    let text = reader.required_text(&keys::DATABASE);
    let address = match database::address(&text) {
        Ok(address) => Some(address),
        // A missing one has its complaint already.
        Err(_) if text.is_empty() => None,
        Err(problem) => {
            reader.complain(&keys::DATABASE, problem);
            None
        }
    };
    let connections = reader.value(
        &keys::DATABASE_CONNECTIONS,
        "a number from 1 to 200",
        |text| {
            let count = text.parse().ok();
            count.filter(|count| (1..=200).contains(count))
        },
    );
    let mut timeout = |key| reader.duration(key, 100..=60_000, Duration::from_millis);
    let acquire_timeout = timeout(&keys::DATABASE_ACQUIRE_TIMEOUT_MS);
    let statement_timeout = timeout(&keys::DATABASE_STATEMENT_TIMEOUT_MS);
    let lock_timeout = timeout(&keys::DATABASE_LOCK_TIMEOUT_MS);
    let idle_timeout = timeout(&keys::DATABASE_IDLE_TIMEOUT_MS);
    Some(DatabaseConfig {
        address: address?,
        connections: connections?,
        acquire_timeout: acquire_timeout?,
        statement_timeout: statement_timeout?,
        lock_timeout: lock_timeout?,
        idle_timeout: idle_timeout?,
    })
}

fn conekta(reader: &mut Reader<'_>) -> Option<ConektaConfig> {
    let api_url = reader.url(&keys::CONEKTA_API_URL);
    let script_url = reader.url(&keys::CONEKTA_SCRIPT_URL);
    let api_version = reader.value(&keys::CONEKTA_API_VERSION, "a version like 2.3.0", |text| {
        check::is_version(text).then(|| text.to_owned())
    });
    let three_ds_mode = reader.value(
        &keys::CONEKTA_THREE_DS_MODE,
        "omitted, smart, strict or not_strict",
        |text| {
            ThreeDsMode::ALL
                .into_iter()
                .find(|mode| mode.name() == text)
        },
    );
    let connect_timeout = reader.duration(
        &keys::CONEKTA_CONNECT_TIMEOUT_MS,
        100..=60_000,
        Duration::from_millis,
    );
    let timeout = reader.duration(
        &keys::CONEKTA_TIMEOUT_MS,
        1_000..=120_000,
        Duration::from_millis,
    );
    let absence = reader.duration(&keys::CONEKTA_ABSENCE_S, 10..=3600, Duration::from_secs);
    let webhook_public_keys = public_keys(reader, &keys::CONEKTA_WEBHOOK_PUBLIC_KEY);
    let private_key = Secret::new(reader.required_text(&keys::CONEKTA_PRIVATE_KEY));
    let public_key = reader.required_text(&keys::CONEKTA_PUBLIC_KEY);
    Some(ConektaConfig {
        api_url: api_url?,
        private_key,
        public_key,
        script_url: script_url?,
        api_version: api_version?,
        three_ds_mode: three_ds_mode?,
        child_company_id: reader.optional_text(&keys::CONEKTA_CHILD_COMPANY_ID),
        webhook_public_keys: webhook_public_keys?,
        connect_timeout: connect_timeout?,
        timeout: timeout?,
        absence: absence?,
    })
}

fn n1co(reader: &mut Reader<'_>) -> Option<N1coConfig> {
    let api_url = reader.url(&keys::N1CO_API_URL);
    let connect_timeout = reader.duration(
        &keys::N1CO_CONNECT_TIMEOUT_MS,
        100..=60_000,
        Duration::from_millis,
    );
    let timeout = reader.duration(
        &keys::N1CO_TIMEOUT_MS,
        1_000..=120_000,
        Duration::from_millis,
    );
    let client_id = reader.required_text(&keys::N1CO_CLIENT_ID);
    let client_secret = Secret::new(reader.required_text(&keys::N1CO_CLIENT_SECRET));
    let webhook_secret = reader.optional_text(&keys::N1CO_WEBHOOK_SECRET);
    Some(N1coConfig {
        api_url: api_url?,
        client_id,
        client_secret,
        location_code: reader.optional_text(&keys::N1CO_LOCATION_CODE),
        webhook_secret: webhook_secret.map(Secret::new),
        connect_timeout: connect_timeout?,
        timeout: timeout?,
    })
}

fn checkout(reader: &mut Reader<'_>) -> Option<CheckoutConfig> {
    let challenge_origins = reader.origins(&keys::CHALLENGE_ORIGINS);
    let challenge_timeout = reader.duration(
        &keys::CHALLENGE_TIMEOUT_MS,
        10_000..=3_600_000,
        Duration::from_millis,
    );
    let order_lifetime =
        reader.duration(&keys::ORDER_LIFETIME_S, 60..=2_592_000, Duration::from_secs);
    let codes: Vec<_> = Locale::ALL.iter().map(|locale| locale.code()).collect();
    let default_locale = reader.value(&keys::DEFAULT_LOCALE, &codes.join(" or "), Locale::of);
    let late_money = reader.value(&keys::LATE_MONEY, "honour or return", |text| match text {
        "honour" => Some(LateMoney::Honour),
        "return" => Some(LateMoney::Return),
        _ => None,
    });
    let cvc_for_saved_cards = reader.parsed(&keys::CVC_FOR_SAVED_CARDS, "true or false");
    let installments = reader.value(&keys::INSTALLMENTS, "3, 6, 9, 12 or 18", months);
    Some(CheckoutConfig {
        challenge_origins: challenge_origins?,
        challenge_timeout: challenge_timeout?,
        order_lifetime: order_lifetime?,
        late_money: late_money?,
        default_locale: default_locale?,
        cvc_for_saved_cards: cvc_for_saved_cards?,
        installments: installments?,
    })
}

/// Months to pay in, separated by commas, each once and least first.
fn months(text: &str) -> Option<Vec<u8>> {
    let named = text.split(',').map(str::trim);
    let read = named.filter(|_| !text.is_empty()).map(|months| {
        let months = months.parse().ok()?;
        MONTHS.contains(&months).then_some(months)
    });
    let mut months = read.collect::<Option<Vec<u8>>>()?;
    months.sort_unstable();
    months.dedup();
    Some(months)
}

fn csp(reader: &mut Reader<'_>) -> Option<CspConfig> {
    let report_uri = reader.optional_url(&keys::CSP_REPORT_URI);
    let report_only = reader.parsed(&keys::CSP_REPORT_ONLY, "true or false")?;
    Some(CspConfig {
        report_only,
        report_uri,
    })
}

fn log(reader: &mut Reader<'_>) -> Option<LogConfig> {
    let format = reader.value(&keys::LOG_FORMAT, "text or json", |text| match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    });
    let filter = reader.value(
        &keys::LOG_FILTER,
        "a level or a list of directives",
        |text| {
            let valid = tracing_subscriber::EnvFilter::try_new(text).is_ok();
            (valid && !text.is_empty()).then(|| text.to_owned())
        },
    );
    Some(LogConfig {
        filter: filter?,
        format: format?,
    })
}
