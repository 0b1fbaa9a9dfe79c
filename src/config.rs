//! Where a profile lives and what the person has set.

mod file;
mod paths;
mod profile;
mod settings;

pub use paths::Paths;
pub use profile::{OpenedProfile, Profile};
pub use settings::{Appearance, Archive, Density, Language, MarkRead, Settings, SidebarSettings, WindowSettings};
