//! Settings: every value with where it comes from (DESIGN §10 "Configuration").

use crate::prompt::{Budget, Profile};

/// A value and where it comes from, as `.baton/config.toml line 3` or `default`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value in force.
    pub value: T,
    /// Its origin.
    pub origin: String,
}

/// The settings in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Path or glob of the live file from the project root; empty: look for it.
    pub live: Setting<String>,
    /// The bootstrap template's path or URL; empty: baton's own instructions.
    pub template: Setting<String>,
    /// The word that asks for the next handoff.
    pub trigger: Setting<String>,
    /// Whom prompts are for.
    pub profile: Setting<Profile>,
    /// How long prompts may be.
    pub budget: Setting<Budget>,
    /// The theme's name; empty: the built-in one.
    pub theme: Setting<String>,
    /// Path of the user's own keymap; empty: the one in the user's settings directory, if any. Never from a repository.
    pub keys: Setting<String>,
    /// The command that takes a copied text on stdin; empty: none. Never from a repository.
    pub clipboard: Setting<Vec<String>>,
    /// Whether only a person at a terminal may seal (`yes` or `no`).
    pub require_person: Setting<bool>,
    /// The editor's command line; empty: none. Never from a repository.
    pub editor: Setting<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            live: Setting::default_of(String::new()),
            template: Setting::default_of(String::new()),
            trigger: Setting::default_of("snapshot".to_owned()),
            profile: Setting::default_of(Profile::ClaudeCode),
            budget: Setting::default_of(Budget::Unlimited),
            theme: Setting::default_of(String::new()),
            keys: Setting::default_of(String::new()),
            clipboard: Setting::default_of(Vec::new()),
            require_person: Setting::default_of(false),
            editor: Setting::default_of(String::new()),
        }
    }
}

impl<T> Setting<T> {
    fn default_of(value: T) -> Setting<T> {
        Setting { value, origin: "default".to_owned() }
    }
}
