//! The lossless document: a text and an outline of byte spans over it.
//!
//! Invariant: parsing is total and changes nothing; every byte of the text lies in exactly one
//! [`Line`], and `text()` is what was parsed.

mod block;
mod edit;
mod ends;
mod marker;
mod scan;

pub use edit::{Edit, Span, Splice};
pub use marker::Marker;

/// A text and what its lines are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    text: String,
    lines: Vec<Line>,
}

/// One physical line; [`Line::marker`] tells of its list marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The whole line with its ending (LF, CRLF or a lone CR; the last may have none).
    pub span: Span,
    /// What it says: without containers, indentation, list markers, checkbox, heading marks (closing ones too),
    /// banner marks, ending and trailing blanks. Code keeps the indentation that goes beyond its fence's; table rows
    /// keep their bars, fences their marks and info string, comments and front matter their delimiters.
    pub text: Span,
    /// What it is, inside its containers.
    pub kind: Kind,
    /// How many quotes the line lies in.
    pub quote: u8,
    /// How many list items the line lies in, those it opens included. A blank line lies in the items in which the
    /// next line goes on; a text line right after an item's paragraph goes on with it (lazy continuation), unless it
    /// begins with a bold label.
    pub depth: u8,
    /// Column (0-based, tabs to 4) at which the content begins, a checkbox included, behind all containers and markers.
    pub indent: u16,
    mark: marker::Packed,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing but blanks and quote marks.
    Blank,
    /// Paragraph text; an item that says nothing yet is an empty text.
    Text,
    /// `# X` with the level 1 to 6.
    Heading(u8),
    /// A one-line paragraph underlined by `=` (1) or `-` (2), three or more.
    Setext(u8),
    /// The line of `=` or `-` below a [`Kind::Setext`].
    Underline,
    /// `=== X ===`.
    Banner,
    /// `---`, `***`, `___`.
    Rule,
    /// The line that opens a fence.
    FenceOpen,
    /// A line inside a fence.
    Code,
    /// The line that closes a fence.
    FenceClose,
    /// A line of an HTML comment, its first and last included; text behind a one-line comment makes it text.
    Comment,
    /// A line of front matter, its delimiters included.
    FrontMatter,
    /// The header row of a table: the line above a row of dashes and bars.
    TableHead,
    /// The row of dashes below it.
    TableRule,
    /// A body row; it has a bar.
    TableRow,
}

impl Document {
    /// Parses any text; total and linear.
    pub fn parse(text: impl Into<String>) -> Document {
        let text = text.into();
        let lines = scan::scan(&text);
        Document { text, lines }
    }

    /// Returns the text, byte for byte as parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the lines in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the index of the line that holds the byte `offset`.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|l| l.span.start <= offset).saturating_sub(1)
    }

    /// Returns the text under `span`.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// Returns the line ending that the line at `offset` has, else the one its neighbours have, else LF.
    pub fn eol_near(&self, offset: usize) -> &'static str {
        let at = self.line_at(offset);
        let before = self.lines[..self.lines.len().min(at + 1)].iter().rev();
        let after = self.lines.iter().skip(at + 1);
        before.chain(after).find_map(|l| eol(self.slice(l.span))).unwrap_or("\n")
    }

    /// Returns the line that opens a fence which nothing closes before the end of the text.
    pub fn open_fence(&self) -> Option<Span> {
        let open = self.lines.iter().rfind(|l| l.kind != Kind::Code)?;
        (open.kind == Kind::FenceOpen).then_some(open.span)
    }
}

impl Kind {
    /// Returns the heading level of an ATX, setext or banner heading.
    pub fn heading(self) -> Option<u8> {
        match self {
            Kind::Heading(level) | Kind::Setext(level) => Some(level),
            Kind::Banner => Some(1),
            _ => None,
        }
    }
}

fn eol(line: &str) -> Option<&'static str> {
    ["\r\n", "\n", "\r"].into_iter().find(|e| line.ends_with(e))
}
