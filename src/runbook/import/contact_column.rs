//! What the columns of a table of people hold, by their names in several languages.

use super::text::{fold, has_phrase};

/// What a column of a table of contacts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// What they do.
    Role,
    /// Who it is.
    Primary,
    /// Who stands in.
    Secondary,
    /// A number to call.
    Phone,
    /// An address to write to.
    Email,
    /// A name or a channel in a chat.
    Chat,
    /// Anything else.
    Note,
    /// A firm.
    Vendor,
    /// What the firm has promised.
    Sla,
}

/// The words of each; the first that fits counts.
const WORDS: [(Column, &str); 9] = [
    (Column::Sla, "sla, response time"),
    (
        Column::Vendor,
        "vendor, 供应商, ベンダー, поставщик, supplier, provider, anbieter, dienstleister, proveedor, \
         fournisseur, prestataire, fornecedor",
    ),
    (
        Column::Phone,
        "phone, 電話*, 电话*, 手机*, телефон*, telefoon, numero, rufnummer, 내선, 전화*, telephone, mobile, cell, \
         telefon, telefono, tel, movil, handy, telefone, telemovel, celular, portable",
    ),
    (Column::Email, "email, e mail, mail, correo, courriel, メール, 邮箱, 邮件, почта, 이메일"),
    (Column::Chat, "slack, chat, teams, handle, irc, discord"),
    (
        Column::Secondary,
        "secondary, backup, deputy, vertretung, stellvertret*, secundario, suplente, secondaire, \
         suppleant, remplacant, substituto",
    ),
    (
        Column::Role,
        "role, team, 役割, 役職, 角色, 职责, 职位, роль, должность, 역할, rolle, funktion, rol, equipo, cargo, \
         funcion, equipe, fonction, funcao, papel, position, responsibility, title",
    ),
    (
        Column::Primary,
        "primary, 氏名, 名前, 担当者, 姓名, 名字, 联系人, имя, фио, контакт, 이름, naam, name, contact, contacts, person, \
         who, kontakt, ansprechpartner*, wer, nombre, contacto, persona, nom, nome, contato, responsable, \
         responsavel, support contact",
    ),
    (
        Column::Note,
        "escalation, 備考, 备注, примечание, notes, note, hours, availability, when, eskalation, \
         verfugbarkeit, bemerkung, horario, disponibilidad, nota, notas, disponibilite, disponibilidade, \
         remarque",
    ),
];

/// What a column of this name holds.
pub(super) fn column(name: &str) -> Option<Column> {
    let name = fold(name);
    let fits = |words: &str| words.split(", ").any(|word| has_phrase(&name, word));
    WORDS.iter().find(|(_, words)| fits(words)).map(|(column, _)| *column)
}
