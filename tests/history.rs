//! The chain after sealing: log, prompts, pages, branches, ways back, clones, merges.

use crate::cli::Place;
use crate::seal::{LIVE, base, git, git_may_fail, repository, seal, work};
use crate::support::chains;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes three sessions and returns their ids.
fn three(place: &Place) -> [String; 3] {
    let first = seal(place);
    work(place, "Second step");
    let second = seal(place);
    work(place, "Third step");
    [first, second, seal(place)]
}

/// Runs baton in another directory, with the home of the place.
#[track_caller]
pub fn run_in(place: &Place, dir: &Path, args: &[&str]) -> (String, i32) {
    let out = place.command(args).current_dir(dir).output().unwrap();
    (String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr), out.status.code().unwrap())
}

pub fn parents_in(place: &Place, dir: &Path, args: &[&str]) -> Vec<String> {
    let mut all = vec!["seal", "--json"];
    all.extend(args);
    let (told, exit) = run_in(place, dir, &all);
    assert_eq!(exit, 0, "{told}");
    let answer: serde_json::Value = serde_json::from_str(&told[told.find('{').unwrap()..=told.rfind('}').unwrap()]).unwrap();
    answer["parents"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect()
}

pub fn add_task_in(place: &Place, dir: &Path, task: &str) {
    let (told, exit) = run_in(place, dir, &["add", "task", task]);
    assert_eq!(exit, 0, "{told}");
}

#[test]
fn the_log_has_every_session_and_each_prompt_is_the_one_of_its_day() {
    let place = repository(LIVE);
    let mut prompts = Vec::new();
    for n in 0..3 {
        work(&place, &format!("Step {n}"));
        let id = seal(&place);
        prompts.push((id, place.run(&["prompt"]).ok().stdout));
    }
    let log = place.run(&["log", "--json"]).ok().json();
    let ids: Vec<_> = log["sessions"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, prompts.iter().rev().map(|(id, _)| id.clone()).collect::<Vec<_>>());
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "all"]);
    for (id, prompt) in &prompts {
        let again = place.run(&["prompt", "--session", id]).ok().stdout;
        assert_eq!(&again, prompt);
        assert!(prompt.lines().next().unwrap().contains(id.as_str()), "the first line names the session");
    }
}

#[test]
fn sessions_are_shown_compared_searched_and_explained() {
    let place = repository(LIVE);
    let [first, _, third] = three(&place);
    let text = place.run(&["show", &first]).ok().stdout;
    assert!(!text.contains("Second step"));
    let whole = place.run(&["show", "3", "--as", "handoff-1.0"]).ok().stdout;
    assert!(whole.starts_with("=== SESSION HANDOFF ===") && whole.contains("PROMPT FOR NEXT SESSION"));
    let diff = place.run(&["diff", "1..3", "--json"]).ok().json();
    let added: Vec<_> = diff["changes"].as_array().unwrap().iter().map(|c| c["now"]["text"].as_str().unwrap()).collect();
    assert_eq!(added, ["Second step", "Third step"]);
    let hits = place.run(&["search", "third STEP", "--json"]).ok().json();
    assert!(hits["hits"].as_array().unwrap().iter().any(|h| h["session"] == third.as_str()));
    let why = place.run(&["why", "postgres", "--json"]).ok().json();
    assert_eq!((why["events"][0]["session"].as_str(), why["events"][0]["now"]["why"].as_str()), (Some(&*first), Some("scales better")));
    let _ = place.run(&["search", "nowhere at all"]).exits(3);
    let _ = place.run(&["show", "nowhere"]).exits(1);
}

