// The bank's page: counts the time down, and tells its parent once the challenge is over.

const { message, targetOrigin } = document.body.dataset;
if (message && window.parent !== window) {
  window.parent.postMessage(JSON.parse(message), targetOrigin);
}

const over = document.getElementById("over");
if (over) over.focus({ preventScroll: true });

// In a frame, where the focus goes is the parent's to say.
const code = document.getElementById("challengeDataEntry");
if (code && window.parent === window) code.focus();

const timeLeft = document.getElementById("time-left");
if (timeLeft) {
  const end = performance.now() + Number(timeLeft.dataset.seconds) * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const rest = String(seconds % 60).padStart(2, "0");
    timeLeft.textContent = `${Math.floor(seconds / 60)}:${rest}`;
  };
  setInterval(show, 1000);
}

// A second press of a button would be a second answer.
const form = document.querySelector("form");
if (form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // Back shows the page as it was left: it may be answered again.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
