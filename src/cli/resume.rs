//! `baton resume`: the restoration prompt with what changed since the seal, on stdout.

use super::json;
use super::prompt::{Target, exact, left_out};
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome};

/// Print the prompt with what changed since the last seal
#[derive(clap::Args)]
#[command(
    after_help = "The changes are those of the cited files and the commits since; --tree looks at the whole work tree, too.\n\nExamples:\n  baton resume --brief            for a hook, whose output is cut at 10,000 characters\n  baton resume --for codex | codex"
)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    /// Say also whether the work tree has uncommitted changes (asks git, which takes longer)
    #[arg(long)]
    tree: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let (profile, budget) = (self.target.profile(&project), self.target.budget(&project));
        match shell.execute(&mut project, Command::Resume { profile: profile.clone(), budget, tree: self.tree })? {
            Outcome::Resumed { prompt, since } => {
                left_out(shell, &prompt);
                if shell.json {
                    let prompt = json::Prompt::new(&profile, budget, prompt);
                    return Ok(Reply::json("baton.resume/1", &json::Resume { prompt, since }));
                }
                Ok(exact(shell, &prompt.text))
            }
            other => Err(unexpected(&other)),
        }
    }
}
