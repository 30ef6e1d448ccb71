//! The command line as a user sees it: stdout, stderr and exit code of every command.

mod bad_input;
mod odd_words;
mod place;
mod schemas;
mod streams;
mod texts;

pub use place::Place;
use place::{Answer, fixture};

const FIXTURES: [&str; 4] = ["complete-example", "session-handoff", "table-zh", "log"];

/// The lines that differ, `-` from the first and `+` from the second.
fn difference(before: &str, after: &str) -> String {
    let (a, b): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    // Lengths of the longest common part of what begins at each pair of lines.
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            common[i][j] = if x == y { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            out += &format!("{}-{}\n", i + 1, a[i]);
            i += 1;
        } else {
            out += &format!("{}+{}\n", j + 1, b[j]);
            j += 1;
        }
    }
    out
}

/// Runs a command that edits, and returns what it said and did to the file.
#[track_caller]
fn edit(place: &Place, args: &[&str]) -> String {
    let before = place.live();
    let answer = place.run(args).ok();
    format!("{answer}\n{}", difference(&before, &place.live()))
}

/// What commands say one after the other; the prompt's size is left to the tests of the compiler.
fn all(place: &Place, commands: &[&[&str]]) -> String {
    let told: String = commands.iter().map(|args| place.run(args).to_string() + "\n\n").collect();
    let size = |line: &str| line.starts_with("prompt ") && line.ends_with(" characters");
    told.lines().map(|line| if size(line) { "prompt [size]\n".to_owned() } else { format!("{line}\n") }).collect()
}

// What every command is asked about every fixture.

#[test]
fn the_complete_example_is_read() {
    let place = Place::of("complete-example");
    insta::assert_snapshot!("complete_example", all(&place, &[&["list"], &["read"], &["status"], &["check"]]));
}

#[test]
fn a_filled_in_session_handoff_is_read() {
    let place = Place::of("session-handoff");
    insta::assert_snapshot!("session_handoff", all(&place, &[&["list"], &["read"], &["status"], &["check"]]));
}

#[test]
fn a_chinese_table_is_read() {
    let place = Place::of("table-zh");
    insta::assert_snapshot!("table_zh", all(&place, &[&["list"], &["read"], &["status"]]));
}

#[test]
fn a_log_is_read() {
    let place = Place::of("log");
    insta::assert_snapshot!("log", all(&place, &[&["list"], &["list", "--all"], &["read"]]));
}

#[test]
fn prompts_are_printed_byte_for_byte() {
    for name in FIXTURES {
        let place = Place::of(name);
        for profile in ["claude-code", "chatgpt", "human"] {
            let answer = place.run(&["prompt", "--for", profile]).ok();
            let json = place.run(&["prompt", "--for", profile, "--json"]).ok().json();
            assert_eq!(json["text"], answer.stdout, "{name} for {profile}");
            assert_eq!(json["bytes"], answer.stdout.len(), "{name} for {profile}");
        }
    }
}

#[test]
fn a_budget_below_the_floor_is_refused_with_the_least_that_works() {
    let place = Place::of("complete-example");
    place.run(&["prompt", "--budget", "10c"]).exits(1).says("at least");
    let brief = place.run(&["prompt", "--brief"]).ok();
    assert!(brief.stdout.chars().count() <= 9_500);
}

// Edits.

#[test]
fn every_edit_changes_the_intended_lines_and_undo_gives_the_first_bytes() {
    let place = Place::of("session-handoff");
    let first = place.live();
    let edits: [&[&str]; 9] = [
        &["add", "decision", "Ferries wait for the train", "--why", "the last train is often late"],
        &["add", "pending", "Call the printer", "--why", "closed until Monday"],
        &["set", "tasks/2", "status", "done"],
        &["set", "tasks/3", "text", "Print layout on one page"],
        &["set", "decisions/2", "why", "the school year begins"],
        &["set", "objective", "Publish the winter timetable"],
        &["move", "tasks/3", "up"],
        &["pin", "Times are local times"],
        &["drop", "pending/2"],
    ];
    let told: String = edits.iter().map(|args| edit(&place, args) + "\n").collect();
    insta::assert_snapshot!("edits", told);
    for _ in edits {
        place.run(&["undo"]).ok();
    }
    assert_eq!(place.live(), first);
    place.run(&["undo"]).exits(3);
    place.run(&["redo"]).ok();
    assert_ne!(place.live(), first);
}

