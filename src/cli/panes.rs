//! `baton` without a command: the terminal UI.

use super::demo;
use super::reply::say;
use super::shell::Shell;
use crate::app::Settings;
use crate::project::{self, Error, ErrorKind};
use crate::run;
use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the panes and returns when the user leaves them.
pub fn open(shell: &mut Shell) -> Result<ExitCode, Error> {
    let project = shell.open()?;
    let settings = settings(shell, &project.snapshot().settings);
    let options = run::Options { world: shell.world.clone(), settings, demo: || demo::make_fresh().map_err(|e| e.message) };
    run::run(project, options).map_err(|why| Error::new(ErrorKind::Usage, why))
}

/// Reads the user's own keymap and theme; a keymap that was not asked for may be missing.
pub fn settings(shell: &Shell, given: &project::Settings) -> Settings {
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
    say(&super::whole().render_help().to_string());
    2
}
