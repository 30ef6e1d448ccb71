//! Keys in, screen out: the terminal UI on a terminal in memory.

#[path = "screens/stage.rs"]
pub mod stage;

use baton::app::{Effect, Msg, Pane, update};
use baton::document::{Edit, Span};
use baton::handoff::{Concept, Intent};
use baton::imports::System;
use baton::project::{Command, Draft, Error, ErrorKind, Format, Store, TakingIn, Unread};
use baton::prompt::Prompt;
use baton::rules::{Finding, Level};
use crossterm::event::{KeyCode, KeyEvent};
use insta::assert_snapshot;
use stage::Stage;

const COMPLETE: &str = include_str!("screens/complete.md");
const FILLED: &str = include_str!("screens/filled.md");

#[test]
fn an_item_says_how_much_stands_below_it_and_a_zoomed_pane_shows_it() {
    let text = "## Tasks\n\n- [ ] Build the API\n  - [x] POST /items\n  - [ ] GET /items\n    needs a token\n";
    let mut stage = Stage::new(text).size(100, 30);
    assert!(stage.grid().contains("Build the API +2"), "{}", stage.grid());
    let wrapped = Stage::new(&text.replace("the API", "the API of the new service and its client")).size(100, 30);
    assert!(wrapped.grid().lines().any(|l| l.contains("client +2")), "{}", wrapped.grid());
    stage.keys("2 z");
    let grid = stage.grid();
    assert!(!grid.contains("+2") && grid.contains("✓ POST /items") && grid.contains("○ GET /items needs a token"), "{grid}");
}

#[test]
fn an_item_taller_than_its_pane_is_read_to_its_end_page_by_page() {
    let details: String = (0..60).map(|n| format!("  - detail {n} of it\n")).collect();
    let text = format!("## Decisions\n\n- Use Rust: speed\n- Drop v1: unused\n{details}- The last: none\n");
    let mut stage = Stage::new(&text).size(80, 24);
    stage.keys("z");
    let mut pages = Vec::new();
    for key in ["PgDn"; 6].into_iter().chain(["PgUp"; 8]) {
        pages.push(stage.grid());
        stage.keys(key);
    }
    for (way, pages) in [("down", &pages[..7]), ("up", &pages[6..])] {
        for n in 0..60 {
            assert!(pages.iter().any(|grid| grid.contains(&format!("detail {n} of"))), "{n} is never seen on the way {way}");
        }
    }
    stage.keys("G");
    assert!(stage.grid().contains("› The last"), "{}", stage.grid());
}

#[test]
fn what_is_typed_goes_on_with_the_words_of_an_item_not_with_what_stands_below() {
    let text = "## Tasks\n\n- [ ] Build the API\n  - POST /items\n  - GET /items\n";
    let mut stage = Stage::new(text).size(100, 30);
    stage.keys("2 e");
    stage.type_text(" soon");
    stage.keys("Enter");
    assert_eq!(stage.text(), text.replace("the API", "the API soon"));
}

#[test]
fn the_panes_at_80_by_24() {
    assert_snapshot!("panes_80x24", Stage::new(FILLED).size(80, 24).picture());
}

#[test]
fn the_panes_at_120_by_36() {
    assert_snapshot!("panes_120x36", Stage::new(FILLED).size(120, 36).picture());
}

#[test]
fn the_panes_at_200_by_50() {
    assert_snapshot!("panes_200x50", Stage::new(COMPLETE).size(200, 50).grid());
}

#[test]
fn the_panes_at_40_by_12() {
    let mut stage = Stage::new(FILLED).size(40, 12);
    let first = stage.grid();
    stage.keys("2 j");
    assert_snapshot!("panes_40x12", format!("{first}\n{}", stage.grid()));
}

