//! How an address leads to the settings of its server.
//!
//! So far by the built-in presets only; autoconfiguration, SRV records and probing belong here too, and a
//! working live configuration of the provider will win over a preset.

pub mod presets;
