//! What the columns of a table of people hold, by their names in several languages.

use super::text::fold;

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

/// What a column of this name holds.
pub(super) fn column(name: &str) -> Option<Column> {
    let name = fold(name);
    let has = |words: &[&str]| words.iter().any(|word| super::text::has_phrase(&name, word));
    Some(match () {
        () if has(&["sla", "response time"]) => Column::Sla,
        () if has(&[
            "vendor",
            "供应商",
            "ベンダー",
            "поставщик",
            "supplier",
            "provider",
            "anbieter",
            "dienstleister",
            "proveedor",
            "fournisseur",
            "prestataire",
            "fornecedor",
        ]) =>
        {
            Column::Vendor
        }
        () if has(&[
            "phone",
            "電話*",
            "电话*",
            "手机*",
            "телефон*",
            "telefoon",
            "numero",
            "rufnummer",
            "내선",
            "전화*",
            "telephone",
            "mobile",
            "cell",
            "telefon",
            "telefono",
            "tel",
            "movil",
            "handy",
            "telefone",
            "telemovel",
            "celular",
            "portable",
        ]) =>
        {
            Column::Phone
        }
        () if has(&[
            "email",
            "e mail",
            "mail",
            "correo",
            "courriel",
            "メール",
            "邮箱",
            "邮件",
            "почта",
            "이메일",
        ]) =>
        {
            Column::Email
        }
        () if has(&["slack", "chat", "teams", "handle", "irc", "discord"]) => Column::Chat,
        () if has(&[
            "secondary",
            "backup",
            "deputy",
            "vertretung",
            "stellvertret*",
            "secundario",
            "suplente",
            "secondaire",
            "suppleant",
            "remplacant",
            "substituto",
        ]) =>
        {
            Column::Secondary
        }
        () if has(&[
            "role",
            "team",
            "役割",
            "役職",
            "担当",
            "角色",
            "职责",
            "职位",
            "роль",
            "должность",
            "역할",
            "rolle",
            "funktion",
            "rol",
            "equipo",
            "cargo",
            "funcion",
            "equipe",
            "fonction",
            "funcao",
            "papel",
            "position",
            "responsibility",
            "title",
        ]) =>
        {
            Column::Role
        }
        () if has(&[
            "primary",
            "氏名",
            "名前",
            "担当者",
            "姓名",
            "名字",
            "联系人",
            "имя",
            "фио",
            "контакт",
            "이름",
            "naam",
            "name",
            "contact",
            "contacts",
            "person",
            "who",
            "kontakt",
            "ansprechpartner*",
            "wer",
            "nombre",
            "contacto",
            "persona",
            "nom",
            "nome",
            "contato",
            "responsable",
            "responsavel",
            "support contact",
        ]) =>
        {
            Column::Primary
        }
        () if has(&[
            "escalation",
            "備考",
            "备注",
            "примечание",
            "notes",
            "note",
            "hours",
            "availability",
            "when",
            "eskalation",
            "verfugbarkeit",
            "bemerkung",
            "horario",
            "disponibilidad",
            "nota",
            "notas",
            "disponibilite",
            "disponibilidade",
            "remarque",
        ]) =>
        {
            Column::Note
        }
        () => return None,
    })
}
