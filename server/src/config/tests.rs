//! Settings from each source, and each refusal.

use std::io::Write;

use super::*;

/// Reads flags, variables and, where there is one, a file.
fn load(
    flags: &[&str],
    variables: &[(&str, &str)],
    file: Option<&str>,
) -> Result<Config, Vec<String>> {
    let mut flags: Vec<String> = flags.iter().map(|&flag| flag.to_owned()).collect();
    flags.insert(0, "cobro-server".to_owned());
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    if let Some(text) = file {
        kept.write_all(text.as_bytes()).unwrap();
        flags.extend(["--config".to_owned(), kept.path().display().to_string()]);
    }
    let variable = |name: &str| {
        let found = variables.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let sources = Sources::collect(flags, variable).unwrap();
    let path = kept.path().display().to_string();
    Config::load(&sources).map_err(|ConfigErrors(errors)| {
        errors
            .iter()
            .map(|error| error.to_string().replace(&path, "FILE"))
            .collect()
    })
}

/// The complaints about some flags.
fn complaints(flags: &[&str]) -> Vec<String> {
    load(flags, &[], None).expect_err("these flags are refused")
}

/// Flags of a real store: nothing is wrong with them.
const LIVE: [&str; 5] = [
    "--public-url=https://tienda.example",
    "--conekta-api-url=https://api.conekta.io",
    "--conekta-script-url=https://pay.conekta.com/v1.0/js/conekta-checkout.min.js",
    "--conekta-private-key=key_live1",
    "--conekta-public-key=key_live2",
];
const LIVE_ORIGINS: &str =
    "--checkout-challenge-origins=https://3ds-pay.conekta.com,https://pay.conekta.com/";

fn live(extra: &[&'static str]) -> Vec<&'static str> {
    let replaced = |flag: &&str| {
        let name = flag.split('=').next().unwrap();
        !extra.iter().any(|other| other.starts_with(name))
    };
    let mut flags: Vec<&str> = LIVE
        .into_iter()
        .chain([LIVE_ORIGINS])
        .filter(replaced)
        .collect();
    flags.extend(extra);
    flags
}

#[test]
fn without_any_setting_the_sandbox_on_this_machine_is_expected() {
    let config = load(&[], &[], None).unwrap();
    assert!(config.is_sandbox());
    assert_eq!(
        config.conekta.api_url.as_str(),
        "http://localhost:8081/conekta"
    );
    assert_eq!(config.conekta.component_host(), "localhost:8081");
    assert_eq!(config.conekta.private_key.expose(), "key_sandbox_private");
    assert_eq!(config.http.public_url.as_str(), "http://localhost:8080/");
    let origins = ["http://localhost:8081", "http://127.0.0.1:8081"];
    assert_eq!(config.checkout.challenge_origins, origins);
    assert_eq!(config.conekta.three_ds_mode, ThreeDsMode::Smart);
    assert!(!config.http.secure());
}

#[test]
fn a_real_store_needs_its_addresses_and_keys_and_no_more() {
    let config = load(&live(&[]), &[], None).unwrap();
    assert!(!config.is_sandbox());
    assert_eq!(config.conekta.api_url.as_str(), "https://api.conekta.io/");
    assert_eq!(config.conekta.component_host(), "pay.conekta.com");
    let origins = ["https://3ds-pay.conekta.com", "https://pay.conekta.com"];
    assert_eq!(config.checkout.challenge_origins, origins);
    assert!(config.http.secure());
}

#[test]
fn a_flag_wins_over_a_variable_which_wins_over_the_file() {
    let file = "port = 1\nsite = \"a\"\nhost = \"127.0.0.2\"";
    let variables = [("COBRO_PORT", "2"), ("COBRO_SITE", "b")];
    let http = load(&["--port", "3"], &variables, Some(file)).unwrap().http;
    assert_eq!((http.port, http.site.to_str()), (3, Some("b")));
    assert_eq!(http.host.to_string(), "127.0.0.2");
    assert_eq!(http.public_url.as_str(), "http://localhost:3/");
}

#[test]
fn the_file_takes_sections_numbers_switches_and_lists() {
    let file = r#"
        [checkout]
        challenge_origins = ["http://localhost:9", "http://127.0.0.1:9"]
        cvc_for_saved_cards = true
        order_lifetime_s = 120
    "#;
    let checkout = load(&[], &[], Some(file)).unwrap().checkout;
    assert_eq!(
        checkout.challenge_origins,
        ["http://localhost:9", "http://127.0.0.1:9"]
    );
    assert!(checkout.cvc_for_saved_cards);
    assert_eq!(checkout.order_lifetime, Duration::from_secs(120));
}

#[test]
fn an_unknown_setting_of_the_file_is_named() {
    let errors = load(&[], &[], Some("prot = 1\n[conekta]\nkey = \"k\"")).unwrap_err();
    assert_eq!(
        errors,
        [
            "conekta.key (file FILE): no such setting: see --help for all",
            "prot (file FILE): no such setting: see --help for all",
        ]
    );
}

#[test]
fn a_file_that_is_missing_or_no_toml_is_named() {
    let missing = load(&[], &[("COBRO_CONFIG", "/no/such.toml")], None).unwrap_err();
    assert!(
        missing[0].starts_with("config (file /no/such.toml): cannot be read: "),
        "{missing:?}"
    );
    let broken = load(&[], &[], Some("port = ")).unwrap_err();
    assert!(
        broken[0].starts_with("config (file FILE): cannot be read: "),
        "{broken:?}"
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_source() {
    let variables = [("COBRO_CONEKTA_TIMEOUT_MS", "5")];
    let file = "[checkout]\ndefault_locale = \"fr\"";
    let errors = load(
        &["--port=x", "--csp-report-only=perhaps"],
        &variables,
        Some(file),
    );
    assert_eq!(
        errors.unwrap_err(),
        [
            "port (flag --port): a number from 1 to 65535 is expected",
            "conekta.timeout_ms (environment variable COBRO_CONEKTA_TIMEOUT_MS): \
         a number from 1000 to 120000 is expected",
            "checkout.default_locale (file FILE): es or en is expected",
            "csp.report_only (flag --csp-report-only): true or false is expected",
        ]
    );
}

#[test]
fn a_value_that_cannot_be_is_refused() {
    for (flag, expected) in [
        (
            "--host=localhost",
            "host (flag --host): an IP address is expected",
        ),
        (
            "--public-url=ftp://a",
            "public_url (flag --public-url): an http:// or https:// address",
        ),
        (
            "--public-url=http://a/?b",
            "public_url (flag --public-url): an http://",
        ),
        ("--site=", "site (flag --site): a value is expected"),
        (
            "--database=",
            "database (flag --database): a value is expected",
        ),
        (
            "--conekta-private-key= ",
            "conekta.private_key (flag --conekta-private-key): a value",
        ),
        (
            "--conekta-api-version=v2",
            "conekta.api_version (flag --conekta-api-version): a version",
        ),
        (
            "--conekta-three-ds-mode=on",
            "conekta.three_ds_mode (flag --conekta-three-ds-mode): omitted,",
        ),
        (
            "--checkout-challenge-origins=http://localhost/a",
            "checkout.challenge_origins (flag",
        ),
        (
            "--log-filter=a=b=c",
            "log.filter (flag --log-filter): a level",
        ),
        (
            "--log-format=xml",
            "log.format (flag --log-format): text or json",
        ),
    ] {
        let errors = complaints(&[flag]);
        assert!(errors[0].starts_with(expected), "{flag}: {errors:?}");
    }
}

#[test]
fn a_sandbox_key_is_refused_for_a_real_provider() {
    let errors = complaints(&live(&[
        "--conekta-private-key=key_sandbox_private",
        "--conekta-public-key=key_sandbox_public",
    ]));
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].starts_with(
        "conekta.private_key (flag --conekta-private-key): it belongs to the sandbox, but"
    ));
    assert!(errors[1].starts_with("conekta.public_key (flag --conekta-public-key): it belongs"));
}

#[test]
fn the_defaults_are_refused_for_a_real_provider() {
    let errors = complaints(&["--conekta-api-url=https://api.conekta.io"]);
    let named: Vec<&str> = errors
        .iter()
        .map(|error| error.split(':').next().unwrap())
        .collect();
    assert_eq!(
        named,
        [
            "conekta.private_key (default)",
            "conekta.public_key (default)",
            "conekta.script_url (default)",
            "checkout.challenge_origins (default)",
            "checkout.challenge_origins (default)",
        ]
    );
}

#[test]
fn n1co_is_checked_in_place_of_conekta_where_it_charges() {
    let config = load(&["--gateway=n1co"], &[], None).unwrap();
    assert!(config.is_sandbox());
    let errors = complaints(&["--gateway=n1co", "--n1co-api-url=https://api.n1co.com"]);
    let named: Vec<&str> = errors
        .iter()
        .map(|error| error.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        named,
        [
            "n1co.client_id",
            "n1co.client_secret",
            "n1co.webhook_secret",
            "conekta.script_url",
            "checkout.challenge_origins",
            "checkout.challenge_origins",
        ]
    );
    let errors = complaints(&["--gateway=n1co", "--n1co-client-id=live"]);
    assert!(errors[0].starts_with("n1co.client_id (flag --n1co-client-id): it does not belong"));
    assert_eq!(
        complaints(&["--gateway=stripe"]),
        ["gateway (flag --gateway): conekta or n1co is expected"]
    );
}

#[test]
fn a_real_key_is_refused_for_the_sandbox() {
    let errors = complaints(&["--conekta-private-key=key_live1"]);
    assert!(
        errors[0].contains("orders are paid without money"),
        "{errors:?}"
    );
    assert!(
        !errors[0].contains("key_live1"),
        "a key is shown: {errors:?}"
    );
}

#[test]
fn a_plain_http_address_is_refused_for_a_real_store() {
    for (flag, named) in [
        ("--conekta-api-url=http://api.conekta.io", "conekta.api_url"),
        (
            "--conekta-script-url=http://pay.conekta.com/a.js",
            "conekta.script_url",
        ),
        (
            "--checkout-challenge-origins=http://3ds-pay.conekta.com",
            "checkout.challenge_origins",
        ),
        ("--public-url=http://tienda.example", "public_url"),
    ] {
        let errors = complaints(&live(&[flag]));
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(
            errors[0].starts_with(named) && errors[0].contains("https"),
            "{errors:?}"
        );
    }
}

#[test]
fn a_host_that_only_looks_local_is_a_real_one() {
    for address in [
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1",
    ] {
        assert!(
            !check::is_loopback(&Url::parse(address).unwrap()),
            "{address}"
        );
    }
    for address in [
        "http://localhost",
        "http://[::1]:1",
        "http://127.9.9.9",
        "http://a.localhost",
    ] {
        assert!(
            check::is_loopback(&Url::parse(address).unwrap()),
            "{address}"
        );
    }
}

#[test]
fn every_setting_has_a_flag_and_a_variable_of_its_own_and_shows_in_help() {
    let help = Sources::collect(["cobro-server", "--help"], |_| None)
        .err()
        .unwrap()
        .to_string();
    for key in KEYS {
        assert!(
            help.contains(&format!("--{} <{}>", key.flag(), key.value)),
            "{}",
            key.name
        );
        assert!(help.contains(&key.variable()), "{}", key.name);
    }
}

#[test]
fn a_secret_does_not_show_itself() {
    let config = load(&["--database=sqlite:secret.db"], &[], None).unwrap();
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("secret.db") && !shown.contains("key_sandbox_private"),
        "{shown}"
    );
}

#[test]
fn the_return_address_names_the_order() {
    let http = load(&["--public-url=https://tienda.example/"], &[], None)
        .unwrap()
        .http;
    let order = cobro_wire::OrderId::from_random([1; 16]);
    let expected = format!("https://tienda.example/checkout/return?order={order}");
    assert_eq!(http.return_url(&order).as_str(), expected);
}

#[test]
fn webhook_keys_are_read_from_texts_and_files() {
    let [one, two, three, _] = cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{two}{three}").unwrap();
    let flag = format!(
        "--conekta-webhook-public-key={one}, {}",
        file.path().display()
    );
    let keys = load(&[&flag], &[], None)
        .unwrap()
        .conekta
        .webhook_public_keys;
    let expected = crate::public_key::PublicKey::read_all(&[one, two, three].concat());
    assert_eq!(keys, expected.unwrap());
    let text = format!("[conekta]\nwebhook_public_key = ['''\n{one}''', '''{two}''']\n");
    let keys = load(&[], &[], Some(&text))
        .unwrap()
        .conekta
        .webhook_public_keys;
    assert_eq!(keys.len(), 2);
    assert!(
        load(&[], &[], None)
            .unwrap()
            .conekta
            .webhook_public_keys
            .is_empty()
    );
}

#[test]
fn a_webhook_key_that_is_none_is_refused() {
    let missing = complaints(&["--conekta-webhook-public-key=/no/such/file"]);
    assert!(
        missing[0].contains("a public key in PEM, or a file of it"),
        "{missing:?}"
    );
    let broken = complaints(&["--conekta-webhook-public-key=-----BEGIN PUBLIC KEY-----\nAA"]);
    assert!(broken[0].contains("broken off"), "{broken:?}");
}

#[test]
fn a_webhook_key_of_the_sandbox_is_refused_by_a_real_store() {
    for pem in cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS {
        let flag = format!("--conekta-webhook-public-key={pem}");
        assert!(load(&[&flag], &[], None).is_ok());
        let mut flags = live(&[]);
        flags.push(&flag);
        let [complaint] = &complaints(&flags)[..] else {
            panic!("one complaint is expected")
        };
        assert!(complaint.contains("belongs to the sandbox"), "{complaint}");
    }
}

#[test]
fn installments_are_read_least_first_and_others_than_the_provider_has_are_refused() {
    let months = |text: &str| {
        let config = load(&["--checkout-installments", text], &[], None);
        config.map(|config| config.checkout.installments)
    };
    assert_eq!(months("12, 3,3").unwrap(), [3, 12]);
    assert!(months("").unwrap().is_empty());
    for wrong in ["1", "4", "3,", "300", "three"] {
        let expected = "3, 6, 9, 12 or 18 is expected";
        assert!(months(wrong).unwrap_err()[0].contains(expected), "{wrong}");
    }
    let n1co = ["--gateway", "n1co", "--checkout-installments", "3"];
    let errors = load(&n1co, &[], None).unwrap_err();
    assert!(errors[0].contains("n1co spreads no charge"), "{errors:?}");
}
