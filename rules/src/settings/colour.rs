//! A colour, and how a text reads on it (WCAG 2.2).

use serde::{Deserialize, Serialize};

/// A colour of six hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    pub(super) red: u8,
    pub(super) green: u8,
    pub(super) blue: u8,
}

impl Colour {
    /// The body colour of a portal where nobody has set one: `#1d3557`.
    pub const DEFAULT: Colour = Colour {
        red: 0x1d,
        green: 0x35,
        blue: 0x57,
    };

    /// `#rrggbb`, letters of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Colour {
            red: part(0)?,
            green: part(2)?,
            blue: part(4)?,
        })
    }

    /// `#rrggbb` in lower case.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let c = f64::from(value) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(self.red) + 0.7152 * channel(self.green) + 0.0722 * channel(self.blue)
    }

    /// Contrast ratio between two colours (WCAG 2.2), 1 to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever reads better on this colour; at least 4.5:1 on every colour.
    pub fn ink(self) -> Colour {
        let white = Colour {
            red: 255,
            green: 255,
            blue: 255,
        };
        let black = Colour {
            red: 0,
            green: 0,
            blue: 0,
        };
        if self.contrast(white) >= self.contrast(black) {
            white
        } else {
            black
        }
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Colour::parse(&text).ok_or("a colour is # and six hexadecimal digits")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        colour.css()
    }
}
