//! The actions: one table that keymap, footer, help, palette and README are made from.

use super::overlay::Overlay;
use super::{Model, Pane};
use crate::project::Unread;

/// Where keys are pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the panes, nothing over them.
    Panes,
    /// In a text field: an item, a reason, a filter.
    Text,
    /// In a list that is searched by typing: palette, help.
    Search,
    /// In a short list of choices.
    Menu,
    /// In the review of proposals.
    Review,
    /// On the findings screen.
    Findings,
    /// Before the two sides of a conflict.
    Conflicts,
    /// In the list of what the prompt leaves out.
    LeftOut,
    /// On a page of text.
    Page,
    /// On the chain screen.
    Chain,
    /// On the closing panel.
    Closing,
    /// Before the page that is about to be turned.
    Turning,
}

/// Something a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table below says what each does")]
pub enum Action {
    Down,
    Up,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Left,
    Right,
    NextPane,
    PrevPane,
    Go(Pane),
    Zoom,
    Edit,
    Add,
    Remove,
    Status,
    MoveDown,
    MoveUp,
    Pin,
    Aim,
    Assign,
    LeftOut,
    Undo,
    Redo,
    Editor,
    Copy,
    Ask,
    Paste,
    Review,
    Keep,
    Info,
    Ledger,
    Standing,
    Closing,
    Seal,
    Commit,
    Title,
    Despite,
    Next,
    Turn,
    Findings,
    Fix,
    Filter,
    Palette,
    Help,
    Quit,
    Suspend,
    Close,
    Choose,
    KeepAll,
    Discard,
    Settle,
    Conflicts,
    Ours,
    Theirs,
    Both,
    Untake,
    WriteSettled,
    GiveUp,
    WriteBack,
    Accept,
    NewLine,
    Leave,
    NextField,
    PrevField,
    Word(Motion),
    Chain(ChainKey),
}

/// What a key does on the chain screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table below says what each does")]
pub enum ChainKey {
    Open,
    Whole,
    NextView,
    PrevView,
    ScrollDown,
    ScrollUp,
    Pick,
    Diff,
    DiffLive,
    Find,
    Copy,
    Switch,
    RollBack,
    Merge,
    Verify,
    Base,
}

/// A move or a deletion in a text field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table below says what each does")]
pub enum Motion {
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    Home,
    End,
    First,
    Last,
    Backspace,
    Delete,
    DeleteWordLeft,
    DeleteWordRight,
    DeleteToHome,
    DeleteToEnd,
    Yank,
    Undo,
    Redo,
}

/// One row of the table.
#[derive(Debug)]
pub struct Spec {
    /// What it does.
    pub action: Action,
    /// Its name in settings.
    pub id: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Where it applies.
    pub places: &'static [Place],
    /// Its default keys.
    pub keys: &'static [&'static str],
    /// The word in the footer, for those that stand there; the order of the table is the order of the footer.
    pub footer: Option<&'static str>,
}

const PANES: &[Place] = &[Place::Panes];
const CHAIN: &[Place] = &[Place::Chain];
const BOTH: &[Place] = &[Place::Panes, Place::Chain];
const LISTS: &[Place] = &[
    Place::Panes,
    Place::Menu,
    Place::Review,
    Place::Findings,
    Place::LeftOut,
    Place::Conflicts,
    Place::Page,
    Place::Chain,
    Place::Closing,
    Place::Turning,
];
const TEXT: &[Place] = &[Place::Text];
const OVER: &[Place] =
    &[Place::Menu, Place::Review, Place::Findings, Place::LeftOut, Place::Page, Place::Chain, Place::Closing, Place::Turning];
const ALL: &[Place] = &[
    Place::Panes,
    Place::Text,
    Place::Search,
    Place::Menu,
    Place::Review,
    Place::Findings,
    Place::LeftOut,
    Place::Conflicts,
    Place::Page,
    Place::Chain,
    Place::Closing,
    Place::Turning,
];
const CLOSING: &[Place] = &[Place::Closing];
const SIDES: &[Place] = &[Place::Conflicts];

const fn row(
    action: Action,
    id: &'static str,
    places: &'static [Place],
    keys: &'static [&'static str],
    footer: Option<&'static str>,
    help: &'static str,
) -> Spec {
    Spec { action, id, help, places, keys, footer }
}