#[test]
fn the_files_beside_the_handoff_are_searched_line_by_line() {
    let place = repository(LIVE);
    seal(&place);
    place.write("MEMORY.md", "# Memory\n\n- Zebra crossings work\n");
    place.write("docs/decisions.md", "# Decisions\r\n\r\nzebra over horse\r\n");
    place.write("docs/phases/phase2.md", "- [ ] the zebra\n");
    place.write("docs/other.md", "zebra\n");
    place.write("SOUL.md", "The zebra's word is zebra-secret-word\n");
    place.write(".env", "API_TOKEN=zebra-secret-word\n");
    fs::write(place.home().join("outside.md"), "zebra\n").unwrap();
    std::os::unix::fs::symlink(place.home().join("outside.md"), place.root().join("SESSION_CONTEXT.md")).unwrap();
    let answer = place.run(&["search", "ZEBRA", "--json"]).ok().json();
    let hits: Vec<_> =
        answer["hits"].as_array().unwrap().iter().map(|h| (h["file"].as_str().unwrap(), h["line"].as_u64().unwrap())).collect();
    assert_eq!(hits, [("MEMORY.md", 3), ("SOUL.md", 1), ("docs/decisions.md", 3), ("docs/phases/phase2.md", 1)]);
    assert!(!answer.to_string().contains("zebra-secret-word"));
    let told = place.run(&["search", "zebra"]).ok().stdout;
    assert!(told.contains("docs/decisions.md:3  zebra over horse\n"), "{told}");
    // The live file by its line too.
    let hit = place.run(&["search", "postgres", "--json"]).ok().json()["hits"][0].clone();
    assert_eq!((hit["file"].as_str(), hit["line"].as_u64(), hit["session"].is_null()), (Some("SESSION-HANDOFF.md"), Some(11), true));
    assert!(place.run(&["search", "postgres"]).ok().stdout.starts_with("SESSION-HANDOFF.md:11  decisions: "));
}

#[test]
fn a_page_turns_only_when_it_is_sealed() {
    let place = repository(LIVE);
    let _ = place.run(&["next"]).exits(5).says("baton seal");
    seal(&place);
    let before = place.live();
    let _ = place.run(&["next", "--preview"]).ok();
    assert_eq!(place.live(), before);
    let _ = place.run(&["next"]).ok();
    let after = place.live();
    assert!(!after.contains("Set up the tests") && after.contains("Write the models") && after.contains("Never touch production"));
    let _ = place.run(&["undo"]).ok();
    assert_eq!(place.live(), before);
}

#[test]
fn a_branch_parks_the_draft_and_gives_it_back_byte_for_byte() {
    let place = repository(LIVE);
    let [first, _, third] = three(&place);
    let _ = place.run(&["switch", &third]).exits(3);
    work(&place, "Not sealed yet");
    place.write("SESSION-HANDOFF.md", place.live().replace("Never touch", "Never  touch"));
    let draft = place.live();
    let _ = place.run(&["switch", &first]).exits(5).says("--park");
    assert_eq!(place.live(), draft);
    let _ = place.run(&["switch", &first, "--park"]).ok();
    assert_eq!(base(&place), std::slice::from_ref(&first));
    assert_eq!(place.live(), place.run(&["show", &first]).ok().stdout);
    work(&place, "Another line");
    let branch = place.run(&["seal", "--json"]).ok().json();
    assert_eq!((branch["parents"][0].as_str(), branch["line"].as_str()), (Some(&*first), Some("main-2")));
    let back = place.run(&["switch", &third, "--json"]).ok().json();
    assert_eq!(back["restored"], true);
    assert_eq!(place.live(), draft);
    // All of it can be taken back, step by step.
    let _ = place.run(&["undo"]).ok();
    assert_eq!(base(&place), [branch["id"].as_str().unwrap()]);
    let _ = place.run(&["redo"]).ok();
    assert_eq!((place.live(), base(&place)), (draft, vec![third]));
}

/// Returns every file of the project with its bytes, and the base.
fn whole(place: &Place) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    crate::walk::tree(&place.root().join(".baton"), &mut files);
    files.retain(|path, _| !path.ends_with(".gitattributes"));
    files.insert("live".into(), place.live().into_bytes());
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// Puts a file where a directory must be, or a directory where a file must be: a write there fails, for everybody.
fn blocked(path: &Path, aside: &Path, work: impl FnOnce()) {
    let there = path.symlink_metadata().is_ok();
    if there {
        fs::rename(path, aside).unwrap();
    }
    fs::write(path, "in the way").unwrap();
    work();
    fs::remove_file(path).unwrap();
    if there {
        fs::rename(aside, path).unwrap();
    }
}

