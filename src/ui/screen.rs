//! The screens. Each one is a struct with `Message`, `Action`, `new`, `update`, `view`, nothing else public.
//!
//! # How a screen plugs in
//! ```text
//! pub struct Screen { … }                        state; Debug
//! pub enum Message { … }                         Clone + Debug; what the person did, or facts (past tense)
//! pub enum Action { None, Run(Task<Message>), … } what the application is to do about it
//! pub fn new(…, shared: &Shared) -> (Self, Task<Message>)
//! pub fn update(&mut self, message: Message, shared: &Shared) -> Action
//! pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message>
//! ```
//! - [`Shared`](crate::ui::app::Shared) holds what every screen needs: `handle` (ask and order the
//!   service), `texts`, `settings`, `now`, `zone`, `size`. Screens never change it: they return an action.
//! - Ask the service with `Task::perform(backend::ask(shared.handle.clone(), |reply| …), Message::Answered)`, key each answer with what it
//!   was asked for, and drop stale ones.
//! - [`welcome`] and [`main`] fill the window. [`add_account`], [`settings`], [`shortcuts`], [`password`],
//!   [`problem`] and [`question`] are dialogs: `app` draws them in a card that floats over the window (a view gives the
//!   content only, `Length::Shrink` or `Fill` in height; `app` puts `title` above it and `footer` with the
//!   buttons below it, which stay in sight, and scrolls what is too tall) and closes them on
//!   Escape and on [`Action::Close`](settings::Action).
//! - In dialogs and on the welcome screen Tab and Shift+Tab go through everything wrapped in
//!   [`widget::press`](crate::ui::widget::press) or [`widget::focusable`](crate::ui::widget::focusable) and through
//!   the text inputs; Enter and Space press.
//! - [`picker`] has a card of its own: what it offers stands right below the line one types into.
//! - A dialog that wants keys of its own gets those that nobody captured through `key(&Press)` if it needs
//!   to; ask for the call in `app::keys`.

/// The part of a dialog that scrolls, for dialogs that have something to show at their top.
pub const DIALOG_SCROLL: &str = "dialog.scroll";

pub mod add_account;
pub mod journal;
pub mod mailbox;
pub mod main;
pub mod password;
pub mod picker;
pub mod problem;
pub mod question;
pub mod settings;
pub mod shortcuts;
pub mod welcome;
