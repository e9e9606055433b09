// Conekta's own client for Node, unchanged, through the whole flow of on-demand charges.
//
// Called with the sandbox's address of Conekta's API, in a folder where the client is installed.
"use strict";

const assert = require("node:assert/strict");
const { createRequire } = require("node:module");
const { join } = require("node:path");

// The client lies under `target`, not beside this file.
const conekta = createRequire(join(process.cwd(), "package.json"))("conekta");

const basePath = process.argv[2];
const config = new conekta.Configuration({ accessToken: "key_sandbox_private", basePath });
const AMOUNT = 20015;

const customers = new conekta.CustomersApi(config);
const sources = new conekta.PaymentMethodsApi(config);
const orders = new conekta.OrdersApi(config);
const tokens = new conekta.TokensApi(config);

function orderRequest(customer, paymentMethod, more = {}) {
  return {
    currency: "MXN",
    customer_info: { customer_id: customer },
    line_items: [
      { name: "Vasija de Cerámica", unit_price: AMOUNT, quantity: 1, description: "Description", sku: "SKU" },
    ],
    charges: [{ payment_method: paymentMethod }],
    ...more,
  };
}

async function token(number) {
  const card = { number, name: "Jorge Lopez", exp_month: "11", exp_year: "36", cvc: "123" };
  return (await tokens.createToken({ card })).data.id;
}

async function customersAndCards() {
  const person = { name: "Felipe Gomez", email: "felipe@example.com", phone: "5534343434" };
  const made = await customers.createCustomer(person);
  assert.equal(made.status, 200);
  const customer = made.data.id;
  const add = async (token_id) =>
    (await sources.createCustomerPaymentMethods(customer, { type: "card", token_id })).data;
  const first = await add("tok_test_visa_1881");
  const second = await add("tok_test_mastercard_4444");
  assert.deepEqual([first.last4, first.default], ["1881", true]);
  assert.deepEqual([second.last4, second.default], ["4444", false]);
  assert.equal((await sources.getCustomerPaymentMethods(customer)).data.data.length, 2);

  const payment_sources = [{ type: "card", token_id: await token("4242424242424242") }];
  const oneShot = (await customers.createCustomer({ ...person, payment_sources })).data;
  assert.equal(oneShot.payment_sources.data.length, 1);
  assert.equal((await customers.getCustomerById(oneShot.id)).data.id, oneShot.id);
  return { customer, first: first.id, second: second.id };
}

async function paid(customer, paymentMethod, last4) {
  const order = (await orders.createOrder(orderRequest(customer, paymentMethod))).data;
  assert.deepEqual([order.payment_status, order.amount], ["paid", AMOUNT]);
  const used = order.charges.data[0].payment_method;
  assert.deepEqual([used.object, used.last4], ["card_payment", last4]);
  assert.equal((await orders.getOrderById(order.id)).data.payment_status, "paid");
}

async function ordersByEachWay({ customer, second }) {
  await paid(customer, { type: "default" }, "1881");
  await paid(customer, { type: "card", payment_source_id: second }, "4444");
  await paid(customer, { type: "card", token_id: "tok_test_visa_4242" }, "4242");
  const changed = await customers.updateCustomer(customer, { default_payment_source_id: second });
  assert.equal(changed.data.default_payment_source_id, second);
  await paid(customer, { type: "default" }, "4444");
  assert.ok((await orders.getOrders()).data.data.length >= 4);
}

async function refused(call) {
  const error = await call.then(
    () => assert.fail("the call was not refused"),
    (error) => error,
  );
  if (!error.response) throw error;
  return error.response;
}

async function declinedOrderIsInTheError({ customer }) {
  const method = { type: "card", token_id: "tok_test_card_declined" };
  const answer = await refused(orders.createOrder(orderRequest(customer, method)));
  assert.deepEqual([answer.status, answer.data.type], [402, "processing_error"]);
  assert.equal(answer.data.data.payment_status, "declined");
  const read = (await orders.getOrderById(answer.data.data.id)).data;
  assert.equal(read.charges.data[0].failure_code, "card_declined");
}

async function challengeIsTheNextAction({ customer }) {
  const method = { type: "card", token_id: await token("4000000000001091") };
  const return_url = "https://merchant.example/return";
  const request = orderRequest(customer, method, { three_ds_mode: "strict", return_url });
  const order = (await orders.createOrder(request)).data;
  assert.equal(order.payment_status, "pending_payment");
  assert.match(order.next_action.redirect_to_url.url, /\/3ds\//);
  assert.equal(order.next_action.redirect_to_url.return_url, return_url);
}

async function webhookAndItsEvents() {
  const webhooks = new conekta.WebhooksApi(config);
  const url = "http://merchant.invalid/hooks";
  const hook = (await webhooks.createWebhook({ url, subscribed_events: ["order.paid"] })).data;
  assert.equal((await webhooks.getWebhook(hook.id)).data.url, url);
  assert.ok((await webhooks.getWebhooks()).data.data.some((each) => each.id === hook.id));

  const events = new conekta.EventsApi(config);
  const page = await events.getEvents(undefined, undefined, 250);
  const kinds = new Map(page.data.data.map((event) => [event.type, event.id]));
  const expected = ["order.paid", "order.declined", "order.pending_payment", "customer.created"];
  for (const kind of [...expected, "webhook.created", "webhook_ping"]) {
    assert.ok(kinds.has(kind), `no event ${kind} among ${[...kinds.keys()]}`);
  }
  const again = { webhooks_ids: [hook.id] };
  const log = (await events.resendEvent(kinds.get("order.paid"), again)).data;
  assert.match(log.id, /^webhl_/);
  assert.equal(log.url, url);
  assert.equal((await events.getEvent(kinds.get("order.paid"))).data.type, "order.paid");

  const keys = new conekta.WebhookKeysApi(config);
  const key = (await keys.createWebhookKey(undefined, { active: true })).data;
  assert.match(key.public_key, /^-----BEGIN PUBLIC KEY-----/);
  assert.equal((await keys.getWebhookKey(key.id)).data.id, key.id);
  assert.ok((await keys.getWebhookKeys()).data.data.some((each) => each.id === key.id));
}

async function wrongKeyIsRefused() {
  const stranger = new conekta.Configuration({ accessToken: "key_unknown", basePath });
  const answer = await refused(new conekta.OrdersApi(stranger).getOrders());
  assert.equal(answer.status, 401);
}

async function main() {
  const made = await customersAndCards();
  await ordersByEachWay(made);
  await declinedOrderIsInTheError(made);
  await challengeIsTheNextAction(made);
  await webhookAndItsEvents();
  await wrongKeyIsRefused();
  console.log("the client for Node went through the whole flow");
}

main().catch((error) => {
  const answer = error.response && JSON.stringify(error.response.data);
  console.error(error.stack, answer ?? "");
  process.exit(1);
});
