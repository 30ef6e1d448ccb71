//! `baton copy`: the restoration prompt onto the clipboard.

use super::json;
use super::prompt::Options;
use super::reply::Reply;
use super::shell::Shell;
use crate::clipboard::{self, Copied, Ladder, Rung};
use crate::project::{Error, Snapshot};
use crate::shown::Shown;

/// Copy the prompt that starts the next session
#[derive(clap::Args)]
#[command(
    after_help = "It says which way the text went and how many bytes arrived; the text is in a file too.\nExit 1 when no clipboard was reached."
)]
pub struct Args {
    #[command(flatten)]
    options: Options,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = if self.options.session.is_some() { shell.open()? } else { shell.open_live()? };
        let prompt = self.options.compile(shell, &mut project)?;
        let copied = clipboard::copy(&prompt.text, &ladder(shell, &project.snapshot()));
        let exit = u8::from(!copied.reached_a_clipboard());
        Ok(shell.reply("baton.copied/1", &body(&copied, None), || Shown::new(&copied.sentence()).to_string()).with_exit(exit))
    }
}

/// Returns the ways out that this shell and these settings have.
pub fn ladder(shell: &Shell, now: &Snapshot) -> Ladder {
    let command = Some(now.settings.clipboard.value.clone()).filter(|c| !c.is_empty());
    Ladder { command, state: shell.world.state.clone() }
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
