//! `baton search`: words in the live file and every session.

use super::chain_json;
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Hit, Outcome};
use crate::shown::Shown;

/// Find words in the live file and in every session
#[derive(clap::Args)]
pub struct Args {
    /// The words, in any case
    #[arg(value_name = "WORDS")]
    words: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let hits = match project.execute(Command::Search(self.words.clone()))? {
            Outcome::Hits(hits) => hits,
            other => return Err(unexpected(&other)),
        };
        let hit = |h: &Hit| chain_json::Hit {
            session: h.id.map(|id| id.to_string()),
            number: h.number,
            concept: h.concept.map(|c| c.id()),
            text: h.text.clone(),
        };
        let body = chain_json::Search { words: self.words, hits: hits.iter().map(hit).collect() };
        let paint = shell.paint;
        Ok(shell.reply("baton.search/1", &body, || {
            let told = body.hits.iter().map(|h| {
                let place =
                    h.session.as_deref().map_or("live".into(), |id| format!("{} {}", h.number, id.rsplit('-').next().unwrap_or(id)));
                format!("{}  {}: {}\n", paint.faint(&place), h.concept.unwrap_or("title"), Shown::new(&h.text))
            });
            told.collect()
        }))
    }
}
