//! What came of an effect.

use super::super::edit::{Session, Target};
use super::super::overlay::{Choice, Marked, Menu, Overlay};
use super::super::{Effect, Model, Pane};
use super::chain;
use super::closing;
use super::ledger;
use crate::clipboard::{Copied, Rung};
use crate::handoff::ItemRef;
use crate::project::{Changed, Command, Draft, Error, ErrorKind, Format, Merged, Outcome, Snapshot, Unread};
use std::sync::Arc;

/// Takes in the end of a command.
pub(super) fn ran(model: &mut Model, command: Command, result: Result<Outcome, Error>, snapshot: Arc<Snapshot>) -> Vec<Effect> {
    take(model, snapshot);
    let result = match (&command, result) {
        (Command::Log, Ok(Outcome::Log(log))) => {
            chain::logged(model, Ok(*log));
            return vec![];
        }
        (Command::Log, Err(error)) => {
            chain::logged(model, Err(error));
            return vec![];
        }
        (Command::Peek(peek), Ok(Outcome::Peeked(seen))) => {
            chain::peeked(model, *peek, Ok(*seen));
            return vec![];
        }
        (Command::Peek(peek), Err(error)) => {
            chain::peeked(model, *peek, Err(error));
            return vec![];
        }
        (_, result) => result,
    };
    let session = model.waiting.iter().position(|(c, _)| *c == command).map(|n| model.waiting.remove(n).1);
    let mut effects = Vec::new();
    match result {
        Ok(outcome) => {
            if let (Command::Resolve(_), Some(target)) = (&command, model.settling.of.take()) {
                model.parked.retain(|d| d.target != target);
                effects.push(Effect::KeepDraft(model.parked.last().cloned()));
            }
            if session.is_some() && model.session().is_none() {
                effects.push(Effect::KeepDraft(model.parked.last().cloned()));
            }
            effects.extend(done(model, &command, outcome));
        }
        Err(error) => {
            model.copying = None;
            let text = sentence(&error);
            match session {
                Some(session) if model.snapshot.dispute.is_some() && error.kind == ErrorKind::Conflict => {
                    let draft = session.draft();
                    model.settling.of = Some(draft.target.clone());
                    model.parked.retain(|d| d.target != draft.target);
                    model.parked.push(draft);
                    super::settle::open(model);
                    model.say("the same place was changed meanwhile: nothing is written before it is settled");
                }
                // The file was another one already when the text was taken: once more, from the text that it was opened on.
                Some(session) if error.kind == ErrorKind::Conflict && matches!(command, Command::Edit(_) | Command::EditAll(_)) => {
                    match session.command_on(&model.snapshot.handoff) {
                        Some(again @ Command::EditFrom { .. }) => {
                            model.waiting.push((again.clone(), session));
                            effects.push(Effect::Run(again));
                        }
                        _ => reopen(model, session, text),
                    }
                }
                Some(session) => reopen(model, session, text),
                None if ledger::is_quiet(&command, &error) => {}
                None if closing::failed(model, &command, &text) => {}
                None => {
                    if model.snapshot.dispute.is_some() && error.kind == ErrorKind::Conflict {
                        super::settle::open(model);
                    }
                    model.fail(text);
                }
            }
        }
    }
    effects
}

fn done(model: &mut Model, command: &Command, outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Changed(changed) => {
            let follows = matches!(command, Command::Undo | Command::Redo | Command::Fix(_));
            if let Some(item) = changed.item.as_ref().filter(|i| follows || Pane::of(i.concept) == model.focus) {
                model.go_to(item);
            }
            model.say(changed_words(model, command, &changed));
        }
        Outcome::Text(text) if *command == Command::Ask => return vec![Effect::Copy { text, what: "request" }],
        Outcome::Text(text) => model.say(text),
        Outcome::Prompt(prompt) => return vec![Effect::Copy { text: prompt.text, what: "prompt" }],
        Outcome::Proposed { waiting, same, .. } => {
            if waiting.is_empty() {
                model.say(match same.len() {
                    0 => "nothing in that text was understood as an item of a handoff",
                    _ => "the handoff says all of that already",
                });
                return vec![];
            }
            model.same = same;
            if !model.overlays.iter().any(|o| matches!(o, Overlay::Review(_))) {
                model.overlays.push(Overlay::Review(Marked::default()));
            }
        }
        Outcome::Inbox(left) => model.say(match left.len() {
            0 => "nothing is left to review".to_owned(),
            n => format!("{n} left to review"),
        }),
        Outcome::Merged(merged) if !merged.written => super::settle::open(model),
        Outcome::Merged(merged) if model.chain().is_none() => model.say(merged_words(&merged)),
        outcome @ (Outcome::Moved(_) | Outcome::Merged(_) | Outcome::Hits(_) | Outcome::Verified { .. }) => chain::done(model, outcome),
        Outcome::TakenIn(taken) => model.say(taken.words()),
        Outcome::Ahead(ahead) => closing::looked(model, command, *ahead),
        Outcome::Sealed(report) => closing::sealed(model, *report),
        Outcome::Committed { id, commit } => closing::committed(model, id, commit),
        Outcome::Turned { turned, number } => closing::turned(model, command, *turned, number),
        Outcome::Decisions(decided) => ledger::list(model, decided),
        Outcome::Why(story) => ledger::story(model, &story),
        Outcome::Settled { finding, places: 1 } => model.say(format!("settled: {}", finding.message)),
        Outcome::Settled { finding, places } => model.say(format!("settled in all {places} places: {}", finding.message)),
        _ => {}
    }
    vec![]
}

