//! Filling in the snapshot.

use super::history::Turn;
use super::{Error, ErrorKind, Live, Project, Snapshot, StatusReport, Unread, find};
use crate::handoff::Concept;
use crate::prompt::{Facts, Prompt};
use crate::rules::{self, Finding, Level};
use std::sync::Arc;

impl Project {
    /// Makes the snapshot anew from what the project holds.
    pub(super) fn show(&mut self) {
        let live = self.place.clone().map(|path| Live {
            name: self.name_of(&path),
            path,
            view_only: self.view_only.clone(),
            whole: self.whole,
            gone: self.gone,
        });
        let findings = match &live {
            Ok(_) if self.gathered => self.examine(&self.handoff),
            // What must be masked is known at once; the rest of the rules, which rest on more than the file, comes with it.
            Ok(_) => rules::scan(self.handoff.text(), &self.checks),
            Err(_) => Vec::new(),
        };
        let facts = self.facts();
        let prompt = if self.prompted { self.prompt_in_short(&facts, &findings) } else { Err(String::new()) };
        let history = self.history.as_ref();
        self.snapshot = Arc::new(Snapshot {
            root: self.root.clone(),
            lost: self.place.is_err().then(|| self.lost_name()).flatten(),
            below: self.look_below(),
            stores: self.look_for_stores(),
            masked: findings.iter().filter(|f| f.secret).filter_map(|f| f.span).collect(),
            findings,
            checked: self.gathered,
            live,
            handoff: Arc::clone(&self.handoff),
            facts: self.masked_facts(facts),
            forms: if self.prompted { self.forms() } else { Vec::new() },
            prompt,
            standing: self.standing(),
            arrival: self.arrival,
            elsewhere: self.elsewhere.clone(),
            inbox: self.inbox.as_ref().map(|i| self.masked(&i.lines)).unwrap_or_default(),
            dispute: self.disputed_shown(),
            undo: history.and_then(|h| h.what(Turn::Undo)),
            redo: history.and_then(|h| h.what(Turn::Redo)),
            draft: self.recovered.as_ref().map(|(_, draft)| draft.clone()),
            settings: self.settings.clone(),
            warnings: self.warnings.clone(),
        });
    }

    fn prompt_in_short(&self, facts: &Facts, findings: &[Finding]) -> Result<Prompt, String> {
        self.prompt_of(facts, findings, &self.settings.profile.value, self.settings.budget.value).map_err(|e| e.message)
    }

    pub(super) fn status(&mut self) -> Result<StatusReport, Error> {
        self.live_path()?;
        if !self.prompted {
            self.prompted = true;
            self.look_back();
            let findings = self.examine(&self.handoff);
            let prompt = self.prompt_in_short(&self.facts(), &findings);
            self.snapshot = Arc::new(Snapshot { findings, checked: true, prompt, standing: self.standing(), ..(*self.snapshot).clone() });
        }
        let findings = &self.snapshot.findings;
        let count = |level| findings.iter().filter(|f| f.level == level).count();
        let counts = [count(Level::Must), count(Level::Should), count(Level::May)];
        let items = Concept::ALL.into_iter().filter_map(|concept| {
            let all = self.handoff.items(concept).count();
            let closed = self.handoff.items(concept).filter(|i| i.status.as_ref().is_some_and(|s| s.kind.is_closed())).count();
            (all > 0).then(|| (concept.id(), all, closed))
        });
        Ok(StatusReport { compliant: counts[0] == 0, counts, items: items.collect() })
    }

