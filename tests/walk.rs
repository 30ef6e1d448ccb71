//! A random walk of all verbs of the chain, undone step by step; any flipped byte found.

use crate::project::Place;
use crate::support::Dice;
use baton::handoff::{Concept, Intent};
use baton::project::{Command, Error, ErrorKind, Outcome, Picked, Project, Redaction, Sealing};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns every file of a directory with its bytes.
fn tree(dir: &Path, out: &mut BTreeMap<PathBuf, Vec<u8>>) {
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

fn step(project: &mut Project, dice: &mut Dice, n: usize) -> Result<Outcome, Error> {
    let sessions = match project.execute(Command::Log) {
        Ok(Outcome::Log(log)) => log.chain.sessions().iter().map(|r| r.id.to_string()).collect(),
        _ => Vec::new(),
    };
    let any = |dice: &mut Dice| sessions.get(dice.below(sessions.len().max(1))).cloned().unwrap_or_default();
    let command = match dice.below(13) {
        0..=3 => Command::Edit(Intent::Add { concept: Concept::Tasks, text: format!("Step {n}"), why: None, status: None }),
        4 => Command::Edit(Intent::SetObjective { text: format!("Reach place {n}.") }),
        5..=7 => Command::Seal(Box::default()),
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
    project.execute(command)
}

#[test]
fn a_walk_of_all_verbs_is_taken_back_step_by_step() {
    let steps = if std::env::var_os("BATON_LONG").is_some() { 400 } else { 60 };
    for seed in 0..3 {
        let place = Place::with(crate::seal::LIVE);
        let mut project = place.open();
        let mut dice = Dice::new(seed);
        let mut states = vec![state(&place)];
        for n in 0..steps {
            match step(&mut project, &mut dice, n) {
                Ok(_) => states.push(state(&place)),
                Err(e) => assert_ne!(e.kind, ErrorKind::Secrets, "{e}"),
            }
        }
        assert!(states.len() > steps / 2, "most steps do something");
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
