//! Runs one journey, and keeps what was seen of it.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Result;
use futures::FutureExt;
use tokio::runtime::Runtime;

use crate::browser::Place;
use crate::gateway::Gateway;
use crate::look::Look;
use crate::world::{Options, World};

/// Where journeys leave what was seen: here what failed, in a folder the end of what went well.
const EVIDENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/e2e");

/// One for all journeys, since they share browsers: what speaks to one lives in the runtime that it
/// began in.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Runtime::new().expect("threads can be started"));

/// Starts a world, walks through it, and closes it again, however the walk ends. A failure leaves a
/// screenshot, the page and the console's log, named after the test; a success, a screenshot of its
/// end.
///
/// # Errors
/// Whatever the walk fails with; or what the browser's console complains about.
///
/// # Panics
/// When the walk does.
pub fn journey(
    gateway: Gateway,
    look: Look,
    options: Options,
    walk: impl AsyncFnOnce(&World) -> Result<()>,
) -> Result<()> {
    RUNTIME.block_on(async {
        let place = Place::take();
        let world = World::start(gateway, look, &options);
        let walked = async { walked(world.await?, options, walk).await };
        let ended = AssertUnwindSafe(walked).catch_unwind().await;
        place.leave().await?;
        ended.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

async fn walked(
    world: World,
    options: Options,
    walk: impl AsyncFnOnce(&World) -> Result<()>,
) -> Result<()> {
    let browser = &world.browser;
    let whole = async {
        walk(&world).await?;
        let folder = Path::new("looks").join(browser.name());
        browser.picture(&seen(&folder)).await?;
        browser.console_is_clean(options.complaints).await
    };
    let ended = AssertUnwindSafe(whole).catch_unwind().await;
    if matches!(ended, Ok(Ok(()))) {
        return world.browser.leave().await;
    }
    browser.keep_evidence(&seen(Path::new(""))).await;
    world.browser.quit().await?;
    ended.unwrap_or_else(|panic| resume_unwind(panic))
}

/// The name of what was seen, as a picture. The test runner names each thread after its test.
fn seen(folder: &Path) -> PathBuf {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("journey").replace("::", "-");
    let folder = Path::new(EVIDENCE).join(folder);
    folder.join(name).with_added_extension("png")
}
