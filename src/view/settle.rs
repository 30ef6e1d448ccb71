//! Two sides of what conflicts: side by side, one above the other where it is narrow.

use super::field;
use super::pen::Pen;
use crate::app::overlay::Overlay;
use crate::app::settle::{Areas, areas, inside, title_rows};
use crate::app::theme::Role;
use crate::app::{Model, wrap};
use crate::merge::{Conflict, Take};
use crate::project::Dispute;
use crate::shown::Shown;
use ratatui::layout::Rect;

/// The longest text whose changed words are marked, in bytes.
const MARKED: usize = 20_000;

/// Draws the screen into the body of the terminal.
pub fn draw(model: &Model, pen: &mut Pen, body: Rect) {
    let Some(dispute) = &model.snapshot.dispute else { return };
    let (count, left) = (dispute.conflicts.len(), model.settling.left(dispute));
    let place = areas(inside(model.size), dispute, model.settling.row, model.own_text());
    let Some(conflict) = model.conflict() else { return together(pen, dispute, body) };
    let title = match place.list {
        Some(_) => format!("Settle · {}", Shown::new(&dispute.what)),
        None => Shown::new(&conflict.title).to_string(),
    };
    pen.frame(body, "", Role::BorderFocus);
    if let Some(area) = place.list {
        list(model, pen, dispute, area);
        rule(pen, body, area.bottom(), None);
    }
    sides(model, pen, dispute, conflict, &place, body);
    let state = match (left, count) {
        (0, 1) => " settled: Enter writes ".to_owned(),
        (0, n) => format!(" all {n} settled: Enter writes "),
        (_, 1) => " to settle ".to_owned(),
        (left, n) => format!(" {}/{n} · {} settled ", model.settling.row + 1, n - left),
    };
    let from = pen.right(body.right() - 2, body.y, body.width / 2, &state, if left == 0 { Role::Done } else { Role::Muted });
    pen.text(body.x + 2, body.y, from.saturating_sub(body.x + 3), &format!(" {title} "), Role::TitleFocus);
    let across = place.beside.then(|| place.sides[0].right() + 1);
    if let Some(area) = place.base {
        rule(pen, body, area.y, Some("before both"));
        join(pen, across, area.y);
        text(pen, below(area), conflict.base.as_deref(), None, 0, Role::Muted);
    }
    if let Some(area) = place.own {
        rule(pen, body, area.y, Some("the result, in your words"));
        if place.base.is_none() {
            join(pen, across, area.y);
        }
        match (model.overlays.last(), model.settling.taken(conflict)) {
            (Some(Overlay::Edit(session)), _) => field::draw(pen, &session.fields[0], below(area), true),
            (_, Some(Take::Text(own))) if own.trim().is_empty() => {
                pen.text(area.x, area.y + 1, area.width, "(nothing)", Role::Missing);
            }
            (_, Some(Take::Text(own))) => text(pen, below(area), Some(own), None, 0, Role::Text),
            _ => {}
        }
    }
    if place.base.is_none()
        && place.own.is_none()
        && let Some(x) = across
    {
        let y = place.sides[0].bottom();
        if y < body.bottom() - 1 {
            rule(pen, body, y, None);
        }
        pen.put(x, y, "┴", if y < body.bottom() - 1 { Role::Border } else { Role::BorderFocus });
    }
}

/// Says that nothing has to be settled, only written.
fn together(pen: &mut Pen, dispute: &Dispute, body: Rect) {
    pen.frame(body, &format!("Settle · {}", Shown::new(&dispute.what)), Role::BorderFocus);
    let area = Rect { x: body.x + 2, y: body.y + 1, width: body.width.saturating_sub(4), height: body.height.saturating_sub(2) };
    let n = dispute.joined;
    let changes = if n == 1 { "1 change of theirs goes".to_owned() } else { format!("{n} changes of theirs go") };
    let words = [
        (format!("Nothing conflicts: {changes} together with ours."), Role::Text),
        (String::new(), Role::Text),
        (format!("ours    {}", dispute.sides[0]), Role::Muted),
        (format!("theirs  {}", dispute.sides[1]), Role::Muted),
        (String::new(), Role::Text),
        ("Enter writes it; one undo takes it back.".to_owned(), Role::Text),
    ];
    let mut y = area.y;
    for (line, role) in words {
        let shown = Shown::new(&line);
        for (start, end) in wrap::rows(shown.as_str(), area.width.into(), area.width.into()) {
            if y < area.bottom() {
                pen.text(area.x, y, area.width, shown.as_str()[start..end].trim_end(), role);
            }
            y += 1;
        }
    }
}

/// Draws a line across the frame, with words in it.
fn rule(pen: &mut Pen, body: Rect, y: u16, words: Option<&str>) {
    pen.line(body.x + 1, body.right() - 1, y, "─", Role::Border);
    pen.put(body.x, y, "├", Role::BorderFocus);
    pen.put(body.right() - 1, y, "┤", Role::BorderFocus);
    if let Some(words) = words {
        pen.text(body.x + 2, y, body.width.saturating_sub(4), &format!(" {words} "), Role::Title);
    }
}

/// Ends the line between the columns at a line below them.
fn join(pen: &mut Pen, across: Option<u16>, y: u16) {
    if let Some(x) = across {
        pen.put(x, y, "┴", Role::Border);
    }
}

