//! Which version of a crate is locked.

use serde::Deserialize;

#[derive(Deserialize)]
struct Lockfile {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// The version of a crate in the text of `Cargo.lock`, if it is there once.
pub(super) fn version(lockfile: &str, name: &str) -> Option<String> {
    let lockfile: Lockfile = toml::from_str(lockfile).ok()?;
    let mut found = lockfile
        .package
        .into_iter()
        .filter(|package| package.name == name);
    let package = found.next()?;
    found.next().is_none().then_some(package.version)
}

#[cfg(test)]
mod tests {
    use super::version;

    const LOCKFILE: &str = r#"
        version = 4
        [[package]]
        name = "wasm-bindgen-futures"
        version = "0.4.9"
        [[package]]
        name = "wasm-bindgen"
        version = "0.2.130"
        dependencies = ["cfg-if"]
        [[package]]
        name = "syn"
        version = "1.0.0"
        [[package]]
        name = "syn"
        version = "2.0.0"
    "#;

    #[test]
    fn name_is_matched_whole() {
        assert_eq!(
            version(LOCKFILE, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(version(LOCKFILE, "wasm"), None);
    }

    #[test]
    fn crate_in_two_versions_has_no_version_of_its_own() {
        assert_eq!(version(LOCKFILE, "syn"), None);
    }

    #[test]
    fn text_that_is_no_lock_file_has_no_versions() {
        assert_eq!(version("<<<<<<< HEAD", "syn"), None);
    }
}
