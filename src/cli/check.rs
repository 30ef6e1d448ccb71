//! `baton check`: the rules over a handoff, or over what is about to be committed or pushed.

mod conform;
mod explain;
mod github;
mod sarif;

use super::reply::{Paint, Reply, count};
use super::shell::{Shell, live_name, unexpected};
use super::{edit, input, json};
use crate::handoff::Handoff;
use crate::project::{Command, Error, ErrorKind, Gate, Outcome, Project};
use crate::rules::{Finding, Level};
use crate::shown::Shown;
use clap::ValueEnum;
use std::env;
use std::path::{Path, PathBuf};

/// Check a handoff against the rules
#[derive(clap::Args)]
#[command(
    after_help = "Exit: 0 nothing at must, 4 findings at must (with --strict also at should), 6 a secret. With --staged and --range, the gate, also 4 at placeholders and missing elements of the declared format, 5 at a sealed session that was altered.\n\nExamples:\n  baton check\n  baton check --staged\n  baton check --range origin/main..HEAD --format github\n  baton check docs/HANDOFF.md --format json\n  pbpaste | baton check - --strict\n  baton check --settle 3fa9c07b12de --why \"a key of the test server\"\n  baton check --explain decision-without-why\n  baton show 3 --as handoff-1.0 | baton check - --as handoff-1.0"
)]
pub struct Args {
    /// The file; - is stdin; the project's handoff when there is none
    #[arg(value_name = "FILE")]
    input: Option<PathBuf>,
    /// Check what is staged, as git has it; for a framework that runs hooks, what it says is pushed
    #[arg(long, conflicts_with_all = ["input", "fix", "settle", "explain", "range", "against"])]
    staged: bool,
    /// Check what commits bring: live file and sessions as B has them, secrets in every version since A
    #[arg(long, value_name = "A..B", conflicts_with_all = ["input", "fix", "settle", "explain"])]
    range: Option<String>,
    /// Findings at should count too
    #[arg(long)]
    strict: bool,
    /// Apply the safe fixes first
    #[arg(long)]
    fix: bool,
    /// Settle one finding: it is no trouble
    #[arg(long, value_name = "ID", requires = "why", conflicts_with = "fix")]
    settle: Option<String>,
    /// Why it is no trouble; - reads it from stdin
    #[arg(long, value_name = "WHY", requires = "settle")]
    why: Option<String>,
    /// Say what a rule demands; all of them without a name
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["input", "fix", "settle", "strict"])]
    explain: Option<String>,
    /// Hold the file against every demand of a format, its sixteen checks among them
    #[arg(long = "as", value_name = "FORMAT", conflicts_with_all = ["fix", "settle", "explain"])]
    against: Option<Against>,
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
    /// Annotations of a workflow, and its summary
    Github,
    /// SARIF 2.1.0
    Sarif,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Against {
    #[value(name = "handoff-1.0")]
    Handoff10,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        shell.json |= self.format == Format::Json;
        if (self.explain.is_some() || self.against.is_some()) && matches!(self.format, Format::Github | Format::Sarif) {
            return Err(Error::new(ErrorKind::Usage, "--explain and --as answer in text or JSON; leave --format out"));
        }
        if let Some(rule) = &self.explain {
            return explain::explain(shell, rule);
        }
        if shell.json && matches!(self.format, Format::Github | Format::Sarif) {
            return Err(Error::new(ErrorKind::Usage, "--json and --format name two ways to answer; leave one out"));
        }
        if let Some(gate) = self.gate()? {
            let mut project = shell.open_at_gate()?;
            let checks = at_gate(shell, &mut project, gate)?;
            let exit = gate_exit(&checks, self.strict);
            return Ok(gated(shell, self.format, checks, self.strict).with_exit(exit));
        }
        let piped = self.input.as_deref().is_some_and(input::is_stream);
        if (piped || self.input.is_none() && shell.is_piped()) && (self.fix || self.settle.is_some()) {
            return Err(Error::new(ErrorKind::Usage, "only a file can be fixed or settled, not stdin"));
        }
        let why = shell.typed_in(self.why)?;
        let text = self.input.as_deref().filter(|_| piped).map(|stream| shell.text_of(stream)).transpose()?;
        let (text, origin) = text.unzip();
        let mut project = match &self.input {
            Some(file) if !piped => {
                let path = shell.world.cwd.join(file);
                shell.file = Some(path);
                shell.open_live()?
            }
            _ => shell.open()?,
        };
        if let (Some(id), Some(why)) = (self.settle, why) {
            return settle(shell, &mut project, id, why);
        }
        if self.fix {
            fix(shell, &mut project)?;
        }
        let name = match &self.input {
            Some(file) => origin.unwrap_or_else(|| file.display().to_string()),
            None => live_name(&project.snapshot()),
        };
        if self.against.is_some() {
            return conform::conform(shell, &mut project, name, text, self.strict);
        }
        match shell.execute(&mut project, Command::Check { text })? {
            Outcome::Findings { findings, handoff } => {
                let check = body(name, &findings, &handoff);
                let exit = exit(&findings, self.strict);
                let paint = shell.paint;
                let reply = match self.format {
                    Format::Github => on_github(shell, std::slice::from_ref(&check)),
                    Format::Sarif => Reply::text(sarif::sarif(std::slice::from_ref(&check))),
                    Format::Text | Format::Json => shell.reply("baton.check/1", &check, || report(&check, paint)),
                };
                Ok(reply.with_exit(exit))
            }
            other => Err(unexpected(&other)),
        }
    }

    fn gate(&self) -> Result<Option<Gate>, Error> {
        if self.staged {
            return Ok(Some(passing()));
        }
        let Some(range) = &self.range else { return Ok(None) };
        let (from, to) = range.split_once("..").filter(|(from, to)| !from.is_empty() && !to.starts_with('.')).ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("\"{range}\" is no range of commits"))
                .hint("write it as A..B: baton check --range origin/main..HEAD")
        })?;
        let to = if to.is_empty() { "HEAD" } else { to };
        Ok(Some(Gate::Range { from: Some(from.to_owned()), to: to.to_owned(), remote: None }))
    }
}

