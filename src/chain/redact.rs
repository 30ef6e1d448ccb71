//! Taking words out of sealed bytes for good: what stands in their place.

use super::Seal;
use toml::{Table, Value};

/// What stands where something was redacted.
pub const REDACTED: &str = "[redacted]";

/// Fields of a seal that hold names and hashes only.
const NAMES: [&str; 7] = ["parents", "restores", "id", "since", "sha256", "words", "hash"];

/// Returns a text without `values`, and how many places had one; `None` when it has none of them.
pub fn without(text: &str, values: &[&str]) -> Option<(String, usize)> {
    let mut values: Vec<&str> = values.iter().copied().filter(|v| !v.is_empty()).collect();
    // One that lies inside another would leave the rest of that standing.
    values.sort_by_key(|v| std::cmp::Reverse(v.len()));
    let (mut out, mut places) = (text.to_owned(), 0);
    for value in values {
        let here = out.matches(value).count();
        if here > 0 {
            out = out.replace(value, REDACTED);
            places += here;
        }
    }
    (places > 0).then_some((out, places))
}

/// Returns a seal's bytes without `values`, in baton's own spelling; `None` when no string of it has one of them.
///
/// A seal that cannot be read leaves nothing: its bytes are empty.
pub fn seal_without(seal: &[u8], values: &[&str]) -> Option<(String, usize)> {
    let text = String::from_utf8_lossy(seal);
    let Ok(table) = text.parse::<Table>() else {
        return without(&text, values).map(|(_, places)| (String::new(), places));
    };
    let mut table = Value::Table(table);
    let mut places = 0;
    blank(&mut table, values, &mut places);
    let spelled = || Seal::read(toml::to_string(&table).unwrap_or_default().as_bytes()).map(|s| s.write()).unwrap_or_default();
    (places > 0).then(|| (spelled(), places))
}

fn blank(value: &mut Value, values: &[&str], places: &mut usize) {
    match value {
        Value::String(text) => {
            if let Some((clean, here)) = without(text, values) {
                *text = clean;
                *places += here;
            }
        }
        Value::Array(inner) => inner.iter_mut().for_each(|v| blank(v, values, places)),
        Value::Table(table) => {
            let spoken = table.iter_mut().filter(|(key, _)| !NAMES.contains(&key.as_str()));
            spoken.for_each(|(_, v)| blank(v, values, places));
        }
        _ => {}
    }
}
