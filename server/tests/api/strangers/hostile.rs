//! Bodies that are wrong in ways that somebody thought of, and in ways that nobody did.
//!
//! A right body is taken apart into [`Node`]s, which can hold what no JSON library would write:
//! numbers and texts as they stand, names that come twice. [`Wound`]s are put into the tree and
//! [`Scar`]s into the bytes that it is written as.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

/// A JSON value whose numbers, texts and names stand as they are written.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// As it is written.
    Raw(String),
    /// Values in order.
    List(Vec<Node>),
    /// Values by name, as it is written.
    Object(Vec<(String, Node)>),
}

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(items) => Node::List(items.iter().map(Node::from).collect()),
            Value::Object(fields) => {
                let fields = fields.iter();
                Node::Object(
                    fields
                        .map(|(name, value)| (quoted(name), Node::from(value)))
                        .collect(),
                )
            }
            other => Node::Raw(other.to_string()),
        }
    }
}

impl Node {
    fn write(&self, out: &mut String) {
        match self {
            Node::Raw(text) => out.push_str(text),
            Node::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write(out);
                }
                out.push(']');
            }
            Node::Object(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    out.push_str(name);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// How many places it has, itself among them.
    fn places(&self) -> usize {
        1 + match self {
            Node::Raw(_) => 0,
            Node::List(items) => items.iter().map(Node::places).sum(),
            Node::Object(fields) => fields.iter().map(|(_, value)| value.places()).sum(),
        }
    }

    /// Hurts what is at a place, counted from the outside to the inside.
    fn hurt(&mut self, place: usize, wound: &Wound) {
        let mut next = 1;
        if place == 0 {
            return self.hurt_here(wound);
        }
        let children: Vec<&mut Node> = match self {
            Node::Raw(_) => Vec::new(),
            Node::List(items) => items.iter_mut().collect(),
            Node::Object(fields) => fields.iter_mut().map(|(_, value)| value).collect(),
        };
        for child in children {
            let places = child.places();
            if place < next + places {
                return child.hurt(place - next, wound);
            }
            next += places;
        }
    }

    fn hurt_here(&mut self, wound: &Wound) {
        match (wound, &mut *self) {
            (Wound::Replace(raw), _) => *self = Node::Raw(raw.clone()),
            (Wound::Wrap, _) => {
                let inside = std::mem::replace(self, Node::Raw(String::new()));
                *self = Node::List(vec![inside]);
            }
            (Wound::Drop(child), Node::Object(fields)) if !fields.is_empty() => {
                fields.remove(child.index(fields.len()));
            }
            (Wound::Drop(child), Node::List(items)) if !items.is_empty() => {
                items.remove(child.index(items.len()));
            }
            (Wound::Double(child), Node::Object(fields)) if !fields.is_empty() => {
                fields.push(fields[child.index(fields.len())].clone());
            }
            (Wound::Double(child), Node::List(items)) if !items.is_empty() => {
                items.push(items[child.index(items.len())].clone());
            }
            (Wound::Rename(child, name), Node::Object(fields)) if !fields.is_empty() => {
                let index = child.index(fields.len());
                fields[index].0.clone_from(name);
            }
            (Wound::Add(name, raw), Node::Object(fields)) => {
                fields.push((name.clone(), Node::Raw(raw.clone())));
            }
            (Wound::Add(_, raw), Node::List(items)) => items.push(Node::Raw(raw.clone())),
            (Wound::Drop(_) | Wound::Double(_) | Wound::Rename(..) | Wound::Add(..), _) => {}
        }
    }
}

/// What can be done to a place of a body. Where it cannot be done there, nothing is.
#[derive(Debug, Clone)]
pub(crate) enum Wound {
    /// Something else stands there.
    Replace(String),
    /// It stands in a list.
    Wrap,
    /// A part of it is missing.
    Drop(Index),
    /// A part of it is there twice, under one name.
    Double(Index),
    /// A part of it has another name.
    Rename(Index, String),
    /// It has a part more.
    Add(String, String),
}

/// What can be done to the bytes of a body.
#[derive(Debug, Clone)]
pub(crate) enum Scar {
    /// A byte is another one.
    Change(Index, u8),
    /// The rest is missing.
    Cut(Index),
    /// There are bytes more.
    Insert(Index, Vec<u8>),
}

/// What is done to a right body.
#[derive(Debug, Clone)]
pub(crate) struct Damage {
    wounds: Vec<(Index, Wound)>,
    scars: Vec<Scar>,
}

impl Damage {
    /// Something else stands at one place, and nothing more is wrong.
    pub(crate) fn instead(place: Index, raw: &str) -> Self {
        Damage {
            wounds: vec![(place, Wound::Replace(raw.to_owned()))],
            scars: Vec::new(),
        }
    }

