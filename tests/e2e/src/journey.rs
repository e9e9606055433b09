//! Runs one journey, and keeps what was seen of one that failed.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;

use anyhow::Result;
use futures::FutureExt;

use crate::world::{Options, World};

/// Where failed journeys leave what was seen.
const EVIDENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/e2e");

/// Starts a world, walks through it, and closes it again, however the walk ends. A failure leaves a
/// screenshot, the page and the console's log, named after the test.
///
/// # Errors
/// Whatever the walk fails with; or what the browser's console complains about.
///
/// # Panics
/// When the walk does.
pub async fn journey(options: Options, walk: impl AsyncFnOnce(&World) -> Result<()>) -> Result<()> {
    let world = World::start(&options).await?;
    let whole = async {
        walk(&world).await?;
        world.browser.console_is_clean(options.complaints).await
    };
    let ended = AssertUnwindSafe(whole).catch_unwind().await;
    if !matches!(ended, Ok(Ok(()))) {
        world.browser.keep_evidence(&evidence()).await;
    }
    world.browser.quit().await?;
    match ended {
        Ok(result) => result,
        Err(panic) => resume_unwind(panic),
    }
}

/// The name of the files, without an extension. The test runner names each thread after its test.
fn evidence() -> PathBuf {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("journey").replace("::", "-");
    PathBuf::from(EVIDENCE).join(name)
}
