//! The keys of the closing panel and of the page before it is turned, and what comes of them.

use super::super::actions::{Action, Place};
use super::super::closing::{Closing, Over, Sealed, Step, Turning, of, placed};
use super::super::field::Field;
use super::super::overlay::{Ask, Overlay, Purpose};
use super::super::{Effect, Model};
use crate::chain::{Id, Turn};
use crate::clipboard::{Copied, Rung};
use crate::project::{Ahead, Command, ErrorKind, SealReport};

/// Opens the panel or the page, or does one of their steps.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Closing => {
            let closing = Closing::new(&model.snapshot);
            let look = Command::LookAhead(Box::new(closing.how.clone()));
            model.overlays.push(Overlay::Closing(Box::new(closing)));
            return vec![Effect::Run(look)];
        }
        Action::Next => return next(model),
        Action::Turn => return vec![Effect::Run(Command::Next { preview: false })],
        _ => {}
    }
    let settings = &model.snapshot.settings;
    let (profile, budget) = (settings.profile.value.clone(), settings.budget.value);
    let Some(closing) = panel(model) else { return vec![] };
    let id = || closing.sealed.as_ref().map(|s| s.id.to_string()).unwrap_or_default();
    let command = match action {
        Action::Copy => Command::PromptOf { session: id(), profile, budget },
        Action::Commit => Command::Commit(id()),
        _ => {
            let seen = closing.ahead.as_ref().and_then(|a| a.report.as_ref()).map(|r| r.seen);
            let how = crate::project::Sealing { seen, ..closing.how.clone() };
            Command::Seal(Box::new(how))
        }
    };
    let step = match action {
        Action::Copy => &mut closing.copy,
        Action::Commit => &mut closing.commit,
        _ => &mut closing.seal,
    };
    *step = Step::Running;
    vec![Effect::Run(command)]
}

/// Shows how the page would turn; a draft is sealed first.
fn next(model: &mut Model) -> Vec<Effect> {
    let draft = model.snapshot.standing.as_ref().is_none_or(|s| s.draft);
    if draft {
        let keys = |action| model.settings.keymap.keys_of(action, Place::Panes).into_iter().next().unwrap_or_default();
        model.say(format!(
            "this is not sealed yet: {} closes the session, then {} turns the page",
            keys(Action::Closing),
            keys(Action::Next)
        ));
        return vec![];
    }
    model.overlays.push(Overlay::Turning(Turning::default()));
    vec![Effect::Run(Command::Next { preview: true })]
}

/// Asks for a title, or for the reason that lets findings stand.
pub(super) fn ask(model: &mut Model, action: Action) {
    let Some(closing) = of(model) else { return };
    let ask = if action == Action::Title {
        let now = closing.ahead.as_ref().and_then(|a| a.report.as_ref()).map_or("", |r| r.seal.title.as_str());
        let field = Field::new("title", now, false);
        let hint = "a few words on what this session was about; empty: from the text".to_owned();
        Ask { title: "The session's title".into(), hint, field, purpose: Purpose::Title }
    } else {
        let hint = format!("{}: the reason stands in the seal", closing.stops().join(", "));
        Ask { title: "Why may this stand?".into(), hint, field: Field::new("why", "", false), purpose: Purpose::Despite }
    };
    model.overlays.push(Overlay::Ask(ask));
}

/// Takes the answer, and looks at the seal as it would be with it.
pub(super) fn answered(model: &mut Model, purpose: Purpose, text: String) -> Vec<Effect> {
    let Some(closing) = panel(model) else { return vec![] };
    if purpose == Purpose::Title {
        closing.how.title = Some(text).filter(|t| !t.is_empty());
    } else {
        closing.how.despite = closing.stops().into_iter().map(str::to_owned).collect();
        closing.how.why = Some(text);
    }
    closing.looking = true;
    vec![Effect::Run(Command::LookAhead(Box::new(closing.how.clone())))]
}

/// Looks anew when the project moved under a panel that has not sealed.
pub(super) fn renew(model: &mut Model) -> Vec<Effect> {
    let snapshot = model.snapshot.clone();
    let Some(closing) = panel(model) else { return vec![] };
    let fixed = closing.seal == Step::Running || closing.sealed.as_ref().is_some_and(|s| s.here);
    if fixed || closing.of.holds(&snapshot) {
        return vec![];
    }
    closing.of = Over::of(&snapshot);
    closing.looking = true;
    vec![Effect::Run(Command::LookAhead(Box::new(closing.how.clone())))]
}

