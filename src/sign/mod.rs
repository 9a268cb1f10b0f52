//! Sign-offs: who vouches for what, and on what evidence.
