//! The table of settings. Flag, environment variable and place in the file follow from the name:
//! `conekta.api_url` is `--conekta-api-url`, `COBRO_CONEKTA_API_URL`, and `api_url` under
//! `[conekta]`.

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// Its name, with its section in the file.
    pub name: &'static str,
    /// What its value looks like, for `--help`.
    pub value: &'static str,
    /// Its value when nothing sets it; an empty one means none.
    pub default: &'static str,
    /// What it is, with unit and limits.
    pub help: &'static str,
}

impl Key {
    /// Its flag, without the dashes in front.
    #[must_use]
    pub fn flag(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }

    /// Its environment variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("COBRO_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

macro_rules! keys {
    ($($constant:ident: $name:literal, $value:literal, $default:literal, $help:literal;)*) => {
        $(
            #[doc = $help]
            pub(super) const $constant: Key =
                Key { name: $name, value: $value, default: $default, help: $help };
        )*

        /// Every setting, in the order to show them.
        pub const KEYS: &[Key] = &[$($constant),*];
    };
}

keys! {
    HOST: "host", "ADDRESS", "127.0.0.1",
        "Address to listen on; 0.0.0.0 for every one of the machine.";
    PORT: "port", "PORT", "8080",
        "Port to listen on.";
    PUBLIC_URL: "public_url", "URL", "",
        "Address that shoppers open, without a path. http://localhost:PORT when not set.";
    SITE: "site", "FOLDER", "target/site",
        "Folder of the built front end.";
    DATABASE: "database", "URL", "sqlite:cobro.db",
        "Where orders and attempts are kept: sqlite:FILE, made when missing, for one server; or postgres://USER:PASSWORD@HOST/DATABASE, which several servers may share. An address with a password is better set in the environment: flags show in lists of processes. PostgreSQL on another machine is reached over TLS with a certificate that this machine trusts, or that ?sslrootcert=FILE does; anything less has to be asked for: ?sslmode=disable. Between the server and PostgreSQL goes no pooler that hands a connection on after each transaction.";
    DATABASE_CONNECTIONS: "database_connections", "COUNT", "8",
        "Connections that one server opens to the database at most, 1 to 200.";
    DATABASE_ACQUIRE_TIMEOUT_MS: "database_acquire_timeout_ms", "MS", "5000",
        "How long a request waits for a connection to the database, a new one included, in milliseconds, 100 to 60000.";
    DATABASE_STATEMENT_TIMEOUT_MS: "database_statement_timeout_ms", "MS", "10000",
        "How long PostgreSQL may take for one statement, in milliseconds, 100 to 60000. Not for SQLite.";
    DATABASE_LOCK_TIMEOUT_MS: "database_lock_timeout_ms", "MS", "5000",
        "How long a statement waits for what another one has locked, in milliseconds, 100 to 60000.";
    DATABASE_IDLE_TIMEOUT_MS: "database_idle_timeout_ms", "MS", "10000",
        "How long a transaction may do nothing before PostgreSQL ends it, in milliseconds, 100 to 60000. Not for SQLite.";
    GATEWAY: "gateway", "NAME", "conekta",
        "The provider that charges: conekta or n1co.";
    CONEKTA_API_URL: "conekta.api_url", "URL", "http://localhost:8081/conekta",
        "Base address of Conekta's API: https://api.conekta.io, or the sandbox.";
    CONEKTA_PRIVATE_KEY: "conekta.private_key", "KEY", "key_sandbox_private",
        "Conekta's private key. Better set in the environment: flags show in lists of processes.";
    CONEKTA_PUBLIC_KEY: "conekta.public_key", "KEY", "key_sandbox_public",
        "Conekta's public key, given to the browser.";
    CONEKTA_SCRIPT_URL: "conekta.script_url", "URL",
        "http://localhost:8081/conekta/v1.0/js/conekta-checkout.min.js",
        "Script of the card component: https://pay.conekta.com/v1.0/js/conekta-checkout.min.js, or the sandbox's.";
    CONEKTA_API_VERSION: "conekta.api_version", "VERSION", "2.3.0",
        "Version of Conekta's API to speak.";
    CONEKTA_THREE_DS_MODE: "conekta.three_ds_mode", "MODE", "smart",
        "When the bank authenticates the shopper: omitted (never asked for), smart (where there is a risk), strict or not_strict (always).";
    CONEKTA_CHILD_COMPANY_ID: "conekta.child_company_id", "ID", "",
        "Company of a holding that the calls are made for.";
    CONEKTA_WEBHOOK_PUBLIC_KEY: "conekta.webhook_public_key", "KEYS", "",
        "Public keys that Conekta signs webhooks for, each in PEM or in a file of it, separated by commas. They count beside those that `cobro-server webhook-key` stored.";
    CONEKTA_CONNECT_TIMEOUT_MS: "conekta.connect_timeout_ms", "MS", "5000",
        "How long a connection to Conekta may take, in milliseconds, 100 to 60000.";
    CONEKTA_TIMEOUT_MS: "conekta.timeout_ms", "MS", "30000",
        "How long a whole call to Conekta may take, in milliseconds, 1000 to 120000. After it the outcome is unknown and is looked up.";
    CONEKTA_ABSENCE_S: "conekta.absence_s", "SECONDS", "120",
        "How long after a charge without an answer Conekta's \"no such order\" is believed, in seconds, 10 to 3600; never sooner than a call may take. Until then the charge may still be under way inside Conekta, and the order cannot be paid anew.";
    N1CO_API_URL: "n1co.api_url", "URL", "http://localhost:8081/n1co",
        "Base address of n1co's API, without /api/v3: https://api.n1co.com, or the sandbox.";
    N1CO_CLIENT_ID: "n1co.client_id", "ID", "n1co_sandbox_client",
        "n1co's client id.";
    N1CO_CLIENT_SECRET: "n1co.client_secret", "SECRET", "n1co_sandbox_secret",
        "n1co's client secret. Better set in the environment: flags show in lists of processes.";
    N1CO_LOCATION_CODE: "n1co.location_code", "CODE", "",
        "Branch that charges are made at; n1co's default one when not set.";
    N1CO_WEBHOOK_SECRET: "n1co.webhook_secret", "SECRET", "",
        "Secret of n1co's webhooks, sent to /webhooks/n1co; none are taken without it. Required for the real n1co.";
    N1CO_CONNECT_TIMEOUT_MS: "n1co.connect_timeout_ms", "MS", "5000",
        "How long a connection to n1co may take, in milliseconds, 100 to 60000.";
    N1CO_TIMEOUT_MS: "n1co.timeout_ms", "MS", "60000",
        "How long a whole call to n1co may take, in milliseconds, 1000 to 120000. After it the outcome is unknown until a webhook tells it.";
    CHALLENGE_ORIGINS: "checkout.challenge_origins", "ORIGINS", "http://localhost:8081,http://127.0.0.1:8081",
        "Exact origins that the bank's 3-D Secure page may come from, separated by commas: https://3ds-pay.conekta.com,https://pay.conekta.com for Conekta.";
    CHALLENGE_TIMEOUT_MS: "checkout.challenge_timeout_ms", "MS", "600000",
        "How long a challenge may take, in milliseconds, 10000 to 3600000.";
    ORDER_LIFETIME_S: "checkout.order_lifetime_s", "SECONDS", "86400",
        "How long an order can be paid, in seconds, 60 to 2592000.";
    LATE_MONEY: "checkout.late_money", "RULE", "honour",
        "What is done with money that comes for an order after it expired, from an attempt that had ended without: honour (the order is paid) or return (it goes back).";
    DEFAULT_LOCALE: "checkout.default_locale", "LOCALE", "es",
        "Language for a shopper whose browser prefers none of ours, by its ISO 639-1 code.";
    CVC_FOR_SAVED_CARDS: "checkout.cvc_for_saved_cards", "BOOL", "false",
        "Whether a saved card's security code may be sent. Only for merchants with their own PCI DSS certificate.";
    INSTALLMENTS: "checkout.installments", "MONTHS", "",
        "Months without interest that a shopper may choose among, of 3, 6, 9, 12 and 18, separated by commas: 3,6,12. None are offered when not set, nor less than 100.00 a month. Only for Conekta, on an account that has them.";
    EVENTS_URL: "events.url", "URL", "",
        "Where your own system is told what happens to orders; nobody is told when not set. It begins with https://, unless it is on this machine.";
    EVENTS_SECRET: "events.secret", "SECRETS", "",
        "What events are signed with, after Standard Webhooks: whsec_ and 24 to 64 random bytes in base64. Of several, separated by commas, each signs, so that one can be replaced without a gap. Better set in the environment: flags show in lists of processes.";
    EVENTS_TIMEOUT_MS: "events.timeout_ms", "MS", "20000",
        "How long your system may take to answer an event, in milliseconds, 1000 to 30000. After it the event is sent again.";
    EVENTS_TRIES: "events.tries", "COUNT", "10",
        "How often an event is sent at most, 1 to 10; ten times take three days. After the last it waits for an operator: see cobro-server events.";
    CSP_REPORT_ONLY: "csp.report_only", "BOOL", "false",
        "Whether breaches of the Content-Security-Policy are only reported, not prevented.";
    CSP_REPORT_URI: "csp.report_uri", "URL", "",
        "Where browsers report breaches of the Content-Security-Policy.";
    LOG_FILTER: "log.filter", "DIRECTIVES", "info",
        "What is logged: error, warn, info, debug, trace, or one for each module, as in cobro_server=debug,info.";
    LOG_FORMAT: "log.format", "FORMAT", "text",
        "How a line of the log looks: text or json.";
}
