// The window: which section is shown, what is chosen in it, and when it is drawn anew.
import { customers, isAbout, ledger, orders, webhooks } from "./books.js";
import { calls } from "./calls.js";
import { el, keep, moment } from "./draw.js";
import { Steering, isOver } from "./faults.js";
import { Link, ask } from "./link.js";

const SECTIONS = { calls, orders, customers, ledger, webhooks };
const STEER = "steer";
/** News that come together are looked at together. */
const GATHER_MS = 250;
const MOST_ROWS = 300;

const at = (id) => document.getElementById(id);
const [rows, detail, steer, filter, tool] = ["rows", "detail", "steer", "filter", "tool"].map(at);

const shown = { section: "calls", id: null };
const items = { calls: [] };
/** What was asked for about the chosen row, and the row's state at that time. */
let about = { key: null, full: null };
let ahead = { seconds: Date.now() / 1000, since: performance.now() };
let gathering = null;

const steering = new Steering(steer, act);
const link = new Link(hear, (state, words) => {
  at("link").dataset.state = state;
  if (at("link").textContent !== words) at("link").textContent = words;
});

function hear(name, data) {
  if (name === "calls") {
    items.calls = data.calls.reverse();
    setClock(data.now);
  } else if (name === "call") {
    const place = items.calls.findIndex((call) => call.id === data.id);
    if (place >= 0) items.calls[place] = data;
    else items.calls.unshift(data);
    items.calls.length = Math.min(items.calls.length, 500);
  }
  gathering ??= setTimeout(() => {
    gathering = null;
    refresh();
  }, GATHER_MS);
}

/** Asks for what is shown, and draws it. */
async function refresh() {
  const { section } = shown;
  try {
    const told = await ask("GET", "/faults");
    setClock((await ask("GET", "/clock")).now);
    const active = told.rules.filter((rule) => !isOver(rule)).length;
    at("active").hidden = active === 0;
    at("active").textContent = active;
    at("active").title = `${active} to go wrong`;
    if (section === STEER) await steering.show(told);
    else if (SECTIONS[section].load) items[section] = await SECTIONS[section].load();
  } catch (error) {
    // The link says it where the sandbox is not reached.
    if (!(error instanceof TypeError)) at("said").textContent = error.message;
  }
  if (section === shown.section) draw();
}

function setClock(seconds) {
  ahead = { seconds, since: performance.now() };
  tick();
}

function tick() {
  at("now").textContent = moment(ahead.seconds + (performance.now() - ahead.since) / 1000);
}

/** Carries out what was asked for, and says how it went. */
async function act(deed) {
  try {
    at("said").textContent = await deed((section, list) => { items[section] = list; });
  } catch (error) {
    at("said").textContent = error.message;
  }
  refresh();
}

function found() {
  const wanted = filter.value.trim().toLowerCase();
  const list = items[shown.section] ?? [];
  return list.filter((item) => !wanted || JSON.stringify(item).toLowerCase().includes(wanted)).slice(0, MOST_ROWS);
}

function draw() {
  if (shown.section === STEER) return;
  const section = SECTIONS[shown.section];
  const list = found();
  keep(rows, list.map((item) => {
    const key = section.key(item);
    return { key, sign: JSON.stringify(item), make: () => el("li", {},
      el("a", { href: `#/${shown.section}/${encodeURIComponent(key)}` }, section.row(item))) };
  }));
  for (const row of rows.children) {
    const chosen = row.dataset.key === shown.id;
    if (chosen) row.firstChild.setAttribute("aria-current", "true");
    else row.firstChild.removeAttribute("aria-current");
  }
  const all = items[shown.section];
  at("empty").textContent = list.length ? "" : !all ? "Reading…" : all.length ? "Nothing like that." : section.empty;
  drawDetail(section);
}

function drawDetail(section) {
  document.body.classList.toggle("is-open", shown.id !== null);
  const item = (items[shown.section] ?? []).find((one) => section.key(one) === shown.id);
  if (!item) {
    const words = shown.id === null ? "Choose a row to see all of it."
      : items[shown.section] ? "It is not kept, or not among the latest." : "Reading…";
    fill(JSON.stringify([shown.section, shown.id, words]), () => [el("p", { class: "empty" }, words)]);
    return;
  }
  const mine = `${shown.section} ${shown.id}`;
  const key = `${mine} ${JSON.stringify(section.sign?.(item) ?? null)}`;
  if (section.about && about.key !== key) {
    about = { key, full: about.mine === mine ? about.full : null, mine };
    section.about(item).then((full) => {
      if (about.key === key) {
        about.full = full;
        draw();
      }
    }, () => {});
  }
  const full = about.mine === mine ? about.full : null;
  const its = shown.section === "orders" && items.calls.filter((call) => isAbout(call, item));
  fill(JSON.stringify([mine, item, full, its]),
    () => section.detail(item, full, items.calls, act));
}

