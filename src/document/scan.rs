//! The line scanner: one pass from text to [`Line`]s, linear in the text.
//!
//! Where it leaves CommonMark on purpose (the oracle in `tests/document.rs` lists every case):
//! there is no indented code; what is indented by two columns or more under a list marker lies in
//! its item; a quote has no lazy continuation, and that of an item ends at a bold label; any number
//! starts a list; setext headings have one line and an underline of three or more; a comment that
//! nothing closes is text; a table row has a bar.

use super::block::{self, blank};
use super::{Kind, Line, Marker, Span};

/// Containers that are followed; what lies deeper is text.
const DEEPEST: usize = 16;

/// Scans `text` into its lines.
pub(super) fn scan(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut scanner = Scanner {
        bytes,
        lines: Vec::with_capacity(memchr::memchr_iter(b'\n', bytes).count() + 1),
        stack: [Container::Quote; DEEPEST],
        open: 0,
        paragraph: 0,
        table: false,
        fence: None,
        comment: None,
        comment_end: 0,
        blanks: 0,
        front: block::front_matter(bytes),
    };
    let mut at = 0;
    if memchr::memchr(b'\r', bytes).is_none() {
        ends(bytes, |end| {
            scanner.line(Span { start: at, end: end + 1 }, end);
            at = end + 1;
        });
    } else {
        for end in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if end < at {
                continue; // the LF of a CRLF
            }
            let next = if bytes[end..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
            scanner.line(Span { start: at, end: next }, end);
            at = next;
        }
    }
    if at < bytes.len() {
        scanner.line(Span { start: at, end: bytes.len() }, bytes.len());
    }
    scanner.settle_blanks(0);
    scanner.lines
}

/// Calls `each` with the offset of every LF: eight bytes at a time, which for lines as short as those of a handoff
/// takes half as long as a search from line to line.
#[inline]
fn ends(bytes: &[u8], mut each: impl FnMut(usize)) {
    let (blocks, rest) = bytes.as_chunks::<64>();
    for (n, block) in blocks.iter().enumerate() {
        let words = block.as_chunks::<8>().0.iter().enumerate();
        let mut found = words.fold(0, |found, (i, word)| found | line_feeds(*word) << (8 * i));
        while found != 0 {
            each(n * 64 + found.trailing_zeros() as usize);
            found &= found - 1;
        }
    }
    let behind = bytes.len() - rest.len();
    for at in memchr::memchr_iter(b'\n', rest) {
        each(behind + at);
    }
}

