//! What later prompts carry of earlier sessions, and what they do not.

use crate::cli::Place;
use crate::seal::{LIVE, base, git, repository, seal, work};
use std::process::Command;

fn prompt(place: &Place) -> String {
    place.run(&["prompt"]).ok().stdout
}

/// Returns what the prompt says under a heading.
fn under<'p>(prompt: &'p str, heading: &str) -> &'p str {
    let Some((_, rest)) = prompt.split_once(&format!("\n{heading}\n")) else { return "" };
    let level = heading.split(' ').next().unwrap();
    let ends = rest.match_indices('\n').map(|(at, _)| &rest[at + 1..]).find(|r| {
        let marks = r.len() - r.trim_start_matches('#').len();
        (1..=level.len()).contains(&marks)
    });
    ends.map_or(rest, |end| &rest[..rest.len() - end.len()])
}

/// Edits the live file with sed, as somebody without baton would.
fn sed(place: &Place, script: &str) {
    let before = place.live();
    assert!(Command::new("sed").args(["-i", script]).arg(place.root().join("SESSION-HANDOFF.md")).status().unwrap().success());
    assert_ne!(place.live(), before, "{script}");
}

/// Seals `n` more sessions.
fn go_on(place: &Place, n: usize) {
    for step in 0..n {
        work(place, &format!("Step {step} of {n}"));
        seal(place);
    }
}

#[test]
fn a_dead_end_recorded_at_rollback_stands_in_every_later_prompt_and_in_no_other() {
    let place = repository(LIVE);
    let first = seal(&place);
    go_on(&place, 1);
    let left = base(&place)[0].clone();
    let _ = place.run(&["rollback", &first, "--why", "the queue lost messages"]).ok();
    let dead_ends = |prompt: &str| under(prompt, "## Dead Ends and Gotchas").contains("the queue lost messages");
    assert!(dead_ends(&prompt(&place)));
    assert!(!place.live().contains("the queue lost messages"), "the live file is the old text");
    go_on(&place, 2);
    assert!(dead_ends(&prompt(&place)), "two sessions later");
    work(&place, "A draft");
    assert!(dead_ends(&prompt(&place)), "in a draft");
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "all"]);
    git(&place.home(), &["clone", "-q", place.root().to_str().unwrap(), "clone"]);
    let out = place.command(&["prompt"]).current_dir(place.home().join("clone")).output().unwrap();
    assert!(dead_ends(&String::from_utf8_lossy(&out.stdout)), "in a clone, which has no state");
    // Those who go on from what was left know nothing of it: there it was no dead end yet.
    let _ = place.run(&["switch", &left, "--park"]).ok();
    assert!(!dead_ends(&prompt(&place)));
    for id in [&first, &left] {
        assert!(!dead_ends(&place.run(&["prompt", "--session", id]).ok().stdout));
    }
}

#[test]
fn a_pin_deleted_with_sed_stands_until_it_is_retired_with_a_reason() {
    let place = repository(LIVE);
    seal(&place);
    sed(&place, "/Never touch production/d");
    let pinned = |place: &Place| under(&prompt(place), "## Constraints").contains("- Never touch production\n");
    assert!(pinned(&place), "at once");
    seal(&place);
    go_on(&place, 2);
    assert!(!place.live().contains("Never touch production") && pinned(&place), "three sessions later");
    let _ = place.run(&["pin", "Never touch production"]).ok();
    let _ = place.run(&["retire", "constraints/1", "--why", "there is a test system"]).ok();
    assert!(!pinned(&place));
    seal(&place);
    // With the word of its retirement gone as well, it stays retired.
    sed(&place, "/Never touch production/d");
    go_on(&place, 2);
    assert!(!pinned(&place), "{}", prompt(&place));
}

#[test]
fn a_decision_superseded_two_sessions_ago_is_in_force_in_no_prompt_and_named_when_it_comes_back() {
    let place = repository(LIVE);
    seal(&place);
    let old = place.live();
    let _ = place.run(&["set", "decisions/1", "status", "superseded"]).ok();
    let _ = place.run(&["add", "decision", "MySQL everywhere", "--why", "the team knows it"]).ok();
    seal(&place);
    go_on(&place, 2);
    let text = prompt(&place);
    let decisions = under(&text, "## Decisions");
    let (standing, over) = decisions.split_once("### No Longer Valid").unwrap();
    assert!(standing.contains("MySQL everywhere") && !standing.contains("Postgres"), "{text}");
    assert!(over.contains("(superseded)") && over.contains("Postgres"), "{text}");
    // Deleted from the file it is gone from the prompt: nothing in force is lost with it.
    let last = base(&place)[0].clone();
    sed(&place, "/Postgres over SQLite/d");
    seal(&place);
    assert!(!prompt(&place).contains("Postgres"));
    // Written anew by somebody who read an old copy, it is told.
    let line = old.lines().find(|l| l.contains("Postgres")).unwrap();
    place.write("SESSION-HANDOFF.md", place.live().replace("- MySQL everywhere", &format!("{line}\n- MySQL everywhere")));
    let answer = place.run(&["seal", "--preview", "--json"]).ok().json();
    // By the session that had it last.
    assert_eq!((answer["reopened"].as_array().unwrap().len(), answer["reopened"][0]["session"].as_str()), (1, Some(&*last)), "{answer}");
}
