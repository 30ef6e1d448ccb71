//! `baton check --explain`: what the rules demand, where that comes from, how to mend it.

use super::level;
use crate::cli::json;
use crate::cli::reply::{Paint, Reply};
use crate::cli::shell::Shell;
use crate::project::{Error, ErrorKind};
use crate::rules::{self, Level, Rule};

/// Answers for one rule, or for all of them without a name.
pub fn explain(shell: &Shell, wanted: &str) -> Result<Reply, Error> {
    let found: Vec<_> = rules::rules().iter().filter(|r| wanted.is_empty() || r.id == wanted).collect();
    if found.is_empty() {
        let known: Vec<_> = rules::rules().iter().map(|r| r.id).collect();
        return Err(
            Error::new(ErrorKind::Usage, format!("there is no rule \"{wanted}\"")).hint(format!("the rules are {}", known.join(", ")))
        );
    }
    let body = json::Rules { rules: found.into_iter().map(documentation).collect() };
    let paint = shell.paint;
    Ok(shell.reply("baton.rules/1", &body, || match body.rules.as_slice() {
        [one] => page(one, paint),
        all => index(all, paint),
    }))
}

fn documentation(rule: &Rule) -> json::Rule {
    let at = |l: Option<Level>| l.map(level);
    json::Rule {
        id: rule.id,
        level: level(rule.levels.highest()),
        text: rule.text,
        levels: json::Levels {
            handoff10: at(rule.levels.handoff10),
            session_handoff: at(rule.levels.session_handoff),
            free: at(rule.levels.free),
        },
        gate: rule.gate,
        source: rule.source,
        mend: rule.mend,
        bad: Some(rule.example.0).filter(|e| !e.is_empty()),
        good: Some(rule.example.1).filter(|e| !e.is_empty()),
    }
}

/// Writes everything that is known of one rule.
fn page(rule: &json::Rule, paint: Paint) -> String {
    let gate = if rule.gate && rule.level == "should" { "; shuts the commit gate" } else { "" };
    let levels = [
        ("Handoff Format 1.0", rule.levels.handoff10),
        ("SESSION-HANDOFF.md", rule.levels.session_handoff),
        ("other files", rule.levels.free),
    ];
    let level = match levels.iter().all(|(_, l)| *l == Some(rule.level)) {
        true => rule.level.to_owned(),
        false => levels.iter().filter_map(|(name, l)| Some(format!("{} in {name}", (*l)?))).collect::<Vec<_>>().join(", "),
    };
    let mut rows = vec![
        ("level", format!("{level}{gate}")),
        ("what", rule.text.to_owned()),
        ("source", rule.source.to_owned()),
        ("mend", rule.mend.to_owned()),
    ];
    rows.extend(rule.bad.map(|e| ("finds", e.to_owned())));
    rows.extend(rule.good.map(|e| ("passes", e.to_owned())));
    let rows = rows.iter().map(|(name, text)| format!("  {} {}\n", paint.faint(&format!("{name:7}")), wrapped(text, 10)));
    format!("{}\n{}", paint.bold(rule.id), rows.collect::<String>())
}

/// Writes one line for each rule: id, level, and the first sentence of what it demands.
fn index(rules: &[json::Rule], paint: Paint) -> String {
    let width = rules.iter().map(|r| r.id.len()).max().unwrap_or(0);
    let first = |text: &'static str| text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.');
    let rows = rules.iter().map(|r| format!("{}{}  {:6}  {}\n", paint.bold(r.id), " ".repeat(width - r.id.len()), r.level, first(r.text)));
    rows.collect::<String>() + "\nbaton check --explain ID tells the whole of one.\n"
}

/// Breaks a text into lines of some ninety characters, those behind the first indented.
fn wrapped(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let cells = word.chars().count();
        if length > 0 && length + cells > 90 {
            out.push_str(&format!("\n{}", " ".repeat(indent)));
            length = 0;
        } else if length > 0 {
            out.push(' ');
        }
        out.push_str(word);
        length += cells + 1;
    }
    out
}
