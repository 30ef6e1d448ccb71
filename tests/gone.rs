//! A live file that is not where it was, or only in folders below.

use crate::cli::Place as Shell;
use crate::project::Place;
use crate::settle::Desk;
use baton::merge::Take;
use baton::project::{Command, Format};
use std::fs;

const TEXT: &str = "# Handoff\n\n## Decisions\n- Postgres: scales\n\n## Next Session Objective\n\nBuild the login.\n";

#[test]
fn a_file_deleted_under_the_panes_is_said_and_written_back_by_one_key() {
    let place = Place::with(TEXT);
    let path = place.root().join("SESSION-HANDOFF.md");
    let mut desk = Desk::open(place.open(), 100, 30);
    fs::remove_file(&path).unwrap();
    desk.look();
    desk.shows("view only: deleted; this is its last text").shows("the file was deleted: W writes back what you see").shows("Postgres");
    desk.keys("1 e").shows("view only: deleted").keys("d u");
    assert!(!path.exists(), "nothing is written unasked");
    desk.keys("W").shows("wrote the deleted handoff back");
    assert_eq!(place.text(), TEXT);
    desk.keys("u").shows("undone: wrote the deleted handoff back");
    assert!(!path.exists());
    desk.keys("Ctrl-r").shows("Postgres");
    assert_eq!(place.text(), TEXT);
    desk.keys("1 d");
    assert!(!place.text().contains("Postgres"));
    desk.keys("u u");
    assert!(!path.exists(), "each step in its turn");
}

#[test]
fn a_file_that_comes_back_by_itself_is_taken_as_it_is() {
    let place = Place::with(TEXT);
    let path = place.root().join("SESSION-HANDOFF.md");
    let mut desk = Desk::open(place.open(), 100, 30);
    fs::remove_file(&path).unwrap();
    desk.look();
    let other = TEXT.replace("Postgres", "SQLite");
    place.write("SESSION-HANDOFF.md", &other);
    desk.keys("W").shows("nothing has to be written back").shows("SQLite");
    assert_eq!(place.text(), other);
    desk.keys("1 d");
    assert!(!place.text().contains("SQLite"));
}

#[test]
fn a_deleted_file_keeps_what_was_being_typed() {
    let place = Place::with(TEXT);
    let path = place.root().join("SESSION-HANDOFF.md");
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.keys("1 e Ctrl-u");
    desk.type_text("MariaDB");
    fs::remove_file(&path).unwrap();
    desk.look();
    desk.keys("Enter").shows("MariaDB");
    assert!(!path.exists());
    desk.keys("Esc W e").shows("MariaDB").keys("Enter");
    assert!(place.text().contains("MariaDB: scales"), "{}", place.text());
}

#[test]
fn a_deleted_file_is_written_back_from_the_box_that_a_crash_left() {
    let place = Place::with(TEXT);
    let path = place.root().join("SESSION-HANDOFF.md");
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.keys("1 e Ctrl-u");
    desk.type_text("MariaDB");
    drop(desk);
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.shows("An unwritten text");
    fs::remove_file(&path).unwrap();
    desk.look();
    desk.shows("the file was deleted: W writes back what you see").shows("W write back");
    desk.keys("W").shows("wrote the deleted handoff back").shows("An unwritten text");
    assert_eq!(place.text(), TEXT);
    desk.keys("t Enter");
    assert!(place.text().contains("MariaDB"), "{}", place.text());
}

#[test]
fn handoffs_in_folders_below_are_named() {
    let place = Shell::new();
    for name in ["api/HANDOFF.md", "web/docs/SESSION-HANDOFF.md", "web/docs/HANDOFF.md", "node_modules/x/HANDOFF.md", ".git/x/HANDOFF.md"] {
        place.write(name, TEXT);
    }
    fs::remove_dir_all(place.root().join(".git")).unwrap();
    let told = place.run(&["status"]).exits(3).says("api/HANDOFF.md, web/docs/SESSION-HANDOFF.md");
    assert!(!told.stderr.contains("node_modules") && told.stderr.contains("-C DIR"), "{told}");
    let json = place.run(&["status", "--json"]).exits(3).json();
    assert!(json["error"]["message"].as_str().unwrap().contains("api/HANDOFF.md"), "{json}");
    let mut desk = Desk::open(crate::settle::project_of(&place), 80, 24);
    desk.shows("2 folders below have one")
        .shows("1 open api/HANDOFF.md")
        .shows("2 open web/docs/SESSION-HANDOFF.md")
        .shows("s start fresh");
}

/// Makes a project with a sealed session and an edit after it, and takes the live file away.
fn lost() -> (Shell, String, String) {
    let place = crate::seal::repository(crate::seal::LIVE);
    let _ = crate::seal::seal(&place);
    let sealed = place.live();
    crate::seal::work(&place, "Not sealed yet");
    let draft = place.live();
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    (place, sealed, draft)
}

