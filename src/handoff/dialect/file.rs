//! Dialect files: words of the reader's own, in TOML.
//!
//! Invariant: a mistake costs its one entry and is told with its line; the other entries hold.

use super::{Dialect, normalize};
use crate::handoff::{Concept, StatusKind};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The table of a file that lists phrases of headings by concept.
pub const HEADINGS: &str = "headings";

/// The name that stands for "no concept": such headings are left alone.
const ALONE: &str = "none";

struct File<'a> {
    name: &'a str,
    dialect: Dialect,
    /// Byte offset and sentence of each mistake.
    mistakes: Vec<(usize, String)>,
}

type Pair<'t, 'i> = (&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

impl Dialect {
    /// Reads a dialect file; returns it and one sentence for each mistake, with its line. `name` is the file as the sentences call it.
    ///
    /// Its tables: `headings` and `languages.CODE` (concept = phrases), `status` (kind = tokens), `why` (`leads`, `fields`).
    pub fn read_file(name: &str, text: &str) -> (Dialect, Vec<String>) {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut file = File { name, dialect: Dialect::default(), mistakes: Vec::new() };
        for error in &errors {
            file.mistakes.push((error.span().map_or(0, |s| s.start), error.message().replace('\n', "; ")));
        }
        for (key, value) in sorted(root.get_ref()) {
            match (key.get_ref().as_ref(), value.get_ref()) {
                (HEADINGS, DeValue::Table(table)) => file.headings(table, None),
                ("languages", DeValue::Table(table)) => {
                    for (code, words) in sorted(table) {
                        match words.get_ref() {
                            DeValue::Table(words) => file.headings(words, Some(code.get_ref())),
                            _ => file.wrong(code, "is no table of concepts"),
                        }
                    }
                }
                ("status", DeValue::Table(table)) => file.statuses(table),
                ("why", DeValue::Table(table)) => file.reasons(table),
                (HEADINGS | "languages" | "status" | "why", _) => file.wrong(key, "must be a table"),
                _ => file.wrong(key, "is no part of a dialect (there are headings, languages, status, why)"),
            }
        }
        file.mistakes.sort();
        let said = file.mistakes.iter().map(|(at, what)| {
            let line = text.as_bytes().iter().take(*at).filter(|b| **b == b'\n').count() + 1;
            format!("{} line {line}: {what}", file.name)
        });
        let said = said.collect();
        (file.dialect, said)
    }
}

/// Returns the text of a dialect file in which headings of these words mean `concept`, nothing when there is none; the rest stays as it is.
///
/// `None` when that cannot be written into it (the file is broken there, or the words have no letters).
pub fn with_heading(text: &str, heading: &str, concept: Option<Concept>) -> Option<String> {
    let key = concept.map_or(ALONE, Concept::id);
    let words = heading.replace('*', " ").trim().to_owned();
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let entries = match root.get_ref().get(HEADINGS).map(Spanned::get_ref) {
        Some(DeValue::Table(table)) => sorted(table),
        _ => Vec::new(),
    };
    // The last entry of a phrase holds, so it leaves the others; their lists are written anew.
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let mut listed = false;
    for (name, value) in entries {
        let list = match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|v| v.get_ref().as_str()).collect(),
            other => other.as_str().into_iter().collect::<Vec<_>>(),
        };
        let mut kept: Vec<&str> = list.iter().copied().filter(|p| normalize(p) != normalize(&words)).collect();
        let here = name.get_ref() == key;
        listed |= here;
        if here {
            kept.push(&words);
        }
        if here || kept.len() < list.len() {
            edits.push((value.span().start, value.span().end, list_of(&kept)));
        }
    }
    let entry = format!("{key} = {}\n", list_of(&[&words]));
    let mut out = text.to_owned();
    for (start, end, list) in edits.into_iter().rev() {
        out.replace_range(start..end, &list);
    }
    if !listed {
        let mut at = 0;
        let header = out.split_inclusive('\n').find_map(|line| {
            at += line.len();
            (line.split('#').next().unwrap_or_default().trim() == "[headings]").then_some(at)
        });
        let gap = if out.is_empty() || out.ends_with('\n') { "" } else { "\n" };
        match header {
            Some(at) => out.insert_str(at, &format!("{}{entry}", if out[..at].ends_with('\n') { "" } else { "\n" })),
            None => out += &format!("{gap}{}[headings]\n{entry}", if out.is_empty() { "" } else { "\n" }),
        }
    }
    let (dialect, _) = Dialect::read_file("", &out);
    let means = dialect.understand(heading)?.concepts;
    (*means == *concept.as_slice()).then_some(out)
}

/// Writes a list of texts as TOML.
fn list_of(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|t| toml::Value::String((*t).to_owned()).to_string()).collect();
    format!("[{}]", texts.join(", "))
}

