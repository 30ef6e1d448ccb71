//! Sealing: the live file, or another text, becomes a session (DESIGN §3).

mod record;

use record::TITLE;
pub(super) use record::{After, Source};

use super::past::{cut, words};
use super::step::{Sealed, Step};
use super::write::Draft;
use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{ATTRIBUTES, ActorKind, BASE, Base, Despite, Diff, Hash, HeaderLine, Id, Left, Seal, standing, superseded};
use crate::handoff::Handoff;
use crate::rules::{self, Finding, Level};

/// How a text is sealed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sealing {
    /// A text that is not the live file, and where it comes from: neither markers nor live file move.
    pub input: Option<(String, String)>,
    /// The sessions that it continues; by default the base.
    pub parents: Vec<String>,
    /// Rules at must that do not stop it.
    pub despite: Vec<String>,
    /// Why they do not.
    pub why: Option<String>,
    /// A few words on what it is about; by default from the text.
    pub title: Option<String>,
    /// A name for this one session.
    pub label: Option<String>,
    /// The line that it begins or goes on with.
    pub line: Option<String>,
    /// Whether the live file and `.baton/` are committed.
    pub commit: bool,
    /// Whether a person at a terminal pressed a key for it, having seen what is sealed.
    pub person: bool,
    /// What was seen of it ([`SealReport::seen`]): another text, or another base, is not sealed.
    pub seen: Option<Hash>,
}

/// A session that was sealed, or would be.
#[derive(Clone, Debug, PartialEq)]
pub struct SealReport {
    /// Its id; that of a preview is not final.
    pub id: Id,
    /// Its seal.
    pub seal: Seal,
    /// The header lines that change with it: the only ones changed unasked.
    pub lines: Vec<HeaderLine>,
    /// What changed since the first parent.
    pub diff: Diff,
    /// The findings that do not stop it.
    pub findings: Vec<Finding>,
    /// The decisions that stand open though an earlier session superseded them: the text, and that session.
    pub reopened: Vec<(String, Id)>,
    /// The pins that every later prompt carries.
    pub pins: Vec<String>,
    /// The commit that holds it, where one was made.
    pub committed: Option<String>,
    /// Whether it was sealed before, and only the base moved.
    pub again: bool,
    /// What every later prompt says of the sessions that were turned away from.
    pub dead_ends: Vec<String>,
    /// Stands for the text as it was before, and its parents.
    pub seen: Hash,
}

/// How many ancestors are read for decisions that they superseded.
const ANCESTORS: usize = 50;
impl Project {
    /// Says what sealing would do.
    pub(super) fn preview_seal(&mut self, how: &Sealing) -> Result<Outcome, Error> {
        self.gather();
        self.look_back();
        let input = how.input.as_ref().map(|(text, _)| self.handoff.again(text.as_str()));
        self.plan_seal(how, input.as_ref()).map(|(report, _)| Outcome::Sealed(Box::new(report)))
    }

    /// Seals.
    pub(super) fn seal(&mut self, how: &Sealing) -> Result<Outcome, Error> {
        self.may_seal(how.person)?;
        let lock = self.look_anew();
        let sealed = match &how.input {
            Some((text, _)) => self.seal_text(how, text),
            None => self.seal_live(how),
        };
        drop(lock);
        self.have_seen();
        self.show();
        let mut report = sealed?;
        if how.commit {
            let committed = self.commit(report.id, &report.seal);
            let failed = |why| Error::new(ErrorKind::Failed, format!("sealed as {}, but not committed: {why}", report.id));
            report.committed = committed.map_err(failed)?;
        }
        Ok(Outcome::Sealed(Box::new(report)))
    }

    fn seal_live(&mut self, how: &Sealing) -> Result<SealReport, Error> {
        self.editable()?;
        self.must_be_the_live_file()?;
        self.nothing_waits()?;
        if let Some(place) = self.sealed_already(how) {
            self.must_be_as_seen(self.seen(&self.handoff, &self.past.base_places()), how)?;
            return self.take_up(place);
        }
        let (report, text) = self.plan_seal(how, None)?;
        let step = Step {
            from: self.past.markers.clone(),
            to: vec![report.id.to_string()],
            adds: vec![Sealed { id: report.id, seal: report.seal.write(), text: None }],
            ..Step::default()
        };
        let what = format!("sealed session {}", report.seal.number);
        self.write_locked(Draft { what, text, chain: Some(step), ..Draft::default() })?;
        Ok(report)
    }

