//! Behaviour of the project layer: edits, undo, merges, inbox, prompt.

use crate::project::Place;
use baton::handoff::{Concept, Intent, ItemRef, StatusKind};
use baton::merge::Take;
use baton::project::{Changed, Command, Error, ErrorKind, Outcome, Project, World};
use baton::prompt::{Budget, Profile};
use proptest::prelude::*;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const LIVE: &str = "\
=== SESSION HANDOFF ===
Generated: 2026-11-20T14:30:00Z
Session: Session 2 → 3

## Previous Session Summary

### Accomplished
- Designed the schema

### Decisions Made
- Postgres over SQLite: scales better
- UUID keys: merges later

## Active Tasks
- [ ] Write the models
- [x] Set up the tests

## Pending Actions
- [ ] Order the server

## Constraints
- Never touch production

## Current Project State

The data layer is complete. Two tables are missing.

## Next Session Objective

Build the login endpoints.
";

fn add(concept: Concept, text: &str) -> Command {
    Command::Edit(Intent::Add { concept, text: text.into(), why: None, status: None })
}

#[track_caller]
fn done(outcome: Result<Outcome, Error>) -> Changed {
    match outcome {
        Ok(Outcome::Changed(changed)) => changed,
        other => panic!("{other:?}"),
    }
}

fn item(words: &str) -> ItemRef {
    ItemRef::parse(words).unwrap()
}

#[test]
fn an_edit_is_on_disk_at_once_and_names_what_it_did() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    let changed = done(project.execute(add(Concept::Decisions, "Use JWT")));
    assert_eq!(place.text(), LIVE.replace("merges later\n", "merges later\n- Use JWT\n"));
    assert!(changed.durable && !changed.merged);
    assert_eq!(changed.lines, Some((13, 13)));
    assert_eq!(changed.item.map(|i| (i.concept, i.ordinal)), Some((Concept::Decisions, 3)));
    assert_eq!(project.snapshot().handoff.text(), place.text());
    assert_eq!(project.snapshot().undo.as_deref(), Some("added to decisions"));
    let nothing = project.execute(Command::Edit(Intent::SetStatus { item: item("tasks/2"), status: StatusKind::Done }));
    assert_eq!(nothing.unwrap_err().kind, ErrorKind::Nothing);
}

#[test]
fn undo_and_redo_work_across_processes_and_give_the_first_bytes_back() {
    let place = Place::with(LIVE);
    let commands = [
        add(Concept::Decisions, "Use JWT"),
        Command::Edit(Intent::SetWhy { item: item("decisions/2"), why: Some("no clashes".into()) }),
        Command::Edit(Intent::SetStatus { item: item("tasks/1"), status: StatusKind::Done }),
        Command::EditAll(vec![
            Intent::Add { concept: Concept::Pending, text: "Rotate the key".into(), why: Some("no access".into()), status: None },
            Intent::SetObjective { text: "Ship the login".into() },
        ]),
        Command::Edit(Intent::Remove { item: item("completed/1") }),
    ];
    let mut texts = vec![LIVE.to_owned()];
    for command in commands {
        done(place.open().execute(command));
        texts.push(place.text());
    }
    for text in texts.iter().rev().skip(1) {
        done(place.open().execute(Command::Undo));
        assert_eq!(place.text(), *text);
    }
    assert_eq!(place.open().execute(Command::Undo).unwrap_err().kind, ErrorKind::Nothing);
    for text in &texts[1..] {
        done(place.open().execute(Command::Redo));
        assert_eq!(place.text(), *text);
    }
    assert_eq!(place.open().execute(Command::Redo).unwrap_err().kind, ErrorKind::Nothing);
    let mut project = place.open();
    assert_eq!(project.snapshot().undo, None, "the first frame does not wait for the journal");
    project.gather();
    assert_eq!(project.snapshot().undo.as_deref(), Some("removed completed/1"));
}

#[test]
fn without_a_state_directory_undo_works_while_the_program_runs() {
    let place = Place::with(LIVE);
    let mut project = Project::open(World { state: None, ..place.world() }, None).unwrap();
    done(project.execute(add(Concept::Tasks, "One more")));
    assert_ne!(place.text(), LIVE);
    done(project.execute(Command::Undo));
    assert_eq!(place.text(), LIVE);
}

