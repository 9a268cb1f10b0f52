//! The runbooks inside the binary.

/// Each by its id, with its text. To add one, put the file into `runbooks/` and a line here:
/// `("holi-labs", include_str!("../../runbooks/holi-labs.toml")),`.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("case-management", include_str!("../../runbooks/case-management.toml")),
    ("holi-labs", include_str!("../../runbooks/holi-labs.toml")),
    ("hse-digital", include_str!("../../runbooks/hse-digital.toml")),
    ("physioflow", include_str!("../../runbooks/physioflow.toml")),
    ("tenant-provisioning", include_str!("../../runbooks/tenant-provisioning.toml")),
];
