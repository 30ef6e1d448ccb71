//! Findings as annotations of a GitHub workflow, and a summary of all of them.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the rest without a word, so no more are written; the
//! summary has every finding that fits into its mebibyte.

use super::super::json;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// How many annotations of each kind GitHub shows for a step.
const SHOWN: usize = 10;
/// The most bytes that a step summary may have, with room for what other commands wrote.
const SUMMARY: usize = 900 << 10;

/// Writes the workflow commands for stdout.
pub fn annotations(checks: &[json::Check]) -> String {
    let mut out = String::new();
    for (level, kind) in [("must", "error"), ("should", "warning"), ("may", "notice")] {
        let all = checks.iter().flat_map(|c| c.findings.iter().map(move |f| (c, f))).filter(|(_, f)| f.level == level);
        let total = all.clone().count();
        for (check, finding) in all.take(SHOWN) {
            let mut place = format!("file={}", property(&check.file));
            for (name, value) in [("line", finding.line), ("col", finding.column)] {
                if let Some(value) = value.filter(|_| check.blob.is_none()) {
                    let _ = write!(place, ",{name}={value}");
                }
            }
            let text = data(&super::words(check, finding));
            let _ = writeln!(out, "::{kind} {place},title={}::{text}", property(finding.rule));
        }
        if total > SHOWN {
            let _ = writeln!(out, "{} more at {level}: see the summary of this step", total - SHOWN);
        }
    }
    out
}

/// Appends the summary to the file that GitHub names.
///
/// # Errors
/// One sentence that names the file.
pub fn summarize(checks: &[json::Check], file: &Path) -> Result<(), String> {
    let text = summary(checks);
    let done = OpenOptions::new().append(true).create(true).open(file).and_then(|mut f| f.write_all(text.as_bytes()));
    done.map_err(|e| format!("the summary could not be written to {}: {e}", file.display()))
}

/// Writes every finding as rows of tables in markdown, cut at the limit with a word about it.
fn summary(checks: &[json::Check]) -> String {
    let mut out = String::from("## baton check\n\n");
    let mut left = 0;
    for check in checks {
        let head = format!(
            "### {}: {} must, {} should, {} may\n\n",
            cell(&check.version().map_or_else(|| check.file.clone(), |v| format!("{} ({v})", check.file))),
            check.must,
            check.should,
            check.may
        );
        let table = "| line | level | finding | rule |\n|---|---|---|---|\n";
        let whole = if check.findings.is_empty() { format!("{head}No findings.\n") } else { head + table };
        if out.len() + whole.len() > SUMMARY {
            left += check.findings.len();
            continue;
        }
        out += &whole;
        for finding in &check.findings {
            let line = finding.line.map_or(String::new(), |l| l.to_string());
            let row = format!("| {line} | {} | {} | `{}` |\n", finding.level, cell(&finding.message), finding.rule);
            if out.len() + row.len() > SUMMARY {
                left += 1;
            } else {
                out += &row;
            }
        }
        out.push('\n');
    }
    if left > 0 {
        let _ = writeln!(out, "{left} more findings do not fit here.");
    }
    out
}

/// Escapes the text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of one.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Makes text plain inside a cell: no markup of it takes effect on the page.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\n' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '!' | '@' | '#' | '\\' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_message_ends_its_command_or_its_cell() {
        assert_eq!(data("50 % of\r\nit"), "50 %25 of%0D%0Ait");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
        assert_eq!(cell("a|b <img> `x`\n@ana"), "a&#124;b &lt;img&gt; &#96;x&#96; &#64;ana");
    }
}
