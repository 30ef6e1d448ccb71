//! Another status, in the words and places of the file.

use super::slots::{core, status_whole};
use super::style::{line_of, token, uses_checkboxes};
use super::{row, slots};
use crate::document::{Edit, Marker, Span, Splice};
use crate::handoff::{Carrier, Handoff, Item, Shape, Status, StatusKind};

/// Returns the edits that give an item a status.
pub(super) fn candidates(h: &Handoff, item: &Item, kind: StatusKind) -> Vec<Edit> {
    match &item.status {
        Some(status) if status.kind == kind => vec![Edit::default()],
        Some(status) => rewrite(h, item, status, kind),
        None => attach(h, item, kind),
    }
}

/// Rewrites what carries the status now.
fn rewrite(h: &Handoff, item: &Item, status: &Status, kind: StatusKind) -> Vec<Edit> {
    let mut edits = Vec::new();
    let marker = line_of(h.document(), item.span.start).and_then(|l| l.marker());
    match status.carrier {
        Carrier::Checkbox => return checkbox(h, item, kind),
        Carrier::Parenthesis if marker.is_some_and(|m| m.checkbox.is_some()) => {
            // A tick and a word that say different things would contradict each other.
            let tick = tick_of(marker, if kind == StatusKind::Done { "x" } else { " " });
            if matches!(kind, StatusKind::Open | StatusKind::Done)
                && status.note.is_none()
                && let Some(whole) = status_whole(h, item)
                && token(h, kind, Carrier::Parenthesis).is_none()
            {
                edits.extend(Edit::new(tick.iter().cloned().chain([Splice::new(with_blank(h, whole), "")]).collect()));
            }
            for word in tokens(h, status, kind) {
                edits.extend(Edit::new(tick.iter().cloned().chain([Splice::new(status.span, word)]).collect()));
            }
        }
        Carrier::Strike => {
            let body = slots::trim(h, item.body);
            let text = h.slice(body);
            if let (Some(open), Some(close)) = (text.find("~~"), text.rfind("~~").filter(|n| Some(*n) != text.find("~~"))) {
                let marks = [open, close].map(|n| Splice::new(Span::new(body.start + n, body.start + n + 2), ""));
                let box_of = |sign: &str| tick_of(marker, sign);
                edits.extend(Edit::new(marks.iter().cloned().chain(box_of(if kind == StatusKind::Done { "x" } else { " " })).collect()));
                let note = Splice::new(Span::at(core(h, item).end.max(body.end)), parenthesis(h, kind));
                edits.extend(Edit::new(marks.iter().cloned().chain(box_of(" ")).chain([note]).collect()));
            }
        }
        _ => {}
    }
    edits.extend(tokens(h, status, kind).into_iter().map(|word| Edit::one(status.span, word)));
    // Nothing of the file's own says this kind: an open item may simply carry no status, or say it in full.
    if let Some(whole) = status_whole(h, item).filter(|w| *w != item.body && status.carrier != Carrier::Heading) {
        let end = core(h, item).end;
        if whole.end <= end && whole.start < end {
            let note = Splice::new(Span::at(end), parenthesis(h, kind));
            edits.extend(Edit::new(vec![Splice::new(whole, ""), note]));
        } else {
            edits.push(Edit::one(whole, parenthesis(h, kind)));
        }
    }
    edits
}

