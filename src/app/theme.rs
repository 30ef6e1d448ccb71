//! Themes: TOML over a closed list of roles.
//!
//! Invariant: every role has a style in every theme; what a file leaves out falls back along
//! [`Role::fallback`]. A bad entry is a warning with its line, never an error.

use super::toml::{Entry, Source};
use ratatui::style::{Color, Modifier, Style};

/// What a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The screen behind everything.
    Background,
    /// Ordinary text.
    Text,
    /// What matters less: counts, words of a status, hints.
    Muted,
    /// Borders.
    Border,
    /// Borders of the pane that has the keys.
    BorderFocus,
    /// Titles of panes.
    Title,
    /// The title of the pane that has the keys.
    TitleFocus,
    /// The mark of the selected row.
    Marker,
    /// The selected row's text.
    Selected,
    /// Keys in footer and help.
    Key,
    /// Headings inside panes, overlays and the prompt.
    Heading,
    /// Reasons.
    Why,
    /// A reason that is missing.
    Missing,
    /// A finished item.
    Done,
    /// An item being worked on.
    Progress,
    /// A blocked item.
    Blocked,
    /// An open item.
    Open,
    /// A finding at must; an error.
    Must,
    /// A finding at should.
    Should,
    /// A finding at may.
    May,
    /// Something new.
    New,
    /// Something changed; their side.
    Changed,
    /// A message that something was done.
    Notice,
    /// The text being edited.
    Field,
}

/// A style for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    styles: [Style; Role::ALL.len()],
}

