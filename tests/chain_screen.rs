//! The chain screen: keys in, screen out, over a real project.

use super::screens::stage::Stage;
use super::support::{chains, eventually, terminal};
use baton::app::{Effect, Msg, update};
use baton::chain::{Chain, Hash, Id, Parent, Part, Record};
use baton::clipboard::{Copied, Rung};
use baton::project::{Command, Log, Outcome, Peek, Project, World};
use crossterm::event::{KeyCode, KeyEvent};
use insta::assert_snapshot;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// A made-up project with a chain, and the UI over it.
struct Place {
    dir: TempDir,
    ids: Vec<Id>,
}

impl Place {
    fn new(sessions: usize, lines: usize, draft: bool) -> Place {
        let dir = TempDir::new().unwrap();
        let root = dir.path().join("task-api");
        fs::create_dir_all(root.join(".baton")).unwrap();
        let ids = chains::write(&root, &chains::plan(sessions, lines), draft);
        if sessions == 0 {
            fs::write(root.join("SESSION-HANDOFF.md"), "# SESSION HANDOFF\n\n## Decisions\n- One: because\n").unwrap();
        }
        Place { dir, ids }
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("task-api")
    }

    fn project(&self) -> Project {
        let world = World { cwd: self.root(), state: Some(self.dir.path().join("state")), interactive: true, ..World::default() };
        let mut project = Project::open(world, None).unwrap();
        project.gather();
        project
    }

    fn open(&self, columns: u16, rows: u16) -> Stage {
        let mut stage = Stage::of(self.project()).size(columns, rows);
        stage.keys("c");
        stage
    }

    fn live(&self) -> String {
        fs::read_to_string(self.root().join("SESSION-HANDOFF.md")).unwrap()
    }

    fn file(&self, n: usize, part: Part) -> PathBuf {
        self.root().join(self.ids[n].path(part))
    }

    /// Returns what the screen calls a session.
    fn tail(&self, n: usize) -> String {
        self.ids[n].tail()
    }
}

fn press(stage: &mut Stage, c: char) -> Vec<Effect> {
    update(&mut stage.model, Msg::Key(KeyEvent::from(KeyCode::Char(c))))
}