/// Ticks or unticks a checkbox; what two states cannot say goes behind the text, or into the file's own sign for it.
fn checkbox(h: &Handoff, item: &Item, kind: StatusKind) -> Vec<Edit> {
    let marker = line_of(h.document(), item.span.start).and_then(|l| l.marker());
    let own = token(h, kind, Carrier::Checkbox).map(str::to_owned);
    let sign = match (own, kind) {
        (Some(own), _) => Some(own),
        (None, StatusKind::Done) => Some("x".to_owned()),
        (None, StatusKind::Open) => Some(" ".to_owned()),
        (None, _) => None,
    };
    if let Some(sign) = sign {
        return tick_of(marker, &sign).map(|s| Edit::new(vec![s])).into_iter().flatten().collect();
    }
    let at = core(h, item);
    let end = first_line_end(h, item, at);
    let note = |form: String| Edit::new(tick_of(marker, " ").into_iter().chain([Splice::new(Span::at(end), form)]).collect());
    let mut edits: Vec<Edit> = note(parenthesis(h, kind)).into_iter().collect();
    edits.extend(note(format!(" ({})", word(kind))));
    edits.extend(["~", "-", ">", "!"].iter().filter_map(|sign| tick_of(marker, sign).and_then(|s| Edit::new(vec![s]))));
    edits
}

/// Gives a status to an item that carries none: as a sibling does, else in a checkbox, else behind the text.
fn attach(h: &Handoff, item: &Item, kind: StatusKind) -> Vec<Edit> {
    let mut edits = Vec::new();
    let core = core(h, item);
    let mut siblings: Vec<&Item> =
        h.all_items().iter().filter(|i| i.shape == item.shape && i.concept == item.concept && i.status.is_some()).collect();
    siblings.sort_by_key(|i| (i.section != item.section, i.status.as_ref().is_some_and(|s| s.kind != kind)));
    for sibling in siblings.into_iter().take(4) {
        let Some(status) = &sibling.status else { continue };
        for word in tokens(h, status, kind) {
            edits.extend(copy(h, item, core, sibling, status, &word));
        }
    }
    let first = line_of(h.document(), item.span.start);
    let marker = first.and_then(|l| l.marker());
    if let (Some(line), Some(marker)) = (first, marker)
        && item.shape == Shape::Bullet
        && (item.concept.has_status() || uses_checkboxes(h) && !matches!(kind, StatusKind::Superseded))
    {
        let at = behind_marker(h, line.span, marker);
        let sign = if kind == StatusKind::Done { "x" } else { " " };
        let tick = Splice::new(Span::at(at), format!("[{sign}] "));
        if matches!(kind, StatusKind::Open | StatusKind::Done) {
            edits.extend(Edit::new(vec![tick]));
        } else {
            edits.extend(Edit::new(vec![tick, Splice::new(Span::at(first_line_end(h, item, core)), parenthesis(h, kind))]));
        }
    }
    if item.shape == Shape::Row {
        let header = row::header(h, item.span.start);
        let column = header
            .iter()
            .position(|c| ["status", "state", "状态", "상태", "estado"].iter().any(|w| h.slice(*c).to_lowercase().contains(w)));
        if let Some(cell) = column.and_then(|n| row::cells_of(h, item).get(n).copied()) {
            edits.extend(Edit::new(vec![row::fill(h, cell, word(kind))]));
        }
    }
    let end = first_line_end(h, item, core);
    edits.push(Edit::one(Span::at(end), parenthesis(h, kind)));
    edits.push(Edit::one(Span::at(end), format!(" ({})", word(kind))));
    edits.push(Edit::one(Span::at(end), format!(" — {}", word(kind))));
    edits.push(Edit::one(Span::at(core.start), format!("[{}] ", word(kind).to_uppercase())));
    edits
}

/// Writes a token where a sibling has its own, with what surrounds it there.
fn copy(h: &Handoff, item: &Item, core: Span, sibling: &Item, status: &Status, word: &str) -> Option<Edit> {
    let whole = status_whole(h, sibling);
    let around = |whole: Span| (h.text()[whole.start..status.span.start].to_owned(), h.text()[status.span.end..whole.end].to_owned());
    match status.carrier {
        Carrier::Checkbox => {
            let line = line_of(h.document(), item.span.start)?;
            let at = behind_marker(h, line.span, line.marker()?);
            Some(Edit::one(Span::at(at), format!("[{word}] ")))
        }
        Carrier::Column => {
            let column = row::cells_of(h, sibling).iter().position(|c| c.contains(status.span))?;
            let cell = *row::cells_of(h, item).get(column)?;
            Edit::new(vec![row::fill(h, cell, word)])
        }
        Carrier::Leading => {
            let (before, behind) = around(whole?);
            Some(Edit::one(Span::at(core.start), format!("{before}{word}{behind}")))
        }
        Carrier::Trailing | Carrier::Parenthesis | Carrier::Heading => {
            let (before, behind) = around(with_blank(h, whole?));
            (behind.len() <= 8).then(|| Edit::one(Span::at(first_line_end(h, item, core)), format!("{before}{word}{behind}")))
        }
        Carrier::Field | Carrier::Strike => None,
    }
}

