//! Named profiles: how a text is known to follow one, and what its words mean there.
//!
//! Pure: only the text decides, never a file's name. The rows are in [`table`].

mod front;
mod table;

pub(crate) use front::values as front_values;

use super::Concept;
use super::dialect::{STRONG, normalize};
use crate::document::{Document, Kind, Span};

/// How many headings are looked at.
const HEADINGS: usize = 64;

/// A family of handoffs with words of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// The word that answers use.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What it is known by: all signs of one of these lists.
    signs: &'static [&'static [Sign]],
    /// What some headings and labels mean in it, beyond the dialect; no concept leaves them alone.
    words: &'static [(&'static [Concept], &'static str)],
}

/// One thing that a text shows; lists are parted by `|`, headings written as they are compared.
#[derive(Debug, PartialEq, Eq)]
enum Sign {
    /// A first heading of these words, or that begins with them before a dash or colon.
    Title(&'static str),
    /// A line `=== WORDS ===`.
    Banner(&'static str),
    /// At least so many of these headings.
    Headings(usize, &'static str),
    /// At least so many of these keys in the front matter.
    Keys(usize, &'static str),
    /// A key of the front matter whose value begins with one of these.
    Value(&'static str, &'static str),
    /// A label that is a date, as 003 heads its updates.
    Update,
}

/// The profile that a text follows, and what it was known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The profile.
    pub profile: &'static Profile,
    /// What it was known by, in a few words.
    pub because: String,
}

impl Profile {
    /// Returns every profile, in the order in which they are tried.
    pub fn all() -> &'static [Profile] {
        table::PROFILES
    }

    /// Returns what a heading or label means here, where the profile has a word of its own for it.
    pub(super) fn concepts(&self, heading: &str) -> Option<&'static [Concept]> {
        if self.words.is_empty() {
            return None;
        }
        let normal = normalize(heading);
        self.words.iter().find(|(_, words)| words.split('|').any(|w| names(&normal, w))).map(|(concepts, _)| *concepts)
    }
}

/// Tells which profile a document with these titles of headings follows.
pub(super) fn followed(doc: &Document, titles: &[Span]) -> Option<Followed> {
    let shown =
        Shown { doc, front: front::values(doc.text()), headings: titles.iter().take(HEADINGS).map(|t| normalize(doc.slice(*t))).collect() };
    table::PROFILES.iter().find_map(|profile| {
        let found = profile.signs.iter().find_map(|signs| signs.iter().map(|s| shown.has(s)).collect::<Option<Vec<_>>>())?;
        Some(Followed { profile, because: found.join(", ") })
    })
}

/// What a text shows of itself.
struct Shown<'a> {
    doc: &'a Document,
    front: Vec<(&'a str, &'a str)>,
    headings: Vec<String>,
}

impl Shown<'_> {
    /// Returns the sign in words when the text has it.
    fn has(&self, sign: &Sign) -> Option<String> {
        match *sign {
            Sign::Title(words) => {
                let first = self.headings.first()?;
                let found = words.split('|').find(|w| names(first, w))?;
                Some(format!("the title {found}"))
            }
            Sign::Banner(words) => {
                let banner = |l: &&crate::document::Line| l.kind == Kind::Banner && self.doc.slice(l.text).eq_ignore_ascii_case(words);
                self.doc.lines().iter().find(banner).map(|_| format!("the banner === {words} ==="))
            }
            Sign::Headings(count, words) => {
                let found: Vec<&str> = words.split('|').filter(|w| self.headings.iter().any(|h| names(h, w))).collect();
                let plural = if found.len() == 1 { "" } else { "s" };
                (found.len() >= count).then(|| format!("the heading{plural} {}", found.join(" · ").replace(super::dialect::WEAK, " / ")))
            }
            Sign::Keys(count, keys) => {
                let found: Vec<&str> = keys.split('|').filter(|k| self.front.iter().any(|(key, _)| key == k)).collect();
                let plural = if found.len() == 1 { "" } else { "s" };
                (found.len() >= count).then(|| format!("the front matter key{plural} {}", found.join(", ")))
            }
            Sign::Value(key, values) => {
                let (_, value) = self.front.iter().find(|(k, v)| *k == key && values.split('|').any(|w| v.starts_with(w)))?;
                Some(format!("the front matter line {key}: {value}"))
            }
            Sign::Update => {
                let update = |l: &&crate::document::Line| l.kind == Kind::Text && l.depth == 0 && heads_update(self.doc.slice(l.text));
                self.doc.lines().iter().find(update).map(|_| "a label that is a date".to_owned())
            }
        }
    }
}

/// Tells whether a normalized heading is a word of a table, or begins with it before a dash or colon.
fn names(heading: &str, word: &str) -> bool {
    heading == word || heading.strip_prefix(word).is_some_and(|tail| tail.starts_with(STRONG))
}

/// Tells whether a line is the label of an update: `**2026-11-XX, 14:00:**`.
fn heads_update(line: &str) -> bool {
    let inner = line.trim_end().strip_prefix("**").and_then(|l| l.strip_suffix("**").or_else(|| l.strip_suffix("**:")));
    inner.is_some_and(is_update)
}

/// Tells whether a label is that of an update block of 003: a date, perhaps unfinished, perhaps with a time.
pub(super) fn is_update(name: &str) -> bool {
    let bytes = name.as_bytes();
    let digits = |r: std::ops::Range<usize>| bytes.get(r).is_some_and(|b| b.iter().all(|b| b.is_ascii_digit() || *b == b'X'));
    digits(0..4) && bytes.get(4) == Some(&b'-') && digits(5..7) && bytes.get(7) == Some(&b'-') && digits(8..10) && bytes[0].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_headings_are_compared() {
        let lists = |p: &'static Profile| {
            let signs = p.signs.iter().flat_map(|s| s.iter()).filter_map(|s| match s {
                Sign::Title(words) | Sign::Headings(_, words) => Some(*words),
                _ => None,
            });
            signs.chain(p.words.iter().map(|(_, words)| *words)).flat_map(|list| list.split('|'))
        };
        for profile in Profile::all() {
            for word in lists(profile) {
                assert_eq!(normalize(&word.replace(super::super::dialect::WEAK, " & ")), word, "{word} in {}", profile.id);
            }
        }
    }
}
