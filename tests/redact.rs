//! Redaction: a sealed secret goes, the chain stays sound.

use crate::cli::Place;
use crate::seal::{LIVE, base, git, repository, seal, work};
use std::fs;
use std::path::Path;

const WORDS: &str = "swordfish-of-ada";

/// Returns a key that the rules know.
fn key() -> String {
    format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0".repeat(2).get(..36).unwrap())
}

fn file(place: &Place, id: &str, end: &str) -> std::path::PathBuf {
    place.root().join(format!(".baton/sessions/{}-{}/{id}{end}", &id[..4], &id[4..6]))
}

/// Seals four sessions, of which the second, third and fourth hold `words` in a decision and in a pin.
fn chain(words: &str) -> (Place, [String; 4]) {
    let place = repository(LIVE);
    let first = seal(&place);
    let live = place.live().replace("scales better", &format!("scales better, key {words}"));
    place.write("SESSION-HANDOFF.md", live.replace("- Never touch", &format!("- Use {words} for deploys\n- Never touch")));
    let mut rest = (0..3).map(|n| {
        work(&place, &format!("Step {n}"));
        seal(&place)
    });
    let rest = [rest.next().unwrap(), rest.next().unwrap(), rest.next().unwrap()];
    let [a, b, c] = rest;
    (place, [first, a, b, c])
}

