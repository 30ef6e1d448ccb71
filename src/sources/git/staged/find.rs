//! Which of some files a commit or the index has: their blobs, and which of them are links.

use super::{Entry, Index, Known, LINK, hex, plain};

/// How many paths git is asked for at once.
const AT_ONCE: usize = 500;

impl Index {
    /// Returns those of some files that a commit has, or without one the index, as if they were new; `None` where git does not say.
    pub fn find(&self, at: Option<&str>, paths: &[String]) -> Option<Vec<Entry>> {
        let mut wanted: Vec<&str> = paths.iter().map(String::as_str).filter(|path| !path.is_empty()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let known = self.known.borrow();
        let mut found = match (at, known.as_ref()) {
            (None, Some(known)) => known.find(&wanted)?,
            // A name that is not UTF-8 is written otherwise here, and git would not find it.
            _ if wanted.iter().any(|path| path.contains(char::REPLACEMENT_CHARACTER)) => self.everything(at)?,
            _ => wanted.chunks(AT_ONCE).map(|some| self.listed(at, some)).collect::<Option<Vec<_>>>()?.concat(),
        };
        found.retain(|entry| wanted.binary_search(&&*entry.path).is_ok());
        Some(found)
    }

    /// Asks git for some files of a commit or of the index.
    fn listed(&self, at: Option<&str>, paths: &[&str]) -> Option<Vec<Entry>> {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let out = match at {
            Some(commit) => self.run(&["ls-tree", "--full-tree", "-z", commit], &paths)?,
            None => self.run(&["ls-files", "--stage", "-z"], &paths)?,
        };
        // `MODE KIND ID<tab>PATH` of a commit, `MODE ID STAGE<tab>PATH` of the index.
        let entry = |line: &str| {
            let (head, path) = line.split_once('\t')?;
            let mode = plain(u32::from_str_radix(head.split(' ').next()?, 8).ok()?)?;
            let id = head.split(' ').find(|word| word.len() >= 40)?;
            (at.is_some() || head.ends_with(" 0")).then(|| new(path.to_owned(), id.to_owned(), mode))
        };
        Some(String::from_utf8_lossy(&out).split('\0').filter_map(entry).collect())
    }
}

impl Known {
    /// Returns those of some paths that the index has.
    fn find(&self, wanted: &[&str]) -> Option<Vec<Entry>> {
        // A name that is not UTF-8 is written otherwise here: it may stand anywhere.
        let odd = wanted.iter().any(|path| path.contains(char::REPLACEMENT_CHARACTER));
        let is_passed = |path: &&str| path.match_indices('/').any(|(at, _)| self.same.contains(&path.as_bytes()[..at]));
        if !odd && !wanted.iter().any(is_passed) {
            let found = |path: &&str| self.files.get(path.as_bytes()).map(|(mode, id)| new((*path).to_owned(), hex(id), *mode));
            return Some(wanted.iter().filter_map(found).collect());
        }
        let leads = |dir: &[u8]| wanted.iter().any(|path| path.as_bytes().strip_prefix(dir).is_some_and(|rest| rest.starts_with(b"/")));
        let mut found = Vec::new();
        self.file.each(
            |dir| !odd && !leads(dir),
            |entry| {
                let path = String::from_utf8_lossy(entry.path);
                if let (Ok(_), Some(mode), false) = (wanted.binary_search(&&*path), plain(entry.mode), entry.unmerged) {
                    found.push(new(path.into_owned(), hex(entry.id), mode));
                }
            },
        )?;
        Some(found)
    }
}

fn new(path: String, id: String, mode: u32) -> Entry {
    Entry { path, was: None, now: Some(id), was_link: false, link: mode == LINK }
}
