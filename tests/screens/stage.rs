//! A UI without disk or terminal: plays edits by `plan`, draws into memory.

use baton::app::{Effect, Model, Msg, Settings, update};
use baton::handoff::{Handoff, plan};
use baton::merge::{Change, compare};
use baton::project::{Changed, Command, Error, ErrorKind, Live, Outcome, Project, Snapshot};
use baton::prompt::{Facts, Prompt};
use baton::view;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::sync::Arc;

/// Stands for a compiled prompt, so that the screens do not change with its wording.
const PROMPT: &str = "Read and apply this bootstrap template:
https://example.com/templates/base.md

## Project Context

task-api: a task management API with FastAPI and PostgreSQL.

## Current Status

{state}

---

Remember: at the end, say \"snapshot\" to generate the next prompt.
";

/// A model and the fake project behind it.
pub struct Stage {
    /// The model under test.
    pub model: Model,
    /// Makes every edit fail with this sentence.
    pub refuse: Option<String>,
    /// Carries commands out for real, in the place of the plays below.
    pub project: Option<Project>,
    /// Every text that was copied.
    pub copied: Vec<String>,
    /// The project's last snapshot, and the one that is shown in its place.
    seen: Option<[Arc<Snapshot>; 2]>,
    undo: Vec<String>,
}

impl Stage {
    pub fn new(text: &str) -> Stage {
        Stage {
            model: Model::new(Arc::new(snapshot(text)), Settings::default()),
            refuse: None,
            project: None,
            copied: Vec::new(),
            seen: None,
            undo: Vec::new(),
        }
        .counted(1_240)
        .size(100, 30)
    }

    /// Opens a real project.
    pub fn of(project: Project) -> Stage {
        let mut stage = Stage::new("");
        let snapshot = stage.still(project.snapshot());
        stage.model = Model::new(snapshot, Settings::default());
        stage.project = Some(project);
        stage.size(100, 30)
    }

    /// Stops the clock, so that no screen shows how much time has passed; the same snapshot stays the same.
    fn still(&mut self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        if let Some([_, shown]) = self.seen.as_ref().filter(|[seen, _]| Arc::ptr_eq(seen, &snapshot)) {
            return Arc::clone(shown);
        }
        let mut still = (*snapshot).clone();
        if let Some(standing) = &mut still.standing {
            standing.now = "2026-11-20T12:00:00Z".parse().unwrap();
        }
        let shown = Arc::new(still);
        self.seen = Some([snapshot, Arc::clone(&shown)]);
        shown
    }

