//! The words of sections' titles in several languages, as [`fold`](super::text::fold) writes them, parted by `, `; one
//! that ends in `*` may go on.

use super::kind::SectionKind;

/// By kind; the first kind that fits counts.
pub(super) const WORDS: &[(SectionKind, &str)] = &[
    (
        SectionKind::Vendors,
        "vendor*, external contact*, external support, supplier*, lieferant*, dienstleister, proveedor*, \
         fournisseur*, prestataire*, fornecedor*, ベンダー, 供应商, поставщик*, подрядчик*, leverancier*, \
         dostawc*, fornitor*, third party contact*",
    ),
    (
        SectionKind::Escalation,
        "escalation*, eskalation*, escalado, escalamiento, escalacion*, escalade, escalonamento, \
         escalacao, エスカレーション, 升级流程, 升级路径, 上报, эскалац*, escalatie*, eskalacj*",
    ),
    (
        SectionKind::Channels,
        "communication channel*, kommunikationskan*, canales de comunicacion, canaux de communication, \
         canais de comunicacao, slack channel*, 連絡チャネル, 沟通渠道, каналы связи, communicatiekanalen",
    ),
    (
        SectionKind::Contacts,
        "contact, contacts, kontakt, kontakte, notfallkontakt*, notfallnummer*, kontaktdaten, \
         kontaktliste, telefonliste, ansprechpartner*, contacto*, contato*, contatti, on call rotation, \
         rufbereitschaft, bereitschaft, guardia*, astreinte*, plantao, who to call, response team, 連絡先, \
         联系人, 連絡網, 联系方式, 联络人, 值班, контакт*, дежурн*, contatto, contactpersonen, kontakty, wer ist \
         zustandig, on call contact*, oncall, contact list, key contacts, key people, 연락처",
    ),
    (
        SectionKind::Print,
        "print copy, printable*, print version, druckversion, druckfassung, zum ausdrucken, imprimible, \
         para imprimir, imprimable, a imprimer, imprimivel, para impressao, 印刷用, 打印版, версия для печати",
    ),
    (
        SectionKind::Severity,
        "severity, severities, severity level*, schweregrad*, severidad*, niveles de gravedad, gravedad, \
         gravite, severidade*, niveis de gravidade, gravidade, priority level*, 重要度, 深刻度, 严重程度, 严重级别, \
         严重等级, уровни критичности, критичность, incident levels, schweregrade, severite, niveaux de \
         gravite",
    ),
    (
        SectionKind::Trouble,
        "troubleshoot*, failure mode*, known issue*, common issue*, common problem*, known problem*, \
         issue, problem, incident*, emergency, emergencies, disaster*, outage*, down scenario, corruption \
         scenario, response plan, response procedure*, fehlerbehebung, fehlersuche, storung*, \
         problembehebung, problemlosung*, bekannte probleme, haufige probleme, notfall*, ausfall*, \
         storfall*, solucion de problemas, resolucion de problemas, problemas*, incidente*, incidencia*, \
         emergencia*, depannage, problemes*, resolution de probleme*, urgence*, resolucao de problemas, \
         solucao de problemas, trouble shooting, 故障, トラブルシューティング, 障害, 問題と対処, よくある問題, 障害対応, 故障排查, 故障排除, \
         故障处理, 常见问题, 问题排查, 应急, トラブル, диагностика*, проблем*, неполадк*, аварий*, устранение*, инцидент*, \
         faq, failure scenario*, failures, if something goes wrong, when something goes wrong, when \
         things go wrong, if things go wrong, what can go wrong, fehlerfalle, fehlerbehandlung, im \
         fehlerfall, fehlersuche*, entstorung, que hacer si, en caso de fallo, en cas de probleme, en cas \
         de panne, pannes, errores comunes, erreurs courantes, fallas, problemi*, risoluzione dei \
         problemi, problemen, storingen, rozwiazywanie problemow, 문제 해결, 장애",
    ),
    (
        SectionKind::Background,
        "table of contents, contents, toc, inhalt, inhaltsverzeichnis, indice, sommaire, table des \
         matieres, sumario, overview, ubersicht, uberblick, vision general, descripcion general, apercu, \
         vue d ensemble, visao geral, introduction, einleitung, einfuhrung, introduccion, introducao, \
         purpose, zweck, proposito, scope, geltungsbereich, alcance, background, hintergrund, license, \
         licence, lizenz, licencia, licenca, changelog, change log, revision history, document history, \
         anderungshistorie, historial*, glossary, glossar, glosario, glossaire, related documentation, \
         related documents, related runbooks, reference documentation, references, see also, siehe auch, \
         weiterfuhrende*, referencias, documentation, about this*, further reading, resources, links, 目次, \
         概要, はじめに, 背景, 目的, 参考, 参考資料, 目录, 概述, 简介, 参考资料, 变更记录, 変更履歴, содержание, оглавление, обзор, \
         введение, назначение, общие сведения, ссылки, история изменений, inhoudsopgave, overzicht, \
         inleiding, spis tresci, przeglad, indice dei contenuti, panoramica, introduzione, \
         anderungsverlauf, dokumenthistorie, versionshistorie, revisionshistorie, version history, \
         historique, historico, prefacio, abkurzungen, abreviaturas, acronyms, quellen, weitere \
         informationen, verwandte dokumente, more information, additional resources, contributing, \
         acknowledgements, 개요, 목차",
    ),
    (
        SectionKind::Appendix,
        "appendix*, anhang*, apendice*, annexe*, anexo*, useful commands, nutzliche befehle, comandos \
         utiles, commandes utiles, comandos uteis, cheat sheet, reference, 付録, 附录, 便利なコマンド, 常用命令, \
         приложение, полезные команды, handy commands, common commands, quick reference, command \
         reference, quick commands, hilfreiche befehle, wichtige befehle, kommandoubersicht, comandos \
         frecuentes, commandes frequentes, bijlage, zalacznik, appendice, comandi utili, 부록",
    ),
];