/// Returns what is about to be taken in: what is staged, unless a framework that runs hooks (pre-commit, prek) says otherwise.
///
/// At a push it names the commits or, where all of a branch is new, the branch alone; over all files it names nothing.
fn passing() -> Gate {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let index = env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
    match (set("PRE_COMMIT_FROM_REF"), set("PRE_COMMIT_TO_REF"), set("PRE_COMMIT_LOCAL_BRANCH")) {
        (from, Some(to), _) | (from, None, Some(to)) => {
            Gate::Range { from: from.filter(|id| !is_nothing(id)), to, remote: set("PRE_COMMIT_REMOTE_NAME") }
        }
        _ if set("PRE_COMMIT").is_some() => Gate::Tracked(index),
        _ => Gate::Staged(index),
    }
}

/// Tells whether an id is what git writes where there is no commit.
pub fn is_nothing(id: &str) -> bool {
    id.bytes().all(|b| b == b'0')
}

/// Checks what is at the gate, file by file.
pub fn at_gate(shell: &mut Shell, project: &mut Project, gate: Gate) -> Result<Vec<json::Check>, Error> {
    match shell.execute(project, Command::Gate(gate))? {
        Outcome::Gated(files) => {
            Ok(files.into_iter().map(|f| json::Check { blob: f.blob, ..body(f.name, &f.findings, &f.handoff) }).collect())
        }
        other => Err(unexpected(&other)),
    }
}

/// Returns the highest of what the findings at the gate mean: 6 a secret, 5 an altered chain, 4 what else shuts it, else 0.
pub fn gate_exit(checks: &[json::Check], strict: bool) -> u8 {
    let shutting = || checks.iter().flat_map(|c| &c.findings).filter(|f| shuts(f, strict));
    match () {
        () if shutting().any(|f| f.secret) => 6,
        () if shutting().any(|f| f.rule == "chain-broken") => 5,
        () if shutting().next().is_some() => 4,
        () => 0,
    }
}

fn shuts(finding: &json::Finding, strict: bool) -> bool {
    finding.shuts_gate || strict && finding.level == "should"
}

/// How many of the findings that shut the gate are named again behind the word.
const NAMED: usize = 5;

/// Writes the findings of every file at the gate, and whether it is open, or what shuts it.
pub fn gate_report(checks: &[json::Check], strict: bool, paint: Paint) -> String {
    let files: String = checks.iter().map(|c| report(c, paint)).collect();
    let looked = if checks.is_empty() { "nothing of the handoff is in it".to_owned() } else { count(checks.len(), "file") };
    let shutting: Vec<String> = checks
        .iter()
        .flat_map(|c| c.findings.iter().filter(|f| shuts(f, strict)).map(move |f| format!("{} at {}", f.rule, place(c, f))))
        .collect();
    if shutting.is_empty() {
        return format!("{files}gate: {}, {looked}\n", paint.green("open"));
    }
    let more = match shutting.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = shutting[..shutting.len().min(NAMED)].join(", ");
    format!("{files}gate: {} by {}{more}; {looked}\n", paint.red("shut"), Shown::new(&named))
}

