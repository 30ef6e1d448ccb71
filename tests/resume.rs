//! What tree and git say of a handoff's citations: marks, quoted lines, reading lists, and what changed since the seal.

use crate::cli::Place;
use crate::seal::{git, repository, seal};

const CITING: &str = "\
# Handoff

## Decisions

- Sessions live in `src/store.rs:3`: one place to look
- Keys come from src/keys.rs:2, never from the environment
- The old way is gone.rs
- Settled in {commit}, not in abcdef1234

## Current State

We are on Phase 2. The store of src/store.rs works.

## Next Session Objective

Finish the store.
";

/// A repository with a handoff that cites files and a commit.
fn citing() -> Place {
    let place = repository("");
    place.write("src/store.rs", "one\ntwo\nthree\nfour\nfive\nsix\nseven\n");
    place.write("src/keys.rs", "let a = 1;\nlet key = \"AKIAQ3EGWBQT7ZK4N2VA\";\nlet b = 2;\n");
    place.write("docs/decisions.md", "# Decisions\n");
    place.write("docs/phases/phase2.md", "# Phase 2\n");
    git(&place.root(), &["add", "src", "docs"]);
    git(&place.root(), &["commit", "-qm", "begin"]);
    let commit = git(&place.root(), &["rev-parse", "--short=7", "HEAD"]);
    // A commit of digits only would not be taken for one; its first letter may come later.
    let full = git(&place.root(), &["rev-parse", "HEAD"]);
    let name = (7..40).map(|n| &full[..n]).find(|c| c.bytes().any(|b| b.is_ascii_alphabetic()) && c.bytes().any(|b| b.is_ascii_digit()));
    place.write("SESSION-HANDOFF.md", CITING.replace("{commit}", name.unwrap_or(commit.trim())));
    place
}

#[track_caller]
fn has(text: &str, part: &str) {
    assert!(text.contains(part), "no {part:?} in\n{text}");
}

#[track_caller]
fn lacks(text: &str, part: &str) {
    assert!(!text.contains(part), "{part:?} in\n{text}");
}

#[test]
fn a_claim_that_cites_says_whether_it_still_holds() {
    let place = citing();
    let draft = place.run(&["prompt"]).ok().stdout;
    has(&draft, "  Checked: src/store.rs unverified\n");
    lacks(&draft, "gone.rs unverified");
    lacks(&draft, "abcdef1234 verified");
    seal(&place);
    let sealed = place.run(&["prompt"]).ok().stdout;
    has(&sealed, "  Checked: src/store.rs verified\n");
    has(&sealed, "_Checked: src/store.rs verified_\n");
    assert!(sealed.lines().any(|l| l.starts_with("  Checked: ") && l.ends_with(" verified") && !l.contains('.')), "no commit in\n{sealed}");
    place.write("src/store.rs", "one\nanother\n");
    let later = place.run(&["prompt"]).ok().stdout;
    has(&later, "  Checked: src/store.rs changed since the seal\n");
    has(&later, "  Checked: src/keys.rs verified\n");
}

#[test]
fn a_chat_without_the_repository_gets_the_cited_lines_but_no_secret_and_nothing_to_open() {
    let place = citing();
    place.write(".baton/bootstrap.md", "Hand the thread on.\n");
    let text = place.run(&["prompt", "--for", "chatgpt"]).ok().stdout;
    has(&text, "## Cited Lines\n\n_From src/store.rs lines 1-5:_\n\n```\none\ntwo\nthree\nfour\nfive\n```\n");
    has(&text, "_From src/keys.rs lines 1-3: not quoted, it holds what looks like a secret._\n");
    lacks(&text, "AKIA");
    has(&text, "none has to be opened");
    has(&text, "Hand the thread on.");
    // Every path that is named is one of the author's own words or stands above its lines.
    let authors = place.live();
    for cite in baton::prompt::cites(&text).filter(|c| !c.commit) {
        assert!(authors.contains(cite.name), "{} is named by the frame in\n{text}", cite.name);
    }
    lacks(&place.run(&["prompt"]).ok().stdout, "Cited Lines");
}

#[test]
fn the_profile_of_session_context_says_what_to_read_and_which_answer_is_expected() {
    let place = citing();
    let text = place.run(&["prompt", "--for", "session-context"]).ok().stdout;
    has(
        &text,
        "1. SESSION-HANDOFF.md: where the work stands\n2. docs/decisions.md: what is decided, and why\n3. docs/phases/phase2.md: phase 2, the present one",
    );
    has(&text, "Answer first with (1) the present state");
    has(&text, "do not suggest again what is decided");
}

#[test]
fn resume_says_what_changed_since_the_seal_and_only_that() {
    let place = citing();
    assert_eq!(place.run(&["resume"]).ok().stdout, place.run(&["prompt"]).ok().stdout);
    seal(&place);
    git(&place.root(), &["add", "-A"]);
    git(&place.root(), &["commit", "-qm", "the handoff"]);
    let quiet = place.run(&["resume"]).ok().stdout;
    lacks(&quiet, "Since the Seal");
    place.write("src/store.rs", "one\nanother\n");
    git(&place.root(), &["commit", "-qam", "# Rewrite the store"]);
    place.write("src/keys.rs", "let a = 2;\n");
    let text = place.run(&["resume"]).ok().stdout;
    has(&text, "## Since the Seal\n\n- 1 commit since ");
    has(&text, " # Rewrite the store\n- Cited files that changed: src/keys.rs, src/store.rs.\n");
    lacks(&text, "uncommitted");
    has(&place.run(&["resume", "--tree"]).ok().stdout, "- The work tree has uncommitted changes.\n");
    let json = place.run(&["resume", "--json", "--budget", "700t", "--for", "human"]).ok().json();
    assert_eq!(json["since"][2], "Cited files that changed: src/keys.rs, src/store.rs.");
    assert!(json["tokens"].as_u64().unwrap() <= 700);
    place.run(&["resume", "--budget", "10t"]).exits(1).says("tokens; the budget is 10");
    let brief = place.run(&["resume", "--brief"]).ok().stdout;
    assert!(brief.chars().count() <= 9_500);
}

#[test]
fn a_cited_file_outside_the_project_is_not_read() {
    let place = repository("# Handoff\n\n## Decisions\n\n- See link/passwd:1 and ../home/secret.txt:1\n\n## Next Objective\n\nShip it.\n");
    std::fs::write(place.home().join("passwd"), "outside\n").unwrap();
    std::fs::write(place.home().join("secret.txt"), "outside\n").unwrap();
    std::os::unix::fs::symlink(place.home(), place.root().join("link")).unwrap();
    lacks(&place.run(&["prompt", "--for", "chatgpt"]).ok().stdout, "outside");
}
