// What a card can be: brand, check digit, expiry, code. Knows no page.

export const digits = (text) => text.replace(/\D/g, "");

const BRANDS = [
  { name: "Visa", begins: /^4/, groups: [4, 4, 4, 4], code: 3 },
  { name: "Mastercard", begins: /^(5[1-5]|2[2-7])/, groups: [4, 4, 4, 4], code: 3 },
  { name: "Amex", begins: /^3[47]/, groups: [4, 6, 5], code: 4 },
];
const UNKNOWN = { name: "", groups: [4, 4, 4, 4, 3], code: 3 };

export const brandOf = (number) =>
  BRANDS.find((brand) => brand.begins.test(digits(number))) ?? UNKNOWN;

// 4242 4242 4242 4242, or 3782 822463 10005.
export const formatNumber = (text) => {
  const number = digits(text);
  const { groups } = brandOf(number);
  const parts = [];
  let place = 0;
  for (const group of groups) {
    if (place < number.length) parts.push(number.slice(place, place + group));
    place += group;
  }
  return parts.join(" ");
};

// 11/36; a year of four digits, as browsers fill it in, is shortened.
export const formatExpiry = (text) => {
  const typed = digits(text);
  const all = /^[2-9]$/.test(typed) ? `0${typed}` : typed;
  const year = all.length > 4 && all.startsWith("20", 2) ? all.slice(4, 6) : all.slice(2, 4);
  return all.length > 2 ? `${all.slice(0, 2)}/${year}` : all;
};

// ISO/IEC 7812-1, annex B.
export const luhn = (text) => {
  const number = digits(text);
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return number.length >= 12 && sum % 10 === 0;
};

export const readExpiry = (text) => {
  const [, month, year] = /^(\d{2})\/(\d{2})$/.exec(text) ?? [];
  return Number(month) >= 1 && Number(month) <= 12 ? { month, year } : undefined;
};

// A card is good until the end of its month.
export const expired = ({ month, year }, now) =>
  new Date(2000 + Number(year), Number(month), 1) <= now;

// The key of the word that says what is wrong with each field, and what it needs.
export const check = (values, testCards, now) => {
  const problems = {};
  for (const [name, value] of Object.entries(values)) {
    if (value.trim() === "") problems[name] = ["required"];
  }
  const say = (name, ...problem) => {
    problems[name] ??= problem;
  };
  const number = digits(values.cardNumber);
  if (!luhn(number)) say("cardNumber", "number");
  else if (!testCards.includes(number)) say("cardNumber", "notATestCard");
  if (values.cardholderName.trim().split(/\s+/).length < 2) say("cardholderName", "name");
  const expiry = readExpiry(values.cardExpMonthYear);
  if (!expiry) say("cardExpMonthYear", "expiry");
  else if (expired(expiry, now)) say("cardExpMonthYear", "expired");
  const { code } = brandOf(number);
  if (!new RegExp(`^\\d{${code}}$`).test(values.cardVerificationValue)) {
    say("cardVerificationValue", "code", code);
  }
  return problems;
};