/// Returns where a finding stands: the file, with line and column where it has them, and the version where it is not the last.
fn place(check: &json::Check, finding: &json::Finding) -> String {
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", check.file),
        _ => check.file.clone(),
    };
    check.version().map_or(place.clone(), |version| format!("{place} ({version})"))
}

/// Says a finding where the lines are not those of the file as it is: with the version, where it is an earlier one.
fn words(check: &json::Check, finding: &json::Finding) -> String {
    let version = check.version().zip(finding.line).map(|(version, line)| format!("Line {line} of {version}: "));
    format!("{}{} {}", version.unwrap_or_default(), finding.message, finding.help)
}

fn gated(shell: &mut Shell, format: Format, checks: Vec<json::Check>, strict: bool) -> Reply {
    let paint = shell.paint;
    match format {
        Format::Github => on_github(shell, &checks),
        Format::Sarif => Reply::text(sarif::sarif(&checks)),
        Format::Text | Format::Json => {
            let body = json::Gate { open: gate_exit(&checks, strict) == 0, files: checks };
            shell.reply("baton.gate/1", &body, || gate_report(&body.files, strict, paint))
        }
    }
}

/// Answers with annotations, and appends the summary where the workflow takes one.
fn on_github(shell: &mut Shell, checks: &[json::Check]) -> Reply {
    if let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|f| !f.is_empty())
        && let Err(why) = github::summarize(checks, Path::new(&file))
    {
        shell.note(why);
    }
    Reply::text(github::annotations(checks))
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
    match shell.execute(project, Command::Fix(None)) {
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
    match shell.execute(project, Command::Settle { id, why: why.clone() })? {
        Outcome::Settled { finding, places } => {
            let settled = json::Settled { id: finding.id, rule: finding.rule, message: finding.message, why, places };
            Ok(shell.reply("baton.settled/1", &settled, || {
                let all = if places > 1 { format!(" in all {places} places") } else { String::new() };
                Shown::new(&format!("settled {}{all}: {} ({})", settled.rule, settled.message, settled.why)).to_string()
            }))
        }
        other => Err(unexpected(&other)),
    }
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
        blob: None,
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
                shuts_gate: f.shuts_gate(),
            })
            .collect(),
    }
}

/// Writes the findings, those of one rule together with its help below them.
fn report(check: &json::Check, paint: Paint) -> String {
    let mut out = String::new();
    let mut groups: Vec<Vec<&json::Finding>> = Vec::new();
    for f in &check.findings {
        match groups.iter_mut().find(|g| g[0].rule == f.rule && g[0].level == f.level && g[0].help == f.help) {
            Some(group) => group.push(f),
            None => groups.push(vec![f]),
        }
    }
    for group in &groups {
        for f in group {
            let place = place(check, f);
            let level = match f.level {
                "must" => paint.red(f.level),
                "should" => paint.yellow(f.level),
                _ => f.level.to_owned(),
            };
            let name = f.id.as_ref().map_or_else(|| f.rule.to_owned(), |id| format!("{} {id}", f.rule));
            out += &format!("{}: {level}: {} {}\n", Shown::new(&place), Shown::new(&f.message), paint.faint(&format!("[{name}]")));
        }
        let fix = if group.iter().any(|f| f.fixable) { " (baton check --fix does it)" } else { "" };
        out += &format!("  {}{fix}\n", Shown::new(group[0].help.trim()));
    }
    let counts = format!("{} must, {} should, {} may", check.must, check.should, check.may);
    let verdict = if check.compliant { paint.green("compliant") } else { paint.red("not compliant") };
    let total =
        if check.findings.is_empty() { "no findings".into() } else { format!("{}: {counts}", count(check.findings.len(), "finding")) };
    let file = check.version().map_or_else(|| check.file.clone(), |version| format!("{} ({version})", check.file));
    out += &format!("{}: {verdict}, {total}\n", Shown::new(&file));
    if check.findings.iter().any(|f| f.id.is_some()) {
        out += &paint.faint("  no trouble? baton check --settle ID --why WHY; what a rule demands: baton check --explain RULE");
        out.push('\n');
    }
    out
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}
