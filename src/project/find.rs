//! Where the project is and which file is its live file (DESIGN §2).

use super::Unread;
use crate::sources;
use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

/// The names of a live file without case, `.md` and the difference of `-` and `_`, best first.
const STEMS: [&str; 4] = ["session-handoff", "handoff", "session-context", "next-session"];
/// The names as the formats write them.
const EXACT: [&str; 4] = ["SESSION-HANDOFF.md", "HANDOFF.md", "SESSION_CONTEXT.md", "NEXT_SESSION.md"];
/// Directories beside the root that may hold it.
const PLACES: [&str; 2] = ["docs", ".claude"];

/// Returns the root of the project around `dir`.
pub(super) fn root(dir: &Path, home: Option<&Path>) -> PathBuf {
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    let top = sources::top_level(&dir);
    let home = home.map(|h| h.canonicalize().unwrap_or_else(|_| h.to_path_buf())).filter(|h| dir.starts_with(h));
    let highest = top.clone().or(home).unwrap_or_else(|| dir.clone());
    let within = || dir.ancestors().take_while(|d| d.starts_with(&highest));
    let marked = within().find(|d| d.join(".baton").is_dir());
    let found = marked.or_else(|| within().find(|d| !candidates(d).is_empty()));
    found.map(Path::to_path_buf).or(top).unwrap_or(dir)
}

/// Finds the live file by its usual names.
pub(super) fn by_name(root: &Path) -> Result<PathBuf, Unread> {
    let mut found = candidates(root);
    found.sort();
    let best = found.first().map(|(rank, _)| *rank).ok_or(Unread::Missing)?;
    let mut equal: Vec<PathBuf> = found.into_iter().take_while(|(rank, _)| *rank == best).map(|(_, path)| path).collect();
    match equal.len() {
        1 => Ok(equal.remove(0)),
        _ => Err(Unread::Several(equal)),
    }
}

/// Finds the live file by a configured path or glob; `None` when there is none yet.
///
/// # Errors
/// One clause that says why the path is not taken: it may not lead out of the project.
pub(super) fn by_setting(root: &Path, setting: &str) -> Result<Option<PathBuf>, &'static str> {
    let path = Path::new(setting);
    if !path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
        return Err("it must be a path inside the project");
    }
    let (dir, name) = (path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default().to_string_lossy());
    if dir.to_string_lossy().contains('*') {
        return Err("only its last part may have a *");
    }
    if !name.contains('*') {
        return Ok(Some(root.join(path)).filter(|p| p.symlink_metadata().is_ok()));
    }
    Ok(newest(&root.join(dir), &name))
}

/// Tells whether a file of this path, from the root, would be the live file by a setting, or without one by its name.
pub(super) fn would_be(setting: &str, path: &str) -> bool {
    if setting.is_empty() { rank(path).is_some() } else { is_set(setting, path) }
}

/// Returns the newest file of a directory that a pattern fits: by name where all names begin with a number, else by time of change.
fn newest(dir: &Path, pattern: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(dir).ok()?.flatten();
    let mut found: Vec<(SystemTime, String)> = entries
        .filter_map(|e| {
            let name = e.file_name().into_string().ok().filter(|n| fits(pattern, n))?;
            let meta = e.metadata().ok().filter(|m| !m.is_dir())?;
            Some((meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), name))
        })
        .collect();
    if found.iter().all(|(_, name)| name.starts_with(|c: char| c.is_ascii_digit())) {
        found.sort_by_key(|(_, name)| (leading_number(name), name.clone()));
    } else {
        found.sort();
    }
    found.pop().map(|(_, name)| dir.join(name))
}

fn leading_number(name: &str) -> u64 {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u64::MAX)
}

fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(head) else { return false };
    if tail.is_empty() {
        return true;
    }
    (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| fits(tail, &rest[at..]))
}

pub(super) type Rank = (usize, usize, bool);

fn candidates(dir: &Path) -> Vec<(Rank, PathBuf)> {
    let mut found = Vec::new();
    for (place, sub) in std::iter::once((0, dir.to_path_buf())).chain(PLACES.iter().map(|p| (1, dir.join(p)))) {
        let Ok(entries) = std::fs::read_dir(&sub) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some((stem, exact)) = name.to_str().and_then(known) else { continue };
            found.push(((place, stem, !exact), sub.join(name)));
        }
    }
    found
}