#[test]
fn a_write_that_fails_leaves_file_chain_and_draft_as_they_were() {
    let place = repository(LIVE);
    // Its sessions are of an earlier month, so that today's can be in the way of new ones only.
    let ids: Vec<String> = chains::write(&place.root(), &chains::plan(3, 1), true).iter().map(ToString::to_string).collect();
    let [first, second, third] = ids.as_slice() else { panic!("{ids:?}") };
    let _ = place.run(&["log"]).ok();
    let _ = place.run(&["add", "task", "Not sealed yet"]).ok();
    let (draft, text) = (whole(&place), place.live());
    let (baton, aside) = (place.root().join(".baton"), place.home().join("aside"));
    let month = baton.join("sessions").join(&jiff::Timestamp::now().to_string()[..7]);
    let projects = place.home().join(".local/state/baton/projects");
    let state = fs::read_dir(&projects).unwrap().next().unwrap().unwrap().path();
    let roll: &[&str] = &["rollback", first, "--why", "it was too slow", "--park"];
    let go: &[&str] = &["switch", first, "--park"];
    let fails = |args: &[&str]| {
        let told = place.run(args).exits(1);
        assert!(told.stderr.contains("nothing was changed"), "{told}");
        assert_eq!(place.live(), text, "{told}");
    };
    // Where the draft is parked.
    for args in [roll, go] {
        blocked(&state, &aside, || fails(args));
        assert_eq!(whole(&place), draft);
    }
    // Where the new session is written.
    for args in [roll, &["seal"]] {
        blocked(&month, &aside, || fails(args));
        assert_eq!(whole(&place), draft);
    }
    // Where the base is marked: all of it, and the one name.
    for args in [roll, go, &["seal"]] {
        blocked(&baton.join("base"), &aside, || fails(args));
        fs::remove_dir(&month).ok();
        assert_eq!(whole(&place), draft, "{args:?}");
    }
    fs::create_dir(baton.join("base").join(second)).unwrap();
    fails(&["switch", second, "--park"]);
    fs::remove_dir(baton.join("base").join(second)).unwrap();
    assert_eq!(whole(&place), draft);
    // Nothing was put aside that would come back later, and the way is free.
    let _ = place.run(&["undo"]).ok();
    let _ = place.run(&["redo"]).ok();
    assert_eq!(place.live(), text, "undo is of the edit");
    let _ = place.run(go).ok();
    assert_eq!(base(&place), std::slice::from_ref(first));
    let back = place.run(&["switch", third, "--json"]).ok().json();
    assert_eq!((back["restored"].as_bool(), place.live()), (Some(true), text.clone()));
    let told = place.run(&["op", "log", "--json"]).ok().json();
    let turns: Vec<_> = told["operations"].as_array().unwrap().iter().map(|o| o["turn"].as_str().unwrap()).collect();
    assert!(!turns.contains(&"outside"), "{told}");
}

#[test]
fn a_draft_over_the_only_head_comes_back_without_a_marker_too() {
    let place = repository(LIVE);
    let [first, _, third] = three(&place);
    fs::remove_dir_all(place.root().join(".baton/base")).unwrap();
    work(&place, "Not sealed yet");
    let draft = place.live();
    let _ = place.run(&["switch", &first, "--park"]).ok();
    let back = place.run(&["switch", &third, "--json"]).ok().json();
    assert_eq!((back["restored"].as_bool(), place.live()), (Some(true), draft));
}

#[test]
fn a_draft_parked_where_one_stays_comes_back_by_the_name_that_was_told() {
    let place = repository(LIVE);
    let [_, _, third] = three(&place);
    let sealed = place.live();
    work(&place, "Not sealed yet");
    let draft = place.live();
    let told = place.run(&["switch", "3", "--park"]).ok().stdout;
    assert!(told.contains(&format!("baton switch {third} brings them back")), "{told}");
    assert_eq!(place.live(), sealed);
    let back = place.run(&["switch", &third, "--json"]).ok().json();
    assert_eq!((back["restored"].as_bool(), back["parked"].as_bool(), place.live()), (Some(true), Some(false), draft.clone()));
    let _ = place.run(&["undo"]).ok();
    assert_eq!(place.live(), sealed);
    let _ = place.run(&["redo"]).ok();
    place.write("SESSION-HANDOFF.md", &sealed);
    let _ = place.run(&["switch", "3"]).exits(3);
}

/// Seals two ways that go on from one session and begins to merge them; returns the ids of the three.
fn merging(place: &Place) -> [String; 3] {
    let first = seal(place);
    work(place, "One way");
    let one = seal(place);
    let _ = place.run(&["switch", &first]).ok();
    work(place, "Other way");
    let other = seal(place);
    let _ = place.run(&["merge", &one]).ok();
    [first, one, other]
}

