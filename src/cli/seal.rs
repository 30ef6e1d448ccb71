//! `baton seal`: the live file, or another text, becomes a session.

use super::reply::{Paint, Reply, count};
use super::shell::{Shell, unexpected};
use super::{chain_json, differences};
use crate::project::{Command, Error, ErrorKind, Outcome, Project, SealReport, Sealing};
use crate::shown::Shown;
use std::io::{BufRead, stdin};
use std::path::PathBuf;

/// Seal the handoff into the chain
#[derive(clap::Args)]
#[command(
    after_help = "Refused while there are findings at must (4), several heads (5) or secrets (6). Nothing changed: exit 3, but --commit commits what is sealed already.\n\nExamples:\n  baton seal\n  baton seal --commit --title \"Login works\"\n  baton seal --preview\n  baton seal --despite no-objective --why \"the project ends here\"\n  baton seal answer.md --parent main"
)]
pub struct Args {
    /// Another text to seal as a child of the base; - is stdin
    #[arg(value_name = "FILE")]
    input: Option<PathBuf>,
    /// The session that it continues, several for a merge; by default the base
    #[arg(long, value_name = "ID")]
    parent: Vec<String>,
    /// A rule at must that may be broken this once
    #[arg(long, value_name = "RULE", requires = "why")]
    despite: Vec<String>,
    /// Why it may be broken; - reads it from stdin, and so does each option below that takes words
    #[arg(long, value_name = "WHY", requires = "despite")]
    why: Option<String>,
    /// What the session is about, in a few words
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// A name for this one session
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// The line that it begins or goes on with
    #[arg(long, value_name = "NAME")]
    line: Option<String>,
    /// Commit the live file and .baton/, and nothing else
    #[arg(long)]
    commit: bool,
    /// Only say what would be sealed
    #[arg(long)]
    preview: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let input = self.input.map(|path| shell.text_of(&path)).transpose()?;
        let (why, title) = (shell.typed_in(self.why)?, shell.typed_in(self.title)?);
        let (label, line) = (shell.typed_in(self.label)?, shell.typed_in(self.line)?);
        let mut project = if input.is_some() { shell.open()? } else { shell.open_live()? };
        let mut how = Sealing {
            input,
            parents: self.parent,
            despite: self.despite,
            why,
            title,
            label,
            line,
            commit: self.commit,
            person: false,
            seen: None,
        };
        if self.preview || shell.world.interactive {
            let report = match shell.execute(&mut project, Command::PreviewSeal(Box::new(how.clone()))) {
                Err(nothing) if nothing.kind == ErrorKind::Nothing && how.commit && !self.preview => {
                    return commit(shell, &mut project, nothing);
                }
                seen => sealed(seen?)?,
            };
            if self.preview {
                return Ok(reply(shell, &report, true));
            }
            for line in text(&body(&report, true), Paint::default()).lines() {
                super::reply::say(line);
            }
            if !confirmed("Seal it? y or n") {
                return Ok(Reply::text("not sealed").with_exit(1));
            }
            how.person = true;
            how.seen = Some(report.seen);
        }
        let committing = how.commit;
        let report = match shell.execute(&mut project, Command::Seal(Box::new(how))) {
            Err(nothing) if nothing.kind == ErrorKind::Nothing && committing => return commit(shell, &mut project, nothing),
            done => sealed(done?)?,
        };
        Ok(reply(shell, &report, false))
    }
}

/// Commits the session that the live file is already; there is `nothing` to do when git has it.
fn commit(shell: &mut Shell, project: &mut Project, nothing: Error) -> Result<Reply, Error> {
    let base = project.snapshot().standing.as_ref().and_then(|s| s.base.first().copied());
    let Some(base) = base else { return Err(nothing) };
    match shell.execute(project, Command::Commit(base.to_string()))? {
        Outcome::Committed { commit: None, .. } => Err(nothing),
        Outcome::Committed { id, commit: Some(commit) } => {
            let body = chain_json::Committed { id: id.to_string(), committed: commit };
            Ok(shell.reply("baton.committed/1", &body, || {
                format!("nothing changed since {}; committed it as {}; nothing was pushed\n", body.id, Shown::new(&body.committed))
            }))
        }
        other => Err(unexpected(&other)),
    }
}