/// Returns the files below a directory that hold `words`.
fn holding(dir: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(dir) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, words));
        } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(words) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn words_that_no_rule_knows_go_out_of_every_file_and_prompt() {
    let (place, [first, second, third, fourth]) = chain(WORDS);
    let line = place.live().lines().position(|l| l.contains("scales better, key")).unwrap() + 1;
    let text = place.live().lines().nth(line - 1).unwrap().to_owned();
    let at = text.find(WORDS).unwrap();
    let span = format!("{line}:{}-{}", at + 1, at + WORDS.len());
    let before = place.live();
    let would = place.run(&["redact", &third, "--span", &span, "--why", "a password", "--preview"]).ok();
    assert!(would.stdout.contains("would redact") && place.live() == before, "{would}");
    let answer = place.run(&["redact", &third, "--span", &span, "--why", "a password", "--json"]).ok().json();
    let sessions: Vec<_> = answer["sessions"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert_eq!(sessions, [&second, &third, &fourth]);
    assert_eq!((answer["live"].as_u64(), answer["in_git"].as_bool()), (Some(2), Some(false)), "{answer}");
    assert_eq!(holding(&place.home(), WORDS), Vec::<String>::new());
    assert_eq!(place.live(), before.replace(WORDS, "[redacted]"));
    for id in [&second, &third, &fourth] {
        let prompt = place.run(&["prompt", "--session", id]).ok().stdout;
        assert!(prompt.contains("Use [redacted] for deploys") && prompt.contains("Never touch production"), "{prompt}");
    }
    // Still the base and no draft: the live file is the redacted text.
    assert_eq!(base(&place), std::slice::from_ref(&fourth));
    let _ = place.run(&["seal"]).exits(3);
    let found = place.run(&["verify", "--json"]).ok().json();
    let redacted: Vec<_> = found["found"].as_array().unwrap().iter().filter(|f| f["what"] == "redacted").collect();
    assert_eq!((redacted.len(), found["altered"].as_bool()), (6, Some(false)), "{found}");
    assert!(redacted.iter().all(|f| f["session"] != first.as_str()));
    // Titles and numbers are still known, and the pins still reach what follows.
    let log = place.run(&["log", "--json"]).ok().json();
    assert_eq!((log["sessions"][0]["number"].as_u64(), log["sessions"][0]["state"].as_str()), (Some(4), Some("redacted")));
    work(&place, "Go on");
    let id = seal(&place);
    let pins = place.run(&["show", &id, "--as", "seal"]).ok().stdout;
    assert!(pins.contains("Use [redacted] for deploys"), "{pins}");
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn a_secret_that_the_rules_find_is_named_by_its_finding() {
    // The key is known only after it was sealed, as when it came into .env later.
    let (place, [_, second, ..]) = chain(WORDS);
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let refused = place.run(&["prompt", "--session", &second]).exits(6).says("baton redact");
    assert!(!refused.to_string().contains(WORDS));
    let none = place.run(&["redact", &second, "--why", "sealed by mistake"]).exits(2).says("--finding all");
    assert!(!none.to_string().contains(WORDS));
    let _ = place.run(&["redact", &second, "--finding", "abc", "--why", "x"]).exits(2).says("no finding");
    let _ = place.run(&["redact", &second, "--finding", "all", "--why", &format!("{WORDS} leaked")]).exits(6);
    let _ = place.run(&["redact", &second, "--finding", "all", "--why", "sealed by mistake"]).ok();
    let prompt = place.run(&["prompt", "--session", &second]).ok().stdout;
    assert!(prompt.contains("[redacted]"));
    let _ = place.run(&["prompt"]).ok();
    assert_eq!(holding(&place.root().join(".baton"), WORDS), Vec::<String>::new());
}

#[test]
fn what_can_not_be_meant_is_refused() {
    let place = repository(LIVE);
    let id = seal(&place);
    for (args, exit, says) in [
        (&["--span", "1:1-3"][..], 2, "--span LINE"),
        (&["--span", "999"], 2, "no line 999"),
        (&["--span", "1:90-99"], 2, "characters"),
        (&["--span", "x"], 2, "12:8-40"),
        (&["--finding", "all"], 2, "no secret"),
    ] {
        let mut all = vec!["redact", &*id, "--why", "x"];
        all.extend(args);
        let _ = place.run(&all).exits(exit).says(says);
    }
    let _ = place.run(&["redact", &id, "--span", "12", "--why", " "]).exits(2);
    assert_eq!(place.run(&["show", &id]).ok().stdout, place.live());
}

#[test]
fn nothing_takes_a_redaction_back() {
    let (place, [_, _, _, fourth]) = chain(WORDS);
    let _ = place.run(&["switch", "1"]).ok();
    work(&place, &format!("A draft with {WORDS}"));
    let _ = place.run(&["switch", &fourth, "--park"]).ok();
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let _ = place.run(&["redact", &fourth, "--finding", "all", "--why", "x"]).ok();
    place.write(".env", "");
    let told = place.run(&["op", "log", "--json"]).ok().json();
    assert_eq!(
        (told["operations"][0]["turn"].as_str(), told["operations"][0]["what"].as_str()),
        (Some("told"), Some("redacted session 4"))
    );
    // Every step before it can be taken back and made again, and none brings the words back.
    let mut undone = 0;
    while place.run(&["undo"]).exit == 0 {
        undone += 1;
        assert_eq!(holding(&place.home(), WORDS), Vec::<String>::new());
    }
    assert!(undone > 5);
    for _ in 0..undone {
        let _ = place.run(&["redo"]).ok();
        assert_eq!(holding(&place.home(), WORDS), Vec::<String>::new());
    }
    let _ = place.run(&["verify"]).ok();
    let restored = place.run(&["switch", "1", "--json"]).ok().json();
    assert_eq!(restored["restored"], true);
    assert!(place.live().contains("A draft with [redacted]"));
}

#[test]
fn git_keeps_what_it_has_and_baton_says_so() {
    let place = repository(&LIVE.replace("scales better", WORDS));
    let _ = place.run(&["seal", "--commit"]).ok();
    let id = base(&place)[0].clone();
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let answer = place.run(&["redact", &id, "--finding", "all", "--why", "a token"]).ok();
    for words in ["git's history still has it", "Change the secret first", "git filter-repo", "never undone"] {
        assert!(answer.stdout.contains(words), "{answer}");
    }
    git(&place.root(), &["add", "-A", ".baton", "SESSION-HANDOFF.md"]);
    git(&place.root(), &["commit", "-qm", "redacted"]);
    git(&place.home(), &["clone", "-q", place.root().to_str().unwrap(), "clone"]);
    let out = place.command(&["verify"]).current_dir(place.home().join("clone")).output().unwrap();
    assert!(out.status.success() && String::from_utf8_lossy(&out.stdout).contains("redacted"));
}

#[test]
fn the_sealed_text_put_back_is_noticed_and_never_reaches_a_prompt() {
    let (place, [_, second, ..]) = chain(WORDS);
    let text = fs::read(file(&place, &second, ".md")).unwrap();
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let _ = place.run(&["redact", &second, "--finding", "all", "--why", "x"]).ok();
    place.write(".env", "");
    fs::write(file(&place, &second, ".md"), text).unwrap();
    let told = place.run(&["verify"]).exits(5);
    assert!(told.stdout.contains("unredacted"), "{told}");
    let _ = place.run(&["prompt", "--session", &second]).exits(5);
    // Broken off between stub and text it looks the same; doing it again ends it.
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let _ = place.run(&["redact", &second, "--finding", "all", "--why", "x"]).ok();
    let _ = place.run(&["verify"]).ok();
}

#[test]
fn a_second_redaction_of_the_same_session_keeps_the_first() {
    let (place, [_, second, ..]) = chain(&format!("{WORDS} and {}", "other-words"));
    for words in [WORDS, "other-words"] {
        place.write(".env", format!("API_TOKEN={words}\n"));
        let _ = place.run(&["redact", &second, "--finding", "all", "--why", "x"]).ok();
        let _ = place.run(&["verify"]).ok();
    }
    let text = place.run(&["show", &second]).ok().stdout;
    assert!(text.contains("key [redacted] and [redacted]"), "{text}");
    assert_eq!(holding(&place.root().join(".baton"), "other-words"), Vec::<String>::new());
}

#[test]
fn a_damaged_stub_excuses_nothing() {
    let (place, [_, second, ..]) = chain(WORDS);
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let _ = place.run(&["redact", &second, "--finding", "all", "--why", "a token"]).ok();
    let stub = file(&place, &second, ".redacted.toml");
    let text = fs::read_to_string(&stub).unwrap();
    fs::write(&stub, text.replace("a token", "a taken")).unwrap();
    let _ = place.run(&["verify"]).exits(5);
    let _ = place.run(&["prompt", "--session", &second]).exits(5);
}

#[test]
fn a_key_that_is_settled_can_still_be_redacted() {
    let place = repository(&LIVE.replace("scales better", &format!("key {}", key())));
    let found = place.run(&["check", "--json"]).exits(6).json();
    let id = found["findings"].as_array().unwrap().iter().find(|f| f["secret"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    let _ = place.run(&["check", "--settle", &id, "--why", "it is an example"]).ok();
    let session = seal(&place);
    let _ = place.run(&["redact", &session, "--finding", &id, "--why", "it was none"]).ok();
    assert_eq!(holding(&place.home(), &key()), Vec::<String>::new());
}

#[test]
fn the_index_forgets_the_words_too() {
    let (place, [_, second, ..]) = chain(WORDS);
    let _ = place.run(&["search", WORDS]).ok();
    let _ = place.run(&["log"]).ok();
    place.write(".env", format!("API_TOKEN={WORDS}\n"));
    let _ = place.run(&["redact", &second, "--finding", "all", "--why", "x"]).ok();
    place.write(".env", "");
    assert_eq!(holding(&place.home(), WORDS), Vec::<String>::new());
    let _ = place.run(&["search", WORDS]).exits(3);
    let _ = place.run(&["search", "[redacted]"]).ok();
}

#[test]
fn what_a_killed_seal_left_goes_and_what_else_holds_the_words_is_named() {
    let (place, [first, second, ..]) = chain(WORDS);
    let left = file(&place, &first, ".md").with_file_name(".baton-0123abcd-1-2.tmp");
    fs::write(&left, WORDS).unwrap();
    place.write("DECISIONS.md", format!("# Decisions\n\n- use {WORDS}\n"));
    git(&place.root(), &["add", "-A"]);
    let line = place.live().lines().position(|l| l.contains("scales better, key")).unwrap() + 1;
    let at = place.live().lines().nth(line - 1).unwrap().find(WORDS).unwrap();
    let span = format!("{line}:{}-{}", at + 1, at + WORDS.len());
    let told = place.run(&["redact", &second, "--span", &span, "--why", "a password"]).ok().stdout;
    assert!(!left.exists());
    assert!(told.contains("DECISIONS.md holds it too") && told.contains("git's index still has it"), "{told}");
    let told = place.run(&["verify"]).ok().stdout;
    assert!(told.contains("4 sessions: as sealed but for 3 redacted"), "{told}");
}
