//! Keys and answers of the chain screen.

use super::super::actions::{Action, ChainKey, Place};
use super::super::chain_screen::place::Places;
use super::super::chain_screen::preview::Preview;
use super::super::chain_screen::{Against, ChainScreen, Reading, Stop, View};
use super::super::field::Field;
use super::super::overlay::{Ask, ChainChoice, Choice, Marked, Menu, Overlay, Page, Purpose, Search, SearchRow};
use super::super::pane::words;
use super::super::{Effect, Model};
use super::answers::sentence;
use crate::chain::{Id, Trouble, Verdict};
use crate::project::{Command, Error, ErrorKind, Hit, Log, Merged, Moved, Outcome, Peek, Peeked};
use crate::shown::Shown;

/// Opens the screen; what it shows is asked for by [`wants`].
pub(super) fn open(model: &mut Model) {
    model.overlays.push(Overlay::Chain(Box::new(ChainScreen::unread())));
}

/// Returns what the screen lacks: the log when it is older than the project, what the preview should show.
pub(super) fn wants(model: &mut Model) -> Vec<Effect> {
    let places = |screen: &ChainScreen| Places::of(model.size, screen.whole);
    let Some(seen) = model.chain().map(|screen| !places(screen).preview.is_empty()) else { return vec![] };
    let Some(screen) = model.chain_mut() else { return vec![] };
    let mut effects = Vec::new();
    if screen.stale && !screen.reading {
        (screen.stale, screen.reading) = (false, true);
        effects.push(Effect::Run(Command::Log));
    }
    if let Some(wanted) = screen.wanted().filter(|_| seen && !screen.reading)
        && screen.asked.is_none()
        && screen.preview.as_ref().and_then(|p| p.of) != Some(wanted)
    {
        screen.asked = Some(wanted);
        effects.push(Effect::Run(Command::Peek(wanted.0)));
    }
    effects
}

/// Takes in that the project is another one.
pub(super) fn changed(model: &mut Model) {
    let Some(screen) = model.chain_mut() else { return };
    screen.stale = true;
    if let Some(preview) = &mut screen.preview {
        preview.of = None;
    }
}

/// Moves within the graph; where the preview has the screen, within that.
pub(super) fn rows(model: &mut Model, by: isize) {
    let size = model.size;
    let Some(screen) = model.chain_mut() else { return };
    let places = Places::of(size, screen.whole);
    let page = |rows: usize| match by.unsigned_abs() {
        1 => by,
        n if n > 1 << 20 => by,
        _ => by.signum() * rows.saturating_sub(1).max(1) as isize,
    };
    if screen.whole {
        let page_of = places.page();
        if let Some(preview) = &mut screen.preview {
            preview.scroll(page(page_of.1), page_of);
        }
        return;
    }
    let (len, shown) = (screen.len(), places.shown());
    screen.marked.go(page(shown), len, shown);
}

