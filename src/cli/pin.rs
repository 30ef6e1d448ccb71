//! `baton pin`: a constraint that reaches every later prompt.

use super::edit::intend;
use super::reply::Reply;
use super::shell::{Shell, find};
use crate::handoff::{Concept, Intent, ItemRef};
use crate::project::Error;

/// Pin a constraint: it reaches every later prompt unchanged until it is retired
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton pin \"Never write to the production database\"\n  baton pin decisions/2            pin what an item says\n  baton retire constraints/1 --why \"the migration is done\""
)]
pub struct Args {
    /// The constraint, or an item that says it; - reads it from stdin
    #[arg(value_name = "TEXT|REF")]
    what: String,
    /// Why it must hold; - reads it from stdin
    #[arg(long, value_name = "WHY")]
    why: Option<String>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let (what, given) = (shell.typed(self.what)?, shell.typed_in(self.why)?);
        let mut project = shell.open_live()?;
        let now = project.snapshot();
        let (text, why) = match ItemRef::parse(&what) {
            Ok(reference) => {
                let item = find(&now.handoff, &reference)?;
                (now.handoff.edit_text(item), given.or_else(|| item.why.as_ref().map(|w| w.text.clone())))
            }
            Err(_) => (what, given),
        };
        intend(shell, &mut project, Intent::Add { concept: Concept::Constraints, text, why, status: None })
    }
}
