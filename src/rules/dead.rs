//! Rules on references that lead nowhere, and on cited files that changed.
//!
//! Paths and commits are judged by evidence only: without it these rules are silent.

use super::case::Case;
use super::references::{Reference, Target};
use super::words::{ABSENT, holds_word};
use super::{Finding, Tree};
use crate::document::Span;
use crate::handoff::{Concept, Item};
use crate::prompt::cites;
use crate::shown::Shown;
use std::collections::{HashMap, HashSet};

/// So many paths must be looked at before "none of them is here" means that this is another tree.
const STRANGE: usize = 4;
/// The longest line or item, in bytes, that can say of a file in it that it is gone or to come.
const SENTENCE: usize = 600;

/// Finds paths that are not in the work tree.
pub(super) fn dead_path(case: &Case) -> Vec<Finding> {
    let Some(tree) = tree(case) else { return Vec::new() };
    let mut seen = HashSet::new();
    let dead = case.references().iter().filter_map(|r| match &r.target {
        Target::Path { path, .. } if tree.missing.contains(path) && may_expect(case, r) && seen.insert(path) => Some((r, path)),
        _ => None,
    });
    let one = |(r, path): (&Reference, &String)| case.on_span(r.span, format!("{} is not in the work tree.", Shown::new(path)));
    dead.map(one).collect()
}

/// Finds lines that are behind the end of their file.
pub(super) fn dead_line(case: &Case) -> Vec<Finding> {
    let Some(tree) = tree(case) else { return Vec::new() };
    let dead = case.references().iter().filter_map(|r| match &r.target {
        Target::Path { path, line: Some(line) } => tree.lines.get(path).filter(|has| line > has).map(|has| (r, path, line, has)),
        _ => None,
    });
    let one = |(r, path, line, has): (&Reference, &String, &usize, &usize)| {
        let lines = if *has == 1 { "line" } else { "lines" };
        case.on_span(r.span, format!("{} has {has} {lines}; line {line} is behind its end.", Shown::new(path)))
    };
    dead.map(one).collect()
}

/// Finds commits that git does not know.
pub(super) fn dead_commit(case: &Case) -> Vec<Finding> {
    let Some(tree) = &case.checks().evidence.tree else { return Vec::new() };
    let mut seen = HashSet::new();
    let dead = case.references().iter().filter_map(|r| match &r.target {
        Target::Commit(name) if tree.unknown.contains(name) && seen.insert(name) => Some((r, name)),
        _ => None,
    });
    dead.map(|(r, name)| case.on_span(r.span, format!("Git knows no commit {name} here."))).collect()
}

/// Finds links to headings that the file has not (001, Format Validation 3).
pub(super) fn dead_anchor(case: &Case) -> Vec<Finding> {
    let links = || case.references().iter().filter_map(|r| if let Target::Anchor(name) = &r.target { Some((r, name)) } else { None });
    if links().next().is_none() {
        return Vec::new();
    }
    let anchors = anchors(case);
    let dead = links().filter(|(_, name)| !anchors.contains(&name.to_lowercase()));
    dead.map(|(r, name)| case.on_span(r.span, format!("No heading of this file is #{}.", Shown::new(name)))).collect()
}

/// Returns the anchors of the file's headings as code hosts make them, and those set by hand.
fn anchors(case: &Case) -> HashSet<String> {
    let document = case.handoff().document();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut found = HashSet::new();
    for line in document.lines() {
        let text = document.slice(line.text);
        if line.kind.heading().is_some() {
            let slug = slug(text);
            let n = counts.entry(slug.clone()).or_insert(0);
            found.insert(if *n == 0 { slug } else { format!("{slug}-{n}") });
            *n += 1;
        }
        for mark in ["id=\"", "name=\""] {
            let ids = text.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(ids.map(str::to_lowercase));
        }
        let own = text.rsplit_once("{#").and_then(|(_, rest)| rest.strip_suffix('}'));
        found.extend(own.map(str::to_lowercase));
    }
    found
}

