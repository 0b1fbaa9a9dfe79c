//! The window: an Elm-style iced application over [`crate::service::api`].
//!
//! Does no I/O of its own: what it knows comes as events and answers, what it wants goes out as
//! commands and queries. [`app`] is the composition; every screen lives under [`screen`], looks come
//! from [`theme`] and [`spacing`] only, words from `i18n` only.

pub mod app;
pub mod backend;
pub mod keymap;
pub mod screen;
pub mod spacing;
pub mod theme;
pub mod widget;
pub mod window;

pub use app::{App, Message, OpenSample, Start, run};
