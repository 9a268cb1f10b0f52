//! Places in a command that a person was meant to fill in: `<password>`, `{patientTokenId}`, `YYYYMMDD`, `YOUR_KEY`.
//!
//! A miss costs a look at the command; a false find keeps a right command from running. So what the shell, a program's
//! own language, a tag or a template may mean is left alone.

mod bash_text;
mod find;

pub use find::{Placeholder, placeholders};
