//! Changing the live file: plan, save, and merge when somebody else changed it meanwhile.

use super::dispute::Disputed;
use super::history::Turn;
use super::step::{Being, Step};
use super::{Changed, Error, ErrorKind, Outcome, Project, Unread};
use crate::document::{Document, Edit, Span};
use crate::handoff::{self, Handoff, Intent};
use crate::merge::{Order, merge3_with};
use crate::rules;
use crate::store::{self, Hash, Held, Saved};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a save is tried again when the file keeps changing.
const ATTEMPTS: usize = 20;
/// How many replaced texts are looked at again.
const HELD: usize = 4;
/// How long somebody else's writing may take to come to rest.
const REST: Duration = Duration::from_millis(250);

/// A text to be written, made from the text of the snapshot.
#[derive(Default)]
pub(super) struct Draft {
    /// What is done, in a few words.
    pub what: String,
    /// Which way it goes through the history.
    pub turn: Turn,
    /// The whole new text.
    pub text: String,
    /// Where the item concerned stands in it.
    pub item: Option<Span>,
    /// Whether it has the items of the snapshot, each in its place.
    pub order: Order,
    /// What happens to the chain with it. Such a text is not merged with what somebody else wrote meanwhile.
    pub chain: Option<Step>,
}

impl Project {
    /// Carries out intents as one step of undo.
    pub(super) fn edit(&mut self, intents: &[Intent]) -> Result<Outcome, Error> {
        self.edit_as(intents, describe_all(intents))
    }

    /// Carries out intents on an older text, and merges that with the file as it is.
    pub(super) fn edit_from(&mut self, base: String, intents: &[Intent]) -> Result<Outcome, Error> {
        self.editable()?;
        let what = describe_all(intents);
        let (ours, _) = self.planned(Arc::new(self.handoff.again(base.as_str())), intents)?;
        let order = order_after(intents);
        let texts = [base, ours.text().to_owned(), self.handoff.text().to_owned()];
        let disputed = Disputed::with_file(self.handoff.dialect(), texts, Draft { what: what.clone(), order, ..Draft::default() });
        if !disputed.merge.conflicts.is_empty() {
            self.dispute(disputed);
            return Err(conflict(format!("the same place was changed since \"{what}\" was begun; nothing was written")));
        }
        let text = disputed.merge.edit.apply(ours.text());
        let changed = self.write(Draft { what, text, order, ..Draft::default() })?;
        Ok(Outcome::Changed(Changed { merged: true, ..changed }))
    }

    /// Carries out intents as one step of undo with a name of its own.
    pub(super) fn edit_as(&mut self, intents: &[Intent], what: String) -> Result<Outcome, Error> {
        self.editable()?;
        let (now, item) = self.planned(Arc::clone(&self.handoff), intents)?;
        self.write(Draft { what, text: now.text().to_owned(), item, order: order_after(intents), ..Draft::default() }).map(Outcome::Changed)
    }

    /// Plans intents one after the other; returns the text that comes of them and where the last one's item stands.
    fn planned(&self, mut now: Arc<Handoff>, intents: &[Intent]) -> Result<(Arc<Handoff>, Option<Span>), Error> {
        let mut item = None;
        for intent in intents {
            let plan = handoff::plan(&now, intent).map_err(|refusal| {
                let kind = if refusal.stale { ErrorKind::Conflict } else { ErrorKind::Failed };
                Error::new(kind, self.safe(&refusal.message))
            })?;
            item = plan.item;
            if !plan.edit.is_empty() {
                now = Arc::new(now.again(plan.edit.apply(now.text())));
            }
        }
        Ok((now, item))
    }

