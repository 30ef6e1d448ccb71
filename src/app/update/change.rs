//! What changes the live file, and what leaves it.

use super::super::actions::Action;
use super::super::edit::{Session, Target};
use super::super::list::Entry;
use super::super::overlay::{Choice, Menu, Overlay};
use super::super::pane::words;
use super::super::{Effect, Model};
use crate::handoff::{Concept, Intent, StatusKind};
use crate::merge::Change;
use crate::project::Command;

/// Copies the prompt, or has it compiled first.
pub(super) fn copy(model: &Model) -> Vec<Effect> {
    match &model.snapshot.prompt {
        Ok(prompt) => vec![Effect::Copy { text: prompt.text.clone(), what: "prompt" }],
        Err(_) => {
            let settings = &model.snapshot.settings;
            let (profile, budget) = (settings.profile.value.clone(), settings.budget.value);
            vec![Effect::Run(Command::Prompt { profile, budget })]
        }
    }
}

/// Opens the live file in the user's editor, at the marked line.
pub(super) fn editor(model: &Model) -> Vec<Effect> {
    let Ok(live) = &model.snapshot.live else { return vec![] };
    let handoff = &model.snapshot.handoff;
    let at = match model.entry() {
        Some(Entry::Item(n)) => handoff.all_items().get(n).map_or(0, |i| i.span.start),
        Some(Entry::Section(n)) => handoff.sections().get(n).map_or(0, |s| s.span.start),
        _ => 0,
    };
    vec![Effect::OpenEditor { path: live.path.clone(), line: handoff.document().line_at(at) + 1 }]
}

/// Opens a text area on the marked entry, or on a new one.
pub(super) fn open(model: &mut Model, action: Action) {
    if action == Action::Add {
        return match model.focus.concepts() {
            [concept] => start(model, Session::add(*concept)),
            concepts => choose_concept(model, concepts),
        };
    }
    let session = match model.entry() {
        Some(Entry::Section(n)) => Session::body(model, n),
        Some(Entry::Item(_)) => model.item().map(|item| Session::item(model, item)),
        _ => {
            model.say("x keeps the proposal first; then it can be edited");
            None
        }
    };
    if let Some(session) = session {
        start(model, session);
    }
}

fn choose_concept(model: &mut Model, concepts: &[Concept]) {
    let have = |c: Concept| model.snapshot.handoff.items(c).next().is_some();
    let free = concepts.iter().filter(|c| !(**c == Concept::Objective && have(**c)));
    let mut rows: Vec<(char, String, Choice)> = Vec::new();
    for concept in free {
        let word = words(*concept).1;
        let taken = |c: char| rows.iter().any(|(k, _, _)| *k == c) || "jkgq".contains(c);
        let key = word.chars().find(|c| c.is_ascii_lowercase() && !taken(*c)).unwrap_or('*');
        rows.push((key, word.to_owned(), Choice::Add(*concept)));
    }
    model.overlays.push(Overlay::Menu(Menu { title: "Add".into(), text: vec![], rows, row: 0, stays: false }));
}

/// Opens a text area; a text that was left unwritten for it comes back.
pub(super) fn start(model: &mut Model, session: Session) {
    let name = session.target.name();
    let session = match model.parked.iter().position(|d| d.target == name) {
        Some(n) => {
            let draft = model.parked.remove(n);
            model.say("this is the text you left unwritten; Ctrl-_ goes back to the file's");
            session.resume(&draft)
        }
        None => session,
    };
    let opened = session.opened.clone().unwrap_or_else(|| model.snapshot.handoff.clone());
    let session = Session { opened: Some(opened), ..session };
    let adding = if let Target::Add(concept) = session.target { Some(concept) } else { None };
    model.overlays.push(Overlay::Edit(session));
    model.refill();
    if let Some(concept) = adding {
        let list = model.list_mut();
        list.cursor = list.entries.iter().position(|e| *e == Entry::Adding(concept)).unwrap_or(list.cursor);
    }
}

/// Changes the marked item.
pub(super) fn item(model: &mut Model, action: Action) -> Vec<Effect> {
    if let (Action::Remove, Some((n, _))) = (action, model.proposal()) {
        return vec![Effect::Run(Command::Drop(vec![n]))];
    }
    let Some(item) = model.item() else { return vec![] };
    let reference = model.snapshot.handoff.reference(item);
    let count = || model.snapshot.handoff.items(item.concept).count();
    let intent = match action {
        Action::Remove => Intent::Remove { item: reference },
        Action::Status => Intent::SetStatus { item: reference, status: next_status(item.status.as_ref().map(|s| s.kind)) },
        Action::Pin if item.concept == Concept::Constraints => {
            model.say("this is a pin already");
            return vec![];
        }
        Action::Pin => Intent::Add { concept: Concept::Constraints, text: item.text.clone(), why: None, status: None },
        Action::MoveUp if item.ordinal <= 1 => {
            model.say("this is the first one");
            return vec![];
        }
        Action::MoveDown if item.ordinal >= count() => {
            model.say("this is the last one");
            return vec![];
        }
        Action::MoveUp => Intent::Move { item: reference, to: item.ordinal - 1 },
        _ => Intent::Move { item: reference, to: item.ordinal + 1 },
    };
    vec![Effect::Run(Command::Edit(intent))]
}

fn next_status(kind: Option<StatusKind>) -> StatusKind {
    let at = StatusKind::ALL.iter().position(|k| Some(*k) == kind.or(Some(StatusKind::Open)));
    at.map_or(StatusKind::Open, |n| StatusKind::ALL[(n + 1) % StatusKind::ALL.len()])
}

/// Keeps or drops proposals.
pub(super) fn inbox(model: &Model, action: Action) -> Vec<Effect> {
    let one = || model.proposal().map(|(n, _)| vec![n]).unwrap_or_default();
    let numbers = match action {
        Action::KeepAll => {
            let new = |n: &usize| model.snapshot.inbox[*n].change == Change::New;
            (0..model.snapshot.inbox.len()).filter(new).collect()
        }
        _ => one(),
    };
    match (numbers.is_empty(), action) {
        (true, _) => vec![],
        (_, Action::Discard) => vec![Effect::Run(Command::Drop(numbers))],
        _ => vec![Effect::Run(Command::Keep(numbers))],
    }
}

/// Applies a safe fix.
pub(super) fn fix(model: &Model) -> Vec<Effect> {
    let finding = model.fixable();
    finding.map(|f| vec![Effect::Run(Command::Fix(Some(f.id.clone().unwrap_or_else(|| f.rule.to_owned()))))]).unwrap_or_default()
}
