//! Another why or blocking reason, in the form that its siblings use.

use super::slots::{core, pieces, status_whole};
use super::style::line_of;
use super::{row, text};
use crate::document::{Edit, Kind, Span, Splice};
use crate::handoff::{Concept, Handoff, Item, Shape};

/// How a reason is attached to an item.
#[derive(Clone, PartialEq)]
enum Form {
    /// Behind the text, between these.
    Behind(String, String),
    /// On a line of its own, indented by so many columns beyond the item's content, behind this label; with a blank line before it or not.
    Line { indent: usize, label: String, close: String, gap: bool },
    /// In the cell of a column.
    Cell(usize),
}

/// Returns the edits that give an item the reason `new`, or take its reason away.
pub(super) fn candidates(h: &Handoff, index: usize, new: Option<&str>) -> Vec<Edit> {
    let item = &h.all_items()[index];
    match (&item.why, new) {
        (Some(why), Some(new)) if why.text == new => vec![Edit::default()],
        (Some(why), Some(new)) => {
            let new = if item.shape == Shape::Row { row::escape(new) } else { new.to_owned() };
            vec![text::smallest(h, why.span, &new)]
        }
        (Some(why), None) => removals(h, item, why.span, why.whole),
        (None, None) => vec![Edit::default()],
        (None, Some(new)) => additions(h, item, new),
    }
}

/// Returns the edits that add a reason to an item, whatever it says already.
pub(super) fn additions(h: &Handoff, item: &Item, new: &str) -> Vec<Edit> {
    forms(h, item).iter().filter_map(|form| attach(h, item, form, new)).collect()
}

fn removals(h: &Handoff, item: &Item, span: Span, whole: Span) -> Vec<Edit> {
    if item.shape == Shape::Row {
        let cell = row::cells_of(h, item).into_iter().find(|c| *c == span);
        return vec![Edit::one(if cell.is_some() { span } else { whole }, "")];
    }
    let mut edits = Vec::new();
    let doc = h.document();
    let (first, last) = (doc.line_at(whole.start), doc.line_at(whole.end.max(whole.start + 1) - 1));
    if let (Some(a), Some(b)) = (doc.lines().get(first), doc.lines().get(last)) {
        let lead = &h.text()[a.span.start..whole.start];
        let alone =
            lead.chars().all(|c| c.is_whitespace() || c == '>' || "-*+•".contains(c)) && h.text()[whole.end..b.span.end].trim().is_empty();
        if alone && a.span.start > item.body.start {
            // The last line of a text without final newline takes the ending before it along.
            let ends = h.slice(b.span).ends_with(['\n', '\r']);
            let before =
                doc.lines()[..first].last().map_or(a.span.start, |l| l.span.start + h.slice(l.span).trim_end_matches(['\n', '\r']).len());
            edits.push(Edit::one(Span::new(if ends { a.span.start } else { before }, b.span.end), ""));
        }
    }
    edits.push(Edit::one(whole, ""));
    // A status between the text and the reason stays.
    if let Some(status) = status_whole(h, item).filter(|status| whole.contains(*status) && status.end <= span.start) {
        edits.push(Edit::one(Span::new(status.end, whole.end), ""));
    }
    let blanks = h.text()[..whole.start].len() - h.text()[..whole.start].trim_end_matches([' ', '\t']).len();
    if whole.start - blanks > item.body.start {
        edits.push(Edit::one(Span::new(whole.start - blanks, whole.end), ""));
    }
    edits
}

/// Returns the forms to try, those of siblings first, commonest first.
fn forms(h: &Handoff, item: &Item) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let near = |other: &&Item| other.concept == item.concept && other.shape == item.shape && other.why.is_some();
    let mut siblings: Vec<&Item> = h.all_items().iter().filter(near).collect();
    siblings.sort_by_key(|other| (other.section != item.section, other.block != item.block));
    for sibling in siblings.into_iter().take(8) {
        forms.extend(form_of(h, sibling).filter(|f| !forms.contains(f)));
    }
    if item.shape == Shape::Row {
        let header = row::header(h, item.span.start);
        let word = |cell: &Span| h.slice(*cell).to_lowercase();
        let words: &[&str] = &["rationale", "reason", "why", "block", "notes", "原因", "理由", "이유", "motivo", "grund"];
        let found = words.iter().find_map(|w| header.iter().position(|cell| word(cell).contains(w)));
        forms.extend(found.map(Form::Cell));
    }
    let behind = |a: &str, b: &str| Form::Behind(a.to_owned(), b.to_owned());
    let line = |label: &str, gap| Form::Line { indent: 0, label: label.to_owned(), close: String::new(), gap };
    let waits = item.concept != Concept::Decisions;
    if waits {
        forms.extend([
            behind(" (blocked by: ", ")"),
            behind(" — blocked by ", ""),
            line("**Blocked by:** ", false),
            line("Blocked by: ", false),
        ]);
    }
    match item.shape {
        Shape::Heading => forms.extend([line("**Why:** ", true), line("**Why:** ", false)]),
        Shape::Prose | Shape::Lead => {
            forms.extend([behind(": ", ""), behind(" — ", ""), line("**Why:** ", false), line("**Why:** ", true)])
        }
        _ => forms.extend([behind(": ", ""), behind(" — ", ""), behind(" (why: ", ")"), line("**Why:** ", false), line("Why: ", false)]),
    }
    forms
}

