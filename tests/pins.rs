//! Pins over a long chain: each reaches every later prompt byte for byte until it is retired, or there is no prompt.

use crate::support::{Dice, nasty::NASTY};
use baton::handoff::{Concept, Intent, ItemRef};
use baton::project::{Command, Outcome, Project, Sealing, World};
use baton::prompt::{Budget, Profile, Prompt};
use std::fs;

const LIVE: &str = "\
# Handoff

## Active Tasks

- [ ] Begin

## Constraints

- Never push to main

## Next Session Objective

Go on.
";

struct Chain {
    dir: tempfile::TempDir,
    project: Project,
    /// The pins that stand, as they must be found.
    pins: Vec<String>,
}

impl Chain {
    fn new() -> Chain {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("HANDOFF.md"), LIVE).unwrap();
        let project = Chain::open(dir.path());
        Chain { dir, project, pins: vec!["Never push to main".into()] }
    }

    fn open(dir: &std::path::Path) -> Project {
        let world = World { cwd: dir.to_owned(), state: Some(dir.join("state")), actor: "tester".into(), ..World::default() };
        Project::open(world, None).unwrap()
    }

    fn prompt(&mut self, profile: &Profile, budget: Budget) -> Result<Prompt, String> {
        match self.project.execute(Command::Prompt { profile: profile.clone(), budget }) {
            Ok(Outcome::Prompt(prompt)) => Ok(prompt),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.message),
        }
    }

    /// Every pin is in the prompt of every reader at every budget, or there is no prompt.
    #[track_caller]
    fn check(&mut self, budget: Budget) {
        for profile in &Profile::ALL {
            match self.prompt(profile, budget) {
                Ok(prompt) => {
                    for pin in &self.pins {
                        assert!(prompt.text.contains(pin.as_str()), "{pin:?} is lost for {} at {budget} in\n{}", profile.id(), prompt.text);
                    }
                }
                Err(why) => assert!(budget != Budget::Unlimited && why.contains("at least"), "{why}"),
            }
        }
    }

    fn pin(&mut self, d: &mut Dice, n: usize) {
        let text = format!(
            "Rule {n} holds for everybody who works here {}{}",
            NASTY[d.below(NASTY.len())].trim(),
            ["", ": keep it", " `x` *y* <z>"][d.below(3)]
        );
        let intent = Intent::Add { concept: Concept::Constraints, text, why: None, status: None };
        let before: Vec<String> = self.constraints();
        if self.project.execute(Command::Edit(intent)).is_ok() {
            // Byte for byte means as the file says it, escapes included.
            let new = self.constraints().into_iter().filter(|pin| !before.contains(pin)).collect::<Vec<_>>();
            self.pins.extend(new);
        }
    }

    fn constraints(&self) -> Vec<String> {
        let snapshot = self.project.snapshot();
        let open = |i: &&baton::handoff::Item| i.status.is_none();
        snapshot.handoff.items(Concept::Constraints).filter(open).map(|i| snapshot.handoff.slice(i.body).to_owned()).collect()
    }

    /// Somebody writes the file anew and forgets its constraints.
    fn forget(&mut self) {
        let text = LIVE.replace("- Never push to main\n", "");
        fs::write(self.dir.path().join("HANDOFF.md"), text).unwrap();
        self.project.refresh().unwrap();
    }

    fn retire(&mut self) {
        let snapshot = self.project.snapshot();
        let Some(item) = snapshot.handoff.items(Concept::Constraints).find(|i| i.status.is_none()) else { return };
        let (reference, text) = (snapshot.handoff.reference(item), snapshot.handoff.slice(item.body).to_owned());
        let reference = ItemRef { fingerprint: None, ..reference };
        if self.project.execute(Command::Retire { item: reference, why: "it is over".into() }).is_ok() {
            self.pins.retain(|pin| *pin != text);
        }
    }

    fn seal(&mut self, n: usize) {
        let task = Intent::Add { concept: Concept::Tasks, text: format!("Step {n}"), why: None, status: None };
        self.project.execute(Command::Edit(task)).unwrap();
        let sealed = self.project.execute(Command::Seal(Box::new(Sealing { title: Some(format!("Session {n}")), ..Sealing::default() })));
        sealed.unwrap_or_else(|e| panic!("{}", e.message));
    }
}

#[test]
fn every_pin_survives_fifty_sessions_byte_for_byte_or_there_is_no_prompt() {
    // BATON_LONG: more chains.
    for seed in 1..=if std::env::var_os("BATON_LONG").is_some() { 8 } else { 1 } {
        let d = &mut Dice::new(seed);
        let mut chain = Chain::new();
        // What was never sealed is nobody's to keep when the file is written anew.
        chain.seal(0);
        for n in 1..50 {
            match d.below(6) {
                0 | 1 => chain.pin(d, n),
                2 => chain.forget(),
                3 if n % 3 == 0 => chain.retire(),
                _ => {}
            }
            chain.check(Budget::Unlimited);
            chain.check(if d.below(2) == 0 { Budget::Chars(500 + d.below(4_000)) } else { Budget::Tokens(100 + d.below(900)) });
            chain.seal(n);
            if d.below(5) == 0 {
                chain.project = Chain::open(chain.dir.path());
            }
        }
        assert!(chain.pins.len() > 3, "seed {seed}: {:?}", chain.pins);
        chain.check(Budget::Unlimited);
    }
}