#[test]
fn a_retired_item_stays_in_the_file_with_its_reason() {
    let place = Place::of("session-handoff");
    let told = edit(&place, &["retire", "decisions/1", "--why", "nobody prints any more"]);
    assert!(place.live().contains("One timetable a season"), "{told}");
    assert!(place.live().contains("nobody prints any more"), "{told}");
    let before = place.live();
    place.run(&["retire", "decisions/1", "--why", "again"]).exits(3).says("already");
    assert_eq!(place.live(), before);
    let left = place.run(&["retire", "decisions/1"]).exits(2);
    assert!(left.stderr.contains("--why"));
}

#[test]
fn a_reference_whose_item_has_gone_shows_what_is_there_now() {
    let place = Place::of("session-handoff");
    place.run(&["set", "tasks/2~zzzzz", "status", "done"]).exits(5).says("Sundays and holidays");
    place.run(&["drop", "tasks/99"]).exits(5).says("baton list");
    place.run(&["move", "tasks/1", "up"]).exits(3).says("already");
    place.run(&["move", "tasks/1", "44"]).exits(2).says("only 3");
}

#[test]
fn a_text_can_come_from_stdin() {
    let place = Place::of("session-handoff");
    place.pipe(&["add", "completed", "-"], "Asked the office\n").ok();
    let before = place.live();
    place.pipe(&["set", "decisions/1", "why", "-"], "\n").exits(2).says("no text");
    assert_eq!(place.live(), before, "an empty pipe takes nothing away");
    assert!(place.live().contains("Asked the office"));
}

// The loop with a model.

#[test]
fn an_answer_is_pasted_and_kept_item_by_item() {
    let place = Place::of("session-handoff");
    let answer = "=== SESSION HANDOFF ===\n\n## Decisions Made\n- Winter begins on 1 November\n- Two ferries on Sundays: one was full\n\n## Next Session Objective\n\nPublish the winter timetable.\n";
    let before = place.live();
    let pasted = place.pipe(&["paste", "-"], answer).ok();
    assert_eq!(place.live(), before, "nothing enters before it is kept");
    let reviewed = place.run(&["review"]).ok();
    let kept = place.run(&["review", "--keep", "all"]).ok();
    assert!(place.live().contains("Two ferries on Sundays"));
    insta::assert_snapshot!("paste", format!("{pasted}\n\n{reviewed}\n\n{kept}\n{}", difference(&before, &place.live())));
    place.run(&["review"]).exits(3);
}

#[test]
fn the_complete_example_pasted_into_an_empty_project_starts_a_handoff() {
    let place = Place::new();
    place.pipe(&["paste", "--keep", "all"], fixture("complete-example")).ok();
    let decisions = place.run(&["list", "decisions", "--json"]).ok().json();
    let texts: Vec<_> = decisions["items"].as_array().unwrap().iter().map(|i| i["text"].as_str().unwrap().to_owned()).collect();
    for wanted in ["PostgreSQL over SQLite", "UUID primary keys", "Soft deletes"] {
        assert!(texts.iter().any(|t| t == wanted), "{wanted} is not in {texts:?}");
    }
    assert_eq!(texts.len(), 3, "a slot of the template is left beside them");
    let prompt = place.run(&["prompt"]).ok().stdout;
    assert!(!prompt.contains("[reference]") && !prompt.contains("[auto-generated"), "{prompt}");
}

#[test]
fn an_answer_in_a_fence_is_taken_out_of_it() {
    let place = Place::new();
    let fenced = format!("Here it is:\n\n```markdown\n{}\n```\n\nSay snapshot.\n", fixture("complete-example"));
    place.pipe(&["paste", "-", "--keep", "all"], &fenced).ok();
    assert!(place.run(&["list", "decisions"]).ok().stdout.contains("Soft deletes"));
}

#[test]
fn lines_are_kept_and_dropped_by_number() {
    let place = Place::of("session-handoff");
    let answer = "## Decisions Made\n- First new one: a\n- Second new one: b\n- Third new one: c\n";
    place.pipe(&["paste", "-"], answer).ok();
    place.run(&["review", "--keep", "1", "--drop", "1"]).exits(2).says("not both");
    place.run(&["review", "--keep", "9"]).exits(2).says("no line 9");
    let left = place.run(&["review", "--keep", "1", "--drop", "3", "--json"]).ok().json();
    assert_eq!(left["lines"].as_array().unwrap().len(), 1);
    assert_eq!(left["lines"][0]["text"], "Second new one");
    assert!(place.live().contains("First new one") && !place.live().contains("Third new one"));
}

