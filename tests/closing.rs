//! The end of a session: the closing panel, the page turned, and what a person who takes over is told.

use super::cli::Place;
use super::screens::stage::Stage;
use super::seal::{LIVE, base, git, repository, seal, work};
use super::support::terminal;
use baton::app::Msg;
use baton::chain::Time;
use baton::clipboard::{Copied, Rung};
use baton::project::{Arrival, Command, Origin, Outcome, Project, Standing, World};
use insta::assert_snapshot;
use proptest::prelude::*;
use regex::Regex;
use std::fs;

fn open_in(place: &Place, root: std::path::PathBuf) -> Project {
    let state = Some(place.home().join("state"));
    let world = World { cwd: root, state, interactive: true, actor: "tester".into(), ..World::default() };
    let mut project = Project::open(world, None).unwrap();
    project.gather();
    project.arrive();
    project
}

fn stage(place: &Place) -> Stage {
    Stage::of(open_in(place, place.root()))
}

/// Gives ids and times the same letters in every run; they keep their width.
fn steady(screen: &str) -> String {
    let fixed = [
        (r"\d{8}t\d{6}z-[a-z2-7]{6}", "20261120t120000z-abcdef"),
        (r"\([a-z2-7]{6}\)", "(abcdef)"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-20T12:00:00Z"),
        (r"sessions/\d{4}-\d\d/", "sessions/2026-11/"),
    ];
    fixed.iter().fold(screen.to_owned(), |text, (form, with)| Regex::new(form).unwrap().replace_all(&text, *with).into_owned())
}

/// Whether a second has passed since the last seal makes no line more or less in it.
fn timeless() -> String {
    LIVE.replace("Generated: 2026-11-20T14:30:00Z\n", "")
}

/// A second session with a change of every kind in it.
fn changed() -> Place {
    let place = repository(&timeless());
    seal(&place);
    work(&place, "Measure the queries under load, and write down what they cost on the small machines as well");
    let _ = place.run(&["add", "decision", "Argon2 over bcrypt", "--why", "memory-hard"]).ok();
    let _ = place.run(&["set", "tasks/1", "status", "done"]).ok();
    let _ = place.run(&["drop", "completed/1"]).ok();
    place
}

#[test]
fn the_panel_shows_what_changed_and_what_is_written() {
    let place = changed();
    let mut wide = stage(&place).size(120, 36);
    wide.keys("S");
    assert_snapshot!("panel_120x36", steady(&wide.picture()));
    let mut usual = stage(&place).size(80, 24);
    usual.keys("S");
    assert_snapshot!("panel_80x24", steady(&usual.grid()));
    let mut small = stage(&place).size(40, 12);
    small.keys("S");
    let first = small.grid();
    small.keys("G");
    assert_snapshot!("panel_40x12", steady(&format!("{first}\n{}", small.grid())));
}

/// Lets git commit here, whoever runs the tests.
fn may_commit(place: &Place) {
    for (key, value) in [("user.name", "T"), ("user.email", "t@example.com"), ("commit.gpgsign", "false")] {
        git(&place.root(), &["config", key, value]);
    }
}

fn sessions(stage: &mut Stage) -> usize {
    match stage.project.as_mut().unwrap().execute(Command::Log) {
        Ok(Outcome::Log(log)) => log.chain.sessions().len(),
        _ => 0,
    }
}

#[test]
fn sealing_copying_and_committing_are_one_key_each_and_enter_is_none_of_them() {
    let place = changed();
    may_commit(&place);
    place.write("staged.txt", "staged");
    git(&place.root(), &["add", "staged.txt"]);
    let mut stage = stage(&place).size(80, 24);
    stage.keys("S Enter Enter y c");
    assert_eq!((sessions(&mut stage), stage.copied.len()), (1, 0));
    assert!(stage.status().contains("seal it first"), "{}", stage.status());
    stage.keys("s");
    assert_eq!(sessions(&mut stage), 2);
    let id = base(&place)[0].clone();
    assert!(stage.grid().contains(&format!("✓ sealed     session 2, {id}")), "{}", stage.grid());
    stage.keys("s");
    assert_eq!(sessions(&mut stage), 2, "once is enough");
    stage.keys("y");
    let [prompt] = stage.copied.as_slice() else { panic!("{:?}", stage.copied) };
    assert_eq!(*prompt, place.run(&["prompt", "--session", &id]).ok().stdout);
    stage.send(Msg::Copied(Copied { rung: Rung::Native, bytes: prompt.len(), file: None, failed: vec![] }));
    assert!(stage.grid().contains("✓ copied     copied "), "{}", stage.grid());
    stage.keys("c");
    let commit = git(&place.root(), &["rev-parse", "--short", "HEAD"]);
    assert!(stage.grid().contains(&format!("✓ committed  {}, not pushed", commit.trim())), "{}", stage.grid());
    let held = git(&place.root(), &["show", "--name-only", "--format=", "HEAD"]);
    assert!(held.contains(&id) && held.contains("SESSION-HANDOFF.md") && !held.contains("staged.txt"), "{held}");
    stage.keys("Esc");
    assert!(stage.grid().contains("1 Decisions") && stage.grid().contains("session 2 · sealed"), "{}", stage.grid());
    let shown = place.run(&["show", &id, "--as", "seal"]).ok();
    assert!(shown.stdout.contains("kind = \"person\""), "{shown}");
}

#[test]
fn what_moved_underneath_is_looked_at_before_it_is_sealed() {
    let place = changed();
    let mut stage = stage(&place).size(120, 36);
    stage.keys("S");
    let live = place.live();
    // Nobody has told the panel yet.
    place.write("SESSION-HANDOFF.md", live.replace("Build the login", "Build the logout"));
    stage.keys("s");
    assert_eq!(sessions(&mut stage), 1);
    assert!(stage.status().contains("changed since this was shown; nothing was sealed"), "{}", stage.status());
    assert!(stage.grid().contains("objective       Build the logout") && stage.grid().contains("s seal"), "{}", stage.grid());
    // Here the watcher has.
    place.write("SESSION-HANDOFF.md", live.replace("Build the login", "Build the signup"));
    let project = stage.project.as_mut().unwrap();
    assert!(project.refresh().unwrap());
    let snapshot = project.snapshot();
    stage.send(Msg::Snapshot(snapshot));
    assert!(stage.grid().contains("objective       Build the signup"), "{}", stage.grid());
    stage.keys("s");
    assert_eq!(sessions(&mut stage), 2);
    assert!(place.run(&["show", "2"]).ok().stdout.contains("Build the signup"));
}

#[test]
fn what_stands_in_the_way_is_shown_with_the_ways_on() {
    let place = repository("# Notes\n\n## Decisions\n- Postgres: scales\n");
    let mut stage = stage(&place).size(80, 24);
    stage.keys("S s");
    assert!(stage.grid().contains("no-objective: ") && stage.status().contains("not sealed"), "{}", stage.grid());
    assert_snapshot!("panel_refused", steady(&stage.grid()));
    stage.keys("! Esc d");
    stage.type_text("it ends here");
    stage.keys("Enter t");
    stage.type_text(", for good");
    stage.keys("Enter");
    assert!(stage.grid().contains("despite no-objective: it ends here"), "{}", stage.grid());
    stage.keys("s");
    let told = place.run(&["show", "1", "--as", "seal"]).ok().stdout;
    assert!(told.contains("it ends here") && told.contains("for good"), "{told}");
}

#[test]
fn a_finding_is_gone_to_from_the_panel() {
    let place = repository("# Notes\n\n## Decisions\n- Postgres: scales\n- UUID keys\n");
    let mut stage = stage(&place).size(100, 30);
    stage.keys("S ! j Enter");
    assert!(stage.model.overlays.is_empty());
    assert!(stage.model.item().is_some());
}

#[test]
fn a_secret_stops_the_panel_and_is_not_shown_there() {
    let key = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0".repeat(2).get(..36).unwrap());
    let place = repository(&LIVE.replace("Write the models", &format!("Use {key}")));
    let mut stage = stage(&place).size(120, 36);
    stage.keys("S s");
    assert_eq!(sessions(&mut stage), 0);
    assert!(!stage.grid().contains(&key[..12]), "{}", stage.grid());
    assert!(stage.status().contains("not sealed"), "{}", stage.status());
}

#[test]
fn where_nothing_changed_the_last_session_can_still_be_copied_and_committed() {
    let place = repository(LIVE);
    let id = seal(&place);
    may_commit(&place);
    let mut stage = stage(&place).size(80, 24);
    stage.keys("S s");
    assert!(stage.grid().contains("Nothing changed since session 1"), "{}", stage.grid());
    assert_snapshot!("panel_unchanged", steady(&stage.grid()));
    stage.keys("y c");
    assert_eq!(stage.copied, [place.run(&["prompt", "--session", &id]).ok().stdout]);
    assert!(git(&place.root(), &["show", "--name-only", "--format=", "HEAD"]).contains(&id));
    stage.keys("Esc S");
    assert!(stage.grid().contains("git has it"), "{}", stage.grid());
    stage.keys("Esc");
    work(&place, "More");
    let project = stage.project.as_mut().unwrap();
    project.refresh().unwrap();
    let snapshot = project.snapshot();
    stage.send(Msg::Snapshot(snapshot));
    stage.keys("S s");
    assert_eq!(sessions(&mut stage), 2);
}

#[test]
fn a_hook_that_refuses_the_commit_is_heard_in_full_and_the_key_tries_again() {
    use std::os::unix::fs::PermissionsExt;
    let place = repository(LIVE);
    may_commit(&place);
    let hook = place.root().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\necho the first line >&2\necho the second line >&2\nexit 1\n").unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let mut stage = stage(&place).size(80, 24);
    stage.keys("S s c");
    let grid = stage.grid();
    assert!(grid.contains("not committed: git commit: the first line") && grid.contains("  the second line"), "{grid}");
    assert!(grid.contains("✓ sealed"), "{grid}");
    fs::remove_file(&hook).unwrap();
    stage.keys("c");
    assert!(stage.grid().contains("✓ committed") && !stage.grid().contains("second line"), "{}", stage.grid());
}

#[test]
fn a_sealed_session_is_committed_later_from_the_command_line_too() {
    let place = repository(LIVE);
    let id = seal(&place);
    let answer = place.run(&["seal", "--commit", "--json"]).ok().json();
    assert_eq!((answer["schema"].as_str(), answer["id"].as_str()), (Some("baton.committed/1"), Some(&*id)));
    assert!(git(&place.root(), &["show", "--name-only", "--format=", "HEAD"]).contains(&id));
    let _ = place.run(&["seal", "--commit"]).exits(3).says("nothing changed");
}

#[test]
fn a_draft_is_not_committed_with_the_session_before_it() {
    let place = repository(LIVE);
    let id = seal(&place);
    git(&place.root(), &["add", "SESSION-HANDOFF.md"]);
    git(&place.root(), &["commit", "-qm", "the handoff"]);
    let sealed = place.live();
    may_commit(&place);
    work(&place, "More");
    let mut project = open_in(&place, place.root());
    let Ok(Outcome::Committed { commit: Some(_), .. }) = project.execute(Command::Commit(id)) else { panic!("not committed") };
    assert_eq!(git(&place.root(), &["show", "HEAD:SESSION-HANDOFF.md"]), sealed);
    assert!(place.live().contains("More"));
}

#[test]
fn the_page_is_shown_before_it_is_turned() {
    let place = repository(&timeless());
    let mut stage = stage(&place).size(80, 24);
    stage.keys("n");
    assert!(stage.status().contains("S closes the session"), "{}", stage.status());
    stage.keys("S s Esc n");
    let sealed = place.live();
    assert_snapshot!("turning", steady(&stage.grid()));
    stage.keys("Esc");
    assert_eq!(place.live(), sealed);
    stage.keys("n n");
    assert_ne!(place.live(), sealed);
    assert!(!place.live().contains("Set up the tests") && place.live().contains("Write the models"));
    assert!(stage.status().contains("u takes it back"), "{}", stage.status());
    stage.keys("u");
    assert_eq!(place.live(), sealed);
}

// The line at the top.

fn standing(commits: Option<usize>, stale: &[&str]) -> Standing {
    let time = |text: &str| text.parse::<Time>().unwrap();
    Standing {
        sessions: 3,
        heads: 1,
        base: vec!["20261118t120000z-abcdef".parse().unwrap()],
        number: 3,
        line: "main".into(),
        draft: true,
        origin: Some(Origin {
            time: time("2026-11-18T12:00:00Z"),
            by: "Ada".into(),
            commit: Some("1a2b3c4".into()),
            commits,
            stale: stale.iter().map(ToString::to_string).collect(),
        }),
        tree: Some("main at 9f8e7d6, with uncommitted changes".into()),
        now: time("2026-11-20T13:00:00Z"),
    }
}

#[track_caller]
fn header(columns: u16, standing: Option<Standing>, want: &str) {
    let mut stage = Stage::new(LIVE).size(columns, 30);
    stage.change(|s| s.standing = standing);
    let grid = stage.grid();
    let line = grid.lines().next().unwrap().trim();
    let (left, right) = line.rsplit_once("  ").unwrap_or((line, ""));
    let got = if right.is_empty() { left.to_owned() } else { format!("{} | {right}", left.trim_end()) };
    assert_eq!(got, want, "{columns} columns");
}

#[test]
fn the_line_at_the_top_says_less_where_there_is_less_room() {
    let old = || Some(standing(Some(14), &["src/auth.rs"]));
    header(120, old(), "baton  task-api · main · session 3 → 4 · draft | sealed 2 d ago · 14 commits since · 1 stale citation");
    header(100, old(), "baton  task-api · main · session 3 → 4 · draft | sealed 2 d ago · 14 commits since · 1 stale");
    header(90, old(), "baton  task-api · main · session 3 → 4 · draft | sealed 2 d ago · 14 commits · 1 stale");
    header(80, old(), "baton  task-api · main · session 3 → 4 · draft | 2 d ago · 14 commits · 1 stale");
    header(68, old(), "baton  task-api · main · session 3 → 4 · draft | 2 d ago · 1 stale");
    header(58, old(), "baton  task-api · main · session 3 → 4 · draft | 2 d ago");
    header(50, old(), "baton  task-api · session 3 → 4 · draft | 2 d ago");
    header(40, old(), "task-api · 3 → 4 · draft | 2 d ago");
    header(80, None, "baton  task-api · main · session 3 → 4 · draft | SESSION-HANDOFF.md");
    header(
        100,
        Some(Standing { draft: false, ..standing(Some(1), &[]) }),
        "baton  task-api · main · session 3 · sealed | sealed 2 d ago · 1 commit since",
    );
    let several = Standing { base: vec![], heads: 2, origin: None, ..standing(None, &[]) };
    header(100, Some(several), "baton  task-api · main · 2 heads, no base chosen | SESSION-HANDOFF.md");
}

// Taking over.

#[test]
fn a_fresh_clone_opens_with_who_sealed_and_what_changed_and_no_key_waits_for_it() {
    let place = repository(&LIVE.replace("- Designed the schema", "- Designed the schema in `src/schema.sql`"));
    place.write("src/schema.sql", "create table a;\n");
    git(&place.root(), &["add", "src"]);
    git(&place.root(), &["commit", "-qm", "schema"]);
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&place.home(), &["clone", "-q", place.root().to_str().unwrap(), "clone"]);
    let clone = place.home().join("clone").canonicalize().unwrap();
    fs::write(clone.join("src/schema.sql"), "create table b;\n").unwrap();
    git(&clone, &["commit", "-qam", "another schema"]);

    let mut first = Stage::of(open_in(&place, clone.clone())).size(120, 36);
    let told = first.status();
    assert!(told.starts_with("session 1 sealed just now by tester at ") && told.contains("; now main at "), "{told}");
    assert!(told.ends_with("1 commit since; src/schema.sql changed · I: more"), "{told}");
    assert!(first.grid().lines().next().unwrap().ends_with("1 commit since · 1 stale citation"), "{}", first.grid());
    first.keys("j I");
    assert!(first.grid().contains("changed     src/schema.sql") && first.grid().contains("by          tester"), "{}", first.grid());
    first.keys("Esc");
    assert!(!first.status().contains("sealed just now"), "{}", first.status());

    let again = open_in(&place, clone.clone());
    assert_eq!(again.snapshot().arrival, None);
    git(&clone, &["commit", "-q", "--allow-empty", "-m", "on"]);
    assert_eq!(open_in(&place, clone).snapshot().arrival, Some(Arrival::Moved));
}

