//! The command line: arguments to commands, outcomes to text, JSON and exit codes.
//!
//! One file a command; each has its `Args` (whose doc comments are the help) and `run`. Everything
//! goes through [`crate::project::Project::execute`]. Exit codes: 0 ok, 1 failed, 2 usage,
//! 3 nothing to do, 4 findings, 5 conflict, 6 secrets (DESIGN §10).

mod add;
mod adopt;
mod ask;
mod chain_json;
mod check;
mod completions;
mod config;
mod copy;
mod decisions;
mod demo;
mod diff;
mod differences;
mod doctor;
mod drop;
mod edit;
mod hook;
mod inbox;
mod init;
mod input;
mod items;
mod json;
mod list;
mod log;
mod man;
mod merge;
mod r#move;
mod next;
mod op;
mod panes;
mod paste;
mod pin;
mod prompt;
mod read;
mod redact;
mod reply;
mod resume;
mod retire;
mod review;
mod seal;
mod search;
mod set;
mod shell;
mod show;
mod status;
mod switch;
mod undo;
mod verify;
mod why;
mod words;
mod world;

use crate::project::{Error, ErrorKind};
use crate::run;
use clap::{Parser, Subcommand, ValueEnum};
use reply::{Paint, Reply, say};
use shell::Shell;
use std::env;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Keep the thread between working sessions with language models
///
/// Without a command baton opens the handoff of the current directory in panes. Every action there has a command here.
#[derive(Parser)]
#[command(name = "baton", version, after_help = EXAMPLES, infer_subcommands = false, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Default, clap::Args)]
struct Global {
    /// Work in this directory
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true, help_heading = "Global options")]
    directory: Option<PathBuf>,
    /// Work on this file instead of the project's handoff
    #[arg(long, value_name = "FILE", global = true, help_heading = "Global options")]
    file: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true, help_heading = "Global options")]
    json: bool,
    /// Colour the answer
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Global options")]
    color: When,
    /// Ask nothing, even at a terminal
    #[arg(long, global = true, help_heading = "Global options")]
    no_input: bool,
}

