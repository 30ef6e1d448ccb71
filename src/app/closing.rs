//! The closing panel and the page before it is turned: what is known, what is done, and their rows.
//!
//! Invariant: nothing is sealed but what the panel shows; when the project moves underneath, it looks anew.

use super::Model;
use super::actions::{Action, Place};
use super::overlay::Overlay;
use super::pane::words;
use super::rows::{Row, block, status_look};
use super::theme::Role;
use super::wrap::cells;
use crate::chain::{Change, Difference, Entry, Id, Turn};
use crate::handoff::Handoff;
use crate::project::{Ahead, ErrorKind, SealReport, Sealing, Snapshot, ago};
use crate::rules::{Finding, Level};
use crate::shown::Shown;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The closing panel.
#[derive(Clone, Debug)]
pub struct Closing {
    /// How it would be sealed.
    pub how: Sealing,
    /// What was seen last; `None` before the first look.
    pub ahead: Option<Box<Ahead>>,
    /// Whether it is being looked at anew.
    pub looking: bool,
    /// What it was looked at over.
    pub(super) of: Over,
    /// The session that copy and commit are about: sealed here, or before and nothing changed since.
    pub sealed: Option<Sealed>,
    /// How sealing went.
    pub seal: Step,
    /// How copying went.
    pub copy: Step,
    /// How committing went.
    pub commit: Step,
    /// The first row drawn.
    pub top: usize,
}

/// A session of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: u32,
    /// Whether the panel sealed it.
    pub here: bool,
}

/// One of the three steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Not done.
    #[default]
    Open,
    /// Under way.
    Running,
    /// Done: what was seen of it.
    Done(String),
    /// Not done, and why.
    Failed(String),
}

/// What a look depends on.
#[derive(Clone, Debug)]
pub(super) struct Over {
    handoff: Arc<Handoff>,
    base: Vec<Id>,
    findings: Vec<Finding>,
}

/// The page that is about to be turned.
#[derive(Clone, Debug, Default)]
pub struct Turning {
    /// How it turns, and the number of the session that begins; `None` before that is known.
    pub turned: Option<(Box<Turn>, u32)>,
    /// The first row drawn.
    pub top: usize,
}

/// The most differences that are listed.
const MOST: usize = 300;
/// Rows of the panel beside the ones that scroll: frame, line and the three steps.
const EDGE: usize = 6;

impl Over {
    /// Remembers a snapshot.
    pub(super) fn of(snapshot: &Snapshot) -> Over {
        let base = snapshot.standing.as_ref().map(|s| s.base.clone()).unwrap_or_default();
        Over { handoff: Arc::clone(&snapshot.handoff), base, findings: snapshot.findings.clone() }
    }

    /// Tells whether that is still so.
    pub(super) fn holds(&self, snapshot: &Snapshot) -> bool {
        let base = snapshot.standing.as_ref().map(|s| s.base.as_slice()).unwrap_or_default();
        Arc::ptr_eq(&self.handoff, &snapshot.handoff) && self.base == base && self.findings == snapshot.findings
    }
}

impl Closing {
    /// Makes the panel over a snapshot; it is still to be looked at.
    pub(super) fn new(snapshot: &Snapshot) -> Closing {
        Closing {
            how: Sealing { person: true, ..Sealing::default() },
            ahead: None,
            looking: true,
            of: Over::of(snapshot),
            sealed: None,
            seal: Step::Open,
            copy: Step::Open,
            commit: Step::Open,
            top: 0,
        }
    }

    fn report(&self) -> Option<&SealReport> {
        self.ahead.as_ref()?.report.as_ref()
    }

    /// Returns the findings at must that a reason would let stand.
    pub(super) fn stops(&self) -> Vec<&'static str> {
        let refused = self.ahead.as_ref().and_then(|a| a.refused.as_ref()).filter(|e| e.kind == ErrorKind::Findings);
        let mut rules: Vec<&'static str> = refused.iter().flat_map(|e| &e.findings).map(|f| f.rule).collect();
        rules.dedup();
        rules
    }
}

/// Returns the topmost closing panel.
pub(super) fn of(model: &Model) -> Option<&Closing> {
    model.overlays.iter().rev().find_map(|o| if let Overlay::Closing(closing) = o { Some(&**closing) } else { None })
}

