//! Transport: headers, time-outs and errors of Conekta's API. It never retries: whether a call may
//! be sent again is not for it to know.

use cobro_wire::Locale;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::shapes::{ErrorBody, ErrorDetail};
use crate::config::ConektaConfig;
use crate::gateway::breaker::{Breaker, Tripped};
use crate::gateway::{GatewayError, transport};
use crate::host::Host;

/// Why a call came to nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// No connection was made: the provider did not hear of it.
    NotSent(String),
    /// It was sent, and no answer came, or one that cannot be understood, or a fault of theirs.
    NoAnswer(String),
    /// The provider answered 4xx.
    Refused(Box<Refusal>),
}

/// A 4xx answer, with all that it says.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) body: ErrorBody,
}

impl Refusal {
    /// The first detail: Conekta puts the reason there.
    pub(super) fn detail(&self) -> ErrorDetail {
        self.body
            .details
            .first()
            .cloned()
            .unwrap_or_else(|| ErrorDetail {
                message: self.body.message_to_purchaser.clone(),
                debug_message: self.body.message.clone(),
                ..ErrorDetail::default()
            })
    }

    /// Writes the whole of it into the log, for the operator.
    fn log(&self) {
        let ErrorDetail {
            code,
            debug_message,
            param,
            message: _,
        } = self.detail();
        tracing::warn!(
            status = self.status.as_u16(),
            kind = self.body.r#type,
            code,
            param,
            debug_message,
            log_id = self.body.log_id,
            "Conekta refused a request"
        );
    }
}

impl From<Fault> for GatewayError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotSent(why) | Fault::NoAnswer(why) => GatewayError::Unavailable(why),
            Fault::Refused(refusal) => match refusal.status {
                StatusCode::NOT_FOUND => GatewayError::NotFound,
                // Our key, our version: nothing that a shopper could mend.
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::CONFLICT => {
                    GatewayError::Unavailable(format!("Conekta answered {}", refusal.status))
                }
                _ => {
                    let detail = refusal.detail();
                    let code = detail.code.unwrap_or_else(|| refusal.status.to_string());
                    GatewayError::Refused {
                        code,
                        message: detail.message,
                    }
                }
            },
        }
    }
}

pub(super) struct Client {
    http: reqwest::Client,
    api_url: String,
    breaker: Breaker,
}

impl Client {
    pub(super) fn new(settings: &ConektaConfig, host: Host) -> anyhow::Result<Self> {
        let mut headers = HeaderMap::new();
        let mut key = HeaderValue::try_from(format!("Bearer {}", settings.private_key.expose()))?;
        key.set_sensitive(true);
        headers.insert(AUTHORIZATION, key);
        let media = format!("application/vnd.conekta-v{}+json", settings.api_version);
        headers.insert(ACCEPT, HeaderValue::try_from(media)?);
        if let Some(company) = &settings.child_company_id {
            headers.insert("X-Child-Company-Id", HeaderValue::try_from(company)?);
        }
        Ok(Client {
            http: transport::builder(settings.connect_timeout, settings.timeout)
                .default_headers(headers)
                .build()?,
            api_url: transport::base(&settings.api_url),
            breaker: Breaker::new(host),
        })
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        locale: Locale,
    ) -> Result<T, Fault> {
        let request = self
            .http
            .get(format!("{}/{path}", self.api_url))
            .query(query);
        self.perform(request, locale).await
    }

    pub(super) async fn send<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
        locale: Locale,
    ) -> Result<T, Fault> {
        let mut request = self
            .http
            .request(method, format!("{}/{path}", self.api_url));
        if let Some(body) = body {
            request = request.json(body);
        }
        self.perform(request, locale).await
    }

    async fn perform<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
        locale: Locale,
    ) -> Result<T, Fault> {
        let tripped = |error: Tripped| Fault::NotSent(error.to_string());
        self.breaker.admit().map_err(tripped)?;
        let answer = perform(request, locale).await;
        self.breaker
            .record(matches!(answer, Ok(_) | Err(Fault::Refused(_))));
        answer
    }
}

async fn perform<T: DeserializeOwned>(
    request: reqwest::RequestBuilder,
    locale: Locale,
) -> Result<T, Fault> {
    let answer = request
        .header(ACCEPT_LANGUAGE, locale.code())
        .send()
        .await
        .map_err(unsent)?;
    let status = answer.status();
    let body = answer
        .bytes()
        .await
        .map_err(|error| Fault::NoAnswer(error.to_string()))?;
    if status.is_success() {
        return serde_json::from_slice(&body)
            .map_err(|error| Fault::NoAnswer(format!("unreadable answer: {error}")));
    }
    if !transport::is_refusal(status) {
        return Err(Fault::NoAnswer(format!("Conekta answered {status}")));
    }
    let refusal = Refusal {
        status,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    refusal.log();
    Err(Fault::Refused(Box::new(refusal)))
}

fn unsent(error: reqwest::Error) -> Fault {
    if transport::was_not_sent(&error) {
        Fault::NotSent(error.to_string())
    } else {
        Fault::NoAnswer(error.to_string())
    }
}
