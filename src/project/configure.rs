//! Reading settings: flags over `BATON_*` over the project's file over the user's file over defaults.
//!
//! Invariant: a repository's own file never names a command to run or a file outside the project; a
//! mistake costs its one setting, never the others.

use super::forms;
use super::settings::{Setting, Settings};
use crate::prompt::{Budget, Profile};
use crate::sources::read_small;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Where a settings file is, from the project root.
pub(super) const PROJECT_FILE: &str = ".baton/config.toml";

/// The settings, their names and whether only the user may give them.
const NAMES: [(&str, bool); 10] = [
    ("live", false),
    ("template", false),
    ("trigger", false),
    ("profile", false),
    ("budget", false),
    ("theme", false),
    ("keys", true),
    ("clipboard.command", true),
    ("seal.require_person", false),
    ("editor", true),
];

/// A value as it was given.
enum Given {
    Text(String),
    Words(Vec<String>),
    Flag(bool),
}

/// Returns the settings in force and one sentence for each mistake.
///
/// `chosen` is what was chosen for this project in the panes: a name and its value each.
pub(super) fn load(root: &Path, world: &super::World, chosen: Vec<(&'static str, String)>) -> (Settings, Vec<String>) {
    let mut settings = Settings::default();
    let mut mistakes = Vec::new();
    for name in ["EDITOR", "VISUAL"] {
        if let Some((_, value)) = world.variables.iter().find(|(n, v)| n == name && !v.trim().is_empty()) {
            settings.editor = Setting { value: value.clone(), origin: name.to_owned() };
        }
    }
    if let Some(path) = world.config.as_ref().map(|dir| dir.join("config.toml")) {
        file(&path, &path.display().to_string(), true, &mut settings, &mut mistakes);
    }
    file(&root.join(PROJECT_FILE), PROJECT_FILE, false, &mut settings, &mut mistakes);
    for (name, value) in chosen {
        given(name, Given::Text(value), "chosen in the panes", &mut settings, &mut mistakes);
    }
    for (name, _) in NAMES {
        let variable = format!("BATON_{}", name.to_uppercase().replace('.', "_"));
        if let Some((_, value)) = world.variables.iter().find(|(n, v)| *n == variable && !v.is_empty()) {
            given(name, Given::Text(value.clone()), &variable, &mut settings, &mut mistakes);
        }
    }
    for (name, value) in &world.flags {
        given(name, Given::Text(value.clone()), &format!("--{name}"), &mut settings, &mut mistakes);
    }
    let Setting { value, origin } = &settings.profile;
    if let Profile::Own(name) = value
        && !forms::places(root, world, name).iter().any(|place| place.is_file())
    {
        mistakes
            .push(format!("{origin}: there is no profile \"{name}\" and no template of that name; {} is used", Profile::ClaudeCode.id()));
        settings.profile = Settings::default().profile;
    }
    (settings, mistakes)
}

/// Returns what the text of a project's settings file says of the live file.
pub(super) fn live_in(text: &str) -> Option<String> {
    let (table, _) = DeTable::parse_recoverable(text);
    table.get_ref().get("live")?.get_ref().as_str().map(|live| live.trim().to_owned()).filter(|live| !live.is_empty())
}

/// Reads one file; every mistake in it is told, with its line, in the order of the lines.
fn file(path: &Path, shown: &str, trusted: bool, settings: &mut Settings, mistakes: &mut Vec<String>) {
    let Some(text) = read_small(path) else {
        if path.symlink_metadata().is_ok() {
            mistakes.push(format!("{shown} is no readable text file of at most 1 MB; its settings are not used"));
        }
        return;
    };
    let line_of = |offset: usize| text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut found: Vec<(usize, String)> =
        errors.iter().map(|e| (line_of(e.span().map_or(0, |s| s.start)), e.message().replace('\n', "; "))).collect();
    let mut flat = Vec::new();
    flatten(table.get_ref(), "", &mut flat);
    let broken: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    for (name, value, offset) in flat {
        let line = line_of(offset);
        if broken.contains(&line) {
            continue;
        }
        let origin = format!("{shown} line {line}");
        let mut wrong = Vec::new();
        match (NAMES.iter().find(|(n, _)| *n == name), words(value)) {
            (None, _) => wrong.push(format!("there is no setting \"{name}\"; it is ignored")),
            (Some((_, true)), _) if !trusted => wrong.push(format!("a repository may not set \"{name}\"; only your own settings may")),
            (_, None) => wrong.push(format!("\"{name}\" must be text; the default is used")),
            (_, Some(value)) => given(&name, value, &origin, settings, &mut wrong),
        }
        found.extend(wrong.into_iter().map(|why| (line, why)));
    }
    found.sort();
    mistakes.extend(found.into_iter().map(|(line, why)| if why.starts_with(shown) { why } else { format!("{shown} line {line}: {why}") }));
}

/// Puts one value in force, or says why not.
fn given(name: &str, value: Given, origin: &str, settings: &mut Settings, mistakes: &mut Vec<String>) {
    let text = match &value {
        Given::Text(text) => text.trim().to_owned(),
        Given::Words(words) => words.join(" "),
        Given::Flag(yes) => yes.to_string(),
    };
    let origin = origin.to_owned();
    match (name, value) {
        ("clipboard.command", Given::Words(value)) => settings.clipboard = Setting { value, origin },
        ("clipboard.command", Given::Text(_)) => {
            settings.clipboard = Setting { value: text.split_whitespace().map(str::to_owned).collect(), origin };
        }
        (_, Given::Flag(_)) if name != "seal.require_person" => mistakes.push(format!("\"{name}\" must be text; the default is used")),
        (_, Given::Words(_)) => mistakes.push(format!("\"{name}\" must be text, not a list; the default is used")),
        ("profile", _) => match Profile::named(&text) {
            Some(value) => settings.profile = Setting { value, origin },
            None => {
                let all: Vec<_> = Profile::ALL.iter().map(Profile::id).collect();
                mistakes.push(format!(
                    "\"{text}\" names no profile (there are {}, and your own templates); {} is used",
                    all.join(", "),
                    settings.profile.value.id()
                ));
            }
        },
        ("budget", _) => match Budget::parse(&text) {
            Some(value) => settings.budget = Setting { value, origin },
            None => mistakes
                .push(format!("\"{text}\" is no budget: say 400t (tokens), 9500c (characters) or none; {} is used", settings.budget.value)),
        },
        ("trigger", _) if text.is_empty() || text.contains('\n') => {
            mistakes.push("the trigger must be one word or line; \"snapshot\" is used".into())
        }
        ("trigger", _) => settings.trigger = Setting { value: text, origin },
        ("live", _) => settings.live = Setting { value: text, origin },
        ("template", _) => settings.template = Setting { value: text, origin },
        ("theme", _) => settings.theme = Setting { value: text, origin },
        ("keys", _) => settings.keys = Setting { value: text, origin },
        ("seal.require_person", _) => match text.as_str() {
            "yes" | "true" => settings.require_person = Setting { value: true, origin },
            "no" | "false" => settings.require_person = Setting { value: false, origin },
            _ => {
                mistakes.push(format!("\"{name}\" must be yes or no; {} is used", if settings.require_person.value { "yes" } else { "no" }))
            }
        },
        ("editor", _) => settings.editor = Setting { value: text, origin },
        _ => mistakes.push(format!("there is no setting \"{name}\"; it is ignored")),
    }
}

fn words(value: &DeValue<'_>) -> Option<Given> {
    match value {
        DeValue::String(text) => Some(Given::Text(text.to_string())),
        DeValue::Boolean(yes) => Some(Given::Flag(*yes)),
        DeValue::Array(values) => {
            let words = values.iter().map(|v| match v.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                _ => None,
            });
            words.collect::<Option<Vec<_>>>().map(Given::Words)
        }
        _ => None,
    }
}

/// Lists the values of a table with dotted names and byte offsets; a table that no setting lies in is one value.
fn flatten<'t, 'i>(table: &'t DeTable<'i>, prefix: &str, out: &mut Vec<(String, &'t DeValue<'i>, usize)>) {
    for (key, value) in table.iter() {
        let name = format!("{prefix}{}", key.get_ref());
        let dotted = format!("{name}.");
        match value.get_ref() {
            DeValue::Table(inner) if NAMES.iter().any(|(n, _)| n.starts_with(&dotted)) => flatten(inner, &dotted, out),
            other => out.push((name, other, key.span().start)),
        }
    }
}
