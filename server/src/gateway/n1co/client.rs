//! Transport: the bearer, its refresh, and errors. A charge is sent again in one case only: n1co
//! refused the bearer, so it cannot have charged.

use cobro_wire::Timestamp;
use reqwest::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::shapes::{TokenAnswer, TokenRequest};
use crate::config::N1coConfig;
use crate::gateway::breaker::{Breaker, Tripped};
use crate::gateway::{GatewayError, transport};
use crate::host::Host;

/// How long before its end a bearer is replaced, in seconds: longer than a charge takes.
const REFRESH_MARGIN: Timestamp = 120;

/// Why a call came to nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// The call was not made: no connection, or no bearer to make it with.
    NotSent(String),
    /// It was sent, and no answer came, or one that cannot be understood, or a fault of theirs.
    NoAnswer(String),
    /// n1co answered 4xx.
    Refused(StatusCode),
}

impl From<Fault> for GatewayError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotSent(why) | Fault::NoAnswer(why) => GatewayError::Unavailable(why),
            Fault::Refused(status) => GatewayError::Refused {
                code: status.to_string(),
                message: None,
            },
        }
    }
}

/// A bearer and when to replace it.
#[derive(Clone)]
struct Bearer {
    value: String,
    refresh_at: Timestamp,
}

pub(super) struct Client {
    http: reqwest::Client,
    settings: N1coConfig,
    api_url: String,
    host: Host,
    /// An asynchronous lock, held while a bearer is fetched, so that one caller does and the
    /// others wait for it.
    bearer: Mutex<Option<Bearer>>,
    breaker: Breaker,
}

impl Client {
    pub(super) fn new(settings: &N1coConfig, host: Host) -> anyhow::Result<Self> {
        Ok(Client {
            http: transport::builder(settings.connect_timeout, settings.timeout).build()?,
            settings: settings.clone(),
            api_url: transport::base(&settings.api_url),
            breaker: Breaker::new(host.clone()),
            host,
            bearer: Mutex::default(),
        })
    }

    pub(super) async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, Fault> {
        let bearer = self.bearer(None).await?;
        match self.send(path, Some(&bearer), body).await {
            Err(Fault::Refused(StatusCode::UNAUTHORIZED)) => {
                let fresh = self.bearer(Some(&bearer)).await?;
                self.send(path, Some(&fresh), body).await
            }
            answer => answer,
        }
    }

    /// A bearer that lasts, and is not the one that was refused.
    async fn bearer(&self, refused: Option<&str>) -> Result<String, Fault> {
        let mut kept = self.bearer.lock().await;
        let now = self.host.now();
        if let Some(bearer) = kept.as_ref()
            && now < bearer.refresh_at
            && refused != Some(bearer.value.as_str())
        {
            return Ok(bearer.value.clone());
        }
        *kept = None;
        let request = TokenRequest {
            client_id: &self.settings.client_id,
            client_secret: self.settings.client_secret.expose(),
        };
        let answer = self.send::<_, TokenAnswer>("Token", None, &request).await;
        let token = answer.map_err(no_bearer)?;
        let bearer = Bearer {
            value: token.access_token,
            refresh_at: now + (token.expires_in - REFRESH_MARGIN).max(1),
        };
        let value = bearer.value.clone();
        *kept = Some(bearer);
        Ok(value)
    }

    async fn send<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
        body: &B,
    ) -> Result<T, Fault> {
        let tripped = |error: Tripped| Fault::NotSent(error.to_string());
        self.breaker.admit().map_err(tripped)?;
        let answer = self.perform(path, bearer, body).await;
        self.breaker
            .record(matches!(answer, Ok(_) | Err(Fault::Refused(_))));
        answer
    }

    async fn perform<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
        body: &B,
    ) -> Result<T, Fault> {
        let mut request = self
            .http
            .post(format!("{}/api/v3/{path}", self.api_url))
            .json(body);
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        let answer = request.send().await.map_err(|error| {
            if transport::was_not_sent(&error) {
                Fault::NotSent(error.to_string())
            } else {
                Fault::NoAnswer(error.to_string())
            }
        })?;
        let status = answer.status();
        let body = answer
            .bytes()
            .await
            .map_err(|error| Fault::NoAnswer(error.to_string()))?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|error| Fault::NoAnswer(format!("unreadable answer: {error}")));
        }
        if transport::is_refusal(status) {
            tracing::warn!(
                path,
                status = status.as_u16(),
                code = code(&body),
                "n1co refused a request"
            );
            return Err(Fault::Refused(status));
        }
        Err(Fault::NoAnswer(format!("n1co answered {status}")))
    }
}

/// Without a bearer no call is made, whatever kept us from one.
fn no_bearer(fault: Fault) -> Fault {
    Fault::NotSent(match fault {
        Fault::NotSent(why) | Fault::NoAnswer(why) => format!("no bearer: {why}"),
        Fault::Refused(status) => format!(
            "no bearer: n1co answered {status}; check n1co.client_id and n1co.client_secret"
        ),
    })
}

/// The code of a refusal, for the log: its text may repeat what was sent.
fn code(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(body.get("error")?.get("code")?.as_str()?.to_owned())
}
