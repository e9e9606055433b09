//! What the sandbox answers, described: OpenAPI 3.1 documents, one for each provider and one of
//! both.
//!
//! The schemas are derived from the types that are really answered and read. Each provider lists
//! its own calls; what fails in the same way everywhere is filled in here.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderName};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::sandbox::Sandbox;
use crate::{conekta, n1co};

/// Derives the schema of a body.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub(crate) fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The calls of one provider.
pub(crate) struct Api {
    /// Where they are.
    pub(crate) prefix: &'static str,
    pub(crate) title: &'static str,
    pub(crate) calls: &'static [Call],
    /// Errors of every call, and of every call with a body.
    pub(crate) errors: &'static [u16],
    pub(crate) body_errors: &'static [u16],
    pub(crate) error: Shape,
    /// A refused charge that is an error, by its status.
    pub(crate) decline: Option<(u16, Shape)>,
}

/// A call, and what it answers with 200; nothing where it is always refused.
pub(crate) struct Call {
    method: &'static str,
    path: &'static str,
    id: &'static str,
    answer: Option<Shape>,
    request: Option<Shape>,
    query: &'static [&'static str],
    errors: &'static [u16],
    declines: bool,
    open: bool,
}

impl Call {
    pub(crate) const fn new(
        method: &'static str,
        path: &'static str,
        id: &'static str,
        answer: Shape,
    ) -> Self {
        Self {
            method,
            path,
            id,
            answer: Some(answer),
            request: None,
            query: &[],
            errors: &[],
            declines: false,
            open: false,
        }
    }

    /// A call that is always refused with a status.
    pub(crate) const fn refused(
        method: &'static str,
        path: &'static str,
        id: &'static str,
        errors: &'static [u16],
    ) -> Self {
        Self {
            method,
            path,
            id,
            answer: None,
            request: None,
            query: &[],
            errors,
            declines: false,
            open: false,
        }
    }

    /// With a body.
    pub(crate) const fn takes(self, request: Shape) -> Self {
        let request = Some(request);
        Self { request, ..self }
    }

    /// With parameters after the question mark.
    pub(crate) const fn asks(self, query: &'static [&'static str]) -> Self {
        Self { query, ..self }
    }

    /// With errors that not every call has.
    pub(crate) const fn fails(self, errors: &'static [u16]) -> Self {
        Self { errors, ..self }
    }

    /// A charge is made, or refused.
    pub(crate) const fn declines(self) -> Self {
        let declines = true;
        Self { declines, ..self }
    }

    /// Without a key.
    pub(crate) const fn open(self) -> Self {
        Self { open: true, ..self }
    }
}

/// Every provider.
const BOTH: &[&Api] = &[&conekta::API, &n1co::API];

