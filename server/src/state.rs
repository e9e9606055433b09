//! The handle that every handler gets.

use std::sync::Arc;

use anyhow::Context;
use cobro_wire::Catalog;

use crate::catalog;
use crate::config::{Config, GatewayName};
use crate::gateway::Gateway;
use crate::gateway::conekta::Conekta;
use crate::gateway::n1co::N1co;
use crate::host::Host;
use crate::live::Live;
use crate::outgoing::Outgoing;
use crate::payment::{Payments, Rules};
use crate::site::Site;
use crate::store::{ServerId, Store};

/// Everything that a request may need; cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// Every setting.
    pub config: Arc<Config>,
    /// What is on sale.
    pub catalog: Arc<Catalog>,
    /// The built front end.
    pub site: Arc<Site>,
    /// What is remembered.
    pub store: Store,
    /// Everything about paying.
    pub payments: Payments,
    /// The streams that tell browsers.
    pub live: Live,
    /// Telling the merchant's own system, where there is one to tell.
    pub outgoing: Option<Outgoing>,
    /// Clock and randomness.
    pub host: Host,
}

impl App {
    /// Opens the database, makes the gateway and puts the parts together. Attempts that an earlier
    /// run, or another server that is gone, left in mid-charge are taken up before the first
    /// request is.
    ///
    /// # Errors
    /// When the database cannot be opened, or a setting cannot be used.
    pub async fn open(config: Config, host: Host) -> anyhow::Result<Self> {
        let (store, payments) = payments(&config, &host).await?;
        let catalog = catalog::read(payments.traits().currency)?;
        let outgoing = match &config.events {
            None => None,
            Some(events) => Some(Outgoing::new(events, store.clone(), host.clone())?),
        };
        payments.begin().await?;
        Ok(App {
            site: Arc::new(Site::open(&config)),
            config: Arc::new(config),
            catalog: Arc::new(catalog),
            store,
            payments,
            live: Live::default(),
            outgoing,
            host,
        })
    }
}

/// Everything about paying, on its database. Nothing is taken up yet.
pub(crate) async fn payments(config: &Config, host: &Host) -> anyhow::Result<(Store, Payments)> {
    let store = open_store(config, host).await?;
    let gateway: Arc<dyn Gateway> = match config.gateway {
        GatewayName::Conekta => {
            Arc::new(Conekta::new(&config.conekta, store.clone(), host.clone())?)
        }
        GatewayName::N1co => Arc::new(N1co::new(&config.n1co, store.clone(), host.clone())?),
    };
    let payments = Payments::new(store.clone(), gateway, host.clone(), rules(config)?);
    Ok((store, payments))
}

/// The database of the gateway that the configuration names.
pub(crate) async fn open_store(config: &Config, host: &Host) -> anyhow::Result<Store> {
    let server = ServerId::from_random(host.random());
    let store = Store::open(&config.database, server)
        .await
        .with_context(|| format!("cannot open the database {}", config.database.address))?;
    let name = config.gateway.name();
    let owner = store.gateway(name).await?;
    anyhow::ensure!(
        owner == name,
        "the database belongs to the gateway {owner}: set `gateway` to it, or `database` to \
         another one"
    );
    Ok(match &config.events {
        None => store,
        Some(_) => store.telling(name),
    })
}

fn rules(config: &Config) -> anyhow::Result<Rules> {
    let checkout = &config.checkout;
    Ok(Rules {
        challenge_origins: checkout.challenge_origins.clone(),
        challenge_timeout: i64::try_from(checkout.challenge_timeout.as_secs())?,
        call_timeout: i64::try_from(config.call_timeout().as_secs())?,
        // Whoever thought a server gone may have counted from the moment that it sent the charge.
        absence: i64::try_from(config.conekta.absence.max(config.call_timeout()).as_secs())?,
        late_money: checkout.late_money,
        cvc_for_saved_cards: checkout.cvc_for_saved_cards,
        installments: checkout.installments.clone(),
        return_base: config.http.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    /// With a long time-out, an absence used to be believed while the charge could be on its way.
    #[test]
    fn an_absence_is_never_believed_while_a_call_may_last() {
        let absence = |flags: &[&str]| {
            let flags = ["cobro-server"].into_iter().chain(flags.iter().copied());
            let config = Config::load(&Sources::collect(flags, |_| None).unwrap()).unwrap();
            rules(&config).unwrap().absence
        };
        assert_eq!(absence(&[]), 120);
        let long = [
            "--conekta-timeout-ms=120000",
            "--conekta-connect-timeout-ms=60000",
        ];
        assert_eq!(absence(&long), 180);
    }
}
