//! What is left when baton is killed, and when two of it run.

use crate::project::Place;
use crate::support::skip;
use baton::handoff::{Concept, Intent};
use baton::project::{Command, Draft, Outcome, Project, World};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const LIVE: &str =
    "## Decisions Made\n- Postgres: scales\n\n## Active Tasks\n- [ ] Write the models\n\n## Next Objective\n\nBuild the login.\n";

/// The world of a helper process whose place is `BATON_PLACE`.
fn helped() -> Option<World> {
    let base = std::env::var_os("BATON_PLACE").map(PathBuf::from)?;
    Some(World { cwd: base.join("project"), home: Some(base.clone()), state: Some(base.join("state")), ..World::default() })
}

fn helper(test: &str, base: &Path, wrapper: &[String]) -> std::process::Command {
    let exe = std::env::current_exe().unwrap().display().to_string();
    let words: Vec<_> = wrapper.iter().cloned().chain([exe]).collect();
    let mut command = std::process::Command::new(&words[0]);
    command.args(&words[1..]).args(["--exact", test, "--test-threads=1", "--quiet"]).env("BATON_PLACE", base);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command
}

fn task(text: &str) -> Command {
    Command::Edit(Intent::Add { concept: Concept::Tasks, text: text.into(), why: None, status: None })
}

/// Not a test of its own: makes one edit where `BATON_PLACE` says.
#[test]
fn helper_that_edits() {
    let Some(world) = helped() else { return };
    let done = Project::open(world, None).unwrap().execute(task("Second task"));
    std::process::exit(if matches!(done, Ok(Outcome::Changed(_))) { 10 } else { 11 });
}

/// Not a test of its own: types into a draft for ever, and notes each text once it is kept.
#[test]
fn helper_that_types() {
    let Some(world) = helped() else { return };
    let noted = world.state.clone().unwrap().with_file_name("noted");
    let mut project = Project::open(world, None).unwrap();
    project.gather();
    for n in 0.. {
        let text = (0..n).map(|n| format!("{n} ")).collect();
        project.keep_draft(Some(&Draft { target: "decisions/1".into(), title: "Postgres".into(), text, why: None }));
        fs::write(&noted, n.to_string()).unwrap();
    }
}

#[test]
fn a_kill_at_any_call_of_an_edit_leaves_a_whole_file_and_a_journal_that_works() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        return skip("strace is not installed");
    }
    let after = {
        let place = Place::with(LIVE);
        place.open().execute(task("Second task")).unwrap();
        place.text()
    };
    let (mut old, mut new) = (0, 0);
    for call in ["openat", "write", "fsync", "fdatasync", "renameat2", "unlink", "mkdir", "flock"] {
        // The first calls are the loader's and those of the test harness; they are swept too, but not one by one.
        for n in (1..).step_by(if call == "openat" { 3 } else { 1 }) {
            let place = Place::with(LIVE);
            let base = place.root().parent().unwrap().to_path_buf();
            let trace = base.join("trace");
            let wrapper =
                ["strace", "-f", "-o", trace.to_str().unwrap(), "-e", &format!("inject={call}:signal=KILL:when={n}")].map(str::to_owned);
            let status = helper("project_kill::helper_that_edits", &base, &wrapper).status().unwrap();
            let traced = fs::read_to_string(&trace).unwrap();
            if !traced.contains("exited with") && !traced.contains("killed by") {
                return skip("strace may not trace here");
            }
            let text = place.text();
            assert!(text == LIVE || text == after, "{call} {n}: torn: {text:?}");
            *(if text == LIVE { &mut old } else { &mut new }) += 1;
            let mut project = place.open();
            project.gather();
            assert!(matches!(project.execute(task("Third task")), Ok(Outcome::Changed(_))), "{call} {n}");
            assert!(matches!(project.execute(Command::Undo), Ok(Outcome::Changed(_))), "{call} {n}");
            assert_eq!(place.text(), text, "{call} {n}: undo after the kill");
            let left = fs::read_dir(place.root()).unwrap().count();
            assert_eq!(left, 1, "{call} {n}: something is left beside the file");
            if status.code() == Some(10) {
                break;
            }
        }
    }
    println!("{old} kills left the old text, {new} the new");
    assert!(old > 0 && new > 0);
}

#[test]
fn what_was_typed_before_a_kill_is_found_again() {
    for round in 0..10 {
        let place = Place::with(LIVE);
        let base = place.root().parent().unwrap().to_path_buf();
        let noted = || fs::read_to_string(base.join("noted")).ok().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        let mut child = helper("project_kill::helper_that_types", &base, &[]).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while noted() < 3 + round * 2 {
            assert!(Instant::now() < deadline, "nothing was typed");
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let known = noted();
        let mut project = place.open();
        project.gather();
        let draft = project.snapshot().draft.clone().unwrap();
        let kept = draft.text.split_whitespace().count();
        assert!(kept >= known, "{known} words were kept, {kept} came back");
        assert!(kept <= known + 1 || known == 0, "{known} words were kept, {kept} came back");
    }
}

#[test]
fn two_batons_on_one_file_lose_nothing() {
    const EDITS: usize = 25;
    let place = Place::with(LIVE);
    std::thread::scope(|scope| {
        for (name, concept) in [("first", Concept::Tasks), ("second", Concept::Decisions)] {
            let mut project = place.open();
            scope.spawn(move || {
                for n in 0..EDITS {
                    let add = Intent::Add { concept, text: format!("{name} {n}."), why: None, status: None };
                    let done = project.execute(Command::Edit(add));
                    assert!(matches!(done, Ok(Outcome::Changed(_))), "{name} {n}: {done:?}");
                }
            });
        }
    });
    let text = place.text();
    for line in ["first", "second"].into_iter().flat_map(|name| (0..EDITS).map(move |n| format!("{name} {n}."))) {
        assert_eq!(text.matches(&line).count(), 1, "{line}");
    }
    let mut project = place.open();
    for n in 0..2 * EDITS {
        assert!(matches!(project.execute(Command::Undo), Ok(Outcome::Changed(_))), "undo {n}");
    }
    assert_eq!(place.text(), LIVE, "both wrote one journal");
}
