//! What two sides changed in the same place: nothing is written until each conflict is settled, then all of it at once.
//!
//! Every source of conflicts ends here: a file changed by somebody else, an edit made on an older text, an undo that
//! meets a later change, git's conflict, another head of the chain.

use super::history::Turn;
use super::step::Step;
use super::write::Draft;
use super::{Error, ErrorKind, Merged, Outcome, Project};
use crate::handoff::{Dialect, Handoff};
use crate::merge::{Conflict, Lost, Merge, Order, Take, lost, merge3_with};
use std::sync::Arc;

/// Conflicts that wait for a person, as a screen shows them.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// What is done once they are settled, in a few words.
    pub what: String,
    /// Who ours and theirs are.
    pub sides: [String; 2],
    /// The conflicts in the order of the file; none when everything goes together and only has to be written.
    pub conflicts: Vec<Conflict>,
    /// How many other changes of theirs go together with ours.
    pub joined: usize,
    /// The ids of the conflicts that hold a masked secret: their text cannot be edited here.
    pub veiled: Vec<String>,
    /// What is still to be done by hand afterwards.
    pub remains: Option<String>,
}

/// Whom the live file is merged with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum With {
    /// Theirs is what stands in the live file now.
    File,
    /// Ours is the live file, theirs a session.
    Session(String),
    /// The live file holds both sides.
    Git,
}

/// A merge that waits.
pub(super) struct Disputed {
    /// Base, ours, theirs.
    pub texts: [String; 3],
    pub with: With,
    pub sides: [String; 2],
    pub what: String,
    pub turn: Turn,
    pub chain: Option<Step>,
    pub remains: Option<String>,
    /// What is known of how ours came of the base.
    pub order: Order,
    pub merge: Merge,
}

impl Disputed {
    /// Makes what comes of a change from `base` to `ours` that meets the text of the file now; `draft` is what was to be written.
    pub(super) fn with_file(dialect: &Arc<Dialect>, texts: [String; 3], draft: Draft) -> Disputed {
        let Draft { what, turn, order, chain, .. } = draft;
        let merge = merge3_with(dialect, order, &texts[0], &texts[1], &texts[2]);
        let ours = match turn {
            Turn::Do | Turn::Told => "your change",
            Turn::Undo => "as it was before your change",
            Turn::Redo => "as your change left it",
        };
        let sides = [ours.into(), "the file now, by somebody else".into()];
        Disputed { texts, with: With::File, sides, what, turn, chain, remains: None, order, merge }
    }

    /// Returns the text that comes of these choices.
    fn text(&self, taken: &[Take]) -> String {
        self.merge.settle(taken).apply(&self.texts[1])
    }

    /// Lists what stood in a side and is in the result no more, though no side removed it.
    fn lost(&self, dialect: &Arc<Dialect>, text: &str) -> Vec<Lost> {
        let read = |text: &str| Handoff::parse_with(text, dialect);
        let [base, ours, theirs] = self.texts.each_ref().map(|text| read(text));
        lost(&base, &[&ours, &theirs], &read(text))
    }
}

impl Project {
    /// Keeps a merge for a person to settle.
    pub(super) fn dispute(&mut self, disputed: Disputed) {
        self.disputed = Some(disputed);
        self.show();
    }

    /// Returns what waits to be settled, as it may be shown.
    pub(super) fn disputed_shown(&self) -> Option<Dispute> {
        let disputed = self.disputed.as_ref()?;
        let raw = &disputed.merge.conflicts;
        let conflicts = self.masked_conflicts(raw.clone());
        let veiled = conflicts.iter().zip(raw).filter(|(shown, raw)| shown != raw).map(|(c, _)| c.id.clone()).collect();
        let sides = disputed.sides.each_ref().map(|side| self.safe(side));
        let (joined, remains) = (disputed.merge.edit.splices().len(), disputed.remains.clone());
        Some(Dispute { what: self.safe(&disputed.what), sides, conflicts, joined, veiled, remains })
    }

    /// Settles every conflict that waits, each named by its id, and writes the result.
    pub(super) fn resolve(&mut self, taken: &[(String, Take)]) -> Result<Outcome, Error> {
        // A file that cannot be read now is told by the write below.
        let _ = self.refresh();
        self.look_back();
        self.reconsider(true);
        let disputed = self.disputed.take().ok_or_else(|| Error::new(ErrorKind::Nothing, "nothing waits to be settled"))?;
        match choices(&disputed.merge.conflicts, taken) {
            Ok(choices) => self.finish(disputed, &choices),
            Err(error) => {
                self.dispute(disputed);
                Err(error)
            }
        }
    }