    /// Returns the child of the base that has the very text of the live file: a seal that was broken off before the base moved.
    fn sealed_already(&self, how: &Sealing) -> Option<usize> {
        let hash = Hash::of(self.handoff.text().as_bytes());
        let chain = &self.past.chain;
        let base = self.past.base_places();
        if !how.parents.is_empty() || self.past.markers.is_empty() {
            return None;
        }
        let [base] = *base else { return None };
        let sessions = chain.children(base).iter().copied();
        let mut same = sessions.filter(|p| self.text_hash(chain.sessions()[*p].id) == Some(hash));
        same.next()
    }

    /// Makes a session that is there already the base.
    fn take_up(&mut self, place: usize) -> Result<SealReport, Error> {
        let id = self.past.chain.sessions()[place].id;
        let seal = self.seal_of(id)?;
        let step = Step { from: self.past.markers.clone(), to: vec![id.to_string()], ..Step::default() };
        let what = format!("continued session {}", seal.number);
        let text = self.handoff.text().to_owned();
        self.write_locked(Draft { what, text, chain: Some(step), ..Draft::default() })?;
        let pins = standing(&seal.pins).into_iter().map(str::to_owned).collect();
        let (lines, diff, findings, reopened) = (Vec::new(), Diff::default(), Vec::new(), Vec::new());
        let (seen, dead_ends) = (self.seen(&self.handoff, &[place]), Vec::new());
        Ok(SealReport { id, seal, lines, diff, findings, reopened, pins, committed: None, again: true, dead_ends, seen })
    }

    fn seal_text(&mut self, how: &Sealing, text: &str) -> Result<SealReport, Error> {
        let handoff = self.handoff.again(text);
        let (report, text) = self.plan_seal(how, Some(&handoff))?;
        if self.editable().is_err() {
            // The journal is that of the live file: without one there is nothing to undo with.
            self.put_session(report.id, &report.seal, &text)?;
            self.look_back();
            return Ok(report);
        }
        let markers = self.past.markers.clone();
        let adds = vec![Sealed { id: report.id, seal: report.seal.write(), text: Some(text) }];
        let step = Step { from: markers.clone(), to: markers, adds, ..Step::default() };
        let origin = how.input.as_ref().map_or("a text", |(_, origin)| origin);
        let what = format!("sealed {origin} as session {}", report.seal.number);
        let live = self.handoff.text().to_owned();
        self.write_locked(Draft { what, text: live, chain: Some(step), ..Draft::default() })?;
        Ok(report)
    }

    /// Writes a session: the text first, its seal last.
    pub(super) fn put_session(&self, id: Id, seal: &Seal, text: &str) -> Result<(), Error> {
        self.attributes()?;
        let failed = |why| Error::new(ErrorKind::Failed, why);
        self.files.put(&id.path(crate::chain::Part::Text), text.as_bytes()).map_err(failed)?;
        self.files.put(&id.path(crate::chain::Part::Seal), seal.write().as_bytes()).map(drop).map_err(failed)
    }

    /// Sees to it that no setting of git changes a sealed byte.
    pub(super) fn attributes(&self) -> Result<(), Error> {
        match self.files.get(".baton/.gitattributes") {
            Some(_) => Ok(()),
            None => {
                self.files.put(".baton/.gitattributes", ATTRIBUTES.as_bytes()).map(drop).map_err(|why| Error::new(ErrorKind::Failed, why))
            }
        }
    }

    /// Makes the seal of the live file (`None`) or of another text; returns the bytes to be sealed too.
    fn plan_seal(&self, how: &Sealing, input: Option<&Handoff>) -> Result<(SealReport, String), Error> {
        match self.lay_out(how, input)? {
            (_, _, Some(refused)) => Err(refused),
            (report, text, None) => Ok((report, text)),
        }
    }