#[test]
fn a_newer_session_on_another_branch_is_told_first() {
    let place = repository(LIVE);
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&place.root(), &["checkout", "-qb", "ahead"]);
    work(&place, "More");
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&place.root(), &["checkout", "-q", "main"]);
    let mut project = open_in(&place, place.root());
    let mut stage = Stage::of(open_in(&place, place.root())).size(80, 24);
    project.look_around();
    stage.send(Msg::Snapshot(project.snapshot()));
    assert!(stage.status().starts_with("newer: session 2") && stage.status().contains("branch ahead"), "{}", stage.status());
    stage.keys("I");
    assert!(stage.grid().contains("git merge ahead"), "{}", stage.grid());
}

#[test]
fn a_session_sealed_while_others_are_looked_for_is_news() {
    let place = repository(LIVE);
    let mut project = open_in(&place, place.root());
    let _ = place.run(&["seal"]).ok();
    project.look_around();
    assert!(project.look_again());
    assert_eq!(project.snapshot().standing.as_ref().map(|s| s.number), Some(1));
}

#[test]
fn the_line_for_who_arrives_says_less_where_there_is_less_room() {
    for columns in [40, 60, 80, 100, 120, 200] {
        let mut stage = Stage::new(LIVE).size(columns, 30);
        stage.change(|s| (s.standing, s.arrival) = (Some(standing(Some(14), &["a.rs", "b.rs"])), Some(Arrival::Back)));
        let told = stage.status();
        assert!(told.contains("session 3 sealed 2 d ago") && !told.ends_with('…'), "{columns}: {told}");
        assert_eq!(told.contains("2 cited files changed"), columns >= 60, "{columns}: {told}");
    }
}

