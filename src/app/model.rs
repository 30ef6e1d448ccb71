//! The state of the UI.

use super::actions::Place;
use super::chain_screen::ChainScreen;
use super::edit::{Session, Target};
use super::layout::{Layout, Placed, Size, layout};
use super::list::{Entry, List};
use super::overlay::Overlay;
use super::rows::{Measure, field_rows, refusal_rows, rows};
use super::settle::{Settling, inside};
use super::{Pane, Settings};
use crate::handoff::Item;
use crate::merge::{Conflict, Proposal, Take};
use crate::project::{Command, Draft, Snapshot};
use crate::prompt::item_of;
use crate::rules::Finding;
use crossterm::event::KeyEvent;
use std::collections::VecDeque;
use std::sync::Arc;

/// Everything that a screen shows.
#[derive(Clone, Debug)]
pub struct Model {
    /// The project at this moment.
    pub snapshot: Arc<Snapshot>,
    /// Keys and theme.
    pub settings: Settings,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The pane that has the keys.
    pub focus: Pane,
    /// Whether it has the whole screen.
    pub zoom: bool,
    /// What lies over the panes, the topmost last.
    pub overlays: Vec<Overlay>,
    /// The last thing that was said.
    pub notice: Option<Notice>,
    /// The tokens of the prompt as last counted; `None` before the first count.
    pub tokens: Option<usize>,
    /// Keys of a sequence that is not ended, and what may follow.
    pub pressed: Vec<super::keys::Chord>,
    /// Where everything stands since the last message.
    pub layout: Layout,
    pub(super) lists: Vec<List>,
    /// Texts that were left unwritten.
    pub(super) parked: Vec<Draft>,
    /// Texts whose command still runs.
    pub(super) waiting: Vec<(Command, Session)>,
    /// What the last handoff taken in says as the live file does.
    pub same: Vec<Proposal>,
    /// What a copy under way is a copy of, where that is not plain.
    pub(super) copying: Option<String>,
    /// What was chosen for the conflicts that wait.
    pub settling: Settling,
    /// How many commands that write have not answered yet.
    pub(super) running: usize,
    /// Keys that wait for them: what they mean depends on the file as it will be.
    pub(super) held: VecDeque<KeyEvent>,
    /// Whether the status line tells first where the live file stands.
    pub greets: bool,
    /// Warnings not yet said.
    pub(super) unsaid: Vec<String>,
}

/// Something said in the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub text: String,
    /// Whether something went wrong.
    pub error: bool,
}

impl Model {
    /// Makes the first state of the UI over a project; the first message, the size of the terminal, lays it out.
    pub fn new(snapshot: Arc<Snapshot>, settings: Settings) -> Model {
        let mut unsaid: Vec<String> = snapshot.warnings.iter().chain(&settings.warnings).cloned().collect();
        unsaid.reverse();
        let greets = snapshot.arrival.is_some();
        let mut model = Model {
            snapshot,
            settings,
            size: (80, 24),
            focus: Pane::Decisions,
            zoom: false,
            overlays: Vec::new(),
            notice: None,
            tokens: None,
            pressed: Vec::new(),
            layout: Layout::default(),
            lists: vec![List::default(); Pane::ALL.len()],
            parked: Vec::new(),
            waiting: Vec::new(),
            same: Vec::new(),
            copying: None,
            settling: Settling::default(),
            running: 0,
            held: VecDeque::new(),
            greets,
            unsaid,
        };
        model.refill();
        model.open_what_waits();
        model.say_next_warning();
        model
    }

    /// Returns the list of a pane.
    pub fn list(&self, pane: Pane) -> &List {
        &self.lists[pane as usize]
    }

    pub(super) fn list_mut(&mut self) -> &mut List {
        &mut self.lists[self.focus as usize]
    }

    /// Returns where keys are looked up now.
    pub fn place(&self) -> Place {
        self.overlays.last().map_or(Place::Panes, Overlay::place)
    }

    /// Returns the marked entry of the focused pane.
    pub fn entry(&self) -> Option<Entry> {
        let list = self.list(self.focus);
        list.entries.get(list.cursor).copied().filter(|e| e.is_row())
    }

    /// Returns the marked item.
    pub fn item(&self) -> Option<&Item> {
        if let Some(Overlay::LeftOut(marked)) = self.overlays.last() {
            let fact = self.snapshot.prompt.as_ref().ok()?.left_out.get(marked.row)?;
            return item_of(&self.snapshot.handoff, fact);
        }
        match self.entry()? {
            Entry::Item(n) => self.snapshot.handoff.all_items().get(n),
            _ => None,
        }
    }

    /// Returns the marked proposal and its place in the inbox.
    pub fn proposal(&self) -> Option<(usize, &Proposal)> {
        let n = match (self.overlays.last(), self.entry()) {
            (Some(Overlay::Review(marked)), _) => marked.row,
            (_, Some(Entry::Proposal(n))) => n,
            _ => return None,
        };
        self.snapshot.inbox.get(n).map(|p| (n, p))
    }

    /// Returns the marked one of the conflicts that wait.
    pub fn conflict(&self) -> Option<&Conflict> {
        self.snapshot.dispute.as_ref()?.conflicts.get(self.settling.row)
    }

    /// Tells whether the marked conflict has a text of one's own, and whether it is being typed.
    pub fn own_text(&self) -> Option<bool> {
        let conflict = self.conflict()?;
        match self.overlays.last() {
            Some(Overlay::Edit(Session { target: Target::Conflict(_), .. })) => Some(true),
            _ => matches!(self.settling.taken(conflict), Some(Take::Text(_))).then_some(false),
        }
    }

