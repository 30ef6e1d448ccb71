//! Taking over: who sealed what the live file continues, when, at which commit, and what is other by now.

use super::overlay::Page;
use super::wrap::cells;
use crate::project::{Arrival, Elsewhere, Snapshot, Standing, ago};

/// Says in one line of at most `width` cells where the live file stands, for a person who arrives; `key` tells more.
pub fn greeting(snapshot: &Snapshot, key: &str, width: usize) -> Option<String> {
    if let Some(newest) = snapshot.elsewhere.first() {
        return Some(newer(newest, snapshot.elsewhere.len(), key, width));
    }
    let standing = snapshot.standing.as_ref()?;
    let why = match snapshot.arrival? {
        Arrival::First => "first time here: ",
        Arrival::Back => "welcome back: ",
        Arrival::Moved => "since you left: ",
    };
    let more = if key.is_empty() { String::new() } else { format!(" · {key}: more") };
    let Some(origin) = &standing.origin else {
        let text = format!("{why}{} heads and no base chosen{more}", standing.heads);
        return Some(text);
    };
    let seconds = standing.now.since(origin.time);
    let who = if origin.by.is_empty() { String::new() } else { format!(" by {}", origin.by) };
    let at = origin.commit.as_ref().map_or(String::new(), |commit| format!(" at {commit}"));
    let tree = standing.tree.as_ref().map_or(String::new(), |tree| format!("; now {tree}"));
    let short = tree.split(", with").next().unwrap_or_default().to_owned();
    let since = commits(standing).map_or(String::new(), |words| format!(", {words} since"));
    let stale = match origin.stale.as_slice() {
        [] => String::new(),
        [one] => format!("; {one} changed"),
        more => format!("; {} cited files changed", more.len()),
    };
    let head = format!("session {} sealed {}", standing.number, ago(seconds));
    let choices = [
        format!("{why}{head}{who}{at}{tree}{since}{stale}{more}"),
        format!("{head}{who}{at}{tree}{since}{stale}{more}"),
        format!("{head}{who}{at}{short}{since}{stale}{more}"),
        format!("{head}{who}{at}{since}{stale}{more}"),
        format!("{head}{who}{since}{stale}{more}"),
        format!("{head}{since}{stale}{more}"),
        format!("{head}{stale}{more}"),
        format!("{head}{more}"),
        head,
    ];
    first_that_fits(choices, width)
}

/// Says that work went on elsewhere: a person should know before they go on from here.
fn newer(newest: &Elsewhere, places: usize, key: &str, width: usize) -> String {
    let key = if key.is_empty() { String::new() } else { format!(" · {key}: more") };
    let others = if places > 1 { format!(", and {} more places", places - 1) } else { String::new() };
    let (told, place) = (newest.sentence(), newest.spot.place());
    let choices = [
        format!("newer: {told}{others}{key}"),
        format!("newer: {told}{key}"),
        format!("newer: session {}, {place}{key}", newest.number),
        format!("newer: session {}{key}", newest.number),
    ];
    first_that_fits(choices, width).unwrap_or(told)
}

/// Returns the first choice that is no wider than `width` cells, else the last one.
fn first_that_fits<const N: usize>(choices: [String; N], width: usize) -> Option<String> {
    choices.into_iter().enumerate().find(|(n, text)| n + 1 == N || cells(text) <= width).map(|(_, text)| text)
}

/// Says how many commits there are since the seal; `None` without git.
fn commits(standing: &Standing) -> Option<String> {
    let origin = standing.origin.as_ref()?;
    origin.commit.as_ref()?;
    Some(match origin.commits? {
        0 => "no commit".to_owned(),
        1 => "1 commit".to_owned(),
        n => format!("{n} commits"),
    })
}

/// Makes the page that tells all of it.
pub fn page(snapshot: &Snapshot) -> Page {
    let mut rows = Vec::new();
    let mut say = |name: &str, text: String| rows.push((name.to_owned(), text));
    for newer in &snapshot.elsewhere {
        say("newer", newer.sentence());
        if !newer.title.is_empty() {
            say("", newer.title.clone());
        }
    }
    if let Some(standing) = &snapshot.standing {
        match standing.base.as_slice() {
            [] => say("base", format!("none is chosen, and there are {} heads: the next seal asks which one it continues", standing.heads)),
            [one] => say("continues", format!("session {} of line {}, {one}", standing.number, standing.line)),
            more => say("joins", more.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")),
        }
        if let Some(origin) = &standing.origin {
            say("sealed", format!("{}, {}", ago(standing.now.since(origin.time)), origin.time));
            if !origin.by.is_empty() {
                say("by", origin.by.clone());
            }
            if let Some(commit) = &origin.commit {
                let unknown = if origin.commits.is_none() { ", which is not in this repository" } else { "" };
                say("at commit", format!("{commit}{unknown}"));
            }
        }
        if let Some(tree) = &standing.tree {
            say("this tree", tree.clone());
        }
        if let Some(words) = commits(standing) {
            say("since then", words);
        }
        say("live file", if standing.draft { "has changes that are not sealed" } else { "is what was sealed" }.into());
        if let Some(origin) = &standing.origin {
            match origin.stale.as_slice() {
                [] => say("cited files", "are as they were, as far as the seal names any".into()),
                files => say("changed", files.join(", ")),
            }
        }
        let others = standing.heads.saturating_sub(standing.base.len().max(1));
        if others > 0 && !standing.base.is_empty() {
            say("beside it", format!("{others} other {} of the chain", if others == 1 { "head" } else { "heads" }));
        }
    }
    Page { title: "Where this stands".into(), rows, top: 0 }
}
