//! Every verb, once.

use super::history::Turn;
use super::incoming::Incoming;
use super::show::same_file;
use super::write::Draft;
use super::{Command, Error, ErrorKind, Outcome, Project, Read, Unread, find};
use crate::{rules, store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Project {
    /// Carries out one command.
    ///
    /// # Errors
    /// An [`Error`] whose kind gives the exit code; nothing is lost by it.
    pub fn execute(&mut self, command: Command) -> Result<Outcome, Error> {
        self.look_at_held();
        match command {
            Command::Status => self.status().map(Outcome::Status),
            Command::List { concept, history } => {
                self.live_path()?;
                let items = self.handoff.all_items().iter().enumerate();
                let wanted = items.filter(|(_, i)| (history || self.handoff.is_current(i.block)) && concept.is_none_or(|c| i.concept == c));
                Ok(Outcome::List(wanted.map(|(n, _)| n).collect()))
            }
            Command::Read(path) => self.read(path.as_deref()).map(Outcome::Read),
            Command::ReadText { text, origin } => Ok(Outcome::Read(self.understood(PathBuf::from(origin), text))),
            Command::Edit(intent) => self.edit(&[intent]),
            Command::EditAll(intents) => self.edit(&intents),
            Command::EditFrom { base, intents } => self.edit_from(base, &intents),
            Command::Retire { item, why } => self.retire(&item, &why),
            Command::Check { text } => self.check(text),
            Command::Gate(gate) => self.gate(&gate),
            Command::InstallHooks => self.install_hooks(),
            Command::UninstallHooks => self.uninstall_hooks(),
            Command::Fix(id) => self.fix(id.as_deref()),
            Command::Settle { id, why } => self.settle(&id, &why),
            Command::Prompt { profile, budget } => self.prompt_now(&profile, budget).map(Outcome::Prompt),
            Command::Resume { profile, budget, tree } => self.resume(&profile, budget, tree),
            Command::Aim { profile, budget } => self.aim(profile, budget),
            Command::Assign { heading, concept } => self.assign(&heading, concept),
            Command::Ask => {
                self.gather();
                self.ask().map(Outcome::Text)
            }
            Command::Propose { text, origin } => self.propose(text, &origin),
            Command::Keep(numbers) => self.keep_lines(&numbers),
            Command::Drop(numbers) => self.drop_lines(&numbers),
            Command::Review => {
                self.need_inbox();
                self.show();
                Ok(Outcome::Inbox(self.snapshot.inbox.clone()))
            }
            Command::Resolve(taken) => self.resolve(&taken),
            Command::GiveUp => self.give_up(),
            Command::WriteBack => self.write_back(),
            Command::Undo => self.turn(Turn::Undo),
            Command::Redo => self.turn(Turn::Redo),
            Command::Start(format) => self.start(format, None),
            Command::Config => Ok(Outcome::Config(self.config())),
            Command::Init { format, domain } => self.init(format, domain),
            Command::PreviewSeal(how) => self.preview_seal(&how),
            Command::LookAhead(how) => Ok(Outcome::Ahead(Box::new(self.look_ahead(&how)))),
            Command::Commit(session) => self.commit_session(&session),
            Command::Seal(how) => self.seal(&how),
            Command::Next { preview } => self.next_page(preview),
            Command::Log => self.log(),
            Command::LogAll => self.log_all(),
            Command::Peek(what) => self.peek(what),
            Command::Show { session, handoff } => self.show_session(&session, handoff),
            Command::PromptOf { session, profile, budget } => self.prompt_of_session(&session, &profile, budget),
            Command::Diff { from, to } => self.diff_of(&from, to.as_deref()),
            Command::Why(words) => self.why(&words),
            Command::Decisions => self.decisions(),
            Command::WriteDecisions { file, force } => self.write_decisions(&file, force),
            Command::Search(words) => self.search(&words),
            Command::Verify(session) => self.verify(session.as_deref()),
            Command::Redact(how) => self.redact(&how),
            Command::Switch { session, park } => self.switch(&session, park),
            Command::RollBack { session, why, park, person } => self.roll_back(&session, &why, park, person),
            Command::TakeIn(files) => self.take_in(&files),
            Command::LookIn(files) => self.look_in(&files),
            Command::Merge { session, keep } => self.merge(session.as_deref(), keep),
            Command::Operations => Ok(Outcome::Operations(self.need_history().told())),
        }
    }

    fn read(&self, path: Option<&Path>) -> Result<Read, Error> {
        let path = path.map(|path| self.world.cwd.join(path)).filter(|path| !self.place.as_ref().is_ok_and(|live| same_file(live, path)));
        let Some(path) = path else {
            let (path, handoff, masked) = (self.live_path()?.to_path_buf(), Arc::clone(&self.handoff), self.snapshot.masked.clone());
            let partly = self.view_only.clone().filter(|_| !self.whole);
            return Ok(Read { path, handoff, masked, partly, inside: None, lines: Vec::new() });
        };
        let root = find::root(path.parent().unwrap_or(&path), self.world.home.as_deref());
        let read = store::read(&path, &root).map_err(|e| Error::new(ErrorKind::Failed, e.to_string()))?;
        let partly = read.view_only.filter(|_| !read.whole);
        Ok(Read { partly, ..self.understood(path, read.text) })
    }

    /// Reads a text as `paste` would take it; what that would refuse is read as it is.
    fn understood(&self, path: PathBuf, text: String) -> Read {
        let incoming = Project::incoming(&text, &self.name_of(&path)).unwrap_or(Incoming { text, lines: Vec::new(), inside: None });
        let masked = self.secrets_in(&incoming.text);
        let handoff = Arc::new(self.handoff.again(incoming.text));
        Read { path, handoff, masked, partly: None, inside: incoming.inside, lines: incoming.lines }
    }

    fn check(&mut self, text: Option<String>) -> Result<Outcome, Error> {
        let handoff = match (text, &self.place, self.expected()) {
            (Some(text), ..) => Arc::new(self.handoff.again(text)),
            (None, Err(Unread::Missing), Some(expected)) => {
                return Ok(Outcome::Findings { findings: vec![rules::missing(&expected)], handoff: Arc::new(self.handoff.again("")) });
            }
            (None, ..) => {
                self.live_path()?;
                Arc::clone(&self.handoff)
            }
        };
        self.look_back();
        Ok(Outcome::Findings { findings: self.examine(&handoff), handoff })
    }

    /// Applies the safe fix of the finding `id`, or of all findings one after the other.
    fn fix(&mut self, id: Option<&str>) -> Result<Outcome, Error> {
        self.editable()?;
        let mut now = self.handoff.again(self.handoff.text());
        let mut fixed = Vec::new();
        // A fix moves what stands behind it, so each is taken from a fresh check; one that changes nothing ends the loop.
        for _ in 0..rules::rules().len().max(1) * 100 {
            let next = self.examine(&now).into_iter().find(|f| match id {
                Some(id) => fixed.is_empty() && (f.id.as_deref() == Some(id) || f.rule == id) && f.fix.is_some(),
                None => f.fix.is_some(),
            });
            let Some(finding) = next else { break };
            let text = finding.fix.map(|edit| edit.apply(now.text())).unwrap_or_default();
            if text == now.text() {
                break;
            }
            fixed.push(finding.rule);
            now = self.handoff.again(text);
        }
        let what = match fixed.as_slice() {
            [] => {
                let nothing = id.map_or("there is nothing that can be fixed safely".into(), |id| format!("{id} has no safe fix"));
                return Err(Error::new(ErrorKind::Nothing, nothing));
            }
            [one] => format!("fixed {one}"),
            more => format!("fixed {} findings", more.len()),
        };
        self.write(Draft { what, text: now.text().to_owned(), ..Draft::default() }).map(Outcome::Changed)
    }
}