/// `GET /openapi.json`: both providers, as they are on this port.
pub(crate) async fn of_both(
    state: State<Sandbox>,
) -> ([(HeaderName, &'static str); 1], Json<Value>) {
    answer(&state, "", "Cobro's sandbox", BOTH)
}

/// `GET /conekta/openapi.json`
pub(crate) async fn of_conekta(
    state: State<Sandbox>,
) -> ([(HeaderName, &'static str); 1], Json<Value>) {
    answer(
        &state,
        conekta::API.prefix,
        conekta::API.title,
        &[&conekta::API],
    )
}

/// `GET /n1co/openapi.json`
pub(crate) async fn of_n1co(
    state: State<Sandbox>,
) -> ([(HeaderName, &'static str); 1], Json<Value>) {
    answer(&state, n1co::API.prefix, n1co::API.title, &[&n1co::API])
}

/// For whoever asks: a viewer is a page from elsewhere.
fn answer(
    sandbox: &Sandbox,
    prefix: &str,
    title: &str,
    apis: &[&Api],
) -> ([(HeaderName, &'static str); 1], Json<Value>) {
    let server = format!("{}{prefix}", sandbox.config().public_url.as_str());
    let document = document(&server, prefix, title, apis);
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(document))
}

/// A document whose paths leave `prefix` out, since the server's address ends with it.
fn document(server: &str, prefix: &str, title: &str, apis: &[&Api]) -> Value {
    let mut shapes = Shapes::new();
    let mut paths = Map::new();
    for api in apis {
        for call in api.calls {
            let path = format!("{}{}", api.prefix, call.path);
            let path = path.strip_prefix(prefix).unwrap_or(&path);
            let operations = paths.entry(path).or_insert_with(|| json!({}));
            if let Value::Object(operations) = operations {
                operations.insert(call.method.into(), api.operation(call, &mut shapes));
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": server }],
        "paths": paths,
        "components": {
            "schemas": shapes.answers.take_definitions(true),
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// Bodies are described as they are written, and as they are read.
struct Shapes {
    answers: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Shapes {
    fn new() -> Self {
        let answers = SchemaSettings::draft2020_12().for_serialize().with(|all| {
            all.definitions_path = "/components/schemas".into();
            all.meta_schema = None;
        });
        let requests = SchemaSettings::draft2020_12()
            .for_deserialize()
            .with(|all| {
                all.inline_subschemas = true;
                all.meta_schema = None;
            });
        Self {
            answers: answers
                .with_transform(RecursiveTransform(close))
                .into_generator(),
            requests: requests.into_generator(),
        }
    }
}

/// An object has the fields that are listed, and no other.
fn close(schema: &mut Schema) {
    if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".into(), json!(false));
    }
}

impl Api {
    fn operation(&self, call: &Call, shapes: &mut Shapes) -> Value {
        let mut operation = Map::new();
        operation.insert("operationId".into(), call.id.into());
        operation.insert("tags".into(), json!([self.title]));
        let keys = if call.open {
            json!([])
        } else {
            json!([{ "key": [] }])
        };
        operation.insert("security".into(), keys);
        operation.insert("parameters".into(), call.parameters());
        if let Some(request) = call.request {
            let schema = request(&mut shapes.requests);
            let required = schema.get("required").is_some();
            let content = json!({ "application/json": { "schema": schema } });
            let body = json!({ "required": required, "content": content });
            operation.insert("requestBody".into(), body);
        }
        operation.insert("responses".into(), self.responses(call, shapes));
        Value::Object(operation)
    }

    fn responses(&self, call: &Call, shapes: &mut Shapes) -> Value {
        let generator = &mut shapes.answers;
        let answer = call.answer.map(|answer| answer(generator));
        let error = (self.error)(generator);
        let mut responses = Map::new();
        let mut tell = |status: u16, what: &str, schema: Value| {
            let content = json!({ "application/json": { "schema": schema } });
            let response = json!({ "description": what, "content": content });
            responses.insert(status.to_string(), response);
        };
        let has_ids = call.path.contains('{') && answer.is_some();
        let of_ids: &[u16] = if has_ids { &[404] } else { &[] };
        if let Some(answer) = answer {
            tell(200, "It is done.", json!(answer));
        }
        let of_body = call.request.map_or(&[][..], |_| self.body_errors);
        for status in [self.errors, of_ids, of_body, call.errors].concat() {
            tell(status, "Nothing changed.", json!(error));
        }
        if let Some((status, decline)) = self.decline.filter(|_| call.declines) {
            let decline = decline(generator);
            let schema = json!({ "anyOf": [decline, error] });
            tell(
                status,
                "The charge is declined, or cannot be asked for.",
                schema,
            );
        }
        Value::Object(responses)
    }
}

impl Call {
    fn parameters(&self) -> Value {
        let ids = self.path.split('{').filter_map(|part| part.split_once('}'));
        let ids = ids.map(|(id, _)| (id, "path", true));
        let query = self.query.iter().map(|name| (*name, "query", false));
        let all = ids.chain(query).map(|(name, place, required)| {
            let schema = json!({ "type": "string" });
            json!({ "name": name, "in": place, "required": required, "schema": schema })
        });
        all.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::faults::calls;

    #[test]
    fn every_call_that_is_answered_with_json_is_described_and_no_other() {
        let described: BTreeSet<_> = BOTH
            .iter()
            .flat_map(|api| {
                let of = |call: &Call| {
                    (
                        call.method.to_uppercase(),
                        format!("{}{}", api.prefix, call.path),
                    )
                };
                api.calls.iter().map(of)
            })
            .collect();
        // The bank's pages are for people.
        let is_page = |path: &str| path.contains("/3ds/") || path.contains("/authentication/");
        let known = calls().filter(|(_, path)| !is_page(path));
        let known = known.map(|(method, path)| (method.to_owned(), path.to_owned()));
        assert_eq!(described, known.collect());
    }

    #[test]
    fn the_document_of_both_has_the_paths_and_schemas_of_each_and_no_clash() {
        let names = |document: &Value, pointer: &str| -> BTreeSet<String> {
            let all = document.pointer(pointer).and_then(Value::as_object);
            all.unwrap().keys().cloned().collect()
        };
        let both = document("http://x", "", "", BOTH);
        for pointer in ["/paths", "/components/schemas"] {
            let of_each = BOTH.iter().flat_map(|api| {
                let prefix = if pointer == "/paths" { api.prefix } else { "" };
                let one = document("http://x", api.prefix, "", &[api]);
                let named = names(&one, pointer).into_iter();
                named.map(move |name| format!("{prefix}{name}"))
            });
            assert_eq!(names(&both, pointer), of_each.collect());
        }
    }
}
