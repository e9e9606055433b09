//! `cobro-server webhook-key`: the key that Conekta signs its webhook events with.
//!
//! Conekta shows a public key once, when it is made; so it is made here, and stored at once where
//! every server of the database finds it.

use std::io::Write;

use anyhow::{Context, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use url::Url;

use crate::config::{Config, GatewayName};
use crate::gateway::GatewayError;
use crate::gateway::conekta::{Conekta, NAME};
use crate::host::Host;
use crate::public_key::PublicKey;
use crate::state::open_store;
use crate::store::{KeptWebhookKey, Store};

/// What is asked of the keys.
#[derive(Debug, Clone, Default, Args)]
pub struct Request {
    /// Make another key beside those that are stored: events signed with any of them are taken
    #[arg(long, conflicts_with_all = ["replace", "remove"])]
    pub add: bool,
    /// Make another key, then delete those that were stored, here and at Conekta
    #[arg(long, conflicts_with = "remove")]
    pub replace: bool,
    /// Delete a stored key, here and at Conekta
    #[arg(long, value_name = "ID")]
    pub remove: Option<String>,
    /// Have Conekta send its events to this address [default: this store's, by public_url]
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = "")]
    pub register: Option<String>,
}

/// What the task works with.
struct Work<'a, W> {
    config: &'a Config,
    conekta: Conekta,
    store: Store,
    host: Host,
    out: &'a mut W,
}

/// Does what is asked for, and says what was done and what is left to do.
///
/// # Errors
/// Why it is not done, or only in part.
pub(super) async fn run(
    request: &Request,
    config: &Config,
    host: Host,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    ensure!(
        config.gateway == GatewayName::Conekta,
        "the gateway is n1co, which signs its events with the secret of its portal: set \
         `n1co.webhook_secret`"
    );
    let store = open_store(config, &host).await?;
    let mut work = Work {
        config,
        conekta: Conekta::new(&config.conekta, store.clone(), host.clone())?,
        store,
        host,
        out,
    };
    let done = work.carry_out(request).await;
    work.store.close().await;
    done
}

impl<W: Write + Send> Work<'_, W> {
    async fn carry_out(&mut self, request: &Request) -> anyhow::Result<()> {
        let address = request.register.as_deref().map(|text| self.address(text));
        let address = address.transpose()?;
        let stored = self.store.webhook_keys(NAME).await?;
        if let Some(id) = &request.remove {
            let key = stored.iter().find(|key| key.id == *id);
            let key = key.with_context(|| format!("no key {id} is stored"))?;
            self.remove(key).await?;
        } else if stored.is_empty() || request.add || request.replace {
            self.make().await?;
            if request.replace {
                for key in &stored {
                    self.remove(key).await?;
                }
            }
        } else if address.is_none() {
            bail!(
                "a webhook key is stored already: {}. `--add` has another one taken beside it, \
                 `--replace` puts another one in its place",
                named(&stored)
            );
        }
        let stored = self.store.webhook_keys(NAME).await?;
        if stored.is_empty() {
            self.say("no key is stored: no event is taken that is not signed for one of `conekta.webhook_public_key`")?;
        } else {
            self.say(&format!("taken are events signed with: {}", named(&stored)))?;
        }
        match address {
            Some(address) => self.register(&address).await,
            None => self.say(&format!(
                "left to do, unless it is done: `cobro-server webhook-key --register` has Conekta \
                 send its events to {}",
                self.own_address()
            )),
        }
    }

    /// Makes a key at Conekta and stores its public half. One that cannot be stored is deleted
    /// again: Conekta would sign with it, and nobody could verify that.
    async fn make(&mut self) -> anyhow::Result<()> {
        let made = self.conekta.create_webhook_key().await;
        let (id, pem) = made.map_err(told).context("no webhook key was made")?;
        let kept = self.keep(&id, pem).await;
        match kept {
            Ok(fingerprint) => self.say(&format!(
                "made the webhook key {id} at Conekta, and stored its public half (SHA-256 \
                 {fingerprint}); a server that runs takes it at once"
            )),
            Err(error) => {
                let deleted = self.conekta.delete_webhook_key(&id).await;
                let then = match deleted {
                    Ok(()) => "it was deleted again".to_owned(),
                    Err(why) => format!(
                        "it could not be deleted again ({}): delete it in Conekta's panel",
                        told(why)
                    ),
                };
                Err(error.context(format!(
                    "the webhook key {id} was made at Conekta and could not be stored; {then}"
                )))
            }
        }
    }

    async fn keep(&self, id: &str, pem: Option<String>) -> anyhow::Result<String> {
        let pem = pem.context("Conekta did not show the public key")?;
        let keys = PublicKey::read_all(&pem).context("the public key is not one")?;
        let key = KeptWebhookKey {
            id: id.to_owned(),
            public_key: pem,
            created_at: self.host.now(),
        };
        self.store.insert_webhook_key(NAME, &key).await?;
        let fingerprints = keys.iter().map(PublicKey::fingerprint);
        Ok(fingerprints.collect::<Vec<_>>().join(", "))
    }

    /// Deletes a key, at Conekta first: as long as Conekta signs with it, it must be taken.
    async fn remove(&mut self, key: &KeptWebhookKey) -> anyhow::Result<()> {
        match self.conekta.delete_webhook_key(&key.id).await {
            Ok(()) | Err(GatewayError::NotFound) => {}
            Err(error) => {
                return Err(told(error).context(format!(
                    "the webhook key {} could not be deleted at Conekta, so it is still taken: \
                     `--remove {}` tries again",
                    key.id, key.id
                )));
            }
        }
        self.store.delete_webhook_key(NAME, &key.id).await?;
        self.say(&format!(
            "deleted the webhook key {} at Conekta and here",
            key.id
        ))
    }

    async fn register(&mut self, address: &Url) -> anyhow::Result<()> {
        let url = address.as_str();
        let is_there = self.conekta.has_webhook(url).await.map_err(told)?;
        if is_there {
            return self.say(&format!("Conekta sends its events to {url} already"));
        }
        let registered = self.conekta.register_webhook(url).await;
        registered
            .map_err(told)
            .with_context(|| format!("Conekta does not send its events to {url}"))?;
        self.say(&format!("Conekta sends its events to {url} from now on"))
    }

    fn address(&self, text: &str) -> anyhow::Result<Url> {
        if text.is_empty() {
            return Ok(self.own_address());
        }
        let url = Url::parse(text).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
            .with_context(|| format!("{text:?} is not an http:// or https:// address"))
    }

    fn own_address(&self) -> Url {
        let mut url = self.config.http.public_url.clone();
        url.set_path(&format!("/webhooks/{NAME}"));
        url
    }

    fn say(&mut self, line: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.out, "{line}")?)
    }
}

/// `6307a60c41de27127515a575 (since 2026-11-25T16:52:00Z)`
fn named(keys: &[KeptWebhookKey]) -> String {
    let name = |key: &KeptWebhookKey| match Timestamp::from_second(key.created_at) {
        Ok(since) => format!("{} (since {since})", key.id),
        Err(_) => key.id.clone(),
    };
    keys.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A refusal, with Conekta's words for it.
fn told(error: GatewayError) -> anyhow::Error {
    match &error {
        GatewayError::Refused {
            message: Some(message),
            ..
        } => {
            let message = message.clone();
            anyhow::Error::new(error).context(message)
        }
        _ => error.into(),
    }
}
