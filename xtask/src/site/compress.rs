//! Compresses files once, as far as it goes, so that the server never has to.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::stamp::walk;

/// Files that shrink. Pictures of pixels and fonts are compressed in themselves.
const SHRINKING: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];
/// The most that brotli does.
const BROTLI_QUALITY: i32 = 11;
/// Its largest window, which costs a browser 16 MB at most.
const BROTLI_WINDOW: i32 = 24;

/// Writes `.br` and `.gz` next to each file of a folder.
pub(super) fn folder(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    for file in files.iter().filter(|file| has_extension(file, &SHRINKING)) {
        let content = fs::read(file)?;
        fs::write(with_suffix(file, "br"), brotli(&content)?)?;
        fs::write(with_suffix(file, "gz"), gzip(&content)?)?;
    }
    Ok(())
}

/// Whether a file is another one's compressed form.
pub(super) fn is_compressed(file: &Path) -> bool {
    has_extension(file, &["br", "gz"])
}

/// A file's name with one more extension.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension()
        .is_some_and(|extension| extensions.iter().any(|known| extension == *known))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn compressed_forms_hold_the_same_content() {
        let folder = tempfile::tempdir().unwrap();
        let text = "a vase, ".repeat(200);
        fs::write(folder.path().join("a.js"), &text).unwrap();
        fs::write(folder.path().join("b.png"), &text).unwrap();
        super::folder(folder.path()).unwrap();

        let compressed = fs::read(folder.path().join("a.js.br")).unwrap();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*compressed, &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());

        let compressed = fs::read(folder.path().join("a.js.gz")).unwrap();
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&*compressed)
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);

        assert!(!folder.path().join("b.png.br").exists());
    }
}
