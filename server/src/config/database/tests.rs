//! Addresses of databases, and what is never shown of them.

use super::*;

/// The address as the driver gets it.
fn read(text: &str) -> Result<String, &'static str> {
    address(text).map(|address| match address {
        DatabaseAddress::Sqlite(url) | DatabaseAddress::Postgres(url) => url.expose().to_owned(),
    })
}

#[test]
fn a_missing_file_is_made_unless_the_address_says_otherwise() {
    assert_eq!(read("sqlite:a.db").unwrap(), "sqlite:a.db?mode=rwc");
    assert_eq!(read("sqlite:a.db?mode=ro").unwrap(), "sqlite:a.db?mode=ro");
}

#[test]
fn postgresql_on_this_machine_needs_no_tls() {
    for text in [
        "postgres://u:p@localhost/cobro",
        "postgresql://u:p@127.0.0.1:5433/cobro",
        "postgres://u@[::1]/cobro",
        "postgres:///cobro?host=/run/postgresql",
        "postgres://u@%2Frun%2Fpostgresql/cobro",
    ] {
        assert_eq!(read(text).unwrap(), text);
    }
}

#[test]
fn postgresql_elsewhere_is_reached_over_tls_unless_less_is_asked_for() {
    for text in [
        "postgres://u:p@db.example/cobro",
        "postgres://u:p@10.0.0.1/cobro",
        "postgres://u:p@localhost.example/cobro",
        "postgres://u:p@localhost/cobro?host=db.example",
    ] {
        let url = read(text).unwrap();
        assert!(url.ends_with("sslmode=verify-full"), "{url}");
    }
    let asked = "postgres://u:p@db.example/cobro?sslmode=disable";
    assert_eq!(read(asked).unwrap(), asked);
}

#[test]
fn an_address_that_cannot_be_is_refused_and_not_shown() {
    for text in [
        "mysql://u:secret@h/d",
        "cobro.db",
        "postgres://u:secret",
        "postgres:///cobro",
        "postgres://u:1234?secret@db.example/cobro",
        "postgres://u:p@db.example/cobro?pasword=secret",
    ] {
        let problem = read(text).unwrap_err();
        assert!(!problem.contains("secret"), "{problem}");
    }
}
