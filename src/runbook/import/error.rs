//! Why a document can't be imported.

use thiserror::Error;

use super::decode::MAX_DOCUMENT;

/// Why nothing came of a document, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// Nothing in it.
    #[error("`{name}` is empty: name the runbook's document")]
    Empty {
        /// The document as it was named.
        name: String,
    },
    /// Not text.
    #[error(
        "`{name}` is not a text document (byte {at} belongs to no text): name a Markdown file, or export the document as Markdown first"
    )]
    Binary {
        /// The document as it was named.
        name: String,
        /// The first byte that no text has, from 0.
        at: usize,
    },
    /// More than a person writes.
    #[error("`{name}` is bigger than {} MiB, which no runbook is: split it, or name the runbook itself", MAX_DOCUMENT / 1024 / 1024)]
    TooBig {
        /// The document as it was named.
        name: String,
    },
    /// More than gonogo can hold.
    #[error(
        "`{name}` would become a runbook of {steps} steps, more than anybody walks through: split it by its headings"
    )]
    TooManySteps {
        /// The document as it was named.
        name: String,
        /// How many steps.
        steps: usize,
    },
    /// Nothing that could be done.
    #[error(
        "`{name}` has nothing to do in it: no headings with steps, no task items (`- [ ] …`), no code blocks. Write what is to be done under headings (`## Title`), as task items or as fenced commands"
    )]
    NothingToDo {
        /// The document as it was named.
        name: String,
    },
}
