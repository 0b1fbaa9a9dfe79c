//! Where a profile lives and what the person has set.

mod settings;

pub use settings::{Appearance, Density, Language, Settings, WindowSettings};
