//! The line scanner: one pass from text to [`Line`]s.

use super::{Kind, Line, Marker, Span};

/// Scans `text` into its lines.
pub(super) fn scan(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut fenced = false;
    for raw in text.split_inclusive('\n') {
        let span = Span::new(at, at + raw.len());
        at = span.end;
        let trimmed = raw.trim();
        let lead = raw.len() - raw.trim_start().len();
        let mut body = Span::new(span.start + lead.min(raw.len()), span.start + lead.min(raw.len()) + trimmed.len());
        let mut marker = None;
        let level = trimmed.bytes().take_while(|b| *b == b'#').count();
        let kind = if trimmed.starts_with("```") {
            fenced = !fenced;
            if fenced { Kind::FenceOpen } else { Kind::FenceClose }
        } else if fenced {
            Kind::Code
        } else if trimmed.is_empty() {
            Kind::Blank
        } else if (1..=6).contains(&level) && trimmed[level..].starts_with(' ') {
            body.start += level + 1;
            Kind::Heading(level as u8)
        } else {
            if trimmed.starts_with("- ") {
                marker = Some(Marker { span: Span::new(body.start, body.start + 1), number: None, checkbox: None, column: lead as u16 });
                body.start += 2;
            }
            Kind::Text
        };
        let depth = u8::from(marker.is_some());
        lines.push(Line { span, text: body, kind, quote: 0, depth, indent: lead as u16, marker });
    }
    lines
}