#[test]
fn a_terminal_that_is_too_small_says_so_and_takes_no_key_but_quit() {
    let mut stage = Stage::new(FILLED).size(39, 11);
    assert_snapshot!("too_small", stage.grid());
    assert_eq!(stage.keys("d a y x Space"), []);
    assert_eq!(stage.text(), FILLED);
    assert_eq!(stage.keys("q"), [Effect::Quit]);
}

#[test]
fn one_key_copies_the_prompt_byte_for_byte() {
    let mut stage = Stage::new(COMPLETE);
    let text = stage.model.snapshot.prompt.as_ref().unwrap().text.clone();
    assert!(text.contains("Soft deletes"));
    assert_eq!(stage.keys("y"), [Effect::Copy { text, what: "prompt" }]);
}

#[test]
fn a_refused_prompt_says_why_and_is_not_copied() {
    let mut stage = Stage::new(COMPLETE);
    stage.change(|s| s.prompt = Err("a secret in line 3 is not settled".into()));
    assert_eq!(stage.keys("y"), []);
    assert!(stage.status().contains("a secret in line 3 is not settled"), "{}", stage.status());
    assert!(stage.size(120, 36).grid().contains("a secret in line 3"));
}

#[test]
fn an_item_is_edited_in_place_and_only_its_words_change() {
    let mut stage = Stage::new(COMPLETE).size(120, 36);
    stage.keys("j e");
    stage.type_text(", version 7");
    stage.keys("Tab");
    stage.type_text(" on");
    assert_snapshot!("edit_in_place", stage.picture());
    stage.keys("Enter");
    let want = COMPLETE.replace(
        "- UUID primary keys: Enables distributed systems later",
        "- UUID primary keys, version 7: Enables distributed systems later on",
    );
    assert_eq!(stage.text(), want);
    stage.keys("u");
    assert_eq!(stage.text(), COMPLETE);
}

