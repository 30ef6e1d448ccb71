//! `init` in every format and domain: exact headings, nothing that exists touched.

use crate::cli::Place;
use baton::handoff::{Concept, Handoff};
use baton::project::{Domain, Format};
use std::fs;

#[test]
fn a_handoff_that_nobody_filled_in_says_nothing() {
    let forms = Format::ALL.map(|format| ["--format", format.id()]);
    let domains = Domain::ALL.map(|domain| ["--domain", domain.id()]);
    for form in forms.iter().chain(&domains) {
        let place = Place::new();
        let _ = place.run(&[&["init"][..], form].concat()).ok();
        let prompt = place.run(&["prompt", "--for", "human"]).ok().stdout;
        let said = prompt.split_once("## Project Context").unwrap().1;
        let open =
            said.lines().find(|l| l.contains(['[', '<']) || l.contains("carry_forward") || l.contains("Purpose") || l.ends_with(':'));
        assert_eq!(open, None, "{form:?}\n{said}");
    }
}

#[test]
fn every_format_takes_the_headings_of_every_domain() {
    for format in Format::ALL {
        for domain in Domain::ALL {
            let place = Place::new();
            let _ = place.run(&["init", "--format", format.id(), "--domain", domain.id()]).ok();
            let text = fs::read_to_string(place.root().join(format.file_name())).unwrap();
            for (heading, _) in domain.headings() {
                let lines = text.lines().filter(|l| l.trim_start_matches('#').trim() == *heading && l.starts_with("##")).count();
                assert!(lines >= 1, "{heading} in {}:\n{text}", format.id());
            }
            assert!(!text.contains("[DOMAIN") && text.ends_with('\n') && !text.ends_with("\n\n"), "{text}");
            let _ = place.run(&["prompt"]).ok();
        }
    }
}

/// The sections of a domain, in the words of Handoff Format 1.0, and what they are read as.
#[test]
fn the_domains_of_the_format_are_its_own_words() {
    #[track_caller]
    fn check(domain: &str, wanted: &[(&str, Concept)]) {
        let place = Place::new();
        let _ = place.run(&["init", "--format", "handoff-1.0", "--domain", domain]).ok();
        let handoff = Handoff::parse(place.live());
        for (heading, concept) in wanted {
            assert!(place.live().contains(&format!("\n### {heading}\n")), "{}", place.live());
            assert!(handoff.sections().iter().any(|s| s.title == *heading && s.concepts.contains(concept)), "{heading}");
        }
    }
    check("research", &[("Sources Consulted", Concept::Links), ("Open Questions", Concept::Questions)]);
    check(
        "software",
        &[("Code Modules Modified", Concept::Artifacts), ("Tests Added", Concept::Verification), ("Technical Debt", Concept::Pending)],
    );
    check("content", &[("Content Pieces", Concept::Tasks), ("Editorial Decisions", Concept::Decisions), ("Review Status", Concept::State)]);
}

#[test]
fn the_three_files_of_agent_handoff_are_made_and_none_that_exists_is_touched() {
    let place = Place::new();
    place.write("SOUL.md", "I am\n");
    let answer = place.run(&["init", "--format", "agent-handoff", "--json"]).ok().json();
    assert_eq!(answer["kept"], serde_json::json!(["SOUL.md"]));
    let read = |name: &str| fs::read_to_string(place.root().join(name)).unwrap();
    assert_eq!(read("SOUL.md"), "I am\n");
    let headings = |text: &str| text.lines().filter(|l| l.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        headings(&read("HANDOFF.md")),
        ["# HANDOFF.md — Session Continuity", "## Last Session", "## What Happened", "## What's Next", "## Blockers", "## Open Questions"]
    );
    assert_eq!(
        headings(&read("MEMORY.md")),
        [
            "# MEMORY.md — What I Know",
            "## Project State",
            "## Patterns That Work",
            "## Patterns That Failed",
            "## Key Relationships",
            "## Important Files",
            "## Last Updated"
        ]
    );
    // It is the live file: found, edited, sealed.
    let _ = place.run(&["set", "objective", "Build the login."]).ok();
    assert!(place.run(&["status"]).ok().stdout.starts_with("HANDOFF.md"));
    let before = (read("HANDOFF.md"), read("MEMORY.md"));
    let _ = place.run(&["init", "--format", "agent-handoff"]).exits(3);
    assert_eq!((read("HANDOFF.md"), read("MEMORY.md")), before);
    // Beside another live file there is nothing to accompany.
    let place = Place::with("# Notes\n\n## Next\n- Go on\n");
    let _ = place.run(&["init", "--format", "agent-handoff", "--domain", "research"]).ok();
    assert!(!place.root().join("SOUL.md").exists());
    assert_eq!(place.live(), "# Notes\n\n## Next\n- Go on\n");
    let _ = place.run(&["init", "--domain", "music"]).exits(2).says("research, software, content");
}

#[test]
fn the_bootstrap_template_of_the_project_reaches_the_prompt_and_a_change_of_it_is_noticed() {
    let place = Place::with(crate::seal::LIVE);
    let _ = place.run(&["init"]).ok();
    place.write(".baton/bootstrap.md", "Keep the lamp lit, and say so.\n");
    assert!(place.run(&["prompt"]).ok().stdout.contains("Keep the lamp lit, and say so."));
    crate::seal::seal(&place);
    let finding = |place: &Place| {
        let answer = place.run(&["check", "--json"]).json();
        answer["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "bootstrap-changed").cloned()
    };
    assert_eq!(finding(&place), None);
    place.write(".baton/bootstrap.md", "Put the lamp out.\n");
    let found = finding(&place).unwrap();
    assert!(found["message"].as_str().unwrap().contains("bootstrap template changed"), "{found}");
    // A person who has read it accepts it at once...
    let _ = place.run(&["check", "--settle", found["id"].as_str().unwrap(), "--why", "the lamp is too bright"]).ok();
    assert_eq!(finding(&place), None);
    // ...but not the one after it; the next seal takes that as known.
    place.write(".baton/bootstrap.md", "Leave the lamp alone.\n");
    assert!(finding(&place).is_some());
    crate::seal::work(&place, "More");
    crate::seal::seal(&place);
    assert_eq!(finding(&place), None);
    fs::remove_file(place.root().join(".baton/bootstrap.md")).unwrap();
    assert!(finding(&place).is_some(), "also when it goes");
    assert!(!place.run(&["prompt"]).ok().stdout.contains("lamp"));
}
