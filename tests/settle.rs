//! Two sides of a conflict, settled item by item: keys in, screen and bytes out, on a real project.

use crate::cli::Place as Shell;
use crate::project::Place;
use crate::screens::stage::key;
use crate::seal::{LIVE, base, git, git_may_fail, repository, seal, work};
use crate::support::terminal;
use baton::app::{Effect, Model, Msg, Settings, update};
use baton::handoff::{Concept, Intent};
use baton::merge::Take;
use baton::project::{Command, ErrorKind, Outcome, Project};
use baton::view;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use insta::assert_snapshot;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The panes over a real project, without threads: what a key asks for is done before the next.
pub struct Desk {
    project: Project,
    model: Model,
    left: bool,
}

impl Desk {
    pub fn open(mut project: Project, columns: u16, rows: u16) -> Desk {
        project.gather();
        let model = Model::new(project.snapshot(), Settings::default());
        let mut desk = Desk { project, model, left: false };
        desk.send(Msg::Resize(columns, rows));
        desk
    }

    fn send(&mut self, msg: Msg) {
        for effect in update(&mut self.model, msg) {
            match effect {
                Effect::Run(command) => {
                    let result = self.project.execute(command.clone());
                    self.send(Msg::Ran { command, result, snapshot: self.project.snapshot() });
                }
                Effect::KeepDraft(draft) => self.project.keep_draft(draft.as_ref()),
                Effect::Quit => self.left = true,
                other => panic!("{other:?}"),
            }
        }
    }

    /// Presses keys, separated by blanks.
    pub fn keys(&mut self, script: &str) -> &mut Desk {
        script.split_whitespace().for_each(|word| self.send(Msg::Key(key(word))));
        self
    }

    pub fn type_text(&mut self, text: &str) {
        text.chars().for_each(|c| self.send(Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))));
    }

    pub fn paste(&mut self, text: &str) -> &mut Desk {
        self.send(Msg::Paste(text.into()));
        self
    }

    /// Looks at the file again, as the watcher has it done.
    pub fn look(&mut self) {
        let _ = self.project.refresh();
        self.send(Msg::Snapshot(self.project.snapshot()));
    }

    /// Returns the screen without its first line, which says how long ago something was.
    fn body(&self) -> String {
        self.grid().lines().skip(1).collect::<Vec<_>>().join("\n")
    }

    fn grid(&self) -> String {
        let (columns, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view::draw(&self.model, frame)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let row = |y: u16| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..rows).map(row).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    pub fn shows(&mut self, words: &str) -> &mut Desk {
        let grid = self.grid();
        assert!(grid.contains(words), "no {words:?} on the screen:\n{grid}");
        self
    }
}

/// A live file in which git left a conflict of two branches, each sealed, in this style of markers.
fn in_conflict(style: &str) -> (Shell, [String; 2]) {
    let place = repository(LIVE);
    let root = place.root();
    git(&root, &["config", "merge.conflictStyle", style]);
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&root, &["checkout", "-q", "-b", "side"]);
    let _ = place.run(&["set", "objective", "Build the logout endpoints."]).ok();
    let _ = place.run(&["set", "decisions/1", "why", "theirs says so"]).ok();
    work(&place, "Theirs");
    let _ = place.run(&["seal", "--commit"]).ok();
    let theirs = base(&place)[0].clone();
    git(&root, &["checkout", "-q", "main"]);
    let _ = place.run(&["set", "objective", "Build the register endpoints."]).ok();
    let _ = place.run(&["set", "decisions/1", "why", "ours says so"]).ok();
    work(&place, "Ours");
    let _ = place.run(&["seal", "--commit"]).ok();
    let ours = base(&place)[0].clone();
    let (told, ok) = git_may_fail(&root, &["merge", "-q", "side"]);
    assert!(!ok, "{told}");
    (place, [ours, theirs])
}

fn desk_of(place: &Shell, columns: u16, rows: u16) -> Desk {
    Desk::open(project_of(place), columns, rows)
}

pub fn project_of(place: &Shell) -> Project {
    let world = baton::project::World {
        cwd: place.root(),
        home: Some(place.home()),
        state: Some(place.home().join(".local/state/baton")),
        actor: "tester".into(),
        ..Default::default()
    };
    Project::open(world, None).unwrap()
}

