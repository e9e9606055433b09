//! What shoppers must read, in each language: written down here by hand, and not taken from the
//! front end, so that a wrong word there fails a journey. One flat list for each.

/// The texts of one language that journeys look for.
#[derive(Debug)]
pub struct Words {
    /// The product that everybody buys.
    pub vase: &'static str,
    /// Title of the bank's dialog.
    pub bank_asks: &'static str,
    /// Title of the bank's own page.
    pub is_it_you: &'static str,
    /// Title of a paid order, before the amount.
    pub paid: &'static str,
    /// What the vase costs, in pesos.
    pub pesos: &'static str,
    /// What the vase costs, in dollars.
    pub dollars: &'static str,
    /// Said only where the server knows it.
    pub not_charged: &'static str,
    /// The bank said no, and not why.
    pub declined: &'static str,
    /// The bank said that money is missing.
    pub insufficient_funds: &'static str,
    /// The bank is not sure who pays.
    pub not_confirmed: &'static str,
    /// The shopper left the bank's page.
    pub left_unconfirmed: &'static str,
    /// The bank's page had a fault.
    pub confirmation_broke: &'static str,
    /// The bank waits no longer.
    pub confirmation_expired: &'static str,
    /// What became of the charge is not known.
    pub confirming: &'static str,
    /// Said with that.
    pub do_not_pay_again: &'static str,
    /// The device has no network.
    pub offline: &'static str,
    /// The provider's form does not come.
    pub form_blocked: &'static str,
    /// A billing address without a country.
    pub country_missing: &'static str,
    /// A country to choose.
    pub united_states: &'static str,
    /// A saved card of which nothing is known.
    pub saved_card: &'static str,
    /// Until when every test card is good.
    pub good_until: &'static str,
    /// Beside the card that is offered first.
    pub default_card: &'static str,
    /// Beside a card that its bank has blocked.
    pub blocked: &'static str,
    /// 400.30 in three months: the first one takes the cent that cannot be divided.
    pub in_three_months: &'static str,
    /// What a receipt says of months, before their number.
    pub months: &'static str,
    /// On every receipt.
    pub on_receipts: [&'static str; 3],
    /// Beside the link to an order for another device.
    pub link_means: &'static str,
    /// On the button that copied it.
    pub link_copied: &'static str,
    /// A list without orders.
    pub no_orders: &'static str,
    /// An address without a page.
    pub nothing_here: &'static str,
}

/// As in Mexico.
pub(crate) static SPANISH: Words = Words {
    vase: "Vasija de Cerámica",
    bank_asks: "Tu banco quiere confirmar que eres tú",
    is_it_you: "¿Eres tú quien compra?",
    paid: "¡Listo! Pagaste",
    pesos: "$200.15",
    dollars: "USD 11.50",
    not_charged: "No se hizo ningún cargo",
    declined: "Tu banco no aprobó el pago.",
    insufficient_funds: "La tarjeta no tiene fondos suficientes.",
    not_confirmed: "Tu banco no pudo confirmar que eres tú.",
    left_unconfirmed: "No confirmaste el pago con tu banco.",
    confirmation_broke: "La confirmación de tu banco tuvo una falla.",
    confirmation_expired: "Se acabó el tiempo para confirmar.",
    confirming: "Estamos confirmando con tu banco.",
    do_not_pay_again: "No vuelvas a pagar",
    offline: "Sin conexión.",
    form_blocked: "No pudimos cargar el formulario de la tarjeta.",
    country_missing: "Elige el país",
    united_states: "Estados Unidos",
    saved_card: "Tarjeta guardada",
    good_until: "vence 12/34",
    default_card: "Predeterminada",
    blocked: "Bloqueada",
    in_three_months: "3 × $133.43 (el primero, $133.44)",
    months: "Meses",
    on_receipts: ["Impuestos incluidos", "Fecha", "Referencia"],
    link_means: "Quien tenga este enlace",
    link_copied: "Enlace copiado",
    no_orders: "Aún no tienes pedidos",
    nothing_here: "Aquí no hay nada",
};

/// As in the United States.
pub(crate) static ENGLISH: Words = Words {
    vase: "Ceramic Vessel",
    bank_asks: "Your bank wants to confirm it's you",
    is_it_you: "Is this purchase yours?",
    paid: "Done! You paid",
    pesos: "$200.15",
    dollars: "$11.50",
    not_charged: "You were not charged",
    declined: "Your bank didn't approve the payment.",
    insufficient_funds: "The card has insufficient funds.",
    not_confirmed: "Your bank couldn't confirm it's you.",
    left_unconfirmed: "You didn't confirm the payment with your bank.",
    confirmation_broke: "Your bank's confirmation had a fault.",
    confirmation_expired: "Time to confirm ran out.",
    confirming: "We're confirming with your bank.",
    do_not_pay_again: "Please don't pay again",
    offline: "You're offline.",
    form_blocked: "We couldn't load the card form.",
    country_missing: "Choose the country",
    united_states: "United States",
    saved_card: "Saved card",
    good_until: "expires 12/34",
    default_card: "Default",
    blocked: "Blocked",
    in_three_months: "3 × $133.43 (the first one, $133.44)",
    months: "Months",
    on_receipts: ["Taxes included", "Date", "Reference"],
    link_means: "Whoever has this link",
    link_copied: "Link copied",
    no_orders: "You have no orders yet",
    nothing_here: "There is nothing here",
};
