//! What the page keeps in the browser. Where keeping is switched off or full, nothing is kept, and
//! nothing else changes.

use web_sys::Storage;

use super::window;

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Until it is removed; all tabs share it.
    Local,
    /// As long as the tab.
    Session,
}

impl Area {
    fn storage(self) -> Option<Storage> {
        let storage = match self {
            Area::Local => window().local_storage(),
            Area::Session => window().session_storage(),
        };
        storage.ok().flatten()
    }
}

/// What is kept under a key.
#[must_use]
pub fn get(area: Area, key: &str) -> Option<String> {
    area.storage()?.get_item(key).ok()?
}

/// Keeps a value, and says whether the browser took it.
pub fn set(area: Area, key: &str, value: &str) -> bool {
    area.storage()
        .is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets what is kept under a key.
pub fn remove(area: Area, key: &str) {
    if let Some(storage) = area.storage() {
        // Removing throws only where reading does: then there is nothing to remove.
        drop(storage.remove_item(key));
    }
}
