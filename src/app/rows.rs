//! The rows of an entry: what a pane says about an item, measured to a width.
//!
//! Counting and drawing take the same rows, so what is scrolled is what is seen; they are laid out
//! once and kept with their list ([`Laid`]), so that a key lays out only what it brings on the screen.

use super::edit::{Session, why_label};
use super::list::{Entry, bulleted};
use super::pane::words;
use super::theme::Role;
use super::wrap::{cells, fit, rows as wrap};
use super::{Model, Pane};
use crate::document::{Kind, Span};
use crate::handoff::{Concept, Handoff, Item, Mapping, Shape, StatusKind, is_unfilled};
use crate::merge::Change;
use crate::project::mask;
use crate::shown::Shown;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// One row inside a pane, behind the gutter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The status glyph.
    pub glyph: Option<(&'static str, Role)>,
    /// Cells before the text, behind the glyph.
    pub indent: usize,
    /// The text in parts.
    pub parts: Vec<(String, Role)>,
    /// What stands at the right edge.
    pub right: Option<(String, Role)>,
}

/// Cells of the gutter: the mark and a blank.
pub const GUTTER: usize = 2;
/// The most rows that the reason of a refusal takes.
const REFUSAL: usize = 5;

/// How much of an entry is shown.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Cells of a row, gutter included.
    pub width: usize,
    /// Rows of an item's text at most; a cut is marked.
    pub cap: usize,
    /// Rows made at most, for what is on the screen only.
    pub limit: usize,
}

/// The most entries whose rows are kept for one list.
const KEPT: usize = 1024;

/// The rows of a list's entries as they were laid out last, by entry, width and cap.
///
/// Invariant: they hold for one filling of the list; whoever changes what its rows are made of fills it again.
#[derive(Clone, Debug, Default)]
pub struct Laid(RefCell<HashMap<(Entry, usize, usize), Cut>>);

/// How many rows were asked for, and what was made.
type Cut = (usize, Rc<[Row]>);

impl Laid {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.get_mut().clear();
    }

    fn rows(&self, entry: Entry, measure: Measure, lay: impl FnOnce() -> Vec<Row>) -> Rc<[Row]> {
        let mut kept = self.0.borrow_mut();
        let key = (entry, measure.width, measure.cap);
        if let Some((limit, rows)) = kept.get(&key)
            && (measure.limit <= *limit || rows.len() < *limit)
        {
            return Rc::clone(rows);
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let rows: Rc<[Row]> = lay().into();
        kept.insert(key, (measure.limit, Rc::clone(&rows)));
        rows
    }
}

impl Row {
    pub(super) fn text(text: &str, role: Role, indent: usize) -> Row {
        Row { indent, parts: vec![(text.to_owned(), role)], ..Row::default() }
    }
}

/// Returns the glyph, its role and the word of a status.
pub fn status_look(kind: StatusKind) -> (&'static str, Role, &'static str) {
    match kind {
        StatusKind::Open => ("○", Role::Open, "open"),
        StatusKind::InProgress => ("~", Role::Progress, "in progress"),
        StatusKind::Blocked => ("!", Role::Blocked, "blocked"),
        StatusKind::Done => ("✓", Role::Done, "done"),
        StatusKind::Deferred => ("»", Role::Muted, "deferred"),
        StatusKind::Dropped => ("-", Role::Muted, "dropped"),
        StatusKind::Superseded => ("-", Role::Muted, "superseded"),
        StatusKind::Odd => ("?", Role::Should, "unknown status"),
    }
}

/// Returns the rows of `entry` in `pane`: as many as `measure` asks for, or more.
pub fn rows(model: &Model, pane: Pane, entry: Entry, measure: Measure) -> Rc<[Row]> {
    model.list(pane).laid.rows(entry, measure, || lay(model, pane, entry, measure))
}

