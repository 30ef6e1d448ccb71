//! The user's settings of the UI: keys and theme.

use super::keymap::Keymap;
use super::theme::{BUILT_IN, Theme};
use super::toml::{Source, nearest};

/// Keys and theme, and what was wrong with the settings they were read from.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Which key does what.
    pub keymap: Keymap,
    /// The colours.
    pub theme: Theme,
    /// A theme that is being looked at, not chosen.
    pub seen: Option<Theme>,
    /// Whether colours are left out (`NO_COLOR`, `TERM=dumb`).
    pub no_color: bool,
    /// One sentence for each mistake, with its line; shown once.
    pub warnings: Vec<String>,
}

/// A settings file: the name by which warnings call it, and its text.
pub type File<'a> = (&'a str, &'a str);

impl Settings {
    /// Makes the settings of a theme's name (empty: the default), the user's own theme of that name, and the user's own keymap.
    ///
    /// What is wrong becomes a warning and the default stays. `origin` says where the theme's name comes from;
    /// `no_color` leaves modifiers only (`NO_COLOR`, `TERM=dumb`).
    pub fn read(theme: &str, origin: &str, own: Option<File>, keys: Option<File>, no_color: bool) -> Settings {
        let mut warnings = Vec::new();
        let chosen = match own {
            _ if theme.is_empty() => Theme::default(),
            Some((name, text)) => {
                let (theme, wrong) = Theme::parse(name, text);
                warnings.extend(wrong);
                theme
            }
            None => Theme::named(theme).unwrap_or_else(|| {
                let near = nearest(theme, BUILT_IN.iter().map(|(n, _)| *n)).map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
                warnings.push(format!("{origin}: there is no theme \"{theme}\"{near}"));
                Theme::default()
            }),
        };
        let keymap = match keys {
            Some((name, text)) => {
                let (source, wrong) = Source::read(name, text);
                warnings.extend(wrong);
                let (keymap, wrong) = Keymap::read(&source);
                warnings.extend(wrong);
                keymap
            }
            None => Keymap::default(),
        };
        let theme = if no_color { chosen.colourless() } else { chosen };
        Settings { keymap, theme, seen: None, no_color, warnings }
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::Role;
    use super::*;

    #[test]
    fn a_wrong_theme_is_said_and_the_default_stays() {
        let settings = Settings::read("dsk", "config.toml line 1", None, None, false);
        assert_eq!(settings.warnings, ["config.toml line 1: there is no theme \"dsk\"; did you mean \"dusk\"?"]);
        assert_eq!(settings.theme, Theme::default());
    }

    #[test]
    fn a_theme_of_the_users_own_is_taken() {
        let own = ("themes/mine.toml", "[roles]\nmarker = \"#123456\"\n");
        let settings = Settings::read("mine", "BATON_THEME", Some(own), None, false);
        assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
        assert_eq!(settings.theme.style(Role::Marker).fg, Some(ratatui::style::Color::Rgb(0x12, 0x34, 0x56)));
    }
}
