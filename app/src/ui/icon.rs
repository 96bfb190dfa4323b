//! The drawings: one path each on a 24 by 24 grid, stroked in the colour of the text. They say nothing to a screen
//! reader; whoever uses one gives the words.

use leptos::prelude::*;

/// Every drawing there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A clock face.
    Clock,
    /// A trash can.
    Trash,
    /// An envelope with an arrow: sent again.
    Send,
    /// A plus sign.
    Plus,
    /// A magnifying glass.
    Search,
    /// A cross.
    Close,
    /// A tick.
    Check,
    /// An angle pointing down.
    ChevronDown,
    /// An angle pointing to the left.
    ChevronLeft,
    /// An angle pointing to the right.
    ChevronRight,
    /// An arrow up: ascending.
    SortUp,
    /// An arrow down: descending.
    SortDown,
    /// Two angles: can be sorted.
    SortNone,
    /// A sun: the light theme.
    Sun,
    /// A moon: the dark theme.
    Moon,
    /// A screen: the theme of the system.
    Monitor,
    /// A door with an arrow.
    LogOut,
    /// One person.
    User,
    /// Two persons.
    Users,
    /// A label on a string.
    Tag,
    /// Two sliders.
    Settings,
    /// A closed envelope.
    Mail,
    /// A tray.
    Inbox,
    /// A triangle with an exclamation mark.
    Alert,
    /// A circle with an i.
    About,
    /// Two sheets.
    Copy,
    /// An eye.
    Eye,
    /// An eye struck out.
    EyeOff,
    /// Three lines.
    Menu,
    /// A key.
    Key,
    /// A shield.
    Shield,
    /// An hourglass.
    Hourglass,
    /// A circle struck out.
    Ban,
    /// Two arrows in a circle.
    Refresh,
    /// An arrow to the left.
    ArrowLeft,
    /// A written sheet.
    Document,
    /// A pencil.
    Pencil,
}

impl Icon {
    /// The drawing as an SVG path.
    const fn path(self) -> &'static str {
        match self {
            Icon::Clock => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2",
            Icon::Trash => {
                "M4 6.5h16M9 6.5V4.8A1.3 1.3 0 0 1 10.3 3.5h3.4A1.3 1.3 0 0 1 15 4.8v1.7M6 6.5l.8 12.2a2 2 0 0 0 2 1.8h6.4a2 2 0 0 0 2-1.8L18 6.5M10 11v5.5M14 11v5.5"
            }
            Icon::Send => {
                "M20.5 11V7a2 2 0 0 0-2-2h-13a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2H12M3.8 6.6l8.2 6 8.2-6M15.5 18h6M19 15.2l2.8 2.8-2.8 2.8"
            }
            Icon::Plus => "M12 5v14M5 12h14",
            Icon::Search => "M10.8 4a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6M15.8 15.8 20.5 20.5",
            Icon::Close => "M6 6l12 12M18 6 6 18",
            Icon::Check => "M5 12.5l4.6 4.5L19 7.5",
            Icon::ChevronDown => "M6 9.5l6 6 6-6",
            Icon::ChevronLeft => "M14.5 6l-6 6 6 6",
            Icon::ChevronRight => "M9.5 6l6 6-6 6",
            Icon::SortUp => "M12 19V5.5M6.5 11 12 5.5l5.5 5.5",
            Icon::SortDown => "M12 5v13.5M6.5 13l5.5 5.5 5.5-5.5",
            Icon::SortNone => "M8 9.5l4-4 4 4M8 14.5l4 4 4-4",
            Icon::Sun => {
                "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Icon::Moon => "M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2z",
            Icon::Monitor => {
                "M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5zM8.5 20.5h7M12 16.5v4"
            }
            Icon::LogOut => {
                "M10 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H10M15.5 8l4 4-4 4M19.5 12H9.5"
            }
            Icon::User => "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20.5a7.5 6 0 0 1 15 0",
            Icon::Users => {
                "M9 4.5a3.7 3.7 0 1 0 0 7.4a3.7 3.7 0 1 0 0-7.4M2.5 20a6.5 5.6 0 0 1 13 0M16 4.8a3.7 3.7 0 0 1 0 6.8M18 14.8a5.9 5.9 0 0 1 3.5 5.2"
            }
            Icon::Tag => "M3.5 12.2V3.5h8.7l8.3 8.3-8.7 8.7zM8 8v.1",
            Icon::Settings => {
                "M4 8h9M19 8h1M4 16h1M11 16h9M16 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M8 13.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5"
            }
            Icon::Mail => {
                "M5.5 5h13a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM3.8 6.6l8.2 6 8.2-6"
            }
            Icon::Inbox => {
                "M3.5 13h4.8l1.5 2.5h4.4l1.5-2.5h4.8M6.4 5h11.2l2.9 8v4a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-4z"
            }
            Icon::Alert => "M12 4 2.8 19.5h18.4zM12 10v4.2M12 17v.1",
            Icon::About => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v5.5M12 7.6v.1",
            Icon::Copy => {
                "M10.5 8.5h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM5 15.5a1.5 1.5 0 0 1-1.5-1.5V5.5a2 2 0 0 1 2-2H14A1.5 1.5 0 0 1 15.5 5"
            }
            Icon::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6"
            }
            Icon::EyeOff => {
                "M9.9 5.8A8.6 8.6 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.6 3.3M6.4 7.2A16.6 16.6 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.9-1.5M9.9 10.2a2.8 2.8 0 0 0 3.9 3.9M3.5 3.5l17 17"
            }
            Icon::Menu => "M4 7h16M4 12h16M4 17h16",
            Icon::Key => {
                "M8 11.5a4 4 0 1 0 0 8a4 4 0 1 0 0-8M10.9 12.6 19.5 4M15.5 8l3 3M18 5.5l2 2"
            }
            Icon::Shield => "M12 3l7.5 2.8v5.4c0 4.6-3 8-7.5 9.8-4.5-1.8-7.5-5.2-7.5-9.8V5.8z",
            Icon::Hourglass => {
                "M6.5 3.5h11M6.5 20.5h11M8 3.5v3.6c0 2.2 4 3.4 4 4.9s-4 2.7-4 4.9v3.6M16 3.5v3.6c0 2.2-4 3.4-4 4.9s4 2.7 4 4.9v3.6"
            }
            Icon::Ban => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M5.8 5.8l12.4 12.4",
            Icon::Refresh => {
                "M4 11a8 8 0 0 1 13.8-4.3L20 9M20 4.5V9h-4.5M20 13a8 8 0 0 1-13.8 4.3L4 15M4 19.5V15h4.5"
            }
            Icon::ArrowLeft => "M19 12H5M11 6l-6 6 6 6",
            Icon::Pencil => "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3",
            Icon::Document => {
                "M13.5 3.5H7a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5M9 13h6M9 16.5h4"
            }
        }
    }
}

/// One drawing, hidden from screen readers.
#[component]
pub fn Glyph(
    /// What to draw.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.path()></path>
        </svg>
    }
}

/// The mark of the product: a roof on slim columns, the middle way open.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M2.8 8.2 12 3.4l9.2 4.8zM4.8 11v6.8M8.6 11v6.8M15.4 11v6.8M19.2 11v6.8M2.8 20.6h18.4"></path>
        </svg>
    }
}
