//! The bank's 3-D Secure page: asks the card holder whether a purchase is theirs.
//!
//! It knows no provider: each one says who pays what, and what the page tells its parent.

mod choice;

pub(crate) use choice::Choice;

use crate::language::Language;
use crate::page::escape;

/// The one-time code that passes a challenge.
pub(crate) const ONE_TIME_CODE: &str = "1234";
/// How many wrong codes it takes to end a challenge.
pub(crate) const WRONG_CODES_ALLOWED: u8 = 3;

/// What the page shows of a purchase.
pub(crate) struct Purchase {
    /// In minor units.
    pub(crate) amount: i64,
    /// ISO 4217 code.
    pub(crate) currency: String,
    /// The end of the card's number.
    pub(crate) last4: &'static str,
}

/// What the page is about.
pub(crate) enum Screen {
    /// The card holder is asked for the code.
    Ask {
        /// After wrong codes: how many may follow.
        attempts_left: Option<u8>,
        /// Until the challenge is over.
        seconds_left: i64,
        /// What a test may have happen.
        choices: &'static [Choice],
        /// For the page's parent, where the provider speaks before the end.
        message: Option<Message>,
    },
    /// The challenge is over.
    Over {
        /// How it ended.
        outcome: Outcome,
        /// For the page's parent, where it is in a frame.
        message: Option<Message>,
        /// The way back, where the page is on its own.
        return_url: Option<String>,
    },
    /// There is no such challenge.
    Unknown,
}

/// What the page tells its parent.
pub(crate) struct Message {
    /// The data, as JSON.
    pub(crate) json: String,
    /// The origin that may read it, or `*`.
    pub(crate) target_origin: String,
}

/// How a challenge ended, for the card holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Confirmed.
    Confirmed,
    /// Confirmed, and the bank declined the charge all the same.
    Declined,
    /// Not confirmed.
    Failed,
    /// Refused by the card holder.
    Refused,
    /// Too late.
    Expired,
    /// The processor of the charge had an error.
    Broken,
}

/// The page, with the form's fields `challengeDataEntry` and `answer`.
pub(crate) fn page(language: Language, purchase: Option<&Purchase>, screen: &Screen) -> String {
    let (attributes, main) = match screen {
        Screen::Ask {
            attempts_left,
            seconds_left,
            choices,
            message,
        } => (
            attributes(message.as_ref()),
            ask(language, purchase, *attempts_left, *seconds_left, choices),
        ),
        Screen::Over {
            outcome,
            message,
            return_url,
        } => (
            attributes(message.as_ref()),
            over(language, *outcome, return_url.as_deref()),
        ),
        Screen::Unknown => (String::new(), unknown(language)),
    };
    let bank = language.pick("Banco de Pruebas", "Test Bank");
    let title = language.pick("Confirma tu compra", "Confirm your purchase");
    let footer = language.pick(
        "Página de un banco imaginario, para pruebas. Aquí no se mueve dinero.",
        "Page of an imaginary bank, for tests. No money moves here.",
    );
    format!(
        r##"<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · {bank}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/issuer/challenge.css">
<link rel="stylesheet" href="/issuer/answer.css">
<script src="/issuer/challenge.js" defer></script>
</head>
<body{attributes}>
<header class="bank">
<svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><path d="M4 12 16 5l12 7v2H4zM7 16h3v8H7zm7.500 0h3v8h-3zM22 16h3v8h-3zM4 25h24v2.500H4z"/></svg>
<span>{bank}</span>
</header>
<main>
{main}
</main>
<footer>{footer}</footer>
</body>
</html>
"##,
        lang = language.tag(),
    )
}

fn attributes(message: Option<&Message>) -> String {
    let Some(message) = message else {
        return String::new();
    };
    format!(
        r#" data-message="{}" data-target-origin="{}""#,
        escape(&message.json),
        escape(&message.target_origin)
    )
}

