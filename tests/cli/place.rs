//! A project in a temporary directory, and what the program says in it.

use crate::support;
use serde_json::Value;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// The longest that any command may take; far more than it needs.
const DEADLINE: Duration = Duration::from_secs(120);

/// A project with a home of its own.
pub struct Place {
    dir: TempDir,
}

/// What a command said.
pub struct Answer {
    pub command: String,
    pub stdout: String,
    pub stderr: String,
    pub exit: i32,
}

/// Returns a handoff from `tests/fixtures`.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).with_extension("md");
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

impl Place {
    pub fn new() -> Place {
        let place = Place { dir: tempfile::tempdir().unwrap() };
        fs::create_dir_all(place.root()).unwrap();
        fs::create_dir_all(place.home()).unwrap();
        place
    }

    /// Makes a project whose live file is a fixture.
    pub fn of(fixture: &str) -> Place {
        Place::with(&self::fixture(fixture))
    }

    /// Makes a project with this live file.
    pub fn with(live: &str) -> Place {
        let place = Place::new();
        place.write("SESSION-HANDOFF.md", live);
        place
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("project")
    }

    pub fn home(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("home")
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn live(&self) -> String {
        fs::read_to_string(self.root().join("SESSION-HANDOFF.md")).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = support::baton(&self.home(), &self.root());
        command.args(args).env("BATON_ACTOR", "tester").stdin(Stdio::null());
        command
    }

    #[must_use = "look at the output or assert the exit code"]
    pub fn run(&self, args: &[&str]) -> Answer {
        self.answer(args, self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Runs with this on stdin.
    #[must_use = "look at the output or assert the exit code"]
    pub fn pipe(&self, args: &[&str], text: impl AsRef<[u8]>) -> Answer {
        let mut child = self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stdin, text) = (child.stdin.take().unwrap(), text.as_ref().to_owned());
        let writer = thread::spawn(move || stdin.write_all(&text));
        let answer = self.answer(args, child);
        let _ = writer.join();
        answer
    }

    /// Waits for a child, names places in what it said by their meaning, and fails when it takes too long.
    #[track_caller]
    pub fn answer(&self, args: &[&str], child: Child) -> Answer {
        let output = wait(child).unwrap_or_else(|| panic!("baton {} does not end", args.join(" ")));
        let home = self.home().to_string_lossy().into_owned();
        let root = self.root().to_string_lossy().into_owned();
        let clean = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&root, "[root]").replace(&home, "[home]");
        Answer {
            command: args.join(" ").replace(&root, "[root]"),
            stdout: clean(output.stdout),
            stderr: clean(output.stderr),
            exit: output.status.code().unwrap_or(-1),
        }
    }
}

fn wait(child: Child) -> Option<Output> {
    let id = child.id();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
    receiver.recv_timeout(DEADLINE).map_err(|_| Command::new("kill").args(["-9", &id.to_string()]).status()).ok()
}

impl Answer {
    #[track_caller]
    pub fn exits(self, code: i32) -> Answer {
        assert_eq!(self.exit, code, "{self}");
        self
    }

    #[track_caller]
    pub fn ok(self) -> Answer {
        self.exits(0)
    }

    /// Asserts that stderr (text) or the error's message and hint (JSON) holds the words.
    #[track_caller]
    pub fn says(self, words: &str) -> Answer {
        assert!(self.stderr.contains(words), "no {words:?} in:\n{self}");
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}:\n{self}"))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ baton {}", self.command)?;
        f.write_str(&self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.stderr)?;
        }
        write!(f, "--- exit {}", self.exit)
    }
}
