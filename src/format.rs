//! Amounts, moments and expiry dates as the shopper's language writes them.
//!
//! The browser's own formats do the work; each is made once a page.

use std::cell::OnceCell;

use cobro_wire::{Currency, Locale, Money, Timestamp};
use js_sys::{Array, Date, Function, Intl, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::words::{use_locale, words};

thread_local! {
    static PESOS: OnceCell<Function> = const { OnceCell::new() };
    static DOLLARS: OnceCell<Function> = const { OnceCell::new() };
    static MOMENTS: OnceCell<Function> = const { OnceCell::new() };
}

/// An amount in the page's language: `$200.15`.
#[must_use]
pub fn money(amount: Money) -> String {
    let cache = match amount.currency {
        Currency::Mxn => &PESOS,
        Currency::Usd => &DOLLARS,
    };
    // "$" alone means pesos here, in both languages; dollars say so where "$" would not.
    let display = match amount.currency {
        Currency::Mxn => "narrowSymbol",
        Currency::Usd => "symbol",
    };
    let make = || {
        let options = [
            ("style", "currency"),
            ("currency", amount.currency.code()),
            ("currencyDisplay", display),
        ];
        Intl::NumberFormat::new(&languages(use_locale()), &object(&options)).format()
    };
    let decimal = JsValue::from(decimal(amount.amount_minor));
    cache.with(|format| call(format.get_or_init(make), &decimal))
}

/// A moment in the page's language, to the minute.
#[must_use]
pub fn moment(seconds: Timestamp) -> String {
    let seconds = f64::from(u32::try_from(seconds).unwrap_or_default());
    let date = Date::new(&JsValue::from(seconds * 1000.0));
    let make = || {
        let options = [("dateStyle", "medium"), ("timeStyle", "short")];
        Intl::DateTimeFormat::new(&languages(use_locale()), &object(&options)).format()
    };
    MOMENTS.with(|format| call(format.get_or_init(make), &date))
}

/// Codes of countries, separated by spaces, each with its name in the page's language, in the order
/// of the names. Where the browser knows no names, the codes stand for them.
#[must_use]
pub fn country_names(codes: &'static str) -> Vec<(&'static str, String)> {
    let names = country_namer();
    let name = |code: &'static str| {
        let name = names
            .as_ref()
            .and_then(|(names, of)| of.call1(names, &JsValue::from_str(code)).ok()?.as_string());
        (code, name.unwrap_or_else(|| code.to_owned()))
    };
    let mut named: Vec<(&str, String)> = Vec::new();
    for (code, name) in codes.split(' ').map(name) {
        // The library's sorting is two kilobytes of what a shopper downloads.
        let place = named.partition_point(|(_, other)| is_before(other, &name));
        named.insert(place, (code, name));
    }
    named
}

/// Whether a name stands before another one, by the browser's language.
fn is_before(name: &str, other: &str) -> bool {
    JsString::from(name).locale_compare(other, &Array::new(), &Object::new()) < 0
}

/// The browser's `Intl.DisplayNames` for regions, and its method.
fn country_namer() -> Option<(JsValue, Function)> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DisplayNames".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments = Array::of2(&languages(use_locale()), &object(&[("type", "region")]));
    let names = Reflect::construct(&class, &arguments).ok()?;
    let of = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    Some((names, of))
}

/// A card's expiry as cards write it: `11/36`.
#[must_use]
pub fn expiry(month: u8, year: u16) -> String {
    [
        two_digits(month.into()),
        "/".to_owned(),
        two_digits(year % 100),
    ]
    .concat()
}

/// Minutes and seconds: `4:59`.
#[must_use]
pub fn clock(seconds: u32) -> String {
    let rest = u16::try_from(seconds % 60).unwrap_or_default();
    [(seconds / 60).to_string(), ":".to_owned(), two_digits(rest)].concat()
}

fn two_digits(number: u16) -> String {
    let zero = if number < 10 { "0" } else { "" };
    [zero, &number.to_string()].concat()
}

/// Minor units as a decimal text, which the browser formats without rounding: `200.15`.
fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    let cents = two_digits(u16::try_from(minor % 100).unwrap_or_default());
    [sign, &(minor / 100).to_string(), ".", &cents].concat()
}

fn languages(locale: Locale) -> Array {
    Array::of1(&JsValue::from(words(locale).tag))
}

fn object(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a field of a fresh plain object cannot be refused.
        let _ = Reflect::set(&object, &JsValue::from(*key), &JsValue::from(*value));
    }
    object
}

fn call(format: &Function, value: &JsValue) -> String {
    let text = format.call1(&JsValue::UNDEFINED, value);
    text.ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_has_two_digits_each() {
        assert_eq!(expiry(11, 2036), "11/36");
        assert_eq!(expiry(3, 2029), "03/29");
    }

    #[test]
    fn a_clock_shows_minutes_and_seconds() {
        assert_eq!(clock(299), "4:59");
        assert_eq!(clock(5), "0:05");
    }

    #[test]
    fn minor_units_become_decimals_exactly() {
        assert_eq!(decimal(20015), "200.15");
        assert_eq!(decimal(-5), "-0.05");
        assert_eq!(decimal(i64::MAX), "92233720368547758.07");
    }
}
