//! Rules that need one file's text only. Pure.

/// The longest line, in characters.
const LONGEST_LINE: usize = 100;

/// How many lines a file may have, by the end of its name.
const MOST_LINES: [(&str, usize); 4] = [
    ("ARCHITECTURE.md", 200),
    ("README.md", 120),
    (".css", 150),
    (".rs", 400),
];

/// What no file says: notes to ourselves, and places on somebody's machine. In pieces, so that
/// this file does not say them either.
const FORBIDDEN: [&str; 8] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("HA", "CK:"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/tmp", "/w"),
    concat!("/wo", "rk/"),
];

/// What no test says: a test waits for a condition, and always runs.
const FORBIDDEN_IN_TESTS: [&str; 3] = ["sleep(", "#[ignore", "#[should_panic"];

/// The breaches in one file, each with its line, to be put behind the file's name.
pub(super) fn of_file(name: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    if name == "Cargo.lock" {
        return breaches;
    }
    if name.ends_with(".rs") && !opens_with_sentence(text) {
        breaches.push(":1: does not open with a sentence on what it is for".to_owned());
    }
    breaches.extend(too_many_lines(name, text));
    let lines = text.lines().zip(1..);
    breaches.extend(lines.flat_map(|(line, number)| {
        of_line(name, line)
            .into_iter()
            .map(move |breach| format!(":{number}: {breach}"))
    }));
    breaches
}

/// Whether a heading of the changelog names a version.
pub(super) fn has_version(changelog: &str, version: &str) -> bool {
    let mut headings = changelog.lines().filter(|line| line.starts_with("## "));
    headings.any(|line| line.split([' ', '[', ']']).any(|word| word == version))
}

fn opens_with_sentence(text: &str) -> bool {
    let opening = text.lines().take_while(|line| line.starts_with("//!"));
    let opening: Vec<_> = opening
        .map(|line| line.trim_start_matches("//!").trim())
        .collect();
    let paragraph: Vec<_> = opening
        .into_iter()
        .take_while(|line| !line.is_empty())
        .collect();
    paragraph
        .last()
        .is_some_and(|line| line.ends_with(['.', ':', '?']))
}

/// Tests apart, and lists, which say that they are one in their opening.
fn too_many_lines(name: &str, text: &str) -> Option<String> {
    let (_, most) = MOST_LINES.iter().find(|(end, _)| name.ends_with(end))?;
    let opening = text.lines().take(20).collect::<String>().to_lowercase();
    let is_list = opening.contains("flat list") || opening.contains("flat table");
    if is_list || is_tests(name) {
        return None;
    }
    let count = text
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .count();
    (count > *most).then(|| format!(":{count}: longer than {most} lines"))
}

/// Tables of expected values are wide, and are read as tables.
fn is_tests(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("tests/")
}

/// How many characters of a line could be on another one: not those of a text or an address.
fn outside_texts(line: &str) -> usize {
    let outside: usize = line
        .split('"')
        .step_by(2)
        .map(|part| part.chars().count())
        .sum();
    if line.contains("://") { 0 } else { outside }
}

fn of_line(name: &str, line: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let is_code = name.ends_with(".rs") || name.ends_with(".css");
    let count = outside_texts(line);
    if is_code && !is_tests(name) && count > LONGEST_LINE {
        breaches.push(format!("{count} characters, more than {LONGEST_LINE}"));
    }
    let mut forbid = |words: &[&str]| {
        for word in words.iter().filter(|word| line.contains(**word)) {
            breaches.push(format!("says `{word}`"));
        }
    };
    forbid(&FORBIDDEN);
    if name.ends_with(".rs") && is_tests(name) {
        forbid(&FORBIDDEN_IN_TESTS);
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENING: &str = "//! A module.\n";

    fn check(name: &str, text: &str, expected: &[&str]) {
        assert_eq!(of_file(name, text), expected, "{name}");
    }

    #[test]
    fn module_needs_a_sentence() {
        check("a.rs", "//! A module.\n//!\n//! Read on\n", &[]);
        check("a.rs", "//! A module\n//! of two lines.\n", &[]);
        let breach = ":1: does not open with a sentence on what it is for";
        check("a.rs", "//! A module\n", &[breach]);
        check("a.rs", "use std::fs;\n", &[breach]);
    }

    #[test]
    fn long_file_is_refused_unless_its_tests_make_it_long() {
        let code = "fn f() {}\n".repeat(400);
        check(
            "a.rs",
            &format!("{OPENING}{code}"),
            &[":401: longer than 400 lines"],
        );
        check("a.rs", &format!("{OPENING}#[cfg(test)]\n{code}"), &[]);
        check("a.rs", &format!("//! A flat list of codes.\n{code}"), &[]);
    }

    #[test]
    fn style_sheet_is_shorter_than_code() {
        check("a.css", &"a {}\n".repeat(150), &[]);
        check(
            "a.css",
            &"a {}\n".repeat(151),
            &[":151: longer than 150 lines"],
        );
    }

    #[test]
    fn long_line_is_refused_unless_it_cannot_be_broken() {
        let long = "x".repeat(101);
        check("a.css", &long, &[":1: 101 characters, more than 100"]);
        check("a.css", &format!("https://{long}"), &[]);
        check("a.rs", &format!("{OPENING}let a = \"{long}\";"), &[]);
        check(
            "a.rs",
            &format!("{OPENING}f(\"\", {long}, \"\")"),
            &[":2: 108 characters, more than 100"],
        );
        check("a.md", &long, &[]);
    }

    #[test]
    fn notes_to_ourselves_are_refused_anywhere() {
        let note = concat!("TO", "DO");
        check("a.toml", note, &[&format!(":1: says `{note}`")]);
    }

    #[test]
    fn sleep_is_refused_in_tests_only() {
        let text = format!("{OPENING}sleep(1);\n");
        check("server/tests/a.rs", &text, &[":2: says `sleep(`"]);
        check("server/src/a.rs", &text, &[]);
    }

    #[test]
    fn changelog_names_the_version_whole() {
        assert!(has_version("# Changes\n\n## 0.1.0\n", "0.1.0"));
        assert!(has_version("## [0.1.0] - 2026-11-23\n", "0.1.0"));
        assert!(!has_version("## 0.1.0-rc\n0.1.0\n", "0.1.0"));
    }
}
