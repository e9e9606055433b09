//! The served document: which operation a call is, and whether the answer is as it says.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::table::Tables;

/// A document, and what was seen of it.
pub(crate) struct Document {
    pub(crate) json: Value,
    tables: Tables,
    validators: Validators,
    seen: Mutex<BTreeSet<(String, String)>>,
}

/// One operation of a document.
pub(crate) struct Operation<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) json: &'a Value,
}

impl Operation<'_> {
    pub(crate) fn id(&self) -> &str {
        self.json["operationId"].as_str().unwrap()
    }

    /// Whether a path is one of this operation's.
    fn is_at(&self, path: &str) -> bool {
        let (its, other) = (self.path.split('/'), path.split('/'));
        let fits = |(its, other): (&str, &str)| its.starts_with('{') || its == other;
        its.clone().count() == other.clone().count() && its.zip(other).all(fits)
    }
}

impl Document {
    pub(crate) fn new(json: Value, tables: Tables) -> Self {
        let document = Self {
            json,
            tables,
            validators: Validators::default(),
            seen: Mutex::default(),
        };
        document
            .tables
            .check(&document.json["components"]["schemas"]);
        document
    }

    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.json["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, operations)| {
                let operations = operations.as_object().unwrap().iter();
                operations.map(move |(method, json)| Operation { method, path, json })
            })
            .collect()
    }

    /// Checks a call that went through: what was sent, where it was taken, and what came back.
    #[track_caller]
    pub(crate) fn check(&self, call: (&str, &str), sent: Option<&Value>, answer: (u16, &Value)) {
        let ((method, path), (status, body)) = (call, answer);
        let path = path.split('?').next().unwrap();
        let operations = self.operations();
        let mut at = operations.iter().filter(|operation| operation.is_at(path));
        let operation = at
            .find(|operation| operation.method == method.to_lowercase())
            .unwrap_or_else(|| panic!("{method} {path} is not described"));
        let what = format!("{} with {status}", operation.id());
        let status = status.to_string();
        assert!(
            !operation.json["responses"][&status].is_null(),
            "{what} is not described: {body}"
        );
        let place = format!(
            "#/paths/{}/{}",
            operation
                .path
                .replace('/', "~1")
                .replace('{', "%7B")
                .replace('}', "%7D"),
            operation.method
        );
        let content = "content/application~1json/schema";
        self.hold(
            &format!("{place}/responses/{status}/{content}"),
            body,
            &what,
        );
        if let (Some(sent), "200") = (sent, status.as_str()) {
            self.hold(&format!("{place}/requestBody/{content}"), sent, &what);
        }
        let by_tables = self.validators.get(&format!("tables {what}"), || {
            self.tables.schema(operation.id(), &status)
        });
        hold(&by_tables, body, &format!("{what}, by the tables"));
        let seen = (operation.id().to_owned(), status);
        self.seen.lock().unwrap().insert(seen);
    }

    #[track_caller]
    fn hold(&self, pointer: &str, body: &Value, what: &str) {
        let validator = self.validators.get(pointer, || {
            let mut schema = self.json.clone();
            schema["$ref"] = json!(pointer);
            schema
        });
        hold(&validator, body, what);
    }

    /// Fails where an answer is described that never came.
    #[track_caller]
    pub(crate) fn check_that_all_was_seen(&self) {
        let seen = self.seen.lock().unwrap();
        let operations = self.operations();
        let mut missing = Vec::new();
        for operation in &operations {
            for status in operation.json["responses"].as_object().unwrap().keys() {
                let described = (operation.id().to_owned(), status.clone());
                if !seen.contains(&described) {
                    missing.push(described);
                }
            }
        }
        assert!(missing.is_empty(), "described but never seen: {missing:?}");
    }
}

/// Schemas that were read once.
#[derive(Default)]
struct Validators(Mutex<HashMap<String, Arc<Validator>>>);

impl Validators {
    fn get(&self, name: &str, schema: impl FnOnce() -> Value) -> Arc<Validator> {
        let mut known = self.0.lock().unwrap();
        let new = || {
            let validator = jsonschema::validator_for(&schema());
            Arc::new(validator.unwrap_or_else(|error| panic!("{name}: {error}")))
        };
        Arc::clone(known.entry(name.to_owned()).or_insert_with(new))
    }
}

/// Fails where a body is not as a schema says.
#[track_caller]
fn hold(validator: &Validator, body: &Value, what: &str) {
    let errors: Vec<_> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{body:#}");
}
