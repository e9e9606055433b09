//! What a shopper's browser has to load, and how much that may be.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::say;
use crate::site;
use crate::site::compress::with_suffix;
use crate::tool::wasm::Wasm;
use crate::workspace::Workspace;

/// The limits, from `budget.toml`.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Budget {
    store: Limit,
}

/// One limit.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Limit {
    /// All files together, compressed with brotli where that is how they travel, in bytes.
    brotli: u64,
}

/// What Debian's compiler may make heavier than rustup's, in thousandths: it is older.
const DEBIAN_ALLOWANCE: u64 = 10;

/// One file's sizes, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sizes {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints every file's sizes and fails over the budget.
pub(crate) fn check(workspace: &Workspace, wasm: &Wasm) -> Result<()> {
    let path = workspace.root.join("budget.toml");
    let text = fs::read_to_string(path).context("cannot read budget.toml")?;
    let mut budget = parse(&text)?;
    if let Wasm::Distro(_) = wasm {
        budget.store.brotli += budget.store.brotli * DEBIAN_ALLOWANCE / 1000;
    }
    let site = workspace.site();
    let mut files = site::files(workspace)?
        .iter()
        .map(|file| measure(&site, file))
        .collect::<Result<Vec<_>>>()?;
    files.sort_by_key(|file| std::cmp::Reverse(file.brotli));
    let total = total(&files);
    say::line(table(&files, &total));
    judge(&total, &budget)
}

fn parse(text: &str) -> Result<Budget> {
    toml::from_str(text).context("budget.toml is not right")
}

fn measure(site: &Path, file: &Path) -> Result<Sizes> {
    let raw = fs::metadata(file)?.len();
    // What has no compressed form travels as it is.
    let size = |suffix| fs::metadata(with_suffix(file, suffix)).map_or(raw, |found| found.len());
    let name = file.strip_prefix(site)?.display().to_string();
    Ok(Sizes {
        name,
        raw,
        gzip: size("gz"),
        brotli: size("br"),
    })
}

fn total(files: &[Sizes]) -> Sizes {
    let start = Sizes {
        name: "all".to_owned(),
        ..Sizes::default()
    };
    files.iter().fold(start, |sum, file| Sizes {
        raw: sum.raw + file.raw,
        gzip: sum.gzip + file.gzip,
        brotli: sum.brotli + file.brotli,
        ..sum
    })
}

fn table(files: &[Sizes], total: &Sizes) -> String {
    let row = |name: &str, raw: &str, gzip: &str, brotli: &str| {
        format!("    {name:<44} {raw:>10} {gzip:>10} {brotli:>10}\n")
    };
    let head = row("file", "raw", "gzip", "brotli");
    let rows = files.iter().chain([total]).map(|file| {
        row(
            &file.name,
            &kilobytes(file.raw),
            &kilobytes(file.gzip),
            &kilobytes(file.brotli),
        )
    });
    format!("{head}{}", rows.collect::<String>().trim_end())
}

fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

fn judge(total: &Sizes, budget: &Budget) -> Result<()> {
    let (size, limit) = (total.brotli, budget.store.brotli);
    if size > limit {
        bail!(
            "the store is {} too large: {} of {} (brotli)",
            kilobytes(size - limit),
            kilobytes(size),
            kilobytes(limit)
        );
    }
    say::line(format_args!(
        "    budget: {} of {} used",
        kilobytes(size),
        kilobytes(limit)
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(brotli: u64) -> Sizes {
        Sizes {
            name: "a.wasm".to_owned(),
            raw: 3 * brotli,
            gzip: 2 * brotli,
            brotli,
        }
    }

    #[test]
    fn limit_is_read_from_the_file() {
        let budget = parse("[store]\nbrotli = 110_000\n").unwrap();
        assert_eq!(
            budget,
            Budget {
                store: Limit { brotli: 110_000 }
            }
        );
    }

    #[test]
    fn misspelt_limit_is_refused() {
        assert!(parse("[store]\nbrotly = 110_000\n").is_err());
        assert!(parse("[shop]\nbrotli = 110_000\n").is_err());
    }

    #[test]
    fn last_byte_of_the_budget_may_be_used_and_none_after_it() {
        let budget = Budget {
            store: Limit { brotli: 200 },
        };
        assert!(judge(&total(&[sizes(150), sizes(50)]), &budget).is_ok());
        assert!(judge(&total(&[sizes(150), sizes(51)]), &budget).is_err());
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kilobytes(0), "0.0 kB");
        assert_eq!(kilobytes(1), "0.1 kB");
        assert_eq!(kilobytes(110_000), "110.0 kB");
    }

    #[test]
    fn picture_without_compressed_form_counts_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vase.png");
        fs::write(&file, [0; 300]).unwrap();
        let expected = Sizes {
            name: "vase.png".to_owned(),
            raw: 300,
            gzip: 300,
            brotli: 300,
        };
        assert_eq!(measure(folder.path(), &file).unwrap(), expected);
    }
}