/// Every action, the ones that a footer shows first in its order.
#[rustfmt::skip]
pub const ACTIONS: &[Spec] = &[
    row(Action::Accept, "accept", TEXT, &["enter", "ctrl+s"], Some("write"), "Write the text to the live file"),
    row(Action::NewLine, "new-line", TEXT, &["alt+enter", "ctrl+j", "shift+enter"], Some("new line"), "Begin a new line in the text"),
    row(Action::NextField, "next-field", TEXT, &["tab"], Some("next field"), "Go to the next field (text, why)"),
    row(Action::Leave, "leave", TEXT, &["esc", "ctrl+c"], Some("leave, text kept"), "Leave the text unwritten; it is offered again"),
    row(Action::Choose, "choose", &[Place::Menu, Place::Search, Place::Findings, Place::LeftOut], &["enter"], Some("choose"), "Take the marked row"),
    row(Action::Edit, "edit", PANES, &["enter", "e"], Some("edit"), "Edit the item in place"),
    row(Action::Keep, "keep", &[Place::Panes, Place::Review], &["x"], Some("keep"), "Keep the proposal: write it to the live file"),
    row(Action::Discard, "discard", &[Place::Review], &["d"], Some("drop"), "Drop the proposal"),
    row(Action::KeepAll, "keep-all", &[Place::Review], &["A"], Some("keep all new"), "Keep every proposal that is new"),
    row(Action::Seal, "seal", CLOSING, &["s"], Some("seal"), "Seal what the panel shows as a session"),
    row(Action::Copy, "copy-sealed", CLOSING, &["y"], Some("copy prompt"), "Copy the prompt of the session that was sealed"),
    row(Action::Commit, "commit", CLOSING, &["c"], Some("commit"), "Commit the sealed session: .baton/ and the live file"),
    row(Action::Title, "title", CLOSING, &["t"], Some("title"), "Change the title of the session"),
    row(Action::Despite, "despite", CLOSING, &["d"], Some("seal despite"), "Let what stands in the way stand, with a reason"),
    row(Action::Turn, "turn", &[Place::Turning], &["n", "enter"], Some("turn the page"), "Turn the page as shown"),
    row(Action::WriteSettled, "write-settled", SIDES, &["enter"], Some("write"), "Write what was chosen, once every conflict is settled"),
    row(Action::Ours, "ours", SIDES, &["o"], Some("ours"), "Take our side of the conflict"),
    row(Action::Theirs, "theirs", SIDES, &["t"], Some("theirs"), "Take their side of the conflict"),
    row(Action::Both, "both", SIDES, &["b"], Some("both"), "Take both sides: two additions, ours first"),
    row(Action::Edit, "edit-result", SIDES, &["e"], Some("edit"), "Write the result of the conflict yourself"),
    row(Action::Untake, "take-back", SIDES, &["u"], Some("take back"), "Take the choice back, here or the last one"),
    row(Action::Close, "leave-conflicts", SIDES, &["esc", "q", "ctrl+c"], Some("later"), "Leave the conflicts for later; the choices are kept"),
    row(Action::GiveUp, "give-up", SIDES, &["d"], Some("give up"), "Give up what conflicts: the file stays as it is"),
    row(Action::WriteBack, "write-back", &[Place::Panes, Place::Menu], &["W"], Some("write back"), "Write the deleted handoff back, as you see it"),
    row(Action::Conflicts, "conflicts", PANES, &["m"], Some("settle"), "Settle what conflicts, side by side"),
    row(Action::Copy, "copy", PANES, &["y"], Some("copy prompt"), "Copy the prompt for the next session"),
    row(Action::Chain(ChainKey::Whole), "chain-whole", CHAIN, &["enter"], Some("show whole"), "Show the session whole, and go back to the graph"),
    row(Action::Chain(ChainKey::NextView), "chain-next-view", CHAIN, &["tab", "l", "right"], Some("view"), "Preview the next of summary, text, prompt and diff"),
    row(Action::Chain(ChainKey::Copy), "chain-copy", CHAIN, &["y"], Some("copy prompt"), "Copy the prompt of the marked session or of the draft"),
    row(Action::Chain(ChainKey::Diff), "chain-diff", CHAIN, &["d"], Some("diff"), "Show what the session changed, or how it differs from the picked one"),
    row(Action::Chain(ChainKey::Switch), "chain-switch", CHAIN, &["s"], Some("switch"), "Continue from the marked session"),
    row(Action::Chain(ChainKey::RollBack), "chain-roll-back", CHAIN, &["r"], Some("roll back"), "Roll back to the marked session, and say what did not work"),
    row(Action::Chain(ChainKey::Merge), "chain-merge", CHAIN, &["m"], Some("merge"), "Merge the marked session into the live file"),
    row(Action::Chain(ChainKey::Find), "chain-find", CHAIN, &["f"], Some("find"), "Find words in every session and the live file"),
    row(Action::Chain(ChainKey::Verify), "chain-verify", CHAIN, &["v"], Some("verify"), "Verify that the sessions are what was sealed"),
    row(Action::Closing, "closing", BOTH, &["S"], Some("seal"), "Close the session: look, then seal, copy, commit"),
    row(Action::MoveUp, "left-out-up", &[Place::LeftOut], &["K"], Some("move up"), "Move the item up: what stands first is carried first"),
    row(Action::MoveDown, "left-out-down", &[Place::LeftOut], &["J"], None, "Move the item down"),
    row(Action::Pin, "left-out-pin", &[Place::LeftOut], &["P"], Some("pin"), "Pin the item: every later prompt carries it"),
    row(Action::Undo, "left-out-undo", &[Place::LeftOut], &["u"], Some("undo"), "Take the last change back"),
    row(Action::Add, "add", PANES, &["a"], Some("add"), "Add an item to the pane"),
    row(Action::Status, "status", PANES, &["space"], Some("status"), "Set the next status: open, in progress, blocked, done …"),
    row(Action::Remove, "remove", PANES, &["d"], Some("remove"), "Remove the item (undo brings it back), or drop the proposal"),
    row(Action::Undo, "undo", BOTH, &["u"], Some("undo"), "Take the last change back"),
    row(Action::Paste, "paste", PANES, &["p"], Some("paste handoff"), "Take in a handoff from the clipboard, item by item"),
    row(Action::Findings, "findings", &[Place::Panes, Place::Closing], &["!"], Some("findings"), "Show what the rules found"),
    row(Action::Review, "review", PANES, &["r"], Some("review"), "Review the proposals that wait"),
    row(Action::Fix, "fix", &[Place::Panes, Place::Findings], &["f"], Some("fix"), "Apply the safe fix of the finding"),
    row(Action::Settle, "settle", &[Place::Findings], &["!"], Some("settle"), "Settle the finding with a reason"),
    row(Action::Filter, "filter", PANES, &["/"], Some("filter"), "Show only the items that hold a text"),
    row(Action::Filter, "chain-filter", CHAIN, &["/"], Some("filter"), "Show only the sessions that hold words: title, label, line, number, id, people"),
    row(Action::Chain(ChainKey::Open), "chain", PANES, &["c"], Some("chain"), "Show the chain of sessions"),
    row(Action::Chain(ChainKey::Pick), "chain-pick", CHAIN, &["space"], None, "Pick the session to compare it with another"),
    row(Action::Chain(ChainKey::DiffLive), "chain-diff-live", CHAIN, &["D"], None, "Show how the live file differs from the session"),
    row(Action::Chain(ChainKey::PrevView), "chain-previous-view", CHAIN, &["backtab", "h", "left"], None, "Preview the one before"),
    row(Action::Chain(ChainKey::ScrollDown), "chain-scroll-down", CHAIN, &["J"], None, "Scroll the preview down"),
    row(Action::Chain(ChainKey::ScrollUp), "chain-scroll-up", CHAIN, &["K"], None, "Scroll the preview up"),
    row(Action::Chain(ChainKey::Base), "chain-base", CHAIN, &["b"], None, "Go to the session that the live file continues"),
    row(Action::Next, "next", BOTH, &["n"], None, "Turn the page: done items leave, the goal is set"),
    row(Action::Ask, "ask", PANES, &["Y"], None, "Copy the request that makes a model write its handoff"),
    row(Action::Aim, "aim", &[Place::Panes, Place::LeftOut], &["b"], Some("reader, limit"), "Say whom the prompt is for and how long it may be"),
    row(Action::Assign, "assign", PANES, &["M"], Some("is a …"), "Say what a section of pane 0 is: its pane, for every file of the project"),
    row(Action::LeftOut, "left-out", PANES, &["o"], Some("left out"), "Show what the prompt leaves out"),
    row(Action::Redo, "redo", BOTH, &["ctrl+r"], None, "Make the last undone change again"),
    row(Action::MoveDown, "move-down", PANES, &["J"], None, "Move the item down"),
    row(Action::MoveUp, "move-up", PANES, &["K"], None, "Move the item up"),
    row(Action::Pin, "pin", PANES, &["P"], None, "Pin the item: every later prompt carries it"),
    row(Action::Editor, "editor", PANES, &["E"], None, "Open the whole file in your editor"),
    row(Action::Info, "info", PANES, &["i"], None, "Say where the line comes from and how it was understood"),
    row(Action::Ledger, "ledger", BOTH, &["L"], None, "List every decision of the chain, and what became of it"),
    row(Action::Standing, "standing", PANES, &["I"], None, "Say who sealed the last session, and what changed"),
    row(Action::Zoom, "zoom", PANES, &["z"], None, "Give the pane the whole screen, and take it back"),
    row(Action::Down, "down", LISTS, &["j", "down", "ctrl+n"], None, "Go down"),
    row(Action::Up, "up", LISTS, &["k", "up"], None, "Go up"),
    row(Action::Left, "left", PANES, &["h", "left"], None, "Go to the pane on the left"),
    row(Action::Right, "right", PANES, &["l", "right"], None, "Go to the pane on the right"),
    row(Action::NextPane, "next-pane", PANES, &["tab"], None, "Go to the next pane"),
    row(Action::PrevPane, "previous-pane", PANES, &["backtab"], None, "Go to the previous pane"),
    row(Action::Go(Pane::Decisions), "decisions", PANES, &["1"], None, "Go to the decisions"),
    row(Action::Go(Pane::Tasks), "tasks", PANES, &["2"], None, "Go to the tasks"),
    row(Action::Go(Pane::Pending), "pending", PANES, &["3"], None, "Go to the pending actions"),
    row(Action::Go(Pane::Next), "objective", PANES, &["4"], None, "Go to the next objective, the next steps and the watchlist"),
    row(Action::Go(Pane::Done), "done", PANES, &["5"], None, "Go to what was done"),
    row(Action::Go(Pane::State), "state", PANES, &["6"], None, "Go to the state, verification and environment"),
    row(Action::Go(Pane::Context), "context", PANES, &["7"], None, "Go to the context, exclusions, dead ends, questions and links"),
    row(Action::Go(Pane::Pins), "pins", PANES, &["8"], None, "Go to the pins"),
    row(Action::Go(Pane::Artifacts), "artifacts", PANES, &["9"], None, "Go to the artifacts and domain sections"),
    row(Action::Go(Pane::Everything), "everything", PANES, &["0"], None, "Go to every section of the file, in its order"),
    row(Action::Go(Pane::Prompt), "prompt", PANES, &["v"], None, "View the prompt for the next session"),
    row(Action::Top, "top", LISTS, &["g", "home"], None, "Go to the first row"),
    row(Action::Bottom, "bottom", LISTS, &["G", "end"], None, "Go to the last row"),
    row(Action::PageDown, "page-down", LISTS, &["pgdn", "ctrl+d", "ctrl+f"], None, "Go a page down"),
    row(Action::PageUp, "page-up", LISTS, &["pgup", "ctrl+u", "ctrl+b"], None, "Go a page up"),
    row(Action::Up, "row-up", &[Place::Search], &["up", "ctrl+p"], None, "Mark the row above"),
    row(Action::Down, "row-down", &[Place::Search], &["down", "ctrl+n"], None, "Mark the row below"),
    row(Action::PrevField, "previous-field", TEXT, &["backtab"], None, "Go to the previous field"),
    row(Action::Word(Motion::Left), "char-left", TEXT, &["left", "ctrl+b"], None, "Go one character left"),
    row(Action::Word(Motion::Right), "char-right", TEXT, &["right", "ctrl+f"], None, "Go one character right"),
    row(Action::Word(Motion::Up), "line-up", TEXT, &["up", "ctrl+p"], None, "Go one row up"),
    row(Action::Word(Motion::Down), "line-down", TEXT, &["down", "ctrl+n"], None, "Go one row down"),
    row(Action::Word(Motion::WordLeft), "word-left", TEXT, &["alt+b", "ctrl+left", "alt+left"], None, "Go one word left"),
    row(Action::Word(Motion::WordRight), "word-right", TEXT, &["alt+f", "ctrl+right", "alt+right"], None, "Go one word right"),
    row(Action::Word(Motion::Home), "line-start", TEXT, &["ctrl+a", "home"], None, "Go to the start of the line"),
    row(Action::Word(Motion::End), "line-end", TEXT, &["ctrl+e", "end"], None, "Go to the end of the line"),
    row(Action::Word(Motion::First), "text-start", TEXT, &["alt+<", "ctrl+home"], None, "Go to the start of the text"),
    row(Action::Word(Motion::Last), "text-end", TEXT, &["alt+>", "ctrl+end"], None, "Go to the end of the text"),
    row(Action::Word(Motion::Backspace), "delete-left", TEXT, &["backspace", "ctrl+h"], None, "Delete the character before the cursor"),
    row(Action::Word(Motion::Delete), "delete-right", TEXT, &["del", "ctrl+d"], None, "Delete the character under the cursor"),
    row(Action::Word(Motion::DeleteWordLeft), "delete-word-left", TEXT, &["ctrl+w", "alt+backspace"], None, "Delete the word before the cursor"),
    row(Action::Word(Motion::DeleteWordRight), "delete-word-right", TEXT, &["alt+d"], None, "Delete the word after the cursor"),
    row(Action::Word(Motion::DeleteToHome), "delete-to-start", TEXT, &["ctrl+u"], None, "Delete to the start of the line"),
    row(Action::Word(Motion::DeleteToEnd), "delete-to-end", TEXT, &["ctrl+k"], None, "Delete to the end of the line"),
    row(Action::Word(Motion::Yank), "yank", TEXT, &["ctrl+y"], None, "Insert what was deleted last"),
    row(Action::Word(Motion::Undo), "undo-typing", TEXT, &["ctrl+_"], None, "Undo typing"),
    row(Action::Word(Motion::Redo), "redo-typing", TEXT, &["alt+_"], None, "Redo typing"),
    row(Action::Close, "close", OVER, &["esc", "q", "ctrl+c"], Some("close"), "Close"),
    row(Action::Close, "close-chain", CHAIN, &["c"], None, "Close the chain"),
    row(Action::Close, "close-search", &[Place::Search], &["esc", "ctrl+c"], Some("close"), "Close the list"),
    row(Action::Palette, "palette", PANES, &[":", "ctrl+p"], Some("palette"), "Search every action"),
    row(Action::Suspend, "suspend", ALL, &["ctrl+z"], None, "Go to the shell; fg comes back"),
    row(Action::Quit, "quit", PANES, &["q", "ctrl+c"], Some("quit"), "Quit; nothing is lost"),
    row(Action::Help, "help", &[Place::Panes, Place::Menu, Place::Review, Place::Findings, Place::LeftOut, Place::Conflicts, Place::Page, Place::Chain, Place::Closing, Place::Turning], &["?", "f1"], Some("help"), "Show every key that works here"),
    row(Action::Help, "help-typing", &[Place::Text], &["f1"], None, "Show every key that works in a text"),
];

