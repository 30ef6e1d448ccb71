//! What headings and labels mean in Spanish, Portuguese, German, French, Italian, Russian and Czech.

use super::Words;
use crate::handoff::Concept::*;

/// Spanish.
pub(super) const SPANISH: Words = Words {
    language: "es",
    concepts: &[
        (&[], "*preguntas frecuentes*"),
        (&[Metadata], "fecha|metadatos|última actualización|ultima actualización"),
        (&[Summary], "resumen*|*resumen ejecutivo"),
        (
            &[Completed],
            "completado*|hecho*|*qué se hizo*|*que se hizo*|*trabajo realizado*|*cambios realizados*|cambios|*tareas completadas*|realizado*|logros*|*lo que hicimos*|implementado*|*hitos alcanzados*|*mantenimiento realizado*|*resolución de errores*|*errores resueltos*|*correcciones realizadas*|*qué hicimos*|*lo hecho*|*que hicimos*|*problemas resueltos*|*corregido*|*arreglado*|*terminado*|*mejoras realizadas*|*mejoras implementadas*|*mejoras hechas*",
        ),
        (&[Decisions], "*decisiones*|decisión|decision tomada"),
        (&[Tasks], "tareas|*en curso*|*en progreso*|*tareas activas*"),
        (
            &[Pending],
            "*pendiente*|*pendientes*|*qué quedó*|*falta*|*bloqueos*|*bloqueadores*|*deuda*|*por hacer*|*brecha*|*tareas pendientes*|*bloqueado*|*que falta*|*lo que falta*|*deuda técnica*|*acciones requeridas*|*requiere acción*",
        ),
        (&[Artifacts], "*archivos*|*ficheros*|*entregables*|*artefactos*|*estructura del proyecto*|*estructura de archivos*"),
        (
            &[State],
            "estado|*estado actual*|*dónde estamos*|*donde estamos*|*estado al cierre*|*estado técnico*|*estado del proyecto*|estado *|*situación actual*|avance|*progreso*|*situacion actual*|*cómo está*",
        ),
        (
            &[Verification],
            "*verificación*|~*pruebas*|*validación*|*evidencia*|*estado de verificación*|~tests|*verificacion*|*validacion*|*qué se probó*|~*lista de verificación*",
        ),
        (
            &[Environment],
            "*entorno*|~*despliegue*|*estado de git*|~*configuración*|stack *|*stack técnico*|*stack tecnológico*|*instalación*|~*infraestructura*|*rama*|*cómo arrancar*|~*configuracion*|*instalacion*|~dependencias*",
        ),
        (&[Objective], "*objetivo*|*objetivos*|meta|*meta de *|*criterios de éxito*|alcance|*tarea actual*"),
        (
            &[Next],
            "*próximos pasos*|*próximo paso*|*siguientes pasos*|*siguiente paso*|*siguiente sesión*|*próxima sesión*|*qué haría yo ahora*|siguiente|*siguiente acción*|*qué sigue*|*prioridades*|*próximas tareas*|*plan de acción*|*proximos pasos*|*proximo paso*|*proxima sesión*|*proxima sesion*|*siguiente sesion*|*que sigue*|*próxima acción*|*por dónde seguir*",
        ),
        (
            &[Context],
            "*contexto*|antecedentes|~*arquitectura*|*leer primero*|*orden de lectura*|*visión general*|supuestos|*detalles técnicos*|~*alcance técnico*|~qué es *",
        ),
        (&[Constraints], "*restricciones*|*reglas*|*qué no hacer*|*no hacer*|*no tocar*|*convenciones*|*principios*|límites"),
        (&[Exclusions], "*fuera de alcance*|*excluido*|*descartado*|*no incluido*"),
        (
            &[DeadEnds],
            "*avisos*|*riesgos*|~*problemas*|*lecciones*|*advertencias*|*cuidado*|~*errores*|*limitaciones*|*trampas*|*gotchas*|*qué no funcionó*|*lo que no funcionó*|*errores conocidos*|*problemas conocidos*",
        ),
        (&[Questions], "*preguntas*|*dudas*|*sin resolver*"),
        (&[Links], "*enlaces*|*referencias*|*documentos relacionados*|~*documentación*|recursos"),
        (&[Prompt], "*prompt para *|prompt para la próxima sesión|*prompt de *"),
        (&[Verification, Environment], "~comandos*"),
        (&[Watchlist], "*recordatorios*|*no olvidar*"),
    ],
};

