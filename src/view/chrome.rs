//! What stands around the panes: strip, status line, footer.

use super::field;
use super::pen::Pen;
use crate::app::actions::{ACTIONS, Action, Place, why_not};
use crate::app::arrival::greeting;
use crate::app::edit::Target;
use crate::app::keymap::Found;
use crate::app::layout::Layout;
use crate::app::overlay::Overlay;
use crate::app::theme::Role;
use crate::app::wrap::cells;
use crate::app::{Model, Pane, pretty};
use crate::project::Dispute;
use crate::rules::Level;
use crate::shown::Shown;
use ratatui::layout::Rect;

/// Draws the border below the panes, with the names of those that are not on the screen.
pub fn strip(model: &Model, pen: &mut Pen, layout: &Layout) {
    let area = layout.strip;
    let focused = layout.panes.iter().find(|p| p.pane == model.focus);
    let touches = |x: u16| focused.is_some_and(|p| !p.closes && p.area.bottom() == area.y && p.area.x <= x && x < p.area.right());
    for x in area.x..area.right() {
        let border = if touches(x) { Role::BorderFocus } else { Role::Border };
        let ends = |n: u16| {
            layout.panes.iter().any(|p| {
                !p.closes
                    && p.area.bottom() == area.y
                    && n == x
                    && x > area.x
                    && x + 1 < area.right()
                    && (p.area.x == x || p.area.right() == x + 1)
            })
        };
        let symbol = match x {
            x if x == area.x => "╰",
            x if x + 1 == area.right() => "╯",
            x if ends(x) => "┴",
            _ => "─",
        };
        pen.put(x, area.y, symbol, border);
    }
    let name = |pane: Pane, long: bool| match pane {
        Pane::Prompt if long => "Prompt".to_owned(),
        Pane::Next if long => "Objective".to_owned(),
        Pane::Pending if long => "Pending".to_owned(),
        pane if long => pane.title().to_owned(),
        _ => String::new(),
    };
    let held = |pane: Pane| (!matches!(pane, Pane::Prompt | Pane::Everything)).then(|| model.list(pane).total);
    let count = |pane: Pane| held(pane).filter(|n| *n > 0).map_or_else(String::new, |n| n.to_string());
    let words = |long: bool, counts: bool| -> Vec<(Pane, String, String)> {
        let each = |p: &Pane| (*p, name(*p, long || *p == model.focus), if counts { count(*p) } else { String::new() });
        layout.tabs.iter().map(each).collect()
    };
    let room = usize::from(area.width.saturating_sub(4));
    let width = |words: &[(Pane, String, String)], space: usize| -> usize {
        let gap = |s: &str| if s.is_empty() { 0 } else { cells(s) + 1 };
        words.iter().map(|(_, name, count)| 1 + space + gap(name) + gap(count)).sum::<usize>() + 2 - space
    };
    let choices = [(true, true, 2), (true, false, 2), (true, false, 1), (false, false, 2), (false, false, 1)];
    let choices = choices.map(|(long, counts, space)| (words(long, counts), space));
    let Some((words, space)) = choices.iter().find(|(w, space)| width(w, *space) <= room).or(choices.last()) else { return };
    let mut x = area.x + 2;
    let end = area.right().saturating_sub(1);
    x = pen.text(x, area.y, end.saturating_sub(x), " ", Role::Border);
    for (n, (pane, name, count)) in words.iter().enumerate() {
        let focus = *pane == model.focus;
        x = pen.text(x, area.y, end.saturating_sub(x), &pane.key().to_string(), Role::Key);
        if !name.is_empty() {
            x = pen.text(x, area.y, end.saturating_sub(x), " ", Role::Border);
            let role = match focus {
                true => Role::TitleFocus,
                false if held(*pane) == Some(0) => Role::Muted,
                false => Role::Title,
            };
            x = pen.text(x, area.y, end.saturating_sub(x), name, role);
        }
        if !count.is_empty() {
            x = pen.text(x, area.y, end.saturating_sub(x), &format!(" {count}"), Role::Muted);
        }
        let after = if n + 1 == words.len() { " " } else { &"  "[..*space] };
        x = pen.text(x, area.y, end.saturating_sub(x), after, Role::Border);
    }
}