#[test]
fn a_merge_that_was_parked_comes_back_whole_from_either_of_its_bases() {
    let place = repository(LIVE);
    let [first, one, other] = merging(&place);
    let (draft, both) = (place.live(), base(&place));
    assert_eq!(both.len(), 2);
    for back in [&one, &other] {
        let _ = place.run(&["switch", &first, "--park"]).ok();
        assert_eq!(base(&place), std::slice::from_ref(&first));
        let told = place.run(&["switch", back]).ok().stdout;
        assert!(told.contains("merged with session") && told.contains("put aside there are back"), "{told}");
        assert_eq!((place.live(), base(&place)), (draft.clone(), both.clone()));
    }
    // Leaving it for one of its own bases is no way back to it yet.
    let _ = place.run(&["switch", &one, "--park"]).ok();
    assert_eq!((place.live(), base(&place)), (place.run(&["show", &one]).ok().stdout, vec![one.clone()]));
    let _ = place.run(&["switch", &one]).ok();
    assert_eq!((place.live(), base(&place)), (draft, both));
}

#[test]
fn what_a_session_carried_is_carried_again_by_the_one_that_takes_it_up() {
    let place = repository(LIVE);
    seal(&place);
    work(&place, "Second step");
    seal(&place);
    let _ = place.run(&["rollback", "1", "--why", "the queue lost messages"]).ok();
    let _ = place.run(&["switch", "2"]).ok();
    let _ = place.run(&["rollback", "3", "--why", "no, forward"]).ok();
    let prompt = place.run(&["prompt"]).ok().stdout;
    assert!(prompt.contains("no, forward") && prompt.contains("the queue lost messages"), "{prompt}");
}

#[test]
fn a_directory_among_the_markers_is_none() {
    let place = repository(LIVE);
    fs::create_dir_all(place.root().join(".baton/base/notes")).unwrap();
    let first = seal(&place);
    work(&place, "More");
    let second = seal(&place);
    let _ = place.run(&["switch", &first]).ok();
    let _ = place.run(&["undo"]).ok();
    assert_eq!(place.run(&["log", "--json"]).ok().json()["base"][0], second.as_str());
}

#[test]
fn a_range_says_which_end_is_wrong_and_a_file_in_a_wrong_folder_is_named() {
    let place = repository(LIVE);
    let told = place.run(&["verify"]).ok().stdout;
    assert!(told.contains("no session to verify"), "{told}");
    let id = seal(&place);
    let _ = place.run(&["verify", "--range", "1..9"]).exits(1).says("\"9\" names no session");
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "one"]);
    let _ = place.run(&["verify", "--range", "1..HEAD"]).exits(1).says("\"HEAD\" is a commit of git and no session");
    place.write(&format!(".baton/sessions/2020-01/{id}.md"), "another text\n");
    let told = place.run(&["verify"]).ok().stdout;
    assert!(told.contains(&format!("2020-01/{id}.md does not lie in the folder of {id}")), "{told}");
}

#[test]
fn a_page_without_a_done_item_says_so() {
    let place = repository(&LIVE.replace("[x]", "[ ]").replace("### Accomplished\n- Designed the schema\n\n", ""));
    seal(&place);
    let told = place.run(&["next"]).ok().stdout;
    assert!(told.contains("no done item to leave behind"), "{told}");
}

#[test]
fn rolling_back_twice_and_forward_again_loses_nothing_and_carries_the_dead_ends() {
    let place = repository(LIVE);
    let [first, second, third] = three(&place);
    let _ = place.run(&["rollback", &second]).exits(2);
    let key = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0".repeat(2).get(..36).unwrap());
    let _ = place.run(&["rollback", &second, "--why", &format!("{key} expired")]).exits(6);
    let answer = place.run(&["rollback", &second, "--why", "the queue lost messages"]).ok();
    assert!(answer.stdout.contains("files stay as they are"), "{answer}");
    assert_eq!(place.live(), place.run(&["show", &second]).ok().stdout);
    let prompt = place.run(&["prompt"]).ok().stdout;
    assert!(prompt.contains("the queue lost messages") && prompt.contains("## Dead Ends"), "{prompt}");
    let _ = place.run(&["rollback", &first, "--why", "it was too slow"]).ok();
    let prompt = place.run(&["prompt"]).ok().stdout;
    assert!(prompt.contains("the queue lost messages") && prompt.contains("it was too slow"), "{prompt}");
    let _ = place.run(&["switch", &third]).ok();
    assert_eq!(place.live(), place.run(&["show", &third]).ok().stdout);
    assert_eq!(place.run(&["log", "--json"]).ok().json()["sessions"].as_array().unwrap().len(), 5);
    let _ = place.run(&["verify"]).ok();
    for _ in 0..3 {
        let _ = place.run(&["undo"]).ok();
    }
    assert_eq!(base(&place), [third]);
    assert_eq!(place.run(&["log", "--json"]).ok().json()["sessions"].as_array().unwrap().len(), 3);
}