/// Portuguese.
pub(super) const PORTUGUESE: Words = Words {
    language: "pt",
    concepts: &[
        (&[], "*perguntas frequentes*"),
        (&[Metadata], "metadados|última atualização"),
        (&[Summary], "resumo*|*resumo executivo|visão geral"),
        (
            &[Completed],
            "concluído*|feito*|*o que foi feito*|*trabalho realizado*|*alterações*|*mudanças*|*tarefas concluídas*|realizado*|implementado*|entregue*|*marcos alcançados*|*correções*|concluido*|*alteracoes*|*corrigido*|*problemas resolvidos*|*o que fizemos*",
        ),
        (&[Decisions], "*decisões*|decisão|*decisões tomadas*|*decisoes*"),
        (&[Tasks], "tarefas|*em andamento*|*em progresso*"),
        (
            &[Pending],
            "*pendências*|*pendente*|*pendentes*|*o que falta*|*bloqueios*|*bloqueadores*|*a fazer*|*onde paramos*|*pendencias*|*dívida técnica*|*ações necessárias*",
        ),
        (&[Artifacts], "*arquivos*|*artefatos*|*entregáveis*|*estrutura do projeto*"),
        (&[State], "*situação*|*contexto atual*|estado|*estado atual*|*status atual*|*onde estamos*|*progresso*|*situação atual*"),
        (&[Verification], "*verificação*|~*testes*|*validação*|*evidências*"),
        (
            &[Environment],
            "*ambiente*|*implantação*|~*configuração*|~*infraestrutura*|*estado do git*|*configuracao*|*instalação*|~dependências*",
        ),
        (&[Objective], "*objetivo*|*objetivos*|meta|*critérios de sucesso*"),
        (
            &[Next],
            "*próximos passos*|*próximo passo*|*próxima sessão*|*próximas ações*|*o que fazer agora*|*prioridades*|*proximos passos*|*proximo passo*|*proxima sessao*|*próxima ação*",
        ),
        (&[Context], "*contexto*|~*arquitetura*|*leia primeiro*|premissas|~o que é *"),
        (&[Constraints], "*restrições*|*regras*|*o que não fazer*|*não fazer*|*convenções*|*princípios*|*restricoes*"),
        (&[Exclusions], "*fora de escopo*|*fora do escopo*|*excluído*|*descartado*"),
        (
            &[DeadEnds],
            "*avisos*|*riscos*|~*problemas*|*lições*|*armadilhas*|*limitações*|*cuidados*|*atenção*|*o que não funcionou*|*problemas conhecidos*",
        ),
        (&[Questions], "*perguntas*|*dúvidas*|*questões em aberto*"),
        (&[Links], "*referências*|*documentos relacionados*|~*documentação*"),
        (&[Prompt], "*prompt para *|prompt para a próxima sessão"),
        (&[Verification, Environment], "~comandos*"),
        (&[Watchlist], "*lembretes*|*não esquecer*"),
    ],
};

