// What the providers remember: orders, customers, the ledger, webhooks.
import { amount, callRow } from "./calls.js";
import { el, facts, message, moment, money, mood, pill, raw, to } from "./draw.js";
import { ask } from "./link.js";

const standing = (order) => order.payment_status
  ?? (order.charge ? (order.charge.refunded ? "refunded" : "charged") : (order.authentications?.at(-1)?.stage ?? "open"));
const reference = (order) => order.reference ?? order.charges?.data?.[0]?.reference_id
  ?? Object.values(order.metadata ?? {})[0];

/** Where no answer came, a call is known by the merchant's reference. */
export function isAbout(call, order) {
  return call.order_id === order.id
    || (call.order_id === null && call.reference_id !== null && call.reference_id === reference(order));
}

const cards = (customer) => customer.payment_sources?.data ?? [];

const linked = (rows, draw) => el("ul", { class: "related" }, rows.map((row) => el("li", {}, draw(row))));

function related(title, rows, draw) {
  return rows.length > 0 && el("section", {}, el("h4", {}, title), linked(rows, draw));
}

function charge(one) {
  const card = one.payment_method ?? {};
  return facts([
    ["Charge", one.id],
    ["Status", pill(one.status, mood(one.status))],
    ["Why", one.failure_code && el("span", {}, el("code", {}, one.failure_code), " ", one.failure_message)],
    ["Card", card.last4 && `${card.brand ?? "card"} ···· ${card.last4}`],
    ["Your reference", one.reference_id],
  ]);
}

/** What happens to a paid order by itself: where it stands, what it is, and what the button says. */
const HAPPENS = [
  [["paid"], "under_fraud_review", "Antifraud looks at it"],
  [["under_fraud_review"], "review_passed", "Antifraud finds nothing"],
  [["paid", "under_fraud_review"], "fraudulent", "Antifraud holds it for a fraud"],
  [["paid", "partially_refunded", "fraudulent"], "charged_back", "The shopper charges it back"],
  [["charged_back"], "chargeback_won", "You win the chargeback"],
  [["charged_back"], "chargeback_lost", "You lose the chargeback"],
];

function aftermath(order, act) {
  const possible = HAPPENS.filter(([at]) => at.includes(order.payment_status));
  const button = ([, happens, text]) => el("button", { type: "button", id: happens, click: () => act(async () => {
    const { payment_status } = await ask("POST", `/orders/${encodeURIComponent(order.id)}`, { happens });
    return `The order is ${payment_status}.`;
  }) }, text);
  return possible.length > 0 && el("section", {}, el("h4", {}, "What happens to it later"),
    el("p", { class: "buttons" }, possible.map(button)));
}

export const orders = {
  title: "Orders",
  empty: "No order yet.",
  load: async () => {
    const [{ conekta, n1co }, ledger, letters] = await Promise.all(
      [ask("GET", "/orders"), ask("GET", "/ledger"), ask("GET", "/webhooks")]);
    const of = (provider) => (order) => ({
      ...order, provider,
      moved: ledger.entries.filter((entry) => entry.order_id === order.id),
      letters: letters.filter((letter) => letter.order_id === order.id),
    });
    return [...conekta.map(of("Conekta")), ...n1co.map(of("n1co"))];
  },
  key: (order) => order.id,
  row: (order) => [
    el("span", { class: "first" }, pill(standing(order), mood(standing(order))), el("b", {}, amount(order)),
      el("span", { class: "cut" }, order.customer_info?.name)),
    el("span", { class: "second" }, order.provider, el("code", {}, order.id),
      el("span", { class: "cut" }, reference(order))),
  ],
  detail: (order, _, calls, act) => {
    const { provider, moved, letters, ...own } = order;
    return [
      el("h3", {}, amount(order), " ", pill(standing(order), mood(standing(order)))),
      facts([
        ["Order", order.id],
        ["Provider", provider],
        ["Your reference", reference(order)],
        ["Customer", order.customer_info?.customer_id
          ? to("customers", order.customer_info.customer_id, order.customer_info.name) : order.customer_info?.name],
        ["Made at", order.created_at && moment(order.created_at)],
        ["Given back", order.amount_refunded > 0 && money(order.amount_refunded, order.currency)],
        ["Bank's page", order.next_action?.redirect_to_url?.url && el("a",
          { href: local(order.next_action.redirect_to_url.url), target: "_blank", rel: "noopener" },
          "Open it (the code is 1234)")],
      ]),
      ...(order.charges?.data ?? []).map(charge),
      order.charge && charge({ ...order.charge, status: standing(order), payment_method: { last4: order.charge.last4 } }),
      related("3-D Secure", order.authentications ?? [], (one) => [
        pill(one.stage, mood(one.stage)), " ", el("code", {}, one.id), one.used ? " used" : ""]),
      related("Money that moved", moved, (entry) => [
        pill(entry.movement, mood(entry.movement)), ` ${money(entry.amount, entry.currency)}, ${moment(entry.at)}`]),
      aftermath(order, act),
      related("Calls", calls.filter((call) => isAbout(call, order)),
        (call) => el("a", { class: "plain", href: `#/calls/${call.id}` }, callRow(call))),
      related("Webhooks", letters, (letter) => [
        pill(letter.state, mood(letter.state)), " ", to("webhooks", letter.id, letter.kind)]),
      raw(own),
    ];
  },
};

