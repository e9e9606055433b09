//! Every field of every body that is described, left out, too long and of each wrong type.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::caller::Caller;

/// One of each type.
fn one_of_each() -> [(&'static str, Value); 6] {
    [
        ("null", Value::Null),
        ("boolean", json!(true)),
        ("number", json!(1.5)),
        ("string", json!("\u{1}")),
        ("array", json!([[]])),
        ("object", json!({ "\u{1}": 1 })),
    ]
}

/// A field, where it is in an example, and what is known of it.
struct Field<'a> {
    pointer: String,
    schema: &'a Value,
    is_required: bool,
}

impl Caller {
    /// Makes each field of an operation's body wrong. The examples have, together, every field that
    /// is described.
    pub(crate) async fn try_each_field(&self, id: &str, path: &str, examples: &[Value]) {
        let operations = self.document.operations();
        let operation = operations.iter().find(|one| one.id() == id).unwrap();
        let body = &operation.json["requestBody"]["content"]["application/json"]["schema"];
        let mut missing = BTreeSet::new();
        described(body, "", &mut missing);
        assert!(!missing.is_empty(), "{id} has no fields");
        let call = (operation.method, path);
        let fields = examples.iter().flat_map(|example| {
            let mut fields = Vec::new();
            collect(body, example, "", &mut fields);
            fields.into_iter().map(move |field| (field, example))
        });
        for (field, example) in fields {
            // Words are compared once for each field: it is a matter of its name, not of the value.
            let mut languages = &["es", "en"][..];
            let mut wrong = Vec::new();
            // Once is enough.
            if !missing.remove(&starred(&field.pointer)) {
                continue;
            }
            let kinds = kinds(field.schema);
            for (kind, value) in one_of_each() {
                let is_right = kinds.is_empty() || kinds.contains(&kind);
                if !is_right {
                    wrong.push(Some(value));
                }
            }
            if kinds.contains(&"integer") {
                let beyond = json!(9_223_372_036_854_775_808_u64);
                wrong.push(Some(beyond));
            }
            if kinds.contains(&"string") {
                let long = json!("x".repeat(3000));
                wrong.push(Some(long));
            }
            if field.is_required {
                wrong.push(None);
            }
            for value in wrong {
                let asked = std::mem::replace(&mut languages, &["en"]);
                self.is_refused(call, &field, example, value, asked).await;
            }
        }
        assert!(missing.is_empty(), "{id}: no example of {missing:?}");
    }

    /// Sends the example with another value of a field, or without it, in each of these languages.
    async fn is_refused(
        &self,
        call: (&str, &str),
        field: &Field<'_>,
        example: &Value,
        value: Option<Value>,
        languages: &[&str],
    ) {
        let (parent, name) = field.pointer.rsplit_once('/').unwrap();
        let mut body = example.clone();
        let parent = body.pointer_mut(parent).unwrap();
        match (value.clone(), name.parse::<usize>()) {
            (Some(value), Ok(place)) => parent[place] = value,
            (Some(value), Err(_)) => parent[name] = value,
            (None, _) => {
                parent.as_object_mut().unwrap().remove(name).unwrap();
            }
        }
        let shown: String = format!("{value:?}").chars().take(60).collect();
        let what = format!("{call:?} {} = {shown}", field.pointer);
        let mut told = Vec::new();
        for language in languages.iter().copied() {
            let headers = [
                ("Accept-Language", language),
                ("Content-Type", "application/json"),
            ];
            let answer = self.answer(call, &headers, body.to_string().into()).await;
            assert_eq!(answer.status, 422, "{what}: {}", answer.text);
            let json = answer.json();
            let detail = json["details"][0].clone();
            // An item of a list is named by its list.
            let name = if name.parse::<usize>().is_ok() {
                field.pointer.rsplit('/').nth(1).unwrap()
            } else {
                name
            };
            let param = detail["param"].as_str().unwrap_or_default();
            assert!(param.contains(name), "{what}: {detail}");
            told.push(detail["message"].clone());
        }
        let is_told_in_each = told.len() < 2 || told[0] != told[1];
        assert!(is_told_in_each, "{what}: {}", told[0]);
    }
}

/// Every field below an object, with its place in the example.
fn collect<'a>(schema: &'a Value, example: &Value, place: &str, fields: &mut Vec<Field<'a>>) {
    for form in forms(schema) {
        let required = form["required"].as_array();
        for (name, schema) in form["properties"].as_object().into_iter().flatten() {
            let Some(value) = example.get(name) else {
                continue;
            };
            let pointer = format!("{place}/{name}");
            collect(schema, value, &pointer, fields);
            fields.push(Field {
                pointer,
                schema,
                is_required: required.is_some_and(|all| all.contains(&json!(name))),
            });
        }
        for (number, row) in example.as_array().into_iter().flatten().enumerate() {
            collect(&form["items"], row, &format!("{place}/{number}"), fields);
        }
    }
}

/// The place of every field that is described; an item of a list is a star.
fn described(schema: &Value, place: &str, places: &mut BTreeSet<String>) {
    for form in forms(schema) {
        for (name, schema) in form["properties"].as_object().into_iter().flatten() {
            let place = format!("{place}/{name}");
            described(schema, &place, places);
            places.insert(place);
        }
        if form["items"].is_object() {
            described(&form["items"], &format!("{place}/*"), places);
        }
    }
}

fn starred(pointer: &str) -> String {
    let star = |part: &str| match part.parse::<usize>() {
        Ok(_) => "*".to_owned(),
        Err(_) => part.to_owned(),
    };
    let parts: Vec<_> = pointer.split('/').map(star).collect();
    parts.join("/")
}

/// The forms that a value may have.
fn forms(schema: &Value) -> Vec<&Value> {
    match schema["anyOf"].as_array() {
        Some(all) => all.iter().collect(),
        None => vec![schema],
    }
}

/// The types that a field may have; none where it may have any.
fn kinds(schema: &Value) -> Vec<&str> {
    let of = |form: &'_ Value| -> Vec<&'static str> {
        let known = [
            "null", "boolean", "number", "integer", "string", "array", "object",
        ];
        let is = |kind: &&'static str| match &form["type"] {
            Value::String(one) => one == kind,
            Value::Array(all) => all.contains(&json!(kind)),
            _ => form["enum"].is_array() && *kind == "string",
        };
        known.into_iter().filter(is).collect()
    };
    forms(schema).into_iter().flat_map(of).collect()
}
