//! The page and its files, as a browser gets them.

use crate::support::{Desk, status};

#[tokio::test]
async fn the_page_and_its_files_come_with_a_strict_policy() {
    let desk = Desk::open("key_sandbox_control").await;
    let page = desk.call("GET /", "", None).await;
    let mut files: Vec<_> = page
        .split('"')
        .filter(|text| text.starts_with("/window/"))
        .collect();
    let scripts = ["books", "calls", "draw", "faults", "link"];
    let scripts = scripts.map(|name| format!("/window/{name}.js"));
    files.extend(scripts.iter().map(String::as_str));
    assert!(files.len() > scripts.len() + 2, "{page}");
    files.push("/");
    for path in files {
        let answer = desk.call(&format!("GET {path}"), "", None).await;
        assert_eq!(status(&answer), 200, "{path}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for words in [
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "connect-src 'self';",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(head.contains(words), "{path}: {words} is not in {head}");
        }
        for words in ["access-control-", "unsafe-"] {
            assert!(!head.contains(words), "{path}: {words} is in {head}");
        }
        // What comes from outside becomes text, never markup.
        for words in [
            "innerHTML",
            "insertAdjacentHTML",
            "document.write",
            "style=",
            "onclick=",
        ] {
            assert!(!body.contains(words), "{path}: {words}");
        }
    }
}

#[tokio::test]
async fn a_key_with_marks_in_it_stays_inside_of_its_attribute() {
    let desk = Desk::open("key_sandbox_\"><script>").await;
    let page = desk.call("GET /", "", None).await;
    assert!(
        page.contains("data-key=\"key_sandbox_&quot;&gt;&lt;script&gt;\""),
        "{page}"
    );
    assert!(!page.contains("\"><script>"), "{page}");
}