fn merged_words(merged: &Merged) -> String {
    let mut text = merged.what.clone();
    match merged.lost.len() {
        0 => {}
        1 => text += &format!(" · not in it: {}", merged.lost[0]),
        n => text += &format!(" · {n} items of the sides are not in it: ! shows them"),
    }
    text + &merged.remains.as_ref().map(|remains| format!(" · {remains}")).unwrap_or_default()
}

fn changed_words(model: &Model, command: &Command, changed: &Changed) -> String {
    let mut text = changed.what.clone();
    if let Some((first, last)) = changed.lines {
        text += &if first == last { format!(" · line {first}") } else { format!(" · lines {first}-{last}") };
    }
    if changed.merged {
        text += " · somebody else's change was taken in too";
    }
    if !changed.durable {
        text += " · written, but the disk has not confirmed it";
    }
    let back = matches!(
        command,
        Command::Edit(_) | Command::EditAll(_) | Command::EditFrom { .. } | Command::Fix(_) | Command::Keep(_) | Command::Resolve(_)
    );
    if back && model.snapshot.undo.is_some() {
        let keys = model.settings.keymap.keys_of(super::super::actions::Action::Undo, super::super::actions::Place::Panes);
        text += &keys.first().map(|k| format!(" · {k} takes it back")).unwrap_or_default();
    }
    text
}

/// Opens a text area again whose text could not be written.
fn reopen(model: &mut Model, mut session: Session, why: String) {
    session.refused = Some(why);
    model.focus = match &session.target {
        Target::Item(item) => Pane::of(item.concept),
        Target::Add(concept) => Pane::of(*concept),
        Target::Body { .. } | Target::Conflict(_) => Pane::Everything,
    };
    let snapshot = model.snapshot.clone();
    let older = session.opened.as_ref().is_some_and(|opened| opened.text() != snapshot.handoff.text());
    if let Target::Item(item) = &mut session.target
        && let Some(found) = nearest(&snapshot, item)
    {
        model.go_to(&found);
        // In the text that it was opened on it has the name that it had there.
        if !older {
            *item = found;
        }
    }
    model.overlays.push(Overlay::Edit(session));
    model.refill();
}

/// Finds the item again; when its text has changed meanwhile, the one at its place.
fn nearest(snapshot: &Snapshot, item: &ItemRef) -> Option<ItemRef> {
    let handoff = &snapshot.handoff;
    let place = ItemRef { fingerprint: None, ..item.clone() };
    handoff.resolve(item).or_else(|_| handoff.resolve(&place)).ok().map(|i| handoff.reference(i))
}

/// Says what is wrong and what to do.
pub(super) fn sentence(error: &Error) -> String {
    match &error.hint {
        Some(hint) => format!("{}: {hint}", error.message),
        None => error.message.clone(),
    }
}

/// Says what was seen of a copy, no more.
pub(super) fn copied(model: &mut Model, copied: &Copied) {
    let what = model.copying.take().map(|what| format!("{what}: ")).unwrap_or_default();
    let text = format!("{what}{}", copied.sentence());
    if copied.rung == Rung::Nowhere { model.fail(text) } else { model.say(text) }
}