#[test]
fn ask_prints_the_request_and_says_where_it_went() {
    let place = Place::of("session-handoff");
    let answer = place.run(&["ask"]).ok();
    assert!(answer.stdout.contains("Sundays and holidays"), "open items are in the request:\n{answer}");
    assert!(answer.stderr.contains("last-prompt.md"), "{answer}");
}

#[test]
fn copy_without_a_clipboard_names_the_file_and_claims_nothing() {
    let place = Place::of("session-handoff");
    let prompt = place.run(&["prompt"]).ok();
    let copied = place.run(&["copy"]).exits(1);
    assert!(copied.stdout.contains("no clipboard was reached"), "{copied}");
    let file = place.home().join(".local/state/baton/last-prompt.md");
    assert_eq!(std::fs::read_to_string(file).unwrap(), prompt.stdout);
}

// Rules.

#[test]
fn check_exits_by_the_worst_finding() {
    let good = fixture("complete-example");
    let place = Place::new();
    let no_objective = "# Handoff\n\n## Decisions\n- A: because\n";
    let markers = format!("{good}\n<<<<<<< ours\n- a\n=======\n- b\n>>>>>>> theirs\n");
    let secret = format!("{good}\n- key AKI{}\n", "AQ7XNPLM4RTVWE2ZB");
    place.pipe(&["check", "-"], &good).ok();
    place.pipe(&["check", "-"], no_objective).exits(4);
    place.pipe(&["check", "-"], markers).exits(4);
    place.pipe(&["check", "-"], secret).exits(6);
    let bare = "# Handoff\n\n## Decisions\n- Use FastAPI\n\n## Next Objective\n\nImplement the login endpoint with tests.\n";
    place.pipe(&["check", "-"], bare).ok();
    place.pipe(&["check", "-", "--strict"], bare).exits(4);
    let json = place.pipe(&["check", "-", "--format", "json"], no_objective).exits(4).json();
    assert_eq!(json["compliant"], false);
}

#[test]
fn every_rule_is_explained() {
    let place = Place::new();
    let rules = place.run(&["check", "--explain", "--json"]).ok().json();
    let rules = rules["rules"].as_array().unwrap();
    assert!(rules.len() >= 10, "{} rules", rules.len());
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert!(place.run(&["check", "--explain", id]).ok().stdout.contains(id));
    }
    place.run(&["check", "--explain", "decision-without-wy"]).exits(2).says("decision-without-why");
}