#[test]
fn gits_conflict_opens_as_two_sides_in_every_style_of_markers() {
    for style in ["merge", "diff3", "zdiff3"] {
        let (place, _) = in_conflict(style);
        let marked = place.live();
        let mut desk = desk_of(&place, 100, 30);
        desk.shows("decisions: Postgres").shows("objective: Build the register").shows("main, where you are").shows("theirs · side");
        desk.keys("o").shows("1 settled").keys("Enter").shows("1 left to settle");
        assert_eq!(place.live(), marked, "nothing is written before all are settled");
        desk.keys("t").shows("all 2 settled: Enter writes").keys("Enter");
        let live = place.live();
        assert!(
            live.contains("ours says so") && live.contains("logout") && !live.contains("<<<<") && !live.contains("theirs says"),
            "{live}"
        );
        assert!(live.contains("- [ ] Ours\n") && live.contains("- [ ] Theirs\n"), "{live}");
        desk.shows("git add SESSION-HANDOFF.md").keys("u");
        assert_eq!(place.live(), marked, "one step of undo");
    }
}

#[test]
fn sides_without_an_index_are_taken_from_the_markers() {
    for style in ["merge", "diff3", "zdiff3"] {
        let (place, _) = in_conflict(style);
        git(&place.root(), &["add", "SESSION-HANDOFF.md"]);
        let mut desk = desk_of(&place, 100, 30);
        desk.shows("to settle").keys("o o Enter");
        let live = place.live();
        assert!(live.contains("ours says so") && live.contains("register") && !live.contains("<<<<"), "{style}: {live}");
        assert!(live.contains("- [ ] Ours\n") && live.contains("- [ ] Theirs\n"), "{style}: {live}");
    }
}

#[test]
fn what_was_edited_between_the_markers_and_outside_of_them_is_kept() {
    let (place, _) = in_conflict("merge");
    place.write("SESSION-HANDOFF.md", place.live().replace("ours says so", "ours says more").replace("Never touch", "Never ever touch"));
    let mut desk = desk_of(&place, 100, 30);
    desk.keys("Esc").shows("2 conflicts wait: m settles them");
    desk.keys("m o o Enter");
    let live = place.live();
    assert!(live.contains("ours says more") && live.contains("Never ever touch") && !live.contains("<<<<"), "{live}");
    let _ = place.run(&["merge"]).exits(3).says("git add SESSION-HANDOFF.md");
}

#[test]
fn a_result_is_written_by_hand_taken_back_and_kept_over_leaving() {
    let (place, _) = in_conflict("merge");
    let mut desk = desk_of(&place, 100, 30);
    desk.keys("o u").shows("0 settled").keys("j e Ctrl-u").paste("Build all of them.").keys("Enter").shows("your words").shows("1 settled");
    desk.keys("Esc").shows("1 Decisions").shows("conflicts wait").keys("m").shows("1 settled").keys("j").shows("Build all of them.");
    desk.keys("e Ctrl-u")
        .paste("Half a wo")
        .keys("Esc")
        .keys("e")
        .shows("Half a wo")
        .keys("Ctrl-u")
        .paste("Build every one.")
        .keys("Enter");
    desk.keys("k t Enter");
    let live = place.live();
    assert!(live.contains("Build every one.\n") && live.contains("theirs says so") && !live.contains("register"), "{live}");
}

#[test]
fn a_text_typed_for_a_conflict_survives_a_crash() {
    let (place, _) = in_conflict("merge");
    let mut desk = desk_of(&place, 100, 30);
    desk.keys("j e Ctrl-u").paste("Not lost");
    drop(desk);
    let mut desk = desk_of(&place, 100, 30);
    desk.keys("Esc").shows("An unwritten text").keys("t").shows("Not lost").keys("Enter").shows("1 settled");
}

#[test]
fn a_text_typed_for_a_conflict_that_goes_meanwhile_is_not_lost() {
    let (place, _) = in_conflict("merge");
    for whole in [true, false] {
        let marked = place.live();
        let mut desk = desk_of(&place, 100, 30);
        desk.keys("j e Ctrl-u").paste("Dearly typed");
        // Somebody settles all of it, or only makes another conflict of it.
        let other = if whole { LIVE.to_owned() } else { marked.replace("logout", "sign-out") };
        place.write("SESSION-HANDOFF.md", other);
        desk.look();
        desk.shows("Dearly typed").keys("Enter").shows("Dearly typed");
        place.write("SESSION-HANDOFF.md", marked);
    }
}

