//! `baton check --as handoff-1.0`: a file against every demand of the format.

use crate::cli::json;
use crate::cli::reply::{Paint, Reply};
use crate::cli::shell::{Shell, unexpected};
use crate::handoff::Handoff;
use crate::project::{Command, Error, Outcome, Project};
use crate::rules::{Checks, Criterion, Part, conformance};
use crate::shown::Shown;
use std::sync::Arc;

/// The parts of the format as it calls them.
const PARTS: [(Part, &str); 6] = [
    (Part::Must, "MUST"),
    (Part::Should, "SHOULD"),
    (Part::May, "MAY (nothing is wrong without)"),
    (Part::Structural, "Structural Validation"),
    (Part::Content, "Content Validation"),
    (Part::Format, "Format Validation"),
];

/// Holds a text, or the file of the project, against Handoff Format 1.0.
pub fn conform(shell: &mut Shell, project: &mut Project, file: String, text: Option<String>, strict: bool) -> Result<Reply, Error> {
    let handoff = match text {
        Some(text) => Arc::new(Handoff::parse(text)),
        None => match shell.execute(project, Command::Read(None))? {
            Outcome::Read(read) => read.handoff,
            other => return Err(unexpected(&other)),
        },
    };
    let checks = Checks { trigger: Some(project.snapshot().settings.trigger.value.clone()), ..Checks::default() };
    let all = conformance(&handoff, &checks);
    let unmet = |parts: &[Part]| all.iter().any(|c| parts.contains(&c.part) && !c.met);
    let wrong = unmet(&[Part::Must, Part::Structural, Part::Content, Part::Format]) || strict && unmet(&[Part::Should]);
    let answer = json::Conformance {
        file,
        format: "handoff-1.0",
        must: met(&all, &[Part::Must]),
        should: met(&all, &[Part::Should]),
        checks: met(&all, &[Part::Structural, Part::Content, Part::Format]),
        criteria: all
            .iter()
            .map(|c| json::Criterion { part: c.part.id(), number: c.number, text: c.text, met: c.met, rules: c.rules.clone() })
            .collect(),
    };
    let paint = shell.paint;
    Ok(shell.reply("baton.conformance/1", &answer, || report(&answer, &all, paint)).with_exit(if wrong { 4 } else { 0 }))
}

fn met(all: &[Criterion], parts: &[Part]) -> usize {
    all.iter().filter(|c| parts.contains(&c.part) && c.met).count()
}

fn report(answer: &json::Conformance, all: &[Criterion], paint: Paint) -> String {
    let mut out = format!("{} against Handoff Format 1.0\n", Shown::new(&answer.file));
    for (part, title) in PARTS {
        out += &format!("\n{}\n", paint.bold(title));
        for c in all.iter().filter(|c| c.part == part) {
            let mark = match (c.met, part) {
                (true, _) => paint.green("\u{2713}"),
                (false, Part::May) => "\u{b7}".to_owned(),
                (false, Part::Should) => paint.yellow("!"),
                (false, _) => paint.red("\u{d7}"),
            };
            let why = if c.rules.is_empty() { String::new() } else { format!("  {}", paint.faint(&c.rules.join(", "))) };
            out += &format!("  {mark} {} {}{why}\n", c.number, c.text);
        }
    }
    out + &format!("\n{} of 5 MUST, {} of 6 SHOULD, {} of 16 checks\n", answer.must, answer.should, answer.checks)
}
