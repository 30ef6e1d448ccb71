//! What lies over the panes: opening it, typing into it, closing it.

use super::super::actions::{ACTIONS, Action, Motion, Place, why_not};
use super::super::edit::{Session, Target};
use super::super::field::Field;
use super::super::list::Entry;
use super::super::overlay::{Ask, Choice, Marked, Overlay, Page, Purpose, Search, SearchRow};
use super::super::pane::words;
use super::super::rows::status_look;
use super::super::theme::{BUILT_IN, Theme};
use super::super::{Effect, Model};
use super::aim;
use super::{change, closing, perform};
use crate::handoff::{Item, Mapping};
use crate::project::{Command, TakingIn, mask};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Opens a list, a page or the filter.
pub(super) fn open(model: &mut Model, action: Action) {
    let overlay = match action {
        Action::Filter if model.place() == Place::Chain => {
            Overlay::Filter(Field::new("filter", model.chain().map_or("", |c| &c.filter), false))
        }
        Action::Filter => Overlay::Filter(Field::new("filter", &model.list(model.focus).filter, false)),
        Action::Palette => Overlay::Search(search(model, "Palette", palette(model))),
        Action::Help => Overlay::Search(search(model, "Help", help(model))),
        Action::Findings => Overlay::Findings(Marked::default()),
        Action::Review => Overlay::Review(Marked::default()),
        Action::Standing => Overlay::Page(super::super::arrival::page(&model.snapshot)),
        _ => Overlay::Page(info(model)),
    };
    model.overlays.push(overlay);
}

/// Returns how many rows of a list the topmost overlay shows.
pub(super) fn list_height(model: &Model) -> usize {
    let rows = usize::from(model.size.1);
    match model.overlays.last() {
        Some(Overlay::Search(_)) => search_height(model.size),
        _ => (rows.saturating_sub(6) / 2).max(1),
    }
}

/// Returns how many rows a search shows in a terminal of that size.
pub fn search_height(size: (u16, u16)) -> usize {
    usize::from(size.1.saturating_sub(8)).clamp(1, 24)
}

fn search(model: &Model, title: &'static str, rows: Vec<SearchRow>) -> Search {
    let found = (0..rows.len()).collect();
    let _ = model;
    Search { title, field: Field::new("", "", false), rows, found, marked: Marked::default() }
}

fn action_row(model: &Model, action: Action, help: &str, place: Place) -> SearchRow {
    let keys = model.settings.keymap.keys_of(action, place).join("  ");
    SearchRow { keys, text: help.to_owned(), why_not: why_not(model, action), choice: Choice::Action(action) }
}

fn palette(model: &Model) -> Vec<SearchRow> {
    let here = ACTIONS.iter().filter(|s| s.places.contains(&Place::Panes) && s.action != Action::Palette);
    let mut rows: Vec<SearchRow> = here.map(|s| action_row(model, s.action, s.help, Place::Panes)).collect();
    rows.sort_by_key(|r| r.why_not.is_some());
    rows.extend(BUILT_IN.iter().map(|(name, _)| SearchRow {
        keys: String::new(),
        text: format!("Theme: {name}"),
        why_not: None,
        choice: Choice::Theme(name),
    }));
    rows
}

fn help(model: &Model) -> Vec<SearchRow> {
    let place = model.place();
    ACTIONS.iter().filter(|s| s.places.contains(&place)).map(|s| action_row(model, s.action, s.help, place)).collect()
}

fn refind(search: &mut Search) {
    let typed = search.field.text();
    search.marked = Marked::default();
    if typed.trim().is_empty() {
        search.found = (0..search.rows.len()).collect();
        return;
    }
    let pattern = Pattern::parse(&typed, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let score = |row: &SearchRow| {
        if row.keys.split("  ").any(|k| k == typed) {
            return Some(u32::MAX);
        }
        pattern.score(Utf32Str::new(&row.text, &mut buffer), &mut matcher)
    };
    let mut scored: Vec<(u32, usize)> = search.rows.iter().map(score).enumerate().filter_map(|(n, s)| s.map(|s| (s, n))).collect();
    scored.sort_by_key(|(score, n)| (std::cmp::Reverse(*score), *n));
    search.found = scored.into_iter().map(|(_, n)| n).collect();
}

/// Puts the marked theme on, so that it is seen before it is chosen.
pub(super) fn preview(model: &mut Model) {
    let Some(Overlay::Search(search)) = model.overlays.last() else { return };
    let Some(row) = search.found.get(search.marked.row).and_then(|n| search.rows.get(*n)) else { return };
    if let Choice::Theme(name) = row.choice {
        model.settings.seen = Some(dressed(model, name));
    } else {
        model.settings.seen = None;
    }
}

fn dressed(model: &Model, name: &str) -> Theme {
    let theme = Theme::named(name).unwrap_or_default();
    if model.settings.no_color { theme.colourless() } else { theme }
}

/// Takes the marked row of the topmost list.
pub(super) fn choose(model: &mut Model) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Menu(menu)) => {
            let choice = menu.rows.get(menu.row).map(|(_, _, choice)| choice.clone());
            choice.map(|c| take(model, c)).unwrap_or_default()
        }
        Some(Overlay::Search(search)) => {
            let choice = search.found.get(search.marked.row).and_then(|n| search.rows.get(*n)).map(|r| r.choice.clone());
            close(model);
            choice.map(|c| take(model, c)).unwrap_or_default()
        }
        Some(Overlay::LeftOut(_)) => {
            aim::go(model);
            vec![]
        }
        Some(Overlay::Findings(marked)) => {
            let span = model.snapshot.findings.get(marked.row).and_then(|f| f.span);
            model.overlays.retain(|o| !matches!(o, Overlay::Findings(_) | Overlay::Closing(_)));
            if let Some(span) = span {
                go_to_place(model, span.start);
            }
            vec![]
        }
        _ => vec![],
    }
}

