//! What labels, columns and clauses are called: reasons, statuses, metadata, "none".

use super::lexicon::{self, Lexicon};
use super::normal::{STRONG, WEAK, keeps_head, normalize};
use crate::handoff::MetaKey;

/// What a label inside an item names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::handoff) enum FieldKind {
    /// The reason for it.
    Why,
    /// What blocks it.
    Blocked,
    /// Its status.
    Status,
    /// Any of the other known ones (alternatives, owner, effort).
    Known,
}

/// What a table column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::handoff) enum Role {
    Topic,
    Status,
    Why,
    Blocked,
    Id,
    /// A column that serves as the reason when no other does (notes).
    Notes,
    Other,
}

const FIELDS: [(FieldKind, &str); 4] = [
    (
        FieldKind::Why,
        "why|rationale|reason|reasons|reasoning|because|justification|motivation|basis|cost and revisit trigger|原因|理由|为什么|依据|缘由|なぜ|根拠|이유|근거|왜|motivo|razón|razones|por qué|por que|por quê|porque|justificación|justificativa|grund|gründe|begründung|warum|weil|raison|pourquoi|justification|perché|motivazione|причина|почему|обоснование|lý do|vì sao|tại sao|neden|gerekçe|السبب|ليه|لماذا|סיבה|důvod|proč",
    ),
    (
        FieldKind::Blocked,
        "blocked by|blocker|blockers|blocking|blocking reason|blocked on|blocked|waiting for|waiting on|awaiting|depends on|depends|dependency|dependencies|needs|requires|阻塞|阻塞原因|阻塞项|依赖|前置条件|ブロッカー|待ち|依存|블로커|차단|차단 사유|의존|bloqueado por|bloqueo|bloqueado|depende de|blockiert durch|blockiert|wartet auf|bloqué par|en attente de|bloccato da|заблокировано|блокер|ждёт|зависит от|bị chặn bởi|chờ|phụ thuộc|engel",
    ),
    (
        FieldKind::Status,
        "status|state|progress|状态|進捗|状態|ステータス|进度|상태|진행|진행 상태|estado|situação|zustand|état|stato|статус|состояние|trạng thái|durum|الحالة|stav|done",
    ),
    (
        FieldKind::Known,
        "alternatives|alternatives considered|rejected|supersedes|superseded by|owner|effort|priority|impact|consequences|reference|ref|refs|file|files|location|notes|note|details|impact|date|who|source|trade off|tradeoff|影响|文件|位置|备注|方案|ファイル|파일|위치|archivo|impacto|datei|файл|problem|fix|cause|root cause|context|decision|choice|solution|next|risk|test|tests|目标|目標",
    ),
];

const COLUMNS: [(Role, &str); 3] = [
    (
        Role::Topic,
        "task|tasks|decision|item|name|title|feature|issue|problem|question|action|what|step|risk|requirement|description of work|topic|file|path|artifact|component|choice|任务|名称|决策|问题|文件|文件路径|项目|事项|検査項目|検証項目|項目|タスク|ファイル|決定|작업|항목|결정|파일|이름|tarea|decisión|elemento|archivo|aspecto|tarefa|arquivo|aufgabe|entscheidung|datei|tâche|décision|задача|решение|файл|nhiệm vụ|quyết định|görev",
    ),
    (Role::Id, "id|no|nr|num|number|编号|序号|番号|번호|任务 id|task id|ref|key|stt|n"),
    (Role::Notes, "notes|note|comment|comments|备注|说明|備考|비고|notas|anmerkung|bemerkung|impact|影响"),
];