/// Draws the status line: what was said last, a filter being typed, else what the rules found.
pub fn status(model: &Model, pen: &mut Pen, area: Rect) {
    let (x, y, width) = (area.x + 1, area.y, area.width.saturating_sub(2));
    if let Some(Overlay::Filter(filter)) = model.overlays.last() {
        let from = pen.text(x, y, width, "filter ", Role::Heading);
        field::draw(pen, filter, Rect { x: from, y, width: width.saturating_sub(from - x).min(50), height: 1 }, true);
        return;
    }
    if let Some(notice) = &model.notice {
        let (mark, role) = if notice.error { ("×", Role::Must) } else { ("", Role::Notice) };
        let from = if mark.is_empty() { x } else { pen.text(x, y, width, mark, role) + 1 };
        pen.text(from, y, width.saturating_sub(from - x), Shown::new(&notice.text).as_str(), role);
        return;
    }
    if !model.pressed.is_empty()
        && let Found::Begun(rest) = model.settings.keymap.find(model.place(), &model.pressed)
    {
        let mut from = pen.text(x, y, width, &format!("{} …", pretty(&model.pressed)), Role::Key);
        for (keys, help) in rest {
            from = pen.text(from + 2, y, (x + width).saturating_sub(from + 2), &keys, Role::Key);
            from = pen.text(from + 1, y, (x + width).saturating_sub(from + 1), help, Role::Text);
        }
        return;
    }
    if model.greets && model.overlays.is_empty() {
        let key = model.settings.keymap.keys_of(Action::Standing, Place::Panes).into_iter().next().unwrap_or_default();
        if let Some(text) = greeting(&model.snapshot, &key, width.into()) {
            pen.text(x, y, width, Shown::new(&text).as_str(), Role::Notice);
            return;
        }
    }
    let settling = model.overlays.iter().any(|o| matches!(o, Overlay::Conflicts));
    if let Some(screen) = model.chain().filter(|_| !settling) {
        return super::chain::status(model, pen, screen, Rect { x, y, width, height: 1 });
    }
    findings(model, pen, x, y, width);
}

fn findings(model: &Model, pen: &mut Pen, x: u16, y: u16, width: u16) {
    let findings = &model.snapshot.findings;
    let end = x + width;
    let waiting = model.snapshot.inbox.len();
    let mut from = x;
    if model.snapshot.live.as_ref().is_ok_and(|l| l.gone) {
        let key = model.settings.keymap.keys_of(Action::WriteBack, Place::Panes).into_iter().next().unwrap_or_default();
        let words = match model.overlays.last() {
            None | Some(Overlay::Menu(_)) => format!("! the file was deleted: {key} writes back what you see"),
            Some(_) => format!("! the file was deleted: {key} in the panes writes it back"),
        };
        pen.text(from, y, width, &words, Role::Should);
        return;
    }
    if let Some(dispute) = &model.snapshot.dispute {
        let key = model.settings.keymap.keys_of(Action::Conflicts, Place::Panes).into_iter().next().unwrap_or_default();
        let words = match dispute.conflicts.len() {
            _ if model.overlays.iter().any(|o| matches!(o, Overlay::Conflicts)) => settling(model, dispute),
            0 => format!("! a merge waits: {key} writes it"),
            1 => format!("! 1 conflict waits: {key} settles it"),
            n => format!("! {n} conflicts wait: {key} settles them"),
        };
        from = pen.text(from, y, width, &words, Role::Should) + 2;
        if model.overlays.iter().any(|o| matches!(o, Overlay::Conflicts)) {
            return;
        }
    }
    if waiting > 0 {
        from = pen.text(from, y, end.saturating_sub(from), &format!("+ {waiting} proposed"), Role::New) + 2;
    }
    if model.snapshot.live.is_err() {
        return;
    }
    if findings.is_empty() && !model.snapshot.checked {
        return;
    }
    if findings.is_empty() {
        pen.text(from, y, end.saturating_sub(from), "✓ the rules found nothing", Role::Done);
        return;
    }
    for (level, (mark, role, word)) in [Level::Must, Level::Should, Level::May].into_iter().map(|l| (l, level_look(l))) {
        let count = findings.iter().filter(|f| f.level == level).count();
        if count > 0 {
            from = pen.text(from, y, end.saturating_sub(from), &format!("{mark} {count} {word}"), role) + 2;
        }
    }
    if let Some(first) = findings.first() {
        pen.text(from + 1, y, end.saturating_sub(from + 1), &finding_words(first), Role::Muted);
    }
}