/// German.
pub(super) const GERMAN: Words = Words {
    language: "de",
    concepts: &[
        (&[], "*häufige fragen*|*häufig gestellte fragen*"),
        (&[Metadata], "datum|metadaten|stand vom *"),
        (&[Summary], "*zusammenfassung*|überblick|*kurzfassung*"),
        (
            &[Completed],
            "*erledigt*|*erledigte*|*abgeschlossen*|*abgeschlossene*|*was wurde gemacht*|*umgesetzt*|änderungen|*änderungen *|fertig|*fertiggestellt*|*gemacht|*was gemacht wurde*|*in dieser sitzung*|*letzte arbeiten*|aenderungen|aenderungen *|*behoben*|*behobene*|*gelöst*",
        ),
        (&[Decisions], "*entscheidungen*|entscheidung|*designentscheidungen*"),
        (&[Tasks], "aufgaben|*laufende aufgaben*|*in arbeit*"),
        (
            &[Pending],
            "*offene punkte*|*offene aufgaben*|*offen|*ausstehend*|*blocker|blocker für *|*blockiert*|*noch zu tun*|*rückstand*|todos|*offene todos*|*weitere todos*|*technische schulden*|*was noch fehlt*|*verbleibend*|*zu erledigen*|*zu tun ist*|*noch nicht erledigt*|*wartet auf*|*handlungsbedarf*",
        ),
        (
            &[Artifacts],
            "*geänderte dateien*|*dateien*|*artefakte*|*projektstruktur*|*dateistruktur*|*ergebnisse*|*wichtige dateien*|*geaenderte dateien*|*neue dateien*|*erzeugte dateien*",
        ),
        (
            &[State],
            "stand|*aktueller stand*|*aktueller status*|*ist zustand*|*aktueller zustand*|zustand|*projektstatus*|*fortschritt*|*stand der dinge*|stand *|*wo wir stehen*|*wo stehen wir*",
        ),
        (
            &[Verification],
            "*verifikation*|~*tests|*test checkliste*|*testergebnisse*|*nachweise*|*prüfung*|*validierung*|*getestet|*getestet *|*wird getestet*|*geprüft*|*gemessen*|messung|messungen|*messergebnisse*|*nachweis*|~*checkliste*",
        ),
        (
            &[Environment],
            "*umgebung*|*einrichtung*|*git status*|~*deployment*|~*konfiguration*|~*infrastruktur*|*technik stack*|~*installation*|*entwicklungsumgebung*|*starten|*inbetriebnahme*|*zugänge*|~abhängigkeiten",
        ),
        (&[Objective], "ziel|ziele|*sitzungsziel*|*nächstes ziel*|*erfolgskriterien*|zielsetzung"),
        (
            &[Next],
            "*nächste schritte*|*nächster schritt*|*nächste sitzung*|*nächste session*|*als nächstes*|*wie weiter*|*weiteres vorgehen*|*prioritäten*|*nächste aufgaben*|*refactoring plan*|*aktionsplan*|*was als nächstes*|*nächster auftrag*|*wie es weitergeht*|*so geht es weiter*|*naechste schritte*|*naechster schritt*|*naechste sitzung*|*hier weitermachen*|*nächste aktionen*",
        ),
        (
            &[Context],
            "kontext|hintergrund|~*architektur*|*zuerst lesen*|*annahmen*|*projektüberblick*|*projektkontext*|*ausgangslage*|*vorgeschichte*|*worum es geht*|*worum geht es*|*weiterlesen*|*wissenswertes*",
        ),
        (
            &[Constraints],
            "*regeln*|*vorgaben*|*einschränkungen*|*randbedingungen*|*nicht anfassen*|*konventionen*|*prinzipien*|*was nicht tun*|*tabu|*finger weg*|*grundsätze*|*spielregeln*",
        ),
        (&[Exclusions], "*nicht im umfang*|*ausgeschlossen*|*bewusst nicht*|*verworfen*"),
        (
            &[DeadEnds],
            "*stolpert*|*stolperfallen*|*bekannte probleme*|*risiken*|*hinweise*|*warnungen*|*fallstricke*|*erkenntnisse*|~*probleme*|*achtung*|*lessons learned*|*einschränkungen bekannt*|fallen|fallen *|~*fallen|*sackgassen*|*was nicht funktioniert*|*bekannte fehler*|*bekannte grenzen*|*vorsicht*",
        ),
        (&[Questions], "*offene fragen*|*fragen*|*ungeklärt*"),
        (&[Links], "*verweise*|*referenzen*|*quellen*|~*dokumentation*"),
        (&[Prompt], "*prompt für *|prompt für die nächste sitzung"),
        (&[Verification, Environment], "*befehle*"),
        (&[Watchlist], "*nicht vergessen*"),
    ],
};

/// French.
pub(super) const FRENCH: Words = Words {
    language: "fr",
    concepts: &[
        (&[], "*questions fréquentes*|*foire aux questions*"),
        (&[Summary], "résumé*|*vue densemble*|synthèse*|aperçu|en bref|resume de *|resume executif|synthese|synthese *"),
        (
            &[Completed],
            "*terminé*|*fait|fait *|*ce qui a été fait*|*travail effectué*|*réalisé*|*modifications*|*accompli*|*termine|*realise|*réalisations*|*corrections*|*changements*|*résolu*",
        ),
        (&[Decisions], "*décisions*|décision|*decisions prises*"),
        (&[Tasks], "tâches|*en cours*"),
        (
            &[Pending],
            "*reste à faire*|*en attente*|*à faire*|*bloquants*|*bloqué*|*blocages*|*en suspens*|*a faire*|*reste a faire*|*en souffrance*|*dette technique*",
        ),
        (&[Artifacts], "*fichiers*|*livrables*|*artefacts*|*structure du projet*"),
        (
            &[State],
            "état|*état actuel*|*où en sommes nous*|*avancement*|*situation*|état *|*où en est on*|*point de situation*|*davancement*|etat|etat *|*etat actuel*|*etat des lieux*|*état des lieux*",
        ),
        (
            &[Verification],
            "*vérification*|*tests*|validation|*de validation|*la validation|*preuves*|*verification*|*essais*|*liste de contrôle*",
        ),
        (&[Environment], "*environnement*|*déploiement*|~*configuration*|*état git*|~*installation*|~dépendances*"),
        (&[Objective], "*objectif*|*objectifs*|but"),
        (
            &[Next],
            "*prochaines étapes*|*prochaine étape*|*prochaine session*|*étapes suivantes*|suite|suite à *|suite du *|suite des *|la suite|*priorités*|*pour la suite*|*étape suivante*|*prochaine action*|*prochaines actions*|*prochaines etapes*|*prochaine etape*|*étapes à venir*|*à venir*",
        ),
        (
            &[Context],
            "contexte*|~*architecture*|*à lire*|*à savoir avant*|*vue technique*|*à lire en premier*|clarification *|précisions|précisions *|~quest ce que *|*démarrage de session|*demarrage de session",
        ),
        (&[Constraints], "*contraintes*|*règles*|*ne pas faire*|*à ne pas faire*|*conventions*|*regles*|*interdits*"),
        (&[Exclusions], "*hors périmètre*|*exclu*|*écarté*"),
        (
            &[DeadEnds],
            "*pièges*|*risques*|*problèmes connus*|*leçons*|*avertissements*|*points dattention*|*limites*|*à savoir*|*échecs*|*mises en garde*|*problemes connus*|*lecons*|*impasses*|*points de vigilance*",
        ),
        (&[Questions], "~*questions*"),
        (&[Links], "*liens*|*références*"),
        (&[Metadata], "date|mise à jour|dernière mise à jour|maj|métadonnées"),
        (&[Prompt], "*prompt pour *|prompt de reprise"),
        (&[Verification, Environment], "commandes*"),
        (&[Watchlist], "*à retenir*|*ne pas oublier*|rappels"),
    ],
};