const META: [(MetaKey, &str); 12] = [
    (
        MetaKey::Session,
        "session|session id|session number|session no|session name|id|会话编号|会话|세션|세션 id|セッション|sesión|sessão|sitzung|сессия|phiên|session type",
    ),
    (
        MetaKey::Time,
        "date|time|generated|start time|started|created|when|timestamp|session date|session start|datetime|日期|时间|创建时间|日付|作成日|날짜|작성일|일시|fecha|data|datum|stand|дата|ngày|tarih|session end|ended|completed at|date created|handoff date|created at|생성일",
    ),
    (
        MetaKey::Updated,
        "last updated|updated|last update|updated at|last modified|modified|更新日期|最后更新|更新时间|最終更新|更新日|업데이트|최종 업데이트|최종 수정|마지막 업데이트|última actualización|ultima actualización|última atualização|maj|aktualisiert|letzte aktualisierung|ultimo aggiornamento|обновлено|последнее обновление|cập nhật|cập nhật lần cuối|aktualizováno|son güncelleme|دقيقة|آخر تحديث|最終更新日",
    ),
    (
        MetaKey::Actor,
        "agent|actor|agent actor|author|by|prepared by|owner|written by|from|handed off by|作者|作者 agent|執筆者|最終作業者|担当|작성자|담당|autor|автор|người viết|created by|assistant|operator|user|session owner|developer",
    ),
    (MetaKey::Scope, "scope|active scope|focus|session focus|topic|topics|theme|范围|主题|スコープ|범위|alcance|thema|тема|phạm vi"),
    (
        MetaKey::Branch,
        "branch|git branch|current branch|working branch|active branch|分支|ブランチ|브랜치|현재 브랜치|rama|zweig|ветка|nhánh",
    ),
    (
        MetaKey::Commit,
        "commit|head|last commit|latest commit|current head|base commit|head commit|当前 head|相关 commit|提交|コミット|커밋|최신 커밋|git head|base|commits",
    ),
    (
        MetaKey::Project,
        "project|project name|repo|repository|workspace|codebase|项目|项目名称|プロジェクト|프로젝트|proyecto|projeto|projekt|projet|progetto|проект|dự án|directory|working directory|working dir",
    ),
    (
        MetaKey::Status,
        "status|phase|state|stage|overall status|current phase|mode|状态|阶段|状態|ステータス|상태|단계|estado|fase|статус|фаза|trạng thái|giai đoạn|durum",
    ),
    (MetaKey::Platform, "platform|environment|os|平台|環境|플랫폼"),
    (MetaKey::Model, "model|model version|llm|模型|モデル|모델"),
    // Keys of a file's head that say nothing baton names.
    (
        MetaKey::Other,
        "to|duration|priority|purpose|version|type|tags|tag|related|previous session|prior session|next session|supersedes|read first|audience|template|format|license|location|code location|session tool|dirty files count|reconstructed|artifacts|tasks touched|name|title|description|uncommitted|tests|reviewer|reviewers|pr|issue|ticket|epic|sprint|milestone|相关 tag|相关 commit|版本|バージョン|버전|versión|version|total session time|time zone|timezone|project type|when to use|用途|目的|schema version|file|files|url|repo url|github|style|human|human owner|created for",
    ),
];

static FIELD_LEXICON: Lexicon<FieldKind, { lexicon::count(&FIELDS) }> = Lexicon::new(lexicon::entries(&FIELDS));
static COLUMN_LEXICON: Lexicon<Role, { lexicon::count(&COLUMNS) }> = Lexicon::new(lexicon::entries(&COLUMNS));
static META_LEXICON: Lexicon<MetaKey, { lexicon::count(&META) }> = Lexicon::new(lexicon::entries(&META));

/// Returns what a label inside an item names.
pub(in crate::handoff) fn field_kind(name: &str) -> Option<FieldKind> {
    look_up(&FIELD_LEXICON, name)
}

/// Returns what a column of that header holds.
pub(in crate::handoff) fn column_role(header: &str, own: &super::Dialect) -> Role {
    if header.trim() == "#" {
        return Role::Id;
    }
    match own.field_kind(header) {
        Some(FieldKind::Why) => Role::Why,
        Some(FieldKind::Blocked) => Role::Blocked,
        Some(FieldKind::Status) => Role::Status,
        _ => look_up(&COLUMN_LEXICON, header).unwrap_or(Role::Other),
    }
}

/// Returns the metadata that a key names.
pub(in crate::handoff) fn meta_key(name: &str) -> Option<MetaKey> {
    look_up(&META_LEXICON, name)
}

/// Looks up a name as headings are normalized.
fn look_up<T: Copy, const N: usize>(words: &Lexicon<T, N>, name: &str) -> Option<T> {
    if keeps_head(name) {
        if !words.begins_any(name) {
            return None;
        }
        if name.split(' ').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric())) {
            return words.get(name);
        }
    }
    words.get(&plain(name))
}

pub(super) fn plain(name: &str) -> String {
    let normal = normalize(name);
    if normal.bytes().any(|b| b == STRONG as u8 || b == WEAK as u8) { normal.replace([STRONG, WEAK], " ") } else { normal }
}

