//! `baton` without a command: the terminal UI.

use super::{demo, shell::Shell};
use crate::app::Settings;
use crate::project::{Error, ErrorKind};
use crate::run::{self, Options};
use std::process::ExitCode;

/// Opens the panes on the project of this shell.
pub fn open(mut shell: Shell) -> Result<ExitCode, Error> {
    let usage = |why| Error::new(ErrorKind::Usage, why);
    run::check_terminal().map_err(usage)?;
    let project = shell.open()?;
    let settings = settings(&shell);
    run::run(project, Options { world: shell.world, settings, demo: demo::temporary }).map_err(usage)
}

/// Reads the UI's part of the user's own settings; a missing file is the defaults.
fn settings(shell: &Shell) -> Settings {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let path = shell.world.config.as_ref().map(|dir| dir.join("config.toml"));
    let text = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    Settings::read(&path.map(|path| path.display().to_string()).unwrap_or_default(), &text, no_color)
}