#[test]
fn a_pin_deleted_by_hand_stands_until_it_is_retired() {
    let place = repository(LIVE);
    seal(&place);
    place.write("SESSION-HANDOFF.md", place.live().replace("- Never touch production\n", ""));
    let pinned = |place: &Place| {
        let prompt = place.run(&["prompt"]).ok().stdout;
        let (_, rest) = prompt.split_once("## Constraints").unwrap_or_default();
        rest.split("\n## ").next().unwrap_or_default().split("### Retired").next().unwrap_or_default().contains("Never touch production")
    };
    assert!(pinned(&place));
    seal(&place);
    assert!(pinned(&place), "also two sessions later");
    let _ = place.run(&["pin", "Never touch production"]).ok();
    let list = place.run(&["list", "constraints", "--json"]).ok().json();
    let reference = list["items"][0]["ref"].as_str().unwrap().to_owned();
    let _ = place.run(&["retire", &reference, "--why", "there is a test system now"]).ok();
    assert!(!pinned(&place), "{}", place.live());
    seal(&place);
    assert!(!pinned(&place));
}

#[test]
fn existing_handoffs_become_a_chain() {
    let place = repository(LIVE);
    for n in 1..4 {
        place.write(&format!("old/{n}.md"), LIVE.replace("Write the models", &format!("Part {n}")));
    }
    let adopted = place.run(&["adopt", "old/1.md", "old/2.md", "old/3.md", "--json"]).ok().json();
    let last = adopted["sessions"][2]["id"].as_str().unwrap();
    assert_eq!(base(&place), [last]);
    let log = place.run(&["log", "--json"]).ok().json();
    assert_eq!((log["sessions"][0]["number"].as_u64(), log["heads"].as_array().unwrap().len()), (Some(3), 1));
    assert_eq!(place.live(), LIVE);
    let _ = place.run(&["undo"]).ok();
    assert!(base(&place).is_empty());
    let _ = place.run(&["log"]).exits(3);
}

#[test]
fn what_was_done_is_told() {
    let place = repository(LIVE);
    seal(&place);
    work(&place, "More");
    let _ = place.run(&["undo"]).ok();
    let told = place.run(&["op", "log", "--json"]).ok().json();
    let what: Vec<_> =
        told["operations"].as_array().unwrap().iter().map(|o| (o["turn"].as_str().unwrap(), o["what"].as_str().unwrap())).collect();
    assert_eq!(what, [("undo", "added to tasks"), ("do", "added to tasks"), ("do", "sealed session 1")]);
}

#[test]
fn any_altered_file_is_named() {
    let place = repository(LIVE);
    let [first, second, _] = three(&place);
    let file = |id: &str, end: &str| place.root().join(format!(".baton/sessions/{}-{}/{id}{end}", &id[..4], &id[4..6]));
    type Change = fn(String) -> String;
    let cases: [(&str, &str, Change, &str); 4] = [
        (&first, ".md", |t| t.replace("Write", "Wrote"), "altered"),
        (&second, ".md", |t| t.replace('\n', "\r\n"), "line-ends"),
        (&second, ".md", |t| t.replace("\n- ", "\n-   "), "white-space"),
        (&first, ".toml", |t| t.replace("number = 1", "number = 2"), "altered"),
    ];
    for (id, end, change, what) in cases {
        let path = file(id, end);
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, change(before.clone())).unwrap();
        let answer = place.run(&["verify", "--json"]).exits(5).json();
        let found: Vec<_> = answer["found"].as_array().unwrap().iter().filter(|f| f["altered"] == true).collect();
        assert_eq!((found[0]["what"].as_str(), found[0]["session"].as_str()), (Some(what), Some(id)), "{answer}");
        fs::write(&path, before).unwrap();
    }
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn a_clone_is_told_where_its_base_comes_from_and_what_changed_since() {
    let place = repository(&LIVE.replace("- Designed the schema", "- Designed the schema in `src/schema.sql`"));
    place.write("src/schema.sql", "create table a;\n");
    git(&place.root(), &["add", "src"]);
    git(&place.root(), &["commit", "-qm", "schema"]);
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&place.home(), &["clone", "-q", place.root().to_str().unwrap(), "clone"]);
    let clone = place.home().join("clone");
    let told = run_in(&place, &clone, &["status"]).0;
    assert!(
        told.contains("session 1, sealed 20")
            && told.contains("by tester at ")
            && told.contains(", no commit since; this tree is ")
            && told.contains("; no change since"),
        "{told}"
    );
    fs::write(clone.join("src/schema.sql"), "create table b;\n").unwrap();
    assert!(run_in(&place, &clone, &["status"]).0.contains("cited files changed: src/schema.sql"));
}