/** An address of http, or nothing: it came from outside. */
function local(address) {
  return /^https?:\/\//.test(address) ? address : null;
}

export const customers = {
  title: "Customers",
  empty: "No customer yet. n1co has none: it counts cards and orders only.",
  load: async () => (await ask("GET", "/customers")).conekta,
  key: (customer) => customer.id,
  row: (customer) => [
    el("span", { class: "first" }, el("b", {}, customer.name), el("span", { class: "cut" }, customer.email)),
    el("span", { class: "second" }, el("code", {}, customer.id), `${cards(customer).length} cards`),
  ],
  detail: (customer) => [
    el("h3", {}, customer.name),
    facts([
      ["Customer", customer.id],
      ["E-mail", customer.email],
      ["Phone", customer.phone],
      ["Your reference", customer.custom_reference],
      ["Made at", moment(customer.created_at)],
    ]),
    related("Cards", cards(customer), (card) => [
      `${card.brand} ···· ${card.last4}, ${card.exp_month}/${card.exp_year} `,
      card.default && pill("default", "good"), " ", el("code", {}, card.id)]),
    raw(customer),
  ],
};

export const ledger = {
  title: "Ledger",
  empty: "No money has moved.",
  load: async () => (await ask("GET", "/ledger")).entries.map((entry, place) => ({ ...entry, place })).reverse(),
  key: (entry) => String(entry.place),
  row: (entry) => [
    el("span", { class: "first" }, pill(entry.movement, mood(entry.movement)), el("b", {}, money(entry.amount, entry.currency)),
      el("span", {}, `···· ${entry.last4}`)),
    el("span", { class: "second" }, el("time", {}, moment(entry.at)), el("code", {}, entry.order_id),
      el("span", { class: "cut" }, entry.reference_id)),
  ],
  detail: (entry) => [
    el("h3", {}, entry.movement.replaceAll("_", " "), " ", money(entry.amount, entry.currency)),
    facts([
      ["At", moment(entry.at)],
      ["Order", to("orders", entry.order_id)],
      ["Charge", entry.charge_id],
      ["Your reference", entry.reference_id],
      ["Card", `···· ${entry.last4}`],
    ]),
  ],
};

export const webhooks = {
  title: "Webhooks",
  empty: "No event yet, or nobody to send one to: see --conekta-webhook-url and --n1co-webhook-url.",
  tool: { label: "Send the lost ones again", run: async () => again((await ask("POST", "/webhooks/resend")).resent) },
  load: async () => (await ask("GET", "/webhooks")).reverse(),
  key: (letter) => letter.id,
  row: (letter) => [
    el("span", { class: "first" }, pill(letter.state, mood(letter.state)), el("b", {}, letter.kind)),
    el("span", { class: "second" }, letter.operation.split(".")[0], el("code", {}, letter.order_id),
      el("span", { class: "cut" }, letter.reason)),
  ],
  about: (letter) => ask("GET", `/webhooks/${encodeURIComponent(letter.id)}`),
  sign: () => [],
  detail: (letter, full, _, act) => [
    el("h3", {}, letter.kind, " ", pill(letter.state, mood(letter.state))),
    el("p", {}, el("button", { type: "button", id: "again", click: () => act(async () =>
      again((await ask("POST", "/webhooks/resend", { id: letter.id })).resent)) }, "Send it again")),
    facts([
      ["Event", letter.id],
      ["Order", letter.order_id && to("orders", letter.order_id)],
      ["Goes to", full?.url],
      ["Deliveries", letter.tries],
      ["Last one", letter.state === "taken" ? "taken" : letter.reason],
    ]),
    full && message("As it is sent", full.message),
  ],
};

function again(count) {
  return count === 1 ? "One event is sent again." : `${count} events are sent again.`;
}
