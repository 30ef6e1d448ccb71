//! Rules on what makes a handoff unusable: merge markers, an open fence, no objective.

use super::case::{Case, finding};
use super::{Finding, Level};
use crate::document::Span;
use crate::handoff::{Concept, is_placeholder};

/// Finds unresolved conflicts: a line of `<<<<<<<`, one of `=======`, one of `>>>>>>>`, in this order.
pub(super) fn merge_markers(case: &Case) -> Vec<Finding> {
    let mut found = Vec::new();
    let (mut begins, mut divided) = (None, false);
    for line in case.handoff.document().lines() {
        let text = case.handoff.slice(line.span).trim_end();
        if is_marker(text, "<<<<<<<") {
            (begins, divided) = (Some(line.span.start), false);
        } else if text == "=======" {
            divided = begins.is_some();
        } else if let Some(start) = begins.filter(|_| divided && is_marker(text, ">>>>>>>")) {
            let span = Span::new(start, line.span.start + text.len());
            let message = format!("Lines {} to {} are an unresolved merge.", case.line(span), case.line(Span::at(span.end)));
            found.push(case.on_span(
                "merge-markers",
                Level::Must,
                span,
                message,
                "Keep one side or join both, and remove the three marker lines.",
            ));
            (begins, divided) = (None, false);
        }
    }
    found
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Finds the fence that nothing closes: everything behind it is code.
pub(super) fn unclosed_fence(case: &Case) -> Vec<Finding> {
    let fence = case.handoff.document().open_fence();
    let one = |span: Span| {
        let message = format!("The fence opened in line {} is never closed; everything below it is code.", case.line(span));
        let help = "Close it with a line of the same marks.";
        Finding { span: Some(span), ..finding("unclosed-fence", Level::Must, message, help) }
    };
    fence.map(one).into_iter().collect()
}

/// Finds a handoff that says neither what the next session is for nor what comes next.
pub(super) fn no_objective(case: &Case) -> Vec<Finding> {
    let aims = [Concept::Objective, Concept::Next];
    if aims.into_iter().any(|c| case.handoff.items(c).any(|item| !is_placeholder(&item.text))) {
        return Vec::new();
    }
    let message = "Nothing says what the next session is for.".to_owned();
    vec![finding("no-objective", Level::Must, message, "Write the one goal of the next session: baton set objective TEXT.")]
}
