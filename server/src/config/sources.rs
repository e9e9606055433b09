//! Where settings come from, strongest first: flags, environment, the TOML file, the defaults.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, FromArgMatches, Subcommand};

use super::keys::{KEYS, Key};
use super::read::ConfigError;
use crate::operator::Operation;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A flag; its name.
    Flag(String),
    /// A variable of the environment; its name.
    Variable(String),
    /// The file; its path.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Flag(name) => write!(f, "flag --{name}"),
            Source::Variable(name) => write!(f, "environment variable {name}"),
            Source::File(path) => write!(f, "file {}", path.display()),
            Source::Default => f.write_str("default"),
        }
    }
}

/// A setting's text and where it was found.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) text: String,
    pub(super) source: Source,
}

/// The texts of all settings, before anything is read into them. Has no `Debug`: keys are in it.
#[derive(Default)]
pub struct Sources {
    found: HashMap<&'static str, Found>,
    operation: Option<Operation>,
    pub(super) errors: Vec<ConfigError>,
}

impl Sources {
    /// Collects what the command line, the environment and the file say. Both are arguments, so
    /// that a test has its own.
    ///
    /// # Errors
    /// What clap has to say about the command line, a call for help included.
    pub fn collect<A, T>(
        args: A,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, clap::Error>
    where
        A: IntoIterator<Item = T>,
        T: Into<OsString> + Clone,
    {
        let flags = command().try_get_matches_from(args)?;
        let operation = flags
            .subcommand()
            .map(|_| Operation::from_arg_matches(&flags));
        let mut sources = Self {
            operation: operation.transpose()?,
            ..Self::default()
        };
        let file = text_of(&flags, "config").or_else(|| variable("COBRO_CONFIG"));
        if let Some(path) = file {
            sources.add_file(Path::new(&path));
        }
        for key in KEYS {
            if let Some(text) = text_of(&flags, key.name) {
                sources.add(key, text, Source::Flag(key.flag()));
            } else if let Some(text) = variable(&key.variable()) {
                sources.add(key, text, Source::Variable(key.variable()));
            }
        }
        Ok(sources)
    }

    /// What to do in place of serving, if anything.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        self.operation.as_ref()
    }

    fn add(&mut self, key: &Key, text: String, source: Source) {
        self.found.insert(key.name, Found { text, source });
    }

    fn add_file(&mut self, path: &Path) {
        let table = std::fs::read_to_string(path)
            .map_err(|error| error.to_string())
            .and_then(|text| {
                text.parse::<toml::Table>()
                    .map_err(|error| error.to_string())
            });
        match table {
            Ok(table) => self.add_table(path, "", table),
            Err(why) => self.errors.push(ConfigError {
                key: "config".to_owned(),
                source: Source::File(path.to_owned()),
                problem: format!("cannot be read: {}", why.trim_end()),
            }),
        }
    }

    fn add_table(&mut self, path: &Path, section: &str, table: toml::Table) {
        for (name, value) in table {
            let name = format!("{section}{name}");
            let key = KEYS.iter().find(|key| key.name == name);
            match (key, value) {
                (None, toml::Value::Table(inner)) => {
                    self.add_table(path, &format!("{name}."), inner);
                }
                (None, _) => self.complain(path, name, "no such setting: see --help for all"),
                (Some(key), value) => match plain_text(value) {
                    Some(text) => self.add(key, text, Source::File(path.to_owned())),
                    None => self.complain(path, name, "a text, a number or a list is expected"),
                },
            }
        }
    }

    fn complain(&mut self, path: &Path, key: String, problem: &str) {
        let source = Source::File(path.to_owned());
        self.errors.push(ConfigError {
            key,
            source,
            problem: problem.to_owned(),
        });
    }

    /// The strongest text for a setting.
    pub(super) fn find(&self, key: &Key) -> Found {
        self.found.get(key.name).cloned().unwrap_or_else(|| Found {
            text: key.default.to_owned(),
            source: Source::Default,
        })
    }
}

/// The command line: one flag a setting.
fn command() -> Command {
    let file = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .global(true)
        .help("TOML file with settings. [env: COBRO_CONFIG]");
    let flags = KEYS.iter().map(|key| {
        let default = match key.default {
            "" => String::new(),
            text => format!(" [default: {text}]"),
        };
        Arg::new(key.name)
            .long(key.flag())
            .value_name(key.value)
            .global(true)
            .help_heading("Settings")
            .help(format!("{} [env: {}]{default}", key.help, key.variable()))
    });
    let command = Command::new("cobro-server")
        .version(env!("CARGO_PKG_VERSION"))
        .arg(file)
        .args(flags);
    Operation::augment_subcommands(command).about(
        "Cobro's companion server. Flags win over the environment, which wins over the file.",
    )
}

fn text_of(flags: &ArgMatches, name: &str) -> Option<String> {
    flags.get_one::<String>(name).cloned()
}

/// A value of the file as a flag would give it; a list is joined by commas.
fn plain_text(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(switch) => Some(switch.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<String>> = items.into_iter().map(plain_text).collect();
            texts.map(|texts| texts.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}
