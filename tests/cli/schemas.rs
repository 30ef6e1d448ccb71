//! The JSON answers: keys and types, which may only grow.

use super::place::{Place, fixture};
use crate::seal::git;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Lists every key of a JSON value with its type; elements of an array are taken together.
fn schema(value: &Value, path: &str, out: &mut BTreeMap<String, String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let known = out.entry(path.to_owned()).or_default();
    if !known.split(" or ").any(|k| k == kind) {
        *known = if known.is_empty() { kind.to_owned() } else { format!("{known} or {kind}") };
    }
    match value {
        Value::Array(values) => values.iter().for_each(|v| schema(v, &format!("{path}[]"), out)),
        Value::Object(keys) => keys.iter().for_each(|(k, v)| schema(v, &format!("{path}.{k}"), out)),
        _ => {}
    }
}

#[test]
fn every_answer_keeps_its_keys_and_types() {
    let place = Place::of("session-handoff");
    let other = Place::of("log");
    let commands: &[&[&str]] = &[
        &["status"],
        &["list"],
        &["read"],
        &["check"],
        &["check", "--explain"],
        &["check", "--as", "handoff-1.0"],
        &["set", "tasks/2", "status", "done"],
        &["undo"],
        &["prompt"],
        &["prompt", "--budget", "2000c"],
        &["prompt", "--budget", "900t"],
        &["copy"],
        &["resume"],
        &["ask"],
        &["paste", "answer.md"],
        &["review", "--keep", "all"],
        &["config"],
        &["completions", "bash"],
        &["man"],
        &["doctor"],
        &["demo", "play"],
        &["init"],
        &["seal", "--title", "First"],
        &["status"],
        &["next", "--preview"],
        &["next"],
        &["check"],
        &["add", "task", "Go on"],
        &["seal", "--label", "second"],
        &["log"],
        &["show", "2"],
        &["diff", "1..2"],
        &["why", "Go on"],
        &["decisions"],
        &["decisions", "--write"],
        &["search", "Go on"],
        &["switch", "1"],
        &["rollback", "second", "--why", "it broke"],
        &["adopt", "answer.md"],
        &["verify"],
        &["op", "log"],
    ];
    place.write("answer.md", fixture("complete-example"));
    let mut answers: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut take = |value: &Value| {
        let name = value["schema"].as_str().unwrap().to_owned();
        schema(value, "", answers.entry(name).or_default());
    };
    for args in commands {
        let mut args = args.to_vec();
        args.push("--json");
        take(&place.run(&args).json());
    }
    git(&other.root(), &["init", "-q"]);
    git(&other.root(), &["add", "-A"]);
    take(&other.run(&["check", "--staged", "--json"]).json());
    take(&other.run(&["hook", "install", "git", "--json"]).ok().json());
    take(&other.run(&["read", "--json"]).ok().json());
    take(&other.run(&["list", "--all", "--json"]).ok().json());
    take(&place.run(&["merge", "second", "--ours", "--json"]).ok().json());
    take(&place.run(&["redact", "second", "--span", "1", "--why", "a name", "--json"]).ok().json());
    take(&place.run(&["drop", "tasks/99", "--json"]).exits(5).json());
    let mut text = String::new();
    for (name, keys) in &answers {
        writeln!(text, "{name}").unwrap();
        for (path, kind) in keys.iter().filter(|(path, _)| !path.is_empty()) {
            writeln!(text, "  {path}: {kind}").unwrap();
        }
    }
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("runner__cli__schemas", text);
    });
}