    /// Takes the last change back, or makes the last undone one again.
    pub(super) fn turn(&mut self, turn: Turn) -> Result<Outcome, Error> {
        self.may_turn(turn)?;
        let _lock = self.state.lock();
        let told = self.need_history().catch_up();
        self.warn(told);
        self.load();
        self.may_turn(turn)?;
        let step = self.need_history().step(turn);
        let (verb, nothing) = match turn {
            Turn::Redo => ("again", "there is no undone change of baton's to make again"),
            _ => ("undone", "there is no change of baton's to take back"),
        };
        let step = step.ok_or_else(|| Error::new(ErrorKind::Nothing, nothing))?;
        if step.chain.is_some() {
            self.look_back();
        }
        let chain = step.chain.as_ref().map(|chain| self.reversed(chain));
        let comes = chain.as_ref().is_some_and(|chain| chain.live == Being::Comes);
        let (order, theirs) = if step.kept { (Order::Kept, Order::KeptByTheirs) } else { Default::default() };
        let text = if comes || self.handoff.text() == step.after {
            step.before
        } else {
            let merge = merge3_with(self.handoff.dialect(), theirs, &step.after, self.handoff.text(), &step.before);
            if !merge.conflicts.is_empty() {
                let texts = [step.after, step.before, self.handoff.text().to_owned()];
                let draft = Draft { what: step.what.clone(), turn, order, chain, ..Draft::default() };
                self.dispute(Disputed::with_file(self.handoff.dialect(), texts, draft));
                return Err(conflict(format!("the change \"{}\" meets a later one in the same place; nothing was written", step.what)));
            }
            merge.edit.apply(self.handoff.text())
        };
        let mut outcome = self.write_locked(Draft { what: step.what.clone(), turn, text, order, chain, ..Draft::default() })?;
        outcome.what = format!("{verb}: {}", step.what);
        Ok(Outcome::Changed(outcome))
    }

    /// Tells whether there is a file to turn back, or one that is made again.
    fn may_turn(&mut self, turn: Turn) -> Result<(), Error> {
        let there = self.place.is_ok() && !self.gone;
        let goes = |step: super::history::Step| step.chain.is_some_and(|chain| chain.live == Being::Goes);
        if !there && turn == Turn::Redo && self.need_history().step(turn).is_some_and(goes) { Ok(()) } else { self.editable() }
    }

    /// Saves a text; what somebody else wrote meanwhile is merged in, or becomes conflicts and nothing is written.
    pub(super) fn write(&mut self, draft: Draft) -> Result<Changed, Error> {
        let _lock = self.state.lock();
        let told = self.need_history().catch_up();
        self.warn(told);
        self.write_locked(draft)
    }

    /// Saves a text and takes the step of the chain that belongs to it, both or neither; the lock is held and the journal
    /// is up to date.
    pub(super) fn write_locked(&mut self, draft: Draft) -> Result<Changed, Error> {
        let before = Arc::clone(&self.handoff);
        let left = draft.chain.as_ref().filter(|step| step.moves).map(|step| step.from.clone());
        let done = self.write_once(draft);
        if let (Err(_), Some(base)) = (&done, left) {
            self.unpark(&base, before.text());
        }
        done
    }

    fn write_once(&mut self, mut draft: Draft) -> Result<Changed, Error> {
        // What somebody else wrote into a file since baton made it keeps it there.
        if let Some(step) = draft.chain.as_mut().filter(|step| step.live == Being::Goes && !draft.text.is_empty()) {
            step.live = Being::Stays;
        }
        match draft.chain.clone() {
            Some(step) if step.live == Being::Comes => return self.come(&draft, &step),
            Some(step) if step.live == Being::Goes => return self.go(&draft, &step),
            _ => {}
        }
        let path = self.live_path()?.to_path_buf();
        let base = Arc::clone(&self.handoff);
        self.need_history().begin(base.text());
        let (mut ours, mut now, mut expected) = (std::mem::take(&mut draft.text), base.text().to_owned(), self.hash.clone());
        let mut merged = false;
        for _ in 0..ATTEMPTS {
            if let Some(Err(why)) = draft.chain.as_ref().map(|step| self.leave(step, &now)) {
                return Err(Error::new(ErrorKind::Failed, why).hint("nothing was changed; mend that and try again"));
            }
            if ours == now {
                if !merged && draft.turn == Turn::Do && draft.chain.is_none() {
                    return Err(Error::new(ErrorKind::Nothing, "nothing has to change: the file says so already"));
                }
                return self.written(&draft, &now, &ours, true, merged);
            }
            let backup = self.state.path("in-place");
            let held = Held::of(&path, &self.root, &expected);
            let durable = match store::save(&path, &self.root, &expected, ours.as_bytes(), backup.as_deref()) {
                Saved::Durable => true,
                Saved::NotDurable(why) => {
                    self.warn([why]);
                    false
                }
                Saved::NotSaved(why) => {
                    return Err(Error::new(ErrorKind::Failed, why).hint("nothing of what you typed is lost; mend that and try again"));
                }
                Saved::Changed { now: bytes, displaced } => {
                    self.keep(&displaced);
                    if let Some(text) = str::from_utf8(&bytes).ok().filter(|t| !t.is_empty()) {
                        self.need_history().see(text);
                    }
                    let theirs = self.at_rest(&path, bytes)?;
                    if draft.chain.is_some() && draft.turn == Turn::Do {
                        self.adopt(&theirs);
                        self.need_history().see(&theirs);
                        self.show();
                        return Err(conflict(format!("{} was changed by somebody else at this moment; nothing was done", path.display())));
                    }
                    let merge = merge3_with(self.handoff.dialect(), draft.order, &now, &ours, &theirs);
                    if !merge.conflicts.is_empty() {
                        self.adopt(&theirs);
                        self.need_history().see(&theirs);
                        self.dispute(Disputed::with_file(self.handoff.dialect(), [now, ours, theirs], draft));
                        let message = format!("{} was changed by somebody else in the same place; nothing was written", path.display());
                        return Err(conflict(message));
                    }
                    ours = merge.edit.apply(&ours);
                    expected = Hash::of(theirs.as_bytes());
                    now = theirs;
                    merged = true;
                    continue;
                }
            };
            let older = (self.held.len() + 1).saturating_sub(HELD);
            self.held.drain(..older);
            self.held.extend(held.filter(|held| held.is_replaced(&path)));
            return self.written(&draft, &now, &ours, durable, merged);
        }
        Err(Error::new(ErrorKind::Failed, format!("{} keeps changing; nothing was written", path.display()))
            .hint("try again when it has come to rest"))
    }