/// Does what a key of this screen says.
pub(super) fn perform(model: &mut Model, key: ChainKey) -> Vec<Effect> {
    if key == ChainKey::Open {
        open(model);
        return vec![];
    }
    let size = model.size;
    let Some(screen) = model.chain_mut() else { return vec![] };
    let stop = screen.stop();
    match key {
        ChainKey::Open => {}
        ChainKey::Whole => {
            screen.whole = !screen.whole;
            if let Some(preview) = &mut screen.preview {
                preview.top = (0, 0);
            }
        }
        ChainKey::NextView | ChainKey::PrevView => {
            screen.view = screen.view.step(if key == ChainKey::NextView { 1 } else { -1 });
            screen.against = Against::Parent;
        }
        ChainKey::ScrollDown | ChainKey::ScrollUp => {
            let page = Places::of(size, screen.whole).page();
            if let Some(preview) = &mut screen.preview {
                preview.scroll(if key == ChainKey::ScrollDown { 1 } else { -1 }, page);
            }
        }
        ChainKey::Pick => {
            screen.picked = if screen.picked == stop { None } else { stop };
            match screen.picked {
                Some(_) => model.say("picked: d on another session shows what differs"),
                None => model.say("not picked any more"),
            }
        }
        ChainKey::Diff | ChainKey::DiffLive => {
            screen.view = View::Diff;
            screen.against = match (key, screen.picked) {
                (ChainKey::DiffLive, _) => Against::Live,
                (_, Some(picked)) if Some(picked) != stop => Against::Picked,
                _ => Against::Parent,
            };
            // Where the preview has no room beside the graph it takes the screen.
            screen.whole |= Places::of(size, false).preview.is_empty();
        }
        ChainKey::Base => {
            let base = screen.drawn().and_then(|d| Some(Stop::Session(d.log.chain.sessions().get(*d.log.base.first()?)?.id)));
            let shown = Places::of(size, screen.whole).shown();
            if let Some(base) = base {
                screen.go_to(base, shown);
            }
        }
        ChainKey::Find => {
            let hint = "in items and titles of every session, and in the live file".to_owned();
            ask(model, "Find which words?", hint, "words", Purpose::Find);
        }
        ChainKey::Copy => return copy(model),
        ChainKey::Verify => return vec![Effect::Run(Command::Verify(None))],
        ChainKey::Switch | ChainKey::RollBack | ChainKey::Merge => before(model, key),
    }
    vec![]
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some((stop, name)) = marked(model) else { return vec![] };
    match stop {
        Stop::Draft => {
            model.copying = Some("prompt of the draft".into());
            super::change::copy(model)
        }
        Stop::Session(id) => {
            model.copying = Some(format!("prompt of {name}"));
            let settings = &model.snapshot.settings;
            let (profile, budget) = (settings.profile.value.clone(), settings.budget.value);
            vec![Effect::Run(Command::PromptOf { session: id.to_string(), profile, budget })]
        }
    }
}

/// Returns the marked row and its name.
fn marked(model: &Model) -> Option<(Stop, String)> {
    let screen = model.chain()?;
    let drawn = screen.drawn()?;
    let stop = screen.stop()?;
    let name = match stop {
        Stop::Draft => "the draft".to_owned(),
        Stop::Session(id) => drawn.name(id),
    };
    Some((stop, name))
}

fn ask(model: &mut Model, title: &str, hint: String, label: &'static str, purpose: Purpose) {
    model.overlays.push(Overlay::Ask(Ask { title: title.into(), hint, field: Field::new(label, "", false), purpose }));
}

/// Says what a step will do before it is done.
fn before(model: &mut Model, key: ChainKey) {
    let Some((Stop::Session(id), name)) = marked(model) else { return };
    let Some(drawn) = model.chain().and_then(ChainScreen::drawn).cloned() else { return };
    let drafted = drawn.log.draft;
    let base = drawn.log.base.first().map(|p| drawn.name(drawn.log.chain.sessions()[*p].id));
    let files = "The project's own files stay as they are.".to_owned();
    let aside = "The live file has changes that are not sealed: they are put aside, and switching back brings them back.".to_owned();
    let lead = if drafted { Some(aside) } else { None };
    let (title, text, rows) = match key {
        ChainKey::Switch => {
            let what = format!("The live file becomes the text of {name}, and the next seal continues it.");
            let word = if drafted { "put the draft aside and switch" } else { "switch" };
            let choice = ChainChoice::Switch { session: id, park: drafted };
            (format!("Switch to {name}?"), lead.into_iter().chain([what, files]).collect(), vec![('s', word.to_owned(), choice)])
        }
        ChainKey::RollBack => {
            let what = format!("The live file takes the text of {name} again, sealed as a new session. Nothing is lost.");
            let word = if drafted { "put the draft aside, and say what did not work" } else { "say what did not work" };
            let choice = ChainChoice::AskWhy { session: id, park: drafted };
            (format!("Roll back to {name}?"), lead.into_iter().chain([what, files]).collect(), vec![('r', word.to_owned(), choice)])
        }
        _ => {
            let into = base.unwrap_or_else(|| "the live file".into());
            let what = format!("What {name} has and {into} has not goes into the live file. The next seal has both as parents.");
            let none = "Where both changed the same, nothing is written before it is settled.".to_owned();
            (format!("Merge {name}?"), vec![what, none], vec![('m', "merge".to_owned(), ChainChoice::Merge(id))])
        }
    };
    let rows = rows.into_iter().map(|(k, word, choice)| (k, word, Choice::Chain(choice))).collect();
    model.overlays.push(Overlay::Menu(Menu { title, text, rows, row: 0, stays: false }));
}