#[test]
fn a_key_for_a_conflict_that_is_gone_changes_nothing_in_the_panes() {
    let (place, _) = in_conflict("merge");
    let mut desk = desk_of(&place, 100, 30);
    place.write("SESSION-HANDOFF.md", LIVE);
    desk.look();
    desk.shows("The conflict is gone").keys("d");
    assert_eq!(place.live(), LIVE);
}

#[test]
fn git_is_told_what_remains_and_sealing_with_a_commit_does_it() {
    let (place, heads) = in_conflict("merge");
    desk_of(&place, 100, 30).keys("o o Enter");
    assert!(git(&place.root(), &["diff", "--name-only", "--diff-filter=U"]).contains("SESSION-HANDOFF.md"));
    let answer = place.run(&["seal", "--commit", "--json"]).ok().json();
    let mut parents: Vec<_> = answer["parents"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect();
    parents.sort();
    let mut heads = heads.to_vec();
    heads.sort();
    assert_eq!(parents, heads, "two parents in the chain");
    assert_eq!(git(&place.root(), &["status", "--porcelain"]), "");
    assert_eq!(git(&place.root(), &["rev-list", "--parents", "-1", "HEAD"]).split_whitespace().count(), 3, "and two in git");
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn a_merge_that_has_other_conflicts_is_not_committed() {
    let (place, _) = in_conflict("merge");
    let root = place.root();
    git(&root, &["merge", "--abort"]);
    for (branch, text) in [("side", "theirs\n"), ("main", "ours\n")] {
        git(&root, &["checkout", "-q", branch]);
        place.write("code.txt", text);
        git(&root, &["add", "code.txt"]);
        git(&root, &["commit", "-qm", "code"]);
    }
    let _ = git_may_fail(&root, &["merge", "-q", "side"]);
    desk_of(&place, 100, 30).keys("o o Enter");
    let _ = place.run(&["seal", "--commit"]).exits(1).says("code.txt");
    assert_eq!(git(&root, &["diff", "--name-only", "--diff-filter=U"]), "code.txt\n", "the handoff is staged");
    assert_eq!(place.run(&["log", "--json"]).ok().json()["heads"].as_array().unwrap().len(), 1, "and sealed");
}

#[test]
fn two_heads_are_merged_by_keys_and_by_numbers() {
    let place = repository(LIVE);
    let first = seal(&place);
    let _ = place.run(&["set", "objective", "One way."]).ok();
    work(&place, "First task");
    let one = seal(&place);
    let _ = place.run(&["switch", &first]).ok();
    let _ = place.run(&["set", "objective", "Other way."]).ok();
    work(&place, "Other task");
    let other = seal(&place);
    let before = place.live();

    let asked = place.run(&["merge", &one, "--json"]).exits(5).json();
    let conflict = &asked["conflicts"][0];
    assert_eq!(
        (conflict["number"].as_u64(), conflict["ours"].as_str(), conflict["theirs"].as_str()),
        (Some(1), Some("Other way.\n"), Some("One way.\n"))
    );
    assert_eq!(
        (conflict["ours_did"].as_str(), asked["theirs"].as_str().map(|t| t.contains("session 2"))),
        (Some("changed its text"), Some(true))
    );
    let id = conflict["id"].as_str().unwrap();
    let _ = place.run(&["merge", &one, "--take", "2=ours"]).exits(2).says("there is one");
    let _ = place.run(&["merge", &one, "--take", "1=maybe"]).exits(2).says("1=ours");
    let _ = place.run(&["merge", &one, "--take", "1=both"]).exits(2).says("only two additions");
    let _ = place.run(&["merge", &one, "--take", "1~aaaaa=ours"]).exits(5).says("another one now");
    assert_eq!((place.live(), base(&place)), (before.clone(), vec![other.clone()]));
    let _ = place.run(&["merge", &one, "--take", &format!("1~{id}=theirs")]).ok();
    assert!(place.live().contains("One way.") && place.live().contains("First task") && place.live().contains("Other task"));
    let _ = place.run(&["undo"]).ok();
    assert_eq!((place.live(), base(&place)), (before, vec![other.clone()]));

    let mut desk = desk_of(&place, 100, 30);
    desk.keys("c /").type_text("One way");
    desk.keys("Enter m").shows("Merge session 2").keys("m");
    desk.shows("objective: Other way.")
        .shows("theirs · session 2")
        .keys("Esc")
        .shows("Chain")
        .keys("Esc Esc")
        .shows("1 conflict waits: m settles it");
    desk.keys("m t Enter").shows("merged session 2");
    let mut both = vec![one, other];
    both.sort();
    assert_eq!(base(&place), both);
    let sealed = seal(&place);
    let log = place.run(&["log", "--json"]).ok().json();
    assert_eq!(log["heads"].as_array().unwrap(), &[serde_json::Value::from(sealed)]);
}

#[test]
fn an_edit_that_meets_another_is_settled_and_its_text_kept_until_then() {
    let place = Place::with(LIVE);
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.keys("1 e Tab Ctrl-u").paste("mine is better");
    let theirs = place.text().replace("scales better", "theirs is better");
    place.write("SESSION-HANDOFF.md", &theirs);
    desk.keys("Enter").shows("ours · your change").shows("theirs · the file now, by somebody else").shows("changed its reason");
    assert_eq!(place.text(), theirs);
    desk.keys("Esc e").shows("mine is better").keys("Esc m o Enter");
    assert_eq!(place.text(), theirs.replace("theirs is better", "mine is better"));
    desk.keys("e").shows("mine is better").keys("Esc u");
    assert_eq!(place.text(), theirs, "undo gives back what somebody else wrote");
}

#[test]
fn a_text_area_open_over_an_outside_edit_overwrites_nothing() {
    // What the other one changed, and whether that goes together with a new reason.
    for (from, to, together) in [
        ("Postgres over SQLite", "Postgres 18 over SQLite", false),
        ("- Postgres over SQLite: scales better", "- **Postgres over SQLite**: scales better", true),
        ("Write the models", "Write all models", true),
        ("scales better", "theirs is better", false),
        ("- Postgres over SQLite: scales better\n", "", false),
    ] {
        let place = Place::with(LIVE);
        let mut desk = Desk::open(place.open(), 100, 30);
        desk.keys("1 e Tab Ctrl-u").paste("mine is better");
        let theirs = place.text().replace(from, to);
        assert_ne!(theirs, place.text());
        place.write("SESSION-HANDOFF.md", &theirs);
        desk.look();
        desk.keys("Enter");
        if together {
            assert_eq!(place.text(), theirs.replace("scales better", "mine is better"), "{to}");
            continue;
        }
        assert_eq!(place.text(), theirs, "{to}");
        desk.shows("ours · your change").shows("mine is better").keys("o Enter");
        assert!(place.text().contains("mine is better"), "{to}: {}", place.text());
    }
}

#[test]
fn an_undo_that_meets_a_later_change_is_settled_too() {
    let place = Place::with(LIVE);
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.keys("1 e Tab Ctrl-u").paste("mine").keys("Enter");
    let later = place.text().replace("SQLite: mine", "SQLite: later");
    place.write("SESSION-HANDOFF.md", &later);
    desk.look();
    desk.keys("u").shows("as it was before your change").keys("t Enter");
    assert_eq!(place.text(), later);
    desk.shows("1 Decisions");
}

#[test]
fn a_change_while_conflicts_wait_keeps_the_choices_of_those_that_are_the_same() {
    let (place, _) = in_conflict("merge");
    let mut desk = desk_of(&place, 100, 30);
    desk.keys("o").shows("1 settled");
    place.write("SESSION-HANDOFF.md", place.live().replace("logout", "sign-out"));
    desk.look();
    desk.shows("1 settled").shows("sign-out").keys("t Enter");
    assert!(place.live().contains("sign-out") && place.live().contains("ours says so"), "{}", place.live());
}

#[test]
fn a_conflict_that_is_gone_is_not_settled_by_an_old_choice() {
    let (place, _) = in_conflict("merge");
    let mut project = project_of(&place);
    project.gather();
    let ids: Vec<_> = project.snapshot().dispute.as_ref().unwrap().conflicts.iter().map(|c| (c.id.clone(), Take::Ours)).collect();
    let other = place.live().replace("logout", "sign-out");
    place.write("SESSION-HANDOFF.md", &other);
    assert_eq!(project.execute(Command::Resolve(ids)).unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(place.live(), other);
    assert!(matches!(project.execute(Command::GiveUp), Ok(Outcome::Text(_))));
    assert!(project.snapshot().dispute.is_none());
}

#[test]
fn sides_that_meet_without_a_conflict_wait_to_be_written() {
    let place = repository(LIVE);
    let root = place.root();
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "first"]);
    git(&root, &["checkout", "-q", "-b", "side"]);
    for (branch, task) in [("side", "Theirs"), ("main", "Ours")] {
        git(&root, &["checkout", "-q", branch]);
        work(&place, task);
        git(&root, &["commit", "-qam", task]);
    }
    let _ = git_may_fail(&root, &["merge", "-q", "side"]);
    let marked = place.live();
    assert!(marked.contains("<<<<<<<"), "{marked}");
    let mut desk = desk_of(&place, 100, 30);
    desk.shows("Nothing conflicts");
    assert_eq!(place.live(), marked);
    desk.keys("Enter");
    assert!(place.live().contains("- [ ] Theirs\n- [ ] Ours\n"), "{}", place.live());
}

#[test]
fn two_additions_of_one_topic_can_both_stand() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    let theirs = place.text().replace("- Postgres", "- Cache: Redis\n- Postgres");
    place.write("SESSION-HANDOFF.md", &theirs);
    let text = "Cache: Memcached".into();
    let refused = project.execute(Command::Edit(Intent::Add { concept: Concept::Decisions, text, why: None, status: None }));
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Conflict);
    let mut desk = Desk::open(project, 100, 30);
    desk.shows("added it").keys("b Enter");
    assert!(place.text().contains("Cache: Redis") && place.text().contains("Cache: Memcached"), "{}", place.text());
}

