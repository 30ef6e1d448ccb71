//! `baton adopt`: existing handoffs become sessions.

use super::chain_json::{Adopted, AdoptedFile};
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;
use std::path::PathBuf;

/// Seal existing handoffs, each as the parent of the next; the last becomes the base
#[derive(clap::Args)]
#[command(after_help = "Example:\n  baton adopt handoffs/2026-10-*.md SESSION-HANDOFF.md")]
pub struct Args {
    /// The files, the oldest first
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let sessions = match project.execute(Command::TakeIn(self.files))? {
            Outcome::TakenIn(sessions) => sessions,
            other => return Err(unexpected(&other)),
        };
        let body = Adopted { sessions: sessions.into_iter().map(|(id, file)| AdoptedFile { id: id.to_string(), file }).collect() };
        let paint = shell.paint;
        Ok(shell.reply("baton.adopted/1", &body, || {
            body.sessions.iter().map(|s| format!("{}  {}\n", paint.faint(&s.id), Shown::new(&s.file))).collect()
        }))
    }
}