/// Does what was chosen in a menu or a list of this screen.
pub(super) fn chosen(model: &mut Model, choice: ChainChoice) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Menu(_))) {
        model.overlays.pop();
    }
    match choice {
        ChainChoice::Switch { session, park } => vec![Effect::Run(Command::Switch { session: session.to_string(), park })],
        ChainChoice::Merge(session) => vec![Effect::Run(Command::Merge { session: Some(session.to_string()), keep: None })],
        ChainChoice::AskWhy { session, park } => {
            let hint = "in one line; every later prompt carries it as a dead end".to_owned();
            ask(model, "What did not work?", hint, "why", Purpose::RollBack { session, park });
            vec![]
        }
        ChainChoice::Go(session) => {
            let shown = Places::of(model.size, false).shown();
            let Some(screen) = model.chain_mut() else { return vec![] };
            let here = screen.go_to(session.map_or(Stop::Draft, Stop::Session), shown);
            if !here {
                model.say(if session.is_some() { "that session is not here any more" } else { "the live file is as sealed: see its base" });
            }
            vec![]
        }
    }
}

/// Takes in a log.
pub(super) fn logged(model: &mut Model, result: Result<Log, Error>) {
    let size = model.size;
    let Some(screen) = model.chain_mut() else { return };
    screen.reading = false;
    let shown = Places::of(size, false).shown();
    match result {
        Ok(log) => screen.take(log, shown),
        Err(error) => {
            screen.log = if error.kind == ErrorKind::Nothing { Reading::Empty } else { Reading::Failed(sentence(&error)) };
            screen.preview = None;
        }
    }
}

/// Takes in what was seen of a session.
pub(super) fn peeked(model: &mut Model, peek: Peek, result: Result<Peeked, Error>) {
    let Some(screen) = model.chain_mut() else { return };
    let Some(asked) = screen.asked.take_if(|(asked, _)| *asked == peek) else { return };
    let Some(drawn) = screen.drawn().cloned() else { return };
    if let (Err(error), Peek::Session(Some(id))) = (&result, peek)
        && error.kind == ErrorKind::Conflict
    {
        screen.altered.entry(id).or_insert("altered");
    }
    let mut fresh = match &result {
        Ok(seen) => Preview::of(asked, seen, &drawn),
        Err(error) => Preview::refused(asked, &sentence(error), &drawn),
    };
    // The same as before, read again: it stays where it was scrolled to.
    if let Some(old) = screen.preview.as_ref().filter(|old| old.title == fresh.title && old.of.is_none()) {
        fresh.top = (old.top.0.min(fresh.pieces.len().saturating_sub(1)), 0);
    }
    screen.preview = Some(fresh);
}

/// Takes in what came of a command of this screen.
pub(super) fn done(model: &mut Model, outcome: Outcome) {
    match outcome {
        Outcome::Moved(moved) => after(model, &moved),
        Outcome::Merged(merged) => joined(model, &merged),
        Outcome::Hits(hits) => found(model, &hits),
        Outcome::Verified { sessions, verdicts, troubles, lost } => {
            let rows = lost.into_iter().map(|(id, words)| ("lost".to_owned(), format!("the merge {id} has not {words}")));
            verified(model, sessions, &verdicts, &troubles, rows.collect());
        }
        _ => {}
    }
}

