//! Differences by meaning, as `diff`, `why` and `seal` tell them.

use super::chain_json::{Change, Compared, Line, Side};
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

/// Writes all differences as lists of markdown, one for each kind of item.
pub fn markdown(compared: &Compared) -> String {
    let mut out = String::new();
    let mut concept = "";
    for change in &compared.changes {
        let Some(side) = change.now.as_ref().or(change.was.as_ref()) else { continue };
        if side.concept != concept {
            concept = side.concept;
            out += &format!("{}### {concept}\n\n", if out.is_empty() { "" } else { "\n" });
        }
        out += &format!("- **{}**: {}", change.change, plain(&side.text));
        match (&change.was, &change.now) {
            (Some(was), Some(now)) => {
                let told = differing(was, now)
                    .into_iter()
                    .map(|(name, before, after)| format!("; {name}: {} → {}", plain(&before), plain(&after)));
                out.extend(told);
            }
            _ => out.extend(side.why.as_ref().map(|why| format!(" ({})", plain(why)))),
        }
        out.push('\n');
    }
    if !compared.sections.is_empty() {
        out += &format!("{}### other sections\n\n", if out.is_empty() { "" } else { "\n" });
        out.extend(compared.sections.iter().map(|title| format!("- **differs**: {}\n", plain(title))));
    }
    if out.is_empty() { "They say the same.".into() } else { out }
}

/// Makes a text safe to print, and keeps it from being markup.
fn plain(text: &str) -> String {
    let text = Shown::new(text).to_string();
    text.chars().fold(String::new(), |mut out, c| {
        if matches!(c, '*' | '_' | '`' | '<' | '[' | ']' | '|' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
        out
    })
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
