//! `baton prompt`: the restoration prompt on stdout.

use super::json;
use super::reply::{Reply, count};
use super::shell::{Shell, unexpected};
use super::words;
use crate::project::{Command, Error, Outcome, Project};
use crate::prompt::{Budget, Profile, Prompt};
use crate::shown::Shown;

/// Print the prompt that starts the next session
#[derive(clap::Args)]
#[command(
    after_help = "Into a pipe or file the bytes are exactly those that baton copies.\n\nA token is counted as OpenAI's o200k counts it; for other models that is an estimate.\n\nExamples:\n  baton prompt | wl-copy\n  baton prompt --for chatgpt --budget 400t > next.md"
)]
pub struct Args {
    #[command(flatten)]
    pub options: Options,
}

/// Which prompt, for whom, and how long it may be
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    pub target: Target,
    /// Of this sealed session instead of the live file
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
}

/// For whom a prompt is, and how long it may be
#[derive(clap::Args)]
pub struct Target {
    /// For whom: claude-code, codex, chatgpt, session-context, human, or a template of your own; by default what the settings say
    #[arg(long = "for", alias = "profile", value_name = "PROFILE", value_parser = words::profile)]
    profile: Option<Profile>,
    /// At most so many tokens or characters, as 400t or 9500c
    #[arg(long, value_name = "BUDGET", value_parser = words::budget)]
    budget: Option<Budget>,
    /// At most 9,500 characters
    #[arg(long, conflicts_with = "budget")]
    brief: bool,
}

impl Target {
    pub fn profile(&self, project: &Project) -> Profile {
        self.profile.clone().unwrap_or_else(|| project.snapshot().settings.profile.value.clone())
    }

    pub fn budget(&self, project: &Project) -> Budget {
        if self.brief { Budget::BRIEF } else { self.budget.unwrap_or(project.snapshot().settings.budget.value) }
    }
}

impl Options {
    /// Compiles the prompt, and says what did not fit.
    pub fn compile(&self, shell: &mut Shell, project: &mut Project) -> Result<Prompt, Error> {
        let (profile, budget) = (self.target.profile(project), self.target.budget(project));
        let command = match &self.session {
            Some(session) => Command::PromptOf { session: session.clone(), profile, budget },
            None => Command::Prompt { profile, budget },
        };
        match shell.execute(project, command)? {
            Outcome::Prompt(prompt) => {
                left_out(shell, &prompt);
                Ok(prompt)
            }
            other => Err(unexpected(&other)),
        }
    }
}

/// Says how much of the handoff did not fit.
pub fn left_out(shell: &mut Shell, prompt: &Prompt) {
    if !prompt.left_out.is_empty() {
        shell.note(format!("{} did not fit; the prompt says so", count(prompt.left_out.len(), "fact")));
    }
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = if self.options.session.is_some() { shell.open()? } else { shell.open_live()? };
        let prompt = self.options.compile(shell, &mut project)?;
        if shell.json {
            let target = &self.options.target;
            return Ok(Reply::json("baton.prompt/1", &json::Prompt::new(&target.profile(&project), target.budget(&project), prompt)));
        }
        Ok(exact(shell, &prompt.text))
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
