//! The program on a real terminal: what it switches on it switches off, however it ends.

use super::support::eventually;
use super::support::terminal::{self, Terminal, baton, program};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use std::fs;
use std::path::{Path, PathBuf};
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

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    #[track_caller]
    fn wait_text(&self, is: impl Fn(&str) -> bool) {
        eventually("the file to change", || is(&self.text()));
    }

    /// Returns what `baton prompt` prints.
    fn prompt(&self) -> Vec<u8> {
        super::support::baton(&self.home(), &self.project()).arg("prompt").output().unwrap().stdout
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
fn ctrl_z_stops_and_fg_paints_again() {
    let place = Place::new();
    let mut command = program("bash", &place.home(), &place.project());
    let script = "set -m; \"$0\"; echo now stopped; read -r line; fg >/dev/null; echo now ended";
    command.args(["--norc", "-c", script, env!("CARGO_BIN_EXE_baton")]);
    let mut terminal = started(command);
    terminal.wait_for("task-api");
    terminal.send("\x1a");
    terminal.wait_for("now stopped");
    terminal.assert_restored();
    terminal.send("\r");
    terminal.wait("the screen to come back", |screen| screen.alternate_screen() && screen.bracketed_paste());
    terminal.wait_for("task-api");
    terminal.send("q");
    terminal.wait_for("now ended");
    terminal.assert_restored();
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

#[test]
fn the_copied_text_is_the_prompt() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("y");
    terminal.wait_for("bytes to the terminal (it does not answer)");
    assert_eq!(terminal.wait_clipboard(), place.prompt());
}

#[test]
fn a_copy_asked_for_just_before_leaving_arrives() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("yq");
    assert_eq!(terminal.wait_exit().exit_code(), 0);
    terminal.assert_restored();
    terminal.wait_for("(it does not answer)");
    assert_eq!(terminal.wait_clipboard(), place.prompt());
}

#[test]
fn a_reason_edited_in_its_pane_is_in_the_file_at_once() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("e\t and row locks");
    terminal.wait_for("row locks");
    assert_eq!(place.text(), HANDOFF);
    terminal.send("\r");
    place.wait_text(|text| text.contains("- PostgreSQL over SQLite: better scalability and row locks\n"));
    assert_eq!(place.text(), HANDOFF.replace("scalability", "scalability and row locks"));
    terminal.wait_for("takes it back");
    terminal.send("u");
    place.wait_text(|text| text == HANDOFF);
}

#[test]
fn a_change_from_outside_is_shown() {
    let place = Place::new();
    let terminal = place.start();
    terminal.wait_for("UUID primary keys");
    let new = place.project().join("new");
    fs::write(&new, HANDOFF.replace("UUID", "ULID")).unwrap();
    fs::rename(&new, place.file()).unwrap();
    terminal.wait_for("ULID primary keys");
    fs::write(place.file(), HANDOFF.replace("UUID", "Integer")).unwrap();
    terminal.wait_for("Integer primary keys");
}

#[test]
fn a_paste_is_one_step_of_undo() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("e");
    terminal.wait_for("leave, text kept");
    terminal.send("\x1b[200~ alpha\r\nbeta\x1b[201~");
    terminal.wait_for("beta");
    // What follows a paste without a pause belongs to it: undo has to wait for the pause.
    terminal.wait_until_taken(
        |terminal| terminal.send("\x1f"),
        |screen| !screen.contents().contains("alpha") && !screen.contents().contains("beta"),
    );
    terminal.wait_for("PostgreSQL over SQLite");
}

#[test]
fn a_paste_that_ends_itself_presses_no_key() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("e");
    terminal.wait_for("leave, text kept");
    terminal.send("\x1b[200~ one\x1b[201~\r\x1b\x03 two q\x1b[201~");
    terminal.wait_for("two q");
    assert_eq!(place.text(), HANDOFF);
}

#[test]
fn the_editor_has_the_terminal_until_it_ends() {
    let place = Place::new();
    let mut command = place.baton();
    command.env("EDITOR", "sh -c 'echo now editing; read -r word; sed -i s/UUID/$word/ \"$0\"'");
    let mut terminal = started(command);
    terminal.wait_for("UUID primary keys");
    terminal.send("E");
    terminal.wait_for("now editing");
    terminal.assert_restored();
    terminal.send("ULID\r");
    terminal.wait("the screen to come back", |screen| screen.alternate_screen());
    terminal.wait_for("ULID primary keys");
    assert_eq!(place.text(), HANDOFF.replace("UUID", "ULID"));
    terminal.send("q");
    assert_eq!(terminal.wait_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn an_editor_that_cannot_start_is_named() {
    let place = Place::new();
    let mut command = place.baton();
    command.env("VISUAL", "no-such-editor --wait");
    let mut terminal = started(command);
    terminal.wait_for("UUID primary keys");
    terminal.send("E");
    terminal.wait_for("the editor no-such-editor cannot be started");
    assert!(terminal.modes() != terminal.before);
}

#[test]
fn what_was_typed_before_a_kill_is_offered_again() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("e with great care");
    terminal.wait_for("great care");
    eventually("the journal to have it", || holds(&place.home().join(".local/state"), "with great care"));
    terminal.signal(Signal::KILL);
    terminal.wait_exit();
    assert_eq!(place.text(), HANDOFF);
    let terminal = place.start();
    terminal.wait_for("with great care");
}

#[test]
fn what_was_typed_before_a_hangup_is_kept() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.wait_for("PostgreSQL over SQLite");
    terminal.send("e with great care");
    terminal.wait_for("great care");
    terminal.close();
    terminal.wait_exit();
    assert!(holds(&place.home().join(".local/state"), "with great care"));
}

/// Tells whether a file under `dir` has the text.
fn holds(dir: &Path, text: &str) -> bool {
    let Ok(entries) = fs::read_dir(dir) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds(&path, text) } else { fs::read(&path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(text)) }
    })
}

#[test]
fn a_text_that_is_written_while_one_leaves_is_no_draft() {
    let place = Place::new();
    let mut terminal = place.start();
    terminal.send("2aLast one\rq");
    assert!(terminal.wait_exit().success());
    assert_eq!(place.text().matches("Last one").count(), 1);
    let mut terminal = place.start();
    terminal.wait_for("Last one");
    terminal.send("2aAnother");
    terminal.wait_for("Another");
    assert!(!terminal.text().contains("unwritten"), "{}", terminal.text());
}