fn below(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

fn list(model: &Model, pen: &mut Pen, dispute: &Dispute, area: Rect) {
    let (row, shown, count) = (model.settling.row, usize::from(area.height), dispute.conflicts.len());
    let top = (row + 1).saturating_sub(shown.div_ceil(2)).min(count.saturating_sub(shown));
    for (n, y) in (top..count).zip(area.y..area.bottom()) {
        let conflict = &dispute.conflicts[n];
        let (glyph, word, role) = match model.settling.taken(conflict) {
            None => ("·", "open", Role::Open),
            Some(Take::Ours) => ("✓", "ours", Role::Done),
            Some(Take::Theirs) => ("✓", "theirs", Role::Done),
            Some(Take::Both) => ("✓", "both", Role::Done),
            Some(Take::Text(_)) => ("✓", "your words", Role::Done),
        };
        if n == row {
            pen.put(area.x, y, "›", Role::Marker);
        }
        pen.text(area.x + 2, y, 1, glyph, role);
        let from = pen.right(area.right(), y, 12, word, role);
        let role = if n == row { Role::Selected } else { Role::Text };
        pen.text(area.x + 4, y, from.saturating_sub(area.x + 5), Shown::new(&conflict.title).as_str(), role);
    }
}

fn sides(model: &Model, pen: &mut Pen, dispute: &Dispute, conflict: &Conflict, place: &Areas, body: Rect) {
    let keys = |n: usize| {
        use crate::app::actions::{Action, Place};
        let action = if n == 0 { Action::Ours } else { Action::Theirs };
        model.settings.keymap.keys_of(action, Place::Conflicts).into_iter().next().unwrap_or_default()
    };
    let taken = model.settling.taken(conflict);
    let chosen = [matches!(taken, Some(Take::Ours | Take::Both)), matches!(taken, Some(Take::Theirs | Take::Both))];
    let texts = [conflict.ours.as_deref(), conflict.theirs.as_deref()];
    for n in 0..2 {
        let area = place.sides[n];
        if area.height == 0 {
            continue;
        }
        if !place.beside && n == 1 {
            rule(pen, body, area.y, None);
        }
        let name = if n == 0 { "ours" } else { "theirs" };
        let y = area.y;
        let mut x = pen.text(area.x, y, area.width, &format!("{} ", keys(n)), Role::Key);
        x = pen.text(x, y, area.right().saturating_sub(x), name, Role::Heading);
        let mark = if chosen[n] { pen.right(area.right(), y, 8, "✓ taken", Role::Done).saturating_sub(1) } else { area.right() };
        pen.text(x, y, mark.saturating_sub(x), &format!(" · {}", Shown::new(&dispute.sides[n])), Role::Muted);
        let role = if n == 0 { Role::New } else { Role::Changed };
        let above = title_rows(area);
        if above > 1 {
            pen.text(area.x, y + 1, area.width, &conflict.did[n], role);
        }
        let rest = Rect { y: y + above, height: area.height.saturating_sub(above), ..area };
        // Beside the other side what is disputed stands out; what both have in common is no matter.
        let other = texts[1 - n].or(conflict.base.as_deref());
        text(pen, rest, texts[n], other, model.settling.scroll, role);
    }
    if place.beside {
        let x = place.sides[0].right() + 1;
        let top = place.sides[0].y;
        for y in top..place.sides[0].bottom() {
            pen.put(x, y, "│", Role::Border);
        }
        if top > body.y {
            pen.put(x, top - 1, "┬", if top - 1 == body.y { Role::BorderFocus } else { Role::Border });
        }
    }
}

/// Writes a text from a row on; the words that `other` does not have there are drawn in `role`.
fn text(pen: &mut Pen, area: Rect, words: Option<&str>, other: Option<&str>, scroll: usize, role: Role) {
    if area.height == 0 {
        return;
    }
    let Some(words) = words else {
        pen.text(area.x, area.y, area.width, "(nothing stands there)", Role::Missing);
        return;
    };
    let lines = Shown::lines(words.trim_end());
    let small = words.len() <= MARKED && other.is_none_or(|o| o.len() <= MARKED);
    let same = other.filter(|_| small).map(|other| common(&lines, &Shown::lines(other.trim_end())));
    let (mut row, mut word) = (0, 0);
    let width = usize::from(area.width).max(1);
    for line in &lines {
        let line = line.as_str();
        for (start, end) in wrap::rows(line, width, width) {
            let part = line[start..end].trim_end();
            let here = part.split_whitespace().count();
            if row >= scroll {
                let y = area.y + (row - scroll) as u16;
                if y >= area.bottom() {
                    pen.put(area.right().saturating_sub(1), area.bottom() - 1, "↓", Role::Muted);
                    return;
                }
                match same {
                    Some((first, last)) => marked(pen, area, y, part, word, first..last, role),
                    None => {
                        pen.text(area.x, y, area.width, part, if other.is_some() { Role::Text } else { role });
                    }
                }
            }
            row += 1;
            word += here;
        }
    }
}

/// Writes a row of which the words in `changed`, counted from `word`, are drawn in `role`.
fn marked(pen: &mut Pen, area: Rect, y: u16, part: &str, word: usize, changed: std::ops::Range<usize>, role: Role) {
    let mut x = area.x;
    let mut word = word;
    let mut at = 0;
    while at < part.len() {
        let blank = part[at..].len() - part[at..].trim_start().len();
        let end = part[at + blank..].find(char::is_whitespace).map_or(part.len(), |n| at + blank + n);
        let role = if changed.contains(&word) { role } else { Role::Text };
        x = pen.text(x, y, area.right().saturating_sub(x), &part[at..end], role);
        word += 1;
        at = end;
    }
}

/// Returns the words of `lines` from the first to behind the last that `other` does not have.
fn common(lines: &[Shown], other: &[Shown]) -> (usize, usize) {
    fn words(lines: &[Shown]) -> Vec<&str> {
        lines.iter().flat_map(|l| l.as_str().split_whitespace()).collect()
    }
    let (own, other) = (words(lines), words(other));
    let first = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let most = own.len().min(other.len()) - first;
    let last = own.iter().rev().zip(other.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    (first, own.len() - last)
}