#[test]
fn whole_texts_without_common_ground_are_scrolled_side_by_side() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    let many: String = (0..60).map(|n| format!("Line {n} of another text altogether.\n\n")).collect();
    place.write("SESSION-HANDOFF.md", &many);
    let add = Command::Edit(Intent::Add { concept: Concept::Tasks, text: "Mine".into(), why: None, status: None });
    assert_eq!(project.execute(add).unwrap_err().kind, ErrorKind::Conflict);
    let mut desk = Desk::open(project, 100, 30);
    desk.shows("the whole file").shows("Line 0 of").keys("G").shows("Line 59 of").keys("g PgDn").shows("Line 9 of").keys("j k");
    assert!(!desk.grid().contains("b both"));
    desk.keys("t Enter");
    assert_eq!(place.text(), many);
}

#[test]
fn the_two_sides_at_every_size() {
    for (columns, rows, name) in [(120, 36, "settle_120x36"), (80, 24, "settle_80x24"), (40, 12, "settle_40x12")] {
        let (place, _) = in_conflict("merge");
        let mut desk = desk_of(&place, columns, rows);
        let first = desk.body();
        desk.keys("o j e");
        assert_snapshot!(name, format!("{first}\n{}", desk.body()));
    }
}

#[test]
fn two_clones_seal_and_pull_and_keys_end_it_in_a_seal_with_two_parents() {
    let place = repository(LIVE);
    let (root, clone) = (place.root(), place.home().join("clone"));
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&place.home(), &["clone", "-q", root.to_str().unwrap(), "clone"]);
    for (name, value) in [("user.name", "T"), ("user.email", "t@example.com")] {
        git(&clone, &["config", name, value]);
        git(&root, &["config", name, value]);
    }
    for (dir, objective, task) in [(&root, "Build the register endpoints.", "Ours"), (&clone, "Build the logout endpoints.", "Theirs")] {
        for args in [&["set", "objective", objective][..], &["add", "task", task], &["seal", "--commit"]] {
            assert!(place.command(args).current_dir(dir).output().unwrap().status.success(), "{args:?}");
        }
    }
    let (told, ok) = git_may_fail(&root, &["pull", "-q", "--no-rebase", clone.to_str().unwrap(), "main"]);
    assert!(!ok, "{told}");
    assert_eq!(git(&root, &["diff", "--name-only", "--diff-filter=U"]), "SESSION-HANDOFF.md\n", ".baton/ merges by itself");
    let mut heads = base(&place);
    assert_eq!(heads.len(), 2, "a marker of each");

    let mut screen = terminal::start(terminal::baton(&place.home(), &root), 100, 30);
    screen.wait_for("objective: Build the register");
    screen.send("t");
    screen.wait_for("settled: Enter writes");
    screen.send("\r");
    screen.wait_for("git add");
    screen.send("S");
    screen.wait_for("s seal");
    // A file that has just changed is looked at anew first.
    screen.wait_until_taken(|screen| screen.send("s"), |screen| screen.contents().contains("c commit"));
    screen.send("c");
    screen.wait_for("✓ committed");
    screen.send("q");
    screen.wait_gone("committed");
    screen.send("q");
    assert_eq!(screen.wait_exit().exit_code(), 0);
    let live = place.live();
    assert!(
        live.contains("logout") && live.contains("- [ ] Ours\n") && live.contains("- [ ] Theirs\n") && !live.contains("<<<<"),
        "{live}"
    );
    let log = place.run(&["log", "--json"]).ok().json();
    let newest = log["sessions"].as_array().unwrap().iter().find(|s| s["base"] == true).unwrap();
    let mut parents: Vec<_> = newest["parents"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect();
    parents.sort();
    heads.sort();
    assert_eq!(parents, heads, "two parents in the chain");
    assert_eq!(git(&root, &["rev-list", "--parents", "-1", "HEAD"]).split_whitespace().count(), 3, "and two in git");
    assert_eq!(git(&root, &["status", "--porcelain"]), "");
    let _ = place.run(&["verify"]).ok();
}

