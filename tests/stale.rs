//! An edit begun on an older text meets what somebody else did to the same item: keys in, screen and bytes out; and the same of two branches.

use crate::project::Place;
use crate::seal::{git, git_may_fail, repository, seal};
use crate::settle::{Desk, project_of};

const LIVE: &str = "\
# Handoff

## Decisions Made
- Postgres over SQLite: scales better
- UUID keys

## Active Tasks
- [ ] Write the models
- Limit the rate of calls
- [x] Set up the tests

## Pending Actions

| Action | Blocked by | Status |
|---|---|---|
| Order the server | budget | blocked |
| Call the bank |  | open |

## Next Session Objective

Build the login endpoints.
";

/// Begins an edit with keys, lets somebody else write, ends the edit, and returns the desk.
fn meet(begun: &str, typed: &str, theirs: &str, looked: bool) -> (Place, Desk) {
    let place = Place::with(LIVE);
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.keys(begun).keys("Ctrl-u").paste(typed);
    place.write("SESSION-HANDOFF.md", theirs);
    if looked {
        desk.look();
    }
    desk.keys("Enter");
    (place, desk)
}

#[track_caller]
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in\n{text}");
    text.replacen(from, to, 1)
}

#[test]
fn an_edit_and_a_change_of_another_field_of_its_item_go_together_without_a_question() {
    let task = "- [ ] Write the models";
    let moved =
        replaced(&replaced(LIVE, &format!("{task}\n"), ""), "- [x] Set up the tests\n", &format!("- [x] Set up the tests\n{task}\n"));
    for (keys, typed, theirs, from, to) in [
        // Somebody ticks it.
        ("2 e", "Write all models", replaced(LIVE, task, "- [x] Write the models"), "Write the models", "Write all models"),
        ("2 e", "Something else", replaced(LIVE, task, "- [x] Write the models"), "Write the models", "Something else"),
        ("2 j e", "Throttle them", replaced(LIVE, "- Limit the", "- [x] Limit the"), "Limit the rate of calls", "Throttle them"),
        (
            "2 e Tab",
            "a review",
            replaced(LIVE, task, "- [x] Write the models"),
            "Write the models",
            "Write the models (blocked by: a review)",
        ),
        // Somebody moves it.
        ("2 e", "Something else", moved.clone(), "Write the models", "Something else"),
        ("2 e Tab", "a review", moved, "Write the models", "Write the models (blocked by: a review)"),
        // Somebody gives it another reason, or one, or takes it away.
        ("1 e", "A real database", replaced(LIVE, "scales better", "it scales"), "Postgres over SQLite", "A real database"),
        ("1 e", "A real database", replaced(LIVE, ": scales better", ""), "Postgres over SQLite", "A real database"),
        ("1 j e", "Random keys", replaced(LIVE, "- UUID keys", "- UUID keys: no counter"), "UUID keys", "Random keys"),
        // In a table.
        ("3 e", "Rent a server", replaced(LIVE, "| budget | blocked |", "| budget | done |"), "Order the server", "Rent a server"),
        ("3 e Tab", "the vendor", replaced(LIVE, "| budget | blocked |", "| budget | done |"), "budget", "the vendor"),
        // Of another item, whatever becomes of that.
        ("2 e", "Something else", replaced(LIVE, "- Limit the rate of calls", "- [x] Buy milk"), "Write the models", "Something else"),
        ("1 e Tab", "mine is better", replaced(LIVE, "- UUID keys\n", ""), "scales better", "mine is better"),
        (
            "3 j e",
            "Write to the bank",
            replaced(LIVE, "| Call the bank |  |", "| Call the bank | holidays |"),
            "Call the bank",
            "Write to the bank",
        ),
    ] {
        for looked in [true, false] {
            let (place, mut desk) = meet(keys, typed, &theirs, looked);
            assert_eq!(place.text(), replaced(&theirs, from, to), "{keys} {typed}, looked: {looked}");
            desk.shows("1 Decisions").keys("u");
            assert_eq!(place.text(), theirs, "undo takes back what was typed, and nothing else");
        }
    }
}