/// Tells why a key of the panel does nothing now.
pub(super) fn why_not(model: &Model, action: Action) -> Option<String> {
    let closing = of(model)?;
    let refused = closing.ahead.as_ref().and_then(|a| a.refused.as_ref());
    let here = closing.sealed.as_ref().is_some_and(|s| s.here);
    let not_sealed = || closing.sealed.is_none().then(|| "seal it first".to_owned());
    let under_way = |step: &Step| (*step == Step::Running).then(|| "that is under way".to_owned());
    match action {
        Action::Seal | Action::Title | Action::Despite if here || closing.seal == Step::Running => Some("it is sealed already".into()),
        Action::Seal if closing.looking => Some("it is being looked at anew: press again when it is shown".into()),
        Action::Seal => refused.map(|error| error.message.clone()),
        Action::Title => closing.report().filter(|_| closing.sealed.is_none()).is_none().then(|| "there is nothing to seal".into()),
        Action::Despite => closing.stops().is_empty().then(|| "nothing stands in the way that a reason could let stand".into()),
        Action::Copy => not_sealed().or_else(|| under_way(&closing.copy)),
        Action::Commit => not_sealed().or_else(|| under_way(&closing.commit)).or_else(|| {
            let git = closing.ahead.as_ref().is_some_and(|a| a.git);
            (!git).then(|| "this is no git repository".into())
        }),
        _ => None,
    }
}

/// Returns where the topmost panel stands, its rows, and how many of them are seen.
pub fn placed(model: &Model) -> Option<(Rect, Vec<Row>, usize)> {
    let body = Rect { x: 0, y: 1, width: model.size.0, height: model.size.1.saturating_sub(3) };
    let width = body.width.min(96);
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let (rows, edge) = model.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::Closing(closing) => Some((closing_rows(model, closing, inner), EDGE)),
        Overlay::Turning(turning) => Some((turning_rows(model, turning, inner), 2)),
        _ => None,
    })?;
    let height = u16::try_from(rows.len() + edge).unwrap_or(u16::MAX).max(12).min(body.height);
    let area = Rect { x: (body.width - width) / 2, y: body.y + (body.height - height) / 3, width, height };
    Some((area, rows, usize::from(height).saturating_sub(edge).max(1)))
}

fn closing_rows(model: &Model, closing: &Closing, width: usize) -> Vec<Row> {
    let mut out = Rows { rows: Vec::new(), width };
    let Some(ahead) = &closing.ahead else {
        out.say("looking at what changed …", Role::Muted, 0);
        return out.rows;
    };
    failures(closing, &mut out);
    let sealed = closing.sealed.as_ref();
    if let Some(report) = closing.report().filter(|_| sealed.is_none_or(|s| s.here)) {
        about(model, closing, report, &mut out);
    }
    refused(model, closing, ahead, &mut out);
    let Some(report) = closing.report() else { return out.rows };
    for over in &report.seal.despite {
        out.say(&format!("despite {}: {}", over.rule, over.why), Role::Should, 0);
    }
    if sealed.is_none_or(|s| s.here) {
        changes(report, &mut out);
        findings(report, &mut out);
    }
    carried(report, &mut out);
    if sealed.is_none_or(|s| s.here) {
        written(model, report, sealed, &mut out);
    }
    out.rows
}

/// Says in full why a step did not come to its end.
fn failures(closing: &Closing, out: &mut Rows) {
    for step in [&closing.seal, &closing.copy, &closing.commit] {
        if let Step::Failed(why) = step {
            why.lines().filter(|line| !line.trim().is_empty()).take(MOST).enumerate().for_each(|(n, line)| match n {
                0 => out.marked("×", Role::Must, line),
                _ => out.say(line, Role::Muted, 2),
            });
            out.blank();
        }
    }
}

