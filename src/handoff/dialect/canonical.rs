//! What baton calls a section that it adds.

use super::Concept;

/// The languages in which baton can name a section it adds.
pub const LANGUAGES: [&str; 9] = ["en", "zh", "ja", "ko", "es", "pt", "vi", "de", "ru"];

/// Returns the heading of a new section of `concept` in `language`; English where baton does not know the language.
pub fn heading_for(concept: Concept, language: &str) -> &'static str {
    let names = match concept {
        Concept::Metadata => {
            ["Session Info", "会话信息", "基本情報", "문서 정보", "Metadatos", "Metadados", "Ngày", "Metadaten", "Метаданные"]
        }
        Concept::Summary => ["Summary", "摘要", "概要", "요약", "Resumen", "Resumo", "Tóm tắt", "Zusammenfassung", "Сводка"],
        Concept::Completed => {
            ["Completed", "已完成", "完了したこと", "완료된 작업", "Completado", "Concluído", "Đã hoàn thành", "Erledigt", "Сделано"]
        }
        Concept::Decisions => {
            ["Decisions Made", "关键决策", "決定事項", "결정 사항", "Decisiones", "Decisões", "Quyết định", "Entscheidungen", "Решения"]
        }
        Concept::Tasks => ["Active Tasks", "任务", "タスク", "현재 작업", "Tareas", "Tarefas", "Nhiệm vụ", "Aufgaben", "Задачи"],
        Concept::Pending => {
            ["Pending Actions", "待办", "残タスク", "남은 작업", "Pendientes", "Pendências", "Còn lại", "Offene Punkte", "Осталось"]
        }
        Concept::Artifacts => ["Artifacts", "产出物", "成果物", "산출물", "Archivos", "Arquivos", "Tệp", "Dateien", "Файлы"],
        Concept::State => [
            "Current State",
            "当前状态",
            "現在の状態",
            "현재 상태",
            "Estado actual",
            "Situação",
            "Trạng thái",
            "Aktueller Stand",
            "Текущее состояние",
        ],
        Concept::Verification => {
            ["Verification", "验证", "検証", "검증", "Verificación", "Verificação", "Kiểm tra", "Verifikation", "Проверка"]
        }
        Concept::Environment => ["Environment", "环境", "環境", "환경", "Entorno", "Ambiente", "Môi trường", "Umgebung", "Окружение"],
        Concept::Objective => ["Next Objective", "当前目标", "目的", "목표", "Objetivo", "Objetivo", "Mục tiêu", "Ziel", "Цель"],
        Concept::Next => [
            "Next Steps",
            "下一步",
            "次のステップ",
            "다음 작업",
            "Próximos pasos",
            "Próximos passos",
            "Bước tiếp theo",
            "Nächste Schritte",
            "Следующие шаги",
        ],
        Concept::Watchlist => {
            ["Watchlist", "关注事项", "Watchlist", "Watchlist", "Watchlist", "Watchlist", "Watchlist", "Watchlist", "Watchlist"]
        }
        Concept::Context => ["Context", "背景", "背景", "배경", "Contexto", "Contexto", "Bối cảnh", "Kontext", "Контекст"],
        Concept::Constraints => {
            ["Constraints", "约束", "制約", "제약", "Restricciones", "Restrições", "Ràng buộc", "Regeln", "Ограничения"]
        }
        Concept::Exclusions => [
            "Exclusions",
            "明确不做",
            "対象外",
            "제외",
            "Fuera de alcance",
            "Fora de escopo",
            "Ngoài phạm vi",
            "Ausgeschlossen",
            "Исключено",
        ],
        Concept::DeadEnds => ["Gotchas", "注意事项", "注意点", "주의사항", "Avisos", "Armadilhas", "Lưu ý", "Fallstricke", "Грабли"],
        Concept::Questions => {
            ["Open Questions", "开放问题", "質問", "질문", "Preguntas", "Perguntas", "Câu hỏi", "Offene Fragen", "Вопросы"]
        }
        Concept::Links => ["Links", "相关链接", "関連リンク", "참고 링크", "Enlaces", "Referências", "Tài liệu", "Verweise", "Ссылки"],
        Concept::Derived => ["Derived From"; 9],
        Concept::Domain => ["Findings"; 9],
        Concept::Prompt => [
            "Prompt for Next Session",
            "启动提示词",
            "プロンプト",
            "프롬프트",
            "Prompt para la próxima sesión",
            "Prompt para a próxima sessão",
            "Prompt for Next Session",
            "Prompt für die nächste Sitzung",
            "Промпт",
        ],
    };
    let at = LANGUAGES.iter().position(|l| *l == language).unwrap_or(0);
    names[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::dialect::understand;

    #[test]
    fn a_heading_that_baton_writes_is_read_as_what_it_is() {
        for language in LANGUAGES {
            for concept in Concept::ALL {
                let heading = heading_for(concept, language);
                let first = understand(heading).and_then(|m| m.concepts.first().copied());
                assert_eq!(first, Some(concept), "{heading} ({language})");
            }
        }
    }
}