    /// Returns the settings as name, value and origin, with the places that matter.
    pub(super) fn config(&self) -> Vec<(String, String, String)> {
        let s = &self.settings;
        let or = |value: &str, empty: &str| if value.is_empty() { empty.to_owned() } else { value.to_owned() };
        let place = |path: &Option<std::path::PathBuf>| path.as_ref().map_or("none".into(), |p| p.display().to_string());
        let row = |name: &str, value: String, origin: &str| (name.to_owned(), value, origin.to_owned());
        vec![
            row("root", self.root.display().to_string(), "found"),
            match &self.place {
                _ if find::by_setting(&self.root, &s.live.value).is_err() => {
                    let none = || "none".to_owned();
                    row(
                        "live",
                        self.place.as_ref().map_or_else(|_| none(), |_| self.live_name()),
                        &format!("{} is not used", s.live.origin),
                    )
                }
                Err(Unread::Missing) => {
                    row("live", or(&s.live.value, "none"), if s.live.value.is_empty() { "not found" } else { &s.live.origin })
                }
                _ => row("live", or(&s.live.value, &self.live_name()), if s.live.value.is_empty() { "found" } else { &s.live.origin }),
            },
            match (s.template.value.as_str(), self.snapshot.facts.template.as_str()) {
                ("", "") => row("template", "built in".into(), &s.template.origin),
                ("", found) => row("template", found.into(), "found"),
                (set, _) => row("template", set.into(), &s.template.origin),
            },
            row("trigger", s.trigger.value.clone(), &s.trigger.origin),
            row("profile", s.profile.value.id().to_owned(), &s.profile.origin),
            row("budget", s.budget.value.to_string(), &s.budget.origin),
            row("theme", or(&s.theme.value, "terminal"), &s.theme.origin),
            row("keys", or(&s.keys.value, "built in"), &s.keys.origin),
            row("clipboard.command", or(&s.clipboard.value.join(" "), "none"), &s.clipboard.origin),
            row("seal.require_person", if s.require_person.value { "yes" } else { "no" }.to_owned(), &s.require_person.origin),
            row("editor", or(&s.editor.value, "none"), &s.editor.origin),
            row("user settings", place(&self.world.config), "environment"),
            row("state", place(&self.world.state), "environment"),
            row("cache", place(&self.world.cache), "environment"),
        ]
    }

    /// Returns the live file's path.
    ///
    /// # Errors
    /// Why there is none, as [`Project::no_live_file`] says it.
    pub(super) fn live_path(&self) -> Result<&std::path::Path, Error> {
        self.place.as_deref().map_err(|_| self.no_live_file())
    }

    /// Returns the name of the live file that `file` is not; nothing where it may be that itself.
    pub(super) fn live_beside(&self, file: &std::path::Path) -> Option<String> {
        let is = |path: &std::path::Path| same_file(path, file);
        match &self.place {
            Ok(live) => (!is(live)).then(|| self.name_of(live)),
            Err(Unread::Several(paths)) => (!paths.iter().any(|path| is(path))).then(|| find::names(&self.root, paths)),
            Err(_) => self.lost_name().filter(|name| !is(&self.root.join(name))),
        }
    }

    /// Refuses what moves the base where the file that was named is not the one that continues it.
    pub(super) fn must_be_the_live_file(&self) -> Result<(), Error> {
        let Some(live) = &self.beside else { return Ok(()) };
        let name = self.live_name();
        let message = format!("{name} is not the live file: the chain goes on with {live}, and that stays its base");
        let hint =
            format!("seal it as a session beside it: baton seal {name}; or make it the live file: live = \"{name}\" in .baton/config.toml");
        Err(Error::new(ErrorKind::Usage, message).hint(hint))
    }

    /// Says why there is no live file.
    pub(super) fn no_live_file(&self) -> Error {
        match &self.place {
            Err(Unread::Several(paths)) => super::several(&self.root, paths),
            Err(Unread::Unreadable(why)) => Error::new(ErrorKind::Failed, why.clone()),
            Err(Unread::Missing) if self.lost_name().is_some() => lost(&self.root, &self.live_name()),
            _ => Error::new(
                ErrorKind::Nothing,
                match self.expected() {
                    _ if !self.settings.live.value.is_empty() => not_there(&self.root, &self.settings.live),
                    Some(expected) => format!("there is no handoff in {}, and {} demands one", self.root.display(), expected.by),
                    None => format!("there is no handoff in {}", self.root.display()),
                },
            )
            .hint(match self.look_below().as_slice() {
                [] => format!("start one with baton init, take one in: baton paste, or name a file: {}", find::usual_names()),
                below => format!("below it are {}: name one with --file, or go there", find::names(&self.root, below)),
            }),
        }
    }
}

/// Tells whether two paths name one file, links followed.
pub(super) fn same_file(one: &std::path::Path, other: &std::path::Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// Says that a live file that the chain knows is gone, and how it comes back.
pub fn lost(root: &std::path::Path, name: &str) -> Error {
    let message = format!("{name} is gone from {}, and sessions of it are sealed", root.display());
    Error::new(ErrorKind::Nothing, message).hint("baton init writes its last text back; baton switch ID puts that session's there")
}

/// Says that the live file that a setting names is not there.
pub fn not_there(root: &std::path::Path, live: &super::Setting<String>) -> String {
    format!("there is no handoff in {}: {} says live = \"{}\", and that is not there", root.display(), live.origin, live.value)
}
