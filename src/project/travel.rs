//! Going through the chain: the next page, another session, back to an earlier one.

use super::past::words;
use super::seal::Source;
use super::step::{Being, Parked, Sealed, Step};
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project, Unread, now};
use crate::chain::{HeaderFacts, Id, Left, Page, Turn as Turned, turn};

/// Where a command led.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// What was done, in a few words.
    pub what: String,
    /// The session that the live file continues now.
    pub to: Id,
    /// The session that was left.
    pub from: Option<Id>,
    /// Whether a draft was put aside.
    pub parked: bool,
    /// Whether a draft that was put aside there earlier is the live file again.
    pub restored: bool,
    /// The git command that would bring the project's own files back to that session's commit.
    pub git: Option<String>,
}

/// How many months are looked through for what killed processes left, before anything is written.
const LATEST: usize = 2;

impl Project {
    /// Turns the page, or shows how (`preview`).
    pub(super) fn next_page(&mut self, preview: bool) -> Result<Outcome, Error> {
        self.gather();
        self.refresh_quietly();
        self.look_back();
        self.editable()?;
        let Some(place) = self.sealed_now() else {
            return Err(
                Error::new(ErrorKind::Conflict, "the live file is not sealed; the page was not turned").hint("seal it first: baton seal")
            );
        };
        let time = now().parse().map_err(|_| Error::new(ErrorKind::Failed, "the clock gives a year that no session can have"))?;
        let number = self.past.chain.next_number(&[place]);
        let actor = Some(self.world.actor.clone()).filter(|a| !a.is_empty());
        let turned: Turned = turn(&self.handoff, &Page { header: HeaderFacts { time, number }, actor });
        if turned.edit.is_empty() {
            return Err(Error::new(ErrorKind::Nothing, "the page has nothing that turning it would change"));
        }
        if !preview {
            let text = turned.edit.apply(self.handoff.text());
            let what = format!("turned the page to session {number}");
            self.write(Draft { what, text, ..Draft::default() })?;
        }
        Ok(Outcome::Turned { turned: Box::new(turned), number })
    }

    /// Continues from another session.
    pub(super) fn switch(&mut self, words: &str, park: bool) -> Result<Outcome, Error> {
        let _lock = self.settle_down()?;
        let place = self.session(words)?;
        let id = self.past.chain.sessions()[place].id;
        let from = self.base_ids();
        let draft = self.leaves_draft(park)?;
        let parked = self.parked_at(id, draft);
        let restored = parked.is_some();
        if from == [id] && !draft && !restored && self.place.is_ok() {
            return Err(Error::new(ErrorKind::Nothing, format!("the live file is {} already", self.past.name(place))));
        }
        let Parked { base: to, text } = match parked {
            Some(parked) => parked,
            None => Parked { base: vec![id.to_string()], text: self.text_of(id)? },
        };
        let number = |id: Id| self.past.chain.place(id).map(|p| self.past.chain.sessions()[p].number);
        let others = to.iter().filter_map(|m| m.parse().ok()).filter(|other| *other != id).filter_map(number);
        let merged: String = others.map(|n| format!(", merged with session {n}")).collect();
        let what = format!("switched to session {}{merged}", self.past.chain.sessions()[place].number);
        let step = Step { from: self.past.markers.clone(), to, live: self.comes(), moves: true, ..Step::default() };
        self.write_locked(Draft { what: what.clone(), text, chain: Some(step), ..Draft::default() })?;
        self.show();
        Ok(Outcome::Moved(Moved { what, to: id, from: from.first().copied(), parked: draft, restored, git: self.checkout_of(id) }))
    }

