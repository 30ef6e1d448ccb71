//! Merging: a live file that git left in conflict, or another head of the chain.
//!
//! The result is a draft with two bases: the next seal is the merge.

use super::history::Turn;
use super::step::Step;
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project, Side, now};
use crate::chain::{HeaderFacts, seal_header};
use crate::handoff::Handoff;
use crate::merge::{self, Conflict, Merge, merge3};
use crate::sources;

/// What a merge came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// What was merged, in a few words.
    pub what: String,
    /// What is settled by the side that was asked for; with none asked for, what must be settled.
    pub conflicts: Vec<Conflict>,
    /// Whether the live file was written.
    pub written: bool,
    /// What stood in a head and is in the result no more, though no side removed it: rule `merge-lost-item`.
    pub lost: Vec<String>,
}

/// The three texts of a merge and where it leads.
struct Sides {
    base: String,
    ours: String,
    theirs: String,
    to: Vec<String>,
    what: String,
}

impl Project {
    /// Merges; conflicts are settled by `side`, or nothing is written.
    pub(super) fn merge(&mut self, other: Option<&str>, side: Option<Side>) -> Result<Outcome, Error> {
        self.gather();
        let _lock = self.state.lock();
        let told = self.need_history().catch_up();
        self.warn(told);
        self.load();
        self.look_back();
        self.editable()?;
        let sides = match other {
            Some(other) => self.sides_of_head(other)?,
            None => self.sides_of_git()?,
        };
        let [base, ours, theirs] = self.under_one_header(&sides);
        let merge: Merge = merge3(&base, &ours, &theirs);
        let shown = self.masked_conflicts(merge.conflicts.clone());
        if !merge.conflicts.is_empty() && side.is_none() {
            return Ok(Outcome::Merged(Merged { what: sides.what, conflicts: shown, written: false, lost: vec![] }));
        }
        let keep = match side {
            Some(Side::Theirs) => merge::Side::Theirs,
            _ => merge::Side::Ours,
        };
        let text = merge.settle(&vec![keep; merge.conflicts.len()]).apply(&ours);
        let lost: Vec<String> = lost(&ours, &theirs, &base, &text).iter().map(|text| self.safe(text)).collect();
        let step = Step { from: self.past.markers.clone(), to: sides.to, ..Step::default() };
        self.write_locked(Draft { what: sides.what.clone(), turn: Turn::Do, text, item: None, chain: Some(step) })?;
        self.show();
        Ok(Outcome::Merged(Merged { what: sides.what, conflicts: shown, written: true, lost }))
    }

    /// Takes the sides from git's index, which holds them while the live file is in conflict.
    fn sides_of_git(&self) -> Result<Sides, Error> {
        let live = self.live_path()?.to_path_buf();
        let none = || {
            Error::new(ErrorKind::Nothing, format!("{} is in no conflict of git", live.display()))
                .hint("name the session to merge: baton merge ID")
        };
        let top = sources::top_level(&self.root).ok_or_else(none)?;
        let real = live.canonicalize().unwrap_or_else(|_| live.clone());
        let name = real.strip_prefix(top.canonicalize().unwrap_or_else(|_| top.clone())).map_err(|_| none())?.display().to_string();
        let ours = sources::stage(&top, &name, 2).ok_or_else(none)?;
        let theirs = sources::stage(&top, &name, 3).ok_or_else(none)?;
        let base = sources::stage(&top, &name, 1).unwrap_or_default();
        Ok(Sides { base, ours, theirs, to: self.markers(), what: "merged the two sides of git's conflict".into() })
    }

    /// Takes the live file as ours and a session as theirs; their base is the nearest common ancestor.
    fn sides_of_head(&self, other: &str) -> Result<Sides, Error> {
        let chain = &self.past.chain;
        let place = self.session(other)?;
        let ours = self.parents_of(&[])?;
        let mine = chain.ancestry(&ours);
        if mine.contains(&place) {
            return Err(Error::new(ErrorKind::Nothing, self.safe(&format!("{} is part of the base already", self.past.name(place)))));
        }
        let common = chain.ancestry(&[place]).into_iter().find(|p| mine.contains(p));
        let base = common.map_or(Ok(String::new()), |p| self.text_of(chain.sessions()[p].id))?;
        let theirs = self.text_of(chain.sessions()[place].id)?;
        let to = ours.iter().chain([&place]).map(|p| chain.sessions()[*p].id.to_string()).collect();
        let what = format!("merged session {}", chain.sessions()[place].number);
        Ok(Sides { base, ours: self.handoff.text().to_owned(), theirs, to, what })
    }

    /// Gives the three texts the same header values: those are set by every seal and are no matter to settle.
    fn under_one_header(&self, sides: &Sides) -> [String; 3] {
        let texts = [&sides.base, &sides.ours, &sides.theirs];
        let Ok(time) = now().parse() else { return texts.map(String::clone) };
        let facts = HeaderFacts { time, number: self.past.chain.next_number(&self.past.base_places()) };
        texts.map(|text| seal_header(&Handoff::parse(text.as_str()), &facts).edit.apply(text))
    }
}

/// Returns the items of either side that are neither in the result nor were removed by the other side.
fn lost(ours: &str, theirs: &str, base: &str, result: &str) -> Vec<String> {
    let texts = |text: &str| -> Vec<String> {
        Handoff::parse(text).all_items().iter().map(|i| i.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let (ours, theirs, base, result) = (texts(ours), texts(theirs), texts(base), texts(result));
    let gone = |side: &[String], other: &[String]| -> Vec<String> {
        let stays = |t: &&String| result.contains(t) || (base.contains(t) && !other.contains(t));
        side.iter().filter(|t| !stays(t)).cloned().collect()
    };
    let mut lost = gone(&ours, &theirs);
    lost.extend(gone(&theirs, &ours));
    lost.sort();
    lost.dedup();
    lost
}
