//! `docs/configuration.md` says what the table of settings says.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it is"
)]

use std::fmt::Write;
use std::path::Path;

use cobro_server::config::KEYS;

/// Set, the page is written instead of compared.
const WRITE: &str = "COBRO_WRITE_DOCS";

const INTRODUCTION: &str = "\
# Configuration

Each setting can be a flag, a variable of the environment or a line of the TOML file that `--config`
or `COBRO_CONFIG` names; the first of these that sets it wins. An unknown name is an error, and so is
a combination that could lose money or leak a key: all errors are named at once, each with where the
value came from and the mend. `cobro-server --help` prints this table too.

In the file, `conekta.api_url` is `api_url` under `[conekta]`. With nothing set, the server expects
the sandbox on this machine.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for key in KEYS {
        let default = match key.default {
            "" => "none".to_owned(),
            default => format!("`{default}`"),
        };
        write!(
            page,
            "\n## {}\n\n{}\n\n| | |\n|---|---|\n| flag | `--{} {}` |\n| environment | `{}` |\n\
             | default | {default} |\n",
            key.name,
            key.help,
            key.flag(),
            key.value,
            key.variable(),
        )
        .unwrap();
    }
    page
}

#[test]
fn the_page_about_configuration_has_every_setting_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let command = "COBRO_WRITE_DOCS=1 cargo test -p cobro-server --test configuration";
    assert!(
        written == page(),
        "docs/configuration.md is out of date: {command}"
    );
}
