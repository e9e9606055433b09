//! English. One flat list.

use super::{Said, Words};

/// The texts.
pub(super) static WORDS: Words = Words {
    tag: "en-US",
    skip: "Skip to content",
    navigation: "Main",
    store: "Store",
    orders: "Orders",
    cards: "Cards",
    cart: "Cart",
    secure: "Secure checkout",
    footer: "Your card's details go straight to the payment processor: they never pass through this store.",
    language: "Language",
    theme: "Appearance",
    theme_auto: "Automatic",
    theme_light: "Light",
    theme_dark: "Dark",

    store_title: "Clay, water and fire",
    store_lead: "Six hand-thrown ceramic pieces, for the table and the home.",
    add: "Add",
    added: "% is in your cart",
    cart_empty: Said {
        title: "Your cart is empty",
        text: "Add a piece and you'll see it here.",
    },
    fewer: "One piece less: %",
    more: "One piece more: %",
    remove_line: "Remove from cart: %",
    go_pay: "Check out",
    making_order: "Creating your order…",
    keep_shopping: "Keep shopping",

    summary: "Your order",
    quantity: "Quantity: %",
    total: "Total",
    taxes: "Taxes included",

    checkout: "Checkout",
    steps: "Steps",
    step_contact: "Contact",
    step_card: "Card",
    step_pay: "Pay",
    name: "First and last name",
    email: "E-mail",
    phone: "Phone",
    phone_hint: "10 digits in Mexico, or with country code: +1…",
    email_hint: "The payment processor knows you by it.",
    name_wrong: "Write your first and last name.",
    email_wrong: "Check the e-mail: something is missing, as in name@example.com.",
    phone_wrong: "Check the phone: 10 digits, or starting with +.",
    go_on: "Continue",
    saving: "Saving…",
    edit: "Change",
    contact_first: "First tell us who is paying.",

    card_form: "Card details",
    preparing: "Preparing the secure form…",
    form_blocked: "Retry, or allow % in your blocker.",
    form_blocked_title: "We couldn't load the card form.",
    retry: "Retry",
    token_error: "Check the card's details and try again.",
    save_card: "Save this card for next time",
    choose_card: "Choose a card",
    other_card: "Use another card",
    expires: "expires %",
    expired_on: "expired %",
    default_card: "Default",
    card: "Card",
    ending: "ending in %",
    security_code: "Security code",
    pay: "Pay %",
    paying: "Processing…",
    pay_safely: "Your bank may ask you to confirm.",

    processing: Said {
        title: "We're processing your payment.",
        text: "If you close this page, nothing is lost.",
    },
    challenge: "Your bank wants to confirm it's you",
    challenge_open: Said {
        title: "Your bank wants to confirm it's you",
        text: "That step is left to finish paying.",
    },
    time_left: "% left",
    challenge_tab: "Nothing to see? Open it in another tab",
    close: "Close",
    leave_challenge: Said {
        title: "Leave the confirmation?",
        text: "We'll check with your bank what happened.",
    },
    leave: "Leave",
    stay: "Stay here",
    challenge_left: Said {
        title: "Your bank is still waiting for your confirmation.",
        text: "The payment can't be finished without it.",
    },
    challenge_continue: "Confirm with my bank",
    unknown: Said {
        title: "We're confirming with your bank.",
        text: "Please don't pay again: we'll tell you here as soon as we know.",
    },
    checking: Said {
        title: "We're confirming with your bank.",
        text: "Please don't pay again: we'll tell you here as soon as we know.",
    },
    not_sent: Said {
        title: "We couldn't send your payment.",
        text: "Please try again.",
    },
    refused: Said {
        title: "We couldn't process the request.",
        text: "Load the page again and try once more.",
    },
    too_many_attempts: Said {
        title: "That was too many tries on this order.",
        text: "Wait a few minutes or make a new order.",
    },
    paid: Said {
        title: "Done! You paid %",
        text: "This receipt is your proof of payment.",
    },
    declined: Said {
        title: "Your bank didn't approve the payment.",
        text: "You were not charged.",
    },
    insufficient_funds: Said {
        title: "The card has insufficient funds.",
        text: "Try another one. You were not charged.",
    },
    suspected_fraud: Said {
        title: "For security we couldn't approve this payment.",
        text: "Try another card or call your bank. You were not charged.",
    },
    expired_card: Said {
        title: "The card has expired.",
        text: "Try another one. You were not charged.",
    },
    invalid_card: Said {
        title: "The card's details don't match.",
        text: "Check the number, the date and the code, or try another one. You were not charged.",
    },
    bank_says: "The bank's message: %",
    authentication_failed: Said {
        title: "Your bank couldn't confirm it's you.",
        text: "You were not charged. You can try again or use another card.",
    },
    authentication_refused: Said {
        title: "You didn't confirm the payment with your bank.",
        text: "You were not charged. You can try again or use another card.",
    },
    authentication_error: Said {
        title: "Your bank's confirmation had a fault.",
        text: "You were not charged. You can try again or use another card.",
    },
    authentication_expired: Said {
        title: "Time to confirm ran out.",
        text: "You were not charged. You can try again.",
    },
    abandoned: Said {
        title: "The payment couldn't be made.",
        text: "Check the card's details and try again. You were not charged.",
    },
    pending: Said {
        title: "Your payment is being processed.",
        text: "We'll let you know once it's confirmed.",
    },
    order_expired: Said {
        title: "This order has expired.",
        text: "The time to pay it is over. You can make a new one in the store.",
    },
    order_canceled: Said {
        title: "This order was canceled.",
        text: "You can make a new one in the store.",
    },
    partly_refunded: Said {
        title: "We gave back part of your payment.",
        text: "Your bank decides when you'll see it on your card.",
    },
    refunded: Said {
        title: "We gave you back %",
        text: "Your bank decides when you'll see it on your card.",
    },
    open: Said {
        title: "This order is waiting for your payment.",
        text: "Your progress is saved: go on where you left off.",
    },
    another_card: "Try another card",

    receipt: "Receipt",
    print: "Print",
    order_number: "Order",
    paid_at: "Date",
    paid_with: "Card",
    authorization: "Authorization",
    reference: "Reference",
    paid_by: "Name",

    order: "Order",
    no_orders: Said {
        title: "You have no orders yet",
        text: "When you buy something, you'll see each order and its receipt here.",
    },
    status_open: "To pay",
    status_pending: "In process",
    status_paid: "Paid",
    status_expired: "Expired",
    status_canceled: "Canceled",
    status_partly_refunded: "Partly refunded",
    status_refunded: "Refunded",

    no_cards: Said {
        title: "You have no saved card yet",
        text: "Save one and next time you pay with one tap.",
    },
    add_card: "Add a card",
    save_this_card: "Save card",
    make_default: "Make default",
    remove: "Remove",
    remove_sure: "Yes, remove",
    removing: "Removing…",
    cancel: "Cancel",
    card_removed: "Card removed",
    card_saved: "Card saved",

    loading: "Loading…",
    offline: Said {
        title: "You're offline.",
        text: "Your progress is saved; we'll go on when you're back.",
    },
    unreachable: Said {
        title: "The store doesn't answer.",
        text: "It may be your connection or ours. Your progress is saved.",
    },
    trouble: Said {
        title: "Something failed on our side.",
        text: "Your progress is saved. Try again in a moment.",
    },
    card_refused: Said {
        title: "We couldn't save the card.",
        text: "Check the card's details and try again.",
    },
    not_found: Said {
        title: "There is nothing here",
        text: "The address is mistyped, or the order is somebody else's or another browser's.",
    },
    sandbox: "Test store: use a test card",
    sandbox_hint: "Any future date and any code will do. No money moves.",
    sandbox_outcomes: [
        "Payment approved",
        "Payment approved, Mastercard",
        "Your bank asks you to confirm: code 1234",
        "Insufficient funds",
        "Declined",
    ],
};
