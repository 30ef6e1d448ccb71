//! `baton config`: the settings in force and where each comes from.

use super::reply::{Reply, pad, widest};
use super::shell::{Shell, unexpected};
use super::{json, panes};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;

/// Show the settings in force, and where each comes from
#[derive(clap::Args)]
pub struct Args {}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let settings = match shell.execute(&mut project, Command::Config)? {
            Outcome::Config(settings) => settings,
            other => return Err(unexpected(&other)),
        };
        let keys_and_theme = panes::settings(shell, &project.snapshot().settings);
        shell.notes.extend(keys_and_theme.warnings);
        let settings = settings.into_iter().map(|(name, value, origin)| json::Setting { name, value, origin }).collect();
        let config = json::Config { settings };
        let paint = shell.paint;
        Ok(shell.reply("baton.config/1", &config, || {
            let shown = |f: fn(&json::Setting) -> &String| config.settings.iter().map(|s| Shown::new(f(s)).to_string()).collect::<Vec<_>>();
            let (names, values, origins) = (shown(|s| &s.name), shown(|s| &s.value), shown(|s| &s.origin));
            let widths = (widest(names.iter().map(String::as_str)), widest(values.iter().map(String::as_str)));
            let rows = names.iter().zip(&values).zip(&origins);
            rows.map(|((n, v), o)| format!("{}  {}  {}\n", pad(n, widths.0), pad(v, widths.1), paint.faint(o))).collect()
        }))
    }
}