/// The built-in themes, the default first.
pub const BUILT_IN: [(&str, &str); 8] = [
    ("terminal", include_str!("../../themes/terminal.toml")),
    ("dusk", include_str!("../../themes/dusk.toml")),
    ("dawn", include_str!("../../themes/dawn.toml")),
    ("ember", include_str!("../../themes/ember.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("colorblind-dark", include_str!("../../themes/colorblind-dark.toml")),
    ("colorblind-light", include_str!("../../themes/colorblind-light.toml")),
];

impl Role {
    /// Every role.
    pub const ALL: [Role; 24] = [
        Role::Background,
        Role::Text,
        Role::Muted,
        Role::Border,
        Role::BorderFocus,
        Role::Title,
        Role::TitleFocus,
        Role::Marker,
        Role::Selected,
        Role::Key,
        Role::Heading,
        Role::Why,
        Role::Missing,
        Role::Done,
        Role::Progress,
        Role::Blocked,
        Role::Open,
        Role::Must,
        Role::Should,
        Role::May,
        Role::New,
        Role::Changed,
        Role::Notice,
        Role::Field,
    ];

    /// Returns its name in a theme file.
    pub fn id(self) -> &'static str {
        match self {
            Role::Background => "background",
            Role::Text => "text",
            Role::Muted => "muted",
            Role::Border => "border",
            Role::BorderFocus => "border-focus",
            Role::Title => "title",
            Role::TitleFocus => "title-focus",
            Role::Marker => "marker",
            Role::Selected => "selected",
            Role::Key => "key",
            Role::Heading => "heading",
            Role::Why => "why",
            Role::Missing => "missing",
            Role::Done => "done",
            Role::Progress => "progress",
            Role::Blocked => "blocked",
            Role::Open => "open",
            Role::Must => "must",
            Role::Should => "should",
            Role::May => "may",
            Role::New => "new",
            Role::Changed => "changed",
            Role::Notice => "notice",
            Role::Field => "field",
        }
    }

    /// Returns the role whose style it takes where a theme says nothing.
    pub fn fallback(self) -> Option<Role> {
        match self {
            Role::Background => None,
            Role::Text => Some(Role::Background),
            Role::BorderFocus => Some(Role::Border),
            Role::TitleFocus => Some(Role::Title),
            Role::Marker => Some(Role::Key),
            Role::Missing | Role::Blocked | Role::Should => Some(Role::Must),
            Role::New | Role::Notice => Some(Role::Done),
            Role::Changed => Some(Role::Progress),
            _ => Some(Role::Text),
        }
    }
}

impl Default for Theme {
    fn default() -> Theme {
        Theme::read(&Source::read(BUILT_IN[0].0, BUILT_IN[0].1).0, BUILT_IN[0].0).0
    }
}

impl Theme {
    /// Returns the style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Returns the built-in theme of that name.
    pub fn named(name: &str) -> Option<Theme> {
        let (name, text) = BUILT_IN.into_iter().find(|(n, _)| *n == name)?;
        Some(Theme::read(&Source::read(name, text).0, name).0)
    }

    /// Reads a theme's text; one sentence with its line for each entry that is wrong.
    pub fn parse(name: &str, text: &str) -> (Theme, Vec<String>) {
        let (source, mut warnings) = Source::read(name, text);
        let (theme, more) = Theme::read(&source, name);
        warnings.extend(more);
        (theme, warnings)
    }

    fn read(source: &Source, name: &str) -> (Theme, Vec<String>) {
        let mut theme = Theme { name: name.to_owned(), styles: [Style::new(); Role::ALL.len()] };
        let (set, warnings) = theme.lay(source);
        let background = theme.style(Role::Background);
        for role in Role::ALL {
            let mut from = role;
            while !set.contains(&from) {
                match from.fallback() {
                    Some(next) => from = next,
                    None => break,
                }
            }
            let base = Style { bg: background.bg, ..Style::new() };
            theme.styles[role as usize] = base.patch(theme.styles[from as usize]);
        }
        (theme, warnings)
    }

    /// Sets the styles of `[roles]`; returns the roles that were set.
    fn lay(&mut self, source: &Source) -> (Vec<Role>, Vec<String>) {
        let palette = source.table("palette");
        let mut warnings = Vec::new();
        let mut set = Vec::new();
        for entry in source.table("roles") {
            let Some(role) = Role::ALL.into_iter().find(|r| r.id() == entry.name) else {
                warnings.push(source.unknown(entry.at, "role", &entry.name, Role::ALL.iter().map(|r| r.id())));
                continue;
            };
            let mut style = self.styles[role as usize];
            match style_of(source, &palette, &entry, &mut style) {
                Ok(()) => {
                    self.styles[role as usize] = style;
                    set.push(role);
                }
                Err(warning) => warnings.push(warning),
            }
        }
        (set, warnings)
    }

    /// Returns the theme with modifiers only (`NO_COLOR`).
    pub fn colourless(mut self) -> Theme {
        for (role, style) in Role::ALL.into_iter().zip(&mut self.styles) {
            style.fg = None;
            style.bg = None;
            match role {
                Role::Field => style.add_modifier |= Modifier::UNDERLINED,
                Role::Marker | Role::Selected | Role::BorderFocus | Role::TitleFocus | Role::Key | Role::Must => {
                    style.add_modifier |= Modifier::BOLD;
                }
                _ => {}
            }
        }
        self
    }
}

fn style_of(source: &Source, palette: &[Entry], entry: &Entry, style: &mut Style) -> Result<(), String> {
    let paint = |entry: &Entry| {
        let word = entry.values.as_ref().and_then(|v| v.first());
        let word = word.ok_or_else(|| source.said(entry.at, &format!("{}: a colour is written in quotes", entry.name)))?;
        colour(palette, word).ok_or_else(|| {
            let known = palette.iter().map(|p| p.name.as_str()).chain(COLOURS.iter().map(|(n, _)| *n));
            source.unknown(entry.at, "colour", word, known)
        })
    };
    if entry.values.is_some() {
        style.fg = paint(entry)?;
        return Ok(());
    }
    if entry.inner.is_empty() {
        return Err(source.said(entry.at, &format!("{}: write a colour, or {{ fg = …, bg = …, bold = true }}", entry.name)));
    }
    for part in &entry.inner {
        let modifier = match part.name.as_str() {
            "fg" => {
                style.fg = paint(part)?;
                continue;
            }
            "bg" => {
                style.bg = paint(part)?;
                continue;
            }
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            other => return Err(source.unknown(part.at, "part of a style", other, PARTS.into_iter())),
        };
        match part.flag {
            Some(true) => style.add_modifier |= modifier,
            Some(false) => style.add_modifier -= modifier,
            None => return Err(source.said(part.at, &format!("{} is true or false", part.name))),
        }
    }
    Ok(())
}

const PARTS: [&str; 7] = ["fg", "bg", "bold", "dim", "italic", "underline", "reverse"];

const COLOURS: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

/// Reads a colour: `Some(None)` is the terminal's own.
fn colour(palette: &[Entry], word: &str) -> Option<Option<Color>> {
    let named = palette.iter().find(|p| p.name == word).and_then(|p| p.values.as_ref()).and_then(|v| v.first());
    let word = named.map_or(word, String::as_str);
    if word == "default" {
        return Some(None);
    }
    if let Some((_, colour)) = COLOURS.iter().find(|(n, _)| *n == word) {
        return Some(Some(*colour));
    }
    let hex = word.strip_prefix('#').filter(|h| h.len() == 6 && h.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    Some(Some(Color::Rgb(part(0)?, part(2)?, part(4)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color) -> Option<f64> {
        let Color::Rgb(r, g, b) = colour else { return None };
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        Some(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b))
    }

    #[test]
    fn every_role_can_be_read_where_a_theme_sets_its_background() {
        let mut wrong = Vec::new();
        for (name, _) in BUILT_IN {
            let theme = Theme::named(name).unwrap();
            for role in Role::ALL.into_iter().filter(|r| *r != Role::Background) {
                let style = theme.style(role);
                let (Some(fg), Some(bg)) = (style.fg.and_then(luminance), style.bg.and_then(luminance)) else { continue };
                let ratio = (fg.max(bg) + 0.05) / (fg.min(bg) + 0.05);
                if ratio < 4.5 {
                    wrong.push(format!("{name}: {} {ratio:.2}", role.id()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_built_in_themes_are_clean_and_differ() {
        let mut seen: Vec<Theme> = Vec::new();
        for (name, text) in BUILT_IN {
            let (theme, warnings) = Theme::parse(name, text);
            assert!(warnings.is_empty(), "{warnings:?}");
            assert!(seen.iter().all(|other| other.styles != theme.styles), "{name} is like another");
            seen.push(theme);
        }
    }

    #[test]
    fn every_theme_file_is_built_in() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/themes")).unwrap();
        let names: Vec<String> = files.map(|f| f.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names.len(), BUILT_IN.len());
        assert!(names.iter().all(|n| BUILT_IN.iter().any(|(b, _)| b == n)), "{names:?}");
    }

    #[test]
    fn the_default_uses_the_terminals_own_colours() {
        let theme = Theme::default();
        for role in Role::ALL {
            let style = theme.style(role);
            assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{}", role.id());
            assert!(style.bg.is_none(), "{} has a background", role.id());
        }
    }

    #[test]
    fn a_bad_entry_is_a_warning_with_its_line_and_a_suggestion() {
        let (_, warnings) = Theme::parse("mine", "[roles]\ntitel = \"red\"\ntext = \"rde\"\nkey = { bald = true }\nmuted = 3\n");
        assert_eq!(warnings.len(), 4, "{warnings:?}");
        assert!(warnings[0].contains("line 2") && warnings[0].contains("\"title\""), "{warnings:?}");
        assert!(warnings[1].contains("line 3") && warnings[1].contains("\"red\""), "{warnings:?}");
        assert!(warnings[2].contains("line 4") && warnings[2].contains("\"bold\""), "{warnings:?}");
    }

    #[test]
    fn without_colour_no_colour_is_left() {
        let theme = Theme::named("dusk").unwrap().colourless();
        assert!(Role::ALL.iter().all(|r| theme.style(*r).fg.is_none() && theme.style(*r).bg.is_none()));
    }
}
