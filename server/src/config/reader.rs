//! Reads settings one by one.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::check;
use super::keys::Key;
use super::read::ConfigError;
use super::sources::Sources;

/// Reads settings one by one and keeps what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) sources: &'a Sources,
    pub(super) errors: Vec<ConfigError>,
}

impl Reader<'_> {
    pub(super) fn text(&self, key: &Key) -> String {
        self.sources.find(key).text.trim().to_owned()
    }

    pub(super) fn optional_text(&self, key: &Key) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    pub(super) fn required_text(&mut self, key: &Key) -> String {
        self.optional_text(key).unwrap_or_else(|| {
            self.complain(key, "a value is expected");
            String::new()
        })
    }

    pub(super) fn complain(&mut self, key: &Key, problem: impl Into<String>) {
        let source = self.sources.find(key).source;
        let problem = problem.into();
        self.errors.push(ConfigError {
            key: key.name.to_owned(),
            source,
            problem,
        });
    }

    /// The value, or a complaint and none.
    pub(super) fn value<T>(
        &mut self,
        key: &Key,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(&self.text(key));
        if value.is_none() {
            self.complain(key, format!("{expected} is expected"));
        }
        value
    }

    pub(super) fn parsed<T: FromStr>(&mut self, key: &Key, expected: &str) -> Option<T> {
        self.value(key, expected, |text| text.parse().ok())
    }

    pub(super) fn url(&mut self, key: &Key) -> Option<Url> {
        self.value(key, "an http:// or https:// address", check::web_address)
    }

    pub(super) fn optional_url(&mut self, key: &Key) -> Option<Url> {
        self.optional_text(key)?;
        self.url(key)
    }

    pub(super) fn duration(
        &mut self,
        key: &Key,
        limits: RangeInclusive<u64>,
        unit: fn(u64) -> Duration,
    ) -> Option<Duration> {
        let expected = format!("a number from {} to {}", limits.start(), limits.end());
        self.value(key, &expected, |text| {
            text.parse()
                .ok()
                .filter(|number| limits.contains(number))
                .map(unit)
        })
    }

    pub(super) fn origins(&mut self, key: &Key) -> Option<Vec<String>> {
        self.value(
            key,
            "a list of origins like https://host, without a path,",
            |text| {
                text.split(',')
                    .map(|origin| check::origin(origin.trim()))
                    .collect()
            },
        )
    }
}
