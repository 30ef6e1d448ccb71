//! From message to effects.

mod aim;
mod answers;
mod assign;
mod chain;
mod change;
mod closing;
mod ledger;
mod moves;
mod over;
mod settle;

pub use answers::grouped;
pub(super) use assign::why_not as assign_why_not;
pub(super) use chain::why_not as chain_why_not;
pub use over::search_height;

use super::actions::{Action, ChainKey, Place, why_not};
use super::keymap::Found;
use super::keys::Chord;
use super::layout::Size;
use super::model::Notice;
use super::overlay::Overlay;
use super::{Effect, Model, Msg};
use crate::project::{Command, Format, Unread};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The most bytes that a pasted handoff may have.
const MOST: usize = 64 << 20;

/// Takes one message in and returns what is to be done, in order.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let answer = matches!(&msg, Msg::Ran { command, .. } if moves_rows(command));
    let mut effects = match msg {
        Msg::Key(key) if is_early(model, key) => {
            model.held.push_back(key);
            vec![]
        }
        Msg::Key(key) => press(model, key),
        Msg::Paste(text) => paste(model, text),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            vec![]
        }
        Msg::Ran { command, result, snapshot } => answers::ran(model, command, result, snapshot),
        Msg::Snapshot(snapshot) => {
            let settling = model.overlays.iter().any(|o| matches!(o, Overlay::Conflicts));
            answers::take(model, snapshot);
            if settling && model.snapshot.dispute.is_none() && !matches!(model.overlays.last(), Some(Overlay::Page(_))) {
                settle::gone(model);
            }
            vec![]
        }
        Msg::Counted(tokens) => {
            model.tokens = Some(tokens);
            vec![]
        }
        Msg::Copied(copied) => {
            answers::copied(model, &copied);
            closing::copied(model, &copied);
            vec![]
        }
        Msg::Pasted(Ok(text)) => propose(model, text, "clipboard"),
        Msg::Pasted(Err(why)) => {
            model.fail(format!("paste into this window instead: {why}"));
            vec![]
        }
        Msg::EditorClosed(Err(why)) => {
            model.fail(why);
            vec![]
        }
        Msg::Notice(text) => {
            model.say(text);
            vec![]
        }
        Msg::Failed(error) => {
            model.fail(answers::sentence(&error));
            vec![]
        }
        Msg::EditorClosed(Ok(())) | Msg::Resumed => vec![],
    };
    effects.extend(closing::renew(model));
    model.running = model.running.saturating_sub(usize::from(answer)) + writing(&effects);
    model.follow();
    while model.running == 0
        && let Some(key) = model.held.pop_front()
    {
        let more = press(model, key);
        model.running += writing(&more);
        effects.extend(more);
        model.follow();
    }
    effects.extend(chain::wants(model));
    effects
}

fn writing(effects: &[Effect]) -> usize {
    effects.iter().filter(|e| matches!(e, Effect::Run(command) if moves_rows(command))).count()
}

/// Tells whether other rows stand under the same numbers once a command has run.
fn moves_rows(command: &Command) -> bool {
    command.writes() || matches!(command, Command::Drop(_))
}

/// Tells whether a key comes too early: it changes items, or goes to one, while a change before it has not come back, or
/// follows one that does. What was typed ahead so means the rows that stand there then.
fn is_early(model: &Model, key: KeyEvent) -> bool {
    let pressed = [model.pressed.as_slice(), &[Chord::of(key)]].concat();
    let Found::Action(action) = model.settings.keymap.find(model.place(), &pressed) else { return !model.held.is_empty() };
    let concerns_rows = matches!(
        action,
        Action::Down
            | Action::Up
            | Action::PageDown
            | Action::PageUp
            | Action::Top
            | Action::Bottom
            | Action::Edit
            | Action::Add
            | Action::Remove
            | Action::Status
            | Action::MoveDown
            | Action::MoveUp
            | Action::Pin
            | Action::Undo
            | Action::Redo
            | Action::Fix
            | Action::Keep
            | Action::KeepAll
            | Action::Discard
            | Action::Chain(ChainKey::Switch | ChainKey::RollBack | ChainKey::Merge)
            | Action::Closing
            | Action::Next
            | Action::Seal
            | Action::Copy
            | Action::Commit
            | Action::Turn
    );
    model.running > 0 && concerns_rows || !model.held.is_empty()
}

fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let chord = Chord::of(key);
    if Size::of(model.size) == Size::TooSmall {
        model.pressed.clear();
        let quit = matches!(model.settings.keymap.find(Place::Panes, &[chord]), Found::Action(Action::Quit));
        return if quit { vec![Effect::Quit] } else { vec![] };
    }
    let had_notice = model.notice.take().is_some();
    model.greets = false;
    let place = model.place();
    model.pressed.push(chord);
    let found = model.settings.keymap.find(place, &model.pressed);
    if let Found::Begun(_) = found {
        return vec![];
    }
    let begun = model.pressed.len() > 1;
    model.pressed.clear();
    if let Found::Action(action) = found {
        return perform(model, action);
    }
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if plain && !begun => over::type_char(model, c),
        KeyCode::Backspace if place == Place::Search => over::type_motion(model, super::actions::Motion::Backspace),
        KeyCode::Esc if place == Place::Panes && !had_notice => {
            clear_filter(model);
            vec![]
        }
        _ => {
            model.say_next_warning();
            vec![]
        }
    }
}