/// Italian.
pub(super) const ITALIAN: Words = Words {
    language: "it",
    concepts: &[
        (&[], "*domande frequenti*"),
        (&[Summary], "riepilogo*|sommario|*panoramica*|sintesi"),
        (
            &[Completed],
            "*completato*|*fatto|*cosa abbiamo fatto*|*lavoro svolto*|*modifiche*|*completati*|*fatto in questa sessione*|*cosa è stato fatto*|*risolto*|*risolti*|*realizzato*|*correzioni*",
        ),
        (&[Decisions], "*decisioni*|decisione"),
        (&[Tasks], "*attività in corso*|*in corso*|attività|compiti"),
        (
            &[Pending],
            "*da fare*|*in sospeso*|*blocchi*|*cosa manca*|*rimanente*|*bloccanti*|*pending|*aperti*|*bloccato*|*da completare*|*debito tecnico*",
        ),
        (&[Artifacts], "*file modificati*|*file creati*|*file principali*|*struttura del progetto*|artefatti|file|*documenti prodotti*"),
        (&[State], "stato|*stato attuale*|*dove siamo*|*stato del progetto*|stato *"),
        (&[Verification], "*verifica*|~*test|*validazione*"),
        (&[Environment], "*ambiente*|*configurazione*|*stato git*|*installazione*|~dipendenze*"),
        (&[Objective], "*obiettivo*|*obiettivi*|scopo"),
        (
            &[Next],
            "*prossimi passi*|*prossimo passo*|*prossima sessione*|*note per la prossima*|*priorità*|*prossime azioni*|*prossima azione*|*cosa fare dopo*",
        ),
        (&[Context], "contesto*|*architettura*|*leggere prima*|*da leggere prima*|~*dettagli tecnici*|~cosè *|~che cosè *"),
        (&[Constraints], "*vincoli*|*regole*|*non fare*|*convenzioni*"),
        (&[Exclusions], "*fuori ambito*|*escluso*|*scartato*"),
        (
            &[DeadEnds],
            "*avvertenze*|*rischi*|*problemi noti*|*lezioni*|*trappole*|*attenzione*|~*problemi*|*cosa non ha funzionato*|*limiti noti*",
        ),
        (&[Questions], "*domande*"),
        (&[Links], "*riferimenti*|*collegamenti*"),
        (&[Metadata], "ultimo aggiornamento|metadati"),
        (&[Prompt], "*prompt per *|prompt di ripresa"),
        (&[Verification, Environment], "comandi*"),
        (&[Watchlist], "*promemoria*|*non dimenticare*"),
    ],
};

