//! The findings: one line each, by level, and everything about the marked one below.

use super::chrome::level_look;
use super::over::{halves, list_rows, paragraph};
use super::pen::Pen;
use crate::app::Model;
use crate::app::overlay::Marked;
use crate::app::theme::Role;
use crate::project::mask;
use crate::rules::{self, Finding};
use crate::shown::Shown;
use ratatui::layout::Rect;

/// So wide is the level in front of a finding, and behind it the number of its line.
const LEVEL: u16 = 7;
const LINE: u16 = 5;

/// Draws the list and what is known of the marked finding.
pub(super) fn draw(model: &Model, pen: &mut Pen, marked: Marked, body: Rect) {
    let findings = &model.snapshot.findings;
    let (list, detail) = halves(pen, "Findings", (marked.row + 1, findings.len()), findings.len(), body);
    let mut before = None;
    for (n, y, here) in list_rows(marked, list, findings.len()) {
        let finding = &findings[n];
        let (mark, role, word) = level_look(finding.level);
        if here {
            pen.text(list.x, y, 1, "\u{203a}", Role::Marker);
        }
        pen.text(list.x + 2, y, 1, mark, role);
        if before.replace(finding.level) != Some(finding.level) {
            pen.text(list.x + 4, y, LEVEL, word, role);
        }
        let line = line_of(model, finding).map_or_else(String::new, |line| line.to_string());
        pen.right(list.x + 2 + LEVEL + LINE, y, LINE, &line, Role::Muted);
        let x = list.x + 4 + LEVEL + LINE;
        let right = if finding.fix.is_some() { pen.right(list.right(), y, 12, "f mends it", Role::Key) } else { list.right() };
        let role = if here { Role::Selected } else { Role::Text };
        pen.text(x, y, right.saturating_sub(x + 1), Shown::new(&finding.message).as_str(), role);
    }
    if let Some(finding) = findings.get(marked.row) {
        about(model, pen, finding, detail);
    }
}

fn about(model: &Model, pen: &mut Pen, finding: &Finding, area: Rect) {
    let mut y = paragraph(pen, area, area.y, &finding.message, Role::Heading);
    if let Some(line) = line_of(model, finding) {
        let handoff = &model.snapshot.handoff;
        let span = handoff.document().lines().get(line - 1).map(|l| l.span);
        let text = span.map(|span| mask(handoff, &model.snapshot.masked, span, handoff.slice(span).trim())).unwrap_or_default();
        y = paragraph(pen, area, y, &format!("{line:>4}  {text}"), Role::Muted);
    }
    y = paragraph(pen, area, y + 1, &finding.help, Role::Text);
    let settle = if finding.id.is_some() { "! settles it with a reason" } else { "it cannot be settled, only mended" };
    let gate = if finding.shuts_gate() { "it shuts the commit gate" } else { "" };
    let words = [settle, gate].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" \u{b7} ");
    y = paragraph(pen, area, y, &words, Role::Muted);
    if let Some(rule) = rules::rules().iter().find(|r| r.id == finding.rule) {
        y = paragraph(pen, area, y + 1, rule.id, Role::Heading);
        y = paragraph(pen, area, y, rule.text, Role::Text);
        paragraph(pen, area, y, rule.source, Role::Muted);
    }
}

/// Returns the 1-based line of a finding.
fn line_of(model: &Model, finding: &Finding) -> Option<usize> {
    finding.span.map(|span| model.snapshot.handoff.document().line_at(span.start) + 1)
}
