//! The words of labels in several languages, as [`fold`](super::text::fold) writes them, parted by `, `.

use super::label::Label;

/// By label.
pub(super) const WORDS: &[(Label, &str)] = &[
    (
        Label::Takes,
        "duration, estimated duration, expected duration, estimated time, time, time estimate, time \
         required, eta, takes, dauer, geschatzte dauer, zeitbedarf, zeitaufwand, zeit, duracion, duracion \
         estimada, tiempo, tiempo estimado, duree, duree estimee, temps, temps estime, duracao, duracao \
         estimada, tempo, tempo estimado, durata, 所要時間, 所要时间, 預計時間, 预计时间, 预计耗时, 预计用时, 耗时, 用时, 时长, 時間, \
         作業時間, 予定時間, 目安時間, длительность, продолжительность, время, время выполнения, оценка времени, \
         ожидаемое время, geschatzte zeit, geplante dauer, tijd, duur, czas, czas trwania, tempo stimato, \
         durata stimata, tempo previsto, tiempo previsto, duree prevue, 소요 시간, 예상 시간",
    ),
    (
        Label::Risk,
        "risk, risk level, risks, risiko, risikostufe, riesgo, nivel de riesgo, risque, niveau de risque, \
         risco, nivel de risco, rischio, リスク, リスクレベル, 危険度, 风险, 风险等级, 風險, риск, уровень риска, риски, \
         impact risk, risico, ryzyko, risikobewertung, gefahr, livello di rischio, 위험도",
    ),
    (
        Label::Check,
        "validation, verification, verify, validate, check, checks, how to verify, to verify, test, \
         validierung, uberprufung, uberprufen, prufung, prufen, verifizierung, verifikation, kontrolle, \
         validacion, verificacion, comprobacion, verificar, comprobar, validar, controle, verifier, \
         validacao, verificacao, conferencia, verifica, 確認, 検証, 確認方法, 動作確認, 验证, 检查, 确认, 验证方法, 驗證, \
         проверка, проверить, как проверить, verificatie, controle na uitvoering, weryfikacja, \
         sprawdzenie, pruefung, ueberpruefung, prufschritt, prufschritte, comprobaciones, verificaciones, \
         verifications, controles, verifiche, sanity check, post check, 확인, 검증",
    ),
    (
        Label::Expect,
        "expected, expected output, expected response, expected result, expected results, expected \
         outcome, output, response, result, sample output, example output, you should see, should show, \
         erwartet, erwartete ausgabe, erwartetes ergebnis, erwartete antwort, ausgabe, ergebnis, \
         resultado esperado, resultados esperados, salida esperada, respuesta esperada, salida, \
         resultado, esperado, resultat attendu, sortie attendue, reponse attendue, sortie, resultat, \
         attendu, saida esperada, resposta esperada, saida, 期待される結果, 期待される出力, 期待結果, 出力例, 実行結果, 想定結果, 出力, \
         預期輸出, 预期输出, 预期结果, 期望输出, 期望结果, 输出, 返回, 期望, 预期, ожидаемый результат, ожидаемый вывод, ожидается, \
         вывод, результат, пример вывода, verwacht resultaat, verwachte uitvoer, oczekiwany wynik, \
         risultato atteso, output atteso, soll ergebnis, beispielausgabe, erwartetes resultat, exemple de \
         sortie, ejemplo de salida, expected behavior, expected behaviour, expect, expects, 예상 결과, 기대 결과",
    ),
    (
        Label::Rollback,
        "rollback, roll back, rollback plan, rollback step, rollback steps, rollback procedure, rollback \
         command, backout, back out, zurucksetzen, rucksetzen, ruckweg, reversion, revertir, vuelta \
         atras, retour arriere, reversao, reverter, ロールバック, 切り戻し, 切戻し, 回滚, 回退, 回滚步骤, 回滚方法, откат, как \
         откатить, ruckfallplan, ruckrollen, ruckgangig, annulation, plan de retour, ripristino, 롤백",
    ),
    (
        Label::RollbackIf,
        "red flags, red flag, when to rollback, when to roll back, abort if, abort criteria, abort when, \
         no go criteria, stop if, rollback triggers, automatic rollback triggers, rollback criteria, \
         warnzeichen, abbruchkriterien, abbruch wenn, senales de alerta, criterios de reversion, \
         criterios de rollback, cuando revertir, signaux d alerte, criteres de retour arriere, criteres d \
         abandon, quand revenir en arriere, sinais de alerta, criterios de reversao, quando reverter, \
         回滚条件, 回滚触发条件, ロールバック条件, ロールバック基準, 切り戻し条件, 切り戻し基準, 切戻し条件, 中止基準, 中止条件, 终止条件, условия отката, \
         критерии отката, откатываем если, откат если, когда откатывать, abbruchbedingungen, \
         abbruchkriterium, abbruch bei, ruckfallkriterien, rollback bei, rollback wenn, criterios de \
         aborto, criterios de abortar, abortar si, criteres d arret, arreter si, go no go criteria, no \
         go, stop conditions, abort conditions, rollback conditions, rollback decision criteria, 롤백 조건",
    ),
    (
        Label::Warning,
        "warning, caution, danger, important, attention, achtung, warnung, wichtig, vorsicht, \
         advertencia, atencion, aviso, importante, cuidado, peligro, avertissement, atencao, perigo, \
         irreversible, point of no return, attenzione, 注意, 警告, 重要, 危険, 危险, 注意事项, внимание, важно, \
         осторожно, предупреждение, gefahr im verzug, waarschuwing, let op, uwaga, ostrzezenie, hinweis \
         wichtig, 주의, 경고, warnhinweis",
    ),
    (
        Label::Symptoms,
        "symptom, symptoms, signs, symptome, anzeichen, sintoma, sintomas, symptomes, sintomi, alert, \
         alerts, 症状, 现象, 現象, 故障现象, симптом, симптомы, признаки, fehlerbild, fehlerbilder, symptom e, \
         symptomen, objawy, 증상",
    ),
    (
        Label::Diagnosis,
        "diagnosis, diagnostics, diagnose, investigation, triage, possible checks, how to investigate, \
         debugging, diagnostico, diagnostic, untersuchung, investigacion, investigacao, analyse, \
         diagnosi, 診断, 調査, 調査方法, 切り分け, 诊断, 排查, 排查步骤, 排查方法, диагностика, как диагностировать, что \
         проверить, fehleranalyse, fehlersuche, diagnoseschritte, diagnostische schritte, diagnosis \
         steps, diagnostic steps, investigate, investigation steps, troubleshooting steps, debug, debug \
         steps, diagnose steps, pasos de diagnostico, etapes de diagnostic, passos de diagnostico, \
         analisi, 진단",
    ),
    (
        Label::Causes,
        "cause, causes, common causes, possible causes, probable causes, likely causes, root cause, root \
         causes, ursache, ursachen, mogliche ursachen, haufige ursachen, causa, causas, posibles causas, \
         causas posibles, causas comunes, causas frecuentes, causes possibles, causes courantes, causes \
         frequentes, causas possiveis, possiveis causas, causas comuns, 原因, 考えられる原因, 可能原因, 可能的原因, \
         причина, причины, возможные причины, oorzaak, oorzaken, przyczyna, przyczyny, cause possibili, \
         possibili cause, cause probable, causes probables, 원인",
    ),
    (
        Label::Resolution,
        "resolution, resolve, fix, solution, solutions, remediation, mitigation, how to fix, recovery, \
         losung, losungen, behebung, abhilfe, massnahmen, solucion, soluciones, resolucion, remedio, \
         mitigacion, correction, remede, solucao, resolucao, correcao, mitigacao, 対処, 対処法, 対処方法, 対応, \
         対応方法, 対応手順, 解決策, 解決方法, 解决, 解决方法, 解决方案, 处理, 处理方法, 处理步骤, 處理, решение, устранение, как исправить, \
         что делать, resolution steps, steps to resolve, mitigation steps, mitigate, remediation steps, \
         workaround, losungsschritte, losungsweg, gegenmassnahmen, sofortmassnahmen, oplossing, \
         rozwiazanie, soluzione, risoluzione, pasos de resolucion, resolution du probleme, 해결, 해결 방법, 조치",
    ),
    (
        Label::Criteria,
        "success criteria, acceptance criteria, exit criteria, erfolgskriterien, abnahmekriterien, \
         criterios de exito, criterios de aceptacion, criteres de succes, criteres de reussite, criteres \
         d acceptation, criterios de sucesso, criterios de aceitacao, 成功基準, 成功条件, 完了条件, 合格基準, 成功标准, 验收标准, \
         通过标准, критерии успеха, критерии приемки, критерии готовности, abnahme, definition of done, \
         success metrics, go criteria, pass criteria, erfolgskriterium, criteres de validation, criterios \
         de validacion, succescriteria, kryteria sukcesu, criteri di successo",
    ),
    (
        Label::Watch,
        "watch for, monitor for, observe for, beobachten, observar, surveiller, monitorar, monitorizar, \
         監視, 観察, 观察, 监控, наблюдать, наблюдение, monitoren, monitorare",
    ),
    (
        Label::Owner,
        "owner, maintained by, owned by, author, verantwortlich, autor, responsable, responsavel, auteur, \
         mantenido por, mantido por, 責任者, 担当, 担当者, 作成者, 管理者, 负责人, 責任人, 维护者, 作者, ответственный, \
         ответственные, владелец, автор, service owner, verantwortlicher, verantwortliche, zustandig, \
         proprietaire, propietario, proprietario, eigenaar, wlasciciel",
    ),
    (
        Label::Version,
        "version, document version, versao, last updated, stand, ultima actualizacion, バージョン, 版本, 最終更新, \
         最終更新日, 更新日, 最后更新, 更新日期, версия, обновлено, дата обновления, letzte aktualisierung, letzte \
         anderung, version du document, derniere mise a jour, ultima atualizacao, versie, wersja, \
         versione",
    ),
    (
        Label::Command,
        "command, commands, befehl, befehle, comando, comandos, commande, commandes, コマンド, 命令, 执行命令, \
         команда, команды, kommando, kommandos, commando, polecenie, polecenia, comandi, 명령",
    ),
];

/// The way back, in what says when to take it.
pub(super) const BACK: &str = "rollback, roll back, back out, zurucksetzen, zuruckrollen, ruckfall, revertir, reversion, retour arriere, \
     revenir en arriere, reverter, reversao, 回滚, 回退, ロールバック, 切り戻し, откат";

/// And the words for when.
pub(super) const WHEN: &str = "if, when, criteria, criterion, trigger, triggers, condition, conditions, wenn, wann, kriterien, ausloser, si, \
     cuando, criterios, condiciones, quand, criteres, se, quando, condicoes, если, когда, критерии, условия";

/// The same in languages without spaces between words.
pub(super) const WHEN_WITHIN: &str = "条件, 基準, 标准, 場合, 触发";