/// Returns what the rule on lost items finds in the live file, and what `verify` tells of sealed merges.
#[track_caller]
fn lost(place: &Shell) -> (Vec<String>, Vec<String>) {
    let answer = place.run(&["check", "--json"]);
    let found = answer.json()["findings"].as_array().unwrap().clone();
    let messages = found.iter().filter(|f| f["rule"] == "merge-lost-item").map(|f| f["message"].as_str().unwrap().to_owned());
    let sealed = place.run(&["verify", "--json"]).ok().json()["lost"].as_array().unwrap().clone();
    (messages.collect(), sealed.iter().map(|l| l["item"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn an_item_that_a_merge_lost_is_found_in_the_draft_and_in_the_seal_and_only_there() {
    let place = repository(LIVE);
    let first = seal(&place);
    let _ = place.run(&["drop", "tasks/2"]).ok();
    let _ = place.run(&["set", "decisions/1", "why", "one says so"]).ok();
    work(&place, "First task");
    let one = seal(&place);
    let _ = place.run(&["switch", &first]).ok();
    let _ = place.run(&["set", "decisions/1", "why", "other says so"]).ok();
    work(&place, "Other task");
    seal(&place);
    let _ = place.run(&["merge", &one, "--theirs"]).ok();
    assert_eq!(lost(&place), (vec![], vec![]), "changed on one side, removed by the other: nothing is lost");
    let whole = place.live();
    place.write("SESSION-HANDOFF.md", whole.replace("- [ ] First task\n", ""));
    let (found, sealed) = lost(&place);
    assert_eq!(found, ["The merge has not what session 2 has under tasks: \"First task\"."]);
    assert!(sealed.is_empty());
    let merge = seal(&place);
    assert_eq!(lost(&place), (found, vec!["tasks of session 2: First task".to_owned()]), "sealed as it was");
    work(&place, "Something new");
    let (found, sealed) = lost(&place);
    assert_eq!((found.len(), sealed.len()), (0, 1), "the next draft is no merge");
    let told = place.run(&["verify", &merge]).ok();
    assert!(told.stdout.contains("merge-lost-item"), "{told}");
}

#[test]
fn a_lost_item_is_settled_with_a_reason() {
    let (place, _) = in_conflict("merge");
    desk_of(&place, 100, 30).keys("o o Enter");
    place.write("SESSION-HANDOFF.md", place.live().replace("- [ ] Theirs\n", ""));
    let found = place.run(&["check", "--json"]).json()["findings"].as_array().unwrap().clone();
    let id = found.iter().find(|f| f["rule"] == "merge-lost-item").unwrap()["id"].as_str().unwrap().to_owned();
    let _ = place.run(&["check", "--settle", &id, "--why", "done elsewhere"]).ok();
    assert!(lost(&place).0.is_empty());
    let _ = place.run(&["seal"]).ok();
}