/// Moves the keys to the item at a byte of the file, else to its section.
fn go_to_place(model: &mut Model, at: usize) {
    let snapshot = model.snapshot.clone();
    let handoff = &snapshot.handoff;
    let item = handoff.all_items().iter().find(|i| i.span.start <= at && at < i.span.end && handoff.is_current(i.block));
    if let Some(item) = item {
        return model.go_to(&handoff.reference(item));
    }
    let Some(n) = handoff.sections().iter().rposition(|s| s.span.start <= at) else { return };
    model.focus = super::super::Pane::Everything;
    let list = model.list_mut();
    list.cursor = list.entries.iter().position(|e| *e == Entry::Section(n)).unwrap_or(list.cursor);
}

fn take(model: &mut Model, choice: Choice) -> Vec<Effect> {
    if !matches!(
        choice,
        Choice::Action(_)
            | Choice::Theme(_)
            | Choice::Start(_)
            | Choice::Open(_)
            | Choice::Elsewhere
            | Choice::Limit
            | Choice::Demo
            | Choice::Paste
            | Choice::TakeIn(_)
            | Choice::Quit
            | Choice::Chain(_)
            | Choice::Decision(_)
    ) {
        model.overlays.pop();
    }
    match choice {
        Choice::Action(action) => return perform(model, action),
        Choice::Theme(name) => {
            model.settings.theme = dressed(model, name);
            model.say(format!("theme {name}; to keep it: theme = \"{name}\" in baton's config.toml"));
        }
        Choice::Add(concept) => change::start(model, Session::add(concept)),
        Choice::Start(format) => return vec![Effect::Run(Command::Start(format))],
        Choice::Aim(profile, budget) => return aim::to(model, profile, budget),
        Choice::Assign(heading, concept) => return vec![Effect::Run(Command::Assign { heading, concept })],
        Choice::Limit => {
            model.overlays.pop();
            aim::ask(model);
        }
        Choice::Open(path) => return vec![Effect::Open(path)],
        Choice::Demo => return vec![Effect::Demo],
        Choice::Paste => return vec![Effect::Paste],
        Choice::TakeIn(dir) => return vec![Effect::Run(Command::TakeIn(TakingIn { files: vec![dir], input: None, person: true }))],
        Choice::Quit => return vec![Effect::Quit],
        Choice::Chain(choice) => return super::chain::chosen(model, choice),
        Choice::Decision(one) => model.overlays.push(super::ledger::page(&one)),
        Choice::Elsewhere => {
            let hint = "a file, or a directory with a handoff in it".to_owned();
            let field = Field::new("path", "", false);
            model.overlays.push(Overlay::Ask(Ask { title: "Open which handoff?".into(), hint, field, purpose: Purpose::Open }));
        }
        Choice::Forget => return vec![Effect::KeepDraft(None)],
        Choice::Resume(draft) => match model.resumed(&draft) {
            Some(session) => {
                model.overlays.push(Overlay::Edit(session));
                model.refill();
                model.settle_on_edit();
            }
            None => {
                model.overlays.push(Overlay::Page(Page {
                    title: "The text, whose place is gone".into(),
                    rows: draft.text.lines().map(|l| (String::new(), l.to_owned())).collect(),
                    top: 0,
                }));
            }
        },
    }
    vec![]
}

/// Asks for the reason that settles the marked finding.
pub(super) fn ask_reason(model: &mut Model) {
    let Some(finding) = model.finding() else { return };
    let Some(id) = finding.id.clone() else { return };
    let places = model.snapshot.findings.iter().filter(|f| f.id.as_ref() == Some(&id)).count();
    let title = match places {
        0 | 1 => "Why is this no trouble?".to_owned(),
        _ => format!("Why is this no trouble in all {places} places?"),
    };
    let hint = finding.message.clone();
    let field = Field::new("why", "", false);
    let ask = Ask { title, hint, field, purpose: Purpose::Settle(id) };
    model.overlays.push(Overlay::Ask(ask));
}

