//! The one spelling of a TOML record, and fields taken from any spelling.
//!
//! One key a line in the order given, then unknown keys by name; inner tables inline with sorted
//! keys; strings basic; lists empty or with one element a line. Two bytes differ when two values do.

use super::Unreadable;
use std::fmt::Write;
use std::str::FromStr;
use toml::{Table, Value};

/// A record being written.
#[derive(Default)]
pub(super) struct Lines(String);

/// A record being read: what is not taken stays.
pub(super) struct Fields {
    table: Table,
    /// Whether a field of a wrong type is an error; else it stays among the unknown.
    strict: bool,
    wrong: Option<String>,
}

/// Where a record keeps what is not known of it.
pub(super) type Keep<T> = fn(&mut T) -> &mut Table;

impl Lines {
    /// Adds `key = value`; nothing for `None`.
    pub fn put(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            push_key(&mut self.0, key);
            self.0.push_str(" = ");
            push(&mut self.0, &value.into(), true);
            self.0.push('\n');
        }
    }

    /// Adds a list; nothing when it is empty.
    pub fn list<V: Into<Value>>(&mut self, key: &str, values: impl Iterator<Item = V>) {
        let values: Vec<Value> = values.map(Into::into).collect();
        self.put(key, (!values.is_empty()).then_some(values));
    }

    /// Adds what was not known when it was read, by name.
    pub fn rest(&mut self, unknown: &Table) {
        for key in sorted(unknown) {
            self.put(key, unknown.get(key).cloned());
        }
    }

    /// Returns the record's text.
    pub fn text(self) -> String {
        self.0
    }
}

impl Fields {
    pub fn new(table: Table, strict: bool) -> Fields {
        Fields { table, strict, wrong: None }
    }

    /// Takes a field that `read` understands.
    pub fn take<T>(&mut self, key: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.table.get(key)?;
        let taken = read(value);
        if taken.is_some() {
            self.table.remove(key);
        } else {
            self.wrong.get_or_insert_with(|| format!("its {key} is not what it should be"));
        }
        taken
    }

    /// Takes a list of which `read` understands every element; a missing one is empty.
    pub fn list<T>(&mut self, key: &str, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
        self.take(key, |v| v.as_array()?.iter().map(&read).collect()).unwrap_or_default()
    }

    /// Takes a list of inner records.
    pub fn inner_list<T>(&mut self, key: &str, read: impl Fn(&mut Fields) -> Option<(T, Keep<T>)>) -> Vec<T> {
        let strict = self.strict;
        self.list(key, |v| inner(v, strict, &read))
    }

    /// Takes an inner record.
    pub fn inner<T>(&mut self, key: &str, read: impl Fn(&mut Fields) -> Option<(T, Keep<T>)>) -> Option<T> {
        let strict = self.strict;
        self.take(key, |v| inner(v, strict, &read))
    }

    pub fn text(&mut self, key: &str) -> Option<String> {
        self.take(key, |v| v.as_str().map(str::to_owned))
    }

    pub fn flag(&mut self, key: &str) -> Option<bool> {
        self.take(key, Value::as_bool)
    }

    pub fn number<N: TryFrom<i64>>(&mut self, key: &str) -> Option<N> {
        self.take(key, |v| N::try_from(v.as_integer()?).ok())
    }

    pub fn parse<T: FromStr>(&mut self, key: &str) -> Option<T> {
        self.take(key, |v| v.as_str()?.parse().ok())
    }

    /// Takes a field that must be there.
    pub fn need<T: Default>(&mut self, key: &str, take: impl FnOnce(&mut Fields, &str) -> Option<T>) -> T {
        let value = take(self, key);
        if value.is_none() {
            self.wrong.get_or_insert_with(|| format!("its {key} is missing"));
        }
        value.unwrap_or_default()
    }

    /// Returns what was not taken.
    pub fn finish(self) -> Result<Table, Unreadable> {
        match self.wrong {
            Some(message) if self.strict => Err(Unreadable { message }),
            _ => Ok(self.table),
        }
    }
}

fn inner<T>(value: &Value, strict: bool, read: impl Fn(&mut Fields) -> Option<(T, Keep<T>)>) -> Option<T> {
    let mut fields = Fields::new(value.as_table()?.clone(), strict);
    let (mut record, keep) = read(&mut fields)?;
    *keep(&mut record) = fields.finish().ok()?;
    Some(record)
}

/// Returns an inner record, with unknown fields beside the known ones.
pub(super) fn record<const N: usize>(known: [(&str, Option<Value>); N], unknown: &Table) -> Value {
    let mut out = unknown.clone();
    out.extend(known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    Value::Table(out)
}

fn sorted(table: &Table) -> Vec<&String> {
    let mut keys: Vec<&String> = table.keys().collect();
    keys.sort();
    keys
}

fn push(out: &mut String, value: &Value, outermost: bool) {
    match value {
        Value::String(text) => push_text(out, text),
        Value::Array(values) if values.is_empty() => out.push_str("[]"),
        Value::Array(values) => {
            out.push('[');
            for (n, value) in values.iter().enumerate() {
                out.push_str(match (outermost, n) {
                    (true, _) => "\n  ",
                    (false, 0) => "",
                    (false, _) => ", ",
                });
                push(out, value, false);
                out.push_str(if outermost { "," } else { "" });
            }
            out.push_str(if outermost { "\n]" } else { "]" });
        }
        Value::Table(table) if table.is_empty() => out.push_str("{}"),
        Value::Table(table) => {
            for (n, key) in sorted(table).into_iter().enumerate() {
                out.push_str(if n == 0 { "{ " } else { ", " });
                push_key(out, key);
                out.push_str(" = ");
                if let Some(value) = table.get(key) {
                    push(out, value, false);
                }
            }
            out.push_str(" }");
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn push_key(out: &mut String, key: &str) {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if bare { out.push_str(key) } else { push_text(out, key) }
}

/// Everything that an editor might not show is escaped; the rest stays readable.
fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{FEFF}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
