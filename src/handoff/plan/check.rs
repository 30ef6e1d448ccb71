//! The check of every edit: applied and read again, the items differ in the intended way only.

use super::row::plain;
use crate::document::{Edit, Span};
use crate::handoff::{Concept, Handoff, Item, Shape, StatusKind};

/// What an edit is meant to change; all else must be as before.
pub(super) enum Expect {
    /// The item at an index of all items, in one respect.
    Changed { index: usize, free: Free },
    /// The item at an index goes.
    Gone { index: usize },
    /// One item more, which reads like this.
    New { concept: Concept, text: String, why: Option<String>, status: Option<StatusKind> },
    /// The item at `from` stands at `to`, those between move up or down by one.
    Moved { from: usize, to: usize },
    /// Whatever stands inside a span.
    Inside(Span),
}

/// What may change of an item.
pub(super) enum Free {
    Text(String),
    /// A slot that a template left open: all of it, this text being read back.
    Slot(String),
    Why(Option<String>),
    Status(StatusKind),
}

/// What is wrong with a text whose fence stays open.
pub(super) const OPEN_FENCE: &str = "the text opens a code fence that it does not close; add a line of ``` or ~~~ at its end";

/// Applies `edit` and compares; returns where the changed item stands afterwards.
///
/// # Errors
/// A sentence that says what else would change.
pub(super) fn check(before: &Handoff, edit: &Edit, expect: &Expect) -> Result<Option<Span>, String> {
    if edit.is_empty() {
        return match expect {
            Expect::Changed { index, .. } => Ok(Some(before.all_items()[*index].span)),
            Expect::Moved { from, .. } => Ok(Some(before.all_items()[*from].span)),
            _ => Ok(None),
        };
    }
    let after = before.again(edit.apply(before.text()));
    if after.document().open_fence().is_some() && before.document().open_fence().is_none() {
        return Err(OPEN_FENCE.into());
    }
    let found = items(before, &after, edit, expect)?;
    let place = found.map(|n| after.all_items()[n].span);
    headings(before, &after, edit, expect, place)?;
    Ok(place)
}

fn items(before: &Handoff, after: &Handoff, edit: &Edit, expect: &Expect) -> Result<Option<usize>, String> {
    let (old, new) = (before.all_items(), after.all_items());
    let alike = |a: usize, b: usize| same(&old[a], &new[b]);
    let all_alike = |mut pairs: &mut dyn Iterator<Item = (usize, usize)>| match Iterator::find(&mut pairs, |(a, b)| !alike(*a, *b)) {
        Some((a, _)) => {
            Err(format!("that would also change \"{}\" ({}): write it in another way", short(&old[a].text), old[a].concept.id()))
        }
        None => Ok(()),
    };
    match expect {
        Expect::Changed { index, free } => {
            counted(old, new, old.len())?;
            all_alike(&mut (0..old.len()).filter(|n| n != index).map(|n| (n, n)))?;
            changed(before, &old[*index], after, &new[*index], free, edit)?;
            Ok(Some(*index))
        }
        Expect::Gone { index } => {
            counted(old, new, old.len() - 1)?;
            all_alike(&mut (0..new.len()).map(|n| (if n < *index { n } else { n + 1 }, n)))?;
            Ok(None)
        }
        Expect::New { concept, text, why, status } => {
            counted(old, new, old.len() + 1)?;
            let place = place_of(edit, new).unwrap_or_else(|| (0..old.len()).take_while(|n| alike(*n, *n)).count());
            all_alike(&mut (0..old.len()).map(|n| (n, if n < place { n } else { n + 1 })))?;
            let item = &new[place];
            if item.concept != *concept {
                return Err(format!("the new item would be read as one of {}, not of {}", item.concept.id(), concept.id()));
            }
            reads_text(after, item, text, why.is_none())?;
            if let Some(why) = why.as_deref() {
                reads_why(item, Some(why))?;
            }
            if let Some(status) = status {
                reads_status(item, *status)?;
            }
            Ok(Some(place))
        }
        Expect::Moved { from, to } => {
            counted(old, new, old.len())?;
            let mut order: Vec<usize> = (0..old.len()).collect();
            let moved = order.remove(*from);
            order.insert(*to, moved);
            all_alike(&mut order.iter().enumerate().map(|(b, a)| (*a, b)))?;
            Ok(Some(*to))
        }
        Expect::Inside(span) => {
            let outside = |items: &'_ [Item], span: Span| {
                items.iter().enumerate().filter(|(_, i)| !span.contains(i.span)).map(|(n, _)| n).collect::<Vec<_>>()
            };
            let (a, b) = (outside(old, *span), outside(new, grown(*span, edit)));
            if a.len() != b.len() {
                return Err("that would change which items stand outside the section; mind headings and fences in the text".into());
            }
            all_alike(&mut a.into_iter().zip(b))?;
            Ok(None)
        }
    }
}

