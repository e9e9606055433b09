// The link to the sandbox: calls with the control key, and the stream of news, which comes back by
// itself. While the page is hidden or paused there is no stream at all.

const KEY = document.documentElement.dataset.key;
/** The stream has a sign of life each 15 seconds. */
const SILENCE_MS = 40_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** A call below /_sandbox: the answer's JSON, or an error with words for the reader. */
export async function ask(method, path, body) {
  const answer = await fetch(`/_sandbox${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(words(answer.status, text));
  return text ? JSON.parse(text) : null;
}

function words(status, text) {
  if (status === 401) return "This page is older than the sandbox: reload it.";
  if (status === 404) return "It is not kept any more.";
  try {
    return JSON.parse(text).error;
  } catch {
    return text || `Answered with ${status}.`;
  }
}

/** Follows the news: `tell(name, data)` for each, `stand(state, words)` for how the link is. */
export class Link {
  #tell;
  #stand;
  #abort = null;
  #paused = false;

  constructor(tell, stand) {
    this.#tell = tell;
    this.#stand = stand;
    document.addEventListener("visibilitychange", () => this.#turn());
    this.#turn();
  }

  get paused() {
    return this.#paused;
  }

  set paused(paused) {
    this.#paused = paused;
    this.#turn();
  }

  #turn() {
    const wanted = !this.#paused && document.visibilityState === "visible";
    if (wanted && !this.#abort) {
      this.#abort = new AbortController();
      this.#follow(this.#abort.signal);
    } else if (!wanted && this.#abort) {
      this.#abort.abort();
      this.#abort = null;
    }
    if (this.#paused) this.#stand("paused", "Paused");
  }

  async #follow(stop) {
    let pause = FIRST_PAUSE_MS;
    while (!stop.aborted) {
      let said = "Not reached; trying again…";
      try {
        await this.#read(stop, () => { pause = FIRST_PAUSE_MS; });
      } catch (error) {
        if (error.cause === "told") said = error.message;
      }
      if (stop.aborted) return;
      this.#stand("waiting", said);
      await new Promise((resume) => setTimeout(resume, pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  async #read(stop, connected) {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const answer = await fetch("/_sandbox/stream", {
        headers: { Authorization: `Bearer ${KEY}` },
        cache: "no-store",
        signal: AbortSignal.any([stop, silence.signal]),
      });
      if (!answer.ok) throw new Error(words(answer.status, await answer.text()), { cause: "told" });
      connected();
      this.#stand("live", "Live");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        events.forEach((event) => this.#hear(event));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #hear(event) {
    const field = (name) => event.split("\n")
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join("\n");
    if (field("event")) this.#tell(field("event"), JSON.parse(field("data") || "null"));
  }
}
