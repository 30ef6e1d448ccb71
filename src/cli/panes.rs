//! `baton` without a command: the terminal UI.

use super::reply::say;
use super::shell::Shell;
use super::{demo, input};
use crate::app::Settings;
use crate::project::{Error, ErrorKind};
use crate::run;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the panes and returns when the user leaves them.
pub fn open(shell: &mut Shell) -> Result<ExitCode, Error> {
    let project = shell.open()?;
    let settings = settings(shell);
    let options = run::Options { world: shell.world.clone(), settings, demo: || demo::make_fresh().map_err(|e| e.message) };
    run::run(project, options).map_err(|why| Error::new(ErrorKind::Usage, why))
}

/// Reads keys and theme from the user's own settings; a repository has no say in them.
fn settings(shell: &Shell) -> Settings {
    let no_color = env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let path = shell.world.config.as_ref().map(|dir| dir.join("config.toml")).filter(|p| p.exists());
    let Some(path) = path else { return Settings::read("config.toml", "", no_color) };
    match input::read(&path) {
        Ok(text) => Settings::read(&path.display().to_string(), &text, no_color),
        Err(e) => {
            let mut settings = Settings::read("config.toml", "", no_color);
            settings.warnings.push(e.message);
            settings
        }
    }
}

/// Opens the panes on a directory, with its own state beside it.
pub fn open_demo(shell: &mut Shell, dir: PathBuf) -> Result<ExitCode, Error> {
    shell.world.state = Some(dir.join(".state"));
    shell.world.cwd = dir;
    shell.file = None;
    open(shell)
}

/// Says what there is instead of the panes where they cannot be shown.
pub fn only_help(why: &str) -> u8 {
    say(&format!("baton: {why}\n"));
    say(&<super::Cli as clap::CommandFactory>::command().render_help().to_string());
    2
}
