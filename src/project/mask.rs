//! Masking: what is shown in the place of a secret.

use super::Project;
use crate::document::Span;
use crate::handoff::Handoff;
use crate::merge::{Change, Conflict, Proposal};
use crate::prompt::{Fact, Facts};
use crate::rules;
use crate::shown::Shown;

/// What stands where a secret stood.
const MASK: &str = "••••••";

/// Returns `text`, which was made from the part `within` of the handoff, with every one of `secrets` masked.
///
/// When a secret is in `text` but its marks were changed on the way (emphasis dropped, lines joined), all of `text` is masked.
pub fn mask(handoff: &Handoff, secrets: &[Span], within: Span, text: &str) -> String {
    let mut out = text.to_owned();
    for secret in secrets.iter().filter(|s| s.start < within.end && within.start < s.end) {
        let value = handoff.slice(*secret);
        if value.is_empty() {
            continue;
        }
        out = out.replace(value, MASK);
        let bare = bare(value);
        if !bare.is_empty() && self::bare(&out).contains(&bare) {
            return MASK.into();
        }
    }
    out
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Project {
    /// Returns inbox lines as they may be shown: the secrets in their words masked.
    pub fn masked(&self, lines: &[Proposal]) -> Vec<Proposal> {
        let one = |line: &Proposal| {
            let change = match &line.change {
                Change::Changed(from) => Change::Changed(self.veiled(from)),
                other => other.clone(),
            };
            Proposal { text: self.veiled(&line.text), why: self.veiled_if(&line.why), change, ..line.clone() }
        };
        lines.iter().map(one).collect()
    }

    /// Returns where the secrets stand in a text that is not the project's own.
    pub fn secrets_in(&self, text: &str) -> Vec<Span> {
        rules::scan(text, &self.checks).into_iter().filter(|f| f.secret).filter_map(|f| f.span).collect()
    }

    pub(super) fn masked_conflicts(&self, conflicts: Vec<Conflict>) -> Vec<Conflict> {
        let one = |c: Conflict| Conflict {
            title: self.veiled(&c.title),
            base: self.veiled_if(&c.base),
            ours: self.veiled_if(&c.ours),
            theirs: self.veiled_if(&c.theirs),
            ..c
        };
        conflicts.into_iter().map(one).collect()
    }

    pub(super) fn masked_facts(&self, facts: Facts) -> Facts {
        Facts {
            project: self.veiled(&facts.project),
            context: facts.context.iter().map(|line| self.veiled(line)).collect(),
            session: self.veiled_if(&facts.session),
            carried: facts.carried.iter().map(|f| Fact { text: self.veiled(&f.text), why: self.veiled_if(&f.why), ..f.clone() }).collect(),
            ..facts
        }
    }

    fn veiled_if(&self, text: &Option<String>) -> Option<String> {
        text.as_deref().map(|text| self.veiled(text))
    }

    /// Returns `text` with what is a secret in it masked; it is found without the handoff around it.
    fn veiled(&self, text: &str) -> String {
        let secrets: Vec<_> = self.secrets_in(text).iter().map(|s| s.start..s.end).collect();
        if secrets.is_empty() {
            return text.to_owned();
        }
        let lines: Vec<_> = Shown::masked_lines(text, &secrets).iter().map(|line| line.as_str().to_owned()).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, secret: &str, text: &str, want: &str) {
        let handoff = Handoff::parse(file);
        let at = file.find(secret).map(|s| Span::new(s, s + secret.len())).into_iter().collect::<Vec<_>>();
        assert_eq!(mask(&handoff, &at, Span::new(0, file.len()), text), want);
    }

    #[test]
    fn a_secret_is_masked_and_what_is_beside_it_stays() {
        check("- key hunter2x is set\n", "hunter2x", "key hunter2x is set", "key •••••• is set");
        check("- key a_b_c9 set\n", "a_b_c9", "key abc9 set", "••••••");
        check("- nothing\n", "hunter2x", "nothing", "nothing");
    }
}