    /// Puts the text of an earlier session into the live file and seals that, with what did not work.
    ///
    /// What is sealed there is a person's seal when a key was pressed for it.
    pub(super) fn roll_back(&mut self, to: &str, why: &str, park: bool, person: bool) -> Result<Outcome, Error> {
        self.may_seal(person)?;
        let why = words(why);
        if why.is_empty() {
            return Err(Error::new(ErrorKind::Usage, "rolling back takes a reason").hint("say in one line what did not work: --why WHY"));
        }
        self.may_be_recorded([why.as_str()])?;
        let _lock = self.settle_down()?;
        let place = self.session(to)?;
        let record = self.past.chain.sessions()[place].clone();
        let parents = self.parents_of(&[])?;
        if parents == [place] {
            return Err(Error::new(ErrorKind::Nothing, format!("{} is the base already", self.past.name(place)))
                .hint("undo takes edits back one by one"));
        }
        let draft = self.leaves_draft(park)?;
        let handoff = self.handoff.again(self.text_of(record.id)?);
        let path = self.live_name();
        let after = self.after(&parents);
        let source = Source { handoff: &handoff, path: &path, after: &after, git: self.git_claim(), live: false };
        let (mut seal, _, text) = self.seal_for(&source)?;
        seal.restores = Some(record.id);
        seal.by = self.actor(person);
        // What was left is every base, unless that is where it goes.
        let left = parents.iter().filter(|p| **p != place).map(|p| self.past.chain.sessions()[*p].id);
        seal.leaves = left.map(|id| Left { id, why: Some(why.clone()), unknown: Default::default() }).collect();
        seal.title = words(&format!("Back to session {}: {why}", record.number)).chars().take(90).collect();
        let (id, _) = seal.id();
        let adds = vec![Sealed { id, seal: seal.write(), text: Some(text.clone()) }];
        let (from, to) = (self.past.markers.clone(), vec![id.to_string()]);
        let step = Step { from, to, adds, live: self.comes(), moves: true, ..Step::default() };
        let what = format!("rolled back to session {}", record.number);
        let from = self.base_ids().first().copied();
        self.write_locked(Draft { what: what.clone(), text, chain: Some(step), ..Draft::default() })?;
        self.show();
        Ok(Outcome::Moved(Moved { what, to: id, from, parked: draft, restored: false, git: self.checkout_of(record.id) }))
    }

    /// Takes the lock and looks at everything anew.
    pub(super) fn look_anew(&mut self) -> crate::store::Lock {
        let first = !self.gathered;
        self.gather_beside();
        let lock = self.state.lock();
        self.sweep(LATEST);
        let told = self.need_history().catch_up();
        self.warn(told);
        self.load();
        self.look_back();
        if first {
            self.reconsider(false);
        }
        lock
    }

    /// Looks at everything anew, and refuses where the live file cannot be changed now.
    pub(super) fn settle_down(&mut self) -> Result<crate::store::Lock, Error> {
        let lock = self.look_anew();
        self.must_be_the_live_file()?;
        if self.place.is_ok() {
            self.editable()?;
        }
        self.nothing_waits()?;
        Ok(lock)
    }

    pub(super) fn refresh_quietly(&mut self) {
        // A file that cannot be read shows as the reason why it cannot be edited.
        let _ = self.refresh();
    }

    /// Tells whether going somewhere else makes the live file.
    fn comes(&self) -> Being {
        if self.place == Err(Unread::Missing) { Being::Comes } else { Being::Stays }
    }

    /// Tells whether a draft is left, which `park` must allow; that of a file that is gone is its last text.
    fn leaves_draft(&mut self, park: bool) -> Result<bool, Error> {
        let text = match self.last_text() {
            Some(lost) => lost,
            None if self.place == Err(Unread::Missing) => return Ok(false),
            None => {
                self.live_path()?;
                self.handoff.text().to_owned()
            }
        };
        let draft = self.is_draft_of(&self.markers(), &text);
        if draft && !park && self.place.is_err() {
            let message = format!("{} is gone, and its last text has changes that are not sealed", self.live_name());
            return Err(
                Error::new(ErrorKind::Conflict, message).hint("write it back, to seal it: baton init; or put the changes aside: --park")
            );
        }
        if draft && !park {
            return Err(Error::new(ErrorKind::Conflict, "the live file has changes that are not sealed")
                .hint("seal them first: baton seal; or put them aside: --park"));
        }
        Ok(draft)
    }

    /// Returns the command that brings the project's own files to the commit that a session names.
    fn checkout_of(&self, id: Id) -> Option<String> {
        let commit = self.seal_of(id).ok()?.git?.commit;
        (!commit.is_empty() && commit.bytes().all(|b| b.is_ascii_hexdigit())).then(|| format!("git checkout {commit} -- ."))
    }
}
