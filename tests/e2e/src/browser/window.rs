//! The size of Firefox's window, which its own bars keep wider than a phone.

use std::sync::Arc;

use anyhow::Result;
use axum::http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::prelude::*;

use crate::look::Size;

/// Makes the room for pages so large, whatever the bars around it ask for.
const RESIZE: &str = "const [width, height] = arguments;
const room = gBrowser.tabpanels;
const { width: had, height: high } = room.getBoundingClientRect();
window.resizeTo(window.outerWidth + width - had, window.outerHeight + height - high);
room.style.maxWidth = `${width}px`;";

/// Whose document scripts run in from now on: the page's, `content`, or the bars', `chrome`.
#[derive(Debug)]
struct Context(&'static str);

impl ExtensionCommand for Context {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "context": self.0 }))
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/moz/context".into()
    }
}

/// Makes the page so large.
pub(super) async fn resize(web: &WebDriver, size: Size) -> Result<()> {
    turn_to(web, "chrome").await?;
    let size = vec![size.width.into(), size.height.into()];
    web.execute(RESIZE, size).await?;
    turn_to(web, "content").await
}

async fn turn_to(web: &WebDriver, context: &'static str) -> Result<()> {
    let command = Command::ExtensionCommand(Box::new(Context(context)));
    web.handle().cmd(command).await?;
    Ok(())
}
