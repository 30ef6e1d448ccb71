//! `baton check`: the rules over a handoff.

use super::reply::{Paint, Reply, count};
use super::shell::{Shell, live_name, unexpected};
use super::{edit, input, json};
use crate::handoff::Handoff;
use crate::project::{Command, Error, ErrorKind, Outcome, Project};
use crate::rules::{self, Finding, Level, Rule};
use crate::shown::Shown;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Check a handoff against the rules
#[derive(clap::Args)]
#[command(
    after_help = "Exit: 0 nothing at must, 4 findings at must (with --strict also at should), 6 a secret.\n\nExamples:\n  baton check\n  baton check docs/HANDOFF.md --format json\n  pbpaste | baton check - --strict\n  baton check --settle 3fa9c07b12de --why \"a key of the test server\"\n  baton check --explain decision-without-why"
)]
pub struct Args {
    /// The file; - is stdin; the project's handoff when there is none
    #[arg(value_name = "FILE")]
    input: Option<PathBuf>,
    /// Findings at should count too
    #[arg(long)]
    strict: bool,
    /// Apply the safe fixes first
    #[arg(long)]
    fix: bool,
    /// Settle one finding: it is no trouble
    #[arg(long, value_name = "ID", requires = "why", conflicts_with = "fix")]
    settle: Option<String>,
    /// Why it is no trouble
    #[arg(long, value_name = "WHY", requires = "settle")]
    why: Option<String>,
    /// Say what a rule demands; all of them without a name
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "")]
    explain: Option<String>,
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        shell.json |= self.format == Format::Json;
        if let Some(rule) = &self.explain {
            return explain(shell, rule);
        }
        let piped = self.input.as_deref() == Some(Path::new("-"));
        if piped && (self.fix || self.settle.is_some()) {
            return Err(Error::new(ErrorKind::Usage, "only a file can be fixed or settled, not stdin"));
        }
        let text = if piped { Some(input::read(Path::new("-"))?) } else { None };
        let mut project = match &self.input {
            Some(file) if !piped => {
                let path = shell.world.cwd.join(file);
                shell.file = Some(path);
                shell.open_live()?
            }
            Some(_) => shell.open()?,
            None => shell.open_live()?,
        };
        if let (Some(id), Some(why)) = (self.settle, self.why) {
            return settle(shell, &mut project, id, why);
        }
        if self.fix {
            fix(shell, &mut project)?;
        }
        let name = match &self.input {
            Some(_) if piped => "stdin".to_owned(),
            Some(file) => file.display().to_string(),
            None => live_name(&project.snapshot()),
        };
        match project.execute(Command::Check { text })? {
            Outcome::Findings { findings, handoff } => {
                let check = body(name, &findings, &handoff);
                let exit = exit(&findings, self.strict);
                let paint = shell.paint;
                Ok(shell.reply("baton.check/1", &check, || report(&check, paint)).with_exit(exit))
            }
            other => Err(unexpected(&other)),
        }
    }
}

/// Returns the highest of what the findings mean: 6 a secret, 4 must (with `strict` should), else 0.
fn exit(findings: &[Finding], strict: bool) -> u8 {
    let worst = if strict { Level::Should } else { Level::Must };
    match findings {
        f if f.iter().any(|f| f.secret) => 6,
        f if f.iter().any(|f| f.level <= worst) => 4,
        _ => 0,
    }
}

fn fix(shell: &mut Shell, project: &mut Project) -> Result<(), Error> {
    match project.execute(Command::Fix(None)) {
        Ok(Outcome::Changed(changed)) => {
            let edited = edit::edited(project, &changed);
            shell.note(edited.what);
            Ok(())
        }
        Ok(other) => Err(unexpected(&other)),
        Err(e) if e.kind == ErrorKind::Nothing => {
            shell.note(e.message);
            Ok(())
        }
        Err(e) => Err(e),
    }
}

fn settle(shell: &mut Shell, project: &mut Project, id: String, why: String) -> Result<Reply, Error> {
    match project.execute(Command::Settle { id, why: why.clone() })? {
        Outcome::Settled(finding) => {
            let settled = json::Settled { id: finding.id, rule: finding.rule, message: finding.message, why };
            Ok(shell.reply("baton.settled/1", &settled, || {
                Shown::new(&format!("settled {}: {} ({})", settled.rule, settled.message, settled.why)).to_string()
            }))
        }
        other => Err(unexpected(&other)),
    }
}

fn explain(shell: &Shell, wanted: &str) -> Result<Reply, Error> {
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

fn body(file: String, findings: &[Finding], handoff: &Handoff) -> json::Check {
    let counts = |wanted| findings.iter().filter(|f| f.level == wanted).count();
    let place = |f: &Finding| {
        let start = f.span?.start;
        let line = handoff.document().line_at(start);
        let from = handoff.document().lines().get(line).map_or(0, |l| l.span.start);
        let column = handoff.text().get(from..start).map_or(0, |t| t.chars().count());
        Some((line + 1, column + 1))
    };
    json::Check {
        file,
        compliant: counts(Level::Must) == 0,
        must: counts(Level::Must),
        should: counts(Level::Should),
        may: counts(Level::May),
        findings: findings
            .iter()
            .map(|f| json::Finding {
                rule: f.rule,
                level: level(f.level),
                line: place(f).map(|p| p.0),
                column: place(f).map(|p| p.1),
                message: f.message.clone(),
                help: f.help.clone(),
                id: f.id.clone(),
                fixable: f.fix.is_some(),
                secret: f.secret,
                hidden: f.hidden,
            })
            .collect(),
    }
}

fn report(check: &json::Check, paint: Paint) -> String {
    let mut out = String::new();
    for f in &check.findings {
        let place = match (f.line, f.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", check.file),
            _ => check.file.clone(),
        };
        let level = match f.level {
            "must" => paint.red(f.level),
            "should" => paint.yellow(f.level),
            _ => f.level.to_owned(),
        };
        out += &format!("{}: {level}: {} {}\n", Shown::new(&place), Shown::new(&f.message), paint.faint(&format!("[{}]", f.rule)));
        let mut help = f.help.clone();
        if f.fixable {
            help += " (baton check --fix does it)";
        }
        if let Some(id) = &f.id {
            help += &format!(" (or: baton check --settle {id} --why WHY)");
        }
        out += &format!("  {}\n", Shown::new(help.trim()));
    }
    let counts = format!("{} must, {} should, {} may", check.must, check.should, check.may);
    let verdict = if check.compliant { paint.green("compliant") } else { paint.red("not compliant") };
    let total =
        if check.findings.is_empty() { "no findings".into() } else { format!("{}: {counts}", count(check.findings.len(), "finding")) };
    out + &format!("{}: {verdict}, {total}\n", Shown::new(&check.file))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}
