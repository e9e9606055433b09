//! What the demo store sells: `catalog.json`, read once at start.

use anyhow::Context;
use cobro_wire::{Catalog, Product, ProductId};

const CATALOG: &str = include_str!("../catalog.json");

/// Reads the catalog.
///
/// # Errors
/// When it is not one.
pub fn read() -> anyhow::Result<Catalog> {
    serde_json::from_str(CATALOG).context("catalog.json does not read as a catalog")
}

/// A product of the catalog.
#[must_use]
pub fn find<'a>(catalog: &'a Catalog, id: &ProductId) -> Option<&'a Product> {
    catalog.products.iter().find(|product| product.id == *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vase_costs_200_pesos_and_15_centavos() {
        let catalog = read().unwrap();
        let vase = find(&catalog, &"vasija".parse().unwrap()).unwrap();
        assert_eq!(vase.name.es, "Vasija de Cerámica");
        assert_eq!(vase.unit_price.to_string(), "200.15 MXN");
    }

    #[test]
    fn every_product_is_named_once_and_costs_something() {
        let catalog = read().unwrap();
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
