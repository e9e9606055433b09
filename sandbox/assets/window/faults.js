// Steering: what goes wrong and how often, and the clock.
import { el, moment, pill } from "./draw.js";
import { ask } from "./link.js";

const STATUS = ["status"];
const PAUSE = ["ms", "jitter_ms"];
/** Name, whether it happens to webhooks, what it asks for, and what it does. */
const FAULTS = [
  ["drop_after_effect", false, [], "Money moves, and the connection ends without an answer."],
  ["drop_before_effect", false, [], "Nothing happens, and the connection ends without an answer."],
  ["error_after_effect", false, STATUS, "Money moves, and the answer is an error."],
  ["error_before_effect", false, STATUS, "Nothing happens, and the answer is an error."],
  ["late_answer", false, PAUSE, "It happens at once, and the answer comes late."],
  ["latency", false, PAUSE, "It happens late, and so comes the answer."],
  ["cut_body", false, [], "Money moves, and half of the answer comes."],
  ["garble", false, [], "Money moves, and the answer is an HTML page."],
  ["lose", true, [], "The event does not come, until it is sent again."],
  ["late", true, PAUSE, "The event comes late; others overtake it."],
  ["twice", true, [], "The event comes twice."],
  ["out_of_order", true, ["ms"], "The event comes after the next one of its order."],
  ["forge", true, [], "A copy with a wrong signature comes first."],
];
const LABELS = { status: "Status", ms: "Milliseconds", jitter_ms: "Up to so many more" };
const VALUES = { status: 503, ms: 5000, jitter_ms: 0 };
const CLOCK = [[60, "a minute"], [600, "10 minutes: a challenge ends"], [3600, "an hour: a bearer ends"],
  [86400, "a day"], [604800, "a week"]];

const words = (name) => name.replaceAll("_", " ");

/** Draws the form once; `act` carries out what a button asks for and says how it went. */
export class Steering {
  #root;
  #names = null;
  #fault = el("select", { id: "fault", change: () => this.#follow() });
  #operation = el("select", { id: "operation" });
  #meaning = el("p", { class: "quiet", id: "meaning" });
  #inputs = {};
  #count = number("count", 1, 1, 1_000_000, 1);
  #share = number("share", 10, 0, 100, "any");
  #rules = el("div", { class: "rules" });
  #now = el("p", { class: "quiet" });

