//! Masking: what is shown in the place of a secret.

use crate::document::Span;
use crate::handoff::Handoff;

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