/// Reads off how an item carries its reason.
fn form_of(h: &Handoff, item: &Item) -> Option<Form> {
    let why = item.why.as_ref()?;
    if item.shape == Shape::Row
        && let Some(column) = row::cells_of(h, item).iter().position(|c| c.contains(why.span) && c.start == why.span.start)
    {
        return Some(Form::Cell(column));
    }
    let doc = h.document();
    let close = h.text()[why.span.end..why.whole.end.max(why.span.end)].to_owned();
    let line = line_of(doc, why.span.start)?;
    let first = line_of(doc, item.body.start)?;
    let start = line.marker().map_or(line.text.start, |m| m.span.start);
    if line.span != first.span {
        let label = h.text().get(start..why.span.start)?;
        let short =
            label.len() <= 40 && !label.trim().is_empty() && why.whole.start <= line.text.start.max(start) && !close.contains(['\n', '\r']);
        let column = line.marker().map_or(line.indent, |m| m.column);
        let indent = usize::from(column.saturating_sub(first.indent));
        let gap = super::style::blank_before(doc, line.span.start);
        return short.then(|| Form::Line { indent, label: label.to_owned(), close, gap });
    }
    let separator = h.text().get(why.whole.start..why.span.start)?;
    (separator.len() <= 40 && close.len() <= 8 && !separator.is_empty()).then(|| Form::Behind(separator.to_owned(), close))
}

fn attach(h: &Handoff, item: &Item, form: &Form, new: &str) -> Option<Edit> {
    let doc = h.document();
    match form {
        Form::Cell(column) => {
            let cell = *row::cells_of(h, item).get(*column).filter(|_| item.shape == Shape::Row)?;
            Edit::new(vec![row::fill(h, cell, &row::escape(new))])
        }
        Form::Behind(separator, close) => {
            let new = if item.shape == Shape::Row { row::escape(new) } else { new.to_owned() };
            let at = paragraph_end(h, item);
            let text = h.slice(Span::new(core(h, item).start.min(at), at));
            // `text.: reason` and `text:: reason` read badly.
            let ends = text.len() - text.trim_end_matches(['.', ':', '：', '。']).len();
            let cut =
                if separator.starts_with([':', '：', ' ', '—', ',']) && text.len() > ends && !text.ends_with("..") { ends } else { 0 };
            Edit::new(vec![Splice::new(Span::new(at - cut, at), format!("{separator}{new}{close}"))])
        }
        Form::Line { indent, label, close, gap } => {
            if item.shape == Shape::Row {
                return None;
            }
            let line = line_of(doc, paragraph_end(h, item).max(1) - 1)?;
            let end = line.span.start + h.slice(line.span).trim_end_matches(['\n', '\r']).len();
            let eol = doc.eol_near(line.span.start);
            let hang = text::hanging(h, item, &pieces(h, item, Span::at(core(h, item).start)));
            let hang = if item.shape == Shape::Heading { String::new() } else { hang };
            let gap = if *gap { format!("{eol}{}", hang.trim_end()) } else { String::new() };
            Some(Edit::one(Span::at(end), format!("{gap}{eol}{hang}{}{label}{new}{close}", " ".repeat(*indent))))
        }
    }
}

/// Returns the offset behind the first paragraph of an item's text.
fn paragraph_end(h: &Handoff, item: &Item) -> usize {
    let core = core(h, item);
    if item.shape == Shape::Row {
        return core.end;
    }
    let doc = h.document();
    let first = doc.line_at(core.start);
    let Some(opening) = doc.lines().get(first) else { return core.end };
    let goes_on = |l: &&crate::document::Line| {
        l.kind == Kind::Text
            && l.marker().is_none()
            && l.depth == opening.depth
            && l.span.start < core.end
            && !h.slice(l.text).starts_with("**")
    };
    let last = match opening.kind {
        Kind::Text => doc.lines().iter().skip(first + 1).take_while(goes_on).last().unwrap_or(opening),
        _ => opening,
    };
    core.end.min(last.text.end).max(core.start)
}
