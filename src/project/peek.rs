//! Looking at one session beside the graph: what a preview shows, without reading the whole chain again.
//!
//! Nothing of it leaves the screen, so secrets are masked here, where `show` and `prompt` refuse.

use super::{Error, ErrorKind, Outcome, Project};
use crate::chain::{Diff, Id, Seal};
use crate::document::Span;
use crate::handoff::Handoff;
use crate::prompt::Prompt;
use std::sync::Arc;

/// What is looked at; `None` for a session is the live file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peek {
    /// A session with its seal.
    Session(Option<Id>),
    /// Its prompt.
    Prompt(Option<Id>),
    /// What differs between two, the earlier first.
    Diff {
        /// The earlier one; `None` is an empty handoff.
        from: Option<Id>,
        /// The later one.
        to: Option<Id>,
    },
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Peeked {
    /// Of [`Peek::Session`].
    Session {
        /// Its seal; `None` for the live file, and where only a stub is left.
        seal: Option<Box<Seal>>,
        /// Its text as read.
        handoff: Arc<Handoff>,
        /// Secrets in it.
        masked: Vec<Span>,
    },
    /// Of [`Peek::Prompt`].
    Prompt(Prompt),
    /// Of [`Peek::Diff`].
    Diff(Diff),
}

impl Project {
    /// Reads the chain again after its files changed outside; tells whether anything is different.
    pub fn look_again(&mut self) -> bool {
        if !self.gathered {
            return false;
        }
        let (chain, markers) = (self.past.chain.clone(), self.past.markers.clone());
        self.look_back();
        let now = &self.past;
        let same = now.markers == markers && now.chain.sessions() == chain.sessions() && now.chain.troubles() == chain.troubles();
        if !same {
            self.show();
        }
        !same
    }

    pub(super) fn peek(&mut self, what: Peek) -> Result<Outcome, Error> {
        let seen = match what {
            Peek::Session(None) => {
                self.live_path()?;
                Peeked::Session { seal: None, handoff: Arc::clone(&self.handoff), masked: self.snapshot.masked.clone() }
            }
            Peek::Session(Some(id)) => {
                let handoff = self.handoff_at(id)?;
                let masked = self.secrets_in(handoff.text());
                Peeked::Session { seal: self.seal_of(id).ok().map(Box::new), handoff: Arc::new(handoff), masked }
            }
            Peek::Prompt(id) => {
                self.gather();
                let (profile, budget) = (self.settings.profile.value.clone(), self.settings.budget.value);
                Peeked::Prompt(match id {
                    Some(id) => {
                        let place = self.place_of(id)?;
                        self.prompt_at(place, &profile, budget)?
                    }
                    None => self.prompt(&profile, budget)?,
                })
            }
            Peek::Diff { from, to } => {
                let earlier = match from {
                    Some(id) => self.handoff_at(id)?,
                    None => self.handoff.again(""),
                };
                Peeked::Diff(match to {
                    Some(id) => {
                        let later = self.handoff_at(id)?;
                        self.difference(&earlier, &later)
                    }
                    None => {
                        self.live_path()?;
                        self.difference(&earlier, &self.handoff)
                    }
                })
            }
        };
        Ok(Outcome::Peeked(Box::new(seen)))
    }

    fn handoff_at(&mut self, id: Id) -> Result<Handoff, Error> {
        self.place_of(id)?;
        self.text_of(id).map(|text| self.handoff.again(text))
    }

    /// Finds a session in the chain as last read, else in the chain as it is now.
    fn place_of(&mut self, id: Id) -> Result<usize, Error> {
        if self.past.chain.place(id).is_none() {
            self.look_back();
        }
        self.past.chain.place(id).ok_or_else(|| Error::new(ErrorKind::Failed, format!("session {id} is not here any more")))
    }
}
