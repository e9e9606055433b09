//! Orders, and the attempts at paying them.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cobro_wire::{
    AttemptId, AuthenticationReport, Catalog, FieldError, Locale, Money, MoneyError, NewOrder,
    Order, OrderHistory, OrderId, OrderLine, OrderList, PayRequest, PayWith, ReceiptToken,
};

use super::once::{Seed, keyed, once};
use super::session::{Language, Shopper};
use crate::catalog;
use crate::extract::{IdPath, IdempotencyKey, JsonBody};
use crate::problem::ApiError;
use crate::state::App;
use crate::store::OrderRecord;

const MAX_LINES: usize = 50;
const MAX_QUANTITY: u32 = 99;

/// `POST /api/orders`
pub async fn create(
    State(app): State<App>,
    Shopper(customer): Shopper,
    key: IdempotencyKey,
    Language(locale): Language,
    JsonBody(new): JsonBody<NewOrder>,
) -> Result<Response, ApiError> {
    let request = keyed(&customer, &key, "order", &new)?;
    let shop = app.clone();
    let work = move |seed: Seed| async move {
        let (lines, total) =
            price(&shop.catalog, &new, locale).map_err(ApiError::invalid_fields)?;
        let now = shop.host.now();
        let lifetime = shop.config.checkout.order_lifetime.as_secs();
        let order = OrderRecord {
            id: OrderId::from_random(seed.bytes()),
            customer: customer.id.clone(),
            lines,
            total,
            contact: None,
            created_at: now,
            expires_at: now.saturating_add_unsigned(lifetime),
            receipt_token: Some(ReceiptToken::from_random(shop.host.random())),
        };
        shop.store.insert_order(&order).await?;
        Ok(shop.payments.order(&customer, &order.id).await?)
    };
    once(&app, request, StatusCode::CREATED, work).await
}

/// `GET /api/orders`
pub async fn list(
    State(app): State<App>,
    Shopper(customer): Shopper,
) -> Result<Json<OrderList>, ApiError> {
    Ok(Json(OrderList {
        orders: app.payments.orders(&customer).await?,
    }))
}

/// `GET /api/orders/{order}`
pub async fn get(
    State(app): State<App>,
    Shopper(customer): Shopper,
    IdPath(order): IdPath<OrderId>,
) -> Result<Json<Order>, ApiError> {
    Ok(Json(app.payments.order(&customer, &order).await?))
}

/// `GET /api/orders/{order}/history`
pub async fn history(
    State(app): State<App>,
    Shopper(customer): Shopper,
    IdPath(order): IdPath<OrderId>,
) -> Result<Json<OrderHistory>, ApiError> {
    Ok(Json(app.payments.history(&customer, &order).await?))
}

/// `GET /api/receipts/{token}`
pub async fn receipt(
    State(app): State<App>,
    IdPath(token): IdPath<ReceiptToken>,
) -> Result<Json<Order>, ApiError> {
    Ok(Json(app.payments.receipt(&token).await?))
}

/// `POST /api/orders/{order}/attempts`
pub async fn pay(
    State(app): State<App>,
    Shopper(customer): Shopper,
    key: IdempotencyKey,
    Language(locale): Language,
    IdPath(order): IdPath<OrderId>,
    JsonBody(request): JsonBody<PayRequest>,
) -> Result<Response, ApiError> {
    let keyed = keyed(&customer, &key, "pay", &(&order, without_cvc(&request)))?;
    let payments = app.payments.clone();
    let work = move |_| async move { Ok(payments.pay(customer, &order, request, locale).await?) };
    once(&app, keyed, StatusCode::OK, work).await
}

/// What is asked for, less the security code: not even a digest of it may be kept.
fn without_cvc(request: &PayRequest) -> PayRequest {
    let mut request = request.clone();
    match &mut request.with {
        PayWith::Default { cvc } | PayWith::PaymentSource { cvc, .. } => *cvc = None,
        PayWith::Token { .. } => {}
    }
    request
}

/// `POST /api/orders/{order}/attempts/{attempt}/authentication`
pub async fn report(
    State(app): State<App>,
    Shopper(customer): Shopper,
    key: IdempotencyKey,
    IdPath((order, attempt)): IdPath<(OrderId, AttemptId)>,
    JsonBody(report): JsonBody<AuthenticationReport>,
) -> Result<Response, ApiError> {
    let keyed = keyed(&customer, &key, "report", &(&order, &attempt, &report))?;
    let payments = app.payments.clone();
    let work = move |_| async move {
        Ok(payments
            .report(&customer, &order, &attempt, &report)
            .await?)
    };
    once(&app, keyed, StatusCode::OK, work).await
}

/// The lines with the catalog's prices, and their sum: the only place where an amount is decided.
fn price(
    catalog: &Catalog,
    new: &NewOrder,
    locale: Locale,
) -> Result<(Vec<OrderLine>, Money), Vec<FieldError>> {
    let error = |field: String, reason: &str| FieldError {
        field,
        reason: reason.to_owned(),
    };
    if new.lines.is_empty() || new.lines.len() > MAX_LINES {
        return Err(vec![error("lines".into(), "1 to 50 lines are expected")]);
    }
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    let mut lines: Vec<OrderLine> = Vec::with_capacity(new.lines.len());
    for (index, line) in new.lines.iter().enumerate() {
        let product_field = || format!("lines[{index}].product_id");
        if !seen.insert(&line.product_id) {
            errors.push(error(
                product_field(),
                "the product has a line already: raise its quantity",
            ));
        }
        if !(1..=MAX_QUANTITY).contains(&line.quantity) {
            errors.push(error(
                format!("lines[{index}].quantity"),
                "1 to 99 are expected",
            ));
        }
        let Some(product) = catalog::find(catalog, &line.product_id) else {
            errors.push(error(
                product_field(),
                "no such product: GET /api/catalog lists them",
            ));
            continue;
        };
        match product.unit_price.times(line.quantity) {
            Ok(total) => lines.push(OrderLine {
                product_id: line.product_id.clone(),
                name: product.name.get(locale).to_owned(),
                quantity: line.quantity,
                unit_price: product.unit_price,
                total,
            }),
            Err(overflow) => errors.push(error("lines".into(), &overflow.to_string())),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut totals = lines.iter().map(|line| line.total);
    let first = totals.next().ok_or(MoneyError::Overflow);
    match totals.fold(first, |sum, total| sum?.plus(total)) {
        Ok(total) => Ok((lines, total)),
        Err(overflow) => Err(vec![error("lines".into(), &overflow.to_string())]),
    }
}