#[test]
fn two_clones_seal_and_the_conflict_of_the_live_file_ends_in_a_seal_with_two_parents() {
    let place = repository(LIVE);
    let root = place.root();
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&root, &["checkout", "-q", "-b", "side"]);
    let _ = place.run(&["set", "objective", "Build the logout endpoints."]).ok();
    work(&place, "Theirs");
    let _ = place.run(&["seal", "--commit"]).ok();
    let theirs = base(&place);
    git(&root, &["checkout", "-q", "main"]);
    let _ = place.run(&["set", "objective", "Build the register endpoints."]).ok();
    work(&place, "Ours");
    let _ = place.run(&["seal", "--commit"]).ok();
    let ours = base(&place);
    let (told, ok) = git_may_fail(&root, &["merge", "-q", "side"]);
    assert!(!ok, "{told}");
    let unmerged = git(&root, &["diff", "--name-only", "--diff-filter=U"]);
    assert_eq!(unmerged, "SESSION-HANDOFF.md\n", ".baton/ merges by itself");
    let mut both = [ours, theirs].concat();
    both.sort();
    assert_eq!(base(&place), both);
    let _ = place.run(&["seal"]).exits(4);
    let asked = place.run(&["merge", "--json"]).exits(5).json();
    assert_eq!((asked["written"].as_bool(), asked["conflicts"].as_array().unwrap().len()), (Some(false), 1), "{asked}");
    let _ = place.run(&["merge", "--theirs"]).ok();
    let live = place.live();
    assert!(
        live.contains("- [ ] Ours\n") && live.contains("- [ ] Theirs\n") && live.contains("logout") && !live.contains("<<<<"),
        "{live}"
    );
    let mut parents = parents_in(&place, &root, &[]);
    parents.sort();
    assert_eq!(parents, both);
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "merged"]);
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn another_head_is_merged_by_its_name() {
    let place = repository(LIVE);
    let [_, one, other] = merging(&place);
    assert!(place.live().contains("One way") && place.live().contains("Other way"));
    let mut both = vec![one.clone(), other];
    both.sort();
    assert_eq!(base(&place), both);
    seal(&place);
    assert_eq!(place.run(&["log", "--json"]).ok().json()["heads"].as_array().unwrap().len(), 1);
    let _ = place.run(&["merge", &one]).exits(3);
}

#[test]
fn settings_of_git_change_no_sealed_byte() {
    let place = repository(LIVE);
    place.write(".gitattributes", "* text=auto eol=crlf\n");
    git(&place.root(), &["config", "core.autocrlf", "true"]);
    git(&place.root(), &["add", ".gitattributes"]);
    git(&place.root(), &["commit", "-qm", "attributes"]);
    let _ = place.run(&["seal", "--commit"]).ok();
    git(&place.home(), &["clone", "-q", "-c", "core.autocrlf=true", place.root().to_str().unwrap(), "clone"]);
    let (told, exit) = run_in(&place, &place.home().join("clone"), &["verify"]);
    assert_eq!(exit, 0, "{told}");
}

#[test]
fn words_outside_any_item_are_found_too() {
    let place = Place::with("# Handoff\n\n## Objective\n\nShip it\n\n## Weather at the quay\n\nThe barometer fell all night.\n");
    let _ = seal(&place);
    place.write("SESSION-HANDOFF.md", "# Handoff\n\n## Objective\n\nShip it\n");
    let found = place.run(&["search", "barometer", "--json"]).ok().json();
    assert_eq!(found["hits"][0]["text"], "The barometer fell all night.", "{found:#}");
    assert_eq!(found["hits"][0]["line"], 9);
    let again = place.run(&["search", "barometer", "--json"]).ok().json();
    assert_eq!(again, found, "the index knows it too");
}
