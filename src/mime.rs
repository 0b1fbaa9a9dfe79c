//! Bytes of mail and their meaning. Everything that enters here is untrusted.

pub mod document;
