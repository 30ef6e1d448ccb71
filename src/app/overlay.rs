//! What lies over the panes: values on a stack, the topmost has the keys.

use super::actions::{Action, Place};
use super::chain_screen::ChainScreen;
use super::closing::{Closing, Turning};
use super::edit::Session;
use super::field::Field;
use crate::chain::{Decided, Id};
use crate::handoff::Concept;
use crate::project::{Draft, Format};
use crate::prompt::{Budget, Profile};
use std::path::PathBuf;

/// One layer over the panes.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// A text area inside a pane.
    Edit(Session),
    /// The filter of a pane, typed in the status line.
    Filter(Field),
    /// One line that is asked for.
    Ask(Ask),
    /// A list searched by typing.
    Search(Search),
    /// A few choices.
    Menu(Menu),
    /// The proposals, with the marked one.
    Review(Marked),
    /// The findings, with the marked one.
    Findings(Marked),
    /// The two sides of what conflicts; what is marked and chosen there outlives it, in the model.
    Conflicts,
    /// What the prompt leaves out, with the marked fact.
    LeftOut(Marked),
    /// A page of text.
    Page(Page),
    /// The chain of sessions.
    Chain(Box<ChainScreen>),
    /// The closing panel.
    Closing(Box<Closing>),
    /// The page that is about to be turned.
    Turning(Turning),
}

/// A place in a list: the marked row and the first one on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The marked row.
    pub row: usize,
    /// The first row drawn.
    pub top: usize,
}

/// One line that is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The question.
    pub title: String,
    /// What stands below it.
    pub hint: String,
    /// The answer so far.
    pub field: Field,
    /// What the answer is for.
    pub purpose: Purpose,
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The reason that settles the finding of this id.
    Settle(String),
    /// The path of another handoff.
    Open,
    /// How long the prompt may be.
    Budget,
    /// Words to be found in the chain.
    Find,
    /// What did not work, for a rollback.
    RollBack {
        /// The session to go back to.
        session: Id,
        /// Whether a draft is put aside.
        park: bool,
    },
    /// The title of the session that is about to be sealed.
    Title,
    /// Why it is sealed despite what stands in the way.
    Despite,
}

/// A list searched by typing.
#[derive(Clone, Debug)]
pub struct Search {
    /// Its title.
    pub title: &'static str,
    /// What is typed.
    pub field: Field,
    /// Every row.
    pub rows: Vec<SearchRow>,
    /// The rows that fit what is typed, best first.
    pub found: Vec<usize>,
    /// The marked one of them.
    pub marked: Marked,
}

/// One row of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRow {
    /// Its keys.
    pub keys: String,
    /// What it does.
    pub text: String,
    /// Why it does nothing now.
    pub why_not: Option<String>,
    /// What happens when it is taken.
    pub choice: Choice,
}

/// A few choices.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Its title.
    pub title: String,
    /// What stands above the choices.
    pub text: Vec<String>,
    /// Key, words, and what happens.
    pub rows: Vec<(char, String, Choice)>,
    /// The marked one.
    pub row: usize,
    /// Whether it stays until something is chosen.
    pub stays: bool,
}

/// What a row does when it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Performs an action.
    Action(Action),
    /// Puts on a theme.
    Theme(&'static str),
    /// Adds an item of a concept.
    Add(Concept),
    /// Creates a live file.
    Start(Format),
    /// Starts a new handoff with what the clipboard holds.
    Paste,
    /// Takes in the handoffs of another system that lie in a folder.
    TakeIn(PathBuf),
    /// Has the prompt compiled for a reader and a length.
    Aim(Profile, Budget),
    /// Says what headings of these words mean.
    Assign(String, Option<Concept>),
    /// Asks for the length.
    Limit,
    /// Opens a file.
    Open(PathBuf),
    /// Asks for a path and opens it.
    Elsewhere,
    /// Opens the synthetic project.
    Demo,
    /// Takes up a draft.
    Resume(Draft),
    /// Forgets a draft.
    Forget,
    /// Shows a decision and what became of it.
    Decision(Box<Decided>),
    /// Leaves the program.
    Quit,
    /// Does something on the chain screen.
    Chain(ChainChoice),
}

/// What is chosen on the chain screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainChoice {
    /// Continues from a session.
    Switch {
        /// Which.
        session: Id,
        /// Whether a draft is put aside.
        park: bool,
    },
    /// Asks what did not work, to roll back.
    AskWhy {
        /// The session to go back to.
        session: Id,
        /// Whether a draft is put aside.
        park: bool,
    },
    /// Merges a session into the live file.
    Merge(Id),
    /// Marks a session; `None` is the draft.
    Go(Option<Id>),
}

/// A page of text.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Pairs of a name and what it says.
    pub rows: Vec<(String, String)>,
    /// The first row drawn.
    pub top: usize,
}

impl Overlay {
    /// Returns where its keys are looked up.
    pub fn place(&self) -> Place {
        match self {
            Overlay::Edit(_) | Overlay::Filter(_) | Overlay::Ask(_) => Place::Text,
            Overlay::Search(_) => Place::Search,
            Overlay::Menu(_) => Place::Menu,
            Overlay::Review(_) => Place::Review,
            Overlay::Findings(_) => Place::Findings,
            Overlay::Conflicts => Place::Conflicts,
            Overlay::LeftOut(_) => Place::LeftOut,
            Overlay::Page(_) => Place::Page,
            Overlay::Chain(_) => Place::Chain,
            Overlay::Closing(_) => Place::Closing,
            Overlay::Turning(_) => Place::Turning,
        }
    }
}

impl Marked {
    /// Moves by rows within a list of `len`, and keeps the marked row among the `shown` ones.
    pub fn go(&mut self, by: isize, len: usize, shown: usize) {
        self.row = self.row.saturating_add_signed(by).min(len.saturating_sub(1));
        let shown = shown.max(1);
        self.top = self.top.min(self.row).max((self.row + 1).saturating_sub(shown));
    }
}

impl Menu {
    /// Finds the row of a key.
    pub fn of_key(&self, key: char) -> Option<&Choice> {
        self.rows.iter().find(|(k, _, _)| *k == key).map(|(_, _, choice)| choice)
    }
}