/// Asks the person at the terminal.
pub fn confirmed(question: &str) -> bool {
    super::reply::say(question);
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer).is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

fn sealed(outcome: Outcome) -> Result<SealReport, Error> {
    match outcome {
        Outcome::Sealed(report) => Ok(*report),
        other => Err(unexpected(&other)),
    }
}

fn reply(shell: &Shell, report: &SealReport, preview: bool) -> Reply {
    let body = body(report, preview);
    shell.reply("baton.sealed/1", &body, || text(&body, shell.paint))
}

fn body(report: &SealReport, preview: bool) -> chain_json::Sealed {
    let seal = &report.seal;
    chain_json::Sealed {
        id: report.id.to_string(),
        preview,
        again: report.again,
        number: seal.number,
        line: seal.line.clone(),
        label: seal.label.clone(),
        title: seal.title.clone(),
        parents: seal.parents.iter().map(|p| p.id.to_string()).collect(),
        leaves: seal.leaves.iter().map(|l| l.id.to_string()).collect(),
        sha256: seal.doc.sha256.map(|h| h.to_string()),
        bytes: seal.doc.bytes,
        header: report.lines.iter().map(Into::into).collect(),
        changed: report.diff.items.iter().map(Into::into).collect(),
        sections: report.diff.sections.clone(),
        pins: report.pins.clone(),
        dead_ends: report.dead_ends.clone(),
        despite: seal.despite.iter().map(|d| d.rule.clone()).collect(),
        findings: report.findings.len(),
        reopened: report.reopened.iter().map(|(text, id)| chain_json::Reopened { text: text.clone(), session: id.to_string() }).collect(),
        committed: report.committed.clone(),
    }
}

fn text(sealed: &chain_json::Sealed, paint: Paint) -> String {
    let word = match (sealed.preview, sealed.again) {
        (true, _) => "would seal",
        (_, true) => "was sealed already:",
        _ => "sealed",
    };
    let title = if sealed.title.is_empty() { String::new() } else { format!(": {}", Shown::new(&sealed.title)) };
    let id = if sealed.preview { String::new() } else { format!("  {}", paint.faint(&sealed.id)) };
    let mut out = format!("{word} session {} of line {}{title}{id}\n", sealed.number, Shown::new(&sealed.line));
    if sealed.parents.len() > 1 {
        out += &format!("  it joins {}\n", sealed.parents.join(" and "));
    }
    for line in &sealed.header {
        out += &differences::header(line, paint);
    }
    let n = sealed.changed.len() + sealed.sections.len();
    if n > 0 && !sealed.parents.is_empty() {
        out += &format!("  {} since its parent\n", count(n, "change"));
        if sealed.preview {
            sealed.changed.iter().for_each(|c| out += &format!("  {}", differences::told(c, paint)));
        }
    }
    if !sealed.pins.is_empty() {
        out += &format!("  {} carried\n", count(sealed.pins.len(), "pin"));
    }
    if !sealed.dead_ends.is_empty() {
        out += &format!("  {} carried\n", count(sealed.dead_ends.len(), "dead end"));
    }
    if !sealed.leaves.is_empty() {
        out += &format!("  it leaves {}\n", sealed.leaves.join(", "));
    }
    if sealed.findings > 0 {
        out += &format!("  {} below must (baton check)\n", count(sealed.findings, "finding"));
    }
    for r in &sealed.reopened {
        out += &format!("  {} \"{}\" was superseded in {}\n", paint.yellow("re-opened decision:"), Shown::new(&r.text), r.session);
    }
    sealed.committed.iter().for_each(|commit| out += &format!("  committed as {}; nothing was pushed\n", Shown::new(commit)));
    out
}