/// Leaves out the head of the screen, which tells how long ago the base was sealed.
fn headless(picture: &str) -> String {
    let rows = picture.split('\n').skip(1).filter(|line| !line.starts_with("  0:"));
    rows.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn shows(stage: &Stage, texts: &[&str]) {
    let grid = stage.grid();
    for text in texts {
        assert!(grid.contains(text), "no {text:?} in\n{grid}");
    }
}

#[test]
fn the_graph_and_a_preview_at_120_by_36() {
    assert_snapshot!("graph_120x36", headless(&Place::new(40, 4, true).open(120, 36).picture()));
}

#[test]
fn the_graph_at_80_by_24() {
    assert_snapshot!("graph_80x24", headless(&Place::new(40, 4, false).open(80, 24).grid()));
}

#[test]
fn the_graph_at_200_by_50() {
    let place = Place::new(40, 12, true);
    let mut stage = place.open(200, 50);
    stage.keys("j j j d");
    assert_snapshot!("graph_200x50", headless(&stage.grid()));
}

#[test]
fn the_graph_at_40_by_12_and_a_session_whole() {
    let place = Place::new(40, 12, true);
    let mut stage = place.open(40, 12);
    stage.keys("G");
    let graph = stage.grid();
    stage.keys("g j Enter j j");
    assert_snapshot!("graph_40x12", format!("{}\n{}", headless(&graph), headless(&stage.grid())));
}

#[test]
fn without_a_session_the_screen_says_how_to_seal_the_first() {
    assert_snapshot!("empty", Place::new(0, 1, false).open(80, 24).grid());
}

#[test]
fn lines_beyond_the_last_lane_share_it_and_that_is_said() {
    let place = Place::new(60, 12, false);
    shows(&place.open(40, 30), &["lines share the last lane"]);
    assert!(!place.open(200, 50).grid().contains("share the last lane"));
}

#[test]
fn a_view_of_each_kind() {
    let place = Place::new(8, 1, true);
    let mut stage = place.open(120, 36);
    stage.keys("j");
    shows(&stage, &["sealed", "2026-06-01 04:19 by", "continues", "Decisions", "Objective"]);
    stage.keys("Tab");
    shows(&stage, &["# SESSION HANDOFF", "## Next Session Objective"]);
    stage.keys("Tab");
    shows(&stage, &[&format!("{}", place.ids[7])]);
    stage.keys("Tab");
    shows(&stage, &["From session 7", "to session 8", "+ added", "- removed"]);
    stage.keys("Tab Enter");
    assert!(!stage.grid().contains("Chain"), "{}", stage.grid());
    stage.keys("Esc");
    shows(&stage, &["Chain", "8 sessions"]);
    assert!(stage.keys("Esc").is_empty());
    shows(&stage, &["1 Decisions"]);
}

#[test]
fn two_sessions_are_compared_by_a_pick_and_one_with_the_live_file() {
    let place = Place::new(8, 1, true);
    let mut stage = place.open(120, 36);
    stage.keys("j j Space G d");
    shows(&stage, &["From session 1", "to session 7", "picked: session 7"]);
    stage.keys("D");
    shows(&stage, &["From session 1", "to the live file"]);
    stage.keys("G Enter G");
    shows(&stage, &["The queue grows at night"]);
    stage.keys("Esc");
    stage.keys("g d");
    shows(&stage, &["From session 7", "to the live file"]);
}

#[test]
fn keys_held_down_ask_for_one_preview_at_a_time() {
    let place = Place::new(40, 1, false);
    let mut stage = place.open(120, 36);
    let asked: Vec<Effect> = (0..10).flat_map(|_| press(&mut stage, 'j')).collect();
    let [Effect::Run(Command::Peek(Peek::Session(Some(_))))] = asked.as_slice() else { panic!("{asked:?}") };
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_the_mark_stays() {
    let place = Place::new(40, 4, false);
    let mut stage = place.open(120, 36);
    stage.keys("j j j");
    let before = stage.model.chain().unwrap().session();
    stage.keys("/");
    stage.type_text("CLAUDE rate");
    let grid = stage.grid();
    let rows: Vec<&str> = grid.lines().filter(|l| l.contains('●')).collect();
    assert!(!rows.is_empty() && rows.iter().all(|r| r.contains("Rate")), "{grid}");
    stage.keys("Esc");
    assert_eq!(stage.model.chain().unwrap().session(), before);
    stage.keys("/");
    stage.type_text(&place.tail(17));
    stage.keys("Enter");
    assert_eq!(stage.model.chain().unwrap().session(), Some(place.ids[17]));
    stage.keys("Esc");
    shows(&stage, &["40 sessions"]);
    assert_eq!(stage.model.chain().unwrap().session(), Some(place.ids[17]));
    stage.keys("/");
    stage.type_text("no such words");
    shows(&stage, &["no session holds that", "0 of 40"]);
}

#[test]
fn words_are_found_in_every_session_and_lead_there() {
    let place = Place::new(12, 1, false);
    let mut stage = place.open(120, 36);
    stage.keys("f");
    stage.type_text("queue grows");
    stage.keys("Enter");
    assert!(stage.status().contains("nothing holds"), "{}", stage.status());
    stage.keys("f");
    stage.type_text("Audit log stays");
    stage.keys("Enter");
    shows(&stage, &["Found", "decision: Audit log stays one service"]);
    stage.keys("Ctrl-n Enter");
    let id = stage.model.chain().unwrap().session().unwrap();
    assert!(fs::read_to_string(place.root().join(id.path(Part::Text))).unwrap().contains("Audit log stays"));
}

#[test]
fn the_prompt_of_the_marked_session_is_copied_and_named() {
    let place = Place::new(3, 1, true);
    let mut stage = place.open(120, 36);
    let copied = || Msg::Copied(Copied { rung: Rung::Native, bytes: 1234, file: None, failed: vec![] });
    let prompt = stage.model.snapshot.prompt.as_ref().unwrap().text.clone();
    assert_eq!(stage.keys("y"), [Effect::Copy { text: prompt, what: "prompt" }]);
    stage.send(copied());
    assert!(stage.status().contains("prompt of the draft: copied 1,234 bytes"), "{}", stage.status());
    let settings = &stage.model.snapshot.settings;
    let (profile, budget) = (settings.profile.value.clone(), settings.budget.value);
    let session = place.ids[2].to_string();
    assert_eq!(stage.keys("j y"), [Effect::Run(Command::PromptOf { session, profile, budget })]);
    stage.send(copied());
    assert!(stage.status().contains(&format!("prompt of session 3 ({})", place.tail(2))), "{}", stage.status());
    stage.keys("Esc y");
    stage.send(copied());
    assert!(!stage.status().contains("session 3"), "{}", stage.status());
}

#[test]
fn switching_over_a_draft_says_so_parks_it_and_undo_takes_it_back() {
    let place = Place::new(5, 1, true);
    let before = place.live();
    let mut stage = place.open(120, 36);
    stage.keys("j j s");
    shows(&stage, &["Switch to session 4", "put aside", "own files stay as they are"]);
    stage.keys("Esc j j s");
    let session = place.ids[1].to_string();
    assert_eq!(stage.keys("s"), [Effect::Run(Command::Switch { session, park: true })]);
    shows(&stage, &["Switched to session 2", "put aside", "stay as they are", "git checkout"]);
    assert_eq!(place.live(), fs::read_to_string(place.file(1, Part::Text)).unwrap());
    stage.keys("Esc");
    assert_eq!(stage.model.chain().unwrap().session(), Some(place.ids[1]));
    shows(&stage, &["base", "as sealed"]);
    stage.keys("u");
    assert_eq!(place.live(), before);
    shows(&stage, &["draft   SESSION-HANDOFF.md, not sealed yet"]);
}

#[test]
fn rolling_back_asks_what_did_not_work_and_undo_takes_it_back() {
    let place = Place::new(5, 1, false);
    let before = place.live();
    let mut stage = place.open(120, 36);
    stage.keys("j j r");
    shows(&stage, &["Roll back to session 3", "own files stay as they are"]);
    stage.keys("r");
    shows(&stage, &["What did not work?"]);
    stage.type_text("the queue loses messages");
    let (session, why) = (place.ids[2].to_string(), "the queue loses messages".to_owned());
    assert_eq!(stage.keys("Enter"), [Effect::Run(Command::RollBack { session, why, park: false, person: true })]);
    shows(&stage, &["Rolled back to session 3", "stay as they are", "git checkout"]);
    stage.keys("Esc");
    shows(&stage, &["Back to session 3: the queue loses messages", "6 sessions", "left"]);
    assert!(stage.model.snapshot.prompt.as_ref().unwrap().text.contains("the queue loses messages"));
    stage.keys("u");
    assert_eq!(place.live(), before);
    shows(&stage, &["5 sessions"]);
    stage.keys("Ctrl-r");
    shows(&stage, &["6 sessions"]);
}

#[test]
fn what_a_key_cannot_do_here_it_says() {
    let place = Place::new(3, 1, true);
    let mut stage = place.open(120, 36);
    for key in ["s", "r", "m"] {
        assert!(stage.keys(key).is_empty());
        assert!(stage.status().contains("this is the draft"), "{}", stage.status());
    }
    stage.keys("j r");
    assert!(stage.status().contains("continues this one already"), "{}", stage.status());
}

#[test]
fn another_head_is_merged_into_the_live_file() {
    let place = Place::new(12, 2, false);
    let before = place.live();
    let mut stage = place.open(120, 36);
    stage.keys("/");
    stage.type_text("head redis");
    stage.keys("Enter Esc m");
    shows(&stage, &["Merge session", "both as parents"]);
    let head = stage.model.chain().unwrap().session().unwrap().to_string();
    assert_eq!(stage.keys("m"), [Effect::Run(Command::Merge { session: Some(head), keep: None })]);
    assert_eq!(place.live(), before, "nothing is written before the sides are settled");
    shows(&stage, &["Settle", "before both"]);
}

#[test]
fn what_the_live_file_goes_on_from_is_not_offered_to_be_merged() {
    let place = Place::new(3, 1, false);
    let mut stage = place.open(120, 36);
    stage.keys("G m");
    shows(&stage, &["the live file continues this one already"]);
}

/// A chain of `n` sessions in memory, every third on a second line.
fn log(n: usize) -> Log {
    let mut records: Vec<Record> = Vec::with_capacity(n);
    for i in 0..n {
        let sha256 = Hash::of(&i.to_le_bytes());
        let parent = i.checked_sub(3).or(i.checked_sub(1)).map(|p| Parent { id: records[p].id, sha256: records[p].sha256 });
        let bare = Record::bare(Id::with(chains::time(i as u64 * 60), sha256), sha256);
        records.push(Record {
            number: i as u32 + 1,
            title: format!("Work on part {i}"),
            by: "Ada".into(),
            parents: parent.into_iter().collect(),
            ..bare
        });
    }
    let chain = Chain::new(records);
    let (rows, base) = (chain.layout(12), vec![chain.sessions().len() - 1]);
    Log { rows, top: None, base, draft: false, troubles: vec![], spots: Default::default(), chain: chain.into() }
}

#[test]
fn a_hundred_thousand_sessions_are_moved_through() {
    let mut stage = Stage::new("# SESSION HANDOFF\n").size(120, 36);
    stage.keys("c");
    let (result, snapshot) = (Ok(Outcome::Log(Box::new(log(100_000)))), stage.model.snapshot.clone());
    stage.send(Msg::Ran { command: Command::Log, result, snapshot });
    shows(&stage, &["100,000 sessions"]);
    stage.keys("g j j PgDn k G k");
    shows(&stage, &["Work on part 1 "]);
    stage.keys("/");
    stage.type_text("work 99997");
    shows(&stage, &["2 of 100,000 sessions", "Work on part 99997"]);
    stage.keys("Esc");
    shows(&stage, &["100,000 sessions", "Work on part 1 "]);
}

#[test]
fn verifying_marks_in_words_what_was_altered() {
    let place = Place::new(4, 1, false);
    let mut stage = place.open(120, 36);
    stage.keys("v");
    shows(&stage, &["every byte is as it was sealed"]);
    stage.keys("Esc");
    fs::write(place.file(1, Part::Text), "# Something else\n").unwrap();
    stage.keys("v");
    shows(&stage, &["one is not what was sealed", "is not what was sealed: it is"]);
    stage.keys("Esc");
    let row = stage.grid().lines().find(|l| l.contains(&place.tail(1))).unwrap().to_owned();
    assert!(row.contains("altered"), "{row}");
    stage.keys("G k");
    shows(&stage, &["not what was sealed", "baton verify"]);
}

#[test]
fn a_damaged_chain_is_drawn_and_explained() {
    let place = Place::new(5, 1, false);
    fs::remove_file(place.file(0, Part::Seal)).unwrap();
    fs::remove_file(place.file(0, Part::Text)).unwrap();
    fs::write(place.file(2, Part::Seal), "v = \"nonsense").unwrap();
    let mut stage = place.open(120, 36);
    let row = |stage: &Stage, n: usize| stage.grid().lines().find(|l| l.contains(&place.tail(n))).unwrap().to_owned();
    assert!(row(&stage, 1).contains("parent not here"), "{}", stage.grid());
    assert!(row(&stage, 2).contains("seal unreadable"), "{}", stage.grid());
    assert!(stage.status().contains("things are odd"), "{}", stage.status());
    stage.keys("v");
    shows(&stage, &["unreadable", "shallow or pruned"]);
}

#[test]
fn a_session_pulled_in_from_outside_appears() {
    let place = Place::new(6, 1, false);
    for part in [Part::Text, Part::Seal] {
        fs::rename(place.file(5, part), place.dir.path().join(part.suffix())).unwrap();
    }
    let mut stage = place.open(120, 36);
    shows(&stage, &["5 sessions"]);
    assert!(!stage.project.as_mut().unwrap().look_again(), "nothing changed");
    for part in [Part::Text, Part::Seal] {
        fs::rename(place.dir.path().join(part.suffix()), place.file(5, part)).unwrap();
    }
    let project = stage.project.as_mut().unwrap();
    assert!(project.look_again());
    let snapshot = project.snapshot();
    assert_eq!(stage.send(Msg::Snapshot(Arc::clone(&snapshot))).first(), Some(&Effect::Run(Command::Log)));
    shows(&stage, &["6 sessions"]);
    assert!(stage.send(Msg::Snapshot(snapshot)).is_empty(), "the same state again is no news");
}

#[test]
fn a_secret_in_a_sealed_text_is_masked() {
    let place = Place::new(2, 1, false);
    let text = fs::read_to_string(place.file(1, Part::Text)).unwrap();
    let secret = format!("npm{}{}", "_", "q7Rt2mVx9LpZ4kWb8NcY3dHs6JfG1uAe5ToX");
    let mut directory = baton::chain::Seal::read(&fs::read(place.file(1, Part::Seal)).unwrap()).unwrap();
    let text = text.replace("Provision Redis", &format!("Provision Redis with {secret}"));
    directory.doc = baton::chain::Doc::of(text.as_bytes(), "SESSION-HANDOFF.md");
    let (id, _) = directory.id();
    fs::write(place.root().join(id.path(Part::Text)), &text).unwrap();
    fs::write(place.root().join(id.path(Part::Seal)), directory.write()).unwrap();
    let mut stage = place.open(120, 36);
    stage.keys("/");
    stage.type_text(&id.tail());
    stage.keys("Enter");
    for _ in 0..4 {
        shows(&stage, &[&id.tail()]);
        assert!(!stage.grid().contains("q7Rt2"), "{}", stage.grid());
        stage.keys("Tab");
    }
}

#[test]
fn browsing_filtering_comparing_rolling_back_and_undoing_in_a_terminal() {
    let place = Place::new(12, 2, false);
    let home = place.dir.path().join("home");
    fs::create_dir(&home).unwrap();
    let before = place.live();
    let mut terminal = terminal::start(terminal::baton(&home, &place.root()), 120, 36);
    terminal.wait_for("Decisions");
    terminal.send("c");
    terminal.wait_for("12 sessions · 2 heads");
    terminal.wait_for("sealed ");
    terminal.send("jj");
    terminal.send("/first session\r");
    terminal.wait_for("1 of 12");
    terminal.wait_for(&format!(" 1 ({})", place.tail(0)));
    terminal.send("d");
    terminal.wait_for("From nothing to session 1");
    terminal.send("r");
    terminal.wait_for("Roll back to session 1");
    terminal.send("\r");
    terminal.wait_for("What did not work?");
    terminal.send("two stores drifted apart\r");
    terminal.wait_for("Rolled back to session 1");
    terminal.wait_for("git checkout");
    assert_eq!(place.live().matches("two stores").count(), 0, "the reason is the seal's, not the text's");
    terminal.send("\x1b");
    terminal.wait_gone("Rolled back");
    terminal.wait_for("13 sessions");
    terminal.wait_for("Back to session 1");
    terminal.send("u");
    terminal.wait_for("12 sessions");
    eventually("the live file to be as before", || place.live() == before);
    terminal.send("q");
    terminal.wait_for("1 Decisions");
    terminal.send("q");
    assert_eq!(terminal.wait_exit().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_session_that_git_brings_in_appears_in_an_open_terminal() {
    let place = Place::new(6, 1, false);
    let home = place.dir.path().join("home");
    fs::create_dir(&home).unwrap();
    for part in [Part::Text, Part::Seal] {
        fs::rename(place.file(5, part), place.dir.path().join(part.suffix())).unwrap();
    }
    let mut terminal = terminal::start(terminal::baton(&home, &place.root()), 120, 36);
    terminal.wait_for("Decisions");
    terminal.send("c");
    terminal.wait_for("5 sessions");
    for part in [Part::Text, Part::Seal] {
        fs::rename(place.dir.path().join(part.suffix()), place.file(5, part)).unwrap();
    }
    terminal.wait_for("6 sessions");
    terminal.send("qq");
    terminal.wait_exit();
}

/// Writes the chains that the photographs are taken of, where `BATON_CHAINS` says.
#[test]
#[ignore = "makes what a person looks at"]
fn chains_to_look_at() {
    let dir = PathBuf::from(std::env::var_os("BATON_CHAINS").expect("the directory to write to"));
    for (sessions, lines) in [(3, 1), (3, 4), (40, 1), (40, 4), (40, 12), (2000, 1), (2000, 4), (2000, 12)] {
        let root = dir.join(format!("{sessions}-on-{lines}")).join("task-api");
        fs::create_dir_all(root.join(".baton")).unwrap();
        chains::write(&root, &chains::plan(sessions, lines), true);
    }
}
