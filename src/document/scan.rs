//! The line scanner: from text to [`Line`]s, linear in the text. Their ends are found first, then what each is.
//!
//! Where it leaves CommonMark on purpose (the oracle in `tests/document.rs` lists every case):
//! there is no indented code; what is indented by two columns or more under a list marker lies in
//! its item; a quote has no lazy continuation, and that of an item ends at a bold label; any number
//! starts a list; setext headings have one line and an underline of three or more; a comment that
//! nothing closes is text; a table row has a bar.

use super::block::{self, BLOCK, MARK, NOTHING, OPENS, PlainItem, QUOTE, blank};
use super::ends::lines;
use super::{Kind, Line, Marker, Span};

/// Containers that are followed; what lies deeper is text.
const DEEPEST: usize = 16;

/// Scans `text` into its lines.
pub(super) fn scan(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let front = block::front_matter(bytes);
    let mut scanner = Scanner {
        bytes,
        stack: [Container::Quote; DEEPEST],
        open: 0,
        paragraph: 0,
        table: false,
        verbatim: Verbatim::No,
        comment_end: 0,
        blank: None,
        front,
        head: if bytes.starts_with(BOM) { front.max(BOM.len()) } else { front },
    };
    let mut lines = lines(bytes);
    for n in 0..lines.len() {
        let (before, from) = lines.split_at_mut(n);
        scanner.line(before, &mut from[0]);
    }
    scanner.settle_blanks(&mut lines, 0);
    lines
}

/// The mark that some programs begin a text with.
const BOM: &[u8] = b"\xEF\xBB\xBF";

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

/// What is open that holds no content.
enum Verbatim {
    No,
    Fence(Fence),
    /// A comment, with the offset behind it.
    Comment(usize),
}

struct Scanner<'a> {
    bytes: &'a [u8],
    /// The open containers, outermost first; `open` of them count.
    stack: [Container; DEEPEST],
    open: usize,
    /// Lines of the open paragraph: none, one, or two for more.
    paragraph: u8,
    /// Whether the line before belongs to a table.
    table: bool,
    verbatim: Verbatim,
    /// The end of a comment that was found last, kept so that finding stays linear.
    comment_end: usize,
    /// The first of the blank lines just passed that lies in an item.
    blank: Option<usize>,
    /// Where the front matter ends.
    front: usize,
    /// Where front matter and byte order mark end: the lines before it are no ordinary ones.
    head: usize,
}

/// What is left of a line, and where that begins.
struct Rest<'a> {
    bytes: &'a [u8],
    /// Counted from the start of the line, tabs to 4.
    column: usize,
    /// Where the innermost quote's content begins.
    base: usize,
    /// Where the innermost container's content begins.
    left: usize,
}

impl Rest<'_> {
    /// Passes blanks.
    #[inline]
    fn skip(&mut self) {
        while let [b' ', b' ', b' ', b' ', behind @ ..] = self.bytes {
            (self.bytes, self.column) = (behind, self.column + 4);
        }
        loop {
            match self.bytes {
                [b' ', behind @ ..] => (self.bytes, self.column) = (behind, self.column + 1),
                [b'\t', behind @ ..] => (self.bytes, self.column) = (behind, (self.column / 4 + 1) * 4),
                _ => return,
            }
        }
    }

    /// Passes the `>` that it begins with, one blank that belongs to it, and the blanks behind.
    #[inline]
    fn pass_quote(&mut self) {
        self.bytes = &self.bytes[1..];
        self.column += 1;
        self.base = self.column + usize::from(self.bytes.first() == Some(&b' '));
        self.left = self.base;
        self.skip();
    }

    /// Tells whether what begins here is set in too far to be a heading or a rule.
    #[inline]
    fn is_deep(&self) -> bool {
        self.column >= self.left + 4
    }
}

impl<'a> Scanner<'a> {
    /// Settles a line of which span and end are known; those before it are settled.
    #[inline]
    fn line(&mut self, before: &mut [Line], line: &mut Line) {
        if line.span.start < self.head && self.is_front(line) {
            return;
        }
        if line.text.is_empty() && matches!(self.verbatim, Verbatim::No) {
            let items = self.stack[..self.open].iter().take_while(|c| matches!(c, Container::Item(_))).count();
            line.depth = items as u8;
            self.end_paragraph(before, items);
            return;
        }
        let end = line.text.end;
        let mut rest = Rest { bytes: &self.bytes[line.text.start..end], column: 0, base: 0, left: 0 };
        // What begins in the first column, and is no quote, goes on in no container.
        let inside = rest.bytes.first().is_none_or(|lead| matches!(lead, b' ' | b'\t' | b'>'));
        let kept = if inside { self.keep(line, &mut rest) } else { 0 };
        line.text.start = end - rest.bytes.len();
        rest.bytes = block::trimmed(rest.bytes);
        line.text.end = line.text.start + rest.bytes.len();
        line.indent = column(rest.column);
        if !matches!(self.verbatim, Verbatim::No) && self.goes_on(line, &rest, kept) {
            self.settle_blanks(before, kept);
        } else if rest.bytes.is_empty() {
            self.end_paragraph(before, kept);
        } else {
            self.settle_blanks(before, kept);
            self.content(before, line, rest, kept);
        }
    }

