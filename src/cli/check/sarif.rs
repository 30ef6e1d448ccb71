//! Findings as SARIF 2.1.0, the form that code scanning takes.

use super::super::json;
use crate::rules;
use serde_json::{Value, json};

/// The most results that GitHub reads of one run.
const RESULTS: usize = 25_000;

/// Writes one run with the rules that fired and their results.
pub fn sarif(checks: &[json::Check]) -> String {
    let all = || checks.iter().flat_map(|c| c.findings.iter().map(move |f| (c, f))).take(RESULTS);
    let mut fired: Vec<&str> = all().map(|(_, f)| f.rule).collect();
    fired.sort_unstable();
    fired.dedup();
    let described = fired.iter().map(|id| match rules::rules().iter().find(|r| r.id == *id) {
        Some(rule) => json!({
            "id": id,
            "shortDescription": { "text": first_sentence(rule.text) },
            "fullDescription": { "text": rule.text },
            "help": { "text": rule.mend },
            "defaultConfiguration": { "level": level(super::level(rule.levels.highest())) },
        }),
        None => json!({ "id": id }),
    });
    let results = all().map(|(check, finding)| {
        let mut place = json!({ "artifactLocation": { "uri": uri(&check.file) } });
        if let (Some(line), Some(column), None) = (finding.line, finding.column, &check.blob) {
            place["region"] = json!({ "startLine": line, "startColumn": column });
        }
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": fired.iter().position(|id| *id == finding.rule),
            "level": level(finding.level),
            "message": { "text": super::words(check, finding).trim() },
            "locations": [{ "physicalLocation": place }],
        });
        if let Some(id) = &finding.id {
            result["partialFingerprints"] = json!({ "baton/v1": id });
        }
        result
    });
    let run = json!({
        "tool": { "driver": {
            "name": "baton",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": described.collect::<Vec<Value>>(),
        }},
        "columnKind": "unicodeCodePoints",
        "results": results.collect::<Vec<Value>>(),
    });
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run] });
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn level(level: &str) -> &'static str {
    match level {
        "must" => "error",
        "should" => "warning",
        _ => "note",
    }
}

fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or_else(|| text.to_owned(), |(first, _)| format!("{first}."))
}

/// Writes a path as a relative reference of RFC 3986.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/!$'()*,;=@".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_path_becomes_a_relative_reference() {
        assert_eq!(super::uri("docs/a b.md"), "docs/a%20b.md");
        assert_eq!(super::uri("é:1.md"), "%C3%A9%3A1.md");
    }
}
