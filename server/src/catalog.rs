//! What the demo store sells: `catalog.json`, read once at start.

use std::collections::HashMap;

use anyhow::Context;
use cobro_wire::{Catalog, Currency, LocalizedText, Money, Product, ProductId};
use serde::Deserialize;

const CATALOG: &str = include_str!("../catalog.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    products: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: ProductId,
    name: LocalizedText,
    description: LocalizedText,
    /// In each currency that the product is sold in.
    prices_minor: HashMap<Currency, i64>,
}

/// Reads the catalog, with its prices in the provider's currency.
///
/// # Errors
/// When it is not one, or a product has no price in that currency.
pub fn read(currency: Currency) -> anyhow::Result<Catalog> {
    let file: File =
        serde_json::from_str(CATALOG).context("catalog.json does not read as a catalog")?;
    let products = file.products.into_iter().map(|entry| {
        let minor = entry.prices_minor.get(&currency).copied();
        let minor = minor.with_context(|| {
            format!(
                "catalog.json: {} has no price in {}",
                entry.id,
                currency.code()
            )
        })?;
        Ok(Product {
            id: entry.id,
            name: entry.name,
            description: entry.description,
            unit_price: Money::new(minor, currency),
        })
    });
    Ok(Catalog {
        products: products.collect::<anyhow::Result<_>>()?,
    })
}

/// A product of the catalog.
#[must_use]
pub fn find<'a>(catalog: &'a Catalog, id: &ProductId) -> Option<&'a Product> {
    catalog.products.iter().find(|product| product.id == *id)
}

#[cfg(test)]
mod tests {
    use cobro_wire::Locale;

    use super::*;

    #[test]
    fn the_vase_costs_200_pesos_and_15_centavos() {
        let catalog = read(Currency::Mxn).unwrap();
        let vase = find(&catalog, &"vasija".parse().unwrap()).unwrap();
        assert_eq!(vase.name.get(Locale::Es), "Vasija de Cerámica");
        assert_eq!(vase.unit_price.to_string(), "200.15 MXN");
    }

    #[test]
    fn every_product_is_named_once_and_costs_something() {
        let currencies = [Currency::Mxn, Currency::Usd];
        let catalogs = currencies.map(|currency| read(currency).unwrap());
        for catalog in &catalogs {
            every_product_is_sound(catalog);
        }
    }

    fn every_product_is_sound(catalog: &Catalog) {
        for product in &catalog.products {
            assert!(product.unit_price.amount_minor > 0, "{product:?}");
            let same = catalog
                .products
                .iter()
                .filter(|other| other.id == product.id);
            assert_eq!(same.count(), 1, "{product:?}");
        }
    }
}