#[test]
fn what_a_template_leaves_open_does_not_look_like_an_item() {
    let mut stage = Stage::new("## Decisions\n\n- [Decision 1 with reference to context]\n- UUID keys\n").size(100, 30);
    stage.keys("j");
    let grid = stage.grid();
    assert!(grid.contains("[Decision 1 with reference") && grid.matches("no rationale").count() == 1, "{grid}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_seconds_between_two_times_are_those_of_the_calendar(a in 0i64..250_000_000_000, b in 0i64..250_000_000_000) {
        let time = |seconds: i64| jiff::Timestamp::from_second(seconds).unwrap().to_string().parse::<Time>().unwrap();
        prop_assert_eq!(time(a).since(time(b)), u64::try_from(a - b).unwrap_or(0));
    }
}

// The whole of it, on a real terminal.

/// Ends a session by keys: `edits` are (keys, typed text) pairs; returns the copied bytes and how many keys there were beside the typing.
fn wrap_up(terminal: &mut terminal::Terminal, edits: &[(&str, &str)], number: usize) -> (Vec<u8>, usize) {
    let mut keys = 0;
    for (pressed, typed) in edits {
        terminal.send(pressed);
        keys += pressed.chars().count();
        if !typed.is_empty() {
            terminal.wait_for("leave, text kept");
            // Enter ends what is typed.
            terminal.send(&format!("{typed}\r"));
            terminal.wait_gone("leave, text kept");
        }
    }
    for (key, shown) in [("S", "s seal "), ("s", "✓ sealed"), ("y", "✓ copied"), ("c", "✓ committed")] {
        terminal.send(key);
        terminal.wait_for(shown);
        keys += 1;
    }
    (terminal.wait_copy(number), keys)
}

