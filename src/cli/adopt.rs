//! `baton adopt`: existing handoffs become sessions.

use super::chain_json::{Adopted, AdoptedFile, AdoptedSource};
use super::reply::{Reply, count, pad, widest};
use super::shell::{Shell, unexpected};
use crate::project::{self, Command, Error, Fate, Outcome, Taken, TakingIn};
use crate::shown::Shown;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Take in existing handoffs, of baton or another system, each as the parent of the next; the last becomes the base
#[derive(clap::Args)]
#[command(
    after_help = "A file's own date says where it stands; without one it follows the file before it. What lies beside handoffs (MEMORY.md,\ndecisions, phases, tasks) waits in the inbox, line by line. Without FILE: what other systems left in this project. No source is\nchanged; what is in the chain already is passed over.\n\nExamples:\n  baton adopt --dry-run\n  baton adopt handoffs/2026-10-*.md SESSION-HANDOFF.md\n  baton adopt .handoff ~/.agent-handoffs/task-api\n  baton adopt SESSION_CONTEXT.md docs/decisions.md docs/phases"
)]
pub struct Args {
    /// Files and folders; - is stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what each file was taken for and why, and what would become of it; nothing is written
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let piped = self.files.iter().any(|file| file.as_path() == Path::new("-"));
        let input = if piped { Some(shell.stdin()?) } else { None };
        let mut project = shell.open()?;
        let mut what = TakingIn { files: self.files, input, person: false };
        let asked = project.snapshot().settings.require_person.value && shell.world.interactive && !piped;
        if !self.dry_run && asked {
            for file in taken(shell.execute(&mut project, Command::LookIn(what.clone()))?)?.files {
                super::reply::say(&format!("{}: {}", Shown::new(&file.file), file.fate.words()));
            }
            if !super::seal::confirmed("Take them in? y or n") {
                return Ok(Reply::text("not taken in").with_exit(1));
            }
            what.person = true;
        }
        let taken = taken(shell.execute(&mut project, if self.dry_run { Command::LookIn(what) } else { Command::TakeIn(what) })?)?;
        let body = Adopted {
            dry_run: self.dry_run,
            sessions: taken.files.iter().filter_map(session).collect(),
            files: taken.files.iter().map(source).collect(),
            live: taken.live,
            unchanged: taken.unchanged,
            beside: taken.beside,
        };
        let paint = shell.paint;
        Ok(shell.reply("baton.adopted/1", &body, || {
            let mut out = String::new();
            let width =
                |of: &dyn Fn(&AdoptedSource) -> String| widest(body.files.iter().map(of).collect::<Vec<_>>().iter().map(String::as_str));
            let (systems, fates) = (width(&|f| f.system.to_owned()), width(&fate));
            for file in &body.files {
                let date = file.date.as_deref().map_or(String::new(), |d| Shown::new(d).as_str().chars().take(10).collect());
                let (system, fate) = (pad(file.system, systems), pad(&fate(file), fates));
                let _ = writeln!(out, "{}  {system}  {fate}  {}", pad(&date, 10), Shown::new(&file.file));
                if body.dry_run {
                    let _ = writeln!(out, "{}  {}", pad("", 10), paint.faint(&format!("{}; {}", file.because, count(file.items, "item"))));
                }
            }
            if let Some(live) = body.live.as_ref().filter(|_| body.unchanged) {
                let _ = writeln!(out, "{live} says that already and is not touched");
            } else if let Some(live) = &body.live {
                let _ = writeln!(out, "{} {live}", if body.dry_run { "would write" } else { "wrote" });
            }
            if body.beside {
                let _ = writeln!(out, "older than the session that the handoff continues: a line of their own; the base stays");
            }
            out
        }))
    }
}

fn taken(outcome: Outcome) -> Result<Taken, Error> {
    match outcome {
        Outcome::TakenIn(taken) => Ok(taken),
        other => Err(unexpected(&other)),
    }
}

fn session(file: &project::Adopted) -> Option<AdoptedFile> {
    let Fate::Session(Some(id)) = file.fate else { return None };
    Some(AdoptedFile { id: id.to_string(), file: file.file.clone() })
}

fn source(file: &project::Adopted) -> AdoptedSource {
    let (becomes, session, lines) = match file.fate {
        Fate::Session(id) => ("session", id, None),
        Fate::Same(id) => ("same", Some(id), None),
        Fate::Twice => ("same", None, None),
        Fate::Inbox(n) => ("inbox", None, Some(n)),
        Fate::Left => ("left", None, None),
    };
    AdoptedSource {
        file: file.file.clone(),
        system: file.system.id(),
        because: file.because.clone(),
        date: file.date.clone(),
        items: file.items,
        becomes,
        session: session.map(|id| id.to_string()),
        lines,
    }
}

/// Says what becomes of a file in one column.
fn fate(file: &AdoptedSource) -> String {
    match (file.becomes, &file.session, file.lines) {
        ("session", Some(id), _) => id.clone(),
        ("session", None, _) => "becomes a session".to_owned(),
        ("same", Some(id), _) => format!("is {id} already"),
        ("same", None, _) => "same as another".to_owned(),
        ("inbox", _, Some(0)) => "nothing new".to_owned(),
        ("inbox", _, lines) => format!("{} for the inbox", count(lines.unwrap_or(0), "line")),
        _ => "left: no items".to_owned(),
    }
}