#[test]
fn a_reason_or_a_status_for_what_somebody_else_reworded_is_asked_about_and_either_leaves_the_item_once() {
    let table = replaced(LIVE, "| Order the server |", "| Order a server |");
    for (keys, typed, theirs, mine) in [
        ("1 e Tab", "mine is better", replaced(LIVE, "Postgres over", "Postgres 18 over"), ("scales better", "mine is better")),
        ("1 e Tab", "mine is better", replaced(LIVE, "Postgres over SQLite", "No server"), ("scales better", "mine is better")),
        ("3 e Tab", "the vendor", table, ("budget", "the vendor")),
    ] {
        let mine = replaced(LIVE, mine.0, mine.1);
        for (take, settled) in [("o", &mine), ("t", &theirs)] {
            for looked in [true, false] {
                let (place, mut desk) = meet(keys, typed, &theirs, looked);
                assert_eq!(place.text(), theirs, "nothing is written before it is settled");
                desk.shows("changed its reason").shows("changed its text").keys(take).keys("Enter");
                assert_eq!(place.text(), *settled);
            }
        }
    }
}

#[test]
fn one_field_changed_by_both_is_shown_from_both_sides_and_either_leaves_the_item_once() {
    for (take, reason) in [("o", "mine is better"), ("t", "theirs is better")] {
        let theirs = replaced(LIVE, "- Postgres over SQLite: scales better", "- [x] Postgres over SQLite: theirs is better");
        for looked in [true, false] {
            let (place, mut desk) = meet("1 e Tab", "mine is better", &theirs, looked);
            assert_eq!(place.text(), theirs);
            desk.shows("changed its reason")
                .shows("[x] Postgres over SQLite: mine is better")
                .shows("[x] Postgres over SQLite: theirs is better");
            desk.keys(take).keys("Enter");
            assert_eq!(place.text(), replaced(&theirs, "theirs is better", reason));
        }
    }
}

#[test]
fn a_text_that_both_rewrote_leaves_one_item_whichever_is_taken() {
    for (take, text) in [("o", "Something else"), ("t", "Buy milk")] {
        let theirs = replaced(LIVE, "- [ ] Write the models", "- [x] Buy milk");
        let (place, mut desk) = meet("2 e", "Something else", &theirs, true);
        desk.shows("Something else").shows("Buy milk").keys(take).keys("Enter");
        let live = place.text();
        assert!(live.contains(text) && !live.contains("Write the models"), "{live}");
        assert_eq!(live.matches("Something else").count() + live.matches("Buy milk").count(), 1, "{live}");
    }
}

#[test]
fn an_undo_gives_back_the_words_and_leaves_the_tick_of_somebody_else() {
    let place = Place::with(LIVE);
    let mut desk = Desk::open(place.open(), 100, 30);
    desk.keys("2 e Ctrl-u").paste("Write all the models").keys("Enter");
    place.write("SESSION-HANDOFF.md", &replaced(&place.text(), "- [ ] Write all", "- [x] Write all"));
    desk.look();
    desk.keys("u");
    let ticked = replaced(LIVE, "- [ ] Write the models", "- [x] Write the models");
    assert_eq!(place.text(), ticked);
    desk.keys("2 j j e Ctrl-u").paste("Buy milk").keys("Enter");
    place.write("SESSION-HANDOFF.md", &replaced(&place.text(), "- [x] Buy milk", "- [ ] Buy milk"));
    desk.look();
    desk.keys("u");
    let open = replaced(&ticked, "- [x] Set up the tests", "- [ ] Set up the tests");
    assert_eq!(place.text(), open, "however unlike the words are");
    place.write("SESSION-HANDOFF.md", &replaced(&open, "- [ ] Set up", "- [x] Set up"));
    desk.look();
    desk.keys("Ctrl-r");
    assert_eq!(place.text(), replaced(&ticked, "Set up the tests", "Buy milk"), "and made again it is left too");
}

/// What two branches do to the same items.
const OURS: [&[&str]; 3] =
    [&["set", "tasks/1", "why", "a review"], &["set", "decisions/1", "why", "ours says so"], &["set", "tasks/2", "status", "done"]];