fn clear_filter(model: &mut Model) {
    if model.zoom {
        model.zoom = false;
    } else if !model.list(model.focus).filter.is_empty() {
        model.list_mut().filter.clear();
        model.refill();
    }
}

/// Does what an action says, or says why not.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(why) = why_not(model, action) {
        model.notice = Some(Notice { text: why, error: false });
        return vec![];
    }
    match action {
        Action::Quit => return vec![Effect::Quit],
        Action::Suspend => return vec![Effect::Suspend],
        Action::Undo => return vec![Effect::Run(Command::Undo)],
        Action::Redo => return vec![Effect::Run(Command::Redo)],
        Action::Ask => return vec![Effect::Run(Command::Ask)],
        Action::Paste => return vec![Effect::Paste],
        Action::Copy | Action::Seal | Action::Commit if model.place() == Place::Closing => return closing::act(model, action),
        Action::Closing | Action::Next | Action::Turn => return closing::act(model, action),
        Action::Title | Action::Despite => closing::ask(model, action),
        Action::Standing => over::open(model, action),
        Action::Seal | Action::Commit => {}
        Action::Copy => return change::copy(model),
        Action::Editor => return change::editor(model),
        Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::Top | Action::Bottom => moves::rows(model, action),
        Action::Left | Action::Right | Action::NextPane | Action::PrevPane | Action::Go(_) => moves::panes(model, action),
        Action::Zoom => model.zoom = !model.zoom,
        Action::Conflicts => settle::open(model),
        Action::WriteBack => return vec![Effect::Run(Command::WriteBack)],
        Action::Ours | Action::Theirs | Action::Both | Action::Untake | Action::WriteSettled | Action::GiveUp => {
            return settle::act(model, action);
        }
        Action::Edit if model.place() == Place::Conflicts => return settle::act(model, action),
        Action::Edit | Action::Add => change::open(model, action),
        Action::Remove | Action::Status | Action::MoveDown | Action::MoveUp | Action::Pin => return change::item(model, action),
        Action::Keep | Action::Discard | Action::KeepAll => return change::inbox(model, action),
        Action::Fix => return change::fix(model),
        Action::Info => {
            over::open(model, action);
            return ledger::ask(model);
        }
        Action::Ledger => return vec![Effect::Run(Command::Decisions)],
        Action::Filter | Action::Palette | Action::Help | Action::Findings | Action::Review => over::open(model, action),
        Action::Aim => aim::menu(model),
        Action::Assign => assign::menu(model),
        Action::LeftOut => aim::left_out(model),
        Action::Settle => over::ask_reason(model),
        Action::Close => over::close(model),
        Action::Choose => return over::choose(model),
        Action::Accept => return over::accept(model),
        Action::Leave => return over::leave(model),
        Action::NewLine | Action::NextField | Action::PrevField => over::fields(model, action),
        Action::Word(motion) => return over::type_motion(model, motion),
        Action::Chain(key) => return chain::perform(model, key),
    }
    vec![]
}

fn paste(model: &mut Model, text: String) -> Vec<Effect> {
    if Size::of(model.size) == Size::TooSmall {
        return vec![];
    }
    model.notice = None;
    match model.overlays.last() {
        Some(Overlay::Edit(_) | Overlay::Filter(_) | Overlay::Ask(_) | Overlay::Search(_)) => over::paste(model, &text),
        None => match why_not(model, Action::Paste) {
            Some(why) => {
                model.fail(why);
                vec![]
            }
            None => propose(model, text, "paste"),
        },
        Some(Overlay::Menu(_)) if model.snapshot.live == Err(Unread::Missing) => propose(model, text, "paste"),
        Some(_) => {
            model.fail("a paste goes into the panes or into a field: close this first".into());
            vec![]
        }
    }
}

fn propose(model: &mut Model, text: String, origin: &str) -> Vec<Effect> {
    if text.trim().is_empty() {
        model.fail("the clipboard holds no text".into());
        return vec![];
    }
    if text.len() > MOST {
        model.fail(format!("{:.0} MB is too much for a handoff (64 MB at most): nothing was taken in", text.len() as f64 / 1e6));
        return vec![];
    }
    let propose = Effect::Run(Command::Propose { text, origin: origin.into() });
    match model.snapshot.live {
        Err(Unread::Missing) => vec![Effect::Run(Command::Start(Format::default())), propose],
        _ => vec![propose],
    }
}

impl Model {
    /// Says something in the status line.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), error: false });
    }

    /// Says that something went wrong.
    pub(super) fn fail(&mut self, text: String) {
        self.notice = Some(Notice { text, error: true });
    }

    /// Says the next warning of settings or project, when nothing else is being said.
    pub(super) fn say_next_warning(&mut self) {
        if self.notice.is_none()
            && let Some(text) = self.unsaid.pop()
        {
            let more = self.unsaid.len();
            let more = if more > 0 { format!("  ({more} more: Esc)") } else { String::new() };
            self.fail(format!("{text}{more}"));
        }
    }
}