    /// Takes over what is on disk now: in the journal, in the snapshot, in the answer.
    pub(super) fn written(&mut self, draft: &Draft, before: &str, now: &str, durable: bool, merged: bool) -> Result<Changed, Error> {
        self.need_history().see(before);
        if let Some(Err(why)) = draft.chain.as_ref().map(|step| self.take_step(step, now)) {
            let made = draft.chain.as_ref().is_some_and(|step| step.live == Being::Comes);
            return Err(self.put_back((!made).then_some(before), now, why));
        }
        let history = self.need_history();
        history.record(&draft.what, draft.turn, now, draft.order == Order::Kept, draft.chain.as_ref());
        if history.is_behind() {
            self.warn(["the journal cannot be written: until it can, undo lasts only as long as baton runs".to_owned()]);
        }
        self.adopt(now);
        self.reconsider(false);
        self.show();
        let item = draft.item.filter(|_| !merged).and_then(|span| self.handoff.all_items().iter().find(|i| i.span == span));
        let item = item.map(|i| self.handoff.reference(i));
        Ok(Changed { what: draft.what.clone(), item, lines: touched(before, now), durable, merged })
    }

    /// Gives the live file its text from before a step of the chain that failed (`None`: there was no file), and says that.
    fn put_back(&mut self, before: Option<&str>, now: &str, why: String) -> Error {
        let backup = self.state.path("in-place");
        let (hash, path) = (Hash::of(now.as_bytes()), self.live_path().map(std::path::Path::to_path_buf));
        let saved = match (path, before) {
            (Ok(_), Some(before)) if before == now => Saved::Durable,
            (Ok(path), Some(before)) => store::save(&path, &self.root, &hash, before.as_bytes(), backup.as_deref()),
            (Ok(path), None) => store::remove(&path, &self.root, &hash).map_or_else(Saved::NotSaved, |()| Saved::Durable),
            (Err(e), _) => Saved::NotSaved(e.message),
        };
        let there = before.is_some();
        let before = before.unwrap_or_default();
        let error = Error::new(ErrorKind::Failed, why);
        let error = match saved {
            Saved::Durable | Saved::NotDurable(_) => {
                self.adopt(before);
                if !there {
                    self.place = Err(Unread::Missing);
                }
                error.hint("nothing was changed; mend that and try again")
            }
            Saved::NotSaved(_) | Saved::Changed { .. } => {
                let kept = self.state.keep(before.as_bytes());
                let place = kept.map_or("could not be kept".to_owned(), |path| format!("is kept in {}", path.display()));
                self.load();
                let text = self.handoff.text().to_owned();
                self.need_history().see(&text);
                error.hint(format!("the live file is another now; its text from before {place}"))
            }
        };
        self.look_back();
        self.show();
        error
    }

    /// Makes a sentence about the file safe: what is a secret in it is masked.
    pub(super) fn safe(&self, sentence: &str) -> String {
        rules::masked(sentence, &rules::scan(sentence, &self.checks)).to_string()
    }

    /// Tells whether the live file can be edited.
    pub(super) fn editable(&self) -> Result<(), Error> {
        self.live_path()?;
        self.view_only.as_ref().map_or(Ok(()), |why| Err(Error::new(ErrorKind::Failed, why.clone())))
    }

