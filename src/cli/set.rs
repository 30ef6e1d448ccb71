//! `baton set`: another status, text or why for an item, or another objective.

use super::edit::intend;
use super::reply::Reply;
use super::shell::Shell;
use super::words::{self, status};
use crate::handoff::{Concept, Intent, StatusKind};
use crate::project::{Error, ErrorKind};

/// Change an item: its status, text or why; or the objective
#[derive(clap::Args)]
#[command(
    override_usage = "baton set REF status STATUS\n       baton set REF text TEXT\n       baton set REF why WHY\n       baton set objective TEXT",
    after_help = "Examples:\n  baton set tasks/2 status done\n  baton set decisions/1 why \"measured: 3 times faster\"\n  baton set decisions/1 why \"\"          take the why away\n  baton set objective \"Implement password reset\""
)]
pub struct Args {
    /// The item, as baton list shows it (tasks/2), or objective
    #[arg(value_name = "REF")]
    target: String,
    /// What to change (status, text, why) and its value; - reads it from stdin
    #[arg(value_name = "VALUE", required = true, num_args = 1..)]
    values: Vec<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let intent = intent(shell, &self.target, self.values)?;
        let mut project = shell.open_live()?;
        let handoff = &project.snapshot().handoff;
        let intent = match intent {
            // One line is the item's words: what stands below them is not said again.
            Intent::SetText { item, text } => {
                let text = handoff.resolve(&item).map_or(text.clone(), |found| handoff.edit_words(found, &text));
                Intent::SetText { item, text }
            }
            other => other,
        };
        intend(shell, &mut project, intent)
    }
}

fn intent(shell: &mut Shell, target: &str, mut values: Vec<String>) -> Result<Intent, Error> {
    let usage = |message: String| {
        Error::new(ErrorKind::Usage, message).hint("examples: baton set tasks/2 status done; baton set objective \"TEXT\"")
    };
    if !target.contains('/') && Concept::from_word(target) == Some(Concept::Objective) {
        return Ok(Intent::SetObjective { text: shell.typed(values.join(" "))? });
    }
    let item = words::reference(target).map_err(usage)?;
    let field = values.remove(0);
    if values.is_empty() {
        return Err(usage(format!("set {target} what? Write: baton set {target} text \"{field}\"")));
    }
    let value = shell.typed(values.join(" "))?;
    match field.as_str() {
        "status" => match status(&value) {
            Some(status) => Ok(Intent::SetStatus { item, status }),
            None => Err(usage(format!("\"{value}\" is no status; there are {}", StatusKind::ALL.map(StatusKind::id).join(", ")))),
        },
        "text" => Ok(Intent::SetText { item, text: value }),
        "why" | "reason" => Ok(Intent::SetWhy { item, why: Some(value).filter(|w| !w.trim().is_empty()) }),
        _ => Err(usage(format!("an item has no \"{field}\" to set; it has status, text and why"))),
    }
}