fn ask(
    language: Language,
    purchase: Option<&Purchase>,
    attempts_left: Option<u8>,
    seconds_left: i64,
    choices: &[Choice],
) -> String {
    let summary = purchase
        .map(|purchase| summary(language, purchase))
        .unwrap_or_default();
    let (invalid, error) = match attempts_left {
        None => ("", String::new()),
        Some(left) => {
            let text = match (language, left) {
                (Language::Spanish, 1) => "El código no es correcto. Te queda 1 intento.".into(),
                (Language::Spanish, n) => {
                    format!("El código no es correcto. Te quedan {n} intentos.")
                }
                (Language::English, 1) => "That code isn't right. You have 1 try left.".into(),
                (Language::English, n) => {
                    format!("That code isn't right. You have {n} tries left.")
                }
            };
            let error = format!(r#"<p class="error" id="code-error" role="alert">{text}</p>"#);
            (r#" aria-invalid="true""#, error)
        }
    };
    let seconds = seconds_left.max(0);
    let time = format!("{}:{:02}", seconds / 60, seconds % 60);
    format!(
        r#"<h1>{title}</h1>
<p class="lead">{lead}</p>
{summary}
<form method="post" autocomplete="off">
<div class="above">
<label for="challengeDataEntry">{label}</label>
<p class="time"><span class="unseen">{time_left}</span> <span id="time-left" data-seconds="{seconds}">{time}</span></p>
</div>
<input id="challengeDataEntry" name="challengeDataEntry" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="8" required aria-describedby="code-hint code-error"{invalid}>
<p class="hint" id="code-hint">{hint}</p>
{error}
<button class="primary" id="confirm" name="answer" value="confirm">{confirm}</button>
<button class="quiet" id="refuse" name="answer" value="refuse" formnovalidate>{refuse}</button>
<fieldset>
<legend>{tests}</legend>
{choices}</fieldset>
</form>"#,
        title = language.pick("¿Eres tú quien compra?", "Is this purchase yours?"),
        lead = language.pick(
            "Te enviamos un código de un solo uso a tu teléfono terminado en 00.",
            "We sent a one-time code to your phone ending in 00.",
        ),
        label = language.pick("Código de un solo uso", "One-time code"),
        hint = language.pick(
            "En este banco de pruebas siempre es 1234.",
            "At this test bank it is always 1234."
        ),
        confirm = language.pick("Confirmar compra", "Confirm purchase"),
        refuse = language.pick("No fui yo", "It wasn't me"),
        time_left = language.pick("Tiempo para confirmar:", "Time to confirm:"),
        tests = language.pick("Para pruebas", "For tests"),
        choices = choices
            .iter()
            .map(|choice| choice.button(language))
            .collect::<String>(),
    )
}

fn summary(language: Language, purchase: &Purchase) -> String {
    format!(
        r#"<dl>
<div><dt>{merchant_label}</dt><dd>{merchant}</dd></div>
<div><dt>{amount_label}</dt><dd class="amount">{amount}</dd></div>
<div><dt>{card_label}</dt><dd>•••• {last4}</dd></div>
</dl>"#,
        merchant_label = language.pick("Comercio", "Merchant"),
        merchant = language.pick("Comercio de prueba", "Test merchant"),
        amount_label = language.pick("Monto", "Amount"),
        amount = amount(purchase),
        card_label = language.pick("Tarjeta", "Card"),
        last4 = purchase.last4,
    )
}

/// `$1,234.56 MXN`, alike in both languages as Mexico writes it.
fn amount(purchase: &Purchase) -> String {
    let whole = (purchase.amount / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!(
        "${grouped}.{:02} {}",
        purchase.amount % 100,
        escape(&purchase.currency)
    )
}

fn over(language: Language, outcome: Outcome, return_url: Option<&str>) -> String {
    let (kind, title, text) = match outcome {
        Outcome::Confirmed => (
            "good",
            language.pick("Confirmado", "Confirmed"),
            language.pick(
                "Gracias: ya sabemos que eres tú. Esta confirmación terminó.",
                "Thank you: we know it's you. This confirmation is over.",
            ),
        ),
        Outcome::Declined => (
            "bad",
            language.pick("Compra no aprobada", "Purchase not approved"),
            language.pick(
                "Confirmaste que eres tú, pero el banco no aprobó el cargo. Esta confirmación terminó.",
                "You confirmed it's you, but the bank did not approve the charge. This confirmation is over.",
            ),
        ),
        Outcome::Failed => (
            "bad",
            language.pick("No pudimos confirmar que eres tú", "We couldn't confirm it's you"),
            language.pick("Esta confirmación terminó.", "This confirmation is over."),
        ),
        Outcome::Refused => (
            "bad",
            language.pick("Compra rechazada", "Purchase refused"),
            language.pick(
                "Dijiste que no fuiste tú. Esta confirmación terminó.",
                "You said it wasn't you. This confirmation is over.",
            ),
        ),
        Outcome::Expired => (
            "wait",
            language.pick("Se acabó el tiempo", "Time ran out"),
            language.pick("Esta confirmación terminó.", "This confirmation is over."),
        ),
        Outcome::Broken => (
            "bad",
            language.pick("Algo salió mal", "Something went wrong"),
            language.pick(
                "El procesador de pagos tuvo un error. Esta confirmación terminó.",
                "The payment processor had an error. This confirmation is over.",
            ),
        ),
    };
    let back = language.pick("Volver a la tienda", "Back to the store");
    let link = return_url.map_or_else(String::new, |url| {
        format!(
            r#"<p><a class="primary" id="return" href="{}">{back}</a></p>"#,
            escape(url)
        )
    });
    let mark = match kind {
        "good" => "m9 16.500 5 5 9.500-10.500",
        "wait" => "M16 9v8l5 3",
        _ => "m11 11 10 10m0-10L11 21",
    };
    format!(
        r#"<div class="over {kind}">
<svg viewBox="0 0 32 32" width="48" height="48" aria-hidden="true"><circle cx="16" cy="16" r="14.500"/><path d="{mark}"/></svg>
<h1 id="over" tabindex="-1">{title}</h1>
<p class="lead">{text}</p>
{link}
</div>"#
    )
}

fn unknown(language: Language) -> String {
    format!(
        "<h1>{}</h1>\n<p class=\"lead\">{}</p>",
        language.pick(
            "No conocemos esta confirmación",
            "We don't know this confirmation"
        ),
        language.pick(
            "Vuelve a la tienda e inténtalo de nuevo.",
            "Go back to the store and try again."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_their_groups_and_cents() {
        let write = |amount| {
            let currency = "MXN".into();
            super::amount(&Purchase {
                amount,
                currency,
                last4: "1091",
            })
        };
        assert_eq!(write(20015), "$200.15 MXN");
        assert_eq!(write(5), "$0.05 MXN");
        assert_eq!(write(123_456_700), "$1,234,567.00 MXN");
    }
}