#[test]
fn every_key_in_a_field_keeps_the_text_in_the_journal() {
    let mut stage = Stage::new(COMPLETE);
    stage.keys("e");
    let effects = stage.type_text("!");
    let [Effect::KeepDraft(Some(draft))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((draft.text.as_str(), draft.why.as_deref()), ("PostgreSQL over SQLite!", Some("Better production scalability")));
}

#[test]
fn a_text_that_is_left_is_not_written_but_comes_back() {
    let mut stage = Stage::new(COMPLETE);
    stage.keys("e");
    stage.type_text(" and MySQL");
    let effects = stage.keys("Esc");
    assert!(matches!(effects.as_slice(), [Effect::KeepDraft(Some(_))]), "{effects:?}");
    assert_eq!(stage.text(), COMPLETE);
    assert!(stage.grid().contains("unwritten text: e"), "{}", stage.grid());
    stage.keys("e Enter");
    assert!(stage.text().contains("- PostgreSQL over SQLite and MySQL: Better"));
}

#[test]
fn a_text_that_cannot_be_written_stays_open_with_the_reason() {
    let mut stage = Stage::new(COMPLETE).size(120, 36);
    stage.refuse = Some("SESSION-HANDOFF.md is read-only".into());
    stage.keys("e");
    stage.type_text("X");
    stage.keys("Enter");
    let grid = stage.grid();
    assert!(grid.contains("PostgreSQL over SQLiteX") && grid.contains("is read-only"), "{grid}");
    stage.refuse = Some("decisions/1~k4evq has changed; there stands now: MariaDB over SQLite".into());
    stage.keys("Enter");
    let grid = stage.grid();
    assert!(grid.contains("MariaDB"), "the reason is cut short:\n{grid}");
    stage.refuse = None;
    stage.keys("Enter");
    assert!(stage.text().contains("PostgreSQL over SQLiteX:"));
}

#[test]
fn items_are_added_where_they_belong() {
    let mut stage = Stage::new(FILLED);
    stage.keys("3 a");
    stage.type_text("Order certificates");
    stage.keys("Tab");
    stage.type_text("no budget yet");
    stage.keys("Enter");
    assert!(stage.text().contains("- [ ] Rotate the signing key\n- [ ] Order certificates"), "{}", stage.text());
    assert!(stage.text().contains("no budget yet"));
    assert!(stage.grid().contains("Order certificates"));
}

#[test]
fn keys_that_change_items_wait_for_the_change_before_them() {
    let mut stage = Stage::new(COMPLETE);
    let mut press = |c: char| update(&mut stage.model, Msg::Key(KeyEvent::from(KeyCode::Char(c))));
    let first = press('d');
    let [Effect::Run(command)] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!(
        [press('j'), press('d'), press('k')],
        [vec![], vec![], vec![]],
        "going to another row and removing it wait, and what follows waits behind them"
    );
    let (result, snapshot) = (Err(Error::new(ErrorKind::Failed, "refused")), stage.model.snapshot.clone());
    let then = update(&mut stage.model, Msg::Ran { command: command.clone(), result, snapshot });
    let [Effect::Run(Command::Edit(Intent::Remove { item }))] = then.as_slice() else { panic!("{then:?}") };
    assert_eq!(item.ordinal, 2);
}

#[test]
fn keys_typed_ahead_mean_the_rows_that_stand_there_then() {
    let mut stage = Stage::new(FILLED);
    stage.keys("3 a");
    stage.type_text("Order certificates");
    stage.ahead("Enter g J");
    assert!(stage.text().contains("Rotate the signing key"), "{}", stage.text());
    let at = |words: &str| stage.text().find(words).unwrap();
    let first = at("Provision Redis");
    assert!(at("Rotate the signing key") < first && first < at("Order certificates"), "{}", stage.text());
    stage.keys("a");
    stage.type_text("Ask the bank");
    stage.ahead("Enter k d");
    assert!(stage.text().contains("Ask the bank") && !stage.text().contains("Order certificates"), "{}", stage.text());
}

#[test]
fn the_objective_pane_asks_what_is_added() {
    let mut stage = Stage::new(FILLED).size(80, 24);
    stage.keys("4 a");
    assert_snapshot!("add_menu", stage.grid());
    stage.keys("o");
    stage.type_text("Finish the login endpoint");
    stage.keys("Enter");
    assert!(stage.text().contains("Finish the login endpoint"));
}

#[test]
fn space_sets_the_next_status() {
    let mut stage = Stage::new(FILLED);
    stage.keys("2 j j j Space");
    let now = |s: &Stage| s.model.snapshot.handoff.items(Concept::Tasks).nth(3).unwrap().status.as_ref().map(|s| s.kind.id());
    assert_eq!(now(&stage), Some("in-progress"));
    stage.keys("Space Space");
    assert_eq!(now(&stage), Some("done"));
}

#[test]
fn removing_moving_and_pinning_are_undone_one_by_one() {
    let mut stage = Stage::new(FILLED);
    stage.keys("2 d");
    assert!(!stage.text().contains("Models and migrations"));
    stage.keys("J");
    stage.keys("1 P");
    assert_ne!(stage.text(), FILLED);
    assert_eq!(stage.model.focus, Pane::Decisions);
    stage.keys("u u u");
    assert_eq!(stage.text(), FILLED);
}

#[test]
fn the_mark_stays_on_its_item_when_the_file_changes_outside() {
    let mut stage = Stage::new(FILLED);
    stage.keys("2 j j");
    stage.set_text(&FILLED.replace("- [x] Models and migrations\n", "- [x] Models\n- [ ] Migrations\n"));
    assert_eq!(stage.model.item().unwrap().text, "Rate limiting");
}

#[test]
fn a_whole_grapheme_goes_with_one_backspace() {
    let mut stage = Stage::new(FILLED);
    stage.keys("2 G e Backspace");
    stage.keys("Enter");
    assert!(stage.text().contains("- [x] 日本語のエラーメッセージ\n") || stage.text().contains("- [x] 日本語のエラーメッセージ \n"));
}

#[test]
fn a_paste_into_a_field_is_one_step_and_too_much_is_refused() {
    let mut stage = Stage::new(FILLED);
    stage.keys("2 e");
    stage.send(Msg::Paste(" a\r\nb".into()));
    stage.keys("Ctrl-_");
    stage.send(Msg::Paste("y".repeat(100 << 20)));
    assert!(stage.status().contains("nothing was pasted"), "{}", stage.status());
    stage.keys("Enter");
    assert_eq!(stage.text(), FILLED);
}

#[test]
fn a_pasted_handoff_is_reviewed_item_by_item() {
    let mut stage = Stage::new(FILLED).size(100, 30);
    assert_eq!(stage.keys("p"), [Effect::Paste]);
    stage.send(Msg::Pasted(Ok("# Handoff\n\n## Decisions\n\n- UUID primary keys: no clash between shards\n- Argon2 over bcrypt: memory-hard\n\n## Tasks\n\n- [ ] Audit the dependencies\n".into())));
    assert_snapshot!("review", stage.picture());
    let before = stage.model.snapshot.inbox.len();
    stage.keys("d");
    assert_eq!(stage.model.snapshot.inbox.len(), before - 1);
    stage.keys("A");
    assert!(stage.text().contains("Audit the dependencies"));
}

#[test]
fn proposals_stand_in_their_pane_marked() {
    let mut stage = Stage::new(FILLED).size(120, 36);
    stage.send(Msg::Paste("## Tasks\n\n- [ ] Audit the dependencies\n".into()));
    stage.keys("Esc");
    assert!(stage.grid().contains("+ Audit the"), "{}", stage.grid());
    assert!(!stage.text().contains("Audit"));
    stage.keys("2 G x");
    assert!(stage.text().contains("- [ ] Audit the dependencies"), "{}", stage.text());
}

#[test]
fn without_a_handoff_there_are_four_ways_on() {
    let mut stage = Stage::new("").size(80, 24);
    stage.change(|s| s.live = Err(Unread::Missing));
    assert_snapshot!("first_run", stage.picture());
    assert_eq!(stage.keys("Esc"), []);
    assert_eq!(stage.keys("Enter"), [Effect::Run(Command::Start(Format::SessionHandoff))]);
    assert_eq!(stage.keys("d"), [Effect::Demo]);
    assert_eq!(stage.keys("p"), [Effect::Paste]);
    let text = "## Decisions\n- One".to_owned();
    let propose = |origin: &str| Effect::Run(Command::Propose { text: text.clone(), origin: origin.into() });
    let start = || Effect::Run(Command::Start(Format::SessionHandoff));
    for (msg, origin) in [(Msg::Pasted(Ok(text.clone())), "clipboard"), (Msg::Paste(text.clone()), "paste")] {
        let mut empty = Stage::new("").size(80, 24);
        empty.change(|s| s.live = Err(Unread::Missing));
        assert_eq!(empty.send(msg), [start(), propose(origin)]);
    }
    stage.keys("l");
    stage.type_text("../other");
    assert_eq!(stage.keys("Enter"), [Effect::Open("../other".into())]);
}

#[test]
fn the_first_run_offers_what_another_system_left() {
    let mut stage = Stage::new("").size(80, 24);
    stage.change(|s| {
        s.live = Err(Unread::Missing);
        let dir = std::path::PathBuf::from(".handoff/sessions");
        s.stores = vec![Store { system: System::HandoffMcp, dir, count: 12 }];
    });
    assert_snapshot!("first_run_stores", stage.picture());
    let dir = stage.model.snapshot.root.join(".handoff/sessions");
    assert_eq!(stage.keys("t"), [Effect::Run(Command::TakeIn(TakingIn { files: vec![dir], input: None, person: true }))]);
}

#[test]
fn a_text_that_a_crash_left_is_offered() {
    let mut stage = Stage::new(FILLED).size(80, 24);
    let draft = Draft { target: "tasks/2".into(), title: "task 2".into(), text: "Auth endpoints and".into(), why: None };
    stage.reopen(|s| s.draft = Some(draft));
    assert_snapshot!("recovery", stage.grid());
    stage.keys("t");
    stage.type_text(" more");
    stage.keys("Enter");
    assert!(stage.text().contains("Auth endpoints and more"), "{}", stage.text());
}

#[test]
fn findings_are_listed_explained_and_settled_with_a_reason() {
    let mut stage = Stage::new(FILLED).size(100, 30);
    assert_eq!(stage.keys("!"), []);
    assert!(stage.status().contains("the rules found nothing"));
    let found = |rule, level, message: &str, id: Option<&str>, fix| Finding {
        rule,
        level,
        span: Some(Span::new(600, 620)),
        message: message.into(),
        help: "Say why it was chosen, in one line.".into(),
        fix,
        id: id.map(str::to_owned),
        secret: false,
        hidden: false,
    };
    stage.change(|s| {
        let fix = Edit::one(Span::new(0, 1), "#");
        s.findings = vec![
            found("unclosed-fence", Level::Must, "A fence that opens in line 30 is never closed", None, Some(fix)),
            found("decision-without-why", Level::Should, "\"UUID primary keys\" has no rationale", Some("a1b2c3d4e5f6"), None),
        ]
    });
    stage.keys("k");
    assert!(stage.status().starts_with("× 1 must  ! 1 should"), "{}", stage.status());
    stage.keys("! j");
    assert_snapshot!("findings", stage.picture());
    stage.keys("!");
    stage.type_text("decided long ago");
    let settled = Command::Settle { id: "a1b2c3d4e5f6".into(), why: "decided long ago".into() };
    assert_eq!(stage.keys("Enter"), [Effect::Run(settled)]);
    stage.keys("k");
    assert_eq!(stage.keys("f"), [Effect::Run(Command::Fix(Some("unclosed-fence".into())))]);
    stage.keys("Enter");
    assert_eq!(stage.model.focus, Pane::Tasks);
}

#[test]
fn a_filter_leaves_what_holds_it_and_says_so() {
    let mut stage = Stage::new(FILLED).size(80, 24);
    stage.keys("2 /");
    stage.type_text("rate");
    stage.keys("Enter");
    let grid = stage.grid();
    assert!(grid.contains("Rate limiting") && !grid.contains("Password reset") && grid.contains("1 of 5 with \"rate\""), "{grid}");
    stage.keys("Esc");
    assert!(stage.grid().contains("Password reset"));
}

#[test]
fn the_palette_finds_an_action_and_runs_it() {
    let mut stage = Stage::new(COMPLETE);
    stage.keys(":");
    stage.type_text("copy the prompt");
    let effects = stage.keys("Enter");
    assert!(matches!(effects.as_slice(), [Effect::Copy { what: "prompt", .. }]), "{effects:?}");
}

#[test]
fn help_lists_the_keys_of_the_place_and_runs_the_marked_one() {
    let mut stage = Stage::new(FILLED).size(100, 30);
    stage.keys("?");
    assert_snapshot!("help", stage.grid());
    stage.type_text("quit");
    assert_eq!(stage.keys("Enter"), [Effect::Quit]);
}

#[test]
fn where_a_line_comes_from_is_told() {
    let mut stage = Stage::new(FILLED).size(100, 30);
    stage.keys("2 j i");
    assert_snapshot!("origin", stage.grid());
}

#[test]
fn everything_shows_each_section_and_edits_it_as_text() {
    let mut stage = Stage::new(FILLED).size(80, 30);
    stage.keys("0");
    assert_snapshot!("everything", stage.grid());
}

#[test]
fn view_only_says_why_and_edits_nothing() {
    let mut stage = Stage::new(FILLED).size(100, 30);
    stage.change(|s| s.live.as_mut().unwrap().view_only = Some("invalid UTF-8 at byte 31".into()));
    assert!(stage.grid().contains("view only: invalid UTF-8 at byte 31"), "{}", stage.grid());
    for key in ["e", "a", "d", "Space", "J", "P", "p"] {
        assert_eq!(stage.keys(key), [], "{key}");
        assert!(stage.status().contains("view only: invalid UTF-8"), "{key}: {}", stage.status());
    }
    assert!(matches!(stage.keys("y").as_slice(), [Effect::Copy { .. }]));
}

#[test]
fn no_byte_of_the_file_reaches_the_terminal_as_a_control() {
    let stage = Stage::new("## Decisions\n\n- Evil\u{1b}[2J \u{202e}decision: \u{7}why\u{200b}\n").size(80, 24);
    let grid = stage.grid();
    assert!(!grid.contains(['\u{1b}', '\u{202e}', '\u{7}', '\u{200b}']), "{grid:?}");
}

#[test]
fn twenty_thousand_items_are_scrolled_and_drawn() {
    let items: String = (1..=20_000).map(|n| format!("- [ ] Task number {n}\n")).collect();
    let mut stage = Stage::new(&format!("## Tasks\n\n{items}")).size(120, 36);
    stage.keys("2 G");
    let grid = stage.grid();
    assert!(grid.contains("› ○ Task number 20000") && grid.contains("Task number 19990"), "{grid}");
    stage.keys("PgUp k g");
    assert!(stage.grid().contains("› ○ Task number 1 "), "{}", stage.grid());
}

#[test]
fn a_long_text_is_cut_with_a_sign_and_whole_in_its_own_screen() {
    let text = format!("## Decisions\n\n- {}omega: because\n", "word ".repeat(200));
    let mut stage = Stage::new(&text).size(80, 24);
    assert!(stage.grid().contains('…') && !stage.grid().contains("omega"));
    stage.keys("z");
    for _ in 0..30 {
        if stage.grid().contains("omega") {
            return;
        }
        stage.keys("j");
    }
    panic!("the end is never seen\n{}", stage.grid());
}

#[test]
fn the_prompt_scrolls_to_its_last_line() {
    let mut stage = Stage::new(COMPLETE).size(80, 24);
    let last = stage.model.snapshot.prompt.as_ref().unwrap().text.trim_end().lines().last().unwrap().to_owned();
    stage.keys("v G");
    assert!(stage.grid().contains(&last[..20]), "{}\n{last}", stage.grid());
}

#[test]
fn a_prompt_of_one_huge_line_is_scrolled() {
    let mut stage = Stage::new(COMPLETE).size(80, 24);
    stage.change(|s| s.prompt = Ok(Prompt { text: "x".repeat(1_000_000), carried: vec![], left_out: vec![] }));
    stage.keys("v j j PgDn");
    assert!(stage.grid().contains("xxxx"));
}

#[test]
fn every_size_is_drawn_in_every_pane() {
    for size in [(1, 1), (10, 5), (40, 12), (41, 13), (59, 23), (60, 24), (79, 29), (99, 30), (100, 30), (120, 44), (300, 100)] {
        let mut stage = Stage::new(FILLED).size(size.0, size.1);
        for key in
            ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "v", "z", "?", "Esc", "!", "Esc", "z", "2", "e", "Esc", "i", "Esc", ":"]
        {
            stage.keys(key);
            stage.grid();
        }
    }
}

#[test]
fn ctrl_z_suspends_and_ctrl_c_quits() {
    let mut stage = Stage::new(FILLED);
    assert_eq!(stage.keys("Ctrl-z"), [Effect::Suspend]);
    stage.keys("e");
    assert_eq!(stage.keys("Ctrl-z"), [Effect::Suspend]);
    stage.keys("Ctrl-c");
    assert_eq!(stage.keys("Ctrl-c"), [Effect::Quit]);
}