    /// Makes the seal as [`Project::plan_seal`] does, and says beside it what refuses it.
    ///
    /// # Errors
    /// Where no seal can be made at all.
    pub(super) fn lay_out(&self, how: &Sealing, input: Option<&Handoff>) -> Result<(SealReport, String, Option<Error>), Error> {
        if input.is_none() {
            self.editable()?;
            self.must_be_the_live_file()?;
        }
        self.may_be_recorded([&how.title, &how.label, &how.line, &how.why].into_iter().filter_map(|w| w.as_deref()))?;
        let parents = self.parents_of(&how.parents)?;
        let handoff = input.unwrap_or(&self.handoff);
        let seen = self.seen(handoff, &parents);
        let mut refused = self.must_be_as_seen(seen, how).and_then(|()| self.must_differ(handoff, &parents, how)).err();
        let (despite, findings) = self.may_be_sealed(handoff, how).unwrap_or_else(|why| {
            refused.get_or_insert(why);
            Default::default()
        });
        let live = self.live_name();
        let path = how.input.as_ref().map_or(&*live, |(_, origin)| origin);
        let (after, git) = (self.after(&parents), self.git_claim());
        let (mut seal, lines, text) = self.seal_for(&Source { handoff, path, after: &after, git, live: input.is_none() })?;
        seal.despite = despite;
        seal.label = how.label.clone();
        seal.line = how.line.clone().unwrap_or(seal.line);
        seal.title = how.title.as_deref().map_or(seal.title, |t| cut(&words(t), TITLE));
        if how.person {
            seal.by.kind = ActorKind::Person;
            seal.reviewed = true;
        }
        if input.is_none() {
            seal.leaves = self.left_behind(&parents);
        }
        let before = parents.first().and_then(|p| self.text_of(self.past.chain.sessions()[*p].id).ok()).unwrap_or_default();
        let pins = standing(&seal.pins).into_iter().map(str::to_owned).collect();
        let sealed = self.handoff.again(text.as_str());
        let diff = self.difference(&self.handoff.again(before), &sealed);
        let reopened = self.reopened(&sealed, &parents);
        let dead_ends =
            self.carried_from(&parents, []).into_iter().map(|f| f.text + &f.why.map_or(String::new(), |why| format!(": {why}")));
        let dead_ends = dead_ends.map(|text| self.safe(&text)).collect();
        let report =
            SealReport { id: seal.id().0, seal, lines, diff, findings, reopened, pins, committed: None, again: false, dead_ends, seen };
        Ok((report, text, refused))
    }

    /// Stands for a text before its header is set, and for its parents.
    fn seen(&self, handoff: &Handoff, parents: &[usize]) -> Hash {
        let parents = parents.iter().map(|p| self.past.chain.sessions()[*p].id.to_string());
        let whole: String = parents.chain([handoff.text().to_owned()]).collect::<Vec<_>>().join("\n");
        Hash::of(whole.as_bytes())
    }

    fn must_be_as_seen(&self, now: Hash, how: &Sealing) -> Result<(), Error> {
        match how.seen {
            Some(seen) if seen != now => {
                Err(Error::new(ErrorKind::Conflict, "the live file or its base changed since this was shown; nothing was sealed")
                    .hint("look at it again"))
            }
            _ => Ok(()),
        }
    }

    /// Returns the decisions that stand open though one of the nearest ancestors superseded them.
    fn reopened(&self, handoff: &Handoff, parents: &[usize]) -> Vec<(String, Id)> {
        let chain = &self.past.chain;
        let ids: Vec<Id> = chain.ancestry(parents).into_iter().take(ANCESTORS).map(|p| chain.sessions()[p].id).collect();
        let read = ids.iter().filter_map(|id| Some((*id, self.handoff.again(self.text_of(*id).ok()?))));
        let ancestors: Vec<(Id, Handoff)> = read.collect();
        let found = superseded(handoff, &ancestors.iter().map(|(_, h)| h).collect::<Vec<_>>());
        let told = found.into_iter().filter_map(|(reference, n)| {
            let text = self.safe(&handoff.resolve(&reference).ok()?.text);
            Some((text, ancestors.get(n)?.0))
        });
        told.collect()
    }

    /// Returns the places that the next seal continues.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] when there are several heads and no base.
    pub(super) fn parents_of(&self, named: &[String]) -> Result<Vec<usize>, Error> {
        if !named.is_empty() {
            let mut parents = Vec::new();
            for name in named {
                let place = self.session(name)?;
                if !parents.contains(&place) {
                    parents.push(place);
                }
            }
            return Ok(parents);
        }
        match self.past.base() {
            Base::None => self.chain_not_here().map(|()| Vec::new()),
            Base::Of(places) => Ok(places),
            Base::Ambiguous(heads) => {
                let names: Vec<String> =
                    heads.iter().take(8).map(|p| format!("{}: {}", self.past.chain.sessions()[*p].id, self.past.name(*p))).collect();
                let message = format!("there are {} heads and no base: {}", heads.len(), names.join("; "));
                Err(Error::new(ErrorKind::Conflict, self.safe(&message))
                    .hint("say which one this continues: --parent ID, or go there: baton switch ID, or s on the chain screen"))
            }
        }
    }

