//! agent_config.toml of 000: project context, the live file's name, and secrets that must not leave.

use super::secrets::{is_literal, is_secret_key, password_in_url};
use super::{Found, read_small};
use crate::secret::Secret;
use std::path::Path;
use toml::de::{DeTable, DeValue};

const NAME: &str = "agent_config.toml";

/// What baton takes from an agent_config.toml.
#[derive(Clone, Default)]
pub struct AgentConfig {
    /// `[Context] project_name`.
    pub project: Option<String>,
    /// The other lines of [Context] and [Role], as `Description: AI workflow`; no secret among them.
    pub context: Vec<String>,
    /// `[Handoff] handshake_file`.
    pub handshake_file: Option<String>,
    /// `[Handoff] handshake_required`: whether a project without a handoff is at fault.
    pub handshake_required: bool,
    /// Secret values anywhere in the file.
    pub secrets: Vec<Found>,
    /// What is wrong with the file: place and message, never its text.
    pub errors: Vec<String>,
}

impl AgentConfig {
    /// Reads the file in `dir`; `None` when there is none. A file with mistakes gives what can be read of it.
    pub fn read(dir: &Path) -> Option<AgentConfig> {
        read_small(&dir.join(NAME)).map(|text| AgentConfig::parse(&text))
    }

    /// Reads the text of such a file.
    pub fn parse(text: &str) -> AgentConfig {
        let (table, errors) = DeTable::parse_recoverable(text);
        let table = table.get_ref();
        let mut config = AgentConfig::default();
        for error in errors {
            let (line, column) = error.span().map_or((0, 0), |s| place(text, s.start));
            config.errors.push(format!("{NAME}:{line}:{column}: {}", error.message()));
        }
        collect(table, &mut String::new(), &mut config.secrets);
        config.project = string(table, "Context", "project_name");
        config.handshake_file = string(table, "Handoff", "handshake_file");
        config.handshake_required = is_true(table, "Handoff", "handshake_required");
        for section in ["Context", "Role"] {
            let Some(DeValue::Table(entries)) = table.get(section).map(|v| v.get_ref()) else { continue };
            for (key, value) in entries.iter() {
                let (key, secret) = (key.get_ref(), is_secret_key(key.get_ref()));
                if !secret && *key != "project_name" && *key != "carry_forward" {
                    let label = if section == "Role" && *key == "description" { "Role".to_owned() } else { label(key) };
                    config.context.extend(line(value.get_ref()).map(|text| format!("{label}: {text}")));
                }
            }
        }
        config
    }
}

/// Returns 1-based line and column of a byte offset.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    (before.iter().filter(|b| **b == b'\n').count() + 1, before.len() - start + 1)
}

fn collect(table: &DeTable<'_>, path: &mut String, found: &mut Vec<Found>) {
    for (key, value) in table.iter() {
        let length = path.len();
        let secret = is_secret_key(key.get_ref());
        if let DeValue::Table(inner) = value.get_ref() {
            path.push_str(&format!("[{}] ", key.get_ref()));
            collect(inner, path, found);
        } else {
            path.push_str(key.get_ref());
            collect_value(value.get_ref(), secret, path, found);
        }
        path.truncate(length);
    }
}

fn collect_value(value: &DeValue<'_>, secret: bool, path: &mut String, found: &mut Vec<Found>) {
    let mut add = |value: &str| found.push(Found { origin: format!("{NAME} {path}"), value: Secret::new(value) });
    match value {
        DeValue::String(text) => {
            if secret && is_literal(text) {
                add(text);
            }
            if let Some(password) = password_in_url(text) {
                add(password);
            }
        }
        DeValue::Array(values) => values.iter().for_each(|v| collect_value(v.get_ref(), secret, path, found)),
        DeValue::Table(table) => collect(table, path, found),
        _ => {}
    }
}

fn string(table: &DeTable<'_>, section: &str, key: &str) -> Option<String> {
    let DeValue::Table(entries) = table.get(section)?.get_ref() else { return None };
    match entries.get(key)?.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn is_true(table: &DeTable<'_>, section: &str, key: &str) -> bool {
    let Some(DeValue::Table(entries)) = table.get(section).map(|v| v.get_ref()) else { return false };
    matches!(entries.get(key).map(|v| v.get_ref()), Some(DeValue::Boolean(true)))
}

/// Writes a value on one line; an empty one or a table is none.
fn line(value: &DeValue<'_>) -> Option<String> {
    let text = match value {
        DeValue::String(text) if password_in_url(text).is_none() => text.split_whitespace().collect::<Vec<_>>().join(" "),
        DeValue::Integer(n) => n.to_string(),
        DeValue::Boolean(b) => b.to_string(),
        DeValue::Array(values) => values.iter().filter_map(|v| line(v.get_ref())).collect::<Vec<_>>().join("; "),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn label(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
