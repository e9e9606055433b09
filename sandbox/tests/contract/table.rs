//! Field tables: how one is written, and how a schema and an answer are held to it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// One object of a provider.
///
/// A field is `name:kinds`. Its name ends with `!` where the provider's specification says that it
/// is required, and with `?` where it may be left out; all others are always there too. Kinds are
/// separated by `|`: a JSON type, a `"word"`, `@object`, `@object[]` (a list inside an object),
/// `@object*` or `type[]` (an array).
pub(crate) struct Object {
    pub(crate) name: &'static str,
    /// Its name in the served document.
    pub(crate) schema: &'static str,
    pub(crate) fields: &'static str,
}

/// Which object an operation answers with 200.
pub(crate) type Answer = (&'static str, &'static str);

/// All of a provider.
pub(crate) struct Tables {
    pub(crate) objects: &'static [Object],
    pub(crate) answers: &'static [Answer],
    /// What is answered with another status.
    pub(crate) errors: fn(u16) -> Value,
}

struct Field<'a> {
    name: &'a str,
    is_optional: bool,
    is_required: bool,
    kinds: Vec<&'a str>,
}

impl Object {
    fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        self.fields.split_whitespace().map(|field| {
            let (name, kinds) = field.split_once(':').unwrap();
            Field {
                name: name.trim_end_matches(['!', '?']),
                is_optional: name.ends_with('?'),
                is_required: name.ends_with('!'),
                kinds: kinds.split('|').collect(),
            }
        })
    }

    fn schema(&self) -> Value {
        let mut properties = Map::new();
        for field in self.fields() {
            let kinds: Vec<_> = field.kinds.iter().map(|kind| schema_of(kind)).collect();
            properties.insert(field.name.into(), json!({ "anyOf": kinds }));
        }
        let always = self.fields().filter(|field| !field.is_optional);
        let required: Vec<_> = always.map(|field| field.name).collect();
        json!({
            "type": "object", "properties": properties, "required": required,
            "additionalProperties": false,
        })
    }

    /// Fails where the served schema knows other fields, other types, or fewer required fields.
    #[track_caller]
    fn check(&self, schemas: &Value) {
        let served = &schemas[self.schema];
        let properties = served["properties"].as_object();
        let properties = properties.unwrap_or_else(|| panic!("no schema {}", self.schema));
        assert_eq!(
            served["additionalProperties"],
            json!(false),
            "{}",
            self.schema
        );
        let all: BTreeSet<_> = self.fields().map(|field| field.name).collect();
        let known: BTreeSet<_> = properties.keys().map(String::as_str).collect();
        assert_eq!(known, all, "fields of {}", self.schema);
        let required = served["required"].as_array().unwrap().iter();
        let required: BTreeSet<_> = required.map(|name| name.as_str().unwrap()).collect();
        for field in self.fields() {
            let place = format!("{}.{}", self.schema, field.name);
            let must_be = field.is_required || !field.is_optional;
            assert_eq!(
                required.contains(field.name),
                must_be,
                "{place} is required"
            );
            let mut allowed = BTreeSet::new();
            for kind in field.kinds {
                types(&schema_of(kind), &json!({}), &mut allowed);
            }
            let mut found = BTreeSet::new();
            types(&properties[field.name], schemas, &mut found);
            assert!(
                !found.is_empty() && found.is_subset(&allowed),
                "types of {place}: {found:?}, and not {allowed:?}"
            );
        }
    }
}

impl Tables {
    /// Fails where a served schema differs from its table, or has none.
    #[track_caller]
    pub(crate) fn check(&self, schemas: &Value) {
        let mut known: BTreeSet<_> = self.objects.iter().map(|object| object.schema).collect();
        for object in self.objects {
            object.check(schemas);
        }
        for (name, schema) in schemas.as_object().unwrap() {
            let is_envelope = ["List", "Page"].iter().any(|end| name.ends_with(end));
            let is_object = !schema["properties"].is_null();
            assert!(
                !is_object || is_envelope || known.remove(name.as_str()),
                "{name} has no table"
            );
        }
    }

    /// What an answer is by the tables, whatever the document says.
    pub(crate) fn schema(&self, operation: &str, status: &str) -> Value {
        let expected = if status == "200" {
            let of = self.answers.iter().find(|(id, _)| *id == operation);
            let (_, kind) = of.unwrap_or_else(|| panic!("no table says what {operation} answers"));
            match kind.strip_prefix("page of ") {
                Some(row) => page(row),
                None => schema_of(kind),
            }
        } else {
            (self.errors)(status.parse().unwrap())
        };
        let objects = self.objects.iter();
        let mut objects: Map<_, _> = objects
            .map(|it| (it.name.to_owned(), it.schema()))
            .collect();
        objects.insert("object".into(), json!({ "type": "object" }));
        json!({ "allOf": [expected], "$defs": objects })
    }
}

pub(crate) fn schema_of(kind: &str) -> Value {
    if let Some(word) = kind.strip_prefix('"') {
        return json!({ "const": word.trim_end_matches('"') });
    }
    if let Some(row) = kind.strip_suffix("[]") {
        let rows = json!({ "type": "array", "items": schema_of(row) });
        return if row.starts_with('@') {
            list(rows)
        } else {
            rows
        };
    }
    if let Some(row) = kind.strip_suffix('*') {
        return json!({ "type": "array", "items": schema_of(row) });
    }
    match kind.strip_prefix('@') {
        Some(name) => json!({ "$ref": format!("#/$defs/{name}") }),
        None => json!({ "type": kind }),
    }
}

/// A list inside an object.
fn list(rows: Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "object": { "const": "list" }, "has_more": { "type": "boolean" },
            "total": { "type": "integer" }, "data": rows,
        },
        "required": ["object", "has_more", "total", "data"],
        "additionalProperties": false,
    })
}

/// One page of a list.
fn page(row: &str) -> Value {
    let address = json!({ "type": ["string", "null"] });
    json!({
        "type": "object",
        "properties": {
            "object": { "const": "list" }, "has_more": { "type": "boolean" },
            "next_page_url": address, "previous_page_url": address,
            "data": { "type": "array", "items": schema_of(row) },
        },
        "required": ["object", "has_more", "next_page_url", "previous_page_url", "data"],
        "additionalProperties": false,
    })
}

/// The JSON types that a schema allows.
fn types(schema: &Value, schemas: &Value, found: &mut BTreeSet<String>) {
    if let Some(word) = schema.get("const") {
        assert!(word.is_string());
        found.insert("string".into());
    }
    if let Some(target) = schema["$ref"].as_str() {
        match target.strip_prefix("#/components/schemas/") {
            Some(name) => types(&schemas[name], schemas, found),
            None => {
                found.insert("object".into());
            }
        }
    }
    for one in schema["anyOf"].as_array().into_iter().flatten() {
        types(one, schemas, found);
    }
    match &schema["type"] {
        Value::String(one) => found.extend([one.clone()]),
        Value::Array(all) => found.extend(all.iter().map(|one| one.as_str().unwrap().to_owned())),
        _ => {}
    }
}