fn lay(model: &Model, pane: Pane, entry: Entry, measure: Measure) -> Vec<Row> {
    let snapshot = &model.snapshot;
    match entry {
        Entry::Label(concept, count) => {
            let count = if matches!(concept, Concept::Objective) { String::new() } else { format!("  {count}") };
            vec![Row { parts: vec![(words(concept).0.to_owned(), Role::Heading), (count, Role::Muted)], ..Row::default() }]
        }
        Entry::Item(n) => snapshot.handoff.all_items().get(n).map(|i| item_rows(model, pane, i, measure)).unwrap_or_default(),
        Entry::Proposal(n) => proposal_rows(model, n, measure),
        Entry::Section(n) => section_rows(model, n, measure),
        Entry::Line(span) => {
            let text = snapshot.prompt.as_ref().map_or("", |p| span.of(&p.text));
            let role = if text.starts_with('#') { Role::Heading } else { Role::Text };
            let shown = Shown::new(text);
            let width = measure.width;
            let each = |(a, b): (usize, usize)| Row::text(shown.as_str()[a..b].trim_end(), role, 0);
            wrap(shown.as_str(), width, width).take(measure.limit).map(each).collect()
        }
        Entry::NoObjective => {
            let parts = vec![("×  no objective yet".to_owned(), Role::Missing), ("  a says it".to_owned(), Role::Muted)];
            vec![Row { parts, ..Row::default() }]
        }
        Entry::Adding(_) => vec![Row::default()],
    }
}

/// A pane that gives an item more rows than so many shows all that it says.
const WHOLE: usize = 8;

fn item_rows(model: &Model, pane: Pane, item: &Item, measure: Measure) -> Vec<Row> {
    let snapshot = &model.snapshot;
    let handoff = &snapshot.handoff;
    let marks = model.list(pane).marks;
    let indent = if marks { 2 } else { 0 };
    let width = measure.width.saturating_sub(GUTTER + indent);
    let masked = |text: &str| Shown::new(&mask(handoff, &snapshot.masked, item.span, text));
    let status = item.status.as_ref();
    let kind = item.standing().or(item.concept.has_status().then_some(StatusKind::Open));
    let look = kind.map(status_look);
    // What is done among decisions and completed steps is not set back: there it is the rule.
    let usual = matches!(item.concept, Concept::Decisions | Concept::Completed) && kind == Some(StatusKind::Done);
    // What a template leaves open is no item yet.
    let open_slot = is_unfilled(&item.text);
    let closed = kind.is_some_and(StatusKind::is_closed) && !usual || open_slot;
    let told = kind != Some(StatusKind::Open) && !usual && width >= 28 && !open_slot;
    let word = look.filter(|_| told).map(|(_, role, word)| {
        let word = if kind == Some(StatusKind::Odd) { status.map_or(word, |s| s.token.as_str()) } else { word };
        let note = status.and_then(|s| s.note.as_deref()).map(|n| format!(" {n}")).unwrap_or_default();
        (fit(Shown::new(&format!("{word}{note}")).as_str(), width * 2 / 5).into_owned(), if closed { Role::Muted } else { role })
    });
    let first = width.saturating_sub(word.as_ref().map_or(0, |(w, _)| cells(w) + 1));
    let role = if closed { Role::Muted } else { Role::Text };
    let mut out = Vec::new();
    let whole = if item.shape == Shape::Prose { handoff.edit_text(item) } else { String::new() };
    if whole.contains('\n') && measure.cap > WHOLE {
        for line in whole.lines() {
            out.extend(block(masked(line).as_str(), width, width, usize::MAX, measure.limit.saturating_sub(out.len()), role, indent));
        }
    } else {
        out = block(masked(&item.text).as_str(), first, width, measure.cap, measure.limit, role, indent);
    }
    let words_end = out.len();
    if let Some(row) = out.first_mut() {
        row.glyph = look
            .filter(|_| !open_slot)
            .map(|(glyph, role, _)| (glyph, role))
            .or_else(|| bulleted(item).then(|| (bullet(item), Role::Muted)));
        row.right = word;
    }
    let inner = indent + 2;
    let reason = |text: &str, label: &str, role: Role| {
        let shown = masked(text);
        let label = if label.is_empty() { String::new() } else { format!("{label} ") };
        let room = width.saturating_sub(2);
        let mut rows = block(shown.as_str(), room.saturating_sub(cells(&label)), room, measure.cap.max(2), measure.limit, role, inner);
        if let Some(row) = rows.first_mut() {
            row.parts.insert(0, (label, Role::Muted));
        }
        rows
    };
    let waits = kind == Some(StatusKind::Blocked) || handoff.waits(item);
    match &item.why {
        Some(why) => out.extend(reason(
            &why.text,
            if !waits {
                "why"
            } else if says_it_waits(&why.text) {
                ""
            } else {
                "blocked by"
            },
            Role::Why,
        )),
        None if item.concept == Concept::Decisions && !closed => out.extend(reason("×  no rationale", "why", Role::Missing)),
        None if kind == Some(StatusKind::Blocked) && !open_slot => {
            out.extend(reason("×  no reason given", why_label(item.concept).unwrap_or("blocked by"), Role::Missing));
        }
        None => {}
    }
    let below = handoff.notes_below(item);
    if measure.cap > WHOLE {
        for note in &below {
            let inner = inner + 2 * usize::from(note.depth.saturating_sub(1));
            let sign = note.status.map_or(String::new(), |kind| format!("{} ", status_look(kind).0));
            for line in note.text.lines() {
                let (text, room) = (masked(&format!("{sign}{line}")), width.saturating_sub(inner - indent));
                let limit = measure.limit.saturating_sub(out.len());
                out.extend(block(text.as_str(), room, room, usize::MAX, limit, Role::Muted, inner));
            }
        }
    } else if let (Some(row), false) = (words_end.checked_sub(1).and_then(|last| out.get_mut(last)), below.is_empty()) {
        // A zoomed pane says it all.
        let (more, room) = (format!(" +{}", below.len()), if words_end == 1 { first } else { width });
        if row.parts.iter().map(|(text, _)| cells(text)).sum::<usize>() + cells(&more) <= room {
            row.parts.push((more, Role::Muted));
        } else {
            out.insert(words_end, Row::text(more.trim_start(), Role::Muted, indent));
        }
    }
    if model.parked_for(item) {
        let text = fit("unwritten text: e goes on", width.saturating_sub(2)).into_owned();
        out.push(Row::text(&text, Role::Should, inner));
    }
    out.truncate(measure.limit.max(1));
    out
}

