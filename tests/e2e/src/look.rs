//! How the store looks to a shopper: in a language, light or dark, narrow or wide.

use crate::words::{ENGLISH, SPANISH, Words};

/// A language that the store speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// As in Mexico.
    Spanish,
    /// As in the United States.
    English,
}

impl Language {
    /// Its tag, as a browser names it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Spanish => "es-MX",
            Self::English => "en-US",
        }
    }

    /// What shoppers read in it.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::Spanish => &SPANISH,
            Self::English => &ENGLISH,
        }
    }
}

/// What the device prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its name in style sheets.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The window that the store is seen through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
}

const PHONE: Size = Size {
    width: 360,
    height: 740,
};
const DESK: Size = Size {
    width: 1280,
    height: 900,
};

/// One of the ways in which every journey must be possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What the browser speaks.
    pub language: Language,
    /// What the device prefers.
    pub theme: Theme,
    /// How much there is to see at once.
    pub size: Size,
}

impl Look {
    /// Spanish, light, on a phone.
    pub const ES_LIGHT_360: Self = Self::of(Language::Spanish, Theme::Light, PHONE);
    /// Spanish, light, on a desk.
    pub const ES_LIGHT_1280: Self = Self::of(Language::Spanish, Theme::Light, DESK);
    /// Spanish, dark, on a phone.
    pub const ES_DARK_360: Self = Self::of(Language::Spanish, Theme::Dark, PHONE);
    /// Spanish, dark, on a desk.
    pub const ES_DARK_1280: Self = Self::of(Language::Spanish, Theme::Dark, DESK);
    /// English, light, on a phone.
    pub const EN_LIGHT_360: Self = Self::of(Language::English, Theme::Light, PHONE);
    /// English, light, on a desk.
    pub const EN_LIGHT_1280: Self = Self::of(Language::English, Theme::Light, DESK);
    /// English, dark, on a phone.
    pub const EN_DARK_360: Self = Self::of(Language::English, Theme::Dark, PHONE);
    /// English, dark, on a desk.
    pub const EN_DARK_1280: Self = Self::of(Language::English, Theme::Dark, DESK);

    const fn of(language: Language, theme: Theme, size: Size) -> Self {
        Self {
            language,
            theme,
            size,
        }
    }
}
