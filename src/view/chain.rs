//! The chain screen: the graph, and beside or below it the preview. Only the rows on the screen are looked at.

use super::pen::Pen;
use crate::app::actions::{Action, Place};
use crate::app::chain_screen::place::Places;
use crate::app::chain_screen::preview::{Piece, Preview, moment};
use crate::app::chain_screen::{ChainScreen, Drawn, Mark, Reading, Stop, View};
use crate::app::theme::Role;
use crate::app::wrap::{cells, fit, rows};
use crate::app::{Model, grouped};
use crate::chain::{ActorKind, Cell, Record, Row};
use crate::shown::Shown;
use ratatui::layout::Rect;

/// The colours of the lanes, one after the other.
const LANES: [Role; 4] = [Role::BorderFocus, Role::Done, Role::Progress, Role::May];

/// The columns of the rows, the same for all of them.
struct Columns {
    lanes: usize,
    digits: usize,
    tail: usize,
    who: usize,
    when: usize,
}

/// Draws the screen.
pub fn draw(model: &Model, pen: &mut Pen, screen: &ChainScreen) {
    let mut places = Places::of(model.size, screen.whole);
    if matches!(screen.log, Reading::Empty | Reading::Failed(_)) {
        places = Places { list: places.list.union(places.preview), preview: Rect::ZERO };
    }
    if !places.list.is_empty() {
        graph(model, pen, screen, places.list);
    }
    if !places.preview.is_empty() {
        preview(pen, screen, places.preview);
    }
}

/// Draws the status line: what is picked, what is odd, else what the live file continues.
pub fn status(model: &Model, pen: &mut Pen, screen: &ChainScreen, line: Rect) {
    let Some(drawn) = screen.drawn() else { return };
    let mut x = line.x;
    let room = |x: u16| line.right().saturating_sub(x);
    match screen.picked {
        Some(Stop::Draft) => x = pen.text(x, line.y, room(x), "picked: the draft", Role::Key) + 2,
        Some(Stop::Session(id)) => x = pen.text(x, line.y, room(x), &format!("picked: {}", drawn.name(id)), Role::Key) + 2,
        None => {}
    }
    let odd = drawn.log.troubles.len();
    if odd > 0 {
        let told = if odd == 1 { "! one thing is odd".to_owned() } else { format!("! {odd} things are odd") };
        x = pen.text(x, line.y, room(x), &told, Role::Should) + 2;
    }
    if let Some(newer) = model.snapshot.elsewhere.first() {
        let told = format!("! newer: {}", Shown::new(&newer.sentence()));
        pen.text(x, line.y, room(x), &told, Role::Should);
        return;
    }
    let base = drawn.log.base.iter().map(|p| drawn.name(drawn.log.chain.sessions()[*p].id)).collect::<Vec<_>>().join(" and ");
    let told = match (drawn.log.draft, base.is_empty()) {
        (true, false) => format!("the live file has changes since {base}"),
        (false, false) => format!("the live file is {base} as sealed"),
        (_, true) => format!("{} heads, and the live file continues none of them: s on one of them chooses it", drawn.heads),
    };
    pen.text(x, line.y, room(x), &told, Role::Muted);
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) }
}

fn graph(model: &Model, pen: &mut Pen, screen: &ChainScreen, area: Rect) {
    let focus = if screen.whole { Role::Border } else { Role::BorderFocus };
    pen.frame(area, "Chain", focus);
    let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height.saturating_sub(2) };
    let Some(drawn) = screen.drawn() else { return nothing(model, pen, screen, inside(area)) };
    count(pen, screen, drawn, area);
    if screen.is_empty() {
        pen.text(inner.x + 2, inner.y, inner.width.saturating_sub(2), "no session holds that; Esc shows all", Role::Muted);
        return;
    }
    let columns = Columns::of(drawn, inner.width.into());
    let mut shared = 0;
    for (n, y) in (screen.marked.top..screen.len()).zip(inner.y..inner.bottom()) {
        let Some((row, stop)) = screen.nth(n).and_then(|n| Some((drawn.row(n)?, drawn.stop(n)?))) else { continue };
        shared = shared.max(hidden_lanes(row, columns.lanes));
        let here = n == screen.marked.row;
        if here {
            pen.put(inner.x, y, "›", Role::Marker);
        }
        let filtered = !screen.filter.trim().is_empty();
        lanes(pen, drawn, row, inner.x + 2, y, &columns, filtered);
        let x = inner.x + 2 + columns.graph(filtered) as u16;
        let line = Rect { x, y, width: (inner.right() - 1).saturating_sub(x), height: 1 };
        match stop {
            Stop::Draft => draft_words(model, pen, screen, drawn, line, &columns, here),
            Stop::Session(_) => words(pen, screen, drawn, row, line, &columns, here),
        }
    }
    if shared > 0 {
        let told = format!(" ┊ {shared} lines share the last lane ");
        pen.right(area.right() - 2, area.bottom() - 1, area.width.saturating_sub(4), &told, Role::Muted);
    }
}