/// Takes in what sealing would do.
pub(super) fn looked(model: &mut Model, command: &Command, ahead: Ahead) {
    let snapshot = model.snapshot.clone();
    let Some(closing) = panel(model) else { return };
    // An answer to an older question, or one that came too late.
    if !matches!(command, Command::LookAhead(how) if **how == closing.how) || closing.sealed.as_ref().is_some_and(|s| s.here) {
        return;
    }
    closing.of = Over::of(&snapshot);
    closing.looking = false;
    if matches!(closing.seal, Step::Failed(_)) {
        closing.seal = Step::Open;
    }
    let standing = snapshot.standing.as_ref();
    let same = standing.filter(|_| ahead.refused.as_ref().is_some_and(|e| e.kind == ErrorKind::Nothing));
    let base = same.and_then(|s| Some(Sealed { id: *s.base.first()?, number: s.number, here: false }));
    if base != closing.sealed {
        (closing.seal, closing.copy, closing.commit) = Default::default();
    }
    if let Some(base) = &base {
        closing.seal = Step::Done(format!("session {}, {}", base.number, base.id));
        if ahead.committed {
            closing.commit = Step::Done("git has it".into());
        }
    }
    closing.sealed = base;
    closing.ahead = Some(Box::new(ahead));
}

/// Takes in that something was sealed.
pub(super) fn sealed(model: &mut Model, report: SealReport) {
    let words = format!("session {}, {}", report.seal.number, report.id);
    let Some(closing) = panel(model) else { return model.say(format!("sealed {words}")) };
    closing.seal = Step::Done(words);
    closing.sealed = Some(Sealed { id: report.id, number: report.seal.number, here: true });
    if let Some(ahead) = &mut closing.ahead
        && !report.again
    {
        ahead.report = Some(report);
    }
}

/// Takes in that something was committed.
pub(super) fn committed(model: &mut Model, id: Id, commit: Option<String>) {
    let words = commit.map_or_else(|| "git has it already".to_owned(), |commit| format!("{commit}, not pushed"));
    match panel(model).filter(|c| c.sealed.as_ref().is_some_and(|s| s.id == id)) {
        Some(closing) => closing.commit = Step::Done(words),
        None => model.say(format!("committed {id}: {words}")),
    }
}

/// Takes in what was seen of the copy.
pub(super) fn copied(model: &mut Model, copied: &Copied) {
    let Some(closing) = panel(model).filter(|c| c.copy == Step::Running) else { return };
    closing.copy =
        if matches!(copied.rung, Rung::Nowhere | Rung::File) { Step::Failed(copied.sentence()) } else { Step::Done(copied.sentence()) };
    // The panel says it.
    model.notice = None;
}

/// Takes in that a step failed; tells whether the panel says so.
pub(super) fn failed(model: &mut Model, command: &Command, why: &str) -> bool {
    if matches!(command, Command::Next { .. }) {
        model.overlays.retain(|o| !matches!(o, Overlay::Turning(_)));
        return false;
    }
    let Some(closing) = panel(model) else { return false };
    let step = match command {
        Command::Seal(_) => &mut closing.seal,
        Command::PromptOf { .. } => &mut closing.copy,
        Command::Commit(_) => &mut closing.commit,
        _ => return false,
    };
    *step = Step::Failed(why.to_owned());
    closing.top = 0;
    if matches!(command, Command::Seal(_)) {
        model.fail(why.to_owned());
    }
    true
}

/// Takes in how the page turns, or that it is turned.
pub(super) fn turned(model: &mut Model, command: &Command, turned: Turn, number: u32) {
    if *command == (Command::Next { preview: true }) {
        if let Some(Overlay::Turning(turning)) = model.overlays.last_mut() {
            turning.turned = Some((Box::new(turned), number));
        }
        return;
    }
    model.overlays.retain(|o| !matches!(o, Overlay::Turning(_)));
    let keys = model.settings.keymap.keys_of(Action::Undo, Place::Panes).into_iter().next();
    let back = keys.map_or(String::new(), |key| format!(" · {key} takes it back"));
    model.say(format!("turned the page: session {number} begins{back}"));
}

/// Scrolls the panel or the page.
pub(super) fn scroll(model: &mut Model, by: isize) {
    let Some((_, rows, shown)) = placed(model) else { return };
    let last = rows.len().saturating_sub(shown);
    if let Some(Overlay::Turning(Turning { top, .. })) = model.overlays.last_mut() {
        *top = top.saturating_add_signed(by).min(last);
    } else if let Some(closing) = panel(model) {
        closing.top = closing.top.min(last).saturating_add_signed(by).min(last);
    }
}

fn panel(model: &mut Model) -> Option<&mut Closing> {
    model.overlays.iter_mut().rev().find_map(|o| if let Overlay::Closing(closing) = o { Some(&mut **closing) } else { None })
}