#[test]
fn a_state_directory_that_cannot_be_written_stops_no_edit_and_is_told() {
    let place = Place::with(LIVE);
    let file = place.dir.path().join("not a directory");
    fs::write(&file, "").unwrap();
    let mut project = Project::open(World { state: Some(file), ..place.world() }, None).unwrap();
    done(project.execute(add(Concept::Tasks, "One more")));
    assert!(project.snapshot().warnings.iter().any(|w| w.contains("journal cannot be written")), "{:?}", project.snapshot().warnings);
    project.gather();
    assert!(project.snapshot().warnings.iter().any(|w| w.contains("not a directory")), "{:?}", project.snapshot().warnings);
    done(project.execute(Command::Undo));
    assert_eq!(place.text(), LIVE);
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_merged_in() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    let theirs = LIVE.replace("- [ ] Order the server\n", "- [ ] Order the server\n- [ ] Call the bank\n");
    place.write("SESSION-HANDOFF.md", &theirs);
    let changed = done(project.execute(add(Concept::Decisions, "Use JWT")));
    assert!(changed.merged);
    let both = theirs.replace("merges later\n", "merges later\n- Use JWT\n");
    assert_eq!(place.text(), both);
    assert_eq!(project.snapshot().handoff.text(), both);
    done(project.execute(Command::Undo));
    assert_eq!(place.text(), theirs, "undo takes back baton's change only");
}

#[test]
fn undo_of_an_older_state_keeps_what_came_after() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    done(project.execute(add(Concept::Decisions, "Use JWT")));
    let later = place.text().replace("Two tables are missing.", "One table is missing.");
    place.write("SESSION-HANDOFF.md", &later);
    assert!(project.refresh().unwrap());
    assert!(!project.refresh().unwrap());
    done(project.execute(Command::Undo));
    assert_eq!(place.text(), LIVE.replace("Two tables are missing.", "One table is missing."));
}

#[test]
fn two_changes_of_one_place_become_a_conflict_and_nothing_is_written() {
    for (take, wins) in [(Take::Ours, "ours wins"), (Take::Theirs, "theirs wins")] {
        let place = Place::with(LIVE);
        let mut project = place.open();
        let theirs = LIVE.replace("scales better", "theirs wins");
        place.write("SESSION-HANDOFF.md", &theirs);
        let why = Command::Edit(Intent::SetWhy { item: item("decisions/1"), why: Some("ours wins".into()) });
        let error = project.execute(why).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert_eq!(place.text(), theirs);
        let shown = project.snapshot();
        let dispute = shown.dispute.as_ref().unwrap();
        assert_eq!(dispute.conflicts.len(), 1, "{dispute:?}");
        let conflict = &dispute.conflicts[0];
        assert!(conflict.ours.as_ref().unwrap().contains("ours wins") && conflict.theirs.as_ref().unwrap().contains("theirs wins"));
        assert_eq!(conflict.did, ["changed its reason", "changed its reason"]);
        assert_eq!(
            project.execute(Command::Resolve(vec![])).unwrap_err().kind,
            ErrorKind::Conflict,
            "nothing is written before all are settled"
        );
        assert_eq!(place.text(), theirs);
        project.execute(Command::Resolve(vec![(conflict.id.clone(), take)])).unwrap();
        assert_eq!(place.text(), LIVE.replace("scales better", wins));
        assert!(project.snapshot().dispute.is_none());
    }
}

#[test]
fn what_a_stalled_writer_writes_into_a_text_that_was_replaced_is_kept_and_told() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    let mut agent = fs::OpenOptions::new().append(true).open(place.root().join("SESSION-HANDOFF.md")).unwrap();
    done(project.execute(add(Concept::Decisions, "Use JWT")));
    project.refresh().unwrap();
    assert!(project.snapshot().warnings.is_empty(), "{:?}", project.snapshot().warnings);
    std::io::Write::write_all(&mut agent, b"\n## Open Questions\n- Written too late\n").unwrap();
    assert!(project.refresh().unwrap());
    let warnings = project.snapshot().warnings.clone();
    let told = warnings.iter().find(|w| w.contains("still writing")).unwrap_or_else(|| panic!("{warnings:?}"));
    let kept = told.split("is kept in ").nth(1).unwrap().split(": baton paste").next().unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), format!("{LIVE}\n## Open Questions\n- Written too late\n"));
    assert!(!project.refresh().unwrap(), "told once");
    done(project.execute(Command::Undo));
    assert_eq!(place.text(), LIVE);
}

