//! Where a key goes: to the dialog if there is one, else by the keymap to the application or the screen.

use iced::Task;
use iced::keyboard::Key;
use iced::keyboard::key::Named;
use iced::widget::operation::{self, AbsoluteOffset};

use super::{App, Dialog, Message, Screen};
use crate::config::{Density, Settings};
use crate::ui::keymap::{Intent, Press, intent};
use crate::ui::screen::main::Focus;
use crate::ui::screen::{DIALOG_SCROLL, add_account};
use crate::ui::window::zoomed;

impl App {
    pub(super) fn key(&mut self, press: &Press) -> Task<Message> {
        let meant = intent(press);
        if let Some(intent @ (Intent::ZoomIn | Intent::ZoomOut | Intent::ZoomReset | Intent::Quit)) = meant {
            return self.anywhere(intent);
        }
        if self.dialog.is_some() || !matches!(self.screen, Screen::Main(_)) {
            return self.form_key(press);
        }
        match meant {
            Some(Intent::Shortcuts) => self.open_shortcuts(),
            Some(Intent::Settings) => self.open_settings(),
            Some(Intent::AddAccount) => self.open_add_account(add_account::Purpose::Add),
            Some(Intent::Density) => self.toggle_density(),
            // A button is pressed with Space, too.
            Some(Intent::PageDown) if press.key == Key::Named(Named::Space) && self.is_at_button() => {
                self.main_key(Intent::Open, press.repeat)
            }
            Some(intent) => self.main_key(intent, press.repeat),
            None => Task::none(),
        }
    }

    fn anywhere(&mut self, intent: Intent) -> Task<Message> {
        let zoom = match intent {
            Intent::ZoomIn => zoomed(&self.shared.settings, 0.1),
            Intent::ZoomOut => zoomed(&self.shared.settings, -0.1),
            Intent::ZoomReset => 1.0,
            _ => return self.leave(),
        };
        self.apply(Settings { zoom, ..self.shared.settings.clone() })
    }

    fn toggle_density(&mut self) -> Task<Message> {
        let density = match self.shared.settings.density {
            Density::Comfortable => Density::Compact,
            Density::Compact => Density::Comfortable,
        };
        self.apply(Settings { density, ..self.shared.settings.clone() })
    }

    /// Forms have iced's own focus: Tab never comes here (see [`tab_order`](crate::ui::widget::tab_order)).
    fn form_key(&mut self, press: &Press) -> Task<Message> {
        match &press.key {
            Key::Named(Named::Escape) if self.dialog.is_some() => self.close_dialog(),
            Key::Named(Named::Enter) if !press.repeat => match self.dialog.as_ref().and_then(Dialog::on_enter) {
                Some(message) => self.update(message),
                None => Task::none(),
            },
            key if self.dialog.is_some() && scrolled(key, self.shared.size.height).is_some() => {
                let by = AbsoluteOffset { x: 0.0, y: scrolled(key, self.shared.size.height).unwrap_or_default() };
                operation::scroll_by(DIALOG_SCROLL, by)
            }
            _ => match intent(press) {
                Some(Intent::Settings) if self.dialog.is_none() => self.open_settings(),
                Some(Intent::Shortcuts) if self.dialog.is_none() => self.open_shortcuts(),
                _ => Task::none(),
            },
        }
    }

    fn is_at_button(&self) -> bool {
        matches!(&self.screen, Screen::Main(main) if main.has_menu() || matches!(main.focus(), Focus::Banner(_)))
    }

    fn main_key(&mut self, intent: Intent, repeat: bool) -> Task<Message> {
        let Screen::Main(main) = &mut self.screen else {
            return Task::none();
        };
        let action = main.intent(intent, repeat, &self.shared);
        self.main_action(action)
    }
}

/// How far a key moves the content of a dialog.
const fn scrolled(key: &Key, height: f32) -> Option<f32> {
    const LINE: f32 = 40.0;
    match key {
        Key::Named(Named::ArrowDown) => Some(LINE),
        Key::Named(Named::ArrowUp) => Some(-LINE),
        Key::Named(Named::PageDown) => Some(height / 2.0),
        Key::Named(Named::PageUp) => Some(-height / 2.0),
        Key::Named(Named::Home) => Some(f32::MIN),
        Key::Named(Named::End) => Some(f32::MAX),
        _ => None,
    }
}
