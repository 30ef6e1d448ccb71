//! Rules on the shape of the markdown (001, "Format Validation").

use super::Finding;
use super::case::Case;
use crate::document::{Edit, Kind, Line, Span, Splice};

/// Finds headings that skip a level (001, Format Validation 2); the first is told, with how many follow.
pub(super) fn heading_levels(case: &Case) -> Vec<Finding> {
    let document = case.handoff().document();
    let mut before = 0;
    let mut skips: Vec<(&Line, u8, u8)> = Vec::new();
    for line in case.lines() {
        if let Some(level) = line.kind.heading() {
            if before > 0 && level > before + 1 {
                skips.push((line, before, level));
            }
            before = level;
        }
    }
    let Some((line, from, to)) = skips.first() else { return Vec::new() };
    let more = if skips.len() == 1 { String::new() } else { format!(", and {} more do", skips.len() - 1) };
    let quote = case.quote(line.text, document.slice(line.text));
    vec![case.on_span(line.text, format!("The heading {quote} goes from level {from} to level {to}{more}."))]
}

/// Finds lines that are meant as list items and are none, and lists of several bullets (001, Format Validation 4).
pub(super) fn list_format(case: &Case) -> Vec<Finding> {
    let mut found = Vec::new();
    let document = case.handoff().document();
    let lines: Vec<&Line> = case.lines().collect();
    let meant: Vec<Option<usize>> =
        lines.iter().map(|l| if l.kind == Kind::Text { marker_without_blank(document.slice(l.text)) } else { None }).collect();
    let mut glued: Vec<(&Line, usize)> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let beside = |m: Option<usize>| m.is_some_and(|m| meant[m].is_some() || lines[m].is_marked());
        let neighbour = beside(n.checked_sub(1)) || beside((n + 1 < lines.len()).then_some(n + 1));
        glued.extend(meant[n].filter(|_| neighbour && !line.is_marked()).map(|width| (*line, width)));
    }
    if let Some((first, _)) = glued.first() {
        let many = if glued.len() == 1 { "A line begins".to_owned() } else { format!("{} lines begin", glued.len()) };
        let message = format!("{many} with a list marker and no blank behind it, so that it is no list.");
        let splices = glued.iter().map(|(l, width)| Splice::new(Span::at(l.text.start + width), " ")).collect();
        found.push(Finding { fix: Edit::new(splices), ..case.on_span(first.text, message) });
    }
    found.extend(mixed(case, &lines));
    found
}

/// Returns the length of a bullet or number that a letter follows at once.
fn marker_without_blank(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('-').or_else(|| text.strip_prefix('•'));
    if let Some(rest) = rest {
        return rest.starts_with(char::is_alphabetic).then(|| text.len() - rest.len());
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(')').filter(|_| (1..=2).contains(&digits))?;
    rest.starts_with(char::is_alphabetic).then_some(digits + 1)
}

/// Finds the first item whose bullet is another than that of the item before it in the same list.
fn mixed(case: &Case, lines: &[&Line]) -> Option<Finding> {
    let document = case.handoff().document();
    // The bullets of the open lists: column and sign.
    let mut open: Vec<(u16, &str)> = Vec::new();
    for line in lines {
        let Some(marker) = line.marker().filter(|m| m.number.is_none()) else {
            if line.depth == 0 && line.kind != Kind::Blank {
                open.clear();
            }
            continue;
        };
        let sign = document.slice(marker.span);
        open.retain(|(column, _)| *column <= marker.column);
        match open.last().filter(|(column, _)| *column == marker.column) {
            Some((_, before)) if *before != sign => {
                let message = format!("This list goes on with {sign} where it had {before}; some programs read two lists.");
                return Some(case.on_span(line.text, message));
            }
            Some(_) => {}
            None => open.push((marker.column, sign)),
        }
    }
    None
}
