//! The six edits by keys, in a real terminal, on handoffs of every shape: only what was meant changes, and undo brings the first bytes back.

use crate::support::{self, terminal};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What `list --json` says of one item, for comparison.
type Facts = BTreeMap<String, usize>;

struct Shape {
    home: tempfile::TempDir,
    terminal: terminal::Terminal,
    first: Vec<u8>,
    edits: usize,
}

impl Shape {
    fn open(bytes: &[u8]) -> Shape {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("p")).unwrap();
        fs::write(home.path().join("p/HANDOFF.md"), bytes).unwrap();
        let terminal = terminal::start(terminal::baton(home.path(), &home.path().join("p")), 120, 36);
        terminal.wait_for("1 Decisions");
        Shape { home, terminal, first: bytes.to_vec(), edits: 0 }
    }

    fn project(&self) -> std::path::PathBuf {
        self.home.path().join("p")
    }

    fn file(&self) -> Vec<u8> {
        fs::read(self.project().join("HANDOFF.md")).unwrap()
    }

    fn items(&self) -> Vec<serde_json::Value> {
        let out = support::baton(self.home.path(), &self.project()).args(["list", "--json"]).output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        said["items"].as_array().cloned().unwrap_or_default()
    }

    fn of(&self, concept: &str) -> Vec<serde_json::Value> {
        self.items().into_iter().filter(|i| i["concept"] == concept).collect()
    }

    fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        for i in self.items() {
            *facts.entry(format!("{} | {} | {} | {}", i["concept"], i["text"], i["why"], i["status"])).or_default() += 1;
        }
        facts
    }

    /// Types keys that change the file, and waits until it has changed; the screen is painted after that.
    #[track_caller]
    fn send(&mut self, keys: &str) {
        let before = self.file();
        self.terminal.send(keys);
        self.terminal.wait(&format!("{keys:?} to change the file"), |_| self.file() != before);
    }

    /// Types keys that change the file; items may change by `items`, lines by `lines`.
    #[track_caller]
    fn edit(&mut self, keys: &str, items: usize, lines: usize) {
        let (before, facts) = (self.file(), self.facts());
        self.send(keys);
        self.edits += 1;
        let (after, now) = (self.file(), self.facts());
        let changed =
            facts.iter().filter(|(k, n)| now.get(*k) != Some(n)).count().max(now.iter().filter(|(k, n)| facts.get(*k) != Some(n)).count());
        assert!(changed <= items, "{keys:?} changed {changed} items\n{facts:#?}\n{now:#?}");
        let touched = difference(&before, &after);
        assert!(touched <= lines, "{keys:?} touched {touched} lines");
    }

    /// Takes every edit back and compares with the first bytes.
    #[track_caller]
    fn undo_all(&mut self) {
        for n in 0..self.edits {
            println!("undo {n}");
            self.send("u");
        }
        assert!(self.file() == self.first, "undo does not bring the first bytes back");
        self.terminal.send("q");
        assert!(self.terminal.wait_exit().success());
    }
}

/// Counts the lines that one text has and the other has not, blank ones aside.
fn difference(before: &[u8], after: &[u8]) -> usize {
    let count = |bytes: &[u8]| {
        let mut lines: BTreeMap<Vec<u8>, isize> = BTreeMap::new();
        for line in bytes.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()) {
            *lines.entry(line.to_vec()).or_default() += 1;
        }
        lines
    };
    let (before, after) = (count(before), count(after));
    let gone: isize = before.iter().map(|(l, n)| (n - after.get(l).unwrap_or(&0)).max(0)).sum();
    let come: isize = after.iter().map(|(l, n)| (n - before.get(l).unwrap_or(&0)).max(0)).sum();
    gone.max(come) as usize
}

/// The six edits of a session's end, whatever the file looks like.
#[track_caller]
fn check(name: &str, bytes: &[u8]) {
    println!("shape {name}");
    let mut shape = Shape::open(bytes);

    if shape.of("decisions").is_empty() {
        shape.edit("1aKeep one writer\tless to break\r", 1, 3);
    }
    shape.edit("1ge\t\u{5}\u{15}told by keys\r", 1, 4);
    assert!(shape.of("decisions").iter().any(|d| d["why"] == "told by keys"), "{:#?}", shape.of("decisions"));

    let open = |shape: &Shape| shape.of("tasks").iter().position(|t| t["status"]["kind"] != "done");
    let at = open(&shape).unwrap_or_else(|| {
        shape.edit("2aShip the parser\r", 1, 3);
        open(&shape).unwrap()
    });
    let done = |shape: &Shape| shape.of("tasks").get(at).is_some_and(|t| t["status"]["kind"] == "done");
    let mut keys = format!("2g{} ", "j".repeat(at));
    while !done(&shape) {
        shape.edit(&keys, 1, 2);
        keys = " ".into();
    }

    shape.edit("3aProvision Redis\tno budget yet\r", 1, 3);
    let pending = shape.of("pending");
    assert!(pending.iter().any(|p| p["text"] == "Provision Redis" && p["why"] == "no budget yet"), "{pending:#?}");

    match shape.of("objective").is_empty() {
        true => shape.edit("4aShow the panes to a friend\r", 1, 3),
        false => shape.edit("4ge\u{1b}> and say so\r", 1, 2),
    }

    if shape.of("pending").len() < 2 {
        shape.edit("3aRotate the key\tnobody has it\r", 1, 2);
    }
    shape.edit("3gJ", 0, 2);
    shape.edit("3Gd", 1, 4);
    shape.undo_all();
}

fn corpus(name: &str) {
    let files = support::corpus_files();
    if let Some((_, bytes)) = files.iter().find(|(n, _)| n == name) {
        check(name, bytes);
    }
}

fn fixture(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    check(name, &fs::read(path).unwrap());
}

macro_rules! shapes {
    ($($test:ident $how:ident $name:literal)*) => { $(#[test] fn $test() { $how($name); })* };
}

shapes! {
    the_complete_example fixture "complete-example.md"
    a_filled_in_template fixture "session-handoff.md"
    a_log_014 corpus "014"
    a_log_152 corpus "152"
    tables_209 corpus "209"
    tables_221 corpus "221"
    right_to_left_175 corpus "175"
    crlf_075 corpus "075"
    setext_106 corpus "106"
    no_second_level_headings_215 corpus "215"
    front_matter_198 corpus "198"
    checkboxes_087 corpus "087"
    a_blank_form_196 corpus "196"
}
