//! `baton completions`: completion scripts for shells.

use super::json;
use super::reply::Reply;
use super::shell::Shell;
use crate::project::Error;
use clap_complete::{Shell as Kind, generate};

/// Print the completion script for a shell
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton completions bash > ~/.local/share/bash-completion/completions/baton\n  baton completions fish > ~/.config/fish/completions/baton.fish"
)]
pub struct Args {
    /// Which shell
    #[arg(value_name = "SHELL")]
    kind: Kind,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut script = Vec::new();
        generate(self.kind, &mut super::whole(), "baton", &mut script);
        let text = String::from_utf8_lossy(&script).into_owned();
        let body = json::Text { name: self.kind.to_string(), text };
        Ok(shell.reply("baton.completions/1", &body, || body.text.clone()))
    }
}