#[test]
fn a_secret_is_masked_stops_the_prompt_and_can_be_settled() {
    let key = format!("AKI{}", "AQ7XNPLM4RTVWE2ZB");
    let place = Place::with(&fixture("session-handoff").replace("Order paper", &format!("Order paper with {key}")));
    for args in [&["list"][..], &["read"], &["status"], &["list", "--json"], &["read", "--json"], &["check"], &["check", "--json"]] {
        let answer = place.run(args);
        assert!(!format!("{answer}").contains(&key), "{answer}");
    }
    for args in [&["prompt"][..], &["copy"], &["ask"]] {
        let answer = place.run(args).exits(6);
        assert!(!format!("{answer}").contains(&key), "{answer}");
        assert!(answer.stdout.is_empty(), "{answer}");
    }
    let finding = place.run(&["check", "--json"]).exits(6).json();
    let id = finding["findings"].as_array().unwrap().iter().find(|f| f["secret"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    place.run(&["check", "--settle", &id]).exits(2).says("--why");
    place.run(&["check", "--settle", &id, "--why", "an example from a manual"]).ok();
    assert!(place.run(&["prompt"]).ok().stdout.contains(&key));
}

#[test]
fn settling_a_token_that_stands_twice_says_that_both_places_are_settled() {
    let key = format!("AKI{}", "AQ7XNPLM4RTVWE2ZB");
    let live = format!(
        "## Decisions Made\n- A bucket: {key} opens it\n\n## Pending Actions\n- [ ] Order with {key}\n\n## Next Session Objective\n\nBuild.\n"
    );
    let place = crate::project::Place::with(&live);
    let mut desk = crate::settle::Desk::open(place.open(), 80, 24);
    desk.keys("! !").shows("no trouble in all 2 places?").paste("from a manual").keys("Enter");
    desk.shows("settled in all 2 places");
    let place = Place::with(&live);
    let found = place.run(&["check", "--json"]).exits(6).json()["findings"].as_array().unwrap().clone();
    let id = found.iter().find(|f| f["secret"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    let told = place.run(&["check", "--settle", &id, "--why", "from a manual"]).ok();
    assert!(told.stdout.contains("in all 2 places"), "{told}");
    let _ = place.run(&["prompt"]).ok();
}

#[test]
fn a_secret_in_an_incoming_handoff_is_masked_too() {
    let key = format!("AKI{}", "AQ7XNPLM4RTVWE2ZB");
    let place = Place::of("session-handoff");
    let incoming = format!("## Decisions Made\n- A bucket for {key}: {key} opens it\n");
    for answer in [
        place.pipe(&["paste", "-"], &incoming).ok(),
        place.pipe(&["paste", "-", "--json"], &incoming).ok(),
        place.run(&["review"]).ok(),
        place.run(&["review", "--json"]).ok(),
        place.pipe(&["read", "-"], &incoming).ok(),
    ] {
        assert!(answer.stdout.contains("A bucket for") && !format!("{answer}").contains(&key), "{answer}");
    }
    place.run(&["review", "--keep", "1"]).ok();
    assert!(place.live().contains(&key), "what is kept is what came");
    let again = place.pipe(&["paste", "-"], &incoming).ok();
    assert!(!format!("{again}").contains(&key), "{again}");
}

// Help and usage.

#[test]
fn usage_errors_exit_2_and_name_what_was_meant() {
    let place = Place::of("session-handoff");
    let cases: [(&[&str], &str); 12] = [
        (&["lst"], "list"),
        (&["list", "decsions"], "decisions"),
        (&["add", "decision"], "TEXT"),
        (&["add", "task", "x", "--status", "donee"], "done"),
        (&["set", "tasks/1", "done"], "baton set tasks/1 text"),
        (&["set", "tasks/1", "colour", "red"], "status, text and why"),
        (&["set", "tasks/1", "status", "purple"], "in-progress"),
        (&["set", "tasks", "status", "done"], "decisions/2"),
        (&["move", "tasks/1", "sideways"], "up, or down"),
        (&["prompt", "--budget", "lots"], "characters"),
        (&["prompt", "--for", "gpt"], "chatgpt"),
        (&["-C", "nowhere", "list"], "no directory"),
    ];
    for (args, words) in cases {
        let answer = place.run(args).exits(2).says(words);
        assert!(answer.stdout.is_empty(), "{answer}");
        let mut with_json = args.to_vec();
        with_json.push("--json");
        let json = place.run(&with_json).exits(2).json();
        assert_eq!((&json["schema"], &json["error"]["code"]), (&"baton.error/1".into(), &"usage".into()));
    }
}

#[test]
fn help_shows_every_command_and_each_has_examples_or_needs_none() {
    let place = Place::new();
    let help = place.run(&["--help"]).ok();
    for verb in
        "status list read add set move drop pin retire paste ask review check prompt copy undo redo config completions man doctor demo"
            .split(' ')
    {
        assert!(help.stdout.contains(&format!("  {verb} ")), "{verb} is not in the help");
        let own = place.run(&[verb, "--help"]).ok();
        assert!(own.stdout.contains("Usage: baton"), "{own}");
    }
    let version = place.run(&["--version"]).ok();
    assert_eq!(version.stdout.trim(), concat!("baton ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_terminal_the_bare_command_is_help_on_stderr() {
    let answer = Place::of("session-handoff").run(&[]).exits(2).says("Usage: baton");
    assert!(answer.stdout.is_empty());
}

#[test]
fn completions_and_manual_pages_are_made() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.run(&["completions", shell]).ok().stdout.contains("retire"), "{shell}");
    }
    let page = place.run(&["man"]).ok();
    assert!(page.stdout.contains(".TH baton 1"), "{page}");
    assert!(place.run(&["man", "check"]).ok().stdout.contains("strict"));
    place.run(&["man", "nothing"]).exits(2);
}

#[test]
fn doctor_and_config_answer_anywhere() {
    let place = Place::new();
    let doctor = place.run(&["doctor", "--json"]).ok().json();
    let names: Vec<_> = doctor["checks"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["terminal", "clipboard", "state", "settings", "git", "editor", "handoff"]);
    let config = place.run(&["config"]).ok().stdout;
    assert!(config.lines().any(|l| l.starts_with("live") && l.contains("not found")), "{config}");
}

#[test]
fn the_demo_is_made_where_it_is_wanted_and_nowhere_else() {
    let place = Place::new();
    let demo = place.run(&["demo", "play", "--json"]).ok().json();
    assert_eq!(demo["directory"], "[root]/play");
    place.run(&["-C", "play", "check"]).ok();
    place.run(&["-C", "play", "prompt"]).ok();
    place.run(&["-C", "play", "paste", "answer.md"]).ok();
    place.run(&["-C", "play", "verify"]).ok();
    let log = place.run(&["-C", "play", "log", "--json"]).ok().json();
    assert_eq!(log["sessions"].as_array().map(Vec::len), Some(5), "{log}");
    assert!(place.run(&["-C", "play", "prompt"]).ok().stdout.contains("the short records pull the long ones off"));
    place.run(&["demo", "play"]).exits(1).says("not empty");
    let temp = place.root().join("tmp");
    std::fs::create_dir(&temp).unwrap();
    let child =
        place.command(&["demo"]).env("TMPDIR", &temp).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
    let answer: Answer = place.answer(&["demo"], child.unwrap()).ok();
    assert!(answer.stdout.starts_with("[root]/tmp/baton-demo\n"), "{answer}");
}

#[test]
fn an_answer_in_the_form_that_was_asked_for_says_the_same() {
    let place = Place::of("complete-example");
    for args in [&["add", "task", "Write the endpoints"][..], &["add", "pending", "Order the server", "--why", "no budget"]] {
        place.run(args).ok();
    }
    let asked = place.run(&["ask"]).ok().stdout;
    let (_, form) = asked.split_once("=== SESSION HANDOFF ===").unwrap();
    assert!(form.contains("### Open Tasks") && form.contains("(blocked by: <what blocks it>)"), "{form}");
    let answer =
        "## Context\n\n### Open Tasks\n- [ ] Write the endpoints\n\n### Pending Actions\n- [ ] Order the server (blocked by: no budget)\n";
    let pasted = place.pipe(&["paste", "-"], answer).ok();
    assert!(pasted.stdout.contains("0 new, 0 changed; 2 already there"), "{pasted}");
}

#[test]
fn a_bare_file_needs_no_project() {
    let place = Place::new();
    place.write("notes/old.md", fixture("log"));
    let list = place.run(&["--file", "notes/old.md", "list", "decisions"]).ok();
    assert!(list.stdout.contains("Keep the old ids"), "{list}");
    place.run(&["add", "decision", "Two passes", "--why", "simpler", "--file", "notes/old.md"]).ok();
    assert!(std::fs::read_to_string(place.root().join("notes/old.md")).unwrap().contains("Two passes"));
    assert!(place.run(&["check", "notes/old.md"]).stdout.contains("notes/old.md"));
    assert!(place.run(&["read", "notes/old.md"]).ok().stdout.contains("log of 2"));
}

#[test]
fn status_for_a_shell_prompt_is_short_and_silent_elsewhere() {
    let place = Place::of("complete-example");
    let short = place.run(&["status", "--short"]).ok();
    assert!(short.stdout.starts_with("b:") && short.stdout.len() < 20 && short.stderr.is_empty(), "{short}");
    let nothing = Place::new().run(&["status", "--short"]).exits(3);
    assert!(nothing.stdout.is_empty() && nothing.stderr.is_empty(), "{nothing}");
    assert_eq!(place.run(&["status", "--short", "--json"]).ok().json()["schema"], "baton.status/1");
}

#[test]
fn json_is_json_or_a_refusal() {
    let place = Place::of("session-handoff");
    for format in ["github", "sarif"] {
        let refused = place.run(&["check", "--json", "--format", format]).exits(2);
        assert_eq!(refused.json()["schema"], "baton.error/1", "{refused}");
    }
    assert_eq!(place.run(&["check", "--json", "--format", "json"]).json()["schema"], "baton.check/1");
}

#[test]
fn status_says_why_a_handoff_is_not_compliant() {
    let place = Place::with("# Handoff\n\n## Decisions\n\n- Use X\n");
    let told = place.run(&["status"]).ok().stdout;
    assert!(told.contains("not compliant") && told.contains("no-objective: Nothing says what the next session is for"), "{told}");
}
