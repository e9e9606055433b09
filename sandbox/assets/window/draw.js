// Drawing: everything becomes text of an element or a checked attribute, never markup.

/** An element with attributes and children; what is null or false is left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  const shown = children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
  element.append(...shown.map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/** An amount of minor units, as people write it. */
export function money(minor, currency) {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" })
      .format(minor / 100);
  } catch {
    return `${minor} ${currency} (minor units)`;
  }
}

/** A moment, in milliseconds since 1970, as the time of day. */
export function time(ms) {
  return new Date(ms).toLocaleTimeString("en-GB");
}

/** A moment, in seconds since 1970, with its date. */
export function moment(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.toLocaleDateString("en-CA")} ${date.toLocaleTimeString("en-GB")}`;
}

/** A word in a pill: good, bad, wait or quiet. */
export function pill(word, kind = "quiet") {
  return el("span", { class: `pill ${kind}` }, word);
}

/** Whether a provider's word for where something stands is good news. */
export function mood(word) {
  const lower = String(word).toLowerCase();
  if (/^(paid|succeeded|charged|captured|taken|passed|authorized|active)$/.test(lower)) return "good";
  if (/declined|failed|lost|error|expired|rejected|canceled|voided|fraudulent|charged_back/.test(lower)) return "bad";
  if (/pending|partially_paid|review|required|sending|open|waiting|pre_authorized/.test(lower)) return "wait";
  return "quiet";
}

/** Names and values; pairs without a value are left out. */
export function facts(pairs) {
  const given = pairs.filter(([, value]) => value || value === 0);
  return el("dl", { class: "facts" }, given.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

/** A link to a row of this window. */
export function to(section, id, text = id) {
  return el("a", { href: `#/${section}/${encodeURIComponent(id)}` }, text);
}

/** A text, set out where it is JSON. */
export function laidOut(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What one side said to the other. */
export function message(title, given) {
  const size = given.is_cut ? `${given.bytes} bytes, of which the beginning is kept` : `${given.bytes} bytes`;
  return el("section", { class: "message" },
    el("h4", {}, title, " ", el("small", {}, size)),
    el("details", {}, el("summary", {}, "Headers"),
      el("pre", { tabindex: "0" }, given.headers.map(([name, value]) => `${name}: ${value}`).join("\n"))),
    given.body
      ? el("pre", { tabindex: "0", "aria-label": `${title}: body` }, laidOut(given.body))
      : el("p", { class: "empty" }, "Without a body."));
}

/** Something as JSON, behind a click. */
export function raw(value) {
  return el("details", {}, el("summary", {}, "As JSON"),
    el("pre", { tabindex: "0" }, JSON.stringify(value, null, 2)));
}

/** Brings a list up to date; rows that did not change stay the same elements, with their focus. */
export function keep(list, rows) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  rows.forEach(({ key, sign, make }, place) => {
    let item = old.get(key);
    old.delete(key);
    if (!item || item.dataset.sign !== sign) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.dataset.sign = sign;
      if (item) {
        const had = item.contains(document.activeElement);
        item.replaceWith(fresh);
        if (had) fresh.querySelector("a")?.focus({ preventScroll: true });
      }
      item = fresh;
    }
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
  for (const gone of old.values()) gone.remove();
}