#[test]
fn a_sealed_file_that_is_gone_is_said_and_comes_back_with_its_last_text() {
    let (place, _, draft) = lost();
    let _ = place.run(&["status"]).exits(3).says("SESSION-HANDOFF.md is gone").says("baton init");
    let _ = place.run(&["switch", "1"]).exits(5).says("SESSION-HANDOFF.md is gone").says("baton init").says("--park");
    let _ = place.run(&["init"]).ok();
    assert_eq!(place.live(), draft);
    assert!(place.run(&["undo"]).ok().stdout.contains("wrote the deleted handoff back"));
    assert!(!place.root().join("SESSION-HANDOFF.md").exists());
    let _ = place.run(&["redo"]).ok();
    assert_eq!(place.live(), draft);
}

#[test]
fn going_to_a_session_puts_its_text_where_the_file_was() {
    let (place, sealed, _) = lost();
    let _ = place.run(&["switch", "1", "--park"]).ok();
    assert_eq!(place.live(), sealed);
    let (place, sealed, _) = lost();
    // Another machine has the chain and no journal.
    fs::remove_dir_all(place.home().join(".local")).unwrap();
    let _ = place.run(&["switch", "1"]).ok();
    assert_eq!(place.live(), sealed);
    let _ = place.run(&["undo"]).ok();
    assert!(!place.root().join("SESSION-HANDOFF.md").exists());
    let mut desk = Desk::open(crate::settle::project_of(&place), 100, 30);
    desk.shows("write its last text back: SESSION-HANDOFF.md").keys("w").shows("wrote the deleted handoff back");
    assert_eq!(place.live(), sealed);
}

#[test]
fn rolling_back_makes_a_file_that_is_gone_anew() {
    let place = crate::seal::repository(crate::seal::LIVE);
    let _ = crate::seal::seal(&place);
    let first = place.live();
    crate::seal::work(&place, "Second step");
    let _ = crate::seal::seal(&place);
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    let _ = place.run(&["rollback", "1", "--why", "too slow"]).ok();
    assert_eq!(place.live(), first);
    assert_eq!(place.run(&["log", "--json"]).ok().json()["sessions"].as_array().unwrap().len(), 3);
    let _ = place.run(&["undo"]).ok();
    assert!(!place.root().join("SESSION-HANDOFF.md").exists());
    assert_eq!(place.run(&["log", "--json"]).ok().json()["sessions"].as_array().unwrap().len(), 2);
}

#[test]
fn what_init_made_is_taken_back_and_made_again() {
    let place = Shell::new();
    let _ = place.run(&["init"]).ok();
    let made = place.live();
    let _ = place.run(&["undo"]).ok();
    assert!(!place.root().join("SESSION-HANDOFF.md").exists());
    let _ = place.run(&["redo"]).ok();
    assert_eq!(place.live(), made);
    // What somebody wrote since is not taken away with it.
    place.write("SESSION-HANDOFF.md", made.clone() + "\nMore.\n");
    let _ = place.run(&["undo"]);
    assert!(place.live().ends_with("More.\n"));
}

#[test]
fn what_was_written_since_stays_when_the_making_of_the_file_is_undone() {
    for (take, stays) in [(Take::Theirs, true), (Take::Ours, false)] {
        let place = Place::new();
        let mut project = place.open();
        assert!(project.execute(Command::Start(Format::SessionHandoff)).is_ok());
        let now = place.text() + "\nMore.\n";
        place.write("SESSION-HANDOFF.md", &now);
        assert!(project.execute(Command::Undo).is_err(), "it is another text by now");
        let conflicts = project.snapshot().dispute.clone().unwrap().conflicts;
        project.execute(Command::Resolve(conflicts.into_iter().map(|c| (c.id, take.clone())).collect())).unwrap();
        assert_eq!(fs::read_to_string(place.root().join("SESSION-HANDOFF.md")).ok(), stays.then_some(now));
    }
}

#[test]
fn a_live_file_that_the_settings_name_and_that_is_not_there_is_named() {
    let place = Shell::new();
    place.write(".baton/config.toml", "live = \"docs/foo.md\"\n");
    let _ = place.run(&["status"]).exits(3).says("docs/foo.md");
    let _ = place.run(&["seal"]).exits(3).says("docs/foo.md");
    place.write(".baton/config.toml", "live = \"../../etc/passwd\"\n");
    let told = place.run(&["config"]).ok();
    let row = told.stdout.lines().find(|line| line.starts_with("live ")).unwrap();
    assert!(row.contains("is not used") && !row.contains("passwd"), "{told}");
    let _ = place.run(&["init"]).ok();
    assert!(place.root().join("SESSION-HANDOFF.md").is_file());
}

#[test]
fn nothing_is_made_in_a_bare_repository() {
    let place = Shell::new();
    let bare = place.home().join("x.git");
    crate::seal::git(&place.home(), &["init", "-q", "--bare", "x.git"]);
    let (told, exit) = crate::history::run_in(&place, &bare, &["init"]);
    assert!(exit == 1 && told.contains("bare repository"), "{told}");
    assert!(!bare.join(".baton").exists() && !bare.join("SESSION-HANDOFF.md").exists());
}