    /// Returns the finding that is meant: the marked one of the findings screen.
    pub fn finding(&self) -> Option<&Finding> {
        match self.overlays.last() {
            Some(Overlay::Findings(marked)) => self.snapshot.findings.get(marked.row),
            _ => None,
        }
    }

    /// Returns the finding whose fix `f` applies: the marked one, in the panes the first that touches the marked item.
    pub fn fixable(&self) -> Option<&Finding> {
        let fits = |f: &&Finding| f.fix.is_some();
        if let Some(finding) = self.finding() {
            return Some(finding).filter(fits);
        }
        let item = self.item()?;
        let touches = |f: &&Finding| f.span.is_some_and(|s| s.start < item.span.end && item.span.start < s.end.max(s.start + 1));
        self.snapshot.findings.iter().filter(touches).find(fits)
    }

    /// Returns the chain screen, when it is open.
    pub fn chain(&self) -> Option<&ChainScreen> {
        self.overlays.iter().rev().find_map(|o| if let Overlay::Chain(screen) = o { Some(&**screen) } else { None })
    }

    pub(super) fn chain_mut(&mut self) -> Option<&mut ChainScreen> {
        self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Chain(screen) = o { Some(&mut **screen) } else { None })
    }

    /// Returns the open text area.
    pub fn session(&self) -> Option<&Session> {
        self.overlays.iter().rev().find_map(|o| if let Overlay::Edit(session) = o { Some(session) } else { None })
    }

    /// Returns the number of fields of the open text area.
    pub fn fields(&self) -> usize {
        self.session().map_or(1, |s| s.fields.len())
    }

    /// Tells whether the field that has the keys may have several lines.
    pub fn multiline(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Edit(session)) => session.fields.get(session.active).is_some_and(|f| f.multiline),
            _ => false,
        }
    }

    /// Tells whether `entry` of the focused pane is the one being edited.
    pub fn is_edited(&self, pane: Pane, entry: Entry) -> bool {
        let Some(session) = self.session().filter(|_| pane == self.focus) else { return false };
        match (&session.target, entry) {
            (Target::Add(concept), Entry::Adding(other)) => *concept == other,
            (Target::Add(_) | Target::Conflict(_), _) | (_, Entry::Adding(_)) => false,
            (_, entry) => self.entry() == Some(entry),
        }
    }

    /// Tells whether a text for that item was left unwritten.
    pub fn parked_for(&self, item: &Item) -> bool {
        !self.parked.is_empty() && {
            let name = self.snapshot.handoff.reference(item).to_string();
            self.parked.iter().any(|d| d.target == name)
        }
    }

    /// Returns how the focused pane is placed.
    pub fn placed(&self) -> Option<Placed> {
        self.layout.panes.iter().find(|p| p.pane == self.focus).copied()
    }

    /// Returns how much of an entry a placed pane shows.
    pub fn measure(&self, placed: &Placed, limit: usize) -> Measure {
        let whole = self.zoom || matches!(Size::of(self.size), Size::Single) || placed.pane > Pane::State;
        let cap = match placed.pane {
            Pane::Everything if !self.zoom => 4,
            _ if whole => usize::MAX,
            Pane::Next | Pane::State => 8,
            _ => 3,
        };
        let edge = if placed.pane == Pane::Prompt { 2 } else { 1 };
        Measure { width: usize::from(placed.inner().width.saturating_sub(edge)), cap, limit }
    }

    fn rows_needed(&self, pane: Pane, width: u16, most: usize) -> usize {
        let mut used = 0;
        let cap = if matches!(pane, Pane::Next | Pane::State) { 8 } else { 3 };
        for entry in &self.list(pane).entries {
            used += if self.is_edited(pane, *entry) {
                self.session().map_or(0, |s| edit_rows(s, usize::from(width), most / 3))
            } else {
                rows(self, pane, *entry, Measure { width: usize::from(width.saturating_sub(1)), cap, limit: most }).len().min(most)
            };
            if used >= most {
                break;
            }
        }
        used
    }

    /// Returns the rows of an entry in a placed pane, an open text area counted as it is.
    pub fn rows_of(&self, placed: &Placed, entry: Entry, limit: usize) -> usize {
        if self.is_edited(placed.pane, entry) {
            let inner = placed.inner();
            return self.session().map_or(0, |s| edit_rows(s, usize::from(inner.width), usize::from(inner.height)));
        }
        rows(self, placed.pane, entry, self.measure(placed, limit)).len().min(limit.max(1))
    }

    /// Lays the screen out and scrolls every pane on it so that its marked entry is seen.
    pub(super) fn follow(&mut self) {
        if Size::of(self.size) == Size::TooSmall {
            return;
        }
        let tall = usize::from(self.size.1);
        self.layout = layout(self.size, self.focus, self.zoom, |pane, width| self.rows_needed(pane, width, tall));
        for n in 0..self.layout.panes.len() {
            let placed = self.layout.panes[n];
            let list = self.list(placed.pane);
            let rows_of = |n: usize, limit: usize| list.entries.get(n).map_or(0, |e| self.rows_of(&placed, *e, limit));
            self.lists[placed.pane as usize].top = list.follow(placed.inner().height.into(), rows_of);
        }
        let width = self.placed().map_or(80, |p| usize::from(p.inner().width));
        if let Some(Overlay::Edit(session)) = self.overlays.last_mut() {
            if let Target::Conflict(_) = session.target {
                session.field().width = usize::from(inside(self.size).width.saturating_sub(1));
                return;
            }
            for n in 0..session.fields.len() {
                session.fields[n].width = super::rows::field_width(session, n, width);
            }
        }
    }
}

fn edit_rows(session: &Session, width: usize, height: usize) -> usize {
    let note = refusal_rows(session, width).len();
    field_rows(session, width, height.saturating_sub(note).max(1)).iter().sum::<usize>() + note
}
