//! Conekta's errors: what each wrong call is answered with, and in which words.

mod body;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

pub(crate) use self::body::{Body, DeclinedBody};

use self::body::Detail;
use super::test_card::Decline;
use crate::language::Language;

/// Prefix of every error code.
const CODE_PREFIX: &str = "conekta.errors.";

/// A wrong call, or a charge that was not made. Boxed, since every answer could be one.
#[derive(Debug, Clone)]
pub(crate) struct Fault(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    kind: Kind,
    code: String,
    /// What is wrong; `None` where nothing in particular is, and left out where the provider does.
    param: Option<Option<String>>,
    /// For the buyer, in Spanish and in English.
    message: (String, String),
    /// For the developer, always in English.
    debug: String,
    /// The complete order, where a charge of it was declined.
    data: Option<Value>,
}

/// Kinds of errors: the body's `type`, each with its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Malformed,
    TooLarge,
    Authentication,
    Processing,
    /// As the one before, but nothing that a payment would change.
    Forbidden,
    NotFound,
    Conflict,
    Validation,
    Precondition,
    /// The provider's own fault.
    Server,
}

impl Kind {
    fn wire(self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed_request_error"),
            // Not in Conekta's table: it is what the proxy in front of an API answers.
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "malformed_request_error"),
            Self::Authentication => (StatusCode::UNAUTHORIZED, "authentication_error"),
            Self::Processing => (StatusCode::PAYMENT_REQUIRED, "processing_error"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "processing_error"),
            Self::NotFound => (StatusCode::NOT_FOUND, "resource_not_found_error"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict_error"),
            Self::Validation => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "parameter_validation_error",
            ),
            Self::Precondition => (
                StatusCode::PRECONDITION_REQUIRED,
                "precondition_required_error",
            ),
            Self::Server => (StatusCode::INTERNAL_SERVER_ERROR, "api_error"),
        }
    }
}

impl Fault {
    fn new(kind: Kind, code: &str, es: &str, en: &str, debug: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            code: code.into(),
            param: Some(None),
            message: (es.into(), en.into()),
            debug: debug.into(),
            data: None,
        }))
    }

    fn at(mut self, param: &str) -> Self {
        self.0.param = Some(Some(param.into()));
        self
    }

    fn without_param(mut self) -> Self {
        self.0.param = None;
        self
    }

    /// The answer, in a language.
    pub(crate) fn render(&self, language: Language, log_id: String) -> Response {
        let parts = &*self.0;
        let (status, r#type) = parts.kind.wire();
        let message = language.pick(&parts.message.0, &parts.message.1);
        let detail = Detail {
            debug_message: &parts.debug,
            message,
            param: parts.param.as_ref().map(Option::as_deref),
            code: format!("{CODE_PREFIX}{}", parts.code),
        };
        let body = Body {
            details: [detail],
            object: "error",
            r#type,
            // Nothing is logged for a caller that is not known.
            log_id: (parts.kind != Kind::Authentication).then_some(log_id),
        };
        match &parts.data {
            None => (status, Json(body)).into_response(),
            Some(data) => (status, Json(DeclinedBody { body, data })).into_response(),
        }
    }
}

/// The fault travels in the answer's extensions: `protocol::negotiate` knows the language.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.0.kind.wire().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The faults that are answered, by name.
impl Fault {
    pub(crate) fn missing_key() -> Self {
        Self::new(
            Kind::Authentication,
            "authentication.missing_key",
            "Acceso no autorizado.",
            "Unauthorized access.",
            "Please include your access key in your request.",
        )
    }

    pub(crate) fn unrecognized_key() -> Self {
        Self::new(
            Kind::Authentication,
            "authentication.unrecognized_key",
            "Acceso no autorizado.",
            "Unauthorized access.",
            "Unrecognized access key.",
        )
    }

    /// Antifraud's white list is a service that an account has to be given.
    pub(crate) fn no_white_list() -> Self {
        Self::new(
            Kind::Forbidden,
            "forbidden.authentication.invalid_whitelist_access",
            "No tienes acceso a este servicio. Contacta a soporte.",
            "You have no access to this service. Please contact support.",
            "The account has no access to white lists.",
        )
        .without_param()
    }

    /// The provider's own fault, about which it says no more.
    pub(crate) fn general_failure() -> Self {
        Self::new(
            Kind::Server,
            "api.system.general_failure",
            "Ocurrió un error de nuestro lado. Inténtalo más tarde.",
            "Something went wrong on our side. Please try again later.",
            "The request could not be processed.",
        )
    }

    pub(crate) fn unsupported_version(asked: &str) -> Self {
        Self::new(
            Kind::Conflict,
            "conflict.api_version",
            "La versión de la API no está disponible.",
            "The API version is not available.",
            format!("API version {asked:?} is not one of 2.0.0, 2.1.0, 2.2.0, 2.3.0."),
        )
    }

    pub(crate) fn malformed(reason: &str) -> Self {
        Self::new(
            Kind::Malformed,
            "malformed_request.invalid_json",
            "La petición no se pudo leer.",
            "The request could not be read.",
            format!("The body is not valid JSON: {reason}."),
        )
    }

    pub(crate) fn content_type() -> Self {
        Self::new(
            Kind::Malformed,
            "malformed_request.content_type",
            "La petición no se pudo leer.",
            "The request could not be read.",
            "The Content-Type must be application/json.",
        )
    }

