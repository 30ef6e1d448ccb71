//! Where other systems keep their handoffs, and what a named directory holds.

use super::Project;
use super::adopt::Store;
use crate::imports::System;
use std::path::{Path, PathBuf};

/// The folders of other systems, from the project root, with what their files end with.
const STORES: [(&str, &str, System); 4] = [
    (".handoff/sessions", ".json", System::HandoffMcp),
    (".agent-history/sessions", ".md", System::SessionGlue),
    (".claude/handoffs", ".md", System::SessionSkill),
    (".agent-handoffs", ".md", System::Inbox),
];
/// How deep a directory is looked through, and how many entries at most.
const DEPTH: usize = 5;
const ENTRIES: usize = 20_000;

impl Project {
    /// Returns what other systems left in the project, where there is no live file; only names are read.
    pub(super) fn look_for_stores(&self) -> Vec<Store> {
        if self.place == Err(super::Unread::Missing) { stores(&self.root) } else { Vec::new() }
    }
}

/// Finds the folders of other systems below a root that hold anything.
pub(super) fn stores(root: &Path) -> Vec<Store> {
    let of = |(dir, end, system): &(&str, &str, System)| {
        let count = files_in(&root.join(dir)).iter().filter(|path| path.to_string_lossy().ends_with(end)).count();
        (count > 0).then(|| Store { system: *system, dir: PathBuf::from(dir), count })
    };
    STORES.iter().filter_map(of).collect()
}

/// Returns the markdown and JSON files below a directory in the order of their paths; links are not followed.
pub(super) fn files_in(dir: &Path) -> Vec<PathBuf> {
    let (mut found, mut left) = (Vec::new(), ENTRIES);
    walk(dir, DEPTH, &mut left, &mut found);
    found.sort();
    found
}

fn walk(dir: &Path, depth: usize, left: &mut usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        *left = left.saturating_sub(1);
        let Ok(kind) = entry.file_type() else { continue };
        if *left == 0 {
            return;
        }
        let path = entry.path();
        if kind.is_dir() && depth > 1 {
            walk(&path, depth - 1, left, found);
        } else if kind.is_file() && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("json")) {
            found.push(path);
        }
    }
}
