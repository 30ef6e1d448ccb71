//! A random walk of all verbs of the chain, undone step by step; any flipped byte found.

use crate::project::Place;
use crate::support::Dice;
use baton::handoff::{Concept, Intent, StatusKind};
use baton::merge::Take;
use baton::project::{Command, Error, ErrorKind, Outcome, Picked, Project, Redaction, Sealing, TakingIn};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns every file of a directory with its bytes.
pub fn tree(dir: &Path, out: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tree(&path, out);
        } else {
            out.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

fn state(place: &Place) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    tree(&place.root(), &mut files);
    files.retain(|path, _| !path.ends_with(".gitattributes"));
    files
}

/// Does one thing at random; returns the number of sessions before it too.
fn step(place: &Place, project: &mut Project, dice: &mut Dice, n: usize) -> (usize, Result<Outcome, Error>) {
    let sessions = match project.execute(Command::Log) {
        Ok(Outcome::Log(log)) => log.chain.sessions().iter().map(|r| r.id.to_string()).collect(),
        _ => Vec::new(),
    };
    let any = |dice: &mut Dice| sessions.get(dice.below(sessions.len().max(1))).cloned().unwrap_or_default();
    let add = |text: String| Intent::Add { concept: Concept::Tasks, text, why: None, status: None };
    let handoff = std::sync::Arc::clone(&project.snapshot().handoff);
    let item = |dice: &mut Dice| handoff.reference(&handoff.all_items()[dice.below(handoff.all_items().len())]);
    let command = match dice.below(20) {
        0..=1 => Command::Edit(add(format!("Step {n}"))),
        2 => Command::EditAll(vec![add(format!("One of step {n}")), add(format!("Two of step {n}"))]),
        3 => Command::Edit(Intent::SetStatus { item: item(dice), status: StatusKind::Done }),
        13 => Command::Edit(Intent::Remove { item: item(dice) }),
        14 => Command::Retire { item: item(dice), why: format!("No longer since step {n}") },
        15 => Command::EditFrom { base: crate::seal::LIVE.into(), intents: vec![add(format!("Late step {n}"))] },
        16 => {
            let text = format!("## Active Tasks\n\n- [ ] Proposed {n}\n");
            let _ = project.execute(Command::Propose { text, origin: "stdin".into() });
            Command::Keep(vec![0])
        }
        17 => {
            let path = place.dir.path().join(format!("older-{n}.md"));
            fs::write(&path, crate::seal::LIVE.replace("Write the models", &format!("Older {n}"))).unwrap();
            Command::TakeIn(TakingIn { files: vec![path], ..TakingIn::default() })
        }
        18 => return (sessions.len(), settle_merge(project, any(dice), dice)),
        4 => Command::Edit(Intent::SetObjective { text: format!("Reach place {n}.") }),
        5..=7 | 19 => Command::Seal(Box::default()),
        8 => Command::Next { preview: false },
        9 => Command::Switch { session: any(dice), park: true },
        10 => Command::RollBack { session: any(dice), why: format!("Way {n} was closed"), park: true, person: false },
        11 => {
            let text = crate::seal::LIVE.replace("Write the models", &format!("Text {n}"));
            let parents = sessions.first().map(|_| any(dice)).into_iter().collect();
            Command::Seal(Box::new(Sealing { input: Some((text, "answer.md".into())), parents, ..Sealing::default() }))
        }
        _ => Command::Merge { session: Some(any(dice)), keep: Some(baton::project::Side::Ours) },
    };
    (sessions.len(), project.execute(command))
}

/// Merges a session, each conflict by a side of its own.
fn settle_merge(project: &mut Project, session: String, dice: &mut Dice) -> Result<Outcome, Error> {
    let merged = project.execute(Command::Merge { session: Some(session), keep: None })?;
    let Some(dispute) = project.snapshot().dispute.clone() else { return Ok(merged) };
    let side = |dice: &mut Dice| if dice.below(2) == 0 { Take::Ours } else { Take::Theirs };
    let taken = dispute.conflicts.iter().map(|c| (c.id.clone(), side(dice))).collect();
    project.execute(Command::Resolve(taken))
}

#[test]
fn a_walk_of_all_verbs_is_taken_back_step_by_step() {
    // Two hundred sessions take minutes with a debug build: set BATON_LONG for them.
    let wanted = if std::env::var_os("BATON_LONG").is_some() { 200 } else { 25 };
    for seed in 0..2 {
        let place = Place::with(crate::seal::LIVE);
        let mut project = place.open();
        let mut dice = Dice::new(seed);
        let mut states = vec![state(&place)];
        for n in 0.. {
            let (sessions, done) = step(&place, &mut project, &mut dice, n);
            match done {
                Ok(_) => states.push(state(&place)),
                Err(e) => assert_ne!(e.kind, ErrorKind::Secrets, "{e}"),
            }
            if sessions >= wanted {
                break;
            }
            assert!(n < 20 * wanted, "it goes on");
        }
        match project.execute(Command::Verify(None)) {
            Ok(Outcome::Verified { verdicts, .. }) => assert!(verdicts.iter().all(|v| !v.what.is_altered()), "{verdicts:?}"),
            other => panic!("{other:?}"),
        }
        states.pop();
        for (n, before) in states.iter().enumerate().rev() {
            let done = project.execute(Command::Undo);
            assert!(done.is_ok(), "seed {seed}, step {n}: {done:?}");
            let now = state(&place);
            let names = |s: &BTreeMap<PathBuf, Vec<u8>>| s.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&now), names(before), "seed {seed}, step {n}: {:?}", done.map(|_| ()));
            assert!(&now == before, "seed {seed}, step {n}: bytes differ");
        }
    }
}

#[test]
fn any_flipped_byte_of_a_sealed_file_is_found() {
    let place = Place::with(crate::seal::LIVE);
    let mut project = place.open();
    for n in 0..2 {
        project
            .execute(Command::Edit(Intent::Add { concept: Concept::Tasks, text: format!("Step {n}"), why: None, status: None }))
            .unwrap();
        project.execute(Command::Seal(Box::default())).unwrap();
    }
    let redaction = Redaction { session: "1".into(), what: vec![Picked::Lines(19, 19)], why: "a name".into(), ..Redaction::default() };
    assert!(matches!(project.execute(Command::Redact(Box::new(redaction))), Ok(Outcome::Redacted(_))));
    let mut files = BTreeMap::new();
    tree(&place.root().join(".baton/sessions"), &mut files);
    // Texts and stubs of both, and no seal: the pin that was redacted stood there too.
    assert_eq!(files.len(), 4, "{:?}", files.keys());
    project.execute(Command::Edit(Intent::Add { concept: Concept::Tasks, text: "Step 3".into(), why: None, status: None })).unwrap();
    project.execute(Command::Seal(Box::default())).unwrap();
    files.clear();
    tree(&place.root().join(".baton/sessions"), &mut files);
    assert_eq!(files.len(), 6);
    let mut dice = Dice::new(7);
    for (path, bytes) in files {
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1 << dice.below(8);
            fs::write(&path, &other).unwrap();
            match project.execute(Command::Verify(None)) {
                Ok(Outcome::Verified { verdicts, .. }) => {
                    assert!(verdicts.iter().any(|v| v.what.is_altered()), "{} byte {at}", path.display());
                }
                other => panic!("{other:?}"),
            }
        }
        fs::write(&path, &bytes).unwrap();
    }
}
