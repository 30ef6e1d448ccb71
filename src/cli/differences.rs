//! Differences by meaning, as `diff`, `why` and `seal` tell them.

use super::chain_json::{Change, Line, Side};
use super::reply::Paint;
use crate::shown::Shown;

/// Writes one difference: a mark, the concept, what it said and says.
pub fn told(change: &Change, paint: Paint) -> String {
    let (mark, word) = match change.change {
        "added" => ("+", paint.green("added")),
        "removed" => ("-", paint.red("removed")),
        word => ("~", paint.yellow(word)),
    };
    let side = change.now.as_ref().or(change.was.as_ref());
    let concept = side.map_or("", |s| s.concept);
    let text = side.map(|s| Shown::new(&s.text).to_string()).unwrap_or_default();
    let mut out = format!("{mark} {} {word}: {text}\n", paint.faint(concept));
    if let (Some(was), Some(now)) = (&change.was, &change.now) {
        for (name, before, after) in differing(was, now) {
            out += &format!("    {} {} -> {}\n", paint.faint(name), Shown::new(&before), Shown::new(&after));
        }
    }
    let why = side.and_then(|s| s.why.as_ref()).filter(|_| change.was.is_none() || change.now.is_none());
    out + &why.map_or(String::new(), |why| format!("    {} {}\n", paint.faint("why"), Shown::new(why)))
}

/// Writes a header line that changes unasked.
pub fn header(line: &Line, paint: Paint) -> String {
    let number = paint.faint(&format!("line {}", line.line));
    format!("  {number}: {} -> {}\n", Shown::new(line.before.trim()), Shown::new(line.after.trim()))
}

fn differing(was: &Side, now: &Side) -> Vec<(&'static str, String, String)> {
    let or = |text: Option<&str>| text.unwrap_or("none").to_owned();
    let fields = [
        ("text", Some(was.text.as_str()), Some(now.text.as_str())),
        ("why", was.why.as_deref(), now.why.as_deref()),
        ("status", was.status, now.status),
        ("section", Some(was.concept), Some(now.concept)),
    ];
    fields.into_iter().filter(|(_, a, b)| a != b).map(|(name, a, b)| (name, or(a), or(b))).collect()
}
