//! What wrote a file, by its shape.

use super::{Known, System};
use crate::handoff::{Handoff, MetaKey, front_values};

/// Tells what wrote a file, from its path (with `/`) and its text.
///
/// Never fails: markdown of no known shape is a [`System::Document`].
pub fn known(path: &str, text: &str) -> Known {
    let handoff = Handoff::parse(text);
    let (system, because) = of_profile(&handoff)
        .or_else(|| of_path(path))
        .unwrap_or_else(|| (System::Document, handoff.profile().map_or("no shape of another system".to_owned(), |p| p.because.clone())));
    let date = of_front(text).or_else(|| stamp(name_of(path))).or_else(|| of_header(&handoff));
    Known { system, because, role: system.role(), date }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn of_profile(handoff: &Handoff) -> Option<(System, String)> {
    let known = handoff.profile()?;
    let system = System::ALL.into_iter().find(|s| s.id() == known.profile.id)?;
    Some((system, known.because.clone()))
}

fn of_path(path: &str) -> Option<(System, String)> {
    let plain = path.to_lowercase().replace('_', "-");
    let name = name_of(&plain);
    let (dir, _) = plain.rsplit_once('/').unwrap_or(("", &plain));
    let within = |dirs: &[&str]| dirs.iter().any(|d| dir == *d || dir.ends_with(&format!("/{d}")));
    let (system, because) = match name {
        "session-context.md" => (System::SessionContext, "its name"),
        "soul.md" => (System::Soul, "its name"),
        "memory.md" => (System::Memory, "its name"),
        _ if within(&["memory"]) => (System::Memory, "it lies in a memory folder"),
        "decisions.md" | "decision-log.md" => (System::Decisions, "its name: a record of decisions"),
        _ if within(&["decisions", "adr", "adrs"]) => (System::Decisions, "its folder: a record of decisions"),
        _ if within(&["phases"]) || name.starts_with("phase") && name.ends_with(".md") => (System::Phase, "its name: a phase document"),
        _ => return None,
    };
    Some((system, because.to_owned()))
}

fn of_front(text: &str) -> Option<String> {
    let front = front_values(text);
    let keys = ["created_at", "generated_at", "created", "ended_at", "session_date", "date"];
    let value = |key: &&str| front.iter().find(|(k, v)| k == key && v.starts_with(|c: char| c.is_ascii_digit()));
    keys.iter().find_map(value).map(|(_, value)| (*value).to_owned())
}

/// Returns the time in a file's name: `20261120T233015Z-…`, `2026-11-20-233015-…`, `20261120-233015-…` or a day.
fn stamp(name: &str) -> Option<String> {
    let digits: String =
        name.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '_' | 'T' | 't')).filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to);
    let day = format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?);
    if !(1970..2200).contains(&part(0, 4)?.parse::<u32>().ok()?) {
        return None;
    }
    Some(match (part(8, 10), part(10, 12), part(12, 14)) {
        (Some(h), Some(m), Some(s)) => format!("{day}T{h}:{m}:{s}"),
        (Some(h), Some(m), None) => format!("{day}T{h}:{m}:00"),
        _ => day,
    })
}

fn of_header(handoff: &Handoff) -> Option<String> {
    let keys = [MetaKey::Updated, MetaKey::Time];
    keys.iter().find_map(|key| handoff.meta(*key)).map(str::to_owned).filter(|value| value.bytes().any(|b| b.is_ascii_digit()))
}