    /// Tells the tokens of the prompt, as the counting thread does.
    pub fn counted(mut self, tokens: usize) -> Stage {
        self.send(Msg::Counted(tokens));
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Stage {
        self.send(Msg::Resize(columns, rows));
        self
    }

    /// Presses keys, separated by blanks; returns what the last one asked for, after edits were played.
    pub fn keys(&mut self, script: &str) -> Vec<Effect> {
        script.split_whitespace().map(|word| self.send(Msg::Key(key(word)))).last().unwrap_or_default()
    }

    /// Presses keys faster than anything is carried out; then lets all of it be.
    pub fn ahead(&mut self, script: &str) {
        let asked: Vec<Effect> = script.split_whitespace().flat_map(|word| update(&mut self.model, Msg::Key(key(word)))).collect();
        for effect in asked {
            if let Effect::Run(command) = effect {
                self.run(command);
            }
        }
    }

    pub fn type_text(&mut self, text: &str) -> Vec<Effect> {
        text.chars().map(|c| self.send(Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)))).last().unwrap_or_default()
    }

    pub fn send(&mut self, msg: Msg) -> Vec<Effect> {
        let msg = match msg {
            Msg::Snapshot(snapshot) if self.project.is_some() => Msg::Snapshot(self.still(snapshot)),
            other => other,
        };
        let effects = update(&mut self.model, msg);
        for effect in effects.clone() {
            match effect {
                Effect::Run(command) => self.run(command),
                Effect::Copy { text, .. } => self.copied.push(text),
                _ => {}
            }
        }
        effects
    }

    /// Changes the snapshot, as from outside.
    pub fn change(&mut self, with: impl FnOnce(&mut Snapshot)) {
        let mut snapshot = (*self.model.snapshot).clone();
        with(&mut snapshot);
        self.send(Msg::Snapshot(Arc::new(snapshot)));
    }

    /// Starts the UI anew over a changed snapshot.
    pub fn reopen(&mut self, with: impl FnOnce(&mut Snapshot)) {
        let mut snapshot = (*self.model.snapshot).clone();
        with(&mut snapshot);
        let size = self.model.size;
        self.model = Model::new(Arc::new(snapshot), Settings::default());
        self.send(Msg::Resize(size.0, size.1));
    }

    pub fn set_text(&mut self, text: &str) {
        self.send(Msg::Snapshot(Arc::new(snapshot(text))));
    }

    pub fn text(&self) -> &str {
        self.model.snapshot.handoff.text()
    }

    fn run(&mut self, command: Command) {
        if let Some(project) = &mut self.project {
            let result = project.execute(command.clone());
            let snapshot = project.snapshot();
            let snapshot = self.still(snapshot);
            self.send(Msg::Ran { command, result, snapshot });
            return;
        }
        let result = match (&command, &self.refuse) {
            (Command::Edit(_) | Command::EditAll(_), Some(why)) => Err(Error::new(ErrorKind::Failed, why.clone())),
            (Command::Edit(intent), None) => self.edit(std::slice::from_ref(intent)),
            (Command::EditAll(intents), None) => self.edit(intents),
            (Command::Undo, _) => {
                let text = self.undo.pop().unwrap();
                Ok((text, Outcome::Changed(changed("undone: a change"))))
            }
            (Command::Propose { text, origin }, _) => return self.propose(&command, text, origin),
            (Command::Keep(numbers), _) => self.keep(numbers),
            (Command::Drop(numbers), _) => {
                let mut next = (*self.model.snapshot).clone();
                let mut n = 0;
                next.inbox.retain(|_| (!numbers.contains(&n), n += 1).0);
                let outcome = Outcome::Inbox(next.inbox.clone());
                return drop(update(&mut self.model, Msg::Ran { command, result: Ok(outcome), snapshot: Arc::new(next) }));
            }
            _ => return,
        };
        let before = self.text().to_owned();
        let inbox = |s: &Snapshot| match &command {
            Command::Keep(numbers) => s.inbox.iter().enumerate().filter(|(n, _)| !numbers.contains(n)).map(|(_, p)| p.clone()).collect(),
            _ => s.inbox.clone(),
        };
        let inbox = inbox(&self.model.snapshot);
        let (text, result) = match result {
            Ok((text, outcome)) => (text, Ok(outcome)),
            Err(error) => (before.clone(), Err(error)),
        };
        if text != before && command != Command::Undo {
            self.undo.push(before);
        }
        let mut next = snapshot(&text);
        next.undo = (!self.undo.is_empty()).then(|| "a change".into());
        next.inbox = inbox;
        self.send(Msg::Ran { command, result, snapshot: Arc::new(next) });
    }

    fn edit(&self, intents: &[baton::handoff::Intent]) -> Result<(String, Outcome), Error> {
        let mut handoff = (*self.model.snapshot.handoff).clone();
        let mut at = None;
        for intent in intents {
            let plan = plan(&handoff, intent).map_err(|r| Error::new(ErrorKind::Failed, r.message))?;
            at = plan.item;
            handoff = Handoff::parse(plan.edit.apply(handoff.text()));
        }
        let item = at.and_then(|span| handoff.all_items().iter().find(|i| i.span == span)).map(|i| handoff.reference(i));
        let outcome = Outcome::Changed(Changed { item, ..changed("changed it") });
        Ok((handoff.text().to_owned(), outcome))
    }

    fn keep(&self, numbers: &[usize]) -> Result<(String, Outcome), Error> {
        let inbox = &self.model.snapshot.inbox;
        let intents: Vec<_> = numbers.iter().flat_map(|n| inbox[*n].intents.clone()).collect();
        self.edit(&intents)
    }

    fn propose(&mut self, command: &Command, text: &str, origin: &str) {
        let mut next = (*self.model.snapshot).clone();
        let compared = compare(&next.handoff, &Handoff::parse(text), origin);
        let (same, waiting) = compared.into_iter().partition(|p| p.change == Change::Same);
        next.inbox = waiting;
        let result = Ok(Outcome::Proposed { waiting: next.inbox.clone(), same, unkept: None });
        update(&mut self.model, Msg::Ran { command: command.clone(), result, snapshot: Arc::new(next) });
    }

    fn buffer(&self) -> Buffer {
        let (columns, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view::draw(&self.model, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// Returns the text of the screen.
    pub fn grid(&self) -> String {
        let buffer = self.buffer();
        let row = |y: u16| {
            let mut out = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                out.push_str(symbol);
                x += unicode_width::UnicodeWidthStr::width(symbol).max(1) as u16;
            }
            out.trim_end().to_owned()
        };
        (0..buffer.area.height).map(row).collect::<Vec<_>>().join("\n")
    }

    /// Returns the status line.
    pub fn status(&self) -> String {
        let grid = self.grid();
        let lines: Vec<&str> = grid.lines().collect();
        lines[lines.len().saturating_sub(2)].trim().to_owned()
    }

    /// Returns the text of the screen, and below it what is drawn in each style.
    pub fn picture(&self) -> String {
        let buffer = self.buffer();
        let mut styles: Vec<(String, Vec<String>)> = Vec::new();
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let style = style_words(&buffer[(x, y)]);
                let start = x;
                let mut text = String::new();
                while x < buffer.area.width && style_words(&buffer[(x, y)]) == style {
                    let symbol = buffer[(x, y)].symbol();
                    text.push_str(symbol);
                    x += unicode_width::UnicodeWidthStr::width(symbol).max(1) as u16;
                }
                let words = text.trim_matches(|c: char| c == ' ' || ('─'..='╯').contains(&c));
                if style.is_empty() || words.is_empty() {
                    continue;
                }
                let run = format!("{y}:{start} {words}");
                match styles.iter_mut().find(|(s, _)| *s == style) {
                    Some((_, runs)) => runs.push(run),
                    None => styles.push((style, vec![run])),
                }
            }
        }
        let told = styles.iter().map(|(style, runs)| format!("[{style}]\n  {}", runs.join("\n  ")));
        format!("{}\n\n{}", self.grid(), told.collect::<Vec<_>>().join("\n"))
    }
}

