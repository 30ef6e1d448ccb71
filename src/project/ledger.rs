//! The decision ledger of the line that the live file continues, and its page in markdown.

use super::show::same_file;
use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{Chapter, Cited, Decided, Fate, Id, Seen, ledger};
use crate::handoff::Handoff;
use crate::store::{self, Saved};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Component, Path};

/// How a page of decisions begins: by it baton knows its own.
const OWN: &str = "<!-- baton decisions: made from the handoff and its sessions; change those, then make it anew -->";

impl Project {
    /// Lists every decision.
    pub(super) fn decisions(&mut self) -> Result<Outcome, Error> {
        self.look_back();
        match self.decided() {
            none if none.is_empty() => {
                Err(Error::new(ErrorKind::Nothing, "no decision was taken yet").hint("add one: baton add decision TEXT --why WHY"))
            }
            decided => Ok(Outcome::Decisions(decided)),
        }
    }

    /// Writes the page of decisions.
    pub(super) fn write_decisions(&mut self, file: &Path, force: bool) -> Result<Outcome, Error> {
        let failed = |why: String| Error::new(ErrorKind::Failed, why);
        let Outcome::Decisions(decided) = self.decisions()? else { return Err(failed("there are no decisions".into())) };
        if !file.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
            return Err(Error::new(ErrorKind::Usage, format!("{} is not a path inside the project", file.display())));
        }
        let path = self.root.join(file);
        let own =
            file.components().find(|c| *c != Component::CurDir).is_some_and(|c| [".baton", ".git"].iter().any(|dir| c.as_os_str() == *dir));
        if own || self.place.as_ref().is_ok_and(|live| same_file(live, &path)) {
            let message = format!("{} is no place for a page: it is the handoff itself, or baton's or git's own", file.display());
            return Err(Error::new(ErrorKind::Usage, message).hint("name another file: baton decisions --write DECISIONS.md"));
        }
        let page = page(&decided);
        match store::read(&path, &self.root) {
            Ok(old) if old.text == page => {
                return Err(Error::new(ErrorKind::Nothing, format!("{} says all of that already", file.display())));
            }
            Ok(old) if !old.text.starts_with(OWN) && !force => {
                let message = format!("{} is not a page that baton made; it was not touched", file.display());
                return Err(Error::new(ErrorKind::Conflict, message).hint("name another file, or replace it with --force"));
            }
            Ok(old) => match store::save(&path, &self.root, &old.hash, page.as_bytes(), None) {
                Saved::Durable | Saved::NotDurable(_) => {}
                Saved::NotSaved(why) => return Err(failed(why)),
                Saved::Changed { .. } => {
                    return Err(Error::new(ErrorKind::Conflict, format!("somebody else just wrote {}", file.display())));
                }
            },
            Err(store::ReadError::Missing(_)) => store::create(&path, page.as_bytes()).map_err(failed)?,
            Err(e) => return Err(failed(e.to_string())),
        }
        Ok(Outcome::Written(file.display().to_string()))
    }

    /// Returns the decisions of the base, its ancestors and the live file, secrets masked.
    pub(super) fn decided(&self) -> Vec<Decided> {
        let chain = &self.past.chain;
        let base = self.parents_of(&[]).unwrap_or_else(|_| chain.heads());
        let places: Vec<usize> = chain.ancestry(&base).into_iter().rev().collect();
        let read = places.iter().filter_map(|p| Some((*p, self.handoff.again(self.text_of(chain.sessions()[*p].id).ok()?))));
        let read: Vec<(usize, Handoff)> = read.collect();
        let at: HashMap<usize, usize> = read.iter().enumerate().map(|(n, (place, _))| (*place, n)).collect();
        let mut chapters: Vec<Chapter> = Vec::with_capacity(read.len() + 1);
        for (place, handoff) in &read {
            let record = &chain.sessions()[*place];
            let parent = chain.parents(*place).iter().find_map(|p| at.get(p)).copied();
            chapters.push(Chapter { seen: Seen { id: Some(record.id), number: record.number }, parent, handoff });
        }
        if self.place.is_ok() {
            let parent = base.first().and_then(|p| at.get(p)).copied();
            chapters.push(Chapter { seen: Seen { id: None, number: chain.next_number(&base) }, parent, handoff: &self.handoff });
        }
        let mut decided = ledger(&chapters);
        for one in &mut decided {
            one.choice = self.safe(&one.choice);
            let parts = [&mut one.topic, &mut one.why, &mut one.alternatives, &mut one.who];
            parts.into_iter().for_each(|part| *part = part.as_deref().map(|text| self.safe(text)));
            if let Fate::Superseded { by: Some(by), .. } = &mut one.fate {
                *by = self.safe(by);
            }
        }
        decided
    }

    /// Returns the sessions of the line whose seals cite a path.
    pub(super) fn citing(&self, path: &str, base: &[usize]) -> Vec<(Id, u32)> {
        let path = path.strip_prefix("./").unwrap_or(path);
        if !path.contains(['/', '.']) {
            return Vec::new();
        }
        let sessions = self.past.chain.sessions();
        let cites = |place: &usize| {
            let seal = self.seal_of(sessions[*place].id).ok()?;
            seal.cites
                .iter()
                .any(|c| matches!(&c.what, Cited::Path(p) if p == path))
                .then(|| (sessions[*place].id, sessions[*place].number))
        };
        self.past.chain.ancestry(base).into_iter().rev().filter_map(|place| cites(&place)).collect()
    }
}

/// Writes the page: what holds first, then what is over; the same decisions give the same bytes.
fn page(decided: &[Decided]) -> String {
    let mut out = format!("{OWN}\n\n# Decisions\n");
    for (title, stands) in [("In force", true), ("No longer in force", false)] {
        let mut chosen = decided.iter().filter(|d| (d.fate == Fate::Stands) == stands).peekable();
        if chosen.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "\n## {title}");
        for one in chosen {
            let _ = writeln!(out, "\n### {}\n", plain(&one.choice));
            let mut line = |name: &str, text: &str| out += &format!("- **{name}:** {}\n", plain(text));
            one.why.iter().for_each(|why| line("Why", why));
            one.alternatives.iter().for_each(|text| line("Alternatives", text));
            one.who.iter().for_each(|who| line("Decided by", who));
            line("Since", &seen(one.since));
            one.changed.iter().for_each(|at| line("Changed", &seen(*at)));
            match &one.fate {
                Fate::Stands => {}
                Fate::Superseded { at, by } => {
                    line("Superseded", &seen(*at));
                    by.iter().for_each(|by| line("By", by));
                }
                Fate::Dropped(at) => line("Given up", &seen(*at)),
                Fate::Gone(at) => line("Left out without a word", &seen(*at)),
            }
        }
    }
    out
}

fn seen(seen: Seen) -> String {
    match seen.id {
        Some(id) => format!("session {} ({id})", seen.number),
        None => "the present draft".to_owned(),
    }
}

/// Keeps a text on its line and from opening a comment.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("<!--", "&lt;!--")
}