/** Draws the details, unless they are there already; the focus stays where it was. */
function fill(sign, make) {
  if (detail.dataset.sign === sign) return;
  detail.dataset.sign = sign;
  const focused = detail.contains(document.activeElement) ? document.activeElement.id : null;
  const back = el("a", { class: "back", href: `#/${shown.section}` }, `← ${SECTIONS[shown.section].title}`);
  detail.replaceChildren(back, ...make().flat().filter(Boolean));
  if (focused !== null) (focused ? at(focused) ?? detail : detail).focus({ preventScroll: true });
}

function go() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const [, section = "", id = null] = location.hash.split("/");
  const isNew = section !== shown.section;
  shown.section = section in SECTIONS || section === STEER ? section : "calls";
  const before = shown.id;
  shown.id = id === null ? null : decodeURIComponent(id);
  if (shown.id !== null && shown.id !== before) {
    detail.scrollTop = 0;
    if (!isWide()) scrollTo(0, 0);
  }
  for (const one of at("sections").children) {
    const isIt = one.hash === `#/${shown.section}`;
    if (isIt) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  const isSteering = shown.section === STEER;
  steer.hidden = !isSteering;
  document.body.classList.toggle("is-steering", isSteering);
  const kind = SECTIONS[shown.section];
  at("title").textContent = isSteering ? "Faults and clock" : kind.title;
  document.title = `${at("title").textContent} · Cobro sandbox`;
  tool.hidden = !kind?.tool;
  tool.textContent = kind?.tool?.label ?? "";
  if (isNew) {
    filter.value = "";
    at("said").textContent = "";
    rows.replaceChildren();
  }
  draw();
  if (isNew || isSteering) refresh().then(() => isSteering && steering.choose(shown.id));
}

/** Whether list and details are side by side. */
function isWide() {
  return matchMedia("(min-width: 56rem)").matches;
}

/** To the row before or after the one that is chosen or has the focus. */
function step(by) {
  const links = [...rows.querySelectorAll("a")];
  const focused = links.indexOf(document.activeElement);
  const from = focused >= 0 ? focused : links.findIndex((one) => one.hasAttribute("aria-current"));
  const next = links[Math.max(0, Math.min(links.length - 1, from + by))];
  next?.focus();
  // On a wide page the details follow; on a phone they would cover the list.
  if (next && isWide()) location.replace(next.hash);
}

/** Whoever speaks to the computer, or hits keys by accident, does without letters (WCAG 2.1.4). */
const LETTERS = "cobro-sandbox-letters";
const letters = at("letters");

function followLetters() {
  at("letters-too").hidden = !letters.checked;
}

letters.checked = localStorage.getItem(LETTERS) !== "off";
letters.addEventListener("change", () => {
  localStorage.setItem(LETTERS, letters.checked ? "on" : "off");
  followLetters();
});
followLetters();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || shown.section === STEER) return;
  const inList = rows.contains(event.target) || event.target === document.body;
  const by = { ArrowDown: 1, ArrowUp: -1, ...(letters.checked && { j: 1, k: -1 }) }[event.key];
  if (inList && by) {
    event.preventDefault();
    step(by);
  } else if (event.key === "Escape" && detail.contains(event.target)) {
    const { id } = shown;
    location.hash = `#/${shown.section}`;
    requestAnimationFrame(() => rows.querySelector(`[data-key="${CSS.escape(id)}"] a`)?.focus());
  }
});
rows.addEventListener("click", (event) => {
  // Enter is a click too: the one with the keyboard goes on in the details.
  if (event.detail === 0) setTimeout(() => detail.focus());
});
filter.addEventListener("input", draw);
tool.addEventListener("click", () => act(SECTIONS[shown.section].tool.run));
at("pause").addEventListener("click", () => {
  link.paused = !link.paused;
  at("pause").setAttribute("aria-pressed", String(link.paused));
  at("pause").textContent = link.paused ? "Go on" : "Pause";
});
addEventListener("hashchange", go);
setInterval(tick, 1000);
go();