    /// Makes `text`, which is on disk now, the text of the project.
    pub(super) fn adopt(&mut self, text: &str) {
        self.hash = Hash::of(text.as_bytes());
        self.handoff = Arc::new(self.handoff.again(text));
        if self.place == Err(Unread::Missing) {
            self.place = self.find_live();
        }
    }

    /// Returns what somebody else is writing once two looks agree and it is text.
    fn at_rest(&self, path: &std::path::Path, mut bytes: Vec<u8>) -> Result<String, Error> {
        let deadline = Instant::now() + REST;
        loop {
            std::thread::sleep(Duration::from_millis(2));
            let read = store::read(path, &self.root).map_err(|e| Error::new(ErrorKind::Failed, format!("not saved: {e}")))?;
            let same = read.text.as_bytes() == bytes;
            let late = Instant::now() >= deadline;
            if let Some(why) = read.view_only {
                if late {
                    return Err(Error::new(ErrorKind::Conflict, format!("not saved: {why}")));
                }
            } else if (same && !bytes.is_empty()) || late {
                return Ok(read.text);
            }
            bytes = read.text.into_bytes();
        }
    }

    /// Keeps what somebody has written into a text since that was replaced, and tells of it; tells whether there was any.
    pub(super) fn look_at_held(&mut self) -> bool {
        let late: Vec<Vec<u8>> =
            self.held.iter_mut().filter_map(Held::written_since).filter(|bytes| Hash::of(bytes) != self.hash).collect();
        for bytes in &late {
            let kept = self.state.keep(bytes).map_or("could not be kept".to_owned(), |p| format!("is kept in {}", p.display()));
            self.warn([format!("somebody was still writing the file when it was saved here; the text {kept}: baton paste takes it in")]);
        }
        if !late.is_empty() {
            self.show();
        }
        !late.is_empty()
    }

    /// Keeps versions that a race left nowhere else.
    fn keep(&mut self, displaced: &[Vec<u8>]) {
        for bytes in displaced {
            let place = self.state.keep(bytes).map_or("it could not be kept".to_owned(), |p| format!("it is kept in {}", p.display()));
            self.warn([format!("several writers met; one text was replaced while baton looked: {place}")]);
        }
    }
}

/// Makes the error of something that a person must settle.
fn conflict(message: String) -> Error {
    Error::new(ErrorKind::Conflict, message).hint("look at what stands there now and make the change again")
}

/// Returns the first and last line of `after` that differ from `before`, from 1.
fn touched(before: &str, after: &str) -> Option<(usize, usize)> {
    let edit = Edit::between(before, after);
    let splice = edit.splices().first()?;
    let document = Document::parse(after);
    let end = splice.span.start + splice.with.trim_end_matches(['\r', '\n']).len();
    Some((document.line_at(splice.span.start) + 1, document.line_at(end.max(splice.span.start)) + 1))
}

/// Says whether intents leave every item in its place.
fn order_after(intents: &[Intent]) -> Order {
    let words =
        |i: &Intent| matches!(i, Intent::SetText { .. } | Intent::SetWhy { .. } | Intent::SetStatus { .. } | Intent::SetObjective { .. });
    if intents.iter().all(words) { Order::Kept } else { Order::Unknown }
}

fn describe_all(intents: &[Intent]) -> String {
    match intents {
        [one] => describe(one),
        _ => format!("{} changes", intents.len()),
    }
}

/// Says in a few words what an intent does.
fn describe(intent: &Intent) -> String {
    match intent {
        Intent::Add { concept, .. } => format!("added to {}", concept.id()),
        Intent::SetText { item, .. } => format!("changed the text of {}", plain(item)),
        Intent::SetWhy { item, why } if why.as_deref().is_none_or(|w| w.trim().is_empty()) => {
            format!("removed the reason of {}", plain(item))
        }
        Intent::SetWhy { item, .. } => format!("changed the reason of {}", plain(item)),
        Intent::SetStatus { item, status } => format!("set {} to {}", plain(item), status.id()),
        Intent::Remove { item } => format!("removed {}", plain(item)),
        Intent::Move { item, to } => format!("moved {} to place {to}", plain(item)),
        Intent::SetObjective { .. } => "changed the objective".into(),
        Intent::SetBody { heading, .. } if heading.is_empty() => "changed the text before the first heading".into(),
        Intent::SetBody { heading, .. } => format!("changed the text under \"{}\"", heading.trim_matches(['#', ' '])),
    }
}

fn plain(item: &handoff::ItemRef) -> String {
    handoff::ItemRef { fingerprint: None, ..item.clone() }.to_string()
}