/// Tells whether a reason says by itself that the item waits, so that "blocked by" before it would be one too many.
fn says_it_waits(reason: &str) -> bool {
    ["wait", "await", "need", "require", "depend", "pending", "blocked"].iter().any(|word| reason.to_lowercase().starts_with(word))
}

/// Returns the number of a next step, whose order matters; a dot for the others.
fn bullet(item: &Item) -> &'static str {
    const NUMBERS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let number = (item.concept == Concept::Next).then(|| NUMBERS.get(item.ordinal.wrapping_sub(1))).flatten();
    number.copied().unwrap_or("·")
}

/// Wraps `text` into at most `cap` rows, the last with a sign when there was more.
pub(super) fn block(text: &str, first: usize, width: usize, cap: usize, limit: usize, role: Role, indent: usize) -> Vec<Row> {
    let mut out = Vec::new();
    let mut spans = wrap(text, first, width).peekable();
    while let Some((start, end)) = spans.next() {
        let last = out.len() + 1 >= cap && spans.peek().is_some();
        let room = if out.is_empty() { first } else { width };
        let line =
            if last { fit(&format!("{}…", text[start..end].trim_end()), room).into_owned() } else { text[start..end].trim_end().into() };
        out.push(Row::text(&line, role, indent));
        if last || out.len() >= limit {
            break;
        }
    }
    out
}

fn proposal_rows(model: &Model, n: usize, measure: Measure) -> Vec<Row> {
    let Some(proposal) = model.snapshot.inbox.get(n) else { return Vec::new() };
    let (glyph, role, word) = change_look(&proposal.change);
    let width = measure.width.saturating_sub(GUTTER + 2);
    let right = format!("proposed, {word}");
    let shown = Shown::new(&proposal.text);
    let first = width.saturating_sub(cells(&right) + 1);
    let mut out = block(shown.as_str(), first, width, measure.cap, measure.limit, role, 2);
    if let Some(row) = out.first_mut() {
        row.glyph = Some((glyph, role));
        row.right = Some((right, role));
    }
    out
}

/// Returns the glyph, role and word of how a proposal compares with the live file.
pub fn change_look(change: &Change) -> (&'static str, Role, &'static str) {
    match change {
        Change::New => ("+", Role::New, "new"),
        Change::Changed(_) => ("±", Role::Changed, "changed"),
        Change::Same => ("=", Role::Muted, "same"),
    }
}