/// Says which session comes of it, what it continues, and what it is called.
fn about(model: &Model, closing: &Closing, report: &SealReport, out: &mut Rows) {
    let seal = &report.seal;
    let parents: Vec<String> = seal.parents.iter().map(|p| p.id.tail()).collect();
    let standing = model.snapshot.standing.as_ref();
    let from = match (parents.as_slice(), standing) {
        ([], _) => "the first session".to_owned(),
        ([one], Some(now)) if closing.sealed.is_none() => format!("continues session {} ({one})", now.number),
        ([one], _) => format!("continues {one}"),
        (more, _) => format!("joins {}", more.join(" and ")),
    };
    let (session, from) = (format!("Session {}", seal.number), format!("line {}, {from}", seal.line));
    if cells(&session) + 2 + cells(&from) <= out.width {
        out.parts(vec![(session, Role::Heading), (format!("  {from}"), Role::Muted)]);
    } else {
        out.say(&session, Role::Heading, 0);
        out.say(&from, Role::Muted, 0);
    }
    let keys = model.settings.keymap.keys_of(Action::Title, Place::Closing).join(" ");
    let right = (closing.sealed.is_none() && closing.seal != Step::Running).then(|| (format!("{keys} changes it"), Role::Muted));
    let title = if seal.title.is_empty() { "no title" } else { &seal.title };
    out.labelled("title", title, if seal.title.is_empty() { Role::Muted } else { Role::Text }, right);
}

/// Says what refuses the seal, and how to go on.
fn refused(model: &Model, closing: &Closing, ahead: &Ahead, out: &mut Rows) {
    let Some(error) = &ahead.refused else { return };
    let key = |action| model.settings.keymap.keys_of(action, Place::Closing).join(" ");
    if error.kind == ErrorKind::Nothing {
        let since = model.snapshot.standing.as_ref().and_then(|s| s.origin.as_ref().map(|o| s.now.since(o.time))).map(ago);
        let since = since.map_or(String::new(), |ago| format!(", sealed {ago}"));
        let number = closing.sealed.as_ref().map_or(String::new(), |s| format!(" since session {} ({})", s.number, s.id.tail()));
        out.say(&format!("Nothing changed{number}{since}: there is nothing to seal."), Role::Text, 0);
        let commits = if ahead.git && !ahead.committed { format!(", {} commits it", key(Action::Commit)) } else { String::new() };
        let next = model.settings.keymap.keys_of(Action::Next, Place::Panes).join(" ");
        out.say(&format!("{} copies its prompt{commits}; {next} in the panes turns the page.", key(Action::Copy)), Role::Muted, 0);
        return;
    }
    out.blank();
    match error.findings.len() {
        0 => out.marked("×", Role::Must, &error.message),
        1 => out.marked("×", Role::Must, "one finding stands in the way"),
        n => out.marked("×", Role::Must, &format!("{n} findings stand in the way")),
    }
    for finding in &error.findings {
        out.say(&format!("{}: {}", finding.rule, finding.message), Role::Text, 4);
    }
    let how = match error.kind {
        ErrorKind::Findings => {
            format!("{} goes there or mends it · {} seals despite it, with a reason", key(Action::Findings), key(Action::Despite))
        }
        ErrorKind::Secrets => format!("{} goes there: take each out, or settle it with a reason", key(Action::Findings)),
        _ => error.hint.clone().unwrap_or_default(),
    };
    if !how.is_empty() {
        out.say(&how, Role::Muted, 2);
    }
}

fn changes(report: &SealReport, out: &mut Rows) {
    let (items, sections) = (&report.diff.items, &report.diff.sections);
    let total = if report.seal.parents.is_empty() { items.len() } else { items.len() + sections.len() };
    let title = match (report.seal.parents.is_empty(), total) {
        (true, _) => "What it holds",
        (false, 0) => "Changed: only words around the items",
        (false, _) => "Changed",
    };
    out.heading(title, total);
    items.iter().take(MOST).for_each(|d| difference(d, report.seal.parents.is_empty(), out));
    if items.len() > MOST {
        out.say(&format!("and {} more", items.len() - MOST), Role::Muted, 2);
    }
    for title in sections.iter().take(MOST).filter(|_| !report.seal.parents.is_empty()) {
        out.item("~", Role::Changed, "section", title);
    }
}

