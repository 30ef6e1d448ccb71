//! `baton list`: the items with their references.

use super::reply::Reply;
use super::shell::{Shell, live_name, unexpected};
use super::words::ConceptWord;
use super::{items, json};
use crate::handoff::Concept;
use crate::project::{Command, Error, ErrorKind, Outcome};

/// List the items with their references
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  baton list decisions\n  baton list tasks --json | jq -r '.items[] | select(.status.kind == \"open\") | .ref'"
)]
pub struct Args {
    /// Only this kind: decisions, tasks, pending, objective, …
    #[arg(value_name = "CONCEPT", value_parser = ConceptWord)]
    concept: Option<Concept>,
    /// Also the older blocks of a running log
    #[arg(long)]
    all: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let places = match shell.execute(&mut project, Command::List { concept: self.concept, history: self.all })? {
            Outcome::List(places) => places,
            other => return Err(unexpected(&other)),
        };
        let now = project.snapshot();
        let found = places.iter().filter_map(|n| now.handoff.all_items().get(*n));
        let list = json::List { file: live_name(&now), items: found.map(|i| items::to_json(&now.handoff, &now.masked, i)).collect() };
        if list.items.is_empty() && !shell.json {
            let what = self.concept.map_or("item", Concept::id);
            return Err(Error::new(ErrorKind::Nothing, format!("there is no {what} in {}", list.file))
                .hint("see how the file was understood with: baton read"));
        }
        let paint = shell.paint;
        Ok(shell.reply("baton.list/1", &list, || items::to_text(&list.items, paint)))
    }
}