#[test]
fn a_thousand_races_with_an_agent_overwrite_nothing_in_silence() {
    const RACES: usize = 1_000;
    let place = Place::with(&LIVE.replace("Order the server", "theirs 0."));
    let path = place.root().join("SESSION-HANDOFF.md");
    let over = AtomicBool::new(false);
    let (mut saved, mut merged, mut refused, mut last) = (0, 0, 0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let own_line_is_there = |n: usize| fs::read_to_string(&path).unwrap().contains(&format!("theirs {n}."));
            for n in 1..RACES {
                // Spread over the length of an edit, so that the agent comes at every moment of it.
                std::thread::sleep(Duration::from_micros(n as u64 * 137 % 6_000));
                let deadline = Instant::now() + Duration::from_secs(1);
                while !own_line_is_there(n - 1) {
                    assert!(Instant::now() < deadline, "write {} was overwritten", n - 1);
                }
                let text = fs::read_to_string(&path).unwrap().replace(&format!("theirs {}.", n - 1), &format!("theirs {n}."));
                fs::write(place.root().join("agent.tmp"), text).unwrap();
                fs::rename(place.root().join("agent.tmp"), &path).unwrap();
            }
            over.store(true, Ordering::SeqCst);
        });
        let mut project = place.open();
        while !over.load(Ordering::SeqCst) {
            let text = format!("ours {}.", last + 1);
            match project.execute(Command::Edit(Intent::SetObjective { text })) {
                Ok(Outcome::Changed(changed)) => {
                    merged += usize::from(changed.merged);
                    saved += 1;
                    last += 1;
                }
                Ok(other) => panic!("{other:?}"),
                Err(e) => {
                    assert!(matches!(e.kind, ErrorKind::Conflict | ErrorKind::Failed), "{e:?}");
                    refused += 1;
                    project.refresh().unwrap();
                }
            }
        }
    });
    println!("{saved} edits saved, {merged} of them merged, {refused} refused");
    assert!(place.text().contains(&format!("theirs {}.", RACES - 1)), "{}", place.text());
    assert!(saved > 0);
}

fn files(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().map(|e| e.unwrap().path());
    entries.flat_map(|p| if p.is_dir() { files(&p) } else { vec![p] }).collect()
}

#[test]
fn retiring_marks_with_the_reason_and_takes_a_pin_out_of_force() {
    for (reference, text, kind) in [
        ("constraints/1", "Never touch production", StatusKind::Superseded),
        ("decisions/1", "Postgres over SQLite", StatusKind::Superseded),
        ("tasks/1", "Write the models", StatusKind::Dropped),
    ] {
        let place = Place::with(LIVE);
        let mut project = place.open();
        let nothing = project.execute(Command::Retire { item: item(reference), why: " ".into() });
        assert_eq!(nothing.unwrap_err().kind, ErrorKind::Usage);
        done(project.execute(Command::Retire { item: item(reference), why: "staging is gone".into() }));
        let shown = project.snapshot();
        let item = shown.handoff.all_items().iter().find(|i| i.text.contains(text)).unwrap();
        assert!(item.text.contains("staging is gone"), "{reference}: {}", item.text);
        assert_eq!(item.status.as_ref().map(|s| s.kind), Some(kind), "{reference}: {}", place.text());
        if reference.starts_with("decisions") {
            assert!(item.why.as_ref().unwrap().text.contains("scales better"), "{:?}", item.why);
        }
        done(project.execute(Command::Undo));
        assert_eq!(place.text(), LIVE, "one step of undo");
    }
}

#[test]
fn proposals_wait_in_the_inbox_until_kept_or_dropped() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    let incoming =
        "## Decisions Made\n- Postgres over SQLite: scales better\n- Use JWT: stateless\n\n## Active Tasks\n- [ ] Write the docs\n";
    let propose = || Command::Propose { text: incoming.into(), origin: "stdin".into() };
    let Ok(Outcome::Proposed { waiting: lines, same, .. }) = project.execute(propose()) else { panic!() };
    let texts: Vec<_> = lines.iter().map(|l| l.text.clone()).collect();
    assert_eq!(lines.len(), 2, "{texts:?}");
    assert_eq!(same.len(), 1, "{same:?} is there already");
    assert_eq!(place.text(), LIVE, "nothing unreviewed enters the file");
    let Ok(Outcome::Proposed { waiting: again, .. }) = project.execute(propose()) else { panic!() };
    assert_eq!(again.len(), 2, "the same line comes once");
    let Ok(Outcome::Inbox(seen)) = place.open().execute(Command::Review) else { panic!() };
    assert_eq!(seen, again, "another process sees them");
    assert_eq!(project.execute(Command::Keep(vec![7])).unwrap_err().kind, ErrorKind::Usage);
    done(project.execute(Command::Keep(vec![0])));
    assert!(place.text().contains("Use JWT"), "{}", place.text());
    let Ok(Outcome::Inbox(left)) = project.execute(Command::Drop(vec![0])) else { panic!() };
    assert!(left.is_empty());
    done(project.execute(Command::Undo));
    assert_eq!(place.text(), LIVE);
}