/// Closes the topmost overlay, unless it needs an answer.
pub(super) fn close(model: &mut Model) {
    if matches!(model.overlays.last(), Some(Overlay::Menu(menu)) if menu.stays) {
        model.say("choose one of these");
        return;
    }
    if super::chain::step_back(model) {
        return;
    }
    if matches!(model.overlays.pop(), Some(Overlay::Review(_))) {
        model.same.clear();
    }
    model.settings.seen = None;
}

/// Types a character where there is a field, or takes the choice of that key.
pub(super) fn type_char(model: &mut Model, c: char) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Edit(session)) => session.field().type_char(c),
        Some(Overlay::Filter(field)) => field.type_char(c),
        Some(Overlay::Ask(ask)) => ask.field.type_char(c),
        Some(Overlay::Search(search)) => search.field.type_char(c),
        Some(Overlay::Menu(menu)) => {
            let choice = menu.of_key(c).cloned();
            return choice.map(|choice| take(model, choice)).unwrap_or_default();
        }
        _ => {
            model.say_next_warning();
            return vec![];
        }
    }
    typed(model)
}

/// Moves or deletes in a field.
pub(super) fn type_motion(model: &mut Model, motion: Motion) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Edit(session)) => {
            let before = session.draft();
            session.field().motion(motion);
            if session.draft() == before {
                return vec![];
            }
        }
        Some(Overlay::Filter(field)) => field.motion(motion),
        Some(Overlay::Ask(ask)) => ask.field.motion(motion),
        Some(Overlay::Search(search)) => search.field.motion(motion),
        _ => {}
    }
    typed(model)
}

/// Inserts a bracketed paste into the field.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let result = match model.overlays.last_mut() {
        Some(Overlay::Edit(session)) => session.field().paste(text),
        Some(Overlay::Filter(field)) => field.paste(text),
        Some(Overlay::Ask(ask)) => ask.field.paste(text),
        Some(Overlay::Search(search)) => search.field.paste(text),
        _ => Ok(()),
    };
    if let Err(why) = result {
        model.fail(why);
        return vec![];
    }
    typed(model)
}

fn typed(model: &mut Model) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Edit(session)) => {
            session.refused = None;
            return vec![Effect::KeepDraft(Some(session.draft()))];
        }
        Some(Overlay::Search(search)) => {
            refind(search);
            preview(model);
        }
        Some(Overlay::Filter(field)) => {
            let text = field.text();
            put_filter(model, &text);
        }
        _ => {}
    }
    vec![]
}

fn put_filter(model: &mut Model, text: &str) {
    if model.chain().is_some() {
        return super::chain::filter(model, text);
    }
    model.list_mut().filter = text.to_owned();
    model.refill();
}

/// Moves between the fields of a text area, or begins a new line in one.
pub(super) fn fields(model: &mut Model, action: Action) {
    let Some(Overlay::Edit(session)) = model.overlays.last_mut() else { return };
    let count = session.fields.len();
    match action {
        Action::NewLine => session.field().new_line(),
        Action::NextField => session.active = (session.active + 1) % count,
        _ => session.active = (session.active + count - 1) % count,
    }
}

/// Takes what was typed.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Edit(Session { target: Target::Conflict(id), fields, .. })) => super::settle::take_text(model, &id, fields[0].text()),
        Some(Overlay::Edit(session)) => match session.command_on(&model.snapshot.handoff) {
            Some(command) => {
                model.waiting.push((command.clone(), session));
                model.refill();
                vec![Effect::Run(command)]
            }
            None => {
                model.refill();
                model.say("nothing was changed");
                vec![Effect::KeepDraft(model.parked.last().cloned())]
            }
        },
        Some(Overlay::Ask(ask)) => {
            let text = ask.field.text().trim().to_owned();
            match &ask.purpose {
                Purpose::Title => closing::answered(model, Purpose::Title, text),
                _ if text.is_empty() => {
                    model.overlays.push(Overlay::Ask(ask));
                    model.say("write something, or Esc leaves");
                    vec![]
                }
                Purpose::Budget => aim::answered(model, ask, &text),
                Purpose::Settle(id) => vec![Effect::Run(Command::Settle { id: id.clone(), why: text })],
                Purpose::Open => vec![Effect::Open(text.into())],
                Purpose::Find => vec![Effect::Run(Command::Search(text))],
                Purpose::RollBack { session, park } => {
                    vec![Effect::Run(Command::RollBack { session: session.to_string(), why: text, park: *park, person: true })]
                }
                Purpose::Despite => closing::answered(model, Purpose::Despite, text),
            }
        }
        _ => vec![],
    }
}