fn changed(what: &str) -> Changed {
    Changed { what: what.into(), item: None, lines: None, durable: true, merged: false }
}

fn snapshot(text: &str) -> Snapshot {
    let mut snapshot = Snapshot::empty("/home/r/task-api".into());
    let facts = Facts {
        project: "task-api".into(),
        git: Some("main at 1a2b3c4".into()),
        session: Some("Session 3 → 4".into()),
        live: "SESSION-HANDOFF.md".into(),
        template: "https://example.com/base.md".into(),
        bootstrap: "Keep the thread.".into(),
        trigger: "snapshot".into(),
        ..Facts::default()
    };
    let handoff = Handoff::parse(text);
    snapshot.live = Ok(Live {
        path: "/home/r/task-api/SESSION-HANDOFF.md".into(),
        name: "SESSION-HANDOFF.md".into(),
        view_only: None,
        whole: true,
        gone: false,
    });
    let text = PROMPT.replace("{state}", &text.lines().take(30).collect::<Vec<_>>().join("\n"));
    snapshot.prompt = Ok(Prompt { text, carried: vec![], left_out: vec![] });
    snapshot.facts = facts;
    snapshot.checked = true;
    snapshot.handoff = Arc::new(handoff);
    snapshot
}

pub fn key(word: &str) -> KeyEvent {
    let mut modifiers = KeyModifiers::NONE;
    let mut rest = word;
    for (prefix, modifier) in [("Ctrl-", KeyModifiers::CONTROL), ("Alt-", KeyModifiers::ALT)] {
        if let Some(tail) = rest.strip_prefix(prefix) {
            (rest, modifiers) = (tail, modifiers | modifier);
        }
    }
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        one if one.chars().count() == 1 => KeyCode::Char(one.chars().next().unwrap()),
        other => panic!("no key {other}"),
    };
    KeyEvent::new(code, modifiers)
}

fn style_words(cell: &Cell) -> String {
    let mut words: Vec<String> = Vec::new();
    if cell.fg != Color::Reset {
        words.push(format!("{:?}", cell.fg).to_lowercase());
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {:?}", cell.bg).to_lowercase());
    }
    for (modifier, name) in [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ] {
        if cell.modifier.contains(modifier) {
            words.push(name.into());
        }
    }
    words.join(" ")
}