#[test]
fn a_session_is_wrapped_up_with_twelve_keys_beside_the_typing() {
    let place = repository(&LIVE.replace("- [x] Set up the tests\n", ""));
    let mut command = terminal::baton(&place.home(), &place.root());
    for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        command.env(name, "t@example.com");
    }
    let mut terminal = terminal::start(command, 100, 30);
    terminal.wait_for("Postgres over SQLite");
    let mut copied = Vec::new();
    for n in 1..=3 {
        let [a, b, c, d] = ["Decide", "Choose", "Do", " Then try"].map(|word| format!("{word} {n}"));
        // A decision mended, two added; a task set, one added; the objective mended.
        let edits = [("e", " indeed"), ("a", &*a), ("a", &*b), ("2 ", ""), ("a", &*c), ("4e", &*d)];
        let (bytes, keys) = wrap_up(&mut terminal, &edits, n - 1);
        assert_eq!(keys, 12);
        copied.push(bytes);
        terminal.send("\x1b");
        terminal.wait_gone(&format!("Session {n} is sealed"));
        terminal.send("n");
        terminal.wait_for(&format!("Session {} begins", n + 1));
        terminal.send("n");
        terminal.wait_for("takes it back");
        terminal.send("1g");
    }
    terminal.send("q");
    assert!(terminal.wait_exit().success());
    let log = place.run(&["log", "--json"]).ok().json();
    let ids: Vec<String> = log["sessions"].as_array().unwrap().iter().rev().map(|s| s["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 3, "{log}");
    for (id, copied) in ids.iter().zip(&copied) {
        assert_eq!(place.run(&["prompt", "--session", id]).ok().stdout.as_bytes(), copied);
    }
    assert_eq!(git(&place.root(), &["rev-list", "--count", "HEAD"]).trim(), "3");
    assert!(place.run(&["show", &ids[2]]).ok().stdout.contains("Decide 3"));
}
