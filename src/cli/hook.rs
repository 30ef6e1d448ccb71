//! `baton hook`: the gate inside git's hooks.

use super::check::{at_gate, gate_exit, gate_report, is_nothing};
use super::json;
use super::reply::{Reply, say};
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, ErrorKind, Gate, Outcome};
use crate::shown::Shown;
use clap::ValueEnum;
use std::env;
use std::io::{Read, stdin};
use std::path::PathBuf;

/// Put the gate into git's hooks, and be it there
#[derive(clap::Args)]
#[command(
    after_help = "A hook exits 0 (goes through) or 1 (the gate is shut), never 2.\n\nExamples:\n  baton hook install git      pre-commit and pre-push, before what is there; husky and lefthook too\n  baton hook uninstall git    as it was, to the byte\n  git commit --no-verify      past the gate, once"
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Put the gate before the repository's hooks
    Install {
        /// Whose hooks
        host: Host,
    },
    /// Take it away again
    Uninstall {
        /// Whose hooks
        host: Host,
    },
    /// Check what is staged, from the hook of that name
    PreCommit,
    /// Check what is pushed, from the hook of that name
    PrePush {
        /// What git passes: the name and the address of the other repository
        #[arg(value_name = "REMOTE")]
        remote: Vec<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Host {
    Git,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        match self.what {
            What::Install { host: Host::Git } => hooked(shell, Command::InstallHooks),
            What::Uninstall { host: Host::Git } => hooked(shell, Command::UninstallHooks),
            What::PreCommit => {
                let index = env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
                Ok(in_hook(shell, || Ok(vec![Gate::Staged(index)])))
            }
            What::PrePush { remote } => Ok(in_hook(shell, || pushed(remote.into_iter().next().filter(|name| !name.is_empty())))),
        }
    }
}

fn hooked(shell: &mut Shell, command: Command) -> Result<Reply, Error> {
    let done = match shell.open()?.execute(command)? {
        Outcome::Hooked(done) => done,
        other => return Err(unexpected(&other)),
    };
    let hooks = done.iter().map(|h| json::Hook { path: h.path.display().to_string(), what: h.what });
    let body = json::Hooks { hooks: hooks.collect() };
    Ok(shell
        .reply("baton.hooks/1", &body, || body.hooks.iter().map(|h| format!("{}: {}\n", Shown::new(&h.path), h.what)).collect::<String>()))
}

/// Runs the gate for a hook: what it says goes to stderr, and whatever fails shuts it, with 1.
fn in_hook(shell: &mut Shell, gates: impl FnOnce() -> Result<Vec<Gate>, Error>) -> Reply {
    let mut project = match shell.open_at_gate() {
        Ok(project) => project,
        Err(e) => return shut(&e),
    };
    let mut checks = Vec::new();
    for gate in match gates() {
        Ok(gates) => gates,
        Err(e) => return shut(&e),
    } {
        match at_gate(shell, &mut project, gate.clone())
            .or_else(|e| from_nothing(gate).map_or(Err(e), |gate| at_gate(shell, &mut project, gate)))
        {
            Ok(found) => checks.extend(found),
            Err(e) => return shut(&e),
        }
    }
    if gate_exit(&checks, false) == 0 {
        return Reply::default();
    }
    checks.retain(|c| !c.findings.is_empty());
    say(&gate_report(&checks, false, Default::default()));
    say("baton: nothing was committed or pushed; mend it, or go past the gate with --no-verify");
    Reply::default().with_exit(1)
}

fn shut(e: &Error) -> Reply {
    say(&format!("baton: {}", e.message));
    if let Some(hint) = &e.hint {
        say(&format!("  {hint}"));
    }
    Reply::default().with_exit(1)
}

/// Returns the gate for everything up to the last commit: what stands on the other side may be a commit that nobody fetched.
fn from_nothing(gate: Gate) -> Option<Gate> {
    match gate {
        Gate::Range { from: Some(_), to, remote } => Some(Gate::Range { from: None, to, remote }),
        _ => None,
    }
}

/// Reads what git says of a push: `<local ref> <local commit> <remote ref> <remote commit>` a line.
fn pushed(remote: Option<String>) -> Result<Vec<Gate>, Error> {
    let mut text = String::new();
    let read = stdin().lock().take(1 << 20).read_to_string(&mut text);
    read.map_err(|e| Error::new(ErrorKind::Failed, format!("git said nothing of what is pushed: {e}")))?;
    let gates = text.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        let (to, from) = (fields.next()?, fields.nth(1)?);
        let from = Some(from).filter(|id| !is_nothing(id)).map(str::to_owned);
        (!is_nothing(to)).then(|| Gate::Range { from, to: to.to_owned(), remote: remote.clone() })
    });
    Ok(gates.collect())
}