/// Russian.
pub(super) const RUSSIAN: Words = Words {
    language: "ru",
    concepts: &[
        (&[], "*часто задаваемые вопросы*|*частые вопросы*"),
        (&[Metadata], "дата|метаданные|обновлено"),
        (&[Summary], "*резюме*|*краткое содержание*|*итоги*|*сводка*|обзор|*выводы*|*кратко*"),
        (
            &[Completed],
            "*сделано*|*выполнено*|*завершено*|*что сделано*|*достижения*|*изменения*|*выполненные*|*готово*|*завершённые*|*реализовано*|*исправлено*",
        ),
        (&[Decisions], "*решения*|решение|*принятые решения*"),
        (&[Tasks], "задачи|*в процессе*|*в работе*|*текущие задачи*|*текущая задача*"),
        (
            &[Pending],
            "*осталось*|*ожидает*|*блокеры*|*незавершён*|*не сделано*|*отложено*|*долги*|*нерешённые*|*заблокировано*|*что осталось*|*надо сделать*|*к выполнению*|*нужно сделать*|*требует действий*|*технический долг*|*недоделано*",
        ),
        (&[Artifacts], "*файлы*|*изменённые файлы*|*созданные файлы*|*структура проекта*|*артефакты*"),
        (&[State], "*состояние*|*статус*|*текущее состояние*|*текущий статус*|*прогресс*|*где мы*|*положение дел*"),
        (
            &[Verification],
            "*проверка*|*проверено*|*тесты*|~*тестирование*|*верификация*|*протестировано*|*что проверено*|*тестов*|*доказательства*",
        ),
        (
            &[Environment],
            "*окружение*|*среда*|*развёртывание*|*деплой*|~*настройка*|*установка*|~*стек*|~*ветка*|*конфигурация*|~*инфраструктура*|~зависимости*",
        ),
        (&[Objective], "цель|цели|*цель сессии*|*цель проекта*|*задача сессии*|*критерии успеха*"),
        (
            &[Next],
            "*следующие шаги*|*следующий шаг*|*следующая сессия*|*что дальше*|*дальнейшие шаги*|*дальше|*план|*план *|*приоритеты*|*следующие задачи*|*с чего начать*|*следующее действие*|*что делать дальше*",
        ),
        (
            &[Context],
            "контекст*|~*архитектура*|*предыстория*|*о проекте*|*прочитать*|*описание проекта*|~*технические детали*|*что нужно знать*|*допущения*|~что такое *",
        ),
        (&[Constraints], "*правила*|*ограничения*|*нельзя*|*не делать*|*не трогать*|*принципы*|*соглашения*"),
        (&[Exclusions], "*вне рамок*|*исключено*|*отклонено*"),
        (
            &[DeadEnds],
            "*известные проблемы*|*риски*|*грабли*|*уроки*|*предупреждения*|*проблемы*|*внимание*|*подводные камни*|*ошибки*|*что не сработало*|*ограничения известные*|*ловушки*",
        ),
        (&[Questions], "*вопросы*"),
        (&[Links], "*ссылки*|~*документация*|*документы*|*ресурсы*|*источники*|*полезные ссылки*"),
        (&[Prompt], "*промпт*"),
        (&[Verification, Environment], "*команды*"),
        (&[Watchlist], "*важные заметки*|*не забыть*|*напоминания*"),
    ],
};

/// Czech.
pub(super) const CZECH: Words = Words {
    language: "cs",
    concepts: &[
        (&[Completed], "*dokončeno*|*hotovo*|*provedeno*|*opraveno*|*dokončené*|*vyřešeno*|*změny*|*co bylo hotovo*"),
        (&[Decisions], "*rozhodnutí*|*rozhodnuti*"),
        (&[Pending], "*zbývající úkoly*|*zbývá*|*nedokončené*|*blokováno*|*zbývající*|*čeká na*"),
        (&[State], "*aktuální stav*|stav|*stav projektu*|*aktualni stav*"),
        (&[Next], "*další kroky*|*další krok*|*příště*|*dalsi kroky*|*co dál*|*příští relace*"),
        (&[Artifacts], "*soubory*|*změněné soubory*"),
        (&[DeadEnds], "*známé problémy*|*rizika*|*pozor*|*slepé uličky*|*ponaučení*|*varování*"),
        (&[Objective], "cíl|cíle"),
        (&[Questions], "*otázky*"),
        (&[Metadata], "datum|aktualizováno|poslední aktualizace"),
        (&[Summary], "shrnutí|souhrn|přehled"),
        (&[Tasks], "úkoly|*probíhá*|*rozpracované*"),
        (&[Verification], "*ověření*|*testy*|*kontrola*"),
        (&[Environment], "*prostředí*|*nasazení*|*instalace*|~*konfigurace*"),
        (&[Context], "kontext*|pozadí|~*architektura*|*přečíst nejdřív*"),
        (&[Constraints], "*pravidla*|*omezení*|*zakázáno*|*nedotýkat se*"),
        (&[Exclusions], "*mimo rozsah*|*vyloučeno*|*zamítnuto*"),
        (&[Links], "*odkazy*|*zdroje*"),
        (&[Prompt], "*prompt pro *"),
    ],
};
