//! The line at the top: project, branch, session and draft on the left; how old the seal is and what changed since on the right.

use super::pen::Pen;
use crate::app::Model;
use crate::app::theme::Role;
use crate::app::wrap::cells;
use crate::project::{Snapshot, Standing, ago};
use crate::shown::Shown;
use ratatui::layout::Rect;

/// Parts of a line, each with its role.
type Parts = Vec<(String, Role)>;

/// Draws the line; what does not fit is said shorter, then left out, the least important first.
pub fn draw(model: &Model, pen: &mut Pen, area: Rect) {
    let snapshot = &model.snapshot;
    let lefts = lefts(snapshot);
    let rights = rights(snapshot);
    let room = usize::from(area.width.saturating_sub(2));
    let width = |parts: &Parts| parts.iter().map(|(text, _)| cells(text)).sum::<usize>();
    let gap = |right: &Parts| if right.is_empty() { 0 } else { 2 };
    // The left keeps its words longer than the right, but for the last of either.
    let long = lefts.first().into_iter().flat_map(|left| rights.iter().map(move |right| (left, right)));
    let least = rights.len().saturating_sub(2);
    let short = lefts.iter().skip(1).flat_map(|left| rights.iter().skip(least).map(move |right| (left, right)));
    let fits = |(left, right): &(&Parts, &Parts)| width(left) + gap(right) + width(right) <= room && !(right.is_empty() && lefts.len() > 1);
    let none = Parts::new();
    let found = long.chain(short).find(fits).or_else(|| lefts.iter().find(|left| width(left) <= room).map(|left| (left, &none)));
    let Some((left, right)) = found.or_else(|| lefts.last().map(|left| (left, &none))) else { return };
    let end = area.right().saturating_sub(1);
    let from = end.saturating_sub(u16::try_from(width(right)).unwrap_or(u16::MAX));
    let mut x = from;
    for (text, role) in right {
        x = pen.text(x, area.y, end.saturating_sub(x), text, *role);
    }
    let mut x = area.x + 1;
    let stop = if right.is_empty() { end } else { from.saturating_sub(1) };
    for (text, role) in left {
        x = pen.text(x, area.y, stop.saturating_sub(x), text, *role);
    }
}

/// Returns the left side, the longest first.
fn lefts(snapshot: &Snapshot) -> Vec<Parts> {
    let facts = &snapshot.facts;
    let shown = |text: &str| Shown::new(text).to_string();
    let project = match facts.project.as_str() {
        "" => snapshot.root.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        project => project.to_owned(),
    };
    let standing = snapshot.standing.as_ref();
    let tree = standing.and_then(|s| s.tree.as_ref()).or(facts.git.as_ref());
    let branch = tree.and_then(|t| t.split([' ', ',']).next()).map(shown).unwrap_or_default();
    let (session, short, state) = match standing {
        Some(standing) => session(standing),
        None => {
            let of_file = facts.session.as_ref().filter(|s| !s.starts_with('[')).map(|s| {
                let rest = s.strip_prefix("Session ").map(|rest| format!("session {rest}"));
                shown(&rest.unwrap_or_else(|| s.clone()))
            });
            let session = of_file.unwrap_or_default();
            // Before the chain is looked at, nothing is said that could be taken back.
            let known = snapshot.prompt.as_ref().err().is_none_or(|why| !why.is_empty());
            (session.clone(), session, if known { "draft" } else { "" })
        }
    };
    let line = |name: bool, words: [&str; 4]| -> Parts {
        let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
        let mut parts = vec![(words.join(" · "), Role::Text)];
        if name {
            parts.insert(0, ("baton  ".to_owned(), Role::TitleFocus));
        }
        parts
    };
    let project = shown(&project);
    vec![
        line(true, [&project, &branch, &session, state]),
        line(true, [&project, "", &session, state]),
        line(false, [&project, "", &session, state]),
        line(false, [&project, "", &short, state]),
    ]
}

/// Says which session the live file continues, long and short, and whether it differs from it.
fn session(standing: &Standing) -> (String, String, &'static str) {
    let state = if standing.draft { "draft" } else { "sealed" };
    let (number, next) = (standing.number, standing.number + 1);
    let heads = standing.heads;
    match (standing.base.len(), standing.draft) {
        (0, _) => (format!("{heads} heads, no base chosen"), format!("{heads} heads"), ""),
        (1, true) => (format!("session {number} → {next}"), format!("{number} → {next}"), state),
        (1, false) => (format!("session {number}"), format!("session {number}"), state),
        (n, _) => (format!("merge of {n} → {next}"), format!("{n} → {next}"), state),
    }
}

/// Returns the right side, the longest first.
fn rights(snapshot: &Snapshot) -> Vec<Parts> {
    let live = snapshot.live.as_ref().ok();
    if let Some(why) = live.and_then(|l| l.view_only.as_ref()) {
        let why = Shown::new(why).to_string();
        return vec![vec![(format!("view only: {why}"), Role::Should)], vec![("view only".to_owned(), Role::Should)]];
    }
    let name = live.map_or(String::new(), |l| Shown::new(&l.name).to_string());
    let Some(standing) = &snapshot.standing else { return vec![vec![(name, Role::Muted)], vec![]] };
    let Some(origin) = &standing.origin else { return vec![vec![(name, Role::Muted)], vec![]] };
    let ago = ago(standing.now.since(origin.time));
    let commits = |word: &str| match origin.commits {
        Some(n) if n > 0 => format!(" · {n} commit{}{word}", if n == 1 { "" } else { "s" }),
        _ => String::new(),
    };
    let stale = |word: &str| match origin.stale.len() {
        0 => vec![],
        n => vec![(" · ".to_owned(), Role::Muted), (format!("{n} stale{word}"), Role::Should)],
    };
    let citations = if origin.stale.len() == 1 { " citation" } else { " citations" };
    let line = |head: String, stale: Parts| [vec![(head, Role::Muted)], stale].concat();
    vec![
        line(format!("sealed {ago}{}", commits(" since")), stale(citations)),
        line(format!("sealed {ago}{}", commits(" since")), stale("")),
        line(format!("sealed {ago}{}", commits("")), stale("")),
        line(format!("{ago}{}", commits("")), stale("")),
        line(ago.clone(), stale("")),
        line(ago, vec![]),
        vec![],
    ]
}
