//! `baton copy`: the restoration prompt onto the clipboard.

use super::json;
use super::prompt::Options;
use super::reply::{Reply, count};
use super::shell::Shell;
use crate::clipboard::{self, Copied, Ladder, Rung};
use crate::project::Error;

/// Copy the prompt that starts the next session
#[derive(clap::Args)]
#[command(after_help = "It says which way the text went and how many bytes arrived; the text is in a file too.")]
pub struct Args {
    #[command(flatten)]
    options: Options,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let prompt = self.options.compile(shell)?;
        let copied = clipboard::copy(&prompt.text, &ladder(shell));
        let exit = if copied.rung == Rung::Nowhere { 1 } else { 0 };
        Ok(shell.reply("baton.copied/1", &body(&copied, None), || told(&copied)).with_exit(exit))
    }
}

/// Returns the ways out that this shell has.
pub fn ladder(shell: &Shell) -> Ladder {
    Ladder { command: None, state: shell.world.state.clone() }
}

/// Makes the JSON of a copy, with the text where it is part of the answer.
pub fn body(copied: &Copied, text: Option<String>) -> json::Copied {
    let (served_by, seen) = match &copied.rung {
        Rung::Command(command) => (format!("command {command}"), true),
        Rung::Native => ("clipboard".into(), true),
        Rung::Tmux => ("tmux".into(), true),
        Rung::Osc52 => ("osc52".into(), false),
        Rung::File => ("file".into(), true),
        Rung::Nowhere => ("nowhere".into(), false),
    };
    let file = copied.file.as_ref().map(|f| f.display().to_string());
    json::Copied { served_by, seen, bytes: copied.bytes, file, failed: copied.failed.clone(), text }
}

/// Says in a sentence what was seen of a copy.
pub fn told(copied: &Copied) -> String {
    let bytes = count(copied.bytes, "byte");
    let file = copied.file.as_ref().map(|f| format!("; also in {}", f.display())).unwrap_or_default();
    let failed = || if copied.failed.is_empty() { String::new() } else { format!(" ({})", copied.failed.join("; ")) };
    match &copied.rung {
        Rung::Command(command) => format!("copied by {command}: {bytes}{file}"),
        Rung::Native => format!("copied: {bytes}, read back from the clipboard{file}"),
        Rung::Tmux => format!("copied: {bytes}, read back from tmux's buffer{file}"),
        Rung::Osc52 => format!("sent {bytes} to the terminal, which does not say whether it took them{file}"),
        Rung::File => {
            let file = copied.file.as_ref().map(|f| f.display().to_string()).unwrap_or_default();
            format!("no clipboard here; {bytes} are in {file}{}", failed())
        }
        Rung::Nowhere => format!("nothing was copied{}", failed()),
    }
}