/// Says what a switch or a rollback did.
fn after(model: &mut Model, moved: &Moved) {
    let name = |id: Id| id.to_string();
    let mut rows = vec![(String::new(), format!("The live file is another now: {}.", moved.what))];
    rows.push(("next seal".to_owned(), format!("continues {}", name(moved.to))));
    if moved.parked {
        let place = moved.from.map_or_else(|| "its base".to_owned(), name);
        rows.push(("put aside".to_owned(), format!("your unsealed changes; switching to {place} brings them back")));
    }
    if moved.restored {
        rows.push(("brought back".to_owned(), "the unsealed changes that were put aside there".to_owned()));
    }
    rows.push(("your files".to_owned(), "stay as they are".to_owned()));
    if let Some(git) = &moved.git {
        rows.push((String::new(), "To bring back those of the sealed commit, run:".to_owned()));
        rows.push((String::new(), git.clone()));
    }
    let undo = model.settings.keymap.keys_of(Action::Undo, Place::Chain);
    rows.extend(undo.first().map(|key| ("undo".to_owned(), format!("{key}, once this is closed, takes it back"))));
    model.overlays.push(Overlay::Page(Page { title: capital(&moved.what), rows, top: 0 }));
    // The mark follows the live file.
    let to = moved.to;
    if let Some(screen) = model.chain_mut() {
        screen.follow = Some(Stop::Session(to));
    }
}

