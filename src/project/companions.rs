//! Companions: the files read beside the live file (DESIGN §1).

use super::{Hit, Project};
use crate::rules;
use crate::shown::Shown;
use std::collections::BTreeSet;

/// Names of single files, in lower case with `-` for `_`; in the project root and beside the live file.
const FILES: [&str; 7] =
    ["soul.md", "memory.md", "session-context.md", "decisions.md", "decision-log.md", "docs/decisions.md", "docs/decision-log.md"];
/// Directories whose markdown files belong to them.
const DIRECTORIES: [&str; 6] = ["docs/decisions", "docs/adr", "docs/adrs", "docs/phases", "decisions", "phases"];
/// The most companions that are read, and the longest line that is shown of one, in characters.
const MOST: usize = 200;
const LINE: usize = 300;

impl Project {
    /// Returns the companions that are there, from the project root, in the order of their names.
    pub(super) fn companions(&self) -> Vec<String> {
        let live = self.place.as_ref().ok().map(|path| self.name_of(path));
        let beside = live.as_deref().and_then(|name| name.rsplit_once('/')).map_or(String::new(), |(dir, _)| format!("{dir}/"));
        let mut found: BTreeSet<String> = BTreeSet::new();
        for base in BTreeSet::from([String::new(), beside]) {
            for sub in ["", "docs/"] {
                for name in self.files.names(&format!("{base}{sub}")) {
                    let plain = format!("{sub}{}", name.to_lowercase().replace('_', "-"));
                    let phase = plain.starts_with("docs/phase") || plain.starts_with("phase");
                    if plain.ends_with(".md") && (phase || FILES.contains(&&*plain)) {
                        found.insert(format!("{base}{sub}{name}"));
                    }
                }
            }
            for dir in DIRECTORIES {
                let files = self.files.names(&format!("{base}{dir}")).into_iter().filter(|name| name.ends_with(".md"));
                found.extend(files.map(|name| format!("{base}{dir}/{name}")));
            }
        }
        found.into_iter().filter(|name| live.as_ref() != Some(name)).take(MOST).collect()
    }

    /// Finds words in the companions, line by line.
    pub(super) fn hits_beside(&self, wanted: &str, most: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        for file in self.companions() {
            let Some(text) = self.files.get(&file).and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
            if !text.to_lowercase().contains(wanted) {
                continue;
            }
            // The whole text is looked at: the mark of a secret may stand in another line.
            let secrets: Vec<_> =
                rules::scan(&text, &self.checks).iter().filter(|f| f.secret).filter_map(|f| f.span).map(|s| s.start..s.end).collect();
            for (n, line) in Shown::masked_lines(&text, &secrets).iter().enumerate() {
                if hits.len() < most && line.as_str().to_lowercase().contains(wanted) {
                    let text: String = line.as_str().trim().chars().take(LINE).collect();
                    hits.push(Hit { id: None, number: 0, concept: None, text, place: Some((file.clone(), n + 1)) });
                }
            }
        }
        hits
    }
}