fn section_rows(model: &Model, n: usize, measure: Measure) -> Vec<Row> {
    let handoff = &model.snapshot.handoff;
    let Some(section) = handoff.sections().get(n) else { return Vec::new() };
    let width = measure.width.saturating_sub(GUTTER);
    let indent = usize::from(section.level.saturating_sub(1).min(4)) * 2;
    let title = if section.heading.is_none() { "(before the first heading)" } else { section.title.as_str() };
    let block_of = handoff.blocks().iter().position(|b| b.section == n);
    let understood = match (&section.mapping, section.concepts.first()) {
        _ if block_of.is_some() && block_of == handoff.newest() => "newest block".to_owned(),
        _ if block_of.is_some() => "older block".to_owned(),
        (Mapping::None, _) | (_, None) => "kept as text".to_owned(),
        (Mapping::Inherited, Some(concept)) => format!("{}, like above", concept.id()),
        _ => section.concepts.iter().map(|c| c.id()).collect::<Vec<_>>().join(", "),
    };
    let right = fit(&understood, width / 2).into_owned();
    let room = width.saturating_sub(indent + cells(&right) + 1);
    let title = fit(Shown::new(title).as_str(), room).into_owned();
    let mut out = vec![Row { indent, parts: vec![(title, Role::Heading)], right: Some((right, Role::Muted)), ..Row::default() }];
    let inner = indent + 2;
    let cap = measure.cap.min(measure.limit);
    let room = width.saturating_sub(inner);
    for line in paragraphs(handoff, section.body) {
        if out.len() > cap {
            out.push(Row::text("…", Role::Muted, inner));
            break;
        }
        let shown = Shown::new(&mask(handoff, &model.snapshot.masked, section.body, &line));
        out.extend(block(shown.as_str(), room, room, cap, cap, Role::Text, inner));
    }
    out.truncate(measure.limit.max(1));
    out
}

/// Returns the lines of a part of the file without blank ones, the lines of a paragraph joined.
fn paragraphs(handoff: &Handoff, part: Span) -> impl Iterator<Item = String> + '_ {
    let document = handoff.document();
    let mut lines = document.lines()[document.line_at(part.start)..].iter().take_while(move |l| l.span.start < part.end).peekable();
    std::iter::from_fn(move || {
        let line = lines.by_ref().find(|l| l.kind != Kind::Blank && l.span.start >= part.start)?;
        let mut text = document.slice(line.span).trim_end().to_owned();
        while let Some(next) =
            lines.next_if(|l| line.kind == Kind::Text && l.kind == Kind::Text && l.marker().is_none() && l.depth == line.depth)
        {
            text.push(' ');
            text.push_str(document.slice(next.span).trim());
        }
        Some(text)
    })
}

/// Returns the rows below the fields that say why the text was not taken, none when it was not refused.
pub fn refusal_rows(session: &Session, width: usize) -> Vec<String> {
    let Some(why) = &session.refused else { return Vec::new() };
    let (shown, width) = (Shown::new(why), width.saturating_sub(GUTTER).max(1));
    let row = |(start, end): (usize, usize)| shown.as_str()[start..end].trim_end_matches(' ').to_owned();
    super::wrap::rows(shown.as_str(), width, width).take(REFUSAL).map(row).collect()
}

/// Returns how many rows each field of an open text area takes in `width` cells, all together at most `height`; the active field is never without a row.
pub fn field_rows(session: &Session, width: usize, height: usize) -> Vec<usize> {
    let room = |n: usize| field_width(session, n, width);
    let wanted = |n: usize| -> usize {
        let lines = session.fields[n].lines();
        lines.iter().map(|l| wrap(Shown::new(l).as_str(), room(n), room(n)).take(height).count()).take(height).sum::<usize>().max(1)
    };
    let mut out: Vec<usize> = (0..session.fields.len()).map(wanted).collect();
    let mut over = out.iter().sum::<usize>().saturating_sub(height);
    for n in (0..out.len()).filter(|n| *n != session.active).chain([session.active]) {
        let cut = over.min(out[n].saturating_sub(1));
        out[n] -= cut;
        over -= cut;
    }
    out
}

/// Returns the cells that the text of a field has in a pane of `width` cells.
pub fn field_width(session: &Session, n: usize, width: usize) -> usize {
    let label = if n == 0 { 0 } else { 2 + cells(session.fields[n].label) + 1 };
    width.saturating_sub(GUTTER + session.indent + label + 1).max(1)
}
