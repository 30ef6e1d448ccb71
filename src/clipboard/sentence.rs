//! What a copy came to, in one sentence.

use super::{Copied, Rung};

impl Copied {
    /// Says in one sentence what was seen, with the size and the file.
    pub fn sentence(&self) -> String {
        let bytes = thousands(self.bytes);
        let file = self.file.as_ref().map(|path| path.display().to_string());
        let seen = match &self.rung {
            Rung::Command(command) => format!("copied {bytes} bytes with `{command}`, which reported success"),
            Rung::Native => format!("copied {bytes} bytes to the clipboard, read back"),
            Rung::Tmux => format!("copied {bytes} bytes to tmux's buffer, read back"),
            Rung::Osc52 => format!("sent {bytes} bytes to the terminal (it does not answer)"),
            Rung::File => match file {
                Some(file) => return format!("no clipboard was reached; the {bytes} bytes are in {file}"),
                None => return format!("no clipboard was reached for the {bytes} bytes"),
            },
            Rung::Nowhere => {
                let why = if self.failed.is_empty() { String::new() } else { format!(": {}", self.failed.join("; ")) };
                return format!("{bytes} bytes were not copied anywhere{why}");
            }
        };
        match file {
            Some(file) => format!("{seen} · also in {file}"),
            None => seen,
        }
    }

    /// Tells whether the text is where a paste will find it, or was at least sent there.
    pub fn reached_a_clipboard(&self) -> bool {
        !matches!(self.rung, Rung::File | Rung::Nowhere)
    }
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[track_caller]
    fn check(rung: Rung, file: Option<&str>, want: &str) {
        let copied = Copied { rung, bytes: 12431, file: file.map(PathBuf::from), failed: vec!["terminal: too small".into()] };
        assert_eq!(copied.sentence(), want);
    }

    #[test]
    fn a_sentence_claims_only_what_was_seen() {
        check(Rung::Native, None, "copied 12,431 bytes to the clipboard, read back");
        check(Rung::Tmux, Some("/s/f"), "copied 12,431 bytes to tmux's buffer, read back · also in /s/f");
        check(Rung::Osc52, None, "sent 12,431 bytes to the terminal (it does not answer)");
        check(Rung::File, Some("/s/f"), "no clipboard was reached; the 12,431 bytes are in /s/f");
        check(Rung::Nowhere, None, "12,431 bytes were not copied anywhere: terminal: too small");
    }

    #[test]
    fn large_numbers_are_grouped() {
        for (number, want) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")] {
            assert_eq!(thousands(number), want);
        }
    }
}