impl File<'_> {
    fn wrong(&mut self, key: &Spanned<Cow<'_, str>>, what: &str) {
        self.mistakes.push((key.span().start, format!("\"{}\" {what}; it is ignored", key.get_ref())));
    }

    fn headings(&mut self, table: &DeTable<'_>, language: Option<&str>) {
        for (key, value) in sorted(table) {
            let concepts: Option<Vec<Concept>> = match key.get_ref().as_ref() {
                ALONE => Some(Vec::new()),
                names => names.split(['+', ',']).map(|n| Concept::from_word(n.trim())).collect(),
            };
            let Some(concepts) = concepts else {
                let all: Vec<_> = Concept::ALL.iter().map(|c| c.id()).collect();
                self.wrong(key, &format!("is no concept (there are {}, and none)", all.join(", ")));
                continue;
            };
            for (at, phrase) in self.words(key, value) {
                if !self.dialect.heading(&phrase, &concepts, language) {
                    self.mistakes.push((at, format!("\"{phrase}\" has no letters to know a heading by; it is ignored")));
                }
            }
        }
    }

    fn statuses(&mut self, table: &DeTable<'_>) {
        for (key, value) in sorted(table) {
            let Some(kind) = StatusKind::from_id(key.get_ref()) else {
                self.wrong(key, "is no status (there are open, in-progress, done, blocked, deferred, dropped, superseded)");
                continue;
            };
            for (_, token) in self.words(key, value) {
                self.dialect.status(&token, kind);
            }
        }
    }

    fn reasons(&mut self, table: &DeTable<'_>) {
        for (key, value) in sorted(table) {
            let name = key.get_ref().as_ref();
            if !matches!(name, "leads" | "fields") {
                self.wrong(key, "is not known here (there are leads and fields)");
                continue;
            }
            for (_, words) in self.words(key, value) {
                if name == "leads" { self.dialect.lead(&words) } else { self.dialect.reason(&words) }
            }
        }
    }

    /// Returns the texts of a value with their offsets; anything else in it is a mistake.
    fn words(&mut self, key: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Vec<(usize, String)> {
        let one = std::slice::from_ref(value);
        let list = match value.get_ref() {
            DeValue::Array(list) => list,
            _ => one,
        };
        let mut out = Vec::new();
        for word in list {
            match word.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => out.push((word.span().start, text.to_string())),
                DeValue::String(_) => {
                    self.mistakes.push((word.span().start, format!("an empty text under \"{}\" is ignored", key.get_ref())))
                }
                _ => self.mistakes.push((word.span().start, format!("\"{}\" takes texts; this is none and is ignored", key.get_ref()))),
            }
        }
        out
    }
}

/// Returns the entries of a table in the order of the file.
fn sorted<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Pair<'t, 'i>> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_entry_by_entry_and_mistakes_are_told_with_their_line() {
        let text = "[headings]\ndecisions = [\"Ruled on\", 3]\nwishes = \"Dear Santa\"\nnone = \"Weather\"\n\n[languages.pl]\nnext = \"następne kroki\"\n\n[status]\ndone = [\"🍀\"]\nlucky = \"x\"\n\n[moods]\na = 1\n";
        let (dialect, mistakes) = Dialect::read_file("d.toml", text);
        assert_eq!(dialect.understand("Ruled on").map(|m| m.concepts), Some([Concept::Decisions].into()));
        assert_eq!(dialect.understand("Weather").map(|m| m.concepts), Some([].into()));
        let next = dialect.understand("Następne kroki").expect("a phrase of a language");
        assert_eq!((next.concepts, next.language.as_ref()), ([Concept::Next].into(), "pl"));
        assert_eq!(dialect.status_word("🍀"), Some(StatusKind::Done));
        let lines: Vec<_> = mistakes.iter().map(|m| m.split(':').next().unwrap_or_default()).collect();
        assert_eq!(lines, ["d.toml line 2", "d.toml line 3", "d.toml line 11", "d.toml line 13"]);
        assert!(mistakes[1].contains("\"wishes\" is no concept"), "{}", mistakes[1]);
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        let (dialect, mistakes) = Dialect::read_file("d.toml", "[headings]\ntasks = [\n\"chores\"\nnext = \"soon\"\n");
        assert!(!mistakes.is_empty());
        let _ = dialect;
        let (_, none) = Dialect::read_file("d.toml", "");
        assert!(none.is_empty());
    }

    #[track_caller]
    fn check(before: &str, concept: Option<Concept>, after: &str) {
        assert_eq!(with_heading(before, "Ruled on: it", concept).as_deref(), Some(after));
    }

    #[test]
    fn a_heading_is_written_where_its_concept_is_listed() {
        let decisions = Some(Concept::Decisions);
        check("", decisions, "[headings]\ndecisions = [\"Ruled on: it\"]\n");
        check("# mine\n[why]\nleads = \"x\"", None, "# mine\n[why]\nleads = \"x\"\n\n[headings]\nnone = [\"Ruled on: it\"]\n");
        check("[headings] # a\ntasks = \"b\"\n", decisions, "[headings] # a\ndecisions = [\"Ruled on: it\"]\ntasks = \"b\"\n");
        check("[headings]\ndecisions = \"b\" # c\n", decisions, "[headings]\ndecisions = [\"b\", \"Ruled on: it\"] # c\n");
        check(
            "[headings]\ntasks = [\"b\", \"ruled on: it\"]\n",
            decisions,
            "[headings]\ndecisions = [\"Ruled on: it\"]\ntasks = [\"b\"]\n",
        );
    }

    #[test]
    fn a_heading_without_letters_or_a_broken_file_is_left() {
        assert_eq!(with_heading("", "⚠️", Some(Concept::Tasks)), None);
        assert_eq!(with_heading("[headings\n", "Ruled on", Some(Concept::Tasks)), None);
    }
}
