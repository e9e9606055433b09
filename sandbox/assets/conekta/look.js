// How the form looks: the merchant's options, set as properties and classes.

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

// Black or white, whichever is read better on a colour (WCAG relative luminance).
const readableOn = (hex) => {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex;
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = parseInt(full.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
};

const ROUNDINGS = { basic: "0.25rem", rounded: "1.5rem", line: "0", sharp: "0" };

export const dress = (root, options) => {
  const { styles = {}, button = {}, iframe = {} } = options;
  const colour = (name, ...values) => {
    const value = values.find((candidate) => HEX.test(candidate ?? ""));
    if (value) root.style.setProperty(name, value);
    return value;
  };
  root.classList.toggle("dark", options.backgroundMode === "darkMode");
  root.classList.toggle("flat", options.inputType === "flatMode");
  root.classList.toggle("line", styles.inputType === "line");

  const primary = colour(
    "--primary", options.colorPrimary, button.backgroundColor, styles.colors?.primary,
  );
  const onPrimary = colour("--on-primary", button.colorText);
  if (primary && !onPrimary) root.style.setProperty("--on-primary", readableOn(primary));
  colour("--text", options.colorText, iframe.colorText);
  colour("--label", options.colorLabel, iframe.colorText);
  colour("--edge", styles.states?.empty?.borderColor);
  colour("--bad", styles.states?.invalid?.borderColor);
  const background = HEX.test(iframe.backgroundColor ?? "") ? iframe.backgroundColor : undefined;
  if (background) root.style.setProperty("background", background);

  const rounding = (name, value) => {
    if (Object.hasOwn(ROUNDINGS, value ?? "")) root.style.setProperty(name, ROUNDINGS[value]);
  };
  rounding("--edge-radius", styles.inputType);
  rounding("--button-radius", styles.buttonType);
  if (/^\d{2}(px)?$/.test(styles.fontSize ?? "")) {
    root.style.setProperty("--size", `${parseInt(styles.fontSize, 10)}px`);
  }
};