/// Says in the frame how many sessions there are, and which of them are shown.
fn count(pen: &mut Pen, screen: &ChainScreen, drawn: &Drawn, area: Rect) {
    let sessions = drawn.log.rows.len();
    let many = |n: usize, word: &str| format!("{} {word}{}", grouped(n), if n == 1 { "" } else { "s" });
    let filter = screen.filter.trim();
    let told = if filter.is_empty() {
        format!(" {} · {} ", many(sessions, "session"), many(drawn.heads, "head"))
    } else {
        format!(" \"{}\": {} of {} ", fit(Shown::new(filter).as_str(), 20), grouped(screen.len()), many(sessions, "session"))
    };
    pen.right(area.right() - 2, area.y, area.width.saturating_sub(12), &told, Role::Muted);
}

impl Columns {
    fn of(drawn: &Drawn, width: usize) -> Columns {
        let lanes = drawn.lanes.min((width / if width < 60 { 8 } else { 6 }).max(2));
        let tail = if width < 50 { 0 } else { 8 };
        let left = width.saturating_sub(2 + lanes * 2 + drawn.digits + 2 + tail + 1);
        let (who, when) = match left {
            60.. => (14, 16),
            48.. => (10, 10),
            34.. => (0, 10),
            22.. => (0, 5),
            _ => (0, 0),
        };
        Columns { lanes, digits: drawn.digits, tail, who, when }
    }

    /// The cells of the graph; a filter leaves rows out, and with them what the lanes mean.
    fn graph(&self, filtered: bool) -> usize {
        if filtered { 2 } else { self.lanes * 2 }
    }
}

/// Returns how many lanes of a row have none of their own in `most` lanes, the last of which they share.
fn hidden_lanes(row: &Row, most: usize) -> usize {
    let beyond = row.cells.len().saturating_sub(most);
    let shared = row.shared.saturating_sub(1);
    if beyond + shared == 0 { 0 } else { beyond + shared + 1 }
}

/// Draws the lanes of a row; those beyond the last column are drawn into it.
fn lanes(pen: &mut Pen, drawn: &Drawn, row: &Row, x: u16, y: u16, columns: &Columns, filtered: bool) {
    let node = node(drawn, row);
    if filtered {
        pen.put(x, y, node, LANES[row.lane % LANES.len()]);
        return;
    }
    let last = columns.lanes - 1;
    let crowded = hidden_lanes(row, columns.lanes) > 0;
    for n in 0..row.cells.len().min(columns.lanes) {
        let mut cell = row.cells[n];
        if n == last {
            for more in &row.cells[n + 1..] {
                cell = Cell { node: cell.node || more.node, up: cell.up || more.up, down: cell.down || more.down, ..cell };
            }
            cell.right = false;
        }
        let at = x + 2 * n as u16;
        let role = LANES[n % LANES.len()];
        if cell.node {
            pen.put(at, y, node, role);
        } else if n == last && crowded && cell.up && cell.down && !cell.left {
            pen.put(at, y, "┊", Role::Muted);
        } else {
            pen.text(at, y, 1, cell.glyph().encode_utf8(&mut [0; 4]), stroke(row, n).unwrap_or(role));
        }
        if cell.right {
            pen.put(at + 1, y, "─", stroke(row, n).unwrap_or(role));
        }
    }
}