    fn must_differ(&self, handoff: &Handoff, parents: &[usize], how: &Sealing) -> Result<(), Error> {
        let [place] = *parents else { return Ok(()) };
        let record = &self.past.chain.sessions()[place];
        let same = self.is_text_of(record.id, handoff.text());
        if same && how.label.is_none() {
            let message = format!("nothing changed since {}: {}", self.past.name(place), record.id);
            return Err(Error::new(ErrorKind::Nothing, self.safe(&message)));
        }
        Ok(())
    }

    /// Refuses words for a seal that hold what must not leave: they could not be taken out again.
    pub(super) fn may_be_recorded<'a>(&self, given: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        for words in given {
            let stops: Vec<Finding> = rules::scan(words, &self.checks).into_iter().filter(|f| f.secret || f.hidden).collect();
            if !stops.is_empty() {
                let mut error = Error::new(ErrorKind::Secrets, "not recorded: the words given hold what must not leave");
                error.findings = stops;
                return Err(error.hint("say it without that"));
            }
        }
        Ok(())
    }

    /// Returns the rules that were overridden and the findings that do not stop a seal.
    fn may_be_sealed(&self, handoff: &Handoff, how: &Sealing) -> Result<(Vec<Despite>, Vec<Finding>), Error> {
        let why = how.why.as_deref().map(words).filter(|w| !w.is_empty());
        if !how.despite.is_empty() && why.is_none() {
            return Err(Error::new(ErrorKind::Usage, "sealing despite a rule takes a reason").hint("say why: --why WHY"));
        }
        let unknown = how.despite.iter().find(|name| !rules::rules().iter().any(|rule| rule.id == **name));
        if let Some(unknown) = unknown {
            return Err(
                Error::new(ErrorKind::Usage, format!("there is no rule \"{unknown}\"")).hint("baton check --explain lists the rules")
            );
        }
        let (stops, rest): (Vec<Finding>, Vec<Finding>) = self.examine(handoff).into_iter().partition(|f| f.secret || f.hidden);
        if !stops.is_empty() {
            let mut error = Error::new(ErrorKind::Secrets, "not sealed: the text holds what must not leave");
            error.findings = stops;
            return Err(error.hint("take it out of the file, or settle it: baton check --settle ID --why WHY"));
        }
        let (musts, rest): (Vec<Finding>, Vec<Finding>) = rest.into_iter().partition(|f| f.level == Level::Must);
        let (over, stops): (Vec<Finding>, Vec<Finding>) = musts.into_iter().partition(|f| how.despite.iter().any(|d| d == f.rule));
        if let Some(first) = stops.first() {
            let hint = format!("mend it, or say why it may stand: --despite {} --why WHY", first.rule);
            let message = format!("not sealed: {}", stops.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join("; "));
            let mut error = Error::new(ErrorKind::Findings, self.safe(&message)).hint(hint);
            error.findings = stops;
            return Err(error);
        }
        let mut despite: Vec<Despite> = Vec::new();
        for finding in over {
            if !despite.iter().any(|d| d.rule == finding.rule) {
                despite.push(Despite { rule: finding.rule.to_owned(), why: why.clone().unwrap_or_default(), unknown: Default::default() });
            }
        }
        Ok((despite, rest))
    }

    /// Refuses what is sealed without a person where the settings ask for one.
    pub(super) fn may_seal(&self, person: bool) -> Result<(), Error> {
        if person || !self.settings.require_person.value {
            return Ok(());
        }
        let message = format!("only a person at a terminal may seal here ({})", self.settings.require_person.origin);
        Err(Error::new(ErrorKind::Failed, message).hint("run baton seal in a terminal and press y, open baton there, or ask a person to"))
    }

    /// Returns the sessions whose seals were taken back but that stay, for the seal that goes another way.
    fn left_behind(&self, parents: &[usize]) -> Vec<Left> {
        let chain = &self.past.chain;
        let taken_back = self.history.as_ref().map(super::history::History::taken_back).unwrap_or_default();
        let ancestors = chain.ancestry(parents);
        let here = taken_back.into_iter().filter(|id| chain.place(*id).is_some_and(|p| !ancestors.contains(&p)));
        here.map(|id| Left { id, why: None, unknown: Default::default() }).collect()
    }

    /// Returns the base markers as they stand.
    pub(super) fn markers(&self) -> Vec<String> {
        self.files.marks(BASE)
    }
}