/// The way back.
pub(super) const BACK: &str = "rollback*, roll back, rolling back, back out, backout, zuruckroll*, zurucksetz*, rucksetz*, ruckbau, \
     ruckabwicklung, reversion, vuelta atras, marcha atras, retroceso, revertir, retour arriere, retour \
     en arriere, reversao, reverter, desfazer, terugdraai*, ripristino, 回滚, 回退, ロールバック, откат, ruckfall*, \
     ruckrollung*, fallback plan, undo, undoing, откат*, отката, возврат к предыдущ*, восстановление \
     предыдущ*, 切り戻し, 切戻し, 还原, 復旧手順, plan de repli, repli, plan de marche arriere, desistalacion, \
     wycofan*, przywracani*, rollback 手順, 롤백, 되돌리기";

/// Before these it is only prepared or spoken of.
pub(super) const PREPARING: &str = "create, prepare, verify, test, validate, write, document, check, review, confirm, vorbereit*, \
     erstell*, pruf*, crear, preparar, verificar, probar, preparer, verifier, creer, tester, criar, 準備, \
     准备, проверить, подготов*, 作成";

/// One way of several, before its letter or number.
pub(super) const OPTIONS: &str = "option, opcion, opcao, opzione, variant, variante, alternative, alternativa, method, methode, \
     metodo, strategy, strategie, estrategia, approach, way, вариант, способ, 方案, 方法, 选项, 案, 方式, opzione, \
     optie, opcja, moglichkeit, weg";

/// A step, before its number.
pub(super) const STEPS: &str =
    "step, paso, schritt, etape, passo, stap, krok, passaggio, шаг, этап, 手順, ステップ, 步骤, 步驟, 단계";

/// What may be left out.
pub(super) const OPTIONAL: &str = "optional, optionally, if needed, if necessary, if required, if applicable, if available, if \
     scheduled, if paused, falls notig, falls erforderlich, wenn notig, bei bedarf, opcional, si es \
     necesario, si aplica, si hace falta, facultatif, facultative, optionnel, optionnelle, si necessaire, \
     au besoin, se necessario, se aplicavel, 任意, 必要に応じて, 可选, 如有必要, 如需要, опционально, при необходимости, \
     необязательно, indien nodig, opcjonalnie, se necessario, facoltativo, nur wenn notig, falls \
     zutreffend, only if, 선택";