/// Says what a merge did, or what keeps it.
fn joined(model: &mut Model, merged: &Merged) {
    let mut rows = vec![(String::new(), "The live file has both now; the next seal has both as parents.".to_owned())];
    rows.extend(merged.lost.iter().map(|text| ("lost".to_owned(), text.clone())));
    let undo = model.settings.keymap.keys_of(Action::Undo, Place::Chain);
    rows.extend(undo.first().map(|key| ("undo".to_owned(), format!("{key}, once this is closed, takes it back"))));
    model.overlays.push(Overlay::Page(Page { title: capital(&merged.what), rows, top: 0 }));
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Lists the places that have the words looked for.
fn found(model: &mut Model, hits: &[Hit]) {
    let digits = hits.iter().map(|hit| hit.number.to_string().len()).max().unwrap_or(1);
    let live = model.snapshot.live.as_ref().map_or(String::new(), |live| live.name.clone());
    let row = |hit: &Hit| {
        let keys = match hit.id {
            Some(id) => format!("{:>digits$} {}", hit.number, id.tail()),
            None => match (&hit.place, hit.concept) {
                (Some((file, line)), None) => format!("{}:{line}", Shown::new(file)),
                _ => "live file".to_owned(),
            },
        };
        let text = match hit.concept.map(|c| words(c).1).or(hit.id.filter(|_| hit.place.is_none()).map(|_| "title")) {
            Some(what) => format!("{what}: {}", Shown::new(&hit.text)),
            None => Shown::new(&hit.text).to_string(),
        };
        let beside = hit.id.is_none() && hit.concept.is_none() && hit.place.as_ref().is_some_and(|(file, _)| *file != live);
        let why_not = beside.then(|| "it stands in a file beside the handoff: open that in your editor".to_owned());
        SearchRow { keys, text, why_not, choice: Choice::Chain(ChainChoice::Go(hit.id)) }
    };
    let rows: Vec<SearchRow> = hits.iter().map(row).collect();
    let found = (0..rows.len()).collect();
    model.overlays.push(Overlay::Search(Search {
        title: "Found",
        field: Field::new("", "", false),
        rows,
        found,
        marked: Marked::default(),
    }));
}

/// Says what verification found; the sessions concerned are marked from now on.
fn verified(model: &mut Model, sessions: usize, verdicts: &[Verdict], troubles: &[Trouble], lost: Vec<(String, String)>) {
    let altered = verdicts.iter().filter(|v| v.what.is_altered()).count();
    let heads = verdicts.iter().filter(|v| v.what.id() == "unsigned").count();
    let many = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let verdict = match altered {
        0 => format!("{}: every byte is as it was sealed", many(sessions, "session")),
        n => format!("{}: {} not what was sealed", many(sessions, "session"), if n == 1 { "one is".into() } else { format!("{n} are") }),
    };
    let mut rows = vec![(if altered == 0 { "as sealed" } else { "altered" }.to_owned(), verdict)];
    let told = verdicts.iter().filter(|v| v.what.id() != "unsigned");
    rows.extend(told.map(|v| (v.what.id().to_owned(), v.to_string())));
    let named = |t: &&Trouble| !rows.iter().any(|(_, said)| *said == t.to_string());
    let odd: Vec<(String, String)> = troubles.iter().filter(named).map(|t| ("odd".to_owned(), t.to_string())).collect();
    rows.extend(odd);
    rows.extend(lost);
    rows.push((many(heads, "head"), "nothing but the name in its file vouches for a head; commit it, or hold its id elsewhere".to_owned()));
    if let Some(screen) = model.chain_mut() {
        screen.judge(verdicts);
    }
    model.overlays.push(Overlay::Page(Page { title: "Verified".into(), rows, top: 0 }));
}

/// Puts a filter on.
pub(super) fn filter(model: &mut Model, text: &str) {
    let size = model.size;
    if let Some(screen) = model.chain_mut() {
        let shown = Places::of(size, false).shown();
        match text {
            "" => screen.drop_filter(shown),
            text => screen.set_filter(text, shown),
        }
    }
}

/// Closes what is open on the screen before the screen itself; tells whether something was.
pub(super) fn step_back(model: &mut Model) -> bool {
    let size = model.size;
    let Some(Overlay::Chain(screen)) = model.overlays.last_mut() else { return false };
    if screen.whole {
        screen.whole = false;
        return true;
    }
    if !screen.filter.is_empty() {
        let shown = Places::of(size, false).shown();
        screen.set_filter("", shown);
        return true;
    }
    false
}

/// Tells why a key does nothing now.
pub(in crate::app) fn why_not(model: &Model, key: ChainKey) -> Option<String> {
    if key == ChainKey::Open {
        return model.snapshot.live.as_ref().err().map(|_| "there is no handoff yet".to_owned());
    }
    let screen = model.chain()?;
    let stop = screen.stop();
    if stop.is_none() {
        return Some(
            match &screen.log {
                Reading::Begun => "the chain is still being read",
                Reading::Empty => "no session is sealed yet",
                Reading::Failed(_) => "the chain cannot be read",
                Reading::Done(_) => "no session is marked",
            }
            .into(),
        );
    }
    let drawn = screen.drawn()?;
    let is_base = |id: Id| drawn.log.base.iter().any(|p| drawn.log.chain.sessions()[*p].id == id);
    let chain = &drawn.log.chain;
    let is_part = |id: Id| chain.place(id).is_some_and(|p| drawn.log.base.iter().any(|b| *b == p || chain.is_ancestor(p, *b)));
    match (key, stop) {
        (ChainKey::Switch | ChainKey::RollBack | ChainKey::Merge, Some(Stop::Draft)) => {
            Some("this is the draft; mark the session that is meant".into())
        }
        (ChainKey::RollBack, Some(Stop::Session(id))) if is_base(id) && drawn.log.base.len() == 1 => {
            Some("the live file continues this one already; undo takes edits back".into())
        }
        (ChainKey::Switch, Some(Stop::Session(id))) if is_base(id) && !drawn.log.draft => Some("the live file is this one already".into()),
        (ChainKey::Merge, Some(Stop::Session(id))) if is_part(id) => Some("the live file continues this one already".into()),
        (ChainKey::DiffLive, Some(Stop::Draft)) => Some("this is the live file: d shows what it changed".into()),
        _ => None,
    }
}
