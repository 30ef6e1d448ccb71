//! `baton search`: words in the live file, its companions and every session.

use super::chain_json;
use super::reply::Reply;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Hit, Outcome};
use crate::shown::Shown;

/// Find words in the live file, the files beside it, and every session
#[derive(clap::Args)]
pub struct Args {
    /// The words, in any case
    #[arg(value_name = "WORDS")]
    words: String,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let hits = match shell.execute(&mut project, Command::Search(self.words.clone()))? {
            Outcome::Hits(hits) => hits,
            other => return Err(unexpected(&other)),
        };
        let hit = |h: &Hit| chain_json::Hit {
            session: h.id.map(|id| id.to_string()),
            number: h.number,
            concept: h.concept.map(|c| c.id()),
            text: h.text.clone(),
            file: h.place.as_ref().map(|(file, _)| file.clone()),
            line: h.place.as_ref().map(|(_, line)| *line),
        };
        let body = chain_json::Search { words: self.words, hits: hits.iter().map(hit).collect() };
        let paint = shell.paint;
        Ok(shell.reply("baton.search/1", &body, || {
            let told = body.hits.iter().map(|h| {
                let place = match (h.session.as_deref(), &h.file, h.line) {
                    (Some(id), ..) => format!("{} {}", h.number, id.rsplit('-').next().unwrap_or(id)),
                    (None, Some(file), Some(line)) => format!("{}:{line}", Shown::new(file)),
                    _ => "live".into(),
                };
                let what = match h.concept {
                    Some(concept) => format!("{concept}: "),
                    None if h.session.is_some() && h.line.is_none() => "title: ".to_owned(),
                    None => String::new(),
                };
                format!("{}  {what}{}\n", paint.faint(&place), Shown::new(&h.text))
            });
            told.collect()
        }))
    }
}
