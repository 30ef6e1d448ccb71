//! The prompt's size and budget in the title of its pane, and the list of what does not fit.

use super::over::{halves, list_rows, paragraph};
use super::pen::Pen;
use crate::app::layout::Layout;
use crate::app::overlay::Marked;
use crate::app::theme::Role;
use crate::app::wrap::cells;
use crate::app::{Model, Pane, grouped, words};
use crate::prompt::Budget;
use crate::shown::Shown;
use ratatui::layout::Rect;

/// Cells of the bar of a budget.
const BAR: usize = 8;

/// Returns what stands in the title of the prompt pane: tokens and size, against the budget where there is one.
pub fn title(model: &Model, room: usize, seen: &str) -> String {
    let prompt = match &model.snapshot.prompt {
        Ok(prompt) => prompt,
        Err(why) if why.is_empty() => return "…".into(),
        Err(_) => return "not ready".into(),
    };
    let size = kilobytes(prompt.text.len());
    let tokens = model.tokens.map(|n| format!("{} tok", grouped(n)));
    let budget = model.snapshot.settings.budget.value;
    let of = |used: Option<usize>, most: usize, unit: &str| {
        let share = used.map_or(String::new(), |used| format!("{} ", bar(used, most)));
        let used = used.map_or("…".to_owned(), grouped);
        (format!("{share}{used} of {} {unit}", grouped(most)), format!("{used}/{} {unit}", grouped(most)))
    };
    let left = match prompt.left_out.len() {
        0 => String::new(),
        n => format!("{n} left out · "),
    };
    let choices = match budget {
        Budget::Unlimited => {
            let tokens = tokens.map_or(String::new(), |t| format!("{t} · "));
            [format!("{tokens}{size}{seen}"), format!("{tokens}{size}"), size.clone(), size]
        }
        Budget::Chars(most) => {
            let (long, short) = of(Some(model.list(Pane::Prompt).total), most, "c");
            [format!("{left}{long}{seen}"), format!("{left}{long}"), long, short]
        }
        Budget::Tokens(most) => {
            let (long, short) = of(model.tokens, most, "tok");
            [format!("{left}{long} · {size}{seen}"), format!("{left}{long}"), long, short]
        }
    };
    let last = choices[3].clone();
    choices.into_iter().find(|c| cells(c) + 2 <= room).unwrap_or(last)
}

/// Returns how much of the budget is used, in words.
fn size(model: &Model) -> String {
    let total = || grouped(model.list(Pane::Prompt).total);
    match model.snapshot.settings.budget.value {
        Budget::Unlimited => format!("{} characters", total()),
        Budget::Chars(most) => format!("{} of {} characters", total(), grouped(most)),
        Budget::Tokens(most) => format!("{} of {} tokens", model.tokens.map_or("…".to_owned(), grouped), grouped(most)),
    }
}

/// Draws how much of a budget is used.
fn bar(used: usize, most: usize) -> String {
    let full = (used * BAR / most.max(1)).max(usize::from(used > 0)).min(BAR);
    format!("{}{}", "▰".repeat(full), "▱".repeat(BAR - full))
}

/// Writes a size in bytes as kB.
fn kilobytes(bytes: usize) -> String {
    if bytes < 1000 { format!("{bytes} B") } else { format!("{:.1} kB", bytes as f64 / 1000.0) }
}

/// Draws the list of what the prompt leaves out, beside the prompt where there is room.
pub fn left_out(model: &Model, pen: &mut Pen, marked: Marked, body: Rect, layout: &Layout) {
    let Ok(prompt) = &model.snapshot.prompt else { return };
    let beside = layout.panes.iter().find(|p| p.pane == Pane::Prompt && p.area.x > 0);
    let body = beside.map_or(body, |p| Rect { width: p.area.x, ..body });
    let facts = &prompt.left_out;
    let (list, detail) = halves(pen, "Left out for length", (marked.row + 1, facts.len()), facts.len(), body);
    for (n, y, here) in list_rows(marked, list, facts.len()) {
        let fact = &facts[n];
        if here {
            pen.text(list.x, y, 1, "›", Role::Marker);
        }
        pen.text(list.x + 2, y, 16, words(fact.concept).1, Role::Muted);
        let role = if here { Role::Selected } else { Role::Text };
        pen.text(
            list.x + 19,
            y,
            list.right().saturating_sub(list.x + 19),
            Shown::new(fact.text.lines().next().unwrap_or_default()).as_str(),
            role,
        );
    }
    let Some(fact) = facts.get(marked.row) else { return };
    let mut y = paragraph(pen, detail, detail.y, &fact.text, Role::Text);
    if let Some(why) = &fact.why {
        y = paragraph(pen, detail, y, &format!("why {why}"), Role::Why);
    }
    let hint = format!("The prompt has {}. What stands first in its section is carried first; a pin is always carried.", size(model));
    paragraph(pen, detail, y + 1, &hint, Role::Muted);
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_is_never_empty_while_something_is_used_nor_longer_than_full() {
        for (used, most, want) in
            [(0, 400, "▱▱▱▱▱▱▱▱"), (1, 400, "▰▱▱▱▱▱▱▱"), (399, 400, "▰▰▰▰▰▰▰▱"), (400, 400, "▰▰▰▰▰▰▰▰"), (500, 400, "▰▰▰▰▰▰▰▰")]
        {
            assert_eq!(bar(used, most), want);
        }
    }
}
