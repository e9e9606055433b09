//! Flat table: the providers' error codes, each with what it means and what to do. Conekta
//! publishes no closed list, n1co none at all: what is not here is explained by its status.

/// Title, meaning and what to do.
type Row = (&'static str, &'static str, &'static str);

/// The row for a provider's code: the first one whose pattern it has.
pub(super) fn of_code(code: &str) -> Option<Row> {
    let bare = code.strip_prefix("conekta.errors.").unwrap_or(code);
    let row = CODES.iter().find(|(pattern, _)| has(bare, pattern));
    row.map(|(_, row)| *row)
}

/// Whether a code has a pattern: one `*` stands for anything.
fn has(code: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => code == pattern,
        Some((before, after)) => code
            .strip_prefix(before)
            .is_some_and(|rest| rest.ends_with(after)),
    }
}

/// The row for a status that comes without a code that is known.
pub(super) fn of_status(status: u16) -> Option<Row> {
    let row = STATUSES
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&status));
    row.map(|(_, _, row)| *row)
}

#[rustfmt::skip]
const CODES: &[(&str, Row)] = &[
    ("authentication.missing_key", ("No key was sent",
        "The request has no Authorization header, or an empty one.",
        "Send Authorization: Bearer and the private key (Basic with the key as user works too). The key belongs on the server only.")),
    ("authentication.unrecognized_key", ("The key is not known here",
        "It is neither the sandbox's private key nor, for tokens, the public one.",
        "Compare it with --private-key and --public-key. The public key opens nothing but POST /tokens.")),
    ("forbidden.authentication.invalid_whitelist_access", ("The account may not do this",
        "Conekta's antifraud white list is not enabled for the account.",
        "Ask Conekta to enable it; the shopper can do nothing about it.")),
    ("conflict.api_version", ("The API version does not exist",
        "The version stands in Accept: application/vnd.conekta-v2.3.0+json.",
        "Ask for one of 2.0.0, 2.1.0, 2.2.0 and 2.3.0.")),
    ("malformed_request.invalid_json", ("The body is no JSON",
        "It could not be read at all; nothing was done.",
        "Look at the body on the left as it arrived: a missing quote or a form-encoded body is the usual cause.")),
    ("malformed_request.content_type", ("The Content-Type is not JSON",
        "Conekta reads JSON only; nothing was done.",
        "Send Content-Type: application/json.")),
    ("malformed_request.too_large", ("The body is too large",
        "Nothing was done.", "Send fewer lines, or less metadata.")),
    ("parameter_validation.whitelist", ("A parameter has a name that Conekta does not know",
        "Unknown names are refused rather than ignored. There is no param; the name is in the message.",
        "Look for a typing error, or a parameter of another API version.")),
    ("parameter_validation.payment_method.token_id.nonexistent_token", ("The token does not exist",
        "It was never made, or it was made more than ten minutes ago: Conekta does not tell the two apart.",
        "Make a new token in the browser and use it at once. A saved card is charged by payment_source_id, not by its token.")),
    ("processing.tokenization.used", ("The token was used before",
        "A token stands for a card once: for one charge, or for saving the card.",
        "Save the card first (POST payment_sources) and charge payment_source_id, or make a new token.")),
    ("parameter_validation.card.number", ("The card number is not valid",
        "Its digits do not add up (Luhn), or it is not a test card: the sandbox takes no others.",
        "Use one of the test cards in docs/sandbox.md.")),
    ("parameter_validation.name.invalid", ("The card holder's name is not valid",
        "A first and a last name are expected.",
        "Have the shopper write it as it stands on the card.")),
    ("parameter_validation.*.missing", ("A parameter is missing",
        "Nothing was done. param says where.", "Send it.")),
    ("parameter_validation.*.immutable", ("This cannot be changed any more",
        "A token or a payment source is bound to its card for ever.",
        "Save the other card as a new payment source, and delete this one.")),
    ("parameter_validation.*", ("A parameter is not valid",
        "Nothing was done. param says where, and the provider's words below say why.",
        "Correct it and send the request again; no money can have moved.")),
    ("processing.bank_bindings.insufficient_funds", ("Not enough money on the card",
        "The bank declined. No money moved; the order is there, with its charge, in data.",
        "Tell the shopper to try another card. Keep data.id: it tells what became of the attempt.")),
    ("processing.bank_bindings.declined", ("The bank said no",
        "The bank declined, or did not recognize its card holder (3-D Secure). No money moved; the order is in data, and its charge's failure_code says more.",
        "Tell the shopper to try another card or to call the bank. Trying the same card at once seldom helps.")),
    ("processing.bank.invalid_transaction", ("The bank does not allow this charge",
        "Most often the card takes no installments (meses sin intereses). No money moved.",
        "Offer a single payment, or another card.")),
    ("processing.bank.invalid_card", ("The bank does not know the card",
        "No money moved.", "Have the shopper check the number, or use another card.")),
    ("processing.bank.expired_card", ("The card has expired",
        "No money moved.", "Have the shopper check the date, or use another card.")),
    ("processing.charge.card_payment.suspicious_behaviour", ("Antifraud stopped the charge",
        "No money moved. Conekta says no more than this on purpose.",
        "Offer another card; do not tell the shopper why. Sending the same charge again makes it worse.")),
    ("processing.*", ("The charge was not made",
        "It was understood, and the bank or the processor said no. No money moved.",
        "Show the provider's message, which is written for the shopper, and offer another card.")),
    ("resource_not_found.route", ("There is no such address",
        "No call of Conekta's has this method and path.",
        "Compare the method and the path with the documentation: a slash too many, or GET for POST.")),
    ("resource_not_found.*", ("There is no such thing",
        "The provider's words below name the class and the id. Each key sees its own account only.",
        "Look the id up in this window. Ids are gone after a restart, unless the sandbox keeps its state (--state).")),
    ("precondition_required.combo.order.cannot_be_updated_because_has_charge", ("The order has a charge and stays as it is",
        "An order can be changed until a charge is made or waits.",
        "Cancel it or refund it, and make a new one.")),
    ("precondition_required.order.cannot_be_*", ("The order's status does not allow this",
        "Someone or something was quicker: it was paid, captured, canceled or refunded, or its time ran out.",
        "Read the order and act on what it says now.")),
    ("precondition_required.*", ("Something has to come first",
        "The request is right, but not at this point.", "Read the order and act on what it says now.")),

    ("INVALID_CLIENT", ("The client id or its secret is wrong",
        "n1co gives no bearer for them.", "Compare them with --n1co-client-id and --n1co-client-secret.")),
    ("MISSING_TOKEN", ("No bearer was sent",
        "The request has no Authorization: Bearer.", "Get one from POST /Token and send it along.")),
    ("INVALID_TOKEN", ("The bearer is not known",
        "It was not given by this sandbox, or before its last start.", "Get a new one from POST /Token and send the request again: nothing was done.")),
    ("EXPIRED_TOKEN", ("The bearer has expired",
        "Bearers last an hour, less if the clock was moved forward.", "Get a new one from POST /Token and send the request again: nothing was done.")),
    ("CARD_DECLINED", ("The bank said no",
        "A failed charge is HTTP 200 at n1co. No money moved.", "Tell the shopper to try another card or to call the bank.")),
    ("INSUFFICIENT_FUNDS", ("Not enough money on the card",
        "A failed charge is HTTP 200 at n1co. No money moved.", "Tell the shopper to try another card.")),
    ("AUTHENTICATION_PENDING", ("The card holder is still asked",
        "The second charge came before the challenge was over.", "Wait for the challenge's message or for the webhook, then send the charge again.")),
    ("AUTHENTICATION_UNSUPPORTED", ("The card knows no 3-D Secure",
        "n1co does not charge it without.", "Offer another card.")),
    ("AUTHENTICATION_MISMATCH", ("The authentication is for another charge",
        "Order, card and amount must be those of the first charge.", "Take authenticationId from your own record, never from what a page says.")),
    ("AUTHENTICATION_USED", ("The authentication was used before",
        "It is good for one try.", "Send a first charge again, without authenticationId.")),
    ("AUTHENTICATION_EXPIRED", ("The authentication has expired",
        "It was not passed in time, or not used in time.", "Send a first charge again, without authenticationId.")),
    ("AUTHENTICATION_*", ("3-D Secure went wrong",
        "The bank did not recognize its card holder, or had an error. No money moved.", "Offer another card, or a new try.")),
    ("UNKNOWN_CARD", ("There is no such card",
        "cardId is neither a card of POST /PaymentMethods nor a token of the card form.", "Register the card first. Ids are gone after a restart, unless the sandbox keeps its state (--state).")),
    ("CARD_ALREADY_USED", ("The card was for one charge",
        "It was registered with singleUse.", "Register it again, or without singleUse.")),
    ("CUSTOMER_MISMATCH", ("The card belongs to another customer",
        "A card is charged with the customer id that it was registered with.", "Send that customer.id.")),
    ("BILLING_INFO_REQUIRED", ("A billing address is required",
        "Cards of the United States and Canada need one.", "Send billingInfo with all its fields.")),
    ("UNKNOWN_LOCATION", ("There is no such branch",
        "locationCode is not one of --n1co-location.", "Send one that exists, or none.")),
    ("UNKNOWN_ORDER", ("There is no such charged order",
        "Refunds name n1co's own number of the order, not yours.", "Send order.id of the charge's answer as orderId.")),
    ("ALREADY_REFUNDED", ("It was refunded before",
        "n1co refunds the whole amount, once.", "Nothing is left to do.")),
    ("UNKNOWN_ROUTE", ("There is no such address",
        "No call of n1co's has this method and path.", "Compare them with the documentation: names are capitalized, /api/v3/Charges.")),
    ("NOT_A_TEST_CARD", ("It is not a test card",
        "The sandbox takes no others.", "Use one of the test cards in docs/sandbox.md.")),
    ("INVALID_AMOUNT", ("The amount is not one",
        "n1co takes dollars with at most two decimals.", "Send 11.5 for 11 dollars and 50 cents.")),
    ("MISSING_FIELD", ("A field is missing", "Nothing was done.", "Send it.")),
    ("INVALID_FIELD", ("A field is not valid", "Nothing was done.", "Correct it; the provider's words below say which.")),
    ("MALFORMED_JSON", ("The body is no JSON", "It could not be read at all; nothing was done.", "Look at the body as it arrived.")),
];

#[rustfmt::skip]
const STATUSES: &[(u16, u16, Row)] = &[
    (400, 400, ("The request could not be read", "Nothing was done.", "Look at the body as it arrived.")),
    (401, 401, ("The caller is not known", "The key is missing or wrong; nothing was done.", "Compare the key with the sandbox's settings.")),
    (402, 402, ("The charge was not made", "The bank or the processor said no. No money moved.", "Show the provider's message, which is written for the shopper, and offer another card.")),
    (403, 403, ("The caller may not do this", "Nothing was done.", "Ask the provider to enable it.")),
    (404, 404, ("There is no such thing", "The path or the id leads nowhere.", "Look the id up in this window.")),
    (409, 409, ("It contradicts what is there", "Nothing was done.", "Read what is there, and act on that.")),
    (429, 429, ("Too many calls", "Nothing was done.", "Wait, and then ever longer, before the next try.")),
    (405, 499, ("The request was understood and refused", "Nothing was done.", "The provider's words below say why.")),
    (500, 599, ("The provider had an error", "What the call does may have happened, or not: nobody can tell from this answer.", "Look the order up by its reference before anything is sent again.")),
];
