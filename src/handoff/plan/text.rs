//! Another text for an item.

use super::row;
use super::slots::{Piece, core, pieces};
use crate::document::{Edit, Span, Splice};
use crate::handoff::{Handoff, Item, Shape};

/// Returns the edits that give an item the text `new`, one form each for the why that follows it.
pub(super) fn candidates(h: &Handoff, item: &Item, new: &str) -> Vec<Edit> {
    if h.edit_text(item) == new {
        return vec![Edit::default()];
    }
    let core = core(h, item);
    if item.shape == Shape::Row {
        let splice = row::fill(h, core, &row::escape(new));
        return vec![smallest(h, splice.span, &splice.with)];
    }
    let text = render(h, item, core, new);
    let mut edits = vec![smallest(h, core, &text)];
    if item.shape == Shape::Lead && !new.starts_with("**") {
        let (first, rest) = new.split_once('\n').map_or((new, String::new()), |(first, rest)| (first, format!("\n{rest}")));
        let lead = match first.split_once([':', '：']) {
            Some((lead, words)) if words.starts_with(' ') => format!("**{lead}:**{words}"),
            _ => format!("**{first}**"),
        };
        edits.push(smallest(h, core, &render(h, item, core, &format!("{lead}{rest}"))));
    }
    if item.shape == Shape::Heading && !new.contains('\n') {
        // One line for an item that is no item without its body: the body stays.
        let title = h.slice(core).find(['\n', '\r']).map_or(core, |n| Span::new(core.start, core.start + n));
        edits.push(smallest(h, title, new));
    }
    // A colon in the new text would be taken for the one before the why.
    if let Some(why) = item.why.as_ref().filter(|w| w.whole.start >= core.end && w.whole.end == w.span.end)
        && [":", "："].contains(&h.text()[why.whole.start..why.span.start].trim())
    {
        let lead = Span::new(core.start, why.span.start);
        edits.push(smallest(h, lead, &format!("{text} — ")));
        let both = vec![Splice::new(lead, format!("{text} (why: ")), Splice::new(Span::at(why.span.end), ")")];
        edits.extend(Edit::new(both));
    }
    edits
}

/// Returns the smallest edit that puts `new` in the place of `span`.
pub(super) fn smallest(h: &Handoff, span: Span, new: &str) -> Edit {
    let inner = Edit::between(h.slice(span), new);
    let moved = inner.splices().iter().map(|s| Splice::new(Span::new(s.span.start + span.start, s.span.end + span.start), s.with.clone()));
    Edit::new(moved.collect()).unwrap_or_default()
}

/// Writes `new` as the lines of an item: lines that stay keep every byte, others get the indentation of their place.
fn render(h: &Handoff, item: &Item, core: Span, new: &str) -> String {
    let old = pieces(h, item, core);
    let new: Vec<&str> = new.split('\n').collect();
    let same = |p: &Piece, line: &str| h.slice(p.shown) == line;
    let most = old.len().min(new.len());
    let head = (0..most).take_while(|i| same(&old[*i], new[*i])).count();
    let tail = (0..most - head).take_while(|i| same(&old[old.len() - 1 - i], new[new.len() - 1 - i])).count();
    let eol = h.document().eol_near(item.span.start);
    let hang = hanging(h, item, &old);
    let mut out = String::new();
    for (n, line) in new.iter().enumerate() {
        let kept = if n < head || old.len() == new.len() {
            old.get(n)
        } else if n >= new.len() - tail {
            old.get(n + old.len() - new.len())
        } else {
            None
        };
        if n > 0 {
            match kept {
                Some(piece) => out.push_str(&h.text()[piece.raw.start..piece.shown.start]),
                None if line.is_empty() => out.push_str(hang.trim_end()),
                None => out.push_str(&hang),
            }
        }
        out.push_str(line);
        if n + 1 < new.len() {
            let behind = kept.map_or("", |p| &h.text()[p.shown.end..p.raw.end]);
            out.push_str(if behind.ends_with(['\n', '\r']) { behind } else { eol });
        }
    }
    out
}

/// Returns what stands before a continuation line: what the item's own have, else quotes and blanks up to its content.
pub(super) fn hanging(h: &Handoff, item: &Item, lines: &[Piece]) -> String {
    if let Some(piece) = lines.iter().skip(1).find(|p| !p.shown.is_empty()) {
        return h.text()[piece.raw.start..piece.shown.start].to_owned();
    }
    let Some(first) = super::style::line_of(h.document(), item.body.start) else { return String::new() };
    let quotes = "> ".repeat(usize::from(first.quote));
    let blanks = usize::from(first.indent).saturating_sub(quotes.len());
    quotes + &" ".repeat(blanks)
}
