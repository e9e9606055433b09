//! Finds what a document runs inline, and hashes it for the policy. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The source expression of each inline element of a kind (`script`, `style`) in the document:
/// `'sha256-…'`. Elements with a `src` have nothing inline.
pub(super) fn hashes(html: &str, element: &str) -> Vec<String> {
    // Letters are folded byte for byte, so a position in one text is the same in the other.
    let folded = html.to_ascii_lowercase();
    let open = format!("<{element}");
    let close = format!("</{element}");
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(start) = find_from(&folded, &open, position) {
        let Some(content) = find_from(&folded, ">", start).map(|end| end + 1) else {
            break;
        };
        let Some(end) = find_from(&folded, &close, content) else {
            break;
        };
        position = end;
        let tag = folded.get(start + open.len()..content).unwrap_or_default();
        let named = tag.starts_with(|next: char| next == '>' || next.is_ascii_whitespace());
        if named && !has_source(tag) {
            found.push(expression(html.get(content..end).unwrap_or_default()));
        }
    }
    found
}

fn find_from(text: &str, what: &str, position: usize) -> Option<usize> {
    Some(position + text.get(position..)?.find(what)?)
}

fn has_source(tag: &str) -> bool {
    tag.split_ascii_whitespace()
        .any(|part| part.starts_with("src="))
}

fn expression(content: &str) -> String {
    format!(
        "'sha256-{}'",
        STANDARD.encode(Sha256::digest(content.as_bytes()))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf 'a()' | openssl dgst -sha256 -binary | base64`
    const A: &str = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='";

    #[test]
    fn each_inline_script_is_hashed_as_it_stands_there() {
        let html =
            "<SCRIPT>a()</SCRIPT><script src=\"b.js\"></script><script type=module>\n1\n</script>";
        let hashes = hashes(html, "script");
        assert_eq!(hashes.len(), 2);
        assert_eq!(hashes[0], expression("a()"));
        assert_eq!(hashes[1], expression("\n1\n"));
    }

    #[test]
    fn a_hash_is_the_one_that_a_browser_computes() {
        assert_eq!(hashes("<script>a()</script>", "script"), [A]);
    }

    #[test]
    fn an_element_whose_name_only_begins_the_same_is_left_alone() {
        assert!(hashes("<scripture>x</scripture>", "script").is_empty());
        assert!(hashes("<script>never closed", "script").is_empty());
    }
}