/// Returns the words for a kind in the manner of the present token: the file's own first.
fn tokens(h: &Handoff, status: &Status, kind: StatusKind) -> Vec<String> {
    let mut out: Vec<String> = token(h, kind, status.carrier).map(str::to_owned).into_iter().collect();
    if status.carrier == Carrier::Checkbox && matches!(kind, StatusKind::Done | StatusKind::Open) {
        out.push(if kind == StatusKind::Done { "x" } else { " " }.to_owned());
        return out;
    }
    let old = h.slice(status.span);
    let letters: String = old.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.is_empty() && status.carrier != Carrier::Checkbox {
        out.extend(emoji(kind).map(str::to_owned));
    }
    if !letters.is_empty() && old.chars().next().is_some_and(|c| !c.is_ascii() && !c.is_alphabetic()) {
        out.extend(emoji(kind).map(|sign| format!("{sign} {}", word(kind))));
    }
    let word = if status.carrier == Carrier::Parenthesis { long_word(kind) } else { word(kind) };
    let first_upper = letters.chars().next().is_some_and(char::is_uppercase);
    out.push(match () {
        () if first_upper && letters.chars().count() > 1 && letters.chars().all(char::is_uppercase) => word.to_uppercase(),
        () if first_upper => word[..1].to_uppercase() + &word[1..],
        () => word.to_owned(),
    });
    out.extend(emoji(kind).map(str::to_owned).filter(|_| !old.is_ascii()));
    out.dedup();
    out
}

/// Returns ` (status: in-progress)`, in the file's own words where it has such.
fn parenthesis(h: &Handoff, kind: StatusKind) -> String {
    format!(" (status: {})", token(h, kind, Carrier::Parenthesis).unwrap_or(long_word(kind)))
}

fn tick_of(marker: Option<Marker>, sign: &str) -> Option<Splice> {
    marker.and_then(|m| m.checkbox).map(|inside| Splice::new(inside, sign))
}

fn behind_marker(h: &Handoff, line: Span, marker: Marker) -> usize {
    let rest = &h.text()[marker.span.end..line.end];
    marker.span.end + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// Returns the end of the first line of an item's text.
fn first_line_end(h: &Handoff, item: &Item, core: Span) -> usize {
    let end = core.start + h.slice(core).find(['\n', '\r']).unwrap_or(core.len());
    if item.shape == Shape::Heading {
        return line_of(h.document(), core.start).map_or(end, |l| l.text.end);
    }
    core.start + h.text()[core.start..end].trim_end().len()
}

fn with_blank(h: &Handoff, span: Span) -> Span {
    let before = &h.text()[..span.start];
    Span::new(before.trim_end_matches([' ', '\t']).len(), span.end)
}

fn word(kind: StatusKind) -> &'static str {
    kind.id()
}

/// The words of 000's template.
fn long_word(kind: StatusKind) -> &'static str {
    if kind == StatusKind::Done { "completed" } else { kind.id() }
}

fn emoji(kind: StatusKind) -> Option<&'static str> {
    match kind {
        StatusKind::Done => Some("✅"),
        StatusKind::InProgress => Some("🔄"),
        StatusKind::Open => Some("⏳"),
        StatusKind::Blocked => Some("⛔"),
        StatusKind::Deferred => Some("⏸"),
        StatusKind::Dropped => Some("🗑"),
        StatusKind::Superseded | StatusKind::Odd => None,
    }
}
