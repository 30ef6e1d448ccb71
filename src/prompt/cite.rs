//! What a text cites: files by path, with lines where it names them, and commits.

/// Something that a text cites.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cite<'t> {
    /// The path as written, or the commit's digits.
    pub name: &'t str,
    /// The first and last line, 1-based, of a path that names them.
    pub lines: Option<(usize, usize)>,
    /// Whether it is a commit.
    pub commit: bool,
}

/// The fewest and most digits of a commit's name.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=40;
/// The longest path that is looked for, in bytes.
const LONGEST: usize = 200;

/// Returns what `text` cites, in order: words that look like a relative path or a commit; whether they exist is not known here.
///
/// Read as paths are words with a slash or a file extension, with `:12`, `:12-20` or `#L12-L20` behind them; no URL, no absolute path.
pub fn cites(text: &str) -> impl Iterator<Item = Cite<'_>> {
    let apart = |c: char| c.is_whitespace() || "`()[]{}<>,;\"'|*".contains(c);
    text.split(apart).filter_map(cite)
}

fn cite(word: &str) -> Option<Cite<'_>> {
    let word = word.trim_end_matches(['.', ':', '!', '?']);
    let hex = word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if hex && DIGITS.contains(&word.len()) {
        // A word such as "decade" and a number such as a date are no commits.
        let both = word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
        return (both || word.len() == 40).then_some(Cite { name: word, lines: None, commit: true });
    }
    let (name, lines) = match word.split_once("#L") {
        Some((name, lines)) => (name, numbers(lines)),
        None => match word.split_once(':') {
            Some((name, lines)) => (name, Some(numbers(lines)?)),
            None => (word, None),
        },
    };
    is_path(name).then_some(Cite { name, lines, commit: false })
}

/// Reads `12`, `12-20`, `12-L20` or `12:3`, a line and a column.
fn numbers(words: &str) -> Option<(usize, usize)> {
    let first = words.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok().filter(|n| *n > 0)?;
    let last = words.split_once('-').and_then(|(_, last)| last.trim_start_matches('L').parse().ok());
    Some((first, last.unwrap_or(first).max(first)))
}

fn is_path(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "._-/+@".contains(c);
    let last = name.rsplit('/').next().unwrap_or_default();
    let extension = last.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, extension)| extension);
    let extended = extension.len() <= 8
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let inside = !name.starts_with(['/', '-']) && !name.split('/').any(|part| part.is_empty() || part == "..");
    (1..=LONGEST).contains(&name.len()) && name.chars().all(plain) && inside && (extended || name.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[(&str, Option<(usize, usize)>)]) {
        let found: Vec<_> = cites(text).map(|c| (c.name, c.lines)).collect();
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn paths_lines_and_commits_are_found_and_nothing_else() {
        check("see `src/a.rs:12` and (docs/b.md#L3-L9).", &[("src/a.rs", Some((12, 12))), ("docs/b.md", Some((3, 9)))]);
        check("models.py: User, Task", &[("models.py", None)]);
        check("src/a.rs:10-14, src/a.rs:7:3", &[("src/a.rs", Some((10, 14))), ("src/a.rs", Some((7, 7)))]);
        check("since 1a2b3c4 it works", &[("1a2b3c4", None)]);
        check("https://example.org/a.md /etc/passwd ../up.md decade 20251005 1.5 v1.2", &[]);
        check("a/b", &[("a/b", None)]);
    }
}
