//! What wrote a file, by its shape.

use super::{Known, System, front};
use crate::handoff::{Handoff, MetaKey};

/// How many bytes of a file's beginning are looked at for its headings.
const HEAD: usize = 16 << 10;
/// The keys that a note of zzyyfff/agent-handoff must have (its spec/file-format.md).
const INBOX: [&str; 9] = ["name", "description", "from", "to", "created", "branch", "head", "dirty_files_count", "session_tool"];
/// The kinds of a file in a memory folder.
const MEMORY: [&str; 4] = ["user", "feedback", "project", "reference"];

/// Tells what wrote a file, from its path (with `/`) and its text.
///
/// Never fails: markdown of no known shape is a [`System::Document`].
pub fn known(path: &str, text: &str) -> Known {
    let (system, because) = of_text(path, text).unwrap_or_else(|| (System::Document, "no shape of another system".to_owned()));
    let date = of_front(text).or_else(|| stamp(name_of(path))).or_else(|| of_header(text));
    Known { system, because, role: system.role(), date }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn of_text(path: &str, text: &str) -> Option<(System, String)> {
    let front = front::values(text);
    let has = |key: &str| front.iter().any(|(k, value)| *k == key && !value.is_empty());
    let named = |key: &str| front.iter().any(|(k, _)| *k == key);
    if let Some((_, contract)) = front.iter().find(|(k, v)| *k == "artifact_contract" && v.starts_with("ce-handoff/")) {
        return Some((System::CeHandoff, format!("front matter says artifact_contract {contract}")));
    }
    if has("session_id") && ["active_context_files", "next_todo_items", "completed_tasks", "head_commit"].iter().any(|k| named(k)) {
        return Some((System::SessionGlue, "front matter has session_id and the fields of session-glue".to_owned()));
    }
    if INBOX.iter().filter(|k| named(k)).count() >= 6 && has("from") && has("to") {
        return Some((System::Inbox, "front matter says from, to and the fields of agent-handoff's inbox".to_owned()));
    }
    let kind = front.iter().find(|(k, v)| *k == "type" && MEMORY.contains(v)).map(|(_, v)| *v).or_else(|| nested_kind(text));
    if let (Some(kind), true) = (kind, has("name") && has("description")) {
        return Some((System::Memory, format!("front matter has name, description and type {kind}, as in a memory folder")));
    }
    of_headings(path, text)
}

/// Finds `metadata:` with `  type: …` below it, the other form of a memory file.
fn nested_kind(text: &str) -> Option<&str> {
    let mut lines = text.lines().take(40).skip_while(|line| line.trim_end() != "metadata:").skip(1);
    let kind = lines.by_ref().take_while(|line| line.starts_with(' ')).find_map(|line| line.trim().strip_prefix("type:"))?;
    Some(kind.trim()).filter(|kind| MEMORY.contains(kind))
}

fn of_headings(path: &str, text: &str) -> Option<(System, String)> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let headings: Vec<String> = head
        .lines()
        .filter(|line| line.starts_with('#') || line.starts_with("==="))
        .map(|line| line.trim_matches(['#', '=', ' ', '\t']).to_lowercase().replace('_', " "))
        .collect();
    let first = headings.first().map_or("", String::as_str);
    let any = |words: &str| headings.iter().any(|h| h == words);
    if any("session metadata") && (any("handoff chain") || head.contains("**Continues from**")) {
        return Some((System::SessionSkill, "sections Session Metadata and Handoff Chain".to_owned()));
    }
    if first.starts_with("handoff.md") && any("last session") {
        return Some((System::AgentHandoff, "title HANDOFF.md and a section Last Session".to_owned()));
    }
    if first == "session handoff" && head.lines().any(|line| line.trim().to_uppercase() == "=== SESSION HANDOFF ===") {
        return Some((System::Handoff10, "banner === SESSION HANDOFF ===".to_owned()));
    }
    if first.starts_with("session-handoff.md") {
        return Some((System::SessionHandoff, "title SESSION-HANDOFF.md".to_owned()));
    }
    let plain = path.to_lowercase().replace('_', "-");
    let name = name_of(&plain);
    let (dir, _) = plain.rsplit_once('/').unwrap_or(("", &plain));
    let within = |dirs: &[&str]| dirs.iter().any(|d| dir == *d || dir.ends_with(&format!("/{d}")));
    if first.starts_with("session context") || name == "session-context.md" {
        return Some((System::SessionContext, by(first.starts_with("session context"), "title Session Context", "its name")));
    }
    if first.starts_with("soul.md") || name == "soul.md" {
        return Some((System::Soul, by(first.starts_with("soul.md"), "title SOUL.md", "its name")));
    }
    if first.starts_with("memory.md") || name == "memory.md" {
        return Some((System::Memory, by(first.starts_with("memory.md"), "title MEMORY.md", "its name")));
    }
    if within(&["memory"]) {
        return Some((System::Memory, "it lies in a memory folder".to_owned()));
    }
    if matches!(name, "decisions.md" | "decision-log.md") || within(&["decisions", "adr", "adrs"]) {
        return Some((System::Decisions, by(false, "", "its name: a record of decisions")));
    }
    if within(&["phases"]) || (name.starts_with("phase") && name.ends_with(".md")) {
        return Some((System::Phase, by(false, "", "its name: a phase document")));
    }
    None
}

fn by(shape: bool, yes: &str, no: &str) -> String {
    if shape { yes.to_owned() } else { no.to_owned() }
}

fn of_front(text: &str) -> Option<String> {
    let front = front::values(text);
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

fn of_header(text: &str) -> Option<String> {
    let handoff = Handoff::parse(text);
    let keys = [MetaKey::Updated, MetaKey::Time];
    keys.iter().find_map(|key| handoff.meta(*key)).map(str::to_owned).filter(|value| value.bytes().any(|b| b.is_ascii_digit()))
}
