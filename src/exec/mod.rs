//! Running a command: the shim, the shell state carried between steps, transcripts.