#[derive(Clone, Copy, Default, PartialEq, ValueEnum)]
enum When {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Verb {
    Init(init::Args),
    Adopt(adopt::Args),
    Status(status::Args),
    List(list::Args),
    Search(search::Args),
    Read(read::Args),
    Add(add::Args),
    Set(set::Args),
    Move(r#move::Args),
    Drop(drop::Args),
    Pin(pin::Args),
    Retire(retire::Args),
    Paste(paste::Args),
    Ask(ask::Args),
    Review(review::Args),
    Check(check::Args),
    Seal(seal::Args),
    Next(next::Args),
    Log(log::Args),
    Show(show::Args),
    Diff(diff::Args),
    Why(why::Args),
    Decisions(decisions::Args),
    Switch(switch::Args),
    Rollback(switch::Back),
    Merge(merge::Args),
    Verify(verify::Args),
    Redact(redact::Args),
    Prompt(prompt::Args),
    Copy(copy::Args),
    Resume(resume::Args),
    /// Take the last change of the handoff back
    Undo,
    /// Make the last undone change again
    Redo,
    Op(op::Args),
    Hook(hook::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
    Doctor(doctor::Args),
    Demo(demo::Args),
}

const EXAMPLES: &str = "\
Examples:
  baton                                   open the handoff in panes
  baton list decisions                    decisions with their references
  baton add decision \"Use FastAPI\" --why \"async, typed\"
  baton set tasks/2 status done
  baton check --strict && baton prompt | less

Exit: 0 ok, 1 failed, 2 usage, 3 nothing to do, 4 findings, 5 conflict, 6 secrets";

/// Runs baton with the process's arguments.
pub fn main() -> ExitCode {
    if env::args_os().len() == 1 {
        // Nothing to parse: the tables of the parser would only hold the first frame up.
        return carry_out(Cli { global: Global::default(), verb: None });
    }
    match Cli::try_parse() {
        Ok(cli) => carry_out(cli),
        Err(e) => ExitCode::from(misused(&e)),
    }
}

fn carry_out(cli: Cli) -> ExitCode {
    let json = cli.global.json;
    let mut shell = match surroundings(&cli.global) {
        Ok(shell) => shell,
        Err(e) => return ExitCode::from(failed(&e, json)),
    };
    let Some(verb) = cli.verb else { return bare(shell) };
    let reply = verb.run(&mut shell);
    for note in &shell.notes {
        say(&format!("baton: {note}"));
    }
    let exit = match reply {
        Ok(Reply { panes: Some(exit), .. }) => return exit,
        Ok(reply) => reply.send(),
        Err(e) => failed(&e, json),
    };
    ExitCode::from(exit)
}

impl Verb {
    fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        match self {
            Verb::Init(args) => args.run(shell),
            Verb::Adopt(args) => args.run(shell),
            Verb::Status(args) => args.run(shell),
            Verb::Search(args) => args.run(shell),
            Verb::List(args) => args.run(shell),
            Verb::Read(args) => args.run(shell),
            Verb::Add(args) => args.run(shell),
            Verb::Set(args) => args.run(shell),
            Verb::Move(args) => args.run(shell),
            Verb::Drop(args) => args.run(shell),
            Verb::Pin(args) => args.run(shell),
            Verb::Retire(args) => args.run(shell),
            Verb::Paste(args) => args.run(shell),
            Verb::Ask(args) => args.run(shell),
            Verb::Review(args) => args.run(shell),
            Verb::Check(args) => args.run(shell),
            Verb::Seal(args) => args.run(shell),
            Verb::Next(args) => args.run(shell),
            Verb::Log(args) => args.run(shell),
            Verb::Show(args) => args.run(shell),
            Verb::Diff(args) => args.run(shell),
            Verb::Why(args) => args.run(shell),
            Verb::Decisions(args) => args.run(shell),
            Verb::Switch(args) => args.run(shell),
            Verb::Rollback(args) => args.run(shell),
            Verb::Merge(args) => args.run(shell),
            Verb::Verify(args) => args.run(shell),
            Verb::Redact(args) => args.run(shell),
            Verb::Prompt(args) => args.run(shell),
            Verb::Copy(args) => args.run(shell),
            Verb::Resume(args) => args.run(shell),
            Verb::Undo => undo::undo(shell),
            Verb::Redo => undo::redo(shell),
            Verb::Op(args) => args.run(shell),
            Verb::Hook(args) => args.run(shell),
            Verb::Config(args) => args.run(shell),
            Verb::Completions(args) => args.run(shell),
            Verb::Man(args) => args.run(shell),
            Verb::Doctor(args) => args.run(shell),
            Verb::Demo(args) => args.run(shell),
        }
    }
}

/// Opens the panes; without a terminal there is only help.
fn bare(mut shell: Shell) -> ExitCode {
    if let Err(why) = run::check_terminal() {
        return ExitCode::from(panes::only_help(&why));
    }
    panes::open(&mut shell).unwrap_or_else(|e| ExitCode::from(failed(&e, false)))
}

/// Prints help and version on stdout, and what is wrong with the arguments on stderr (or as JSON on stdout).
fn misused(e: &clap::Error) -> u8 {
    use clap::error::ErrorKind::{DisplayHelp, DisplayVersion};
    if matches!(e.kind(), DisplayHelp | DisplayVersion) {
        let text = if stdout().is_terminal() { e.render().ansi().to_string() } else { e.render().to_string() };
        return Reply::text(text).send();
    }
    if env::args_os().take_while(|a| a != "--").any(|a| a == "--json") {
        let text = e.render().to_string();
        let mut parts = text.trim().splitn(2, "\n\n");
        let message = parts.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        return Reply::json_failure("usage", &message, parts.next().map(str::trim), 2).send();
    }
    say(&e.render().to_string());
    2
}

fn failed(error: &Error, json: bool) -> u8 {
    if json {
        return Reply::json_error(error).send();
    }
    say(&format!("baton: {}", error.message));
    for finding in &error.findings {
        let id = finding.id.as_ref().map(|id| format!("  (settle with: baton check --settle {id} --why WHY)")).unwrap_or_default();
        say(&format!("  {}: {}{id}", finding.rule, finding.message));
    }
    if let Some(hint) = &error.hint {
        say(&format!("  {hint}"));
    }
    error.kind.exit()
}

fn surroundings(global: &Global) -> Result<Shell, Error> {
    let cwd = env::current_dir().map_err(|e| Error::new(ErrorKind::Failed, format!("the current directory is gone: {}", input::plain(&e))));
    let cwd = match &global.directory {
        Some(dir) if dir.is_absolute() => dir.clone(),
        Some(dir) => cwd?.join(dir),
        None => cwd?,
    };
    if global.file.as_deref() == Some(Path::new("-")) {
        return Err(Error::new(ErrorKind::Usage, "--file names a file, and \"-\" is stdin")
            .hint("a text from stdin: baton read -, check -, seal -, paste -, adopt -"));
    }
    if !cwd.is_dir() {
        return Err(Error::new(ErrorKind::Usage, format!("there is no directory {}", cwd.display())));
    }
    Ok(Shell {
        world: world::world(cwd.clone(), !global.no_input && !global.json),
        file: global.file.as_deref().map(|f| cwd.join(f)),
        json: global.json,
        paint: Paint { on: coloured(global.color) },
        to_terminal: stdout().is_terminal(),
        notes: Vec::new(),
    })
}

/// `--color` > `NO_COLOR` > `CLICOLOR_FORCE`, `FORCE_COLOR` > `CLICOLOR=0` > `TERM=dumb` > whether stdout is a terminal.
fn coloured(when: When) -> bool {
    let set = |name: &str| env::var_os(name).filter(|v| !v.is_empty());
    let forced = |name: &str| set(name).is_some_and(|v| v != "0");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR").is_some() => false,
        When::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
        When::Auto if set("CLICOLOR").is_some_and(|v| v == "0") || set("TERM").is_some_and(|v| v == "dumb") => false,
        When::Auto => stdout().is_terminal(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// An argument with the id of a global one would quietly be given its value.
    #[test]
    fn no_command_names_an_argument_like_a_global_one() {
        let whole = Cli::command();
        whole.clone().debug_assert();
        let global: Vec<_> = whole.get_arguments().filter(|a| a.is_global_set()).map(|a| a.get_id().clone()).collect();
        for command in whole.get_subcommands() {
            for arg in command.get_arguments() {
                assert!(!global.contains(arg.get_id()), "{} of {}", arg.get_id(), command.get_name());
            }
        }
    }
}
