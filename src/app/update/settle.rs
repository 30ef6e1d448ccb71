//! Choosing between two sides, conflict by conflict.

use super::super::actions::Action;
use super::super::edit::Session;
use super::super::overlay::{Overlay, Page};
use super::super::settle::{areas, furthest, inside};
use super::super::{Effect, Model};
use crate::merge::{Conflict, Take};
use crate::project::Command;

/// Opens the screen of two sides, unless it is open.
pub(super) fn open(model: &mut Model) {
    if !model.overlays.iter().any(|o| matches!(o, Overlay::Conflicts)) {
        // A text that is being typed stays in front.
        let at = if model.session().is_some() { 0 } else { model.overlays.len() };
        model.overlays.insert(at, Overlay::Conflicts);
    }
}

/// Does what a key says about the marked conflict.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(conflict) = model.conflict().cloned() else {
        return match action {
            Action::WriteSettled => vec![Effect::Run(model.settling.command())],
            Action::GiveUp => vec![Effect::Run(Command::GiveUp)],
            _ => vec![],
        };
    };
    match action {
        Action::Ours => take(model, &conflict, Take::Ours),
        Action::Theirs => take(model, &conflict, Take::Theirs),
        Action::Both => take(model, &conflict, Take::Both),
        Action::Untake => {
            let snapshot = model.snapshot.clone();
            model.settling.take_back(&conflict, snapshot.dispute.as_ref().map_or(&[], |d| &d.conflicts));
        }
        Action::Edit => {
            let start = model.settling.taken(&conflict).cloned().unwrap_or(Take::Ours);
            let start = match (&start, &conflict.ours) {
                (Take::Ours, None) => Take::Theirs,
                _ => start,
            };
            let session = Session::result(&conflict.id, conflict.taken(&start).trim_end_matches(['\n', '\r']));
            super::change::start(model, session);
        }
        Action::WriteSettled => return vec![Effect::Run(model.settling.command())],
        _ => return vec![Effect::Run(Command::GiveUp)],
    }
    vec![]
}

fn take(model: &mut Model, conflict: &Conflict, take: Take) {
    model.settling.choose(&conflict.id, take);
    let snapshot = model.snapshot.clone();
    if let Some(dispute) = &snapshot.dispute {
        model.settling.go_on(dispute);
    }
}

/// Takes a text of one's own for the conflict of this name.
pub(super) fn take_text(model: &mut Model, id: &str, text: String) -> Vec<Effect> {
    let snapshot = model.snapshot.clone();
    match snapshot.dispute.as_ref().and_then(|d| d.conflicts.iter().find(|c| c.id == id)) {
        Some(conflict) => take(model, conflict, Take::Text(text)),
        None => put_aside(model, &text),
    }
    vec![Effect::KeepDraft(model.parked.last().cloned())]
}

/// Shows a text whose conflict is gone, so that it can be copied from the screen.
pub(super) fn put_aside(model: &mut Model, text: &str) {
    let rows = text.lines().map(|l| (String::new(), l.to_owned())).collect();
    model.overlays.push(Overlay::Page(Page { title: "The text, whose conflict is gone".into(), rows, top: 0 }));
}

/// Says that what was being settled is gone, so that the next key, meant for it, changes nothing in the panes.
pub(super) fn gone(model: &mut Model) {
    let of = model.settling.of.take();
    match model.parked.iter().find(|draft| Some(&draft.target) == of.as_ref()).map(|draft| draft.text.clone()) {
        Some(text) => put_aside(model, &text),
        None => {
            let rows = vec![(String::new(), "The file was changed again: nothing is left to settle.".to_owned())];
            model.overlays.push(Overlay::Page(Page { title: "The conflict is gone".into(), rows, top: 0 }));
        }
    }
}

/// Steps between conflicts, and scrolls the two sides.
pub(super) fn rows(model: &mut Model, action: Action) {
    let snapshot = model.snapshot.clone();
    let Some(dispute) = &snapshot.dispute else { return };
    let Some(conflict) = model.conflict() else { return };
    let place = areas(inside(model.size), dispute, model.settling.row, model.own_text());
    let (furthest, page) = (furthest(&place, conflict), usize::from(place.sides[0].height.saturating_sub(3)).max(1));
    let settling = &mut model.settling;
    let last = dispute.conflicts.len() - 1;
    let alone = last == 0;
    match action {
        Action::Down if alone => settling.scroll += 1,
        Action::Up if alone => settling.scroll = settling.scroll.saturating_sub(1),
        Action::Down => settling.mark((settling.row + 1).min(last)),
        Action::Up => settling.mark(settling.row.saturating_sub(1)),
        Action::PageDown => settling.scroll += page,
        Action::PageUp => settling.scroll = settling.scroll.saturating_sub(page),
        Action::Top if alone => settling.scroll = 0,
        Action::Top => settling.mark(0),
        _ if alone => settling.scroll = furthest,
        _ => settling.mark(last),
    }
    settling.scroll = settling.scroll.min(furthest);
}
