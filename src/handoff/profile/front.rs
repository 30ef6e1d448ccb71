//! The plain values of a front matter: enough to know what wrote a file and when.

/// The most lines that are looked at.
const LINES: usize = 200;

/// Returns the top-level keys of a front matter, and those under its `metadata:`, with their values, quotes taken off; none without one.
pub(crate) fn values(text: &str) -> Vec<(&str, &str)> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim_end) != Some("---") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut nested = false;
    for line in lines.take(LINES) {
        if line.trim_end() == "---" {
            return found;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        nested = key == "metadata" || nested && key.starts_with(' ');
        let key = if nested { key.trim_start() } else { key };
        if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            found.push((key, value.trim().trim_matches(['"', '\''])));
        }
    }
    // Without its end it is none.
    Vec::new()
}