fn difference(difference: &Difference, first: bool, out: &mut Rows) {
    let (was, now) = (difference.was.as_ref(), difference.now.as_ref());
    let Some(entry) = now.or(was) else { return };
    let concept = |e: &Entry| words(e.reference.concept).1;
    let (mark, role) = match difference.what {
        Change::Added if first => ("·", Role::Muted),
        Change::Added => ("+", Role::New),
        Change::Removed => ("-", Role::Muted),
        _ => ("~", Role::Changed),
    };
    out.item(mark, role, concept(entry), &entry.text);
    let (Some(was), Some(now)) = (was, now) else {
        if difference.what == Change::Superseded {
            out.say("superseded", Role::Muted, 4);
        }
        return;
    };
    let status = |e: &Entry| e.status.map_or("no status", |s| status_look(s).2);
    let or = |why: &Option<String>| why.clone().unwrap_or_else(|| "none".into());
    let fields = [
        ("was", was.text != now.text, was.text.clone()),
        ("why was", was.why != now.why, or(&was.why)),
        ("status", was.status != now.status, format!("{} → {}", status(was), status(now))),
        ("was a", concept(was) != concept(now), concept(was).to_owned()),
    ];
    for (label, _, text) in fields.into_iter().filter(|(_, differs, _)| *differs) {
        out.labelled_at(4, label, &text, Role::Muted, None);
    }
}

fn findings(report: &SealReport, out: &mut Rows) {
    if report.findings.is_empty() {
        return;
    }
    out.heading("Findings that stop nothing", report.findings.len());
    for finding in report.findings.iter().take(MOST) {
        let (mark, role) = match finding.level {
            Level::Must => ("×", Role::Must),
            Level::Should => ("!", Role::Should),
            Level::May => ("·", Role::May),
        };
        out.row(mark, role, &format!("{}: {}", finding.rule, finding.message));
    }
}

fn carried(report: &SealReport, out: &mut Rows) {
    if report.pins.is_empty() && report.dead_ends.is_empty() && report.reopened.is_empty() {
        return;
    }
    out.heading("Carried on", report.pins.len() + report.dead_ends.len());
    report.pins.iter().for_each(|pin| out.item("·", Role::Muted, "pin", pin));
    report.dead_ends.iter().for_each(|end| out.item("·", Role::Muted, "dead end", end));
    for (text, id) in &report.reopened {
        out.item("!", Role::Should, "re-opened", &format!("{text} (superseded in {})", id.tail()));
    }
}

fn written(model: &Model, report: &SealReport, sealed: Option<&Sealed>, out: &mut Rows) {
    out.heading(if sealed.is_some() { "Written" } else { "Will be written" }, 0);
    let live = model.snapshot.live.as_ref().map_or("the live file", |l| l.name.as_str());
    for line in &report.lines {
        out.item("~", Role::Changed, &format!("line {}", line.number), &format!("{} → {}", line.before.trim(), line.after.trim()));
    }
    if report.lines.is_empty() {
        out.row("·", Role::Muted, &format!("{live} stays as it is, byte for byte"));
    } else {
        out.row("·", Role::Muted, &format!("nothing else in {live}"));
    }
    let (month, bytes) = (&report.seal.time.date()[..7], super::grouped(report.seal.doc.bytes.try_into().unwrap_or(usize::MAX)));
    let id = sealed.map_or("…".to_owned(), |s| s.id.to_string());
    out.row("+", Role::New, &format!(".baton/sessions/{month}/{id}.md, {bytes} bytes, and its seal"));
}

fn turning_rows(model: &Model, turning: &Turning, width: usize) -> Vec<Row> {
    let mut out = Rows { rows: Vec::new(), width };
    let Some((turned, number)) = &turning.turned else {
        out.say("looking at the page …", Role::Muted, 0);
        return out.rows;
    };
    out.parts(vec![
        (format!("Session {number} begins"), Role::Heading),
        ("  with what stays; the chain keeps the rest".to_owned(), Role::Muted),
    ]);
    match &turned.goal {
        Some(goal) => out.labelled("goal", goal, Role::Text, None),
        None => out.labelled("goal", "none: there is no objective to begin with", Role::Missing, None),
    }
    out.heading("Leaves the page", turned.leaves.len());
    for (reference, text) in &turned.leaves {
        out.item("-", Role::Muted, words(reference.concept).1, &shown(model, text));
    }
    if turned.leaves.is_empty() {
        out.say("nothing is done", Role::Muted, 2);
    }
    if !turned.stays.is_empty() {
        out.heading("Stays, though done", turned.stays.len());
        for (reference, why) in &turned.stays {
            out.item("·", Role::Muted, &reference.to_string(), why);
        }
    }
    out.heading("Stays", 0);
    let handoff = &model.snapshot.handoff;
    use crate::handoff::Concept::{Constraints, Decisions, Exclusions, Pending, Tasks};
    let kept = [Tasks, Pending, Decisions, Constraints, Exclusions].map(|concept| {
        let gone = turned.leaves.iter().filter(|(r, _)| r.concept == concept).count();
        (words(concept).0.to_lowercase(), handoff.items(concept).count().saturating_sub(gone))
    });
    let kept: Vec<String> = kept.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n}")).collect();
    let kept = if kept.is_empty() { "everything else".to_owned() } else { format!("{}, and everything else", kept.join(", ")) };
    out.row("·", Role::Muted, &kept);
    if !turned.lines.is_empty() {
        out.heading("Header lines", turned.lines.len());
        for line in &turned.lines {
            let change = format!("{} → {}", line.before.trim(), line.after.trim());
            out.item("~", Role::Changed, &format!("line {}", line.number), &shown(model, &change));
        }
    }
    out.rows
}

