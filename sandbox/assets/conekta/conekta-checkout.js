// What Conekta's script puts on a merchant's page: ConektaCheckoutComponents.Card().
//
// The form lives in a frame on the provider's origin, so that a card's number is never in the
// merchant's page. The two talk by messages, of which each side checks window and origin. Styles
// are set as properties: a policy without 'unsafe-inline' lets the component work.

(() => {
  "use strict";

  const startedAt = performance.now();
  const here = new URL(document.currentScript.src);
  const frameOrigin = here.origin;
  const frameAddress = new URL("../component", here).href;

  const CONFIG_KEYS = ["targetIFrame", "publicKey", "locale", "useExternalSubmit"];
  const OPTION_KEYS = [
    "backgroundMode", "colorPrimary", "colorText", "colorLabel", "inputType", "hideLogo",
    "autoResize", "amount", "enableMsi", "availableMsiOptions",
    "theme", "styles", "languaje", "button", "iframe", "paymentMethods",
  ];
  const CALLBACK_KEYS = [
    "onCreateTokenSucceeded", "onCreateTokenError", "onGetInfoSuccess", "onFormError",
    "onUpdateSubmitTrigger", "onEventListener",
  ];

  const pick = (keys, ...sources) =>
    Object.fromEntries(
      keys
        .map((key) => [key, sources.find((source) => source && source[key] !== undefined)?.[key]])
        .filter(([, value]) => value !== undefined),
    );

  // The oldest form has every key at the root, the middle one keeps its looks under `legacy`.
  const read = (argument) => {
    const { config, options, callbacks } = argument;
    return {
      config: pick(CONFIG_KEYS, config, argument),
      options: pick(OPTION_KEYS, options, options?.legacy, argument),
      callbacks: pick(CALLBACK_KEYS, callbacks, argument),
    };
  };

  const makeFrame = ({ config, options }) => {
    const english = (config.locale ?? options.languaje) === "en";
    const dark = options.backgroundMode === "darkMode";
    const frame = document.createElement("iframe");
    frame.title = english ? "Secure card form" : "Formulario seguro de tarjeta";
    frame.name = "component-frame";
    frame.src = `${frameAddress}#${encodeURIComponent(location.origin)}`;
    const look = {
      display: "block", width: "100%", height: "100%", border: "0", background: "transparent",
      // A frame is see-through only where its scheme is that of its document.
      colorScheme: dark ? "dark" : "light",
    };
    if (options.autoResize) look.minHeight = "18rem";
    Object.assign(frame.style, look);
    return frame;
  };

  // Answers the frame until the page is left: there is no unmount.
  const connect = (frame, { config, options, callbacks }) => {
    const call = (name, argument) => {
      if (typeof callbacks[name] === "function") callbacks[name](argument);
    };
    const send = (kind, body) => frame.contentWindow?.postMessage({ kind, body }, frameOrigin);

    let waiting = [];
    const offerSubmit = () =>
      call("onUpdateSubmitTrigger", async () => {
        const settled = new Promise((resolve) => waiting.push(resolve));
        send("submit");
        await settled;
      });
    const settle = () => {
      waiting.forEach((resolve) => resolve());
      waiting = [];
      if (config.useExternalSubmit) offerSubmit();
    };

    const kinds = {
      ready: () => send("configure", { config: { ...config, targetIFrame: undefined }, options }),
      loaded: () => {
        if (config.useExternalSubmit) offerSubmit();
        call("onGetInfoSuccess", { initLoadTime: Math.round(performance.now() - startedAt) });
      },
      token: (id) => {
        call("onCreateTokenSucceeded", id);
        settle();
      },
      tokenError: (error) => {
        call("onCreateTokenError", error);
        settle();
      },
      formError: (error) => {
        call("onFormError", error);
        settle();
      },
      event: (event) => call("onEventListener", event),
      height: (pixels) => {
        if (options.autoResize) Object.assign(frame.style, { height: `${pixels}px`, minHeight: "0" });
      },
    };
    window.addEventListener("message", ({ source, origin, data }) => {
      if (source !== frame.contentWindow || origin !== frameOrigin) return;
      if (data && Object.hasOwn(kinds, data.kind)) kinds[data.kind](data.body);
    });
  };

  const Card = (argument) => {
    const settings = read(argument ?? {});
    const target = document.querySelector(settings.config.targetIFrame);
    if (!target) {
      console.error(`ConektaCheckoutComponents: there is no ${settings.config.targetIFrame}`);
      return;
    }
    const frame = makeFrame(settings);
    connect(frame, settings);
    target.append(frame);
  };

  const Integration = () => {
    console.error("ConektaCheckoutComponents.Integration is not imitated: use Card");
  };

  window.ConektaCheckoutComponents = { Card, Integration };
})();