const THEIRS: [&[&str]; 3] =
    [&["set", "tasks/1", "status", "done"], &["set", "decisions/1", "status", "done"], &["set", "decisions/2", "text", "Random keys"]];

#[track_caller]
fn both_are_there(live: &str) {
    for line in [
        "- [x] Write the models (blocked by: a review)\n",
        "Postgres over SQLite: ours says so",
        "- Random keys\n",
        "- [x] Limit the rate of calls\n",
    ] {
        assert!(live.contains(line), "no {line:?} in\n{live}");
    }
    assert!(live.contains("done") || live.contains("[x] Postgres"), "{live}");
    assert_eq!(live.lines().filter(|l| l.starts_with("- ")).count(), 5, "{live}");
}

#[test]
fn two_heads_that_changed_other_fields_of_the_same_items_merge_without_a_question() {
    let place = repository(LIVE);
    let first = seal(&place);
    THEIRS.iter().for_each(|args| drop(place.run(args).ok()));
    let theirs = seal(&place);
    let _ = place.run(&["switch", &first]).ok();
    OURS.iter().for_each(|args| drop(place.run(args).ok()));
    seal(&place);
    let _ = place.run(&["merge", &theirs]).ok();
    both_are_there(&place.live());
    let found = place.run(&["check", "--json"]).json()["findings"].as_array().unwrap().clone();
    assert!(found.iter().all(|f| f["rule"] != "merge-lost-item"), "{found:#?}");
}

#[test]
fn two_branches_that_changed_other_fields_of_the_same_items_merge_without_a_question() {
    let place = repository(LIVE);
    let root = place.root();
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "first"]);
    git(&root, &["checkout", "-q", "-b", "side"]);
    THEIRS.iter().for_each(|args| drop(place.run(args).ok()));
    git(&root, &["commit", "-qam", "theirs"]);
    git(&root, &["checkout", "-q", "main"]);
    OURS.iter().for_each(|args| drop(place.run(args).ok()));
    git(&root, &["commit", "-qam", "ours"]);
    let (told, ok) = git_may_fail(&root, &["merge", "-q", "side"]);
    assert!(!ok, "{told}");
    let mut desk = Desk::open(project_of(&place), 100, 30);
    desk.shows("Nothing conflicts").keys("Enter");
    both_are_there(&place.live());
}

#[test]
fn two_heads_of_which_one_reworded_what_the_other_ticked_are_asked_about_and_either_leaves_the_task_once() {
    for (side, line) in [("--ours", "- [ ] Write tests for the lexer\n"), ("--theirs", "- [x] Write the models\n")] {
        let place = repository(LIVE);
        let first = seal(&place);
        let _ = place.run(&["set", "tasks/1", "status", "done"]).ok();
        let theirs = seal(&place);
        let _ = place.run(&["switch", &first]).ok();
        let _ = place.run(&["set", "tasks/1", "text", "Write tests for the lexer"]).ok();
        seal(&place);
        let before = place.live();
        let told = place.run(&["merge", &theirs]);
        assert!(told.stdout.contains("- [ ] Write tests for the lexer") && told.stdout.contains("- [x] Write the models"), "{told}");
        assert_eq!(place.live(), before, "nothing is written before it is settled");
        let _ = place.run(&["merge", &theirs, side]).ok();
        let live = place.live();
        assert!(live.contains(line), "{live}");
        assert_eq!(live.lines().filter(|l| l.starts_with("- ")).count(), 5, "{live}");
    }
}

#[test]
fn a_command_that_meets_a_change_of_another_field_takes_both() {
    let place = crate::cli::Place::with(LIVE);
    let _ = place.run(&["set", "tasks/1", "text", "Write every model"]).ok();
    place.write("SESSION-HANDOFF.md", place.live().replace("- [ ] Write every", "- [x] Write every"));
    let _ = place.run(&["undo"]).ok();
    assert_eq!(place.live(), replaced(LIVE, "- [ ] Write the", "- [x] Write the"));
}