/// Words that begin a reason inside a sentence; each stands behind a blank or comma (none needed in scripts that run on).
pub(in crate::handoff) static BECAUSE: Lexicon<(), 24> = Lexicon::new([
    ("because ", ()),
    ("since ", ()),
    ("so that ", ()),
    ("due to ", ()),
    ("in order to ", ()),
    ("porque ", ()),
    ("ya que ", ()),
    ("já que ", ()),
    ("weil ", ()),
    ("parce que ", ()),
    ("perché ", ()),
    ("потому что ", ()),
    ("так как ", ()),
    ("поскольку ", ()),
    ("vì ", ()),
    ("çünkü ", ()),
    ("عشان ", ()),
    ("لأن ", ()),
    ("protože ", ()),
    ("因为", ()),
    ("由于", ()),
    ("因此", ()),
    ("때문에", ()),
    ("위해", ()),
]);

/// Words that begin what blocks an item.
pub(in crate::handoff) static BLOCKED: Lexicon<(), 34> = Lexicon::new([
    ("blocked by ", ()),
    ("blocked by: ", ()),
    ("blocked on ", ()),
    ("blocked until ", ()),
    ("blocked: ", ()),
    ("blocked — ", ()),
    ("blocked - ", ()),
    ("waiting for ", ()),
    ("waits for ", ()),
    ("waiting on ", ()),
    ("awaiting ", ()),
    ("pending approval", ()),
    ("depends on ", ()),
    ("needs ", ()),
    ("requires ", ()),
    ("with blocking reason: ", ()),
    ("blocking reason: ", ()),
    ("reason: ", ()),
    ("bloqueado por ", ()),
    ("depende de ", ()),
    ("esperando ", ()),
    ("blockiert durch ", ()),
    ("wartet auf ", ()),
    ("bloqué par ", ()),
    ("en attente de ", ()),
    ("заблокировано ", ()),
    ("ждёт ", ()),
    ("зависит от ", ()),
    ("bị chặn bởi ", ()),
    ("chờ ", ()),
    ("阻塞于", ()),
    ("阻塞：", ()),
    ("等待", ()),
    ("依赖", ()),
]);

const NOTHING: [((), &str); 1] = [(
    (),
    "none|none known|none yet|none currently|none at this time|none detected|nothing|nothing yet|nothing pending|nothing outstanding|na|n a|nil|no|empty|yok|无|無|没有|暂无|なし|無し|特になし|없음|해당 없음|ninguno|ninguna|ninguno por ahora|nada|nenhum|nenhuma|keine|keiner|keines|nichts|aucun|aucune|rien|nessuno|nessuna|niente|нет|отсутствуют|không|không có|chưa có|لا يوجد|أין|אין|žádné|nic|无已知损坏|無已知問題|aucun bloquant actuellement|currently none|all clear",
)];
static NOTHING_LEXICON: Lexicon<(), { lexicon::count(&NOTHING) }> = Lexicon::new(lexicon::entries(&NOTHING));

/// Tells whether a text states that there is nothing, in any language.
pub fn none_said(text: &str) -> bool {
    let bare = text.trim().trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | '*' | '_' | '.' | '。' | '-' | '—' | '–'));
    if bare.len() > 120 {
        return false;
    }
    if bare.is_empty() {
        return text.trim_start().starts_with(['—', '–']);
    }
    // Whatever states it begins as one of the words does.
    if keeps_head(bare) && !NOTHING_LEXICON.begins_any(bare) {
        return false;
    }
    if bare.split(' ').nth(7).is_some() {
        return false;
    }
    let normal = plain(bare);
    let whole = normal.trim();
    if NOTHING_LEXICON.get(whole).is_some() {
        return true;
    }
    let words = normal.split_whitespace().count();
    let begins = |starts: &[&str]| starts.iter().any(|s| normal.starts_with(s));
    if begins(&["none "]) {
        return words <= 7 && !begins(&["none of "]);
    }
    if begins(&[
        "no known ",
        "no open ",
        "no current ",
        "no blockers",
        "no blocking ",
        "no outstanding ",
        "no pending ",
        "no issues",
        "no new ",
    ]) {
        return words <= 6;
    }
    normal.chars().count() <= 12 && begins(&["无已知", "暂无", "無已知", "没有", "特になし"])
}
