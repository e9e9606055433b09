//! A database for one test alone: a file, or one on the PostgreSQL that `COBRO_TEST_DATABASE` names.
//!
//! The tests are the same for both: `cargo xtask test` runs them twice. The unit tests of the store
//! have this file too.

use sqlx::Any;
use sqlx::migrate::MigrateDatabase;
use tempfile::TempDir;
use url::Url;

/// Address of a PostgreSQL on which databases may be made and dropped. Unset, it is SQLite.
const SETTING: &str = "COBRO_TEST_DATABASE";

/// An empty database, which is gone when this is dropped.
pub(crate) enum TestDatabase {
    File(TempDir),
    OnPostgres(Url),
}

impl TestDatabase {
    pub(crate) async fn create() -> Self {
        let Ok(server) = std::env::var(SETTING) else {
            return TestDatabase::File(tempfile::tempdir().unwrap());
        };
        let mut random = [0; 8];
        getrandom::fill(&mut random).unwrap();
        let mut url = Url::parse(&server).unwrap();
        url.set_path(&format!("cobro_test_{}", hex::encode(random)));
        sqlx::any::install_default_drivers();
        Any::create_database(url.as_str()).await.unwrap();
        TestDatabase::OnPostgres(url)
    }

    /// Its address, as the server is told it.
    pub(crate) fn url(&self) -> String {
        match self {
            TestDatabase::File(folder) => {
                format!("sqlite:{}", folder.path().join("cobro.db").display())
            }
            TestDatabase::OnPostgres(url) => url.to_string(),
        }
    }

    /// Whether several servers may work on it.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, TestDatabase::OnPostgres(_))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let TestDatabase::OnPostgres(url) = self else {
            return;
        };
        // A test's own runtime may be on its way out: this one has a thread to itself.
        let url = url.to_string();
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = { runtime }.enable_all().build().unwrap();
            runtime.block_on(Any::force_drop_database(&url)).unwrap();
        });
        // A database that stays behind is in nobody's way.
        let _ = dropping.join();
    }
}
