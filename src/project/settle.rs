//! Findings that a person has settled: bound to file, field, rule and text, in the user's state.

use super::{Error, ErrorKind, Outcome, Project};
use crate::rules::{self, Finding, KnownSecret};
use crate::sources;
use serde::{Deserialize, Serialize};

const LOG: &str = "settled.log";

/// One settled finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Settled {
    file: String,
    rule: String,
    /// The finding's id, which is a hash over rule, field and text.
    id: String,
    why: String,
    time: String,
}

impl Project {
    /// Reads the secrets that must not leave and the findings that are settled.
    pub(super) fn load_secrets(&mut self) {
        let found = self.agent.secrets.iter().cloned().chain(sources::dotenv(&self.root));
        self.checks.secrets = found.map(|f| KnownSecret { origin: f.origin, value: f.value }).collect();
        self.checks.trigger = Some(self.settings.trigger.value.clone());
        let settled = self.state.log(LOG).and_then(|mut log| log.read::<Settled>().ok()).unwrap_or_default().0;
        let file = self.live_name();
        self.checks.settled = settled.into_iter().filter(|s| s.file == file).map(|s| s.id).collect();
    }

    pub(super) fn settle(&mut self, id: &str, why: &str) -> Result<Outcome, Error> {
        if why.trim().is_empty() {
            return Err(Error::new(ErrorKind::Usage, "a finding is settled with a reason").hint("say why it is no trouble: --why WHY"));
        }
        // Some findings rest on the chain.
        self.look_back();
        let (finding, places) = self.finding(id)?;
        if let Some(told) = self.state.ready().err() {
            return Err(Error::new(ErrorKind::Failed, format!("nothing can be settled: {told}")));
        }
        let mut log = self.state.log(LOG).ok_or_else(|| Error::new(ErrorKind::Failed, "there is no state directory"))?;
        let lock = self.state.lock();
        let read = log.read::<Settled>();
        let record = Settled {
            file: self.live_name(),
            rule: finding.rule.to_owned(),
            id: id.to_owned(),
            why: why.trim().to_owned(),
            time: super::now(),
        };
        let kept = read.and_then(|_| log.append(&record, true));
        drop(lock);
        kept.map_err(|e| Error::new(ErrorKind::Failed, format!("{} cannot be written: {e}", log.path().display())))?;
        self.checks.settled.push(id.to_owned());
        self.show();
        Ok(Outcome::Settled { finding, places })
    }

    /// Finds an unsettled finding of the live file or its prompt by its id, and in how many places of the file it stands.
    fn finding(&self, id: &str) -> Result<(Finding, usize), Error> {
        let mut all = self.examine(&self.handoff);
        let places = all.iter().filter(|f| f.id.as_deref() == Some(id)).count();
        all.extend(self.compiled().map(|prompt| rules::scan(&prompt.text, &self.checks)).unwrap_or_default());
        let found = all.into_iter().find(|f| f.id.as_deref() == Some(id));
        found.map(|finding| (finding, places.max(1))).ok_or_else(|| {
            Error::new(ErrorKind::Failed, format!("there is no finding {id} to settle"))
                .hint("baton check lists the findings with their ids")
        })
    }
}
