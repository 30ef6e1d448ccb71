//! Where lines end: at LF, CRLF or a lone CR.

use super::marker::Packed;
use super::{Kind, Line, Span};

/// Returns the lines of `bytes` as blank ones, the text of each all that stands before its ending.
///
/// The ends in 64 bytes are found at once: for lines as short as those of a handoff that takes half as long as a search
/// from line to line.
pub(super) fn lines(bytes: &[u8]) -> Vec<Line> {
    // Few texts have shorter lines than 16 bytes; to count them first would be one more pass.
    let mut lines = Vec::with_capacity(bytes.len() / 16 + 16);
    let (blocks, rest) = bytes.as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    // A last line without an ending ends where the text does.
    let open = bytes.last().is_some_and(|b| !matches!(b, b'\n' | b'\r'));
    let mut at = 0;
    for n in 0..=blocks.len() {
        let mut found = match blocks.get(n) {
            Some(block) => ends(block),
            None => ends(&last) | u64::from(open) << rest.len(),
        };
        while found != 0 {
            let end = n * 64 + found.trailing_zeros() as usize;
            found &= found - 1;
            let next = match bytes.get(end) {
                Some(b'\n') if end < at => continue, // the LF of a CRLF
                Some(b'\n') => end + 1,
                Some(_) => end + 1 + usize::from(bytes.get(end + 1) == Some(&b'\n')),
                None => end,
            };
            let (span, text) = (Span { start: at, end: next }, Span { start: at, end });
            lines.push(Line { span, text, kind: Kind::Blank, quote: 0, depth: 0, indent: 0, mark: Packed::NONE });
            at = next;
        }
    }
    lines
}

/// Returns one bit for each byte that is LF or CR, the first byte's lowest.
#[inline]
fn ends(block: &[u8; 64]) -> u64 {
    // Byte by byte in one loop the compiler makes it vector code; a product gathers eight such bytes into their bits.
    let mut ends = [0u8; 64];
    for (end, byte) in ends.iter_mut().zip(block) {
        *end = u8::from((*byte == b'\n') | (*byte == b'\r'));
    }
    let words = ends.as_chunks::<8>().0.iter().enumerate();
    words.fold(0, |found, (n, word)| found | (u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * n))
}
