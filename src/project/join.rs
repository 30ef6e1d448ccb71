//! Merging: a live file that git left in conflict, or another head of the chain.
//!
//! The result is a draft with two bases: the next seal is the merge.

use super::dispute::{Disputed, With};
use super::history::Turn;
use super::step::Step;
use super::{Error, ErrorKind, Outcome, Project, Side, now};
use crate::chain::{HeaderFacts, seal_header};
use crate::merge::{Conflict, Order, Take, Unmarked, is_as_left, merge3_with, unmarked};
use crate::sources;

/// What a merge came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// What was merged, in a few words.
    pub what: String,
    /// Who ours and theirs are.
    pub sides: [String; 2],
    /// What was settled; with nothing written, what must be settled.
    pub conflicts: Vec<Conflict>,
    /// Whether the live file was written.
    pub written: bool,
    /// What stood in a head and is in the result no more, though no side removed it: rule `merge-lost-item`.
    pub lost: Vec<String>,
    /// What is still to be done by hand.
    pub remains: Option<String>,
}

impl Project {
    /// Merges; conflicts are settled by `side`, or nothing is written and they wait.
    pub(super) fn merge(&mut self, other: Option<&str>, side: Option<Side>) -> Result<Outcome, Error> {
        drop(self.look_anew());
        self.editable()?;
        let again = |waits: &Disputed| match (other, &waits.with) {
            (Some(_), With::Session(_)) => true,
            (_, with) => *with == With::Git,
        };
        if !self.disputed.as_ref().is_none_or(again) {
            self.nothing_waits()?;
        }
        let disputed = match other {
            Some(other) => self.sides_of_head(other)?,
            None => self.sides_of_git()?,
        };
        self.disputed = None;
        let take = match side {
            Some(Side::Theirs) => Take::Theirs,
            Some(Side::Ours) => Take::Ours,
            None if disputed.merge.conflicts.is_empty() => Take::Ours,
            None => {
                let conflicts = self.masked_conflicts(disputed.merge.conflicts.clone());
                let (what, sides) = (disputed.what.clone(), disputed.sides.each_ref().map(|side| self.safe(side)));
                self.dispute(disputed);
                return Ok(Outcome::Merged(Merged { what, sides, conflicts, written: false, lost: vec![], remains: None }));
            }
        };
        let choices = vec![take; disputed.merge.conflicts.len()];
        self.finish(disputed, &choices)
    }

    /// Takes the sides from the markers in the live file, or better, where it is as git left it, from git's index.
    pub(super) fn sides_of_git(&self) -> Result<Disputed, Error> {
        let live = self.live_path()?.to_path_buf();
        let none = || {
            Error::new(ErrorKind::Nothing, format!("{} is in no conflict of git", live.display()))
                .hint("name the session to merge: baton merge ID")
        };
        let stages = self.stages(&live);
        let add = format!("tell git: git add {} (seal with a commit does it)", self.live_name());
        let Some(marked) = unmarked(self.handoff.text()) else {
            return Err(match stages {
                Some(_) => Error::new(ErrorKind::Nothing, format!("{} has no conflict markers (any more)", live.display())).hint(add),
                None => none(),
            });
        };
        let remains = stages.is_some().then_some(add);
        let Unmarked { ours, theirs, base, has_base, labels } = marked;
        let texts = match stages {
            Some([base, ours, theirs]) if is_as_left(self.handoff.text(), &base, &ours, &theirs) => [base, ours, theirs],
            Some([first, ..]) if !has_base => [first, ours, theirs],
            _ => [base, ours, theirs],
        };
        let [base, ours, theirs] = self.under_one_header(texts);
        let merge = merge3_with(self.handoff.dialect(), Order::Unknown, &base, &ours, &theirs);
        let branch = self.git.as_ref().and_then(|git| git.head.branch.as_deref());
        let name = |label: &str, other: &str| if label.is_empty() { other.to_owned() } else { label.to_owned() };
        let mine = match (labels[0].as_str(), branch) {
            ("HEAD" | "", Some(branch)) => format!("{branch}, where you are"),
            (label, _) => name(label, "where you are"),
        };
        let step = Step { from: self.past.markers.clone(), to: self.markers(), ..Step::default() };
        Ok(Disputed {
            texts: [base, ours, theirs],
            with: With::Git,
            sides: [mine, name(&labels[1], "what is merged in")],
            what: "merged git's two sides".into(),
            turn: Turn::Do,
            chain: Some(step),
            remains,
            order: Order::Unknown,
            merge,
        })
    }

    /// Returns what git's index holds of the live file in conflict: base, ours, theirs.
    fn stages(&self, live: &std::path::Path) -> Option<[String; 3]> {
        let top = sources::top_level(&self.root)?;
        let real = live.canonicalize().unwrap_or_else(|_| live.to_path_buf());
        let name = real.strip_prefix(top.canonicalize().unwrap_or_else(|_| top.clone())).ok()?.display().to_string();
        let ours = sources::stage(&top, &name, 2)?;
        let theirs = sources::stage(&top, &name, 3)?;
        Some([sources::stage(&top, &name, 1).unwrap_or_default(), ours, theirs])
    }

    /// Takes the live file as ours and a session as theirs; their base is the nearest common ancestor.
    pub(super) fn sides_of_head(&self, other: &str) -> Result<Disputed, Error> {
        self.must_be_the_live_file()?;
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
        let [base, ours_text, theirs] = self.under_one_header([base, self.handoff.text().to_owned(), theirs]);
        let merge = merge3_with(self.handoff.dialect(), Order::Unknown, &base, &ours_text, &theirs);
        let to = ours.iter().chain([&place]).map(|p| chain.sessions()[*p].id.to_string()).collect();
        let record = &chain.sessions()[place];
        let by = if record.by.is_empty() { String::new() } else { format!(" by {}", record.by) };
        let mine = match *ours.as_slice() {
            [] => "the live file".into(),
            [one] if self.sealed_now() == Some(one) => format!("the live file, {}", self.past.name(one)),
            [one, ..] => format!("the live file, draft after {}", self.past.name(one)),
        };
        Ok(Disputed {
            texts: [base, ours_text, theirs],
            with: With::Session(record.id.to_string()),
            sides: [mine, format!("{}{by}", self.past.name(place))],
            what: format!("merged session {}", record.number),
            turn: Turn::Do,
            chain: Some(Step { from: self.past.markers.clone(), to, ..Step::default() }),
            remains: None,
            order: Order::Unknown,
            merge,
        })
    }

    /// Gives texts the same header values: those are set by every seal and are no matter to settle.
    pub(super) fn under_one_header<const N: usize>(&self, texts: [String; N]) -> [String; N] {
        let Ok(time) = now().parse() else { return texts };
        let facts = HeaderFacts { time, number: self.past.chain.next_number(&self.past.base_places()) };
        texts.map(|text| seal_header(&self.handoff.again(text.as_str()), &facts).edit.apply(&text))
    }
}
