//! The program on a real terminal: what it switches on it switches off, however it ends.

use super::support::terminal::{self, Terminal, baton, program};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const HANDOFF: &str = "\
# SESSION HANDOFF

## Decisions
- PostgreSQL over SQLite: better scalability
- UUID primary keys

## Tasks
- [x] Models and migrations
- [ ] Auth endpoints

## Pending Actions
- Provision Redis (blocked by ops)

## Next Session Objective
Implement the REST endpoints.
";

/// A project in a directory of its own, and a home beside it.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Place {
        let dir = TempDir::new().unwrap();
        for name in ["home", "task-api"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        let place = Place { dir };
        fs::write(place.file(), HANDOFF).unwrap();
        place
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn project(&self) -> PathBuf {
        self.dir.path().join("task-api")
    }

    fn file(&self) -> PathBuf {
        self.project().join("SESSION-HANDOFF.md")
    }

    fn baton(&self) -> CommandBuilder {
        baton(&self.home(), &self.project())
    }

    fn start(&self) -> Terminal {
        started(self.baton())
    }
}

fn started(command: CommandBuilder) -> Terminal {
    let terminal = terminal::start(command, 100, 30);
    terminal.wait("the first frame", |screen| screen.alternate_screen() && screen.bracketed_paste());
    terminal
}

#[test]
fn quitting_leaves_the_terminal_as_it_was() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.send("q");
    assert_eq!(terminal.wait_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_signal_to_end_restores_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let place = Place::new();
        let mut terminal = place.start();
        terminal.signal(signal);
        assert_eq!(terminal.wait_exit().exit_code(), code, "{signal:?}");
        terminal.assert_restored();
    }
}

#[test]
fn a_panic_restores_the_terminal() {
    let place = Place::new();
    let mut command = place.baton();
    command.env("BATON_PANIC_KEY", "F9");
    let mut terminal = started(command);
    terminal.send("\x1b[20~");
    assert_eq!(terminal.wait_exit().exit_code(), 101);
    terminal.assert_restored();
    terminal.wait_for("what you were typing is kept");
}

#[test]
fn a_closed_terminal_leaves_no_orphan() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.close();
    terminal.wait_exit();
}

#[test]
fn a_closed_terminal_leaves_no_orphan_where_hangups_are_ignored() {
    let place = Place::new();
    let mut command = program("sh", &place.home(), &place.project());
    command.args(["-c", "trap '' HUP; exec \"$0\"", env!("CARGO_BIN_EXE_baton")]);
    let mut terminal = started(command);
    terminal.close();
    terminal.wait_exit();
}

#[test]
fn a_stop_from_outside_gives_the_terminal_back_too() {
    let place = Place::new();
    let mut command = program("bash", &place.home(), &place.project());
    let script = "set -m; sh -c 'echo $$ > ../pid; exec \"$0\"' \"$0\"; echo now stopped; read -r line; fg >/dev/null; echo now ended";
    command.args(["--norc", "-c", script, env!("CARGO_BIN_EXE_baton")]);
    let mut terminal = started(command);
    let pid: i32 = fs::read_to_string(place.dir.path().join("pid")).unwrap().trim().parse().unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_raw(pid).unwrap(), Signal::TSTP).unwrap();
    terminal.wait_for("now stopped");
    terminal.assert_restored();
    terminal.send("\r");
    terminal.wait("the screen to come back", |screen| screen.alternate_screen());
    terminal.send("q");
    terminal.wait_for("now ended");
}

#[test]
fn a_resize_is_followed() {
    let place = Place::new();
    let mut terminal = place.start();
    for (columns, rows) in [(1, 1), (20, 5), (200, 60), (45, 20)] {
        terminal.resize(columns, rows);
    }
    terminal.resize(120, 36);
    terminal.wait_for("task-api");
    terminal.send("q");
    assert_eq!(terminal.wait_exit().exit_code(), 0);
}

#[test]
fn without_a_full_screen_terminal_a_sentence_says_so() {
    let place = Place::new();
    let mut command = place.baton();
    command.env("TERM", "dumb");
    let mut terminal = terminal::start(command, 80, 150);
    assert_eq!(terminal.wait_exit().exit_code(), 2);
    terminal.wait_for("cannot show a full screen");
    let out = super::support::baton(&place.home(), &place.project()).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(out.stdout.is_empty());
}