fn settling(model: &Model, dispute: &Dispute) -> String {
    let beside = match dispute.joined {
        0 => String::new(),
        1 => "; 1 other change of theirs goes in with ours".into(),
        n => format!("; {n} other changes of theirs go in with ours"),
    };
    match model.settling.left(dispute) {
        0 => format!("! settled, not written yet{beside}"),
        n => format!("! {n} left to settle, nothing is written before{beside}"),
    }
}

/// Returns the sign, role and word of a level.
pub fn level_look(level: Level) -> (&'static str, Role, &'static str) {
    match level {
        Level::Must => ("×", Role::Must, "must"),
        Level::Should => ("!", Role::Should, "should"),
        Level::May => ("·", Role::May, "may"),
    }
}

/// Returns a finding in one line.
pub fn finding_words(finding: &crate::rules::Finding) -> String {
    format!("{}: {}", finding.rule, Shown::new(&finding.message))
}

/// Draws the keys that do something now, as many as fit; help stands last.
pub fn footer(model: &Model, pen: &mut Pen, area: Rect) {
    let place = model.place();
    let shown = |action: Action| {
        let idle = |a| {
            matches!(
                a,
                Action::Findings | Action::Undo | Action::Review | Action::Keep | Action::Fix | Action::Conflicts | Action::WriteBack
            )
        };
        match model.overlays.last() {
            Some(Overlay::Menu(menu)) if menu.stays && action == Action::Close => false,
            Some(Overlay::Filter(_)) if matches!(action, Action::NextField | Action::NewLine) => false,
            _ if place == Place::Panes && matches!(action, Action::Aim | Action::LeftOut) && model.focus != Pane::Prompt => false,
            _ if place == Place::Panes && action == Action::Assign && model.focus != Pane::Everything => false,
            _ if place == Place::Panes && idle(action) => why_not(model, action).is_none(),
            _ => why_not(model, action).is_none(),
        }
    };
    let word = |action: Action, word: &'static str| match (model.overlays.last(), action) {
        (Some(Overlay::Filter(_)), Action::Accept) => "keep the filter",
        (Some(Overlay::Filter(_)), Action::Leave) => "show all",
        (Some(Overlay::Ask(_)), Action::Leave) => "leave",
        (Some(Overlay::Ask(_)), Action::Accept) => "take",
        (Some(Overlay::Edit(session)), Action::Accept) if matches!(session.target, Target::Conflict(_)) => "take",
        (Some(Overlay::Findings(_) | Overlay::LeftOut(_)), Action::Choose) => "go there",
        (None, Action::Remove) if model.proposal().is_some() => "drop",
        (None, Action::Help) => "help",
        _ => word,
    };
    let mut keys: Vec<(String, &'static str)> = Vec::new();
    let mut help = None;
    for spec in ACTIONS.iter().filter(|s| s.places.contains(&place)) {
        let Some(short) = spec.footer else { continue };
        let Some(key) = model.settings.keymap.keys_of(spec.action, place).into_iter().next() else { continue };
        if spec.action == Action::Help {
            help = Some((key, short));
        } else if shown(spec.action) {
            keys.push((key, word(spec.action, short)));
        }
    }
    let width = |(key, word): &(String, &str)| cells(key) + 1 + cells(word) + 2;
    let mut room = usize::from(area.width.saturating_sub(1)).saturating_sub(help.as_ref().map_or(0, width));
    let mut x = area.x + 1;
    for entry in keys.into_iter().take_while(|k| {
        let fits = width(k) <= room;
        room = room.saturating_sub(width(k));
        fits
    }) {
        x = pair(pen, x, area, &entry);
    }
    if let Some(entry) = help {
        pair(pen, x, area, &entry);
    }
}

fn pair(pen: &mut Pen, x: u16, area: Rect, (key, word): &(String, &'static str)) -> u16 {
    let x = pen.text(x, area.y, area.right().saturating_sub(x), key, Role::Key) + 1;
    pen.text(x, area.y, area.right().saturating_sub(x), word, Role::Muted) + 2
}
