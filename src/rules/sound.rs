//! Rules on what makes a handoff unusable: merge markers, an open fence, no objective.

use super::Finding;
use super::case::Case;
use crate::document::Span;
use crate::handoff::Concept;

/// Finds unresolved conflicts: a line of `<<<<<<<`, one of `=======`, one of `>>>>>>>`, in this order.
pub(super) fn merge_markers(case: &Case) -> Vec<Finding> {
    let mut found = Vec::new();
    let (mut begins, mut divided) = (None, false);
    let document = case.handoff().document();
    for line in document.lines() {
        let text = document.slice(line.span).trim_end();
        if is_marker(text, "<<<<<<<") {
            (begins, divided) = (Some(line.span.start), false);
        } else if text == "=======" {
            divided = begins.is_some();
        } else if let Some(start) = begins.filter(|_| divided && is_marker(text, ">>>>>>>")) {
            let span = Span::new(start, line.span.start + text.len());
            let message = format!("Lines {} to {} are an unresolved merge.", case.line(span), case.line(Span::at(span.end)));
            found.push(case.on_span(span, message));
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
    let fence = case.handoff().document().open_fence();
    let one = |span: Span| {
        let message = format!("The fence opened in line {} is never closed; everything below it is code.", case.line(span));
        Finding { span: Some(span), ..case.bare(message) }
    };
    fence.map(one).into_iter().collect()
}

/// Finds a handoff that says neither what the next session is for nor what comes next.
pub(super) fn no_objective(case: &Case) -> Vec<Finding> {
    if [Concept::Objective, Concept::Next].into_iter().any(|c| case.filled(c).next().is_some()) {
        return Vec::new();
    }
    vec![case.bare("Nothing says what the next session is for.".to_owned())]
}

/// Tells of sessions under the live file that are not what was sealed.
pub(super) fn chain_broken(case: &Case) -> Vec<Finding> {
    case.checks().evidence.broken.iter().map(|what| case.bare(what.clone())).collect()
}

/// Says when the bootstrap template is another one than at the last seal.
pub(super) fn bootstrap_changed(case: &Case) -> Vec<Finding> {
    let changed = case.checks().evidence.bootstrap.iter();
    let one = |(since, now): &(String, String)| {
        let message = format!("The bootstrap template changed since {since}: every prompt from now on carries other instructions.");
        case.about(now, None, message)
    };
    changed.map(one).collect()
}