/// Writes a number with a comma between groups of three digits.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Takes a new state of the project in; marks stay on their items.
pub(super) fn take(model: &mut Model, snapshot: Arc<Snapshot>) {
    if Arc::ptr_eq(&model.snapshot, &snapshot) {
        return;
    }
    chain::changed(model);
    let marked: Vec<Option<ItemRef>> = model.lists.iter().map(|l| l.reference(&model.snapshot)).collect();
    let another = model.snapshot.root != snapshot.root || model.snapshot.live != snapshot.live;
    let drafted = model.snapshot.draft.is_some();
    let before = std::mem::replace(&mut model.snapshot, snapshot);
    let told = |warning: &&String| !another && before.warnings.contains(warning);
    model.unsaid.extend(model.snapshot.warnings.iter().rev().filter(|w| !told(w)).cloned());
    model.refill();
    let snapshot = model.snapshot.clone();
    for (list, reference) in model.lists.iter_mut().zip(marked) {
        if let Some(reference) = reference {
            list.mark(&snapshot, &reference);
        }
    }
    let lengths = (snapshot.inbox.len(), snapshot.findings.len(), snapshot.dispute.is_some());
    let left_out = snapshot.prompt.as_ref().map_or(0, |p| p.left_out.len());
    for overlay in &mut model.overlays {
        match overlay {
            Overlay::Review(marked) => marked.row = marked.row.min(lengths.0.saturating_sub(1)),
            Overlay::Findings(marked) => marked.row = marked.row.min(lengths.1.saturating_sub(1)),
            Overlay::LeftOut(marked) => marked.row = marked.row.min(left_out.saturating_sub(1)),
            _ => {}
        }
    }
    let typed = match model.overlays.last() {
        Some(Overlay::Edit(session @ Session { target: Target::Conflict(_), .. })) if !lengths.2 => Some(session.draft().text),
        _ => None,
    };
    model.overlays.retain(|o| match o {
        Overlay::Review(_) => lengths.0 > 0,
        Overlay::Findings(_) => lengths.1 > 0,
        Overlay::Conflicts => lengths.2,
        Overlay::Edit(Session { target: Target::Conflict(_), .. }) => lengths.2,
        Overlay::LeftOut(_) => left_out > 0,
        _ => true,
    });
    if model.snapshot.arrival != before.arrival {
        model.greets = model.snapshot.arrival.is_some();
    }
    if before.elsewhere.is_empty() && !model.snapshot.elsewhere.is_empty() {
        model.greets = true;
    }
    if another {
        model.overlays.retain(|o| !matches!(o, Overlay::Closing(_) | Overlay::Turning(_)));
        model.overlays.retain(|o| !matches!(o, Overlay::Menu(menu) if menu.stays));
        model.open_what_waits();
        return;
    }
    // A draft that a crash left is found behind the first frame; what is open by then stays in front.
    if let Some(draft) = snapshot.draft.as_ref().filter(|_| !drafted) {
        model.overlays.insert(0, Overlay::Menu(recovery(draft)));
    }
    model.settling.follow(snapshot.dispute.as_ref());
    if let Some(text) = typed {
        super::settle::put_aside(model, &text);
    }
    if lengths.2 && before.dispute.is_none() {
        super::settle::open(model);
    }
}

impl Model {
    /// Fills every list from the snapshot.
    pub(in crate::app) fn refill(&mut self) {
        let snapshot = self.snapshot.clone();
        let target = self.session().map(|s| s.target.clone());
        let focus = self.focus;
        for (list, pane) in self.lists.iter_mut().zip(Pane::ALL) {
            list.fill(&snapshot, pane, target.as_ref().filter(|_| pane == focus));
        }
        let indent = if self.list(focus).marks { 2 } else { 0 };
        if let Some(Overlay::Edit(session)) = self.overlays.last_mut() {
            session.indent = indent;
        }
    }

    /// Opens what a person has to answer before anything else: no file, a conflict, a text that a crash left.
    pub(in crate::app) fn open_what_waits(&mut self) {
        let snapshot = self.snapshot.clone();
        match &snapshot.live {
            Err(unread) => self.overlays.push(Overlay::Menu(first_run(unread, &snapshot))),
            Ok(_) => {
                if let Some(draft) = &snapshot.draft {
                    self.overlays.push(Overlay::Menu(recovery(draft)));
                }
            }
        }
        if snapshot.dispute.is_some() {
            super::settle::open(self);
        }
    }