/// Returns the colour of a stroke from the session to the side: that of the lane where it ends.
fn stroke(row: &Row, n: usize) -> Option<Role> {
    let cell = row.cells[n];
    let end = match n.cmp(&row.lane) {
        _ if cell.up && cell.down && !cell.node => return None,
        std::cmp::Ordering::Less => n - row.cells[..n + 1].iter().rev().take_while(|c| c.left).count(),
        _ => n + row.cells[n..].iter().take_while(|c| c.right).count(),
    };
    Some(LANES[end % LANES.len()])
}

fn node(drawn: &Drawn, row: &Row) -> &'static str {
    match drawn.log.chain.sessions().get(row.place) {
        None => "○",
        Some(_) if drawn.log.base.contains(&row.place) => "◆",
        Some(_) => "●",
    }
}

fn words(pen: &mut Pen, screen: &ChainScreen, drawn: &Drawn, row: &Row, line: Rect, columns: &Columns, here: bool) {
    let Some(record) = drawn.log.chain.sessions().get(row.place) else { return };
    let right = who_and_when(pen, record, line, columns);
    let number = format!("{:>width$}", record.number, width = columns.digits);
    let mut x = pen.text(line.x, line.y, columns.digits as u16, &number, if here { Role::Selected } else { Role::Text }) + 2;
    if columns.tail > 0 {
        x = pen.text(x, line.y, 6, &record.id.tail(), Role::Muted) + 2;
    }
    let room = |x: u16| right.saturating_sub(x);
    if screen.picked == Some(Stop::Session(record.id)) {
        x = pen.text(x, line.y, room(x), "picked ", Role::Key);
    }
    for (word, mark) in drawn.marks(row, &screen.altered) {
        let role = match mark {
            Mark::Base => Role::TitleFocus,
            Mark::Head => Role::Heading,
            Mark::Line => LANES[row.lane % LANES.len()],
            Mark::Label => Role::Done,
            Mark::Odd => Role::Should,
            Mark::Wrong => Role::Must,
        };
        let word = Shown::new(&word);
        x = pen.text(x, line.y, room(x).min(28), word.as_str(), role) + 1;
    }
    let title = if record.title.is_empty() { "(without a title)" } else { &record.title };
    pen.text(x, line.y, room(x), Shown::new(title).as_str(), if here { Role::Selected } else { Role::Text });
}

/// Writes who sealed and when at the end of a row; returns where that begins.
fn who_and_when(pen: &mut Pen, record: &Record, line: Rect, columns: &Columns) -> u16 {
    let mut right = line.right();
    if columns.when > 0 {
        let time = moment(record.id);
        let part = match columns.when {
            16 => &time[..],
            10 => time.get(..10).unwrap_or_default(),
            _ => time.get(5..10).unwrap_or_default(),
        };
        right = pen.right(right, line.y, columns.when as u16, part, Role::Muted).saturating_sub(1);
    }
    if columns.who > 0 {
        let by = Shown::new(&record.by);
        let kind = if record.kind == ActorKind::Person { String::new() } else { format!(" {}", record.kind.id()) };
        let whole = format!("{by}{kind}").trim_start().to_owned();
        let told = if cells(&whole) > columns.who { by.as_str() } else { whole.as_str() };
        right = right.saturating_sub(columns.who as u16);
        pen.text(right, line.y, columns.who as u16, told, Role::Muted);
        right = right.saturating_sub(1);
    }
    right.saturating_sub(u16::from(columns.when > 0))
}

fn draft_words(model: &Model, pen: &mut Pen, screen: &ChainScreen, drawn: &Drawn, line: Rect, columns: &Columns, here: bool) {
    let number = drawn.log.chain.next_number(&drawn.log.base).to_string();
    let number = format!("{number:>width$}", width = columns.digits);
    let role = if here { Role::Selected } else { Role::Text };
    let mut x = pen.text(line.x, line.y, columns.digits as u16, &number, role) + 2;
    x = pen.text(x, line.y, 6, "draft", Role::Progress).max(x + 6) + 2;
    if screen.picked == Some(Stop::Draft) {
        x = pen.text(x, line.y, line.right().saturating_sub(x), "picked ", Role::Key);
    }
    let of = match drawn.log.base.len() {
        0 if drawn.heads > 1 => ", of none of the heads",
        0 | 1 => "",
        _ => ", a merge",
    };
    let live = model.snapshot.live.as_ref().map_or("the live file", |l| &l.name);
    let told = format!("{}, not sealed yet{of}", Shown::new(live));
    pen.text(x, line.y, line.right().saturating_sub(x), &told, role);
}

