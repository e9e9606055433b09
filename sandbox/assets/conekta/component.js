// The card form inside the frame: reads a card, checks it, exchanges it for a token.

import { brandOf, check, digits, formatExpiry, formatNumber, readExpiry } from "./rules.js";
import { dress } from "./look.js";
import { words } from "./words.js";

const FIELDS = ["cardNumber", "cardholderName", "cardExpMonthYear", "cardVerificationValue"];
const INSTALLMENTS = [3, 6, 9, 12, 18];

// The page that made the frame says its origin in the address; "null" has no other name than "*".
const parentOrigin = decodeURIComponent(location.hash.slice(1));
const targetOrigin = parentOrigin === "null" ? "*" : parentOrigin;
const tell = (kind, body) => window.parent.postMessage({ kind, body }, targetOrigin);

const byId = (id) => document.getElementById(id);
const form = byId("card");
const submit = byId("submit");
const testCards = form.dataset.testCards.split(" ");

let settings;
let text;
let busy = false;

window.addEventListener("message", ({ source, origin, data }) => {
  if (source !== window.parent || origin !== parentOrigin) return;
  if (data?.kind === "configure" && !settings) configure(data.body);
  if (data?.kind === "submit" && settings) tokenize();
});

function configure(body) {
  settings = body;
  const { config, options } = settings;
  const language = (config.locale ?? options.languaje) === "en" ? "en" : "es";
  text = words[language];
  document.documentElement.lang = language;
  document.title = text.title;
  dress(document.documentElement, options);

  for (const name of FIELDS) document.querySelector(`label[for=${name}]`).textContent = text[name];
  byId("cardExpMonthYear").placeholder = text.cardExpHint;
  submit.textContent = options.button?.text ?? text.submit;
  submit.hidden = config.useExternalSubmit === true;
  byId("logo").textContent = text.logo;
  byId("logo").hidden = options.hideLogo === true;
  offerInstallments(options);

  form.hidden = false;
  new ResizeObserver(() => tell("height", document.documentElement.offsetHeight)).observe(form);
  tell("loaded");
}

function offerInstallments({ enableMsi, availableMsiOptions, amount }) {
  if (!enableMsi) return;
  const asked = Array.isArray(availableMsiOptions) ? availableMsiOptions.map(Number) : INSTALLMENTS;
  const money = new Intl.NumberFormat("es-MX", { style: "currency", currency: "MXN" });
  const each = (months) => (amount ? money.format(amount / 100 / months) : "");
  const select = byId("monthlyInstallments");
  select.add(new Option(text.singlePayment, "1"));
  for (const months of INSTALLMENTS.filter((months) => asked.includes(months))) {
    select.add(new Option(text.installments(months, each(months)), String(months)));
  }
  select.addEventListener("change", () => {
    const monthlyInstallments = Number(select.value);
    tell("event", { name: "monthlyInstallmentSelected", value: { monthlyInstallments } });
  });
  document.querySelector("label[for=monthlyInstallments]").textContent = text.monthlyInstallments;
  byId("installments").hidden = false;
}

// Formats while typing, and leaves the caret where the same digits are before it.
function keepFormatted(input, format) {
  input.addEventListener("input", () => {
    const caret = input.selectionStart ?? input.value.length;
    const before = digits(input.value.slice(0, caret)).length;
    const atEnd = caret === input.value.length;
    input.value = format(input.value);
    if (atEnd) return;
    let place = 0;
    for (let seen = 0; seen < before && place < input.value.length; place += 1) {
      if (/\d/.test(input.value[place])) seen += 1;
    }
    input.setSelectionRange(place, place);
  });
}

keepFormatted(byId("cardNumber"), formatNumber);
keepFormatted(byId("cardVerificationValue"), (value) => digits(value).slice(0, 4));
byId("cardExpMonthYear").addEventListener("input", (event) => {
  const { target } = event;
  // Deleting the slash must be able to get past it.
  if (!event.inputType?.startsWith("delete")) target.value = formatExpiry(target.value);
});
byId("cardNumber").addEventListener("input", ({ target }) => {
  byId("brand").textContent = brandOf(target.value).name;
});

const values = () => Object.fromEntries(FIELDS.map((name) => [name, byId(name).value]));

function show(name, problem) {
  const input = byId(name);
  if (problem) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const [key, detail] = problem ?? [];
  const word = key ? text[key] : "";
  byId(`${name}-error`).textContent = typeof word === "function" ? word(detail) : word;
}

// A field is judged when the next one is entered, and praised as soon as it is right. Leaving for
// a button judges nothing: the form would grow under the finger and the press would miss.
for (const name of FIELDS) {
  const judge = () => show(name, check(values(), testCards, new Date())[name]);
  byId(name).addEventListener("blur", ({ target, relatedTarget }) => {
    if (target.value && relatedTarget?.matches("input, select")) judge();
  });
  byId(name).addEventListener("input", () => byId(name).hasAttribute("aria-invalid") && judge());
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (settings) tokenize();
});

async function tokenize() {
  if (busy) return;
  const card = values();
  const problems = check(card, testCards, new Date());
  for (const name of FIELDS) show(name, problems[name]);
  byId("form-error").textContent = "";
  const wrong = FIELDS.filter((name) => problems[name]);
  if (wrong.length > 0) {
    byId(wrong[0]).focus();
    tell("formError", formError(wrong));
    return;
  }
  setBusy(true);
  try {
    const response = await requestToken(card);
    const body = await response.json();
    if (response.ok) tell("token", body.id);
    else fail(body);
  } catch {
    fail(providerError("api_error", text.network, null, "api.system.general_failure"));
  } finally {
    setBusy(false);
  }
}

function requestToken(card) {
  const { month, year } = readExpiry(card.cardExpMonthYear);
  return fetch("../tokens", {
    method: "POST",
    headers: {
      Accept: "application/vnd.conekta-v2.3.0+json",
      "Accept-Language": document.documentElement.lang,
      Authorization: `Bearer ${settings.config.publicKey}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      card: {
        number: digits(card.cardNumber),
        name: card.cardholderName.trim(),
        exp_month: month,
        exp_year: year,
        cvc: card.cardVerificationValue,
      },
    }),
  });
}

function fail(error) {
  byId("form-error").textContent = error.details?.[0]?.message ?? text.network;
  tell("tokenError", error);
}

const providerError = (type, message, param, code) => ({
  details: [{ debug_message: message, message, param, code: `conekta.errors.${code}` }],
  object: "error",
  type,
  log_id: null,
});

function formError(wrong) {
  const details = wrong.map((name) => {
    const message = byId(`${name}-error`).textContent;
    const code = `parameter_validation.${name}.invalid`;
    return providerError("", message, name, code).details[0];
  });
  return { details, object: "error", type: "parameter_validation_error", log_id: null };
}

function setBusy(now) {
  busy = now;
  submit.setAttribute("aria-disabled", String(now));
  submit.textContent = now ? text.submitting : (settings.options.button?.text ?? text.submit);
}

tell("ready");