    pub(crate) fn too_large() -> Self {
        Self::new(
            Kind::TooLarge,
            "malformed_request.too_large",
            "La petición es demasiado grande.",
            "The request is too large.",
            "The body is larger than is accepted.",
        )
    }

    /// The whitelist: Conekta gives no `param`, the name is only in the text.
    pub(crate) fn unknown_parameter(name: &str) -> Self {
        Self::new(
            Kind::Validation,
            "parameter_validation.whitelist",
            &format!("El parámetro \"{name}\" no existe."),
            &format!("The parameter \"{name}\" does not exist."),
            format!("Unknown parameter {name:?}."),
        )
        .without_param()
    }

    pub(crate) fn missing(param: &str) -> Self {
        Self::new(
            Kind::Validation,
            &format!("parameter_validation.{param}.missing"),
            &format!("Falta el parámetro \"{param}\"."),
            &format!("The parameter \"{param}\" is missing."),
            format!("The parameter {param:?} is required."),
        )
        .at(param)
    }

    pub(crate) fn invalid(param: &str, reason: &str) -> Self {
        Self::new(
            Kind::Validation,
            &format!("parameter_validation.{param}.invalid"),
            &format!("El parámetro \"{param}\" no es válido."),
            &format!("The parameter \"{param}\" is not valid."),
            format!("The parameter {param:?} is not valid: {reason}."),
        )
        .at(param)
    }

    /// A token or a source is bound to its card for ever.
    pub(crate) fn immutable(param: &str) -> Self {
        Self::new(
            Kind::Validation,
            &format!("parameter_validation.{param}.immutable"),
            &format!("El parámetro \"{param}\" no se puede cambiar."),
            &format!("The parameter \"{param}\" cannot be changed."),
            format!("The parameter {param:?} cannot be changed."),
        )
        .at(param)
    }

    pub(crate) fn not_found(class: &str, id: &str) -> Self {
        Self::new(
            Kind::NotFound,
            "resource_not_found.entity",
            "El recurso no se encontró.",
            "The resource was not found.",
            format!("The object {class} \"{id}\" could not be found."),
        )
    }

    pub(crate) fn unknown_route(method: &str, path: &str) -> Self {
        Self::new(
            Kind::NotFound,
            "resource_not_found.route",
            "El recurso no se encontró.",
            "The resource was not found.",
            format!("There is no {method} {path}."),
        )
    }

    /// Never made, or made more than ten minutes ago: the provider does not tell them apart.
    pub(crate) fn nonexistent_token(id: &str) -> Self {
        Self::new(
            Kind::Validation,
            "parameter_validation.payment_method.token_id.nonexistent_token",
            "El token no existe.",
            "The token does not exist.",
            format!("The token {id:?} does not exist."),
        )
        .at("payment_method.token_id")
    }

    pub(crate) fn used_token(id: &str) -> Self {
        Self::new(
            Kind::Processing,
            "processing.tokenization.used",
            "El token ya fue utilizado.",
            "The token was already used.",
            format!("The token {id:?} has already been used."),
        )
    }

    pub(crate) fn card_number() -> Self {
        Self::new(
            Kind::Validation,
            "parameter_validation.card.number",
            "El número de tarjeta no es válido.",
            "The card number is not valid.",
            "The card number is not valid.",
        )
        .at("card[card[number]]")
    }

    /// A real card's number has no business here. It is not repeated.
    pub(crate) fn not_a_test_card() -> Self {
        Self::new(
            Kind::Validation,
            "parameter_validation.card.number",
            "Este es un entorno de pruebas: usa una tarjeta de prueba.",
            "This is a test environment: use a test card.",
            "The sandbox takes test cards only.",
        )
        .at("card[card[number]]")
    }

    pub(crate) fn one_word_name() -> Self {
        Self::new(
            Kind::Validation,
            "parameter_validation.name.invalid",
            "Escribe nombre y apellido como aparecen en la tarjeta.",
            "Enter first and last name as written on the card.",
            "The card holder's name must have a first and a last name.",
        )
        .at("name")
    }

    /// The order exists and is in `data`: its id is needed to tell what became of the attempt.
    pub(crate) fn declined(decline: Decline, order: Value) -> Self {
        let (es, en) = decline.messages();
        let debug = format!("The charge was declined: {}.", decline.failure_code());
        let mut fault = Self::new(Kind::Processing, decline.error_code(), es, en, debug);
        fault.0.data = Some(order);
        fault
    }

    pub(crate) fn order_has_charge() -> Self {
        Self::new(
            Kind::Precondition,
            "precondition_required.combo.order.cannot_be_updated_because_has_charge",
            "La orden no se puede modificar porque tiene un cargo.",
            "The order cannot be changed because it has a charge.",
            "The order has a charge and cannot be changed.",
        )
    }

    /// `POST …/refunds` knows no 428: what is not paid is refused by the processor.
    pub(crate) fn not_refundable(status: &str) -> Self {
        Self::new(
            Kind::Processing,
            "processing.order.not_refundable",
            "La orden no tiene un cargo pagado que se pueda reembolsar.",
            "The order has no paid charge that can be refunded.",
            format!("An order that is {status} cannot be refunded."),
        )
    }

    pub(crate) fn order_status(what: &str, status: &str) -> Self {
        Self::new(
            Kind::Precondition,
            &format!("precondition_required.order.cannot_be_{what}"),
            "La orden no está en un estado que lo permita.",
            "The order's status does not allow it.",
            format!("An order that is {status} cannot be {what}."),
        )
    }
}