    /// Returns the session that takes up a draft again, where its place is still there.
    pub(in crate::app) fn resumed(&mut self, draft: &Draft) -> Option<Session> {
        let session = match Target::parse(&draft.target)? {
            Target::Add(concept) => {
                self.focus = Pane::of(concept);
                Session::add(concept)
            }
            Target::Item(reference) => {
                let found = nearest(&self.snapshot, &reference)?;
                self.go_to(&found);
                let handoff = self.snapshot.handoff.clone();
                Session::item(self, handoff.resolve(&found).ok()?)
            }
            Target::Body { heading, nth } => {
                let handoff = self.snapshot.handoff.clone();
                let same = |s: &crate::handoff::Section| s.heading.map_or("", |h| handoff.slice(h).trim_end()) == heading;
                let n = handoff.sections().iter().enumerate().filter(|(_, s)| same(s)).nth(nth.saturating_sub(1))?.0;
                self.focus = Pane::Everything;
                let list = self.list_mut();
                list.cursor = n.min(list.entries.len().saturating_sub(1));
                Session::body(self, n)?
            }
            Target::Conflict(id) => {
                let snapshot = self.snapshot.clone();
                let dispute = snapshot.dispute.as_ref()?;
                let row = dispute.conflicts.iter().position(|c| c.id == id)?;
                super::settle::open(self);
                self.settling.mark(row);
                Session::result(&id, "")
            }
        };
        Some(session.resume(draft))
    }
}

fn first_run(unread: &Unread, snapshot: &Snapshot) -> Menu {
    let mut rows = Vec::new();
    let (title, text) = match unread {
        Unread::Missing => {
            let name = |p: &std::path::PathBuf| p.strip_prefix(&snapshot.root).unwrap_or(p).display().to_string();
            rows.extend(('1'..='9').zip(&snapshot.below).map(|(key, p)| (key, format!("open {}", name(p)), Choice::Open(p.clone()))));
            for (key, store) in "tuvw".chars().zip(&snapshot.stores) {
                rows.push((key, format!("take in: {}", store.words()), Choice::TakeIn(snapshot.root.join(&store.dir))));
            }
            let fresh = [
                ('s', "SESSION-HANDOFF.md", Format::SessionHandoff),
                ('h', "Handoff Format 1.0", Format::Handoff10),
                ('c', "SESSION_CONTEXT.md", Format::SessionContext),
            ];
            match &snapshot.lost {
                Some(name) => rows.push(('w', format!("write its last text back: {name}"), Choice::Start(Format::default()))),
                None => rows.extend(fresh.map(|(key, name, format)| (key, format!("start fresh: {name}"), Choice::Start(format)))),
            }
            rows.push(('p', "paste: start fresh with what the clipboard holds".to_owned(), Choice::Paste));
            (
                "No handoff here yet",
                vec![
                    "A handoff carries one session's outcome to the next.".to_owned(),
                    match snapshot.below.len() {
                        _ if snapshot.lost.is_some() => {
                            "It is gone from the disk; its sessions are in the chain (c in the panes).".to_owned()
                        }
                        0 if !snapshot.stores.is_empty() => {
                            "Another system has kept some here; taking them in changes none of its files.".to_owned()
                        }
                        0 => "baton looked for SESSION-HANDOFF.md and its like.".to_owned(),
                        1 => "A folder below has one.".to_owned(),
                        n => format!("{n} folders below have one."),
                    },
                ],
            )
        }
        Unread::Several(paths) => {
            let keys = ('1'..='9').chain(std::iter::repeat('*'));
            rows.extend(keys.zip(paths).map(|(key, p)| (key, p.display().to_string(), Choice::Open(p.clone()))));
            ("Several handoffs here", vec!["Which one is the live file?".to_owned()])
        }
        Unread::Unreadable(why) => ("The handoff cannot be read", vec![why.clone()]),
    };
    rows.push(('l', "look elsewhere: open a file by its path".to_owned(), Choice::Elsewhere));
    rows.push(('d', "demo: a made-up project, nothing of yours is touched".to_owned(), Choice::Demo));
    rows.push(('q', "quit".to_owned(), Choice::Quit));
    Menu { title: title.into(), text, rows, row: 0, stays: true }
}

fn recovery(draft: &Draft) -> Menu {
    let first = draft.text.lines().next().unwrap_or_default().to_owned();
    let text = vec![format!("A text was open when baton ended: {}", draft.title), format!("\"{first}\"")];
    let rows = vec![('t', "take it up again".to_owned(), Choice::Resume(draft.clone())), ('f', "forget it".to_owned(), Choice::Forget)];
    Menu { title: "An unwritten text".into(), text, rows, row: 0, stays: true }
}
