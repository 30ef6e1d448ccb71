//! A new item: behind the last of its section in that one's form, into an empty section, or in a new one.

use super::check::{Expect, Free};
use super::style::{blank_before, end_of, line_of};
use super::{first_sound, index_of, refuse, row, section, slots, status, text, why};
use crate::document::{Edit, Span};
use crate::handoff::{Concept, Handoff, Item, Plan, Refusal, Shape, StatusKind, is_unfilled};

/// What is added.
pub(super) struct New<'a> {
    pub concept: Concept,
    pub text: &'a str,
    pub why: Option<String>,
    pub status: Option<StatusKind>,
}

/// Plans a new item: its text first, then its status and its reason as for any item.
pub(super) fn plan(h: &Handoff, new: &New) -> Result<Plan, Refusal> {
    if matches!(new.concept, Concept::Metadata | Concept::Prompt) {
        return Err(refuse(format!("{} holds no items; edit its section as text", new.concept.id())));
    }
    if let Some(plan) = filled(h, new) {
        return Ok(plan);
    }
    let text_only = Expect::New { concept: new.concept, text: new.text.to_owned(), why: None, status: None };
    let whole = Expect::New { concept: new.concept, text: new.text.to_owned(), why: new.why.clone(), status: new.status };
    let mut refusal = None;
    for edit in placed(h, new) {
        match finished(h, edit, new, &text_only, &whole) {
            Ok(plan) => return Ok(plan),
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    Err(refusal.unwrap_or_else(|| refuse(format!("this file has no place for {}; add a section for it as text", new.concept.id()))))
}

/// Fills the first slot that a template leaves open, in the slot's own form.
fn filled(h: &Handoff, new: &New) -> Option<Plan> {
    let slot = h.items(new.concept).find(|i| matches!(i.shape, Shape::Bullet | Shape::Prose) && is_unfilled(h.slice(i.body)))?;
    let index = index_of(h, slot);
    let with = hung(new.text, &text::hanging(h, slot, &[]), h.document().eol_near(slot.span.start));
    let edit = text::smallest(h, slots::trim(h, slot.body), &with);
    let mut text = first_sound(h, vec![edit], &Expect::Changed { index, free: Free::Slot(new.text.to_owned()) }).ok()?.edit.apply(h.text());
    // A slot stands for something done, or for something to do: the new item says which.
    let done = new.concept == Concept::Completed && slot.status.is_some();
    if let Some(kind) = new.status.or(done.then_some(StatusKind::Done)) {
        let now = Handoff::parse(text.as_str());
        let edits = status::candidates(&now, &now.all_items()[index], kind);
        text = first_sound(&now, edits, &Expect::Changed { index, free: Free::Status(kind) }).ok()?.edit.apply(&text);
    }
    if let Some(why) = &new.why {
        let now = Handoff::parse(text.as_str());
        let edits = why::additions(&now, &now.all_items()[index], why);
        text = first_sound(&now, edits, &Expect::Changed { index, free: Free::Why(new.why.clone()) }).ok()?.edit.apply(&text);
    }
    let item = Handoff::parse(text.as_str()).all_items().get(index).map(|i| i.span);
    Some(Plan { edit: Edit::between(h.text(), &text), item })
}

fn finished(h: &Handoff, edit: Edit, new: &New, text_only: &Expect, whole: &Expect) -> Result<Plan, Refusal> {
    let plan = first_sound(h, vec![edit], text_only)?;
    if new.status.is_none() && new.why.is_none() {
        return Ok(plan);
    }
    let mut text = plan.edit.apply(h.text());
    if let Some(status) = new.status {
        let (now, index) = read(&text, plan.item)?;
        let edits = status::candidates(&now, &now.all_items()[index], status);
        text = first_sound(&now, edits, &Expect::Changed { index, free: Free::Status(status) })?.edit.apply(&text);
    }
    let Some(why) = &new.why else {
        return first_sound(h, vec![aligned(h, &text)], whole);
    };
    let (now, index) = read(&text, plan.item)?;
    let with_why = why::additions(&now, &now.all_items()[index], why).into_iter().map(|e| aligned(h, &e.apply(&text)));
    first_sound(h, with_why.collect(), whole)
}

/// Returns the edit that turns the handoff's text into `text`; what it inserts begins with a line where it can.
fn aligned(h: &Handoff, text: &str) -> Edit {
    let edit = Edit::between(h.text(), text);
    let [splice] = edit.splices() else { return edit };
    if !splice.span.is_empty() {
        return edit;
    }
    let (mut at, mut with) = (splice.span.start, splice.with.clone());
    while !h.text()[..at].is_empty() && !h.text()[..at].ends_with(['\n', '\r']) {
        let Some(last) = with.pop().filter(|c| h.text()[..at].ends_with(*c)) else { return edit };
        at -= last.len_utf8();
        with.insert(0, last);
    }
    Edit::one(Span::at(at), with)
}

/// Reads a text again and finds the item that begins where `place` does.
fn read(text: &str, place: Option<Span>) -> Result<(Handoff, usize), Refusal> {
    let now = Handoff::parse(text);
    let index = place.and_then(|place| now.all_items().iter().position(|i| i.span.start == place.start));
    index.map(|index| (now, index)).ok_or_else(|| refuse("the new item would not be read back as one"))
}

/// Returns the edits that put the bare text in its place.
fn placed(h: &Handoff, new: &New) -> Vec<Edit> {
    let items: Vec<&Item> = h.items(new.concept).collect();
    let Some(last) = items.last() else { return section::candidates(h, new) };
    let mut edits = behind(h, &items, last, new.text);
    if let Some(other) = items.iter().rev().find(|i| i.shape != last.shape) {
        edits.extend(behind(h, &items, other, new.text));
    }
    edits
}

/// Writes the text behind the item `last` in its form.
fn behind(h: &Handoff, items: &[&Item], last: &Item, text: &str) -> Vec<Edit> {
    let doc = h.document();
    let Some(first) = line_of(doc, last.span.start) else { return Vec::new() };
    let eol = doc.eol_near(first.span.start);
    let at = end_of(h, last).max(first.span.end);
    let siblings: Vec<&&Item> = items.iter().filter(|i| i.section == last.section && i.shape == last.shape).collect();
    let apart = siblings.iter().skip(1).next_back().is_some_and(|i| blank_before(doc, i.span.start));
    let insert = |lines: String, apart: bool| {
        let quotes = "> ".repeat(usize::from(first.quote));
        let gap = if apart { format!("{}{eol}", quotes.trim_end()) } else { String::new() };
        if h.text()[..at].ends_with(['\n', '\r']) {
            Edit::one(Span::at(at), format!("{gap}{lines}{eol}"))
        } else {
            Edit::one(Span::at(at), format!("{eol}{gap}{lines}"))
        }
    };
    match last.shape {
        Shape::Bullet => {
            let Some(marker) = first.marker() else { return Vec::new() };
            let before = &h.text()[first.span.start..marker.span.start];
            let sign = match marker.number {
                Some(number) => {
                    let close = &h.slice(marker.span)[h.slice(marker.span).len() - 1..];
                    let all_alike = siblings.len() > 1
                        && siblings
                            .iter()
                            .all(|i| line_of(doc, i.span.start).and_then(|l| l.marker()).is_some_and(|m| m.number == Some(number)));
                    format!("{}{close}", if all_alike { number } else { number.saturating_add(1) })
                }
                None => h.slice(marker.span).to_owned(),
            };
            let rest = &h.text()[marker.span.end..first.span.end];
            let gap = &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()];
            let gap = if gap.is_empty() { " " } else { gap };
            let tick = match marker.checkbox {
                Some(_) if last.concept == Concept::Completed => "[x] ",
                Some(_) => "[ ] ",
                None => "",
            };
            let hang = " ".repeat(sign.chars().count() + gap.len());
            let hang = format!("{}{hang}", before.replace(|c: char| !c.is_whitespace() && c != '>', " "));
            vec![insert(format!("{before}{sign}{gap}{tick}{}", hung(text, &hang, eol)), apart)]
        }
        Shape::Row => row_behind(h, items, last, text).map(|row| insert(row, false)).into_iter().collect(),
        Shape::Heading => {
            let marks = &h.text()[first.span.start..first.text.start];
            let words = h.slice(first.text);
            let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number = words[..digits].parse::<u32>().ok().filter(|_| words[digits..].starts_with(['.', ')']));
            let number = number.map(|n| format!("{}{} ", n + 1, &words[digits..digits + 1])).unwrap_or_default();
            let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
            let rest =
                if rest.trim().is_empty() { String::new() } else { format!("{eol}{eol}{}", hung(rest.trim_start_matches('\n'), "", eol)) };
            vec![insert(format!("{marks}{number}{head}{rest}"), true)]
        }
        Shape::Lead => {
            let lead = text.split_once([':', '：']).map_or_else(|| format!("**{text}**"), |(lead, rest)| format!("**{lead}**:{rest}"));
            let indent = &h.text()[first.span.start..first.text.start];
            vec![
                insert(format!("{indent}{}", hung(&lead, indent, eol)), true),
                insert(format!("{indent}{}", hung(text, indent, eol)), true),
            ]
        }
        Shape::Prose => {
            // One prose text becomes the first of a list, so that both stay apart.
            let bullet = super::style::bullet(doc);
            let hang = " ".repeat(bullet.chars().count() + 1);
            let item = format!("{bullet} {}", hung(text, &hang, eol));
            let before = crate::document::Splice::new(Span::at(last.body.start), format!("{bullet} "));
            let behind = insert(item.clone(), false);
            let both = behind.splices().iter().cloned().chain([before]).collect();
            Edit::new(both).into_iter().chain([insert(item, true), behind]).collect()
        }
    }
}

/// Returns a row under the header of `last`: the text in its column, the next number where rows are numbered, the rest empty.
fn row_behind(h: &Handoff, items: &[&Item], last: &Item, text: &str) -> Option<String> {
    let line = line_of(h.document(), last.span.start)?;
    let cells = row::cells_of(h, last);
    let columns = row::header(h, last.span.start).len().max(cells.len());
    let place = row::text_cell(h, last);
    let topic = cells.iter().position(|c| *c == place).unwrap_or_default();
    let number = cells.first().and_then(|c| h.slice(*c).parse::<u32>().ok()).filter(|_| topic > 0 && !items.is_empty());
    let filled: Vec<String> = (0..columns)
        .map(|n| match n {
            n if n == topic => row::escape(text),
            0 => number.map(|n| (n + 1).to_string()).unwrap_or_default(),
            _ => String::new(),
        })
        .collect();
    let before = &h.text()[line.span.start..line.text.start];
    if !h.slice(line.text).starts_with('|') {
        return Some(format!("{before}{}", filled.join(" | ")));
    }
    let cells: String = filled.iter().map(|c| if c.is_empty() { " |".to_owned() } else { format!(" {c} |") }).collect();
    Some(format!("{before}|{cells}"))
}

/// Returns a text whose further lines stand behind `hang`.
pub(super) fn hung(text: &str, hang: &str, eol: &str) -> String {
    let mut out = String::new();
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push_str(eol);
            out.push_str(if line.is_empty() { hang.trim_end() } else { hang });
        }
        out.push_str(line);
    }
    out
}
