//! `baton prompt`: the restoration prompt on stdout.

use super::json;
use super::reply::{Reply, count};
use super::shell::{Shell, unexpected};
use super::words;
use crate::project::{Command, Error, Outcome, Project};
use crate::prompt::{Budget, Profile, Prompt};
use crate::shown::Shown;

/// Most characters of `--brief`: hook output is cut at 10,000 (DESIGN §7).
const BRIEF: usize = 9_500;

/// Print the prompt that starts the next session
#[derive(clap::Args)]
#[command(
    after_help = "Into a pipe or file the bytes are exactly those that baton copies.\n\nExamples:\n  baton prompt | wl-copy\n  baton prompt --for chatgpt --budget 4000c > next.md"
)]
pub struct Args {
    #[command(flatten)]
    pub options: Options,
}

/// For whom the prompt is, and how long it may be
#[derive(clap::Args)]
pub struct Options {
    /// For whom: claude-code, chatgpt or human; by default what the settings say
    #[arg(long = "for", value_name = "PROFILE", value_parser = words::profile)]
    pub profile: Option<Profile>,
    /// At most so many characters, as 9500c
    #[arg(long, value_name = "BUDGET", value_parser = words::budget)]
    pub budget: Option<Budget>,
    /// Of this sealed session instead of the live file
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
    /// At most 9,500 characters
    #[arg(long, conflicts_with = "budget")]
    pub brief: bool,
}

impl Options {
    fn profile(&self, project: &Project) -> Profile {
        self.profile.unwrap_or(project.snapshot().settings.profile.value)
    }

    fn budget(&self) -> Budget {
        if self.brief { Budget::Chars(BRIEF) } else { self.budget.unwrap_or(Budget::Unlimited) }
    }

    /// Compiles the prompt, and says what did not fit.
    pub fn compile(&self, shell: &mut Shell, project: &mut Project) -> Result<Prompt, Error> {
        let (profile, budget) = (self.profile(project), self.budget());
        let command = match &self.session {
            Some(session) => Command::PromptOf { session: session.clone(), profile, budget },
            None => Command::Prompt { profile, budget },
        };
        match project.execute(command)? {
            Outcome::Prompt(prompt) => {
                if !prompt.left_out.is_empty() {
                    shell.note(format!("{} did not fit; the prompt says so", count(prompt.left_out.len(), "fact")));
                }
                Ok(prompt)
            }
            other => Err(unexpected(&other)),
        }
    }
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = if self.options.session.is_some() { shell.open()? } else { shell.open_live()? };
        let prompt = self.options.compile(shell, &mut project)?;
        let body = json::Prompt {
            profile: self.options.profile(&project).id(),
            budget_chars: match self.options.budget() {
                Budget::Unlimited => None,
                Budget::Chars(n) => Some(n),
            },
            chars: prompt.text.chars().count(),
            bytes: prompt.text.len(),
            carried: prompt.carried.len(),
            left_out: prompt.left_out.iter().map(json::LeftOut::from).collect(),
            text: prompt.text,
        };
        if shell.json {
            return Ok(Reply::json("baton.prompt/1", &body));
        }
        Ok(exact(shell, &body.text))
    }
}

/// Answers with a text byte for byte; only a terminal gets it made safe.
pub fn exact(shell: &Shell, text: &str) -> Reply {
    if shell.to_terminal {
        let lines: Vec<_> = Shown::lines(text).iter().map(Shown::to_string).collect();
        return Reply::text(lines.join("\n"));
    }
    Reply::exact(text)
}
