//! The prompt pane: its meter, whom the prompt is for, how long it may be, and what it leaves out.

use crate::cli::Place;
use crate::screens::stage::Stage;
use baton::app::{Effect, Pane};
use baton::project::{Command, Project, World};
use baton::prompt::{Budget, Profile};
use baton::tokens;
use insta::assert_snapshot;

const LIVE: &str = "\
# Handoff

## Decisions

- PostgreSQL over SQLite: better production scalability
- Redis for sessions: tokens expire by themselves
- Argon2 over bcrypt: memory-hard

## Active Tasks

- [ ] Write the endpoints for login and logout
- [ ] Rotate the signing key every ninety days

## Next Session Objective

Implement login and logout.
";

fn open(place: &Place) -> Project {
    let world = World { cwd: place.root(), state: Some(place.home().join("state")), actor: "tester".into(), ..World::default() };
    let mut project = Project::open(world, None).unwrap();
    project.gather();
    project
}

/// Opens the panes over a real project, wide enough for the prompt.
fn stage(place: &Place) -> Stage {
    counted(Stage::of(open(place)).size(120, 36))
}

/// Does what the counting thread does.
fn counted(stage: Stage) -> Stage {
    if let Ok(prompt) = &stage.model.snapshot.prompt {
        let tokens = tokens::count(&prompt.text);
        return stage.counted(tokens);
    }
    stage
}

fn prompt(stage: &Stage) -> &str {
    &stage.model.snapshot.prompt.as_ref().unwrap().text
}

fn title(stage: &Stage) -> String {
    let grid = stage.grid();
    let line = grid.lines().find(|l| l.contains("Next prompt")).unwrap();
    line.split("Next prompt").nth(1).unwrap().trim_matches(['─', '╮', ' ']).to_owned()
}

#[test]
fn the_title_tells_tokens_once_they_are_counted_and_a_bar_once_there_is_a_budget() {
    let place = Place::with(LIVE);
    let mut stage = Stage::of(open(&place)).size(120, 36);
    assert!(!title(&stage).contains("tok"), "{}", title(&stage));
    let size = title(&stage).split(" · ").next().unwrap().to_owned();
    stage = counted(stage);
    let tokens = tokens::count(prompt(&stage));
    assert!(title(&stage).starts_with(&format!("{tokens} tok · {size}")), "{}", title(&stage));
    stage.keys("b o Ctrl-u 4 0 t Enter");
    assert_eq!(stage.model.snapshot.settings.budget.value, Budget::Tokens(40));
    assert!(stage.status().contains("at least"), "below the floor is said: {}", stage.status());
    stage.keys("b 4 b h");
    assert!(stage.status().contains("for human, at most 400 tokens"), "{}", stage.status());
    let stage = counted(stage);
    let used = tokens::count(prompt(&stage));
    assert!(used <= 400);
    assert!(title(&stage).contains(&format!("{used} of 400 tok")) && title(&stage).contains('▰'), "{}", title(&stage));
}

#[test]
fn the_choice_is_kept_for_the_project_and_for_the_command_line() {
    let place = Place::with(LIVE);
    let mut first = stage(&place);
    let effects = first.keys("b h");
    assert_eq!(effects, [Effect::Run(Command::Aim { profile: Profile::Human, budget: Budget::Unlimited })]);
    first.keys("b o Ctrl-u 3 0 0 t Enter");
    assert_eq!(first.model.snapshot.settings.budget.value, Budget::Tokens(300));
    drop(first);
    let again = stage(&place);
    let settings = &again.model.snapshot.settings;
    assert_eq!((&settings.profile.value, settings.budget.value), (&Profile::Human, Budget::Tokens(300)));
    assert_eq!(settings.budget.origin, "chosen in the panes");
    let mut other = stage(&Place::with(LIVE));
    assert_eq!(other.model.snapshot.settings.profile.value, Profile::ClaudeCode);
    other.keys("b o Ctrl-u l o t s Enter");
    assert!(other.status().contains("no budget"), "{}", other.status());
}

#[test]
fn what_is_left_out_is_listed_and_comes_in_when_it_is_moved_up_or_pinned() {
    let place = Place::with(LIVE);
    let mut stage = stage(&place);
    assert!(stage.keys("o").is_empty());
    assert!(stage.status().contains("nothing is left out for length"), "{}", stage.status());
    stage.keys("b h");
    let whole = prompt(&stage).chars().count();
    let cut = (0..whole).rev().find(|n| {
        stage.keys("b o Ctrl-u");
        n.to_string().chars().for_each(|c| drop(stage.keys(&c.to_string())));
        stage.keys("Enter");
        stage.model.snapshot.prompt.as_ref().is_ok_and(|p| p.left_out.len() == 2 && p.left_out[0].text.contains("Write"))
    });
    assert!(cut.is_some(), "no budget leaves two tasks out");
    stage.keys("o");
    assert_snapshot!("left_out_120x36", counted(stage).grid());
}

#[test]
fn a_fact_that_is_left_out_can_be_pinned_and_undone_from_the_list() {
    let place = Place::with(LIVE);
    let mut stage = stage(&place);
    stage.keys("b h");
    let least = {
        stage.keys("b o Ctrl-u 1 Enter");
        let why = stage.model.snapshot.prompt.as_ref().unwrap_err();
        why.split_whitespace().filter_map(|w| w.trim_end_matches(';').parse::<usize>().ok()).next().unwrap()
    };
    stage.keys("b o Ctrl-u");
    (least + 120).to_string().chars().for_each(|c| drop(stage.keys(&c.to_string())));
    stage.keys("Enter o G");
    let fact = stage.model.snapshot.prompt.as_ref().unwrap().left_out.last().unwrap().text.clone();
    assert!(!prompt(&stage).contains(&fact));
    stage.keys("P");
    assert!(prompt(&stage).contains(&fact), "{}", prompt(&stage));
    assert!(prompt(&stage).chars().count() <= least + 120);
    stage.keys("u");
    assert!(!prompt(&stage).contains(&fact));
    stage.keys("Esc o Enter");
    assert_ne!(stage.model.focus, Pane::Prompt);
}