    /// Writes a merge with these choices; kept when it cannot be written.
    pub(super) fn finish(&mut self, disputed: Disputed, choices: &[Take]) -> Result<Outcome, Error> {
        let text = disputed.text(choices);
        let lost: Vec<String> = disputed.lost(self.handoff.dialect(), &text).iter().map(|lost| self.safe(&lost.text)).collect();
        let draft = Draft { what: disputed.what.clone(), turn: disputed.turn, text, chain: disputed.chain.clone(), ..Draft::default() };
        match self.write(draft) {
            Ok(changed) if disputed.with == With::File => Ok(Outcome::Changed(changed)),
            Ok(_) => {
                self.warn(disputed.remains.clone());
                self.show();
                let conflicts = self.masked_conflicts(disputed.merge.conflicts);
                let (sides, remains) = (disputed.sides, disputed.remains);
                Ok(Outcome::Merged(Merged { what: disputed.what, sides, conflicts, written: true, lost, remains }))
            }
            Err(error) if error.kind == ErrorKind::Nothing => {
                self.show();
                Ok(Outcome::Text("the file stays as it is".into()))
            }
            Err(error) => {
                // What somebody else wrote at this moment may have opened another one.
                if self.disputed.is_none() {
                    self.disputed = Some(disputed);
                    self.reconsider(true);
                }
                self.show();
                Err(error)
            }
        }
    }

    /// Forgets what waits to be settled; the file stays as it is.
    pub(super) fn give_up(&mut self) -> Result<Outcome, Error> {
        let disputed = self.disputed.take().ok_or_else(|| Error::new(ErrorKind::Nothing, "nothing waits to be settled"))?;
        self.show();
        Ok(Outcome::Text(format!("not done: {}; the file stays as it is", disputed.what)))
    }

    /// Merges anew what waits, since the live file, or with `all` anything, is other than it was.
    pub(super) fn reconsider(&mut self, all: bool) {
        let Some(mut disputed) = self.disputed.take() else { return self.meet_git() };
        let now = self.handoff.text();
        match &disputed.with {
            With::File if disputed.texts[2] == now => self.disputed = Some(disputed),
            With::File => {
                disputed.texts[2] = now.to_owned();
                let [base, ours, theirs] = &disputed.texts;
                disputed.merge = merge3_with(self.handoff.dialect(), disputed.order, base, ours, theirs);
                if disputed.merge.conflicts.is_empty() {
                    let told = format!("what \"{}\" met is gone from the file: make the change again", self.safe(&disputed.what));
                    self.warn([told]);
                } else {
                    self.disputed = Some(disputed);
                }
            }
            With::Session(_) | With::Git if !all && disputed.texts[1] == now => self.disputed = Some(disputed),
            With::Session(session) => match self.sides_of_head(&session.clone()) {
                Ok(again) => self.disputed = Some(again),
                Err(error) => self.warn([format!("not merged any more: {}", error.message)]),
            },
            With::Git => self.meet_git(),
        }
    }

    /// Opens the conflict that git left in the live file.
    pub(super) fn meet_git(&mut self) {
        if self.disputed.is_none() && self.view_only.is_none() && self.handoff.text().contains("<<<<<<<") {
            self.disputed = self.sides_of_git().ok();
        }
    }

    /// Refuses while a change waits that another would cut across; git's conflict is refused by its own rule.
    pub(super) fn nothing_waits(&self) -> Result<(), Error> {
        match &self.disputed {
            Some(disputed) if disputed.with != With::Git => {
                let message = format!("\"{}\" waits to be settled", self.safe(&disputed.what));
                Err(Error::new(ErrorKind::Conflict, message).hint("settle it first, or give it up"))
            }
            _ => Ok(()),
        }
    }
}

/// Returns what is taken for each conflict.
fn choices(conflicts: &[Conflict], taken: &[(String, Take)]) -> Result<Vec<Take>, Error> {
    if let Some((id, _)) = taken.iter().find(|(id, _)| !conflicts.iter().any(|c| c.id == *id)) {
        let message = format!("the conflict {id} is not there any more: something changed meanwhile; nothing was written");
        return Err(Error::new(ErrorKind::Conflict, message).hint("look at what conflicts now"));
    }
    let mut choices = Vec::new();
    for (n, conflict) in conflicts.iter().enumerate() {
        let Some((_, take)) = taken.iter().rfind(|(id, _)| *id == conflict.id) else {
            let open = conflicts.iter().filter(|c| !taken.iter().any(|(id, _)| *id == c.id)).count();
            return Err(Error::new(ErrorKind::Conflict, format!("{open} left to settle; nothing was written")));
        };
        if *take == Take::Both && conflict.both.is_none() {
            let message = format!("conflict {} has no both: only two additions can stand side by side", n + 1);
            return Err(Error::new(ErrorKind::Usage, message).hint("take ours or theirs"));
        }
        choices.push(take.clone());
    }
    Ok(choices)
}
