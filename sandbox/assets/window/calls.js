// Calls: each request and its answer, with what the answer means.
import { el, facts, message, money, mood, pill, time, to } from "./draw.js";
import { ask } from "./link.js";

function status(call) {
  if (call.left) return pill("left", "bad");
  if (call.took_ms === null) return pill("…", "wait");
  if (call.status === null) return pill("no answer", "bad");
  return pill(call.status, call.status < 400 ? "good" : "bad");
}

/** Method, path and how it ended, for a list. */
export function callRow(call) {
  const end = call.code?.replace("conekta.errors.", "") ?? call.outcome;
  return [
    el("span", { class: "first" }, status(call), el("b", {}, call.method), el("code", {}, call.path)),
    el("span", { class: "second" },
      el("time", {}, time(call.at_ms)),
      call.took_ms !== null && el("span", {}, `${call.took_ms} ms`),
      end && el("span", { class: call.code ? "bad" : mood(end) }, end),
      call.faults.map((fault) => pill(fault, "wait")),
      call.reference_id && el("span", { class: "cut" }, call.reference_id)),
  ];
}

export function explained(explanation) {
  if (!explanation) return null;
  return el("section", { class: `explained ${explanation.is_error ? "bad" : "wait"}` },
    el("h4", {}, explanation.title),
    el("p", {}, explanation.meaning),
    el("p", {}, el("b", {}, "What to do: "), explanation.action),
    explanation.said && el("p", {}, el("b", {}, "The provider's words: "), el("q", {}, explanation.said)));
}

export const calls = {
  title: "Calls",
  empty: "No call yet. Give your server the addresses of this sandbox, and watch them come.",
  tool: { label: "Clear this list of calls", run: async (draw) => {
    await ask("DELETE", "/calls");
    draw("calls", []);
    return "The list of calls is cleared. Orders, customers, the ledger and webhooks stay as they are.";
  } },
  key: (call) => String(call.id),
  row: callRow,
  about: (call) => ask("GET", `/calls/${call.id}`),
  sign: (call) => [call.took_ms, call.status],
  detail: (call, full) => [
    el("h3", {}, `${call.method} `, el("code", {}, call.path)),
    full && explained(full.explanation),
    facts([
      ["Answer", status(call)],
      ["Operation", call.operation && el("a", { href: `#/steer/${call.operation}` }, call.operation)],
      ["Fault", call.faults.join(", ")],
      ["Order", call.order_id && to("orders", call.order_id)],
      ["Charge", call.charge_id],
      ["Your reference", call.reference_id],
      ["Stands at", call.outcome],
      ["Error", call.code && el("code", {}, call.code)],
      ["Came at", time(call.at_ms)],
      ["Took", call.took_ms !== null && `${call.took_ms} ms`],
    ]),
    full && message("Request", full.request),
    full && (full.answer ? message("Answer", full.answer) : el("p", { class: "empty" }, "There is no answer.")),
  ],
};

/** What an order's charge amounts to, in one line. */
export function amount(order) {
  return money(order.amount_minor ?? order.amount, order.currency);
}