#[test]
fn a_secret_holds_the_prompt_back_until_it_is_settled() {
    let place = Place::with(&LIVE.replace("Two tables are missing.", "The key is canary-value-4711 now."));
    place.write(".env", "export SERVICE_TOKEN='canary-value-4711'\n");
    place.write(".env.example", "OTHER_TOKEN=Two-tables-are\n");
    let mut project = place.open();
    let prompt = || Command::Prompt { profile: Profile::ClaudeCode, budget: Budget::Unlimited };
    let error = project.execute(prompt()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Secrets);
    let told = format!("{error:?} {:?}", project.snapshot().prompt);
    assert!(!told.contains("canary"), "{told}");
    assert!(project.snapshot().prompt.is_err());
    let span = project.snapshot().masked[0];
    assert_eq!(project.snapshot().handoff.slice(span), "canary-value-4711");
    let ids: Vec<_> = error.findings.iter().filter_map(|f| f.id.clone()).collect();
    assert_eq!(ids.len(), 1, "{:?}", error.findings);
    let settle = |why: &str| Command::Settle { id: ids[0].clone(), why: why.into() };
    assert_eq!(project.execute(settle("")).unwrap_err().kind, ErrorKind::Usage);
    assert!(matches!(project.execute(settle("it is a test key")), Ok(Outcome::Settled { places: 1, .. })));
    assert!(matches!(project.execute(prompt()), Ok(Outcome::Prompt(p)) if p.text.contains("canary")));
    assert!(matches!(place.open().execute(prompt()), Ok(Outcome::Prompt(_))), "it stays settled");
    place.write("HANDOFF.md", &place.text());
    let mut other = Project::open(place.world(), Some("HANDOFF.md".as_ref())).unwrap();
    assert_eq!(other.execute(prompt()).unwrap_err().kind, ErrorKind::Secrets, "settled for one file only");
    for path in files(&place.dir.path().join("state")) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{}", path.display());
        assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains("canary"), "{}", path.display());
    }
}

#[test]
fn a_secret_that_the_prompt_would_not_carry_holds_it_back_too() {
    let place = Place::with(&format!("{LIVE}\n<!-- canary-value-4711 -->\n"));
    place.write("agent_config.toml", "[Tools]\nHasura = { url = \"https://h.example\", admin_secret = \"canary-value-4711\" }\n");
    let error = place.open().execute(Command::Prompt { profile: Profile::Human, budget: Budget::Unlimited }).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Secrets);
    assert!(error.message.contains("agent_config.toml [Tools] Hasura admin_secret") || error.message.contains("admin_secret"), "{error}");
}

#[test]
fn hidden_text_that_is_settled_in_the_file_is_settled_in_the_prompt() {
    let place = Place::with(
        &LIVE.replace("### Decisions Made\n", "### Decisions Made\n- **Name it \u{202e}txt.exe\u{202c}**: because it reads well\n"),
    );
    let mut project = place.open();
    let prompt = || Command::Prompt { profile: Profile::ClaudeCode, budget: Budget::Unlimited };
    let error = project.execute(prompt()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Secrets);
    let found: Vec<_> = project.snapshot().findings.iter().filter(|f| f.hidden).filter_map(|f| f.id.clone()).collect();
    for id in found {
        let _ = project.execute(Command::Settle { id, why: "a test of direction".into() }).unwrap();
    }
    assert!(matches!(project.execute(prompt()), Ok(Outcome::Prompt(p)) if p.text.contains("txt.exe")));
}

