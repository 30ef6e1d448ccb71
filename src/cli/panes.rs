//! `baton` without a command: the terminal UI.

use super::{demo, shell::Shell};
use crate::app::Settings;
use crate::project::{self, Error, ErrorKind};
use crate::run::{self, Options};
use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the panes on the project of this shell.
pub fn open(mut shell: Shell) -> Result<ExitCode, Error> {
    let usage = |why| Error::new(ErrorKind::Usage, why);
    run::check_terminal().map_err(usage)?;
    let project = shell.open()?;
    let settings = settings(&shell, &project.snapshot().settings);
    run::run(project, Options { world: shell.world, settings, demo: demo::temporary }).map_err(usage)
}

/// Reads the user's own keymap and theme; a keymap that was not asked for may be missing.
fn settings(shell: &Shell, given: &project::Settings) -> Settings {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let config = shell.world.config.as_deref();
    let theme = given.theme.value.as_str();
    let plain = !theme.is_empty() && theme.chars().all(|c| c.is_alphanumeric() || "-_ ".contains(c));
    let own = config.filter(|_| plain).map(|dir| dir.join("themes").join(format!("{theme}.toml")));
    let own = own.and_then(|path| Some((path.display().to_string(), std::fs::read_to_string(path).ok()?)));
    let asked = !given.keys.value.is_empty();
    let path = if asked { Some(PathBuf::from(&given.keys.value)) } else { config.map(|dir| dir.join("keys.toml")) };
    let read = path.map(|path| (path.display().to_string(), std::fs::read_to_string(path)));
    let unread = read.as_ref().filter(|_| asked).and_then(|(name, text)| Some(format!("{name} cannot be read ({})", text.as_ref().err()?)));
    let keys = read.and_then(|(name, text)| Some((name, text.ok()?)));
    let mut settings = Settings::read(
        theme,
        &given.theme.origin,
        own.as_ref().map(|(name, text)| (name.as_str(), text.as_str())),
        keys.as_ref().map(|(name, text)| (name.as_str(), text.as_str())),
        no_color,
    );
    settings.warnings.extend(unread);
    settings
}
