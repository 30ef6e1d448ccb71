//! The decision ledger in the panes: the list of all decisions, and the story of one.

use super::super::field::Field;
use super::super::overlay::{Choice, Marked, Overlay, Page, Search, SearchRow};
use super::super::{Effect, Model};
use crate::chain::{Decided, Difference, Entry, Fate, Seen};
use crate::handoff::Concept;
use crate::project::{Command, Error, Story, mask};
use crate::shown::Shown;

/// Lists the decisions, those in force first.
pub(super) fn list(model: &mut Model, mut decided: Vec<Decided>) {
    decided.sort_by_key(|one| one.fate != Fate::Stands);
    let row = |one: Decided| {
        let why = one.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
        SearchRow {
            keys: one.fate.id().to_owned(),
            text: Shown::new(&format!("{}{why}", one.choice)).to_string(),
            why_not: None,
            choice: Choice::Decision(Box::new(one)),
        }
    };
    let rows: Vec<SearchRow> = decided.into_iter().map(row).collect();
    let found = (0..rows.len()).collect();
    let field = Field::new("", "", false);
    model.overlays.push(Overlay::Search(Search { title: "Decisions", field, rows, found, marked: Marked::default() }));
}

/// Shows one decision: what was chosen and why, and what became of it.
pub(super) fn page(one: &Decided) -> Overlay {
    let mut rows = vec![(one.fate.id().to_owned(), one.choice.clone())];
    let mut say = |name: &str, text: String| rows.push((name.to_owned(), text));
    let parts = [("why", &one.why), ("instead of", &one.alternatives), ("decided by", &one.who), ("topic", &one.topic)];
    for (name, text) in parts {
        text.iter().for_each(|text| say(name, text.clone()));
    }
    say("since", seen(one.since));
    one.changed.iter().for_each(|at| say("changed", seen(*at)));
    match &one.fate {
        Fate::Stands => {}
        Fate::Superseded { at, by } => {
            say("superseded", seen(*at));
            by.iter().for_each(|by| say("by", by.clone()));
        }
        Fate::Dropped(at) => say("given up", seen(*at)),
        Fate::Gone(at) => say("left out", format!("{}, without a word", seen(*at))),
    }
    Overlay::Page(Page { title: "Decision".into(), rows, top: 0 })
}

/// Asks for the story of the marked decision, for the page that says where it comes from.
pub(super) fn ask(model: &Model) -> Vec<Effect> {
    let item = model.item().filter(|i| i.concept == Concept::Decisions && model.snapshot.standing.is_some());
    let about = item.map(|i| mask(&model.snapshot.handoff, &model.snapshot.masked, i.span, &i.text));
    about.map(|about| Effect::Run(Command::Why(about))).into_iter().collect()
}

/// Adds the story to that page, when it is still there.
pub(super) fn story(model: &mut Model, story: &Story) {
    let Some(Overlay::Page(page)) = model.overlays.last_mut() else { return };
    for event in story.events.iter().filter(|e| e.id.is_some()) {
        page.rows.push((format!("session {}", event.number), told(&event.change)));
    }
}

/// Tells whether an answer of the ledger failed without anything to say: there is no story yet.
pub(super) fn is_quiet(command: &Command, error: &Error) -> bool {
    matches!(command, Command::Why(_)) && error.kind == crate::project::ErrorKind::Nothing
}

fn told(change: &Difference) -> String {
    let says = |entry: &Entry| match &entry.why {
        Some(why) => format!("{}: {why}", entry.text),
        None => entry.text.clone(),
    };
    match (&change.was, &change.now) {
        (Some(was), Some(now)) if was.text != now.text || was.why != now.why => {
            format!("{}: {} \u{2192} {}", change.what.id(), says(was), says(now))
        }
        (_, Some(entry)) | (Some(entry), None) => format!("{}: {}", change.what.id(), says(entry)),
        (None, None) => change.what.id().to_owned(),
    }
}

fn seen(seen: Seen) -> String {
    match seen.id {
        Some(id) => format!("session {} ({})", seen.number, id.tail()),
        None => "the present draft".to_owned(),
    }
}
