//! What the provider's form is mounted with.

use cobro_wire::{Locale, Money};
use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

use crate::browser::read::set;

/// Everything that the form can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The provider's public key.
    pub public_key: String,
    /// Language of its labels and messages.
    pub locale: Locale,
    /// Whether our button submits it; else it shows one of its own.
    pub external_submit: bool,
    /// How it looks.
    pub look: Look,
    /// Paying in months; not offered if `None`.
    pub installments: Option<Installments>,
}

/// How the form looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Light or dark.
    pub theme: Theme,
    /// Shape of its fields.
    pub input_type: InputType,
    /// Buttons and borders, `#rrggbb`; the provider's own if `None`.
    pub color_primary: Option<String>,
    /// Titles, `#rrggbb`; the provider's own if `None`.
    pub color_text: Option<String>,
    /// Labels of fields, `#rrggbb`; the provider's own if `None`.
    pub color_label: Option<String>,
    /// Whether the provider's logo is left out.
    pub hide_logo: bool,
    /// Whether the frame follows the height of its content.
    pub auto_resize: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: Theme::Light,
            input_type: InputType::Minimal,
            color_primary: None,
            color_text: None,
            color_label: None,
            hide_logo: false,
            auto_resize: true,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// What style sheets call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Shape of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputType {
    /// Boxes.
    Minimal,
    /// Lines.
    Flat,
}

/// Paying in months, without interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installments {
    /// What is to be paid.
    pub amount: Money,
    /// In how many months it can be.
    pub months: Vec<u8>,
}

impl Options {
    /// The argument of the component's function.
    pub(super) fn argument(&self, target: &str, callbacks: &Object) -> JsValue {
        let argument = Object::new();
        set(&argument, "config", self.config(target));
        set(&argument, "callbacks", callbacks);
        set(&argument, "options", self.options());
        // Conekta's own shop plugin sends it; the documentation does not name it.
        set(&argument, "allowTokenization", true);
        argument.into()
    }

    fn config(&self, target: &str) -> Object {
        let config = Object::new();
        set(&config, "targetIFrame", target);
        set(&config, "publicKey", self.public_key.as_str());
        set(&config, "locale", self.locale.code());
        set(&config, "useExternalSubmit", self.external_submit);
        config
    }

    fn options(&self) -> Object {
        let options = Object::new();
        let look = &self.look;
        let mode = match look.theme {
            Theme::Light => "lightMode",
            Theme::Dark => "darkMode",
        };
        let input_type = match look.input_type {
            InputType::Minimal => "minimalMode",
            InputType::Flat => "flatMode",
        };
        set(&options, "backgroundMode", mode);
        set(&options, "inputType", input_type);
        set(&options, "hideLogo", look.hide_logo);
        set(&options, "autoResize", look.auto_resize);
        for (name, color) in [
            ("colorPrimary", &look.color_primary),
            ("colorText", &look.color_text),
            ("colorLabel", &look.color_label),
        ] {
            if let Some(color) = color {
                set(&options, name, color.as_str());
            }
        }
        if let Some(installments) = &self.installments {
            let months: Array = installments
                .months
                .iter()
                .map(|months| JsValue::from(*months))
                .collect();
            let amount = installments.amount.amount_minor.to_string();
            set(&options, "amount", js_sys::Number::parse_float(&amount));
            set(&options, "enableMsi", true);
            set(&options, "availableMsiOptions", months);
        }
        options
    }
}
