//! The prompt: its facts, and when it is refused.

use super::{Error, ErrorKind, Project};
use crate::handoff::{Handoff, MetaKey, is_placeholder};
use crate::prompt::{self, Budget, Facts, Profile, Prompt};
use crate::rules::{self, Finding};
use crate::sources::{Git, read_small};
use crate::tokens;

/// The bootstrap template of a project, from its root.
pub(super) const BOOTSTRAP: &str = ".baton/bootstrap.md";

impl Project {
    /// Returns what the compiler may know beside the live file.
    pub(super) fn facts(&self) -> Facts {
        let facts = self.facts_beside(&self.handoff);
        match self.sealed_now() {
            Some(place) => self.facts_of_session(place, &self.handoff, facts),
            None => Facts { carried: self.carried_now(), ..facts },
        }
    }

    /// Returns what the compiler may know beside a handoff of this project, without the chain.
    pub(super) fn facts_beside(&self, handoff: &Handoff) -> Facts {
        let own = read_small(&self.root.join(BOOTSTRAP));
        let template = match self.settings.template.value.as_str() {
            "" if own.is_some() => BOOTSTRAP.to_owned(),
            "" => template_of_author(handoff).unwrap_or_default(),
            given => given.to_owned(),
        };
        let folder = || self.root.file_name().map_or_else(|| "project".to_owned(), |n| n.to_string_lossy().into_owned());
        let project =
            self.agent.project.clone().or_else(|| handoff.meta(MetaKey::Project).filter(|p| !is_placeholder(p)).map(str::to_owned));
        Facts {
            project: project.unwrap_or_else(folder),
            context: self.agent.context.clone(),
            session: handoff.meta(MetaKey::Session).filter(|s| !is_placeholder(s)).map(str::to_owned),
            sealed: None,
            git: self.git.as_ref().and_then(describe),
            live: self.live_name(),
            template,
            // Empty: the compiler has its own.
            bootstrap: own.unwrap_or_default(),
            trigger: self.settings.trigger.value.clone(),
            reading: vec![(self.live_name(), "where the work stands".to_owned())],
            ..Facts::default()
        }
    }

    /// Compiles the prompt in the default profile, whatever it holds.
    pub(super) fn compiled(&self) -> Result<Prompt, Error> {
        self.compile(&self.facts(), &self.settings.profile.value, Budget::Unlimited)
    }

    /// Compiles a prompt that may leave, having looked at no more than what it tells of.
    pub(super) fn prompt_now(&mut self, profile: &Profile, budget: Budget) -> Result<Prompt, Error> {
        if !self.gathered {
            self.ask_git();
            self.mend();
            self.read_chain();
        }
        self.prompt(profile, budget)
    }

    /// Compiles a prompt that may leave.
    pub(super) fn prompt(&self, profile: &Profile, budget: Budget) -> Result<Prompt, Error> {
        self.prompt_of(&self.facts(), &self.snapshot.findings, profile, budget)
    }

    /// Compiles a prompt that may leave, from facts and findings of the present text and from what tree and git say of it.
    pub(super) fn prompt_of(&self, facts: &Facts, findings: &[Finding], profile: &Profile, budget: Budget) -> Result<Prompt, Error> {
        self.compile_to_leave(&self.with_evidence(facts.clone(), profile), findings, profile, budget)
    }

    /// Compiles a prompt that may leave, from these facts alone.
    pub(super) fn compile_to_leave(&self, facts: &Facts, findings: &[Finding], profile: &Profile, budget: Budget) -> Result<Prompt, Error> {
        if let Some(unmerged) = rules::unmerged(&self.handoff, &self.checks) {
            return Err(Error::new(ErrorKind::Conflict, format!("the prompt is held back: {}", unmerged.message))
                .hint("settle the two sides first: baton merge, or m in the panes"));
        }
        let compiled = self.compile(facts, profile, budget)?;
        let stops = rules::scan(&compiled.text, &self.checks).into_iter().chain(findings.iter().cloned());
        may_leave("prompt", stops).map(|()| compiled)
    }

    /// Makes the request that makes a model write its handoff.
    ///
    /// # Errors
    /// When an open item that it repeats holds what must not leave.
    pub(super) fn ask(&self) -> Result<String, Error> {
        let text = prompt::ask(&self.handoff, &self.facts());
        may_leave("request", rules::scan(&text, &self.checks)).map(|()| text)
    }

    fn compile(&self, facts: &Facts, profile: &Profile, budget: Budget) -> Result<Prompt, Error> {
        self.live_path()?;
        let facts = &self.with_form(facts.clone(), profile)?;
        prompt::compile(&self.handoff, facts, profile, budget, &tokens::count).map_err(|e| Error::new(ErrorKind::Failed, e.to_string()))
    }
}

/// Returns the template that the author's own prompt section refers to: the line after "Read and apply …:".
fn template_of_author(handoff: &Handoff) -> Option<String> {
    let text = handoff.slice(handoff.prompt()?.text);
    let mut lines = text.lines().map(str::trim).skip_while(|l| !l.to_lowercase().starts_with("read and apply"));
    let first = lines.next()?;
    let here = first.split_once(": ").map(|(_, rest)| rest.trim()).filter(|rest| !rest.is_empty());
    let reference = here.or_else(|| lines.find(|l| !l.is_empty()))?;
    let plain = !reference.starts_with('[') && !reference.contains(char::is_whitespace);
    plain.then(|| reference.to_owned())
}

/// Holds a text back when a secret or hidden text is among its findings (DESIGN §2.6).
pub(super) fn may_leave(what: &str, findings: impl IntoIterator<Item = Finding>) -> Result<(), Error> {
    let stops: Vec<_> = findings.into_iter().filter(|f| f.secret || f.hidden).collect();
    if stops.is_empty() { Ok(()) } else { Err(refused(what, stops)) }
}

fn refused(what: &str, mut stops: Vec<Finding>) -> Error {
    let mut seen = std::collections::HashSet::new();
    stops.retain(|f| seen.insert((f.rule, f.id.clone(), f.message.clone())));
    let message = match stops.as_slice() {
        [one] => format!("the {what} is held back: {}", one.message),
        more => format!(
            "the {what} is held back by {} findings: {}",
            more.len(),
            more.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join("; ")
        ),
    };
    let mut error =
        Error::new(ErrorKind::Secrets, message).hint("take it out of the file, or settle it: baton check --settle ID --why WHY");
    error.findings = stops;
    error
}

pub(super) fn describe(git: &Git) -> Option<String> {
    let changed = if git.dirty { ", with uncommitted changes" } else { "" };
    match (&git.head.branch, &git.head.commit) {
        (Some(branch), Some(commit)) => Some(format!("{branch} at {commit}{changed}")),
        (Some(branch), None) => Some(format!("{branch}, no commit yet")),
        (None, Some(commit)) => Some(format!("{commit}, no branch{changed}")),
        (None, None) => None,
    }
}