  constructor(root, act) {
    this.#root = root;
    const group = (label, ofWebhooks) => el("optgroup", { label },
      FAULTS.filter(([, of]) => of === ofWebhooks).map(([name]) => el("option", { value: name }, words(name))));
    this.#fault.append(group("Calls", false), group("Webhooks", true));
    const asked = Object.keys(LABELS).map((name) => {
      const input = number(name, VALUES[name], name === "status" ? 400 : 0, name === "status" ? 599 : 600_000, 1);
      this.#inputs[name] = el("label", {}, LABELS[name], input);
      return this.#inputs[name];
    });
    const choice = (value, checked, ...rest) =>
      el("label", { class: "choice" }, el("input", { type: "radio", name: "when", value, checked }), ...rest);
    const form = el("form", { submit: (event) => { event.preventDefault(); act(() => this.#add()); } },
      el("h3", {}, "Have something go wrong"),
      el("label", {}, "What goes wrong", this.#fault), this.#meaning,
      el("label", {}, "For which call or event", this.#operation),
      ...asked,
      el("fieldset", {}, el("legend", {}, "How often"),
        choice("next", true, "The next ", this.#count),
        choice("share", false, "A share of ", this.#share, " %")),
      el("button", { class: "main" }, "Set the fault"));
    const hours = el("select", { id: "forward" }, CLOCK.map(([seconds, text]) => el("option", { value: seconds }, text)));
    const clock = el("form", { submit: (event) => { event.preventDefault(); act(() => this.#forward(hours.value)); } },
      el("h3", {}, "Move the clock"), this.#now,
      el("label", {}, "Forward by", hours), el("button", { class: "main" }, "Move it forward"));
    const standing = el("section", {},
      el("h3", {}, "What is to go wrong"), this.#rules,
      el("button", { type: "button", id: "clear", click: () => act(() => this.#clear()) }, "All is well again"));
    root.append(el("div", {}, form), el("div", {}, standing, clock));
  }

  /** Shows the rules as they stand, and the clock. */
  async show(told) {
    this.#names ??= await ask("GET", "/operations");
    if (!this.#operation.options.length) this.#follow();
    const rows = told.rules.map((rule) => el("li", {},
      el("b", {}, described(rule.fault)), " for ", el("code", {}, rule.operation), ", ", often(rule.when), " ",
      pill(`${rule.struck} of ${rule.met}`, isOver(rule) ? "quiet" : "wait"), isOver(rule) && " (over)"));
    this.#rules.replaceChildren(rows.length ? el("ul", { class: "related" }, rows) : el("p", { class: "empty" }, "Nothing: all is well."));
    this.#root.querySelector("#clear").disabled = rows.length === 0;
    this.#now.textContent = `Now it is ${moment((await ask("GET", "/clock")).now)} here. It cannot be moved back.`;
  }

  /** Chooses an operation, where there is one of that name for the fault that is chosen. */
  choose(operation) {
    if ([...this.#operation.options].some((option) => option.value === operation)) this.#operation.value = operation;
  }

  #follow() {
    if (!this.#names) return;
    const [, ofWebhooks, asked, meaning] = FAULTS.find(([name]) => name === this.#fault.value);
    this.#meaning.textContent = meaning;
    for (const [input, label] of Object.entries(this.#inputs)) label.hidden = !asked.includes(input);
    const names = ofWebhooks ? this.#names.webhooks : this.#names.calls;
    const before = this.#operation.value;
    const stars = ["*", "conekta.*", "n1co.*"].map((star) => el("option", { value: star }, `${star} (all)`));
    this.#operation.replaceChildren(...names.map((one) => el("option", { value: one }, one)), ...stars);
    this.choose(before);
  }

  async #add() {
    const [name, , asked] = FAULTS.find(([name]) => name === this.#fault.value);
    const value = (input) => Number(this.#inputs[input].querySelector("input").value);
    let fault = name;
    if (asked === STATUS) fault = { [name]: value("status") };
    else if (asked.length) fault = { [name]: Object.fromEntries(asked.map((input) => [input, value(input)])) };
    const isShare = this.#root.querySelector("[name=when]:checked").value === "share";
    const when = isShare ? { share: Number(this.#share.value) / 100 } : { next: Number(this.#count.value) };
    await ask("POST", "/faults", { operation: this.#operation.value, fault, when });
    return `Set: ${words(name)} for ${this.#operation.value}.`;
  }

  async #clear() {
    await ask("DELETE", "/faults");
    return "All is well again.";
  }

  async #forward(seconds) {
    const { now } = await ask("POST", "/clock", { forward_seconds: Number(seconds) });
    return `The clock shows ${moment(now)}.`;
  }
}

/** Whether a rule has had its turns. */
export function isOver(rule) {
  return rule.when.next !== undefined && rule.struck >= rule.when.next;
}

function number(name, value, min, max, step) {
  return el("input", { type: "number", name, value, min, max, step, required: true, "aria-label":
    { count: "How many", share: "Per cent" }[name] ?? null });
}

function described(fault) {
  if (typeof fault === "string") return words(fault);
  const [[name, value]] = Object.entries(fault);
  if (typeof value === "number") return `${words(name)} ${value}`;
  return `${words(name)} ${value.ms}${value.jitter_ms ? ` to ${value.ms + value.jitter_ms}` : ""} ms`;
}

function often(when) {
  if (when.share !== undefined) return `${Math.round(when.share * 1000) / 10} % of them`;
  return when.next === 1 ? "the next one" : `the next ${when.next}`;
}
