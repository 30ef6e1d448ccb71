//! The user's settings of the UI: keys and theme.

use super::keymap::Keymap;
use super::theme::{BUILT_IN, Theme};
use super::toml::Source;

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

impl Settings {
    /// Reads the UI's part of a settings file (`theme`, `[keys]`, `[colors]`); what is wrong becomes a warning and the default stays.
    ///
    /// `name` is the file as warnings call it; `no_color` leaves modifiers only (`NO_COLOR`, `TERM=dumb`).
    pub fn read(name: &str, toml: &str, no_color: bool) -> Settings {
        let (source, mut warnings) = Source::read(name, toml);
        let mut theme = Theme::default();
        if let Some((wanted, at)) = source.text("theme") {
            match Theme::named(&wanted) {
                Some(found) => theme = found,
                None => warnings.push(source.unknown(at, "theme", &wanted, BUILT_IN.iter().map(|(n, _)| *n))),
            }
        }
        warnings.extend(theme.lay(&source, "colors").1);
        let (keymap, more) = Keymap::read(&source);
        warnings.extend(more);
        let theme = if no_color { theme.colourless() } else { theme };
        Settings { keymap, theme, seen: None, no_color, warnings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_theme_is_said_and_the_default_stays() {
        let settings = Settings::read("config.toml", "theme = \"dsk\"\n", false);
        assert_eq!(settings.warnings, ["config.toml line 1: there is no theme \"dsk\"; did you mean \"dusk\"?"]);
        assert_eq!(settings.theme, Theme::default());
    }

    #[test]
    fn own_colours_lie_over_the_theme() {
        let settings = Settings::read("config.toml", "theme = \"dusk\"\n[colors]\nmarker = \"#ffffff\"\n", false);
        assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
        assert_ne!(
            settings.theme.style(super::super::theme::Role::Marker),
            Theme::named("dusk").unwrap().style(super::super::theme::Role::Marker)
        );
    }
}
