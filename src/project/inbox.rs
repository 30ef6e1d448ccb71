//! The inbox: proposals that wait for a person to keep or drop them (DESIGN §2.4).

use super::incoming::with_lines;
use super::{Error, ErrorKind, Outcome, Project};
use crate::handoff::Handoff;
use crate::merge::{self, Change, Proposal};
use crate::store::{Hash, Log};

/// How long the log grows before it holds only the present inbox, in bytes.
const FULL: u64 = 1 << 20;

/// The lines of the inbox and the log whose last record they are.
pub(super) struct Inbox {
    pub lines: Vec<Proposal>,
    log: Option<Log>,
    /// Why the lines are in memory only.
    unkept: Option<String>,
}

impl Project {
    /// Compares a text with the live file and keeps what is new or changed.
    pub(super) fn propose(&mut self, text: String, origin: &str) -> Result<Outcome, Error> {
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("there is nothing in {origin} to take in")));
        }
        let incoming = Project::incoming(&text, origin)?;
        let compared = self.compared(&self.handoff.again(incoming.text), origin, &incoming.lines);
        if compared.is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("no decision, task or other item was found in {origin}")));
        }
        let (same, fresh): (Vec<_>, Vec<_>) = compared.into_iter().partition(|p| p.change == Change::Same);
        self.let_wait(fresh)?;
        let unkept = self.need_inbox().unkept.clone();
        Ok(Outcome::Proposed { waiting: self.snapshot.inbox.clone(), same: self.masked(&same), unkept })
    }

    /// Keeps what is new in a handoff that was read, with the lines of its source; returns how many lines that are.
    pub(super) fn propose_read(&mut self, handoff: &Handoff, origin: &str, lines: &[(usize, usize)]) -> Result<usize, Error> {
        self.need_inbox();
        let fresh = self.new_lines(handoff, origin, lines);
        let count = fresh.len();
        if count > 0 {
            self.let_wait(fresh)?;
        }
        Ok(count)
    }

    /// Returns what of a handoff neither the live file nor the inbox has.
    pub(super) fn new_lines(&self, handoff: &Handoff, origin: &str, lines: &[(usize, usize)]) -> Vec<Proposal> {
        let waiting = self.inbox.as_ref().map_or(&[][..], |inbox| &inbox.lines);
        let mut found = self.compared(handoff, origin, lines);
        found.retain(|p| p.change != Change::Same && !waiting.iter().any(|other| is_as(other, p)));
        found
    }

    fn compared(&self, handoff: &Handoff, origin: &str, lines: &[(usize, usize)]) -> Vec<Proposal> {
        with_lines(merge::compare(&self.handoff, handoff, origin), origin, lines)
    }

    fn let_wait(&mut self, fresh: Vec<Proposal>) -> Result<Outcome, Error> {
        self.change_inbox(|lines| {
            for proposal in fresh {
                if !lines.iter().any(|line| is_as(line, &proposal)) {
                    lines.push(proposal);
                }
            }
        })
    }

    /// Puts inbox lines into the live file as one step of undo; they leave the inbox.
    pub(super) fn keep_lines(&mut self, numbers: &[usize]) -> Result<Outcome, Error> {
        self.live_path()?;
        let kept = self.lines(numbers)?;
        let intents: Vec<_> = kept.iter().flat_map(|p| p.intents.clone()).collect();
        let what = match kept.as_slice() {
            [one] => format!("kept a line of {} from {}", one.concept.id(), one.origin),
            more => format!("kept {} lines of the inbox", more.len()),
        };
        let outcome = match self.edit_as(&intents, what) {
            Err(e) if e.kind == ErrorKind::Nothing => return self.drop_lines(numbers),
            other => other?,
        };
        self.drop_lines(numbers)?;
        Ok(outcome)
    }

    /// Takes lines out of the inbox.
    pub(super) fn drop_lines(&mut self, numbers: &[usize]) -> Result<Outcome, Error> {
        let gone = self.lines(numbers)?;
        self.change_inbox(|lines| lines.retain(|line| !gone.contains(line)))
    }

    pub(super) fn need_inbox(&mut self) -> &mut Inbox {
        let name = format!("inbox-{}.log", &Hash::of(self.live_name().as_bytes()).short()[..8]);
        self.inbox.get_or_insert_with(|| {
            let mut inbox = Inbox { lines: Vec::new(), log: self.state.log(&name), unkept: None };
            self.warnings.extend(inbox.reload());
            inbox
        })
    }

    fn lines(&mut self, numbers: &[usize]) -> Result<Vec<Proposal>, Error> {
        let lines = &self.need_inbox().lines;
        let missing =
            |n: &usize| Error::new(ErrorKind::Usage, format!("the inbox has {} lines; there is none with number {}", lines.len(), n + 1));
        numbers.iter().map(|n| lines.get(*n).cloned().ok_or_else(|| missing(n))).collect()
    }

    fn change_inbox(&mut self, change: impl FnOnce(&mut Vec<Proposal>)) -> Result<Outcome, Error> {
        let _lock = self.state.lock();
        let inbox = self.need_inbox();
        if inbox.log.as_ref().is_some_and(Log::is_stale) {
            inbox.reload();
        }
        change(&mut inbox.lines);
        let told = inbox.store();
        inbox.unkept = told.clone().or_else(|| inbox.log.is_none().then(|| "there is no state directory to keep the inbox in".to_owned()));
        self.warn(told);
        self.show();
        Ok(Outcome::Inbox(self.snapshot.inbox.clone()))
    }
}

fn is_as(one: &Proposal, other: &Proposal) -> bool {
    (one.concept, &one.text, &one.why) == (other.concept, &other.text, &other.why)
}

impl Inbox {
    fn reload(&mut self) -> Option<String> {
        let log = self.log.as_mut()?;
        let place = log.path().display().to_string();
        match log.read::<Vec<Proposal>>() {
            Ok((mut states, damage)) => {
                self.lines = states.pop().unwrap_or_default();
                damage.map(|d| format!("the inbox {place} is damaged from line {} on; what came before is used", d.line))
            }
            Err(e) => Some(format!("the inbox {place} cannot be read: {e}")),
        }
    }

    /// Drops the lines that hold one of `values`, and every earlier state of the inbox; says what could not be done.
    pub(super) fn forget(&mut self, values: &[&str]) -> Option<String> {
        let holds = |text: &str| crate::chain::without(text, values).is_some();
        self.lines.retain(|line| !holds(&format!("{line:?}")) && !holds(&line.text) && !line.why.as_deref().is_some_and(holds));
        let log = self.log.as_mut().filter(|log| !log.is_empty())?;
        let written = log.rewrite(&[&self.lines]).and_then(|()| log.forget());
        written.err().map(|e| format!("the inbox still holds what was redacted: {} cannot be written: {e}", log.path().display()))
    }

    fn store(&mut self) -> Option<String> {
        let log = self.log.as_mut()?;
        let written = if log.len() > FULL { log.rewrite(&[&self.lines]) } else { log.append(&self.lines, true) };
        written.err().map(|e| format!("the inbox is not kept: {} cannot be written: {e}", log.path().display()))
    }
}