/// Masks what is a secret in the live file.
fn shown(model: &Model, text: &str) -> String {
    let handoff = &model.snapshot.handoff;
    let whole = crate::document::Span::new(0, handoff.text().len());
    crate::project::mask(handoff, &model.snapshot.masked, whole, text)
}

/// Rows being made, `width` cells wide.
struct Rows {
    rows: Vec<Row>,
    width: usize,
}

impl Rows {
    fn blank(&mut self) {
        self.rows.push(Row::default());
    }

    fn parts(&mut self, parts: Vec<(String, Role)>) {
        let parts = parts.into_iter().map(|(text, role)| (Shown::new(&text).to_string(), role)).collect();
        self.rows.push(Row { parts, ..Row::default() });
    }

    fn say(&mut self, text: &str, role: Role, indent: usize) {
        let room = self.width.saturating_sub(indent).max(1);
        self.rows.extend(block(Shown::new(text).as_str(), room, room, usize::MAX, usize::MAX, role, indent));
    }

    fn heading(&mut self, title: &str, count: usize) {
        self.blank();
        let count = if count > 0 { format!("  {count}") } else { String::new() };
        self.parts(vec![(title.to_owned(), Role::Heading), (count, Role::Muted)]);
    }

    fn marked(&mut self, mark: &'static str, role: Role, text: &str) {
        self.glyphed(mark, role, text, role);
    }

    fn row(&mut self, mark: &'static str, role: Role, text: &str) {
        self.glyphed(mark, role, text, Role::Text);
    }

    fn glyphed(&mut self, mark: &'static str, role: Role, text: &str, of_text: Role) {
        let from = self.rows.len();
        self.say(text, of_text, 2);
        if let Some(row) = self.rows.get_mut(from) {
            row.glyph = Some((mark, role));
        }
    }

    /// A mark, a word that stands in a column of its own, and a text behind it.
    fn item(&mut self, mark: &'static str, role: Role, word: &str, text: &str) {
        let from = self.rows.len();
        self.labelled_at(2, word, text, Role::Text, None);
        if let Some(row) = self.rows.get_mut(from) {
            row.glyph = Some((mark, role));
        }
    }

    fn labelled(&mut self, label: &str, text: &str, role: Role, right: Option<(String, Role)>) {
        self.labelled_at(0, label, text, role, right);
    }

    fn labelled_at(&mut self, indent: usize, label: &str, text: &str, role: Role, right: Option<(String, Role)>) {
        // A narrow panel has no room for a column of words.
        let column = if self.width >= 60 && indent == 2 { 16 } else { 0 };
        let gap = column.max(cells(label) + if indent == 2 { 2 } else { 1 });
        let room = self.width.saturating_sub(indent + right.as_ref().map_or(0, |(text, _)| cells(text) + 1));
        let hang = if column > 0 { gap } else { 0 };
        let mut rows = block(
            Shown::new(text).as_str(),
            room.saturating_sub(gap).max(1),
            room.saturating_sub(hang).max(1),
            usize::MAX,
            usize::MAX,
            role,
            indent + hang,
        );
        if let Some(row) = rows.first_mut() {
            row.indent = indent;
            row.parts.insert(0, (format!("{}{}", Shown::new(label), " ".repeat(gap - cells(label))), Role::Muted));
            row.right = right;
        }
        self.rows.extend(rows);
    }
}
