//! The lines of an order: what is bought, and what comes on top or off.

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::request::{MAX_TEXT, check_metadata};
use crate::conekta::error::Fault;
use crate::conekta::payload::length;
use crate::sandbox::Sandbox;

/// All lines of an order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lines {
    #[serde(deserialize_with = "with_ids")]
    pub(crate) items: Vec<LineItem>,
    #[serde(deserialize_with = "with_ids")]
    pub(crate) taxes: Vec<TaxLine>,
    #[serde(deserialize_with = "with_ids")]
    pub(crate) shipping: Vec<ShippingLine>,
    #[serde(deserialize_with = "with_ids")]
    pub(crate) discounts: Vec<DiscountLine>,
}

macro_rules! line {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// Given by the provider.
            #[serde(default, skip_deserializing)]
            pub(super) id: String,
            $(pub(super) $field: $type,)*
        }

        impl Line for $name {
            fn name(&mut self, id: String) {
                self.id = id;
            }
        }
    };
}

/// A line, of whichever kind.
trait Line {
    fn name(&mut self, id: String);
}

/// Reads lines that were kept: with their ids, which a merchant's have not.
fn with_ids<'de, D: Deserializer<'de>, T: Line + DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let rows = Vec::<Map<String, Value>>::deserialize(from)?.into_iter();
    rows.map(|mut row| {
        let id = row.remove("id");
        let mut line: T = serde_json::from_value(Value::Object(row)).map_err(Error::custom)?;
        line.name(
            id.as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default()
                .into(),
        );
        Ok(line)
    })
    .collect()
}

line! {
    /// One product.
    LineItem {
        name: String, unit_price: i64, quantity: i64, description: Option<String>,
        sku: Option<String>, brand: Option<String>, tags: Option<Vec<String>>,
        metadata: Option<Map<String, Value>>, antifraud_info: Option<Map<String, Value>>,
    }
}
line! {
    /// A tax.
    TaxLine { amount: i64, description: String, metadata: Option<Map<String, Value>> }
}
line! {
    /// What shipping costs.
    ShippingLine {
        amount: i64, carrier: Option<String>, method: Option<String>,
        tracking_number: Option<String>, metadata: Option<Map<String, Value>>,
    }
}
line! {
    /// What is taken off.
    DiscountLine { amount: i64, code: String, r#type: DiscountType }
}

/// Why something is taken off.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DiscountType {
    Loyalty,
    Campaign,
    Coupon,
    Sign,
}

impl Lines {
    /// Refuses lines that cannot be sold, and adds up the rest: products, taxes and shipping
    /// less discounts.
    pub(super) fn total(&self) -> Result<i64, Fault> {
        if self.items.is_empty() {
            return Err(Fault::missing("line_items"));
        }
        let mut total: i64 = 0;
        for (place, item) in self.items.iter().enumerate() {
            item.check(&format!("line_items[{place}]"))?;
            total = total.saturating_add(item.unit_price.saturating_mul(item.quantity));
        }
        let extras = self.taxes.iter().map(|line| ("tax_lines", line.amount));
        let extras = extras.chain(
            self.shipping
                .iter()
                .map(|line| ("shipping_lines", line.amount)),
        );
        for (param, amount) in extras {
            total = total.saturating_add(at_least_nothing(&format!("{param}.amount"), amount)?);
        }
        for line in &self.discounts {
            total = total.saturating_sub(at_least_nothing("discount_lines.amount", line.amount)?);
        }
        for line in &self.taxes {
            length("tax_lines.description", &line.description, 3, MAX_TEXT)?;
        }
        if (0..=i64::from(i32::MAX)).contains(&total) {
            Ok(total)
        } else {
            Err(Fault::invalid("amount", "the total is out of range"))
        }
    }

    /// Gives an id to each line that has none.
    pub(super) fn name_all(&mut self, sandbox: &Sandbox) {
        let items = self
            .items
            .iter_mut()
            .map(|line| ("line_item_", &mut line.id));
        let taxes = self.taxes.iter_mut().map(|line| ("tax_lin_", &mut line.id));
        let shipping = self
            .shipping
            .iter_mut()
            .map(|line| ("ship_lin_", &mut line.id));
        let discounts = self
            .discounts
            .iter_mut()
            .map(|line| ("dis_lin_", &mut line.id));
        for (prefix, id) in items.chain(taxes).chain(shipping).chain(discounts) {
            if id.is_empty() {
                *id = sandbox.config().random.id(prefix);
            }
        }
    }
}

impl LineItem {
    fn check(&self, param: &str) -> Result<(), Fault> {
        length(&format!("{param}.name"), &self.name, 3, MAX_TEXT)?;
        let texts = [("description", &self.description, 3), ("sku", &self.sku, 1)];
        for (name, text, min) in texts.into_iter().chain([("brand", &self.brand, 2)]) {
            if let Some(text) = text {
                length(&format!("{param}.{name}"), text, min, MAX_TEXT)?;
            }
        }
        for (place, tag) in self.tags.iter().flatten().enumerate() {
            length(&format!("{param}.tags[{place}]"), tag, 2, MAX_TEXT)?;
        }
        at_least_nothing(&format!("{param}.unit_price"), self.unit_price)?;
        if !(1..=i64::from(i32::MAX)).contains(&self.quantity) {
            return Err(Fault::invalid(
                &format!("{param}.quantity"),
                "1 or more is expected",
            ));
        }
        check_metadata(self.metadata.as_ref())
    }
}

fn at_least_nothing(param: &str, amount: i64) -> Result<i64, Fault> {
    if (0..=i64::from(i32::MAX)).contains(&amount) {
        Ok(amount)
    } else {
        Err(Fault::invalid(
            param,
            "an amount of 0 or more cents is expected",
        ))
    }
}