/// Returns which of the usual names a file name is, and whether it is written exactly so.
fn known(name: &str) -> Option<(usize, bool)> {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let stem = plain.strip_suffix(".md")?;
    let at = STEMS.iter().position(|s| *s == stem)?;
    Some((at, EXACT[at] == name))
}

/// How deep the folders below a root are looked through for handoffs, and how many files and folders at most.
const BELOW: (usize, usize) = (2, 2_000);
/// The most handoffs that are named.
const NAMED: usize = 9;

/// Finds the best handoff of each folder below a root that has none itself, in the order of their names.
pub(super) fn below(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = BELOW.1;
    look(root, BELOW.0, &mut left, &mut found);
    found.sort();
    found.truncate(NAMED);
    found
}

fn look(dir: &Path, depth: usize, left: &mut usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return;
        }
        let name = entry.file_name();
        let skipped = name.to_string_lossy().starts_with('.') || ["node_modules", "target", "vendor"].iter().any(|n| name == *n);
        if skipped || !entry.file_type().is_ok_and(|t| t.is_dir()) {
            continue;
        }
        let path = entry.path();
        match candidates(&path).into_iter().min() {
            Some((_, file)) => found.push(file),
            None if depth > 1 => look(&path, depth - 1, left, found),
            None => {}
        }
    }
}

/// Returns paths for a message, as seen from the root.
pub(super) fn names(root: &Path, paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|p| p.strip_prefix(root).unwrap_or(p).display().to_string()).collect();
    names.join(", ")
}

/// Returns the usual names for a message.
pub(super) fn usual_names() -> String {
    EXACT.join(", ")
}

/// Returns the roots of the projects that some files lie in, all as seen from git's top level.
///
/// A project is known by what lies on the disk or among the files: what git is about to take need not be in the work tree.
pub(super) fn roots<'a>(top: &Path, files: impl Iterator<Item = &'a str> + Clone) -> BTreeSet<String> {
    let mut marked: HashMap<&str, bool> = HashMap::new();
    let mut holding: HashMap<&str, bool> = HashMap::new();
    for file in files.clone() {
        if let Some(root) = marked_by(file) {
            marked.insert(root, true);
        } else if file.rsplit('/').next().and_then(known).is_some() {
            holding.insert(parent(file), true);
        }
    }
    let mut found = BTreeSet::new();
    for file in files {
        let above = || std::iter::successors(Some(parent(file)), |dir| (!dir.is_empty()).then(|| parent(dir)));
        let nearest = above().find(|dir| *marked.entry(dir).or_insert_with(|| top.join(dir).join(".baton").is_dir()));
        let nearest = nearest.or_else(|| {
            let dir = above().find(|dir| *holding.entry(dir).or_insert_with(|| !candidates(&top.join(dir)).is_empty()))?;
            Some(if PLACES.contains(&name(dir)) { parent(dir) } else { dir })
        });
        found.extend(nearest.map(str::to_owned));
    }
    found
}

/// Returns the folders that some files lie in, and those above.
pub(super) fn folders<'a>(files: &[&'a str]) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for file in files {
        let mut dir = parent(file);
        while found.insert(dir) {
            dir = parent(dir);
        }
    }
    found
}

/// Returns the root that a file marks by lying in a `.baton/` of it.
pub(super) fn marked_by(file: &str) -> Option<&str> {
    let at = file.strip_prefix(".baton/").map(|_| 0).or_else(|| file.find("/.baton/"))?;
    Some(&file[..at])
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Tells how good a name a file has for a live file, the lowest best; `path` is as seen from the root.
pub(super) fn rank(path: &str) -> Option<Rank> {
    let place = match parent(path) {
        "" => 0,
        dir if PLACES.contains(&dir) => 1,
        _ => return None,
    };
    let (stem, exact) = known(name(path))?;
    Some((place, stem, !exact))
}

/// Tells whether a file, as seen from the root, is one that the setting `live` could name.
pub(super) fn is_set(setting: &str, path: &str) -> bool {
    let setting = setting.trim_start_matches("./");
    parent(setting) == parent(path) && fits(name(setting), name(path))
}
