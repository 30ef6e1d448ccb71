//! Status tokens: emoji and words, and what they mean (corpus.md §2.3).

use super::lexicon::{Lexicon, count, entries};
use crate::handoff::StatusKind::{self, *};

/// A status token at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::handoff) struct Token {
    pub kind: StatusKind,
    /// Length in bytes, with what belongs to it (`✅ DONE`).
    pub len: usize,
}

static EMOJI: Lexicon<StatusKind, 30> = Lexicon::new([
    ("✅", Done),
    ("✔", Done),
    ("✓", Done),
    ("☑", Done),
    ("🎉", Done),
    ("⏳", Open),
    ("⌛", Open),
    ("⬜", Open),
    ("☐", Open),
    ("🔲", Open),
    ("⚪", Open),
    ("🆕", Open),
    ("🔄", InProgress),
    ("🚧", InProgress),
    ("🔧", InProgress),
    ("🏗", InProgress),
    ("🔨", InProgress),
    ("▶", InProgress),
    ("🔜", Open),
    ("⛔", Blocked),
    ("🚫", Blocked),
    ("🛑", Blocked),
    ("🔒", Blocked),
    ("⏸", Deferred),
    ("⏭", Deferred),
    ("💤", Deferred),
    ("🗑", Dropped),
    ("❌", Odd),
    ("✗", Odd),
    ("✘", Odd),
]);

const WORDS: [(StatusKind, &str); 7] = [
    (
        Done,
        "done|complete|completed|finished|fixed|shipped|landed|merged|closed|resolved|verified|validated|live|passing|passed|deployed|implemented|tested|released|published|approved|accepted|ok|完成|已完成|完了|済|済み|완료|완료됨|hecho|completado|completada|terminado|concluído|feito|erledigt|fertig|abgeschlossen|terminé|fait|fatto|completato|готово|сделано|выполнено|завершено|xong|hoàn thành|đã xong|tamam|tamamlandı|تم|اتنفذت|hotovo|dokončeno|通过|已修复|已验证|已实现",
    ),
    (
        InProgress,
        "in progress|in-progress|wip|working|active|started|ongoing|partial|partially done|in review|under review|review|drafting|in draft|editing|in flight|half|doing|current|进行中|進行中|作業中|处理中|진행 중|진행중|진행|en curso|en progreso|em andamento|em progresso|in arbeit|laufend|en cours|in corso|в процессе|в работе|đang làm|đang thực hiện|devam ediyor|部分完成|开发中",
    ),
    (
        Open,
        "open|todo|to do|to-do|pending|not started|not done|next|planned|ready|queued|new|backlog|unverified|draft|drafted|outlined|idea|proposed|待办|未开始|待开始|待完成|待处理|未着手|未完了|未実装|未作成|대기|미완료|예정|미착수|pendiente|pendente|offen|ausstehend|geplant|à faire|en attente|da fare|не начато|ожидает|запланировано|chưa làm|chưa bắt đầu|bekliyor|未生成|未实现",
    ),
    (
        Blocked,
        "blocked|blocking|on hold|waiting|stuck|failed|failing|阻塞|被阻塞|ブロック|ブロック中|차단|차단됨|블록|bloqueado|bloqueada|blockiert|bloqué|bloccato|заблокировано|bị chặn|engellendi",
    ),
    (
        Deferred,
        "deferred|later|parked|postponed|paused|future|延期|推迟|搁置|保留|延期中|보류|연기|aplazado|adiado|verschoben|zurückgestellt|reporté|rimandato|отложено|hoãn|ertelendi",
    ),
    (
        Dropped,
        "dropped|cancelled|canceled|abandoned|rejected|won't do|wont do|wontfix|withdrawn|skipped|n/a|obsolete|取消|已取消|放弃|中止|취소|폐기|descartado|cancelado|verworfen|abgebrochen|abandonné|annullato|отменено|hủy|iptal",
    ),
    (
        Superseded,
        "superseded|replaced|reversed|deprecated|retired|已替代|被取代|廃止|대체됨|reemplazado|substituído|ersetzt|abgelöst|remplacé|sostituito|заменено|thay thế",
    ),
];

/// Returns the meaning of a text that is a status token and nothing else.
pub(super) fn status_word(text: &str) -> Option<StatusKind> {
    let token = leading_token(text.trim())?;
    (token.len == text.trim().len()).then_some(token.kind)
}

/// Finds the status token that `text` begins with: an emoji, a word of the tables, or both.
pub(super) fn leading_token(text: &str) -> Option<Token> {
    if let Some((kind, len)) = emoji(text) {
        let gap = text[len..].len() - text[len..].trim_start_matches(' ').len();
        let more = word(&text[len + gap..]);
        return Some(match more {
            Some(word) if gap <= 1 => Token { kind: if kind == Odd { word.kind } else { kind }, len: len + gap + word.len },
            _ => Token { kind, len },
        });
    }
    word(text)
}

/// Finds the emoji that `text` begins with, its variation selector included.
pub(super) fn emoji(text: &str) -> Option<(StatusKind, usize)> {
    // Every sign of the table begins with one of these bytes.
    if !matches!(text.as_bytes().first()?, 0xe2 | 0xf0) {
        return None;
    }
    let len = text.chars().next()?.len_utf8();
    let kind = EMOJI.get(&text[..len])?;
    Some((kind, len + if text[len..].starts_with('\u{fe0f}') { '\u{fe0f}'.len_utf8() } else { 0 }))
}

/// Finds a status emoji at the end of `text`; returns it with its start.
pub(super) fn trailing_token(text: &str) -> Option<(usize, StatusKind)> {
    let bare = text.strip_suffix('\u{fe0f}').unwrap_or(text);
    let (start, _) = bare.char_indices().next_back().filter(|(_, c)| !c.is_ascii())?;
    Some((start, EMOJI.get(&bare[start..])?))
}

static TOKENS: Lexicon<StatusKind, { count(&WORDS) }> = Lexicon::new(entries(&WORDS));

fn word(text: &str) -> Option<Token> {
    let mut best: Option<Token> = None;
    for (word, kind) in TOKENS.near_folded(text) {
        if best.is_none_or(|b| word.len() > b.len) && begins(text, word) {
            best = Some(Token { kind, len: word.len() });
        }
    }
    best
}

fn begins(text: &str, word: &str) -> bool {
    let Some(head) = text.get(..word.len()) else { return false };
    let same = if word.is_ascii() { head.eq_ignore_ascii_case(word) } else { head == word || head.to_lowercase() == word };
    same && !text[word.len()..].starts_with(|c: char| c.is_alphanumeric() && c.is_ascii() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, token: Option<(StatusKind, &str)>) {
        assert_eq!(leading_token(text).map(|t| (t.kind, &text[..t.len])), token);
    }

    #[test]
    fn a_token_is_read_with_its_word() {
        check("✅ COMPLETED (29/29 tests)", Some((Done, "✅ COMPLETED")));
        check("in-progress", Some((InProgress, "in-progress")));
        check("not started yet", Some((Open, "not started")));
        check("⏳ pending", Some((Open, "⏳ pending")));
        check("donec", None);
        check("❌ blocked", Some((Blocked, "❌ blocked")));
        check("Pydantic", None);
        check("✔️ merged", Some((Done, "✔️ merged")));
    }
}
