//! The program: arguments, logging, profile, single instance, service, window.

fn main() {}