/// Makes the anchor of a heading: lower case, blanks as hyphens, no other marks.
fn slug(heading: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(|c| kept(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Finds URLs that no program could follow: no host, a bad port, blanks or brackets where none may be.
pub(super) fn malformed_url(case: &Case) -> Vec<Finding> {
    let urls = case.references().iter().filter_map(|r| if let Target::Url(url) = &r.target { Some((r, url)) } else { None });
    let bad = urls.filter_map(|(r, url)| Some((r, url, why_malformed(url)?)));
    bad.map(|(r, url, why)| case.on_span(r.span, format!("{} is no URL: {why}.", case.quote(r.span, url)))).collect()
}

fn why_malformed(url: &str) -> Option<&'static str> {
    let (_, rest) = url.split_once(':')?;
    let Some(rest) = rest.strip_prefix("//") else { return Some("two slashes belong behind the colon") };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(inner) = host.strip_prefix('[') {
        let (address, _) = inner.split_once(']')?;
        let plain = address.contains(':') && address.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.' | b'%'));
        return (!plain).then_some("its host is a placeholder");
    }
    if host.starts_with(['$', '{', '<', '*', '%']) || host.contains("...") || host.contains('…') {
        return None;
    }
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let digits = |p: &str| p.is_empty() || p.parse::<u16>().is_ok() || p.starts_with(['$', '{', '<', 'P', 'p', 'X', 'N', '*']);
    if name.is_empty() {
        return Some("it names no host");
    }
    if name.starts_with(['.', '-']) || name.contains("..") || name.contains([',', ';', '[', ']', '(', ')', '\\', '"']) {
        return Some("its host cannot be one");
    }
    port.is_some_and(|p| !digits(p)).then_some("its port is no number up to 65535")
}

/// Finds lines that rest on a file which changed since the base was sealed; unrelated commits change nothing.
pub(super) fn stale_citation(case: &Case) -> Vec<Finding> {
    let changed: HashMap<&str, &super::Changed> = case.checks().evidence.changed.iter().map(|c| (&*c.path, c)).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let document = case.handoff().document();
    let mut found = Vec::new();
    for (line, text) in case.lines().map(|l| (l, document.slice(l.span))) {
        let mut seen = HashSet::new();
        for cite in cites(text).filter(|c| !c.commit && seen.insert(c.name)) {
            let Some(change) = changed.get(cite.name).filter(|c| c.lines.contains(text.trim())) else { continue };
            let what = if change.now.is_empty() { "is gone" } else { "changed" };
            let number = case.line(line.span);
            let message = format!("{} {what} since {}, and line {number} rests on it.", Shown::new(cite.name), Shown::new(&change.since));
            let start = line.span.start + (cite.name.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            let span = Span::new(start, start + cite.name.len());
            found.push(case.about(&format!("{} {} {}", cite.name, change.now, text.trim()), Some(span), message));
        }
    }
    found
}

/// Returns the evidence on the tree, unless it is plainly another one.
fn tree<'a>(case: &Case<'a>) -> Option<&'a Tree> {
    let tree = case.checks().evidence.tree.as_ref()?;
    let paths = case.references().iter().filter_map(|r| if let Target::Path { path, .. } = &r.target { Some(path) } else { None });
    let (all, missing) = paths.fold((0, 0), |(all, missing), p| (all + 1, missing + usize::from(tree.missing.contains(p))));
    (missing < all || all < STRANGE).then_some(tree)
}

/// Tells whether a file that is named there should be there: not one that is over, to come, or said to be gone.
fn may_expect(case: &Case, reference: &Reference) -> bool {
    let handoff = case.handoff();
    let item = item_at(handoff.all_items(), reference.span.start);
    let over = item.is_some_and(Item::is_over);
    let apart = item.is_some_and(|i| matches!(i.concept, Concept::Exclusions | Concept::DeadEnds | Concept::Derived));
    let document = handoff.document();
    let line = document.lines().get(document.line_at(reference.span.start)).map_or("", |l| document.slice(l.span));
    let said_gone = |text: &str| text.len() <= SENTENCE && holds_word(&without_names(text), &ABSENT);
    !over && !apart && !said_gone(line) && !said_gone(item.map_or("", |i| i.text.as_str()))
}

/// Takes out what stands in code marks or is the target of a link: the name of a file says nothing about it.
fn without_names(text: &str) -> String {
    let words: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    words.split("](").enumerate().map(|(n, part)| if n == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) }).collect()
}

/// Returns the item around an offset; items are in file order and do not overlap.
fn item_at(items: &[Item], offset: usize) -> Option<&Item> {
    let next = items.partition_point(|i| i.span.start <= offset);
    items[..next].last().filter(|i| offset < i.span.end)
}