#[test]
fn a_file_in_conflict_gives_no_prompt() {
    let place = Place::with(&format!("{LIVE}\n<<<<<<< HEAD\n- Ever\n=======\n- Nearly\n>>>>>>> other\n"));
    let error = place.open().execute(Command::Prompt { profile: Profile::Human, budget: Budget::Unlimited }).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains("unresolved merge"), "{error}");
}

#[test]
fn two_projects_keep_apart() {
    let (a, b) = (Place::with(LIVE), Place::with(LIVE));
    let shared = a.dir.path().join("state");
    let open = |place: &Place| Project::open(World { state: Some(shared.clone()), ..place.world() }, None).unwrap();
    done(open(&a).execute(add(Concept::Tasks, "only in a")));
    assert_eq!(open(&b).execute(Command::Undo).unwrap_err().kind, ErrorKind::Nothing);
    done(open(&b).execute(add(Concept::Tasks, "only in b")));
    done(open(&a).execute(Command::Undo));
    assert_eq!(a.text(), LIVE);
    assert!(b.text().contains("only in b"));
}

#[test]
fn a_damaged_journal_costs_undo_of_what_is_damaged_and_nothing_else() {
    let place = Place::with(LIVE);
    done(place.open().execute(add(Concept::Tasks, "first")));
    let first = place.text();
    done(place.open().execute(add(Concept::Tasks, "second")));
    let journal = files(&place.dir.path().join("state")).into_iter().find(|p| p.to_string_lossy().contains("journal-")).unwrap();
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..bytes.len() - 10]).unwrap();
    let text = place.text();
    let mut project = place.open();
    project.gather();
    assert!(project.snapshot().warnings.iter().any(|w| w.contains("journal")), "{:?}", project.snapshot().warnings);
    assert_eq!(place.text(), text);
    done(project.execute(Command::Undo));
    assert!(!place.text().contains("first") && place.text().contains("second"), "{}", place.text());
    assert!(first.contains("first"));
    done(place.open().execute(Command::Redo));
    assert_eq!(place.text(), text);
}

#[test]
fn a_deleted_file_is_not_made_again_by_an_edit() {
    let place = Place::with(LIVE);
    let mut project = place.open();
    fs::remove_file(place.root().join("SESSION-HANDOFF.md")).unwrap();
    assert!(project.refresh().is_err());
    assert_eq!(project.snapshot().handoff.text(), LIVE, "the last text is still there");
    let error = project.execute(add(Concept::Tasks, "lost?")).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Failed);
    assert!(!place.root().join("SESSION-HANDOFF.md").exists());
    place.write("SESSION-HANDOFF.md", LIVE);
    assert!(project.refresh().unwrap());
    done(project.execute(add(Concept::Tasks, "found")));
}

fn any_command() -> impl Strategy<Value = Command> {
    let concept = prop::sample::select(vec![Concept::Decisions, Concept::Tasks, Concept::Pending, Concept::Next, Concept::DeadEnds]);
    let place = || (prop::sample::select(vec!["decisions", "tasks", "pending"]), 1..3usize).prop_map(|(c, n)| item(&format!("{c}/{n}")));
    let status = prop::sample::select(StatusKind::ALL.to_vec());
    prop_oneof![
        (concept, "[a-zA-Z][a-z #*`-]{0,20}[a-z]").prop_map(|(concept, text)| add(concept, &text)),
        (place(), "[a-z ]{1,12}").prop_map(|(item, why)| Command::Edit(Intent::SetWhy { item, why: Some(why) })),
        (place(), status).prop_map(|(item, status)| Command::Edit(Intent::SetStatus { item, status })),
        (place(), 1..3usize).prop_map(|(item, to)| Command::Edit(Intent::Move { item, to })),
        place().prop_map(|item| Command::Edit(Intent::Remove { item })),
        place().prop_map(|item| Command::Retire { item, why: "over".into() }),
        Just(Command::Undo),
        Just(Command::Redo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_undo_gives_the_first_bytes_back(commands in prop::collection::vec(any_command(), 1..12)) {
        let place = Place::with(LIVE);
        let mut project = place.open();
        for command in commands {
            let _ = project.execute(command);
            prop_assert_eq!(project.snapshot().handoff.text().to_owned(), place.text());
        }
        let mut steps = 0;
        while project.execute(Command::Undo).is_ok() {
            steps += 1;
            prop_assert!(steps <= 24);
        }
        prop_assert_eq!(place.text(), LIVE);
    }
}