/// Returns the index of the item that holds all that the edit writes.
fn place_of(edit: &Edit, new: &[Item]) -> Option<usize> {
    let first = edit.splices().first()?.span.start;
    let grown = edit.splices().iter().map(|s| s.with.len() as isize - s.span.len() as isize).sum::<isize>();
    let end = edit.splices().last()?.span.end.checked_add_signed(grown)?;
    let mut inside = (0..new.len()).filter(|n| new[*n].body.start >= first && new[*n].body.start < end);
    inside.next().filter(|_| inside.next().is_none())
}

fn counted(old: &[Item], new: &[Item], wanted: usize) -> Result<(), String> {
    match new.len() {
        n if n == wanted => Ok(()),
        n if n > wanted && wanted >= old.len() => {
            Err(format!("the text would be read as {} items more; indent or escape its list marks and headings", n - wanted))
        }
        n if n > wanted => Err("what is left would be read as another item; edit the section as text".into()),
        n => Err(format!("that would make {} other items unreadable; mind headings and fences in the text", wanted - n)),
    }
}

fn changed(before: &Handoff, old: &Item, after: &Handoff, new: &Item, free: &Free, edit: &Edit) -> Result<(), String> {
    let whole = grown(old.span, edit);
    if new.concept != old.concept
        || new.block != old.block
        || new.span != whole && old.shape != Shape::Prose && !covers(new.span, whole, after)
    {
        return Err("the item would not stay one item; indent its further lines, and begin none with a heading or list mark".into());
    }
    let why = |i: &Item| i.why.as_ref().map(|w| w.text.clone());
    let status = |i: &Item| i.status.as_ref().map(|s| (s.kind, s.token.clone()));
    match free {
        Free::Text(text) => {
            let brought = old.why.is_none() && new.why.is_some() || old.status.is_none() && new.status.is_some() && !covers_why(old, new);
            let shown = after.edit_text(new);
            let wanted = if old.shape == Shape::Row { super::row::unescape(&super::row::escape(text)) } else { text.clone() };
            let titled = old.shape == Shape::Heading && !wanted.contains('\n') && shown.lines().next() == Some(&wanted);
            if plain(&shown) != plain(&wanted) && !brought && !titled {
                return Err(format!("the text would be read back as \"{}\"", short(&shown)));
            }
            if old.why.is_some() && why(old) != why(new) && separable(before, old) {
                return Err("the text would change the reason that follows it; leave out its colon or dash".into());
            }
            let shown_status = old.status.as_ref().is_some_and(|s| super::slots::core(before, old).contains(s.span));
            if old.status.is_some() && !shown_status && status(old).map(|s| s.0) != status(new).map(|s| s.0) {
                return Err("the text would change the item's status".into());
            }
            Ok(())
        }
        Free::Slot(text) => reads_text(after, new, text, true),
        Free::Why(wanted) => {
            let bare = |i: &Item| plain(&i.text).trim_end_matches(['.', ':', '。', '：']).to_owned();
            if bare(old) != bare(new) {
                return Err(format!("the item would be read back as \"{}\"", short(&new.text)));
            }
            if status(old).map(|s| s.0) != status(new).map(|s| s.0) {
                return Err("the reason would change the item's status".into());
            }
            reads_why(new, wanted.as_deref())
        }
        Free::Status(kind) => {
            if plain(&old.text) != plain(&new.text) {
                return Err(format!("the item would be read back as \"{}\"", short(&new.text)));
            }
            if why(old) != why(new) {
                return Err("the status would change the item's reason".into());
            }
            reads_status(new, *kind)
        }
    }
}

/// Tells whether the why stands behind the text, so that a text area does not show it.
fn separable(h: &Handoff, item: &Item) -> bool {
    let core = super::slots::core(h, item);
    item.why.as_ref().is_some_and(|w| !core.contains(w.span))
}

fn covers_why(old: &Item, new: &Item) -> bool {
    old.why.as_ref().map(|w| &w.text) != new.why.as_ref().map(|w| &w.text)
}

/// Tells whether two spans differ in blank space only.
fn covers(a: Span, b: Span, h: &Handoff) -> bool {
    super::slots::trim(h, a) == super::slots::trim(h, b)
}

fn reads_why(item: &Item, wanted: Option<&str>) -> Result<(), String> {
    let bare = |text: &str| plain(text).trim_end_matches(['.', '。']).to_owned();
    match (item.why.as_ref(), wanted) {
        (None, None) => Ok(()),
        (Some(why), Some(wanted)) if bare(&why.text) == bare(wanted) => Ok(()),
        (Some(why), Some(_)) => Err(format!("the reason would be read back as \"{}\"", short(&why.text))),
        (None, Some(_)) => Err("the reason would not be read back as one; write it into the text".into()),
        (Some(why), None) => Err(format!("the text would still give a reason: \"{}\"; change the text instead", short(&why.text))),
    }
}

