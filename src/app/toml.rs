//! Settings in TOML, each value with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A parsed settings text.
pub(super) struct Source<'a> {
    name: &'a str,
    text: &'a str,
    root: DeTable<'a>,
}

/// One `name = value` of a table.
pub(super) struct Entry {
    /// The key.
    pub name: String,
    /// The value when it is a text or a list of texts.
    pub values: Option<Vec<String>>,
    /// The value when it is a table: its own entries.
    pub inner: Vec<Entry>,
    /// The value when it is a truth value.
    pub flag: Option<bool>,
    /// Byte offset of the key.
    pub at: usize,
}

impl<'a> Source<'a> {
    /// Parses a text as far as it can be; one sentence for each mistake. `name` is the file as the sentences call it.
    pub fn read(name: &'a str, text: &'a str) -> (Source<'a>, Vec<String>) {
        let (root, errors) = DeTable::parse_recoverable(text);
        let source = Source { name, text, root: root.into_inner() };
        let warnings = errors.iter().map(|e| source.said(e.span().map_or(0, |s| s.start), e.message())).collect();
        (source, warnings)
    }

    /// Returns the entries of a table in file order; none when it is missing.
    pub fn table(&self, name: &str) -> Vec<Entry> {
        match self.root.get(name).map(Spanned::get_ref) {
            Some(DeValue::Table(table)) => entries(table),
            _ => Vec::new(),
        }
    }

    /// Returns the entries at the top level in file order.
    pub fn top(&self) -> Vec<Entry> {
        entries(&self.root)
    }

    /// Writes a warning about the byte offset `at`.
    pub fn said(&self, at: usize, what: &str) -> String {
        let line = self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
        format!("{} line {line}: {what}", self.name)
    }

    /// Writes a warning about an unknown name, with the nearest known one.
    pub fn unknown<'n>(&self, at: usize, what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> String {
        let hint = nearest(name, known).map(|k| format!("; did you mean \"{k}\"?")).unwrap_or_default();
        self.said(at, &format!("there is no {what} \"{name}\"{hint}"))
    }
}

/// Returns the known name that `name` is most like, if any is.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known.map(|k| (distance(name, k), k)).min().filter(|(d, k)| *d <= k.len().div_ceil(2).min(4)).map(|(_, k)| k)
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut out: Vec<Entry> = table.iter().map(|(key, value)| entry(key, value.get_ref())).collect();
    out.sort_by_key(|e| e.at);
    out
}

fn entry(key: &Spanned<std::borrow::Cow<'_, str>>, value: &DeValue<'_>) -> Entry {
    let mut entry = Entry { name: key.get_ref().to_string(), values: None, inner: Vec::new(), flag: value.as_bool(), at: key.span().start };
    match value {
        DeValue::String(text) => entry.values = Some(vec![text.to_string()]),
        DeValue::Array(list) => entry.values = list.iter().map(|v| v.get_ref().as_str().map(str::to_owned)).collect(),
        DeValue::Table(table) => entry.inner = entries(table),
        _ => {}
    }
    entry
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (before + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            before = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row.last().copied().unwrap_or_default()
}
