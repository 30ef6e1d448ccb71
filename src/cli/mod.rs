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
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use reply::{Paint, Reply, say};
use shell::Shell;
use signal_hook::consts::SIGXFSZ;
use std::env;
use std::ffi::OsStr;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Keep the thread between working sessions with language models
///
/// Without a command baton opens the handoff of the current directory in panes. Every action there has a command here.
#[derive(Default, Parser)]
#[command(name = "baton", version, after_help = EXAMPLES, infer_subcommands = false, max_term_width = 100)]
struct Global {
    /// Work in this directory
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true, help_heading = "Global options")]
    directory: Option<PathBuf>,
    /// Work on this file instead of the project's handoff; - reads a text from stdin
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

/// Makes the commands of one table: the word that is typed, the variant, its arguments.
macro_rules! verbs {
    ($($word:literal $verb:ident($args:path),)*) => {
        #[derive(Subcommand)]
        enum Verb {
            $($verb($args),)*
        }

        impl Verb {
            /// Builds the parser of one command alone.
            fn parser(word: &str) -> Option<clap::Command> {
                match word {
                    $($word => Some(<$args as clap::Args>::augment_args(clap::Command::new($word))),)*
                    _ => None,
                }
            }

            fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
                match self {
                    $(Verb::$verb(args) => args.run(shell),)*
                }
            }
        }
    };
}

verbs! {
    "init" Init(init::Args),
    "adopt" Adopt(adopt::Args),
    "status" Status(status::Args),
    "list" List(list::Args),
    "search" Search(search::Args),
    "read" Read(read::Args),
    "add" Add(add::Args),
    "set" Set(set::Args),
    "move" Move(r#move::Args),
    "drop" Drop(drop::Args),
    "pin" Pin(pin::Args),
    "retire" Retire(retire::Args),
    "paste" Paste(paste::Args),
    "ask" Ask(ask::Args),
    "review" Review(review::Args),
    "check" Check(check::Args),
    "seal" Seal(seal::Args),
    "next" Next(next::Args),
    "log" Log(log::Args),
    "show" Show(show::Args),
    "diff" Diff(diff::Args),
    "why" Why(why::Args),
    "decisions" Decisions(decisions::Args),
    "switch" Switch(switch::Args),
    "rollback" Rollback(switch::Back),
    "merge" Merge(merge::Args),
    "verify" Verify(verify::Args),
    "redact" Redact(redact::Args),
    "prompt" Prompt(prompt::Args),
    "copy" Copy(copy::Args),
    "resume" Resume(resume::Args),
    "undo" Undo(undo::Undo),
    "redo" Redo(undo::Redo),
    "op" Op(op::Args),
    "hook" Hook(hook::Args),
    "config" Config(config::Args),
    "completions" Completions(completions::Args),
    "man" Man(man::Args),
    "doctor" Doctor(doctor::Args),
    "demo" Demo(demo::Args),
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
    // A file that may not grow is an error of the write, not the end.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
    if env::args_os().len() == 1 {
        // Nothing to parse: the tables of the parser would only hold the first frame up.
        return carry_out(&Global::default(), None);
    }
    match parse(parser()) {
        Ok((global, verb)) => carry_out(&global, verb),
        Err(e) => ExitCode::from(misused(&e)),
    }
}

/// Builds the parser of all commands.
fn whole() -> clap::Command {
    Verb::augment_subcommands(Global::command())
}

/// Builds the parser that the arguments need: the tables of forty commands take as long as the rest of a start.
fn parser() -> clap::Command {
    let first = env::args_os().nth(1);
    let first = first.as_deref().and_then(OsStr::to_str).unwrap_or_default();
    match Verb::parser(first) {
        Some(verb) => Global::command().subcommand(verb),
        None if first == "--version" => Global::command(),
        None => whole(),
    }
}

fn parse(mut parser: clap::Command) -> Result<(Global, Option<Verb>), clap::Error> {
    let matches = parser.try_get_matches_from_mut(env::args_os())?;
    let verb = matches.subcommand_name().map(|_| Verb::from_arg_matches(&matches)).transpose();
    let read = Global::from_arg_matches(&matches).and_then(|global| Ok((global, verb?)));
    read.map_err(|e| e.format(&mut parser))
}

fn carry_out(global: &Global, verb: Option<Verb>) -> ExitCode {
    let json = global.json;
    let mut shell = match surroundings(global) {
        Ok(shell) => shell,
        Err(e) => return ExitCode::from(failed(&e, json)),
    };
    let Some(verb) = verb else { return bare(shell) };
    let allowed = if verb.only_reads() { Ok(()) } else { shell.must_be_a_file() };
    let reply = allowed.and_then(|()| verb.run(&mut shell));
    let refused = reply.as_ref().err().map(|e| e.message.as_str());
    for note in shell.notes.iter().filter(|note| refused != Some(note)) {
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
    /// Tells whether the command changes nothing of the handoff, whatever its options, but for those that refuse a text on stdin themselves.
    fn only_reads(&self) -> bool {
        let looks = matches!(self, Verb::Status(_) | Verb::List(_) | Verb::Search(_) | Verb::Read(_) | Verb::Check(_) | Verb::Log(_));
        let tells = matches!(self, Verb::Show(_) | Verb::Diff(_) | Verb::Decisions(_) | Verb::Why(_) | Verb::Verify(_) | Verb::Doctor(_));
        let gives = matches!(self, Verb::Prompt(_) | Verb::Copy(_) | Verb::Resume(_) | Verb::Ask(_));
        looks || tells || gives || matches!(self, Verb::Config(_) | Verb::Completions(_) | Verb::Man(_))
    }
}

/// Opens the panes; without a terminal there is only help.
fn bare(mut shell: Shell) -> ExitCode {
    if let (Err(why), false) = (run::check_terminal(), shell.is_piped()) {
        return ExitCode::from(panes::only_help(&why));
    }
    shell.must_be_a_file().and_then(|()| panes::open(&mut shell)).unwrap_or_else(|e| ExitCode::from(failed(&e, false)))
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
    if !cwd.is_dir() {
        return Err(Error::new(ErrorKind::Usage, format!("there is no directory {}", cwd.display())));
    }
    Ok(Shell {
        world: world::world(cwd.clone(), !global.no_input && !global.json),
        file: global.file.as_deref().map(|f| if f == Path::new("-") { f.to_path_buf() } else { cwd.join(f) }),
        read_stdin: false,
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

    /// An argument with the id of a global one would quietly be given its value.
    #[test]
    fn no_command_names_an_argument_like_a_global_one() {
        let whole = whole();
        whole.clone().debug_assert();
        let global: Vec<_> = whole.get_arguments().filter(|a| a.is_global_set()).map(|a| a.get_id().clone()).collect();
        for command in whole.get_subcommands() {
            for arg in command.get_arguments() {
                assert!(!global.contains(arg.get_id()), "{} of {}", arg.get_id(), command.get_name());
            }
        }
    }

    /// What one command's parser says must be what the parser of all says: both are used.
    #[test]
    fn a_command_has_one_parser_however_it_is_called() {
        let mut all = whole();
        all.build();
        for name in all.get_subcommands().map(|c| c.get_name().to_owned()).filter(|name| name != "help") {
            let alone = || Global::command().subcommand(Verb::parser(&name).unwrap_or_else(|| panic!("no parser of {name}")));
            for more in ["--help", "-h", "--no-such-option"] {
                let said = |parser: clap::Command| parser.try_get_matches_from(["baton", &name, more]).unwrap_err().render().to_string();
                assert_eq!(said(alone()), said(whole()));
            }
        }
    }
}