    /// Passes a blank line, on which `kept` containers go on.
    #[inline]
    fn end_paragraph(&mut self, before: &[Line], kept: usize) {
        self.open = kept;
        self.paragraph = 0;
        self.table = false;
        if kept > 0 && self.blank.is_none() {
            self.blank = Some(before.len());
        }
    }

    /// Settles a line of the front matter; passes the byte order mark before the first line.
    #[cold]
    fn is_front(&mut self, line: &mut Line) -> bool {
        if line.span.start == 0 && self.bytes.starts_with(BOM) {
            line.text.start = BOM.len();
        }
        if line.span.start >= self.front {
            return false;
        }
        line.kind = Kind::FrontMatter;
        line.text.end = line.text.start + block::trimmed(line.text.of_bytes(self.bytes)).len();
        true
    }

    /// Passes the open containers that go on in this line and returns how many they are.
    #[inline]
    fn keep(&self, line: &mut Line, rest: &mut Rest) -> usize {
        rest.skip();
        for (kept, container) in self.stack[..self.open].iter().enumerate() {
            match *container {
                Container::Quote if rest.bytes.first() == Some(&b'>') => {
                    rest.pass_quote();
                    line.quote += 1;
                }
                Container::Item(content) if rest.bytes.is_empty() || rest.column >= rest.base + content => {
                    rest.left = rest.base + content;
                    line.depth += 1;
                }
                _ => return kept,
            }
        }
        self.open
    }

    /// Settles a line inside an open fence or comment; a container's end closes both.
    #[inline]
    fn goes_on(&mut self, line: &mut Line, rest: &Rest, kept: usize) -> bool {
        let ends = kept < self.open;
        match &self.verbatim {
            Verbatim::Comment(end) if line.span.start < *end && !ends => {
                line.kind = Kind::Comment;
                true
            }
            Verbatim::Fence(fence) if !ends => {
                let closes =
                    rest.bytes.len() >= fence.length && rest.bytes.iter().all(|b| *b == fence.mark) && rest.column <= fence.column + 3;
                if closes {
                    line.kind = Kind::FenceClose;
                    self.verbatim = Verbatim::No;
                    return true;
                }
                line.kind = Kind::Code;
                let mut left = rest.column;
                while left >= fence.column + 4 && !rest.bytes.is_empty() && self.bytes[..line.text.start].ends_with(b"    ") {
                    line.text.start -= 4;
                    left -= 4;
                }
                while !rest.bytes.is_empty() && left > fence.column && blank(self.bytes[line.text.start - 1]) {
                    line.text.start -= 1;
                    left = if self.bytes[line.text.start] == b'\t' { fence.column } else { left - 1 };
                }
                line.indent = column(left);
                true
            }
            _ => {
                self.verbatim = Verbatim::No;
                false
            }
        }
    }

    /// Settles a line of content: a continuation, a block or text, behind the containers it opens.
    #[inline]
    fn content(&mut self, before: &mut [Line], line: &mut Line, mut rest: Rest<'a>, kept: usize) {
        if kept < DEEPEST
            && let Some(item) = block::plain_item(rest.bytes)
        {
            self.plain_item(line, &rest, kept, item);
            return;
        }
        let mut interrupts = kept == self.open && self.paragraph > 0;
        if interrupts && let Some(kind) = self.continuation(before, rest.bytes) {
            line.kind = kind;
            return;
        }
        let mut depth = kept;
        while let Some(lead) = rest.bytes.first() {
            let opens = OPENS[usize::from(*lead)];
            if opens == NOTHING {
                break;
            }
            if opens & BLOCK != 0
                && let Some(kind) = self.block(line, &rest)
            {
                line.kind = kind;
                self.open = depth;
                self.paragraph = 0;
                self.table = false;
                return;
            }
            if depth == DEEPEST {
                break;
            }
            if opens & QUOTE != 0 && !rest.is_deep() {
                rest.pass_quote();
                line.quote += 1;
                line.indent = column(rest.column);
                self.stack[depth] = Container::Quote;
            } else if opens & MARK != 0
                && let Some(mark) = block::mark(rest.bytes).filter(|m| !interrupts || m.interrupts(rest.bytes))
            {
                self.stack[depth] = pass_mark(line, &mut rest, &mark);
            } else {
                break;
            }
            depth += 1;
            interrupts = false;
            if line.mark.has_checkbox() {
                break;
            }
        }
        line.text.start = line.text.end - rest.bytes.len();
        self.text(line, rest.bytes, kept, depth);
    }