/// Returns one bit for each byte that is LF, the first byte's lowest.
#[inline]
fn line_feeds(word: [u8; 8]) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let other = u64::from_le_bytes(word) ^ 0x0a0a_0a0a_0a0a_0a0a;
    let zero = !(((other & LOW) + LOW) | other | LOW);
    (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[derive(Clone, Copy)]
enum Container {
    Quote,
    /// A list item, with the column inside its quotes from which its content may begin.
    Item(usize),
}

struct Fence {
    mark: u8,
    length: usize,
    column: usize,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    lines: Vec<Line>,
    /// The open containers, outermost first; `open` of them count.
    stack: [Container; DEEPEST],
    open: usize,
    /// Lines of the open paragraph: none, one, or two for more.
    paragraph: u8,
    /// Whether the line before belongs to a table.
    table: bool,
    fence: Option<Fence>,
    /// Where the open comment ends.
    comment: Option<usize>,
    /// The end of a comment that was found last, kept so that finding stays linear.
    comment_end: usize,
    /// How many blank lines just passed.
    blanks: usize,
    /// Where the front matter ends.
    front: usize,
}

/// A place in a line.
#[derive(Clone, Copy)]
struct At {
    byte: usize,
    /// Counted from the start of the line, tabs to 4.
    column: usize,
    /// Where the innermost quote's content begins.
    base: usize,
    /// Where the innermost container's content begins.
    left: usize,
}

impl Scanner<'_> {
    /// Settles a line that ends at `end`, its ending not counted.
    ///
    /// The commonest kinds are known by their first bytes: what begins in the first column, and is no quote, lies in no
    /// open container. All else goes the whole way.
    #[inline]
    fn line(&mut self, span: Span, end: usize) {
        if self.comment.is_some() || self.lines.is_empty() || span.start < self.front || !self.short(span, end) {
            self.long(span, end);
        }
    }

    /// Settles a blank line, code, a heading, a plain bullet, a table row or text in the first column.
    #[inline]
    fn short(&mut self, span: Span, end: usize) -> bool {
        let text = &self.bytes[span.start..end];
        let mut line = Line { span, text: Span { start: span.start, end }, kind: Kind::Text, quote: 0, depth: 0, indent: 0, marker: None };
        let Some(&lead) = text.first() else {
            if self.fence.is_some() || self.stack[..self.open].iter().any(|c| matches!(c, Container::Quote)) {
                return false;
            }
            line.kind = Kind::Blank;
            line.depth = self.open as u8;
            self.paragraph = 0;
            self.table = false;
            self.blanks += 1;
            self.lines.push(line);
            return true;
        };
        if let Some(fence) = &self.fence {
            if self.open > 0 || lead == fence.mark || blank(lead) {
                return false;
            }
            line.kind = Kind::Code;
        } else {
            match lead {
                b'-' if matches!(text, [_, b' ', next, ..] if next.is_ascii_alphabetic())
                    || matches!(text, [_, b' ', b'*', b'*', next, ..] if next.is_ascii_alphabetic()) =>
                {
                    let marker = Span { start: span.start, end: span.start + 1 };
                    line.marker = Some(Marker { span: marker, number: None, checkbox: None, column: 0 });
                    line.text.start += 2;
                    line.depth = 1;
                    line.indent = 2;
                    self.settle_blanks(0);
                    self.stack[0] = Container::Item(2);
                    self.open = 1;
                    self.paragraph = 1;
                }
                b'#' => {
                    let Some((level, words)) = block::atx(&text[..block::trim_end(text, 0, text.len())]) else { return false };
                    line.kind = Kind::Heading(level);
                    line.text = Span { start: span.start + words.start, end: span.start + words.end };
                    self.settle_blanks(0);
                    self.open = 0;
                    self.paragraph = 0;
                }
                b'|' if self.table && self.open == 0 => {
                    line.kind = Kind::TableRow;
                    line.text.end = block::trim_end(self.bytes, span.start, end);
                    self.lines.push(line);
                    return true;
                }
                _ if lead.is_ascii_alphabetic() && !self.table && (self.open == 0 || self.paragraph == 0) => {
                    self.settle_blanks(0);
                    self.open = 0;
                    self.paragraph = if self.paragraph == 0 { 1 } else { 2 };
                }
                _ => return false,
            }
            self.table = false;
        }
        line.text.end = block::trim_end(self.bytes, line.text.start, line.text.end);
        self.lines.push(line);
        true
    }

    fn long(&mut self, span: Span, end: usize) {
        let first = if span.start == 0 && self.bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { span.start };
        let mut line = Line { span, text: Span::at(first), kind: Kind::Blank, quote: 0, depth: 0, indent: 0, marker: None };
        if span.start < self.front {
            line.kind = Kind::FrontMatter;
            line.text.end = block::trim_end(self.bytes, first, end);
            self.lines.push(line);
            return;
        }
        let mut at = At { byte: first, column: 0, base: 0, left: 0 };
        self.skip(&mut at, end);
        let kept = self.keep(&mut line, &mut at, end);
        line.text = Span { start: at.byte, end: block::trim_end(self.bytes, at.byte, end) };
        line.indent = column(at.column);
        if self.goes_on(&mut line, &at, kept) {
            self.settle_blanks(kept);
        } else if at.byte == end {
            self.open = kept;
            self.paragraph = 0;
            self.table = false;
            self.blanks += 1;
        } else {
            self.settle_blanks(kept);
            self.content(&mut line, at, kept);
        }
        self.lines.push(line);
    }

    /// Passes the open containers that go on in this line and returns how many they are.
    #[inline]
    fn keep(&self, line: &mut Line, at: &mut At, end: usize) -> usize {
        for (kept, container) in self.stack[..self.open].iter().enumerate() {
            match *container {
                Container::Quote if at.byte < end && self.bytes[at.byte] == b'>' => {
                    self.pass_quote(at, end);
                    line.quote += 1;
                }
                Container::Item(content) if at.byte == end || at.column >= at.base + content => {
                    at.left = at.base + content;
                    line.depth += 1;
                }
                _ => return kept,
            }
        }
        self.open
    }

    /// Settles a line inside an open fence or comment; a container's end closes both.
    #[inline]
    fn goes_on(&mut self, line: &mut Line, at: &At, kept: usize) -> bool {
        if let Some(end) = self.comment {
            if line.span.start < end && kept == self.open {
                line.kind = Kind::Comment;
                return true;
            }
            self.comment = None;
        }
        let Some(fence) = &self.fence else { return false };
        if kept < self.open {
            self.fence = None;
            return false;
        }
        let rest = &self.bytes[line.text.start..line.text.end];
        let closes = rest.len() >= fence.length && rest.iter().all(|b| *b == fence.mark) && at.column <= fence.column + 3;
        if closes {
            line.kind = Kind::FenceClose;
            self.fence = None;
            return true;
        }
        line.kind = Kind::Code;
        let mut column_left = at.column;
        while !rest.is_empty() && column_left > fence.column && blank(self.bytes[line.text.start - 1]) {
            line.text.start -= 1;
            column_left = if self.bytes[line.text.start] == b'\t' { fence.column } else { column_left - 1 };
        }
        line.indent = column(column_left);
        true
    }

    /// Settles a line of content: a continuation, a block or text, behind the containers it opens.
    fn content(&mut self, line: &mut Line, mut at: At, kept: usize) {
        let end = line.text.end;
        let whole = kept == self.open;
        if whole && let Some(kind) = self.continuation(&self.bytes[at.byte..end]) {
            line.kind = kind;
            return;
        }
        let mut depth = kept;
        loop {
            let rest = &self.bytes[at.byte..end];
            let lead = match rest.first() {
                Some(lead) if !lead.is_ascii_alphabetic() && *lead <= 0xE2 => *lead,
                _ => break,
            };
            if let Some(kind) = self.block(line, &at, end) {
                line.kind = kind;
                self.open = depth;
                self.paragraph = 0;
                self.table = false;
                return;
            }
            if depth == DEEPEST {
                break;
            }
            if lead == b'>' && at.column < at.left + 4 {
                self.pass_quote(&mut at, end);
                line.quote += 1;
                line.text.start = at.byte;
                line.indent = column(at.column);
                self.stack[depth] = Container::Quote;
                depth += 1;
                continue;
            }
            let interrupts = whole && depth == kept && self.paragraph > 0;
            let Some(mark) = block::mark(rest).filter(|m| !interrupts || m.interrupts(rest)) else { break };
            self.stack[depth] = self.pass_mark(line, &mut at, end, &mark);
            depth += 1;
            if line.marker.is_some_and(|m| m.checkbox.is_some()) {
                break;
            }
        }
        self.text(line, kept, depth);
    }

    /// Recognises what only a line after another can be: the underline of a heading, the delimiter row of a table.
    #[inline]
    fn continuation(&mut self, rest: &[u8]) -> Option<Kind> {
        if self.paragraph == 0 || !matches!(rest[0], b'|' | b':' | b'-' | b'=') {
            return None;
        }
        let before = self.lines.last_mut()?;
        if self.paragraph == 1 && block::is_underline(rest) && matches!(rest[0], b'-' | b'=') {
            before.kind = Kind::Setext(if rest[0] == b'=' { 1 } else { 2 });
            self.paragraph = 0;
            return Some(Kind::Underline);
        }
        if block::is_table_rule(rest) && before.text.of_bytes(self.bytes).contains(&b'|') {
            before.kind = Kind::TableHead;
            self.paragraph = 0;
            self.table = true;
            return Some(Kind::TableRule);
        }
        None
    }

    /// Recognises a block that holds no others: heading, banner, fence, comment, rule.
    #[inline]
    fn block(&mut self, line: &mut Line, at: &At, end: usize) -> Option<Kind> {
        let rest = &self.bytes[at.byte..end];
        let deep = at.column >= at.left + 4;
        let mut inner = |span: Span| line.text = Span { start: at.byte + span.start, end: at.byte + span.end };
        match rest[0] {
            b'#' if !deep => {
                let (level, text) = block::atx(rest)?;
                inner(text);
                Some(Kind::Heading(level))
            }
            b'=' if !deep => {
                inner(block::banner(rest)?);
                Some(Kind::Banner)
            }
            b'-' | b'*' | b'_' if !deep => block::is_rule(rest).then_some(Kind::Rule),
            b'`' | b'~' => {
                let length = block::fence(rest)?;
                self.fence = Some(Fence { mark: rest[0], length, column: at.column });
                Some(Kind::FenceOpen)
            }
            b'<' if rest.starts_with(b"<!--") => self.comment(at.byte, end),
            _ => None,
        }
    }

    /// Opens a comment that something closes; one that text follows is text itself.
    fn comment(&mut self, start: usize, end: usize) -> Option<Kind> {
        if self.comment_end <= start {
            let found = memchr::memmem::find(&self.bytes[start + 4..], b"-->");
            self.comment_end = found.map_or(usize::MAX, |n| start + 4 + n + 3);
        }
        match self.comment_end {
            usize::MAX => None,
            close if close < end => None,
            close if close == end => Some(Kind::Comment),
            close => {
                self.comment = Some(close);
                Some(Kind::Comment)
            }
        }
    }

    /// Settles a line of text: a table row, a lazy continuation or a paragraph.
    #[inline]
    fn text(&mut self, line: &mut Line, kept: usize, depth: usize) {
        let rest = line.text.of_bytes(self.bytes);
        let opened = depth > kept;
        let whole = !opened && kept == self.open;
        if self.table {
            if whole && rest.contains(&b'|') {
                line.kind = Kind::TableRow;
                return;
            }
            self.table = false;
        }
        line.kind = Kind::Text;
        if opened || whole || self.paragraph == 0 {
            self.paragraph = if rest.is_empty() {
                0
            } else if whole && self.paragraph > 0 {
                2
            } else {
                1
            };
            self.open = depth;
            return;
        }
        let left = &self.stack[kept..self.open];
        if left.iter().any(|c| matches!(c, Container::Quote)) || block::is_label(rest) {
            self.paragraph = 1;
            self.open = kept;
            return;
        }
        line.depth += left.len() as u8;
        self.paragraph = 2;
    }

    /// Passes the `>` at `at`, one blank that belongs to it, and the blanks behind.
    #[inline]
    fn pass_quote(&self, at: &mut At, end: usize) {
        at.byte += 1;
        at.column += 1;
        at.base = at.column + usize::from(at.byte < end && self.bytes[at.byte] == b' ');
        at.left = at.base;
        self.skip(at, end);
    }

    /// Passes a list marker and its checkbox, notes them in the line, and returns the item it opens.
    fn pass_mark(&self, line: &mut Line, at: &mut At, end: usize, mark: &block::Mark) -> Container {
        let marker_column = at.column;
        let span = Span { start: at.byte, end: at.byte + mark.length };
        at.byte += mark.length;
        at.column += mark.width;
        let narrow = at.column + 1;
        self.skip(at, end);
        at.left = if at.byte == end || at.column > narrow + 3 { narrow } else { at.column };
        let content = at.left.min(marker_column + 2) - at.base;
        line.depth += 1;
        line.indent = column(at.column);
        let checkbox = block::checkbox(&self.bytes[at.byte..end]).map(|inner| {
            let checkbox = Span { start: at.byte + 1, end: at.byte + 1 + inner };
            at.byte += inner + 2;
            at.column += 3;
            self.skip(at, end);
            checkbox
        });
        line.text.start = at.byte;
        match &mut line.marker {
            Some(outer) => outer.checkbox = outer.checkbox.or(checkbox),
            None => line.marker = Some(Marker { span, number: mark.number, checkbox, column: column(marker_column) }),
        }
        Container::Item(content)
    }

    /// Passes blanks.
    #[inline]
    fn skip(&self, at: &mut At, end: usize) {
        while at.byte < end {
            match self.bytes[at.byte] {
                b' ' => at.column += 1,
                b'\t' => at.column = (at.column / 4 + 1) * 4,
                _ => return,
            }
            at.byte += 1;
        }
    }

    /// Gives the blank lines just passed the depth at which the text goes on, `kept` containers.
    #[inline]
    fn settle_blanks(&mut self, kept: usize) {
        if self.blanks > 0 {
            let depth = self.stack[..kept].iter().filter(|c| matches!(c, Container::Item(_))).count() as u8;
            let from = self.lines.len() - self.blanks;
            for line in &mut self.lines[from..] {
                line.depth = line.depth.min(depth);
            }
            self.blanks = 0;
        }
    }
}

impl Span {
    fn of_bytes(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start..self.end]
    }
}

fn column(column: usize) -> u16 {
    column.min(usize::from(u16::MAX)) as u16
}