/// Leaves a field: a text that differs is kept and offered again, a filter is taken off.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Edit(session)) => {
            if session.changed() {
                let draft = session.draft();
                model.parked.retain(|d| d.target != draft.target);
                model.parked.push(draft);
                model.say("not written; the text is kept and comes back when you edit this again");
            }
            model.refill();
            vec![Effect::KeepDraft(model.parked.last().cloned())]
        }
        Some(Overlay::Filter(_)) => {
            put_filter(model, "");
            vec![]
        }
        _ => vec![],
    }
}

/// Tells where the marked line comes from and how it was understood.
fn info(model: &Model) -> Page {
    let snapshot = &model.snapshot;
    let handoff = &snapshot.handoff;
    let live = snapshot.live.as_ref().map_or("", |l| l.name.as_str());
    let line = |at: usize| handoff.document().line_at(at) + 1;
    let mut rows = Vec::new();
    let mut say = |name: &str, text: String| rows.push((name.to_owned(), text));
    let section_words = |n: usize| {
        let section = handoff.sections().get(n)?;
        let title = if section.heading.is_none() { "the part before the first heading" } else { section.title.as_str() };
        let how = match &section.mapping {
            Mapping::Word(word, language) => format!("the word \"{word}\" ({language})"),
            Mapping::Own(word, _) => format!("the word \"{word}\" (your own dialect)"),
            Mapping::Inherited => "taken over from the section around it".into(),
            Mapping::Profile(name) => format!("the file follows {name}"),
            Mapping::None => "not understood: kept as text, edited as text".into(),
        };
        let concepts: Vec<&str> = section.concepts.iter().map(|c| c.id()).collect();
        let concepts = if concepts.is_empty() { "nothing".to_owned() } else { concepts.join(", ") };
        Some((title.to_owned(), line(section.span.start), format!("{concepts}, by {how}")))
    };
    match model.entry() {
        Some(Entry::Item(n)) => {
            let Some(item) = handoff.all_items().get(n) else { return Page { title: "Where it comes from".into(), rows, top: 0 } };
            say("reference", handoff.reference(item).to_string());
            let (first, last) = (line(item.span.start), line(item.span.end.saturating_sub(1).max(item.span.start)));
            say("stands in", if first == last { format!("{live} line {first}") } else { format!("{live} lines {first}-{last}") });
            if let Some((title, at, how)) = section_words(item.section) {
                say("under", format!("\"{title}\" (line {at})"));
                say("read as", how);
            }
            say("written as", shape_words(item));
            if let Some(status) = &item.status {
                let note = status.note.as_ref().map(|n| format!(", beside it \"{n}\"")).unwrap_or_default();
                say("status", format!("{} (\"{}\" in the file{note})", status_look(status.kind).2, status.token));
            }
            let masked = |text: &str| mask(handoff, &snapshot.masked, item.span, text);
            say("text", masked(&item.text));
            if let Some(why) = &item.why {
                say("why", masked(&why.text));
            }
            for field in &item.fields {
                say(&field.name, masked(handoff.slice(field.value)));
            }
            let here = snapshot.findings.iter().filter(|f| f.span.is_some_and(|s| s.start < item.span.end && s.end > item.span.start));
            for finding in here {
                say("finding", format!("{} ({})", finding.message, finding.rule));
            }
        }
        Some(Entry::Section(n)) => {
            if let Some((title, at, how)) = section_words(n) {
                say("section", title);
                say("stands in", format!("{live} line {at}"));
                say("read as", how);
                let items = handoff.all_items().iter().filter(|i| i.section == n).count();
                say("items", items.to_string());
            }
        }
        Some(Entry::Proposal(n)) => {
            if let Some(proposal) = snapshot.inbox.get(n) {
                say("proposed as", words(proposal.concept).1.to_owned());
                say("comes from", proposal.origin.clone());
                say("text", proposal.text.clone());
                if let Some(why) = &proposal.why {
                    say("why", why.clone());
                }
            }
        }
        _ => {}
    }
    Page { title: "Where it comes from".into(), rows, top: 0 }
}

fn shape_words(item: &Item) -> String {
    use crate::handoff::Shape;
    match item.shape {
        Shape::Bullet => "a list item",
        Shape::Row => "a table row",
        Shape::Heading => "a heading with its text",
        Shape::Lead => "a paragraph with a bold lead",
        Shape::Prose => "the prose of its section",
    }
    .to_owned()
}

impl Model {
    /// Marks the entry that the open text area edits.
    pub(in crate::app) fn settle_on_edit(&mut self) {
        let found = self.list(self.focus).entries.iter().position(|e| matches!(e, Entry::Adding(_)));
        if let Some(n) = found {
            self.list_mut().cursor = n;
        }
    }
}
