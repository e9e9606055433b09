//! What the shopper put aside: products and quantities, never a price.

use cobro_wire::{Catalog, Money, NewOrder, NewOrderLine, Product, ProductId};

/// The most of one product that an order takes.
const MOST: u32 = 99;
/// The most lines that an order takes.
const MOST_LINES: usize = 50;

/// Products and quantities, in the order in which they were put aside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cart {
    lines: Vec<NewOrderLine>,
}

impl Cart {
    /// Reads what [`Cart::write`] wrote; whatever is not right in it is left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut cart = Cart::default();
        for line in text.split(',') {
            let Some((product, quantity)) = line.split_once(':') else {
                continue;
            };
            if let (Ok(product), Ok(quantity)) = (product.parse(), quantity.parse()) {
                cart.add(&product, quantity);
            }
        }
        cart
    }

    /// The cart as a text to keep: `vasija:2,taza:1`.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(line.product_id.as_str());
            text.push(':');
            text.push_str(&line.quantity.to_string());
        }
        text
    }

    /// Puts some more of a product into the cart.
    pub fn add(&mut self, product: &ProductId, quantity: u32) {
        self.set(product, self.quantity(product).saturating_add(quantity));
    }

    /// Changes how many of a product there are; none takes it out.
    pub fn set(&mut self, product: &ProductId, quantity: u32) {
        let quantity = quantity.min(MOST);
        if quantity == 0 {
            self.lines.retain(|line| line.product_id != *product);
            return;
        }
        let line = self
            .lines
            .iter_mut()
            .find(|line| line.product_id == *product);
        if let Some(line) = line {
            line.quantity = quantity;
        } else if self.lines.len() < MOST_LINES {
            self.lines.push(NewOrderLine {
                product_id: product.clone(),
                quantity,
            });
        }
    }

    /// How many of a product there are.
    #[must_use]
    pub fn quantity(&self, product: &ProductId) -> u32 {
        let line = self.lines.iter().find(|line| line.product_id == *product);
        line.map_or(0, |line| line.quantity)
    }

    /// How many pieces there are.
    #[must_use]
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// Leaves out what the store does not sell any more.
    pub fn keep_sold(&mut self, catalog: &Catalog) {
        self.lines
            .retain(|line| find(catalog, &line.product_id).is_some());
    }

    /// Each product with how many there are.
    #[must_use]
    pub fn priced(&self, catalog: &Catalog) -> Vec<(Product, u32)> {
        let priced = |line: &NewOrderLine| {
            find(catalog, &line.product_id).map(|product| (product.clone(), line.quantity))
        };
        self.lines.iter().filter_map(priced).collect()
    }

    /// What it comes to, for showing only: the order's total is the server's.
    #[must_use]
    pub fn total(&self, catalog: &Catalog) -> Option<Money> {
        let mut total: Option<Money> = None;
        for (product, quantity) in self.priced(catalog) {
            let line = product.unit_price.times(quantity).ok()?;
            total = Some(match total {
                Some(total) => total.plus(line).ok()?,
                None => line,
            });
        }
        total
    }

    /// The order to make of it.
    #[must_use]
    pub fn order(&self) -> NewOrder {
        NewOrder {
            lines: self.lines.clone(),
        }
    }
}

fn find<'catalog>(catalog: &'catalog Catalog, id: &ProductId) -> Option<&'catalog Product> {
    catalog.products.iter().find(|product| product.id == *id)
}

/// Address of a product's picture.
#[must_use]
pub fn product_picture(product: &ProductId) -> String {
    ["/pictures/", product.as_str(), ".svg"].concat()
}

#[cfg(test)]
mod tests {
    use cobro_wire::{Currency, LocalizedText};

    use super::*;

    fn id(text: &str) -> ProductId {
        text.parse().unwrap()
    }

    fn catalog(prices: &[(&str, i64)]) -> Catalog {
        let text = || LocalizedText::new(|_| Some(String::new())).unwrap();
        let product = |(name, minor): &(&str, i64)| Product {
            id: id(name),
            name: text(),
            description: text(),
            unit_price: Money::new(*minor, Currency::Mxn),
        };
        Catalog {
            products: prices.iter().map(product).collect(),
        }
    }

    #[test]
    fn a_kept_cart_is_read_back() {
        let cart = Cart::read("vasija:2,taza:1");
        assert_eq!(cart.pieces(), 3);
        assert_eq!(cart.write(), "vasija:2,taza:1");
    }

    #[test]
    fn nonsense_in_a_kept_cart_is_left_out() {
        assert_eq!(
            Cart::read("vasija:2,,x,a b:1,taza:-1,jarra:0").write(),
            "vasija:2"
        );
        assert_eq!(
            Cart::read("vasija:4294967295,vasija:1").write(),
            "vasija:99"
        );
    }

    #[test]
    fn the_total_is_of_what_is_sold() {
        let mut cart = Cart::read("vasija:2,gone:1,taza:1");
        let catalog = catalog(&[("vasija", 20015), ("taza", 100)]);
        assert_eq!(cart.total(&catalog), Some(Money::new(40130, Currency::Mxn)));
        cart.keep_sold(&catalog);
        assert_eq!(cart.write(), "vasija:2,taza:1");
        assert_eq!(Cart::default().total(&catalog), None);
    }

    #[test]
    fn none_of_a_product_takes_it_out() {
        let mut cart = Cart::read("vasija:2");
        cart.set(&id("vasija"), 0);
        assert_eq!(cart, Cart::default());
    }
}