    /// Settles a list item that holds nothing but words, as most do.
    #[inline]
    fn plain_item(&mut self, line: &mut Line, rest: &Rest, kept: usize, item: PlainItem) {
        let start = line.text.start;
        let checkbox = item.boxed.then(|| Span { start: start + item.length + 2, end: start + item.length + 3 });
        let span = Span { start, end: start + item.length };
        line.kind = Kind::Text;
        line.mark.add(line.span.start, Marker { span, number: item.number, checkbox, column: column(rest.column) });
        line.text.start = start + item.words();
        line.indent = column(rest.column + item.length + 1);
        line.depth += 1;
        self.stack[kept] = Container::Item(rest.column + 2 - rest.base);
        self.open = kept + 1;
        self.paragraph = 1;
        self.table = false;
    }

    /// Recognises what only a line after another can be: the underline of a heading, the delimiter row of a table.
    #[inline]
    fn continuation(&mut self, before: &mut [Line], rest: &[u8]) -> Option<Kind> {
        if !matches!(rest[0], b'|' | b':' | b'-' | b'=') {
            return None;
        }
        let before = before.last_mut()?;
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
    fn block(&mut self, line: &mut Line, rest: &Rest) -> Option<Kind> {
        let start = line.text.end - rest.bytes.len();
        match rest.bytes[0] {
            b'#' if !rest.is_deep() => {
                let (level, words) = block::atx(rest.bytes)?;
                line.text = Span { start: start + words.start, end: start + words.end };
                Some(Kind::Heading(level))
            }
            b'=' if !rest.is_deep() => {
                let words = block::banner(rest.bytes)?;
                line.text = Span { start: start + words.start, end: start + words.end };
                Some(Kind::Banner)
            }
            b'-' | b'*' | b'_' if !rest.is_deep() && block::is_rule(rest.bytes) => {
                line.text.start = start;
                Some(Kind::Rule)
            }
            mark @ (b'`' | b'~') => {
                let length = block::fence(rest.bytes)?;
                self.verbatim = Verbatim::Fence(Fence { mark, length, column: rest.column });
                line.text.start = start;
                Some(Kind::FenceOpen)
            }
            b'<' if rest.bytes.starts_with(b"<!--") && self.is_comment(start, line.text.end) => {
                line.text.start = start;
                Some(Kind::Comment)
            }
            _ => None,
        }
    }

    /// Opens a comment that something closes; one that text follows is text itself.
    fn is_comment(&mut self, start: usize, end: usize) -> bool {
        if self.comment_end <= start {
            self.comment_end = block::comment_end(self.bytes, start).unwrap_or(usize::MAX);
        }
        if self.comment_end != usize::MAX && self.comment_end > end {
            self.verbatim = Verbatim::Comment(self.comment_end);
        }
        self.comment_end != usize::MAX && self.comment_end >= end
    }

    /// Settles a line of text: a table row, a lazy continuation or a paragraph.
    #[inline]
    fn text(&mut self, line: &mut Line, rest: &[u8], kept: usize, depth: usize) {
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
            self.paragraph = match rest {
                [] => 0,
                _ if whole && self.paragraph > 0 => 2,
                _ => 1,
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

    /// Gives the blank lines just passed the depth at which the text goes on, `kept` containers.
    #[inline]
    fn settle_blanks(&mut self, lines: &mut [Line], kept: usize) {
        if let Some(from) = self.blank.take() {
            let depth = self.stack[..kept].iter().filter(|c| matches!(c, Container::Item(_))).count() as u8;
            for line in &mut lines[from..] {
                line.depth = line.depth.min(depth);
            }
        }
    }
}

/// Passes a list marker and its checkbox, notes them in the line, and returns the item it opens.
#[inline]
fn pass_mark(line: &mut Line, rest: &mut Rest, mark: &block::Mark) -> Container {
    let end = line.text.end;
    let (start, marked) = (end - rest.bytes.len(), rest.column);
    rest.bytes = &rest.bytes[mark.length..];
    rest.column += mark.width;
    let narrow = rest.column + 1;
    rest.skip();
    rest.left = if rest.bytes.is_empty() || rest.column > narrow + 3 { narrow } else { rest.column };
    let content = rest.left.min(marked + 2) - rest.base;
    line.depth += 1;
    line.indent = column(rest.column);
    let checkbox = block::checkbox(rest.bytes).map(|inside| {
        let from = end - rest.bytes.len() + 1;
        rest.bytes = &rest.bytes[inside + 2..];
        rest.column += 3;
        rest.skip();
        Span { start: from, end: from + inside }
    });
    let span = Span { start, end: start + mark.length };
    line.mark.add(line.span.start, Marker { span, number: mark.number, checkbox, column: column(marked) });
    Container::Item(content)
}

impl Span {
    fn of_bytes(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start..self.end]
    }
}

#[inline]
fn column(column: usize) -> u16 {
    column.min(usize::from(u16::MAX)) as u16
}
