//! Runs one journey, and keeps what was seen of one that failed.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::LazyLock;

use anyhow::Result;
use futures::FutureExt;
use tokio::runtime::Runtime;

use crate::gateway::Gateway;
use crate::world::{Options, World};

/// Where failed journeys leave what was seen.
const EVIDENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/e2e");

/// One for all journeys, since they share browsers: what speaks to one lives in the runtime that it
/// began in.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Runtime::new().expect("threads can be started"));

/// Starts a world, walks through it, and closes it again, however the walk ends. A failure leaves a
/// screenshot, the page and the console's log, named after the test.
///
/// # Errors
/// Whatever the walk fails with; or what the browser's console complains about.
///
/// # Panics
/// When the walk does.
pub fn journey(
    gateway: Gateway,
    options: Options,
    walk: impl AsyncFnOnce(&World) -> Result<()>,
) -> Result<()> {
    RUNTIME.block_on(walked(gateway, options, walk))
}

async fn walked(
    gateway: Gateway,
    options: Options,
    walk: impl AsyncFnOnce(&World) -> Result<()>,
) -> Result<()> {
    let world = World::start(gateway, &options).await?;
    let whole = async {
        walk(&world).await?;
        world.browser.console_is_clean(options.complaints).await
    };
    let ended = AssertUnwindSafe(whole).catch_unwind().await;
    if matches!(ended, Ok(Ok(()))) {
        return world.browser.leave().await;
    }
    world.browser.keep_evidence(&evidence()).await;
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
