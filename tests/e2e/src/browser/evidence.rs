//! What is kept of a failure.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use thirtyfour::WebDriver;

/// Saves what can be saved: each part may be what is broken.
pub(super) async fn keep(web: &WebDriver, name: &Path) {
    if let Some(folder) = name.parent()
        && std::fs::create_dir_all(folder).is_err()
    {
        return;
    }
    let saved = [
        web.screenshot(&name.with_extension("png"))
            .await
            .map_err(Into::into),
        page(web, &name.with_extension("html")).await,
        log(web, &name.with_extension("log")).await,
    ];
    for error in saved.into_iter().filter_map(Result::err) {
        tell(&error);
    }
}

async fn page(web: &WebDriver, path: &Path) -> Result<()> {
    Ok(std::fs::write(path, web.source().await?)?)
}

async fn log(web: &WebDriver, path: &Path) -> Result<()> {
    let mut text = format!("{}\n", web.current_url().await?);
    for entry in web.browser_log().await? {
        writeln!(text, "{entry:?}")?;
    }
    Ok(std::fs::write(path, text)?)
}

#[expect(
    clippy::print_stderr,
    reason = "read by whoever looks into the failure"
)]
fn tell(error: &anyhow::Error) {
    eprintln!("cannot keep all evidence: {error:#}");
}