/// Returns the first row of the table for `action` at `place`.
pub fn spec(action: Action, place: Place) -> Option<&'static Spec> {
    ACTIONS.iter().find(|s| s.action == action && s.places.contains(&place))
}

/// Tells why `action` does nothing now; `None` when it applies.
pub fn why_not(model: &Model, action: Action) -> Option<String> {
    let snapshot = &model.snapshot;
    let no_file = || match &snapshot.live {
        Err(Unread::Unreadable(why)) => Some(why.clone()),
        Err(_) => Some("there is no handoff yet".into()),
        Ok(_) => None,
    };
    let view_only = || snapshot.live.as_ref().ok().and_then(|l| l.view_only.as_ref()).map(|why| format!("view only: {why}"));
    let writing = || no_file().or_else(view_only);
    let item = || if model.item().is_some() { None } else { Some("no item is selected here".to_owned()) };
    let proposal = || model.proposal().is_some();
    match action {
        Action::Edit if model.place() == Place::Conflicts => match (model.conflict(), &snapshot.dispute) {
            (Some(c), Some(d)) if d.veiled.contains(&c.id) => {
                Some("a secret in it is masked: take a side, then edit it in its pane".into())
            }
            (None, _) => Some("nothing conflicts here".into()),
            _ => None,
        },
        Action::Ours | Action::Theirs => model.conflict().is_none().then(|| "nothing conflicts here".into()),
        Action::Both => model.conflict().is_none_or(|c| c.both.is_none()).then(|| "only two additions can stand side by side".into()),
        Action::Untake => model.settling.is_empty().then(|| "nothing is chosen yet".into()),
        Action::WriteSettled => match snapshot.dispute.as_ref().map_or(0, |d| model.settling.left(d)) {
            0 => None,
            n => Some(format!("{n} left to settle; nothing is written before")),
        },
        Action::WriteBack => {
            let gone = snapshot.live.as_ref().is_ok_and(|l| l.gone);
            no_file().or_else(|| (!gone).then(|| "the handoff is there".into()))
        }
        Action::Conflicts => snapshot.dispute.is_none().then(|| "nothing waits to be settled".into()),
        Action::Edit => writing().or_else(|| match model.entry() {
            Some(_) => None,
            None if model.focus == Pane::Prompt => Some("the prompt is made from the panes: edit there".into()),
            None => Some("nothing is selected here: a adds".into()),
        }),
        Action::Add => writing().or_else(|| model.focus.concepts().is_empty().then(|| "items are added in the panes 1 to 9".into())),
        Action::Remove if proposal() => None,
        Action::Remove | Action::Status | Action::MoveUp | Action::MoveDown | Action::Pin => writing().or_else(item),
        Action::Keep if model.place() == Place::Panes => writing().or_else(|| (!proposal()).then(|| "no proposal is selected here".into())),
        Action::Keep | Action::KeepAll => writing(),
        Action::Undo => snapshot.undo.is_none().then(|| "nothing to undo".into()),
        Action::Redo => snapshot.redo.is_none().then(|| "nothing to redo".into()),
        Action::Copy if model.place() == Place::Closing => super::closing::why_not(model, action),
        Action::Seal | Action::Commit | Action::Title | Action::Despite => super::closing::why_not(model, action),
        Action::Closing | Action::Next => writing(),
        Action::Standing => (snapshot.standing.is_none() && snapshot.elsewhere.is_empty()).then(|| "no session is sealed yet".into()),
        Action::Turn => match model.overlays.last() {
            Some(Overlay::Turning(turning)) if turning.turned.is_some() => None,
            _ => Some("the page is still being looked at".into()),
        },
        Action::Copy => no_file().or_else(|| snapshot.prompt.as_ref().err().filter(|why| !why.is_empty()).cloned()),
        Action::Paste => writing(),
        Action::Editor => no_file(),
        Action::Review => snapshot.inbox.is_empty().then(|| "no proposal waits".into()),
        Action::Fix => writing().or_else(|| model.fixable().is_none().then(|| "no finding here has a safe fix".into())),
        Action::Settle => match model.finding() {
            Some(finding) if finding.id.is_some() => None,
            Some(_) => Some("this finding cannot be settled: mend the text".into()),
            None => Some("no finding is selected".into()),
        },
        Action::Info => model.entry().is_none().then(|| "no line is selected here".into()),
        Action::Aim => no_file(),
        Action::Assign => writing().or_else(|| super::update::assign_why_not(model)),
        Action::LeftOut => match &snapshot.prompt {
            Ok(prompt) => prompt.left_out.is_empty().then(|| "nothing is left out for length".into()),
            Err(why) => Some(if why.is_empty() { "the prompt is not compiled yet".into() } else { why.clone() }),
        },
        Action::Findings => snapshot.findings.is_empty().then(|| "the rules found nothing".into()),
        Action::NextField | Action::PrevField => (model.fields() < 2).then(|| "there is one field only".into()),
        Action::NewLine => (!model.multiline()).then(|| "this field has one line".into()),
        Action::Chain(key) => super::update::chain_why_not(model, key),
        Action::Choose if matches!(model.overlays.last(), Some(Overlay::Findings(_))) => None,
        _ => None,
    }
}

/// Returns the table of keys as Markdown, for the README.
pub fn markdown_table() -> String {
    let mut out = String::from("| key | what it does | name |\n|---|---|---|\n");
    for spec in ACTIONS.iter().filter(|s| s.places != TEXT && s.places != [Place::Search]) {
        let keys: Vec<String> = spec.keys.iter().filter_map(|k| super::keys::Chord::sequence(k).ok()).map(|k| key_words(&k)).collect();
        out.push_str(&format!("| {} | {} | {} |\n", keys.join(" "), spec.help, spec.id));
    }
    out
}

fn key_words(chords: &[super::keys::Chord]) -> String {
    format!("`{}`", super::keys::pretty(chords).replace('|', "\\|"))
}
