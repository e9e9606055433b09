//! Which journeys are walked in which looks: a language, a theme and a width, each by the names
//! that the tests have.

use anyhow::{Result, bail};

/// The setting that chooses.
const SETTING: &str = "COBRO_LOOKS";
/// Every look, by the name of its tests' module.
const ALL: [&str; 8] = [
    "es_light_360",
    "es_light_1280",
    "es_dark_360",
    "es_dark_1280",
    "en_light_360",
    "en_light_1280",
    "en_dark_360",
    "en_dark_1280",
];
/// What every journey is walked in: together both languages, both themes and both widths.
const QUICK: [&str; 2] = ["es_light_360", "en_dark_1280"];
/// The same in Firefox.
const QUICK_IN_FIREFOX: [&str; 1] = ["en_light_360"];

/// What shoppers come for is walked in every look all the same: a card is kept and pays again, a
/// challenge is passed, another card pays after a decline.
const MAIN_JOB: [&str; 3] = [
    "::kept_card_pays_next_time_with_one_press",
    "::passed_challenge_pays_once",
    "::declined_card_leaves_everything_typed_for_the_next_one",
];
/// The journeys of these names are walked in Firefox. The others break the network, listen between
/// windows or press keys, by the means of Chromium's developer tools.
const IN_FIREFOX: [&str; 3] = ["paying::", "saved_cards::", "::passed_challenge_pays_once"];
/// Not this one: it also has axe-core look, in light and dark.
const NOT_IN_FIREFOX: &str = "::receipt_is_read_by";

/// The looks of one run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// A few that have everything.
    Quick,
    /// Every one.
    All,
    /// Those that are named.
    These(Vec<&'static str>),
}

impl Looks {
    /// The ones that are asked for.
    ///
    /// # Errors
    /// When there are no such looks.
    pub(crate) fn asked_for() -> Result<Self> {
        match std::env::var(SETTING) {
            Ok(text) => Self::parse(&text),
            Err(_) => Ok(Self::Quick),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text {
            "" | "quick" => return Ok(Self::Quick),
            "all" => return Ok(Self::All),
            _ => {}
        }
        let named = text.split_whitespace().map(|look| {
            let name = look.replace(',', "_");
            ALL.into_iter().find(|known| *known == name)
        });
        match named.collect() {
            Some(looks) => Ok(Self::These(looks)),
            None => bail!(
                "{SETTING} is quick, all, or looks such as \"es,light,360 en,dark,1280\", not {text:?}"
            ),
        }
    }

    /// What the test runner is told, for Chromium.
    pub(crate) fn in_chromium(&self) -> Vec<String> {
        match self {
            Self::All => Vec::new(),
            Self::These(looks) => looks.iter().copied().map(module).collect(),
            Self::Quick => {
                let everywhere = MAIN_JOB.map(str::to_owned);
                QUICK.map(module).into_iter().chain(everywhere).collect()
            }
        }
    }

    /// What the test runner is told, for Firefox.
    pub(crate) fn in_firefox(&self) -> Vec<String> {
        let looks: &[&str] = match self {
            Self::All => &ALL,
            Self::These(looks) => looks,
            Self::Quick => &QUICK_IN_FIREFOX,
        };
        let others = ALL.iter().filter(|look| !looks.contains(look));
        let left_out = others.map(|look| module(look));
        let left_out = left_out.chain([NOT_IN_FIREFOX.to_owned()]);
        let left_out = left_out.flat_map(|name| ["--skip".to_owned(), name]);
        IN_FIREFOX
            .map(str::to_owned)
            .into_iter()
            .chain(left_out)
            .collect()
    }
}

fn module(look: &str) -> String {
    format!("::{look}::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_named_as_they_are_spoken_of() {
        assert_eq!(Looks::parse("quick").unwrap(), Looks::Quick);
        assert_eq!(Looks::parse("all").unwrap(), Looks::All);
        let two = Looks::These(vec!["en_dark_360", "es_light_1280"]);
        assert_eq!(Looks::parse("en,dark,360 es,light,1280").unwrap(), two);
        assert!(Looks::parse("en,dark").is_err());
    }

    #[test]
    fn quick_looks_have_both_of_everything() {
        for part in ["es_", "en_", "_light_", "_dark_", "_360", "_1280"] {
            assert!(QUICK.iter().any(|look| look.contains(part)), "{part}");
        }
    }

    #[test]
    fn firefox_leaves_out_all_looks_but_its_own() {
        let told = Looks::parse("es,dark,360").unwrap().in_firefox();
        assert!(told.iter().any(|argument| argument == "::en_dark_360::"));
        assert!(told.iter().all(|argument| argument != "::es_dark_360::"));
    }

    #[test]
    fn journeys_and_looks_that_are_named_exist() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/e2e/tests/journeys");
        let mut code = String::new();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            files.push(path.file_stem().unwrap().to_string_lossy().into_owned());
            code.push_str(&std::fs::read_to_string(path).unwrap());
        }
        for name in MAIN_JOB.iter().chain(&IN_FIREFOX).chain([&NOT_IN_FIREFOX]) {
            let found = match name.strip_suffix("::") {
                Some(file) => files.iter().any(|known| known == file),
                None => code.contains(&name.replace("::", "async fn ")),
            };
            assert!(found, "{name}");
        }
        for look in ALL {
            assert!(code.contains(&format!("$gateway {look} ")), "{look}");
        }
    }
}