    /// The bytes of a right body, with the damage done.
    pub(crate) fn done_to(&self, right: &Value) -> Vec<u8> {
        let mut node = Node::from(right);
        for (place, wound) in &self.wounds {
            let place = place.index(node.places());
            node.hurt(place, wound);
        }
        let mut text = String::new();
        node.write(&mut text);
        let mut bytes = text.into_bytes();
        for scar in &self.scars {
            scar.cut_into(&mut bytes);
        }
        bytes
    }
}

impl Scar {
    fn cut_into(&self, bytes: &mut Vec<u8>) {
        match self {
            Scar::Change(place, byte) if !bytes.is_empty() => {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            Scar::Cut(place) if !bytes.is_empty() => bytes.truncate(place.index(bytes.len())),
            Scar::Insert(place, more) => {
                let place = place.index(bytes.len() + 1);
                bytes.splice(place..place, more.iter().copied());
            }
            Scar::Change(..) | Scar::Cut(_) => {}
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}0{}", open.repeat(depth), close.repeat(depth))
}

/// What somebody would write who wants to break a reader. Not all of it is JSON.
fn nasty() -> Vec<String> {
    let plain = [
        // Of another type.
        "null",
        "true",
        "false",
        "[]",
        "{}",
        "\"\"",
        "\" \"",
        "[null]",
        "{\"\":null}",
        // Numbers at an edge, beyond it, and none at all.
        "0",
        "-0",
        "-0.0",
        "-1",
        "0.1",
        "1.0",
        "1e2",
        "1e400",
        "-1e400",
        "1e-400",
        "2147483648",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e1000000000",
        "01",
        "+1",
        "1.",
        ".5",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "-",
        "١٢٣",
        "\"١٢٣\"",
        "\"１２３\"",
        "\"1e2\"",
        "\"-0\"",
        "\"0x10\"",
        // Texts that are none, or that end early somewhere else.
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\u{0}\"",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"abc",
        "'abc'",
        "\"\u{202e}\u{feff}\"",
        "\"\u{10ffff}\"",
        "\"../../etc\"",
        "\"' OR 1=1 --\"",
        "\"%00\"",
        "\"a\\r\\nSet-Cookie: x\"",
        // Right values of somebody else.
        "\"at_00000000000000000000000000000000\"",
        "\"or_00000000000000000000000000000000\"",
        "\"default\"",
        "\"passed\"",
        "\"paid\"",
        "\"SuccessPayment\"",
        "\"Cancelled\"",
    ];
    let long = quoted(&"ñ".repeat(40_000));
    let deep = [
        nested("[", "]", 100),
        nested("[", "]", 20_000),
        nested("{\"a\":", "}", 120),
        nested("{\"a\":", "}", 10_000),
        "[".repeat(30_000),
        "9".repeat(5_000),
    ];
    let plain = plain.into_iter().map(str::to_owned);
    plain.chain([long]).chain(deep).collect()
}

fn raw() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(nasty()),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => any::<f64>().prop_map(|number| Value::from(number).to_string()),
        2 => any::<String>().prop_map(|text| quoted(&text)),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(vec![
            "\"\"", "\"id\"", "\"type\"", "\"TYPE\"", "\"\\u0074ype\"", "\"amount_minor\"",
            "\"__proto__\"", "\"\\ud800\"", "\"\\u0000\"", "\"authenticationid\"",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>().prop_map(|text| quoted(&text)),
    ]
}

fn wound() -> impl Strategy<Value = Wound> {
    prop_oneof![
        4 => raw().prop_map(Wound::Replace),
        1 => Just(Wound::Wrap),
        2 => any::<Index>().prop_map(Wound::Drop),
        2 => any::<Index>().prop_map(Wound::Double),
        1 => (any::<Index>(), name()).prop_map(|(child, name)| Wound::Rename(child, name)),
        1 => (name(), raw()).prop_map(|(name, raw)| Wound::Add(name, raw)),
    ]
}

fn scar() -> impl Strategy<Value = Scar> {
    // A lone lead byte, an overlong NUL, half of a surrogate pair, a mark of byte order, a NUL.
    let broken: Vec<&[u8]> = vec![
        b"\xff",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\0",
    ];
    prop_oneof![
        2 => (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Scar::Change(place, byte)),
        1 => any::<Index>().prop_map(Scar::Cut),
        2 => (any::<Index>(), prop::sample::select(broken))
            .prop_map(|(place, bytes)| Scar::Insert(place, bytes.to_vec())),
        1 => (any::<Index>(), prop::collection::vec(any::<u8>(), 1..8))
            .prop_map(|(place, bytes)| Scar::Insert(place, bytes)),
    ]
}

/// Some damage; now and then none at all.
pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    let wounds = prop::collection::vec((any::<Index>(), wound()), 0..4);
    let scars = prop_oneof![3 => Just(0..1), 1 => Just(1..3)]
        .prop_flat_map(|count| prop::collection::vec(scar(), count));
    (wounds, scars).prop_map(|(wounds, scars)| Damage { wounds, scars })
}

/// Bytes of any kind.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        any::<String>().prop_map(String::into_bytes),
        prop::sample::select(nasty()).prop_map(String::into_bytes),
    ]
}