fn reads_status(item: &Item, wanted: StatusKind) -> Result<(), String> {
    match item.status.as_ref().map(|s| s.kind) {
        Some(kind) if kind == wanted => Ok(()),
        Some(kind) => Err(format!("the status would be read back as {}", kind.id())),
        None if wanted == StatusKind::Open => Ok(()),
        None => Err(format!("this item has no place for the status {}; write it into the text", wanted.id())),
    }
}

/// Compares the words of a new item; in a free text, they may bring a reason of their own.
fn reads_text(after: &Handoff, item: &Item, wanted: &str, free: bool) -> Result<(), String> {
    let shown = after.edit_text(item);
    let brought = free && (item.why.is_some() || item.status.is_some());
    if plain(&shown) == plain(wanted) || brought {
        return Ok(());
    }
    Err(format!("the text would be read back as \"{}\"", short(&shown)))
}

/// Compares the headings, metadata and prompt outside what may change.
fn headings(before: &Handoff, after: &Handoff, edit: &Edit, expect: &Expect, place: Option<Span>) -> Result<(), String> {
    let free = match expect {
        Expect::Changed { index, .. } | Expect::Gone { index } => Some(before.all_items()[*index].span),
        Expect::Inside(span) => Some(*span),
        Expect::New { .. } => return new_headings(before, after),
        Expect::Moved { .. } => return moved_headings(before, after),
    };
    let Some(from) = free else { return Ok(()) };
    let to = place.filter(|_| matches!(expect, Expect::Changed { .. })).unwrap_or_else(|| grown(from, edit));
    let outside = |h: &Handoff, free: Span| -> Vec<(u8, String)> {
        let kept = h.sections().iter().filter(|s| s.heading.is_none_or(|at| !free.contains(at)));
        kept.map(|s| (s.level, s.title.clone())).collect()
    };
    if outside(before, from) != outside(after, to) {
        return Err("that would make or unmake a heading; mind lines of # or - in the text".into());
    }
    if before.prompt().is_none_or(|p| !from.contains(p.text)) {
        prompts(before, after)?;
    }
    Ok(())
}

/// Allows one heading more, that of a new section; in an empty file also the title.
fn new_headings(before: &Handoff, after: &Handoff) -> Result<(), String> {
    let mut more = 0;
    let mut old = before.sections().iter().peekable();
    for section in after.sections() {
        if old.next_if(|s| s.level == section.level && s.title == section.title).is_none() {
            more += usize::from(section.level > 0);
        }
    }
    let allowed = if before.sections().iter().all(|s| s.level == 0) { 2 } else { 1 };
    if old.peek().is_some_and(|s| s.level > 0) || more > allowed {
        return Err("that would make or unmake a heading; mind lines of # or - in the text".into());
    }
    prompts(before, after)
}

fn prompts(before: &Handoff, after: &Handoff) -> Result<(), String> {
    let text = |h: &Handoff| h.prompt().map(|p| h.slice(p.text).to_owned());
    if text(before) == text(after) { Ok(()) } else { Err("that would change the author's prompt; edit it as text".into()) }
}

fn moved_headings(before: &Handoff, after: &Handoff) -> Result<(), String> {
    let count = |h: &Handoff| h.sections().len();
    if count(before) == count(after) { Ok(()) } else { Err("that would make or unmake a heading".into()) }
}

/// Returns where `span` lies after an edit inside it.
fn grown(span: Span, edit: &Edit) -> Span {
    let by: isize = edit.splices().iter().map(|s| s.with.len() as isize - s.span.len() as isize).sum();
    Span::new(span.start, span.end.saturating_add_signed(by).max(span.start))
}

/// Tells whether two items say the same.
fn same(a: &Item, b: &Item) -> bool {
    a.concept == b.concept
        && a.block == b.block
        && (a.text == b.text || a.shape == Shape::Heading && unnumbered(a) == unnumbered(b))
        && (a.id == b.id || [&a.id, &b.id].iter().all(|id| id.as_ref().is_none_or(|id| id.parse::<u32>().is_ok())))
        && a.why.as_ref().map(|w| &w.text) == b.why.as_ref().map(|w| &w.text)
        && a.status.as_ref().map(|s| (s.kind, &s.token)) == b.status.as_ref().map(|s| (s.kind, &s.token))
}

/// Returns the words of a heading without its number, which stays when items change places.
fn unnumbered(item: &Item) -> &str {
    &item.text[super::slots::numbering(&item.text)..]
}

fn short(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
