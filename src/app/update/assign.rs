//! What a section is: the menu that gives a heading that baton does not understand its pane.

use super::super::overlay::{Choice, Menu, Overlay};
use super::super::{Model, Pane, list::Entry, pane::words};
use crate::handoff::{Concept, Section};

/// The kinds that the menu offers with their keys: those of the panes, and a letter for each further one.
const KINDS: [(char, Concept); 16] = [
    ('1', Concept::Decisions),
    ('2', Concept::Tasks),
    ('3', Concept::Pending),
    ('4', Concept::Objective),
    ('n', Concept::Next),
    ('w', Concept::Watchlist),
    ('5', Concept::Completed),
    ('6', Concept::State),
    ('v', Concept::Verification),
    ('e', Concept::Environment),
    ('7', Concept::Context),
    ('d', Concept::DeadEnds),
    ('o', Concept::Questions),
    ('x', Concept::Exclusions),
    ('8', Concept::Constraints),
    ('9', Concept::Artifacts),
];

/// Opens the menu for the marked section.
pub(super) fn menu(model: &mut Model) {
    let Some(section) = marked(model) else { return };
    let written = section.heading.map_or("", |h| model.snapshot.handoff.slice(h)).trim_matches(['*', '_', ':', '：', '=', ' ']).to_owned();
    let (title, now) = (section.title.clone(), section.concepts.first().copied());
    let here = |is: bool| if is { "  · now" } else { "" };
    let mut rows: Vec<(char, String, Choice)> = KINDS
        .iter()
        .map(|(key, concept)| {
            (*key, format!("{}{}", words(*concept).0, here(now == Some(*concept))), Choice::Assign(written.clone(), Some(*concept)))
        })
        .collect();
    rows.push(('0', format!("nothing: kept as text{}", here(now.is_none())), Choice::Assign(written.clone(), None)));
    let row = rows.iter().position(|(_, _, choice)| *choice == Choice::Assign(written.clone(), now)).unwrap_or(0);
    let text = vec![format!("\"{title}\" is, in every file of this project:")];
    model.overlays.push(Overlay::Menu(Menu { title: "What is this section?".into(), text, rows, row, stays: false }));
}

/// Says why the marked line cannot be given a meaning.
pub(in crate::app) fn why_not(model: &Model) -> Option<String> {
    marked(model).is_none().then(|| "go to pane 0 and mark a section with a heading".into())
}

fn marked(model: &Model) -> Option<&Section> {
    match (model.focus, model.entry()) {
        (Pane::Everything, Some(Entry::Section(n))) => model.snapshot.handoff.sections().get(n).filter(|s| s.heading.is_some()),
        _ => None,
    }
}