/// Says why there is no graph.
fn nothing(model: &Model, pen: &mut Pen, screen: &ChainScreen, area: Rect) {
    let key = |action: Action, place: Place| model.settings.keymap.keys_of(action, place).into_iter().next().unwrap_or_default();
    let lines = match &screen.log {
        Reading::Begun | Reading::Done(_) => vec![("Reading the chain …".to_owned(), Role::Muted)],
        Reading::Failed(why) => vec![(why.clone(), Role::Must)],
        Reading::Empty => vec![
            ("No session is sealed yet.".to_owned(), Role::Heading),
            (String::new(), Role::Text),
            (format!("{} seals the handoff: its exact bytes are kept as the first session of the chain, in .baton/, to be committed with the rest.", key(Action::Closing, Place::Chain)), Role::Text),
            (String::new(), Role::Text),
            ("From then on this screen shows every session, what each changed, and its prompt; you can go back to any of them, continue from it, and join two.".to_owned(), Role::Text),
            (String::new(), Role::Text),
            (format!("{} goes back to the panes. On the command line: baton seal", key(Action::Close, Place::Chain)), Role::Muted),
        ],
    };
    let mut y = area.y;
    for (text, role) in lines {
        let shown = Shown::new(&text);
        for (start, end) in rows(shown.as_str(), area.width.into(), area.width.into()) {
            if y >= area.bottom() {
                return;
            }
            pen.text(area.x, y, area.width, shown.as_str()[start..end].trim_end(), role);
            y += 1;
        }
    }
}

fn preview(pen: &mut Pen, screen: &ChainScreen, area: Rect) {
    pen.frame(area, "", if screen.whole { Role::BorderFocus } else { Role::Border });
    let right = area.right().saturating_sub(2);
    let mut x = area.x + 1;
    x = pen.text(x, area.y, right.saturating_sub(x), " ", Role::Border);
    for view in View::ALL {
        let role = if view == screen.view { Role::TitleFocus } else { Role::Muted };
        x = pen.text(x, area.y, right.saturating_sub(x), view.name(), role);
        x = pen.text(x, area.y, right.saturating_sub(x), " ", Role::Border);
    }
    let Some(seen) = screen.preview.as_ref().filter(|_| !screen.is_empty()) else { return };
    let title = format!(" {} ", Shown::new(&seen.title));
    let short = title.replace(" session ", " ");
    let room = usize::from(right.saturating_sub(x + 1));
    if let Some(title) = [title, short].iter().find(|title| cells(title) <= room) {
        pen.right(right, area.y, room as u16, title, Role::Title);
    }
    let inner = inside(area);
    let more = pieces(pen, seen, inner);
    if more {
        pen.right(right, area.bottom() - 1, 8, " more ", Role::Muted);
    }
}

/// Draws the lines of a preview; tells whether some are below.
fn pieces(pen: &mut Pen, seen: &Preview, inner: Rect) -> bool {
    let mut y = inner.y;
    let mut skip = seen.top.1;
    for piece in seen.pieces.iter().skip(seen.top.0) {
        if y >= inner.bottom() {
            return true;
        }
        let drawn = piece_rows(pen, piece, Rect { y, height: inner.bottom() - y, ..inner }, skip);
        let Some(taken) = drawn else { return true };
        y += taken;
        skip = 0;
    }
    false
}

/// Draws one line; returns the rows taken, `None` when they were too few.
fn piece_rows(pen: &mut Pen, piece: &Piece, area: Rect, skip: usize) -> Option<u16> {
    if let (Some((column, sign, role)), 0) = (&piece.sign, skip) {
        pen.text(area.x + *column as u16, area.y, area.width.saturating_sub(*column as u16), sign, *role);
    }
    let room = usize::from(area.width).saturating_sub(piece.indent).max(1);
    let mut y = area.y;
    for (start, end) in rows(&piece.text, room, room).skip(skip) {
        if y >= area.bottom() {
            return None;
        }
        let text = piece.text[start..end].trim_end_matches(' ');
        pen.text(area.x + piece.indent as u16, y, room as u16, text, piece.role.unwrap_or(Role::Text));
        y += 1;
    }
    Some(y - area.y)
}
