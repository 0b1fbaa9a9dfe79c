//! The window: the screen, and over it the veil and the card of the dialog.

use iced::widget::{column, container, mouse_area, opaque, row, space, stack};
use iced::{Alignment, Length, Padding, window};

use super::{App, Dialog, Message, Screen};
use crate::ui::screen::DIALOG_SCROLL;
use crate::ui::screen::picker::{self, Picker};
use crate::ui::widget::{self, Element, Icon};
use crate::ui::{spacing, theme};

/// The room of a dialog's title, of up to two lines, and of its buttons: what is left may scroll.
const HEAD_AND_FOOT: f32 = 152.0;

impl App {
    /// The whole window.
    pub fn view(&self, _window: window::Id) -> Element<'_, Message> {
        let base: Element<'_, Message> = match &self.screen {
            Screen::Starting => space().width(Length::Fill).height(Length::Fill).into(),
            Screen::Welcome(welcome) => self.form(welcome.view(&self.shared).map(Message::Welcome)),
            Screen::Main(main) => main.view(&self.shared).map(Message::Main),
            Screen::Problem(problem) => self.form(problem.view(&self.shared).map(Message::Problem)),
        };
        let ground = match &self.screen {
            Screen::Main(_) => theme::container::ground,
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => theme::container::window,
        };
        let base = container(base).width(Length::Fill).height(Length::Fill).style(ground);
        // The stack stays when no dialog is open: otherwise the screen's widgets would lose their state.
        let over = match &self.dialog {
            Some(Dialog::Picker(picker)) => self.palette(picker),
            Some(dialog) => self.card(dialog),
            None => space().into(),
        };
        stack![base, over].into()
    }

    /// A screen that Tab goes through. Below a dialog it is made anew, without the keyboard: keys that the dialog
    /// leaves over reach it and would press its buttons.
    fn form<'a>(&self, screen: Element<'a, Message>) -> Element<'a, Message> {
        if self.dialog.is_some() { screen } else { widget::tab_order(screen, DIALOG_SCROLL) }
    }

    fn card<'a>(&'a self, dialog: &'a Dialog) -> Element<'a, Message> {
        let name = self.shared.texts.get("dialog-close");
        let close = widget::icon_button(Icon::X, name, None, Some(Message::DialogDismissed));
        let title = container(widget::title(dialog.title(&self.shared))).width(Length::Fill).padding([3.0, 0.0]);
        let padding = Padding { bottom: spacing::M, ..Padding::from([0.0, spacing::L]) };
        let content = container(dialog.view(&self.shared)).padding(padding).width(Length::Fill);
        let height = (self.shared.size.height - 2.0 * spacing::L).max(240.0);
        let body = column![
            row![title, close].spacing(spacing::S).padding(Padding {
                top: spacing::M,
                right: spacing::M,
                bottom: spacing::S,
                left: spacing::L
            }),
            container(widget::scroll(content).id(DIALOG_SCROLL)).max_height(height - HEAD_AND_FOOT),
            widget::hairline(),
            container(dialog.footer(&self.shared)).padding([spacing::S, spacing::L]),
        ];
        let card = container(opaque(widget::tab_order(body, DIALOG_SCROLL)))
            .max_width(dialog.width())
            .max_height(height)
            .style(theme::container::dialog);
        let veil = container(widget::afloat(card, dialog.width()))
            .center(Length::Fill)
            .padding(spacing::M)
            .style(theme::container::scrim);
        // What was typed is not lost by a click beside it.
        match dialog {
            Dialog::AddAccount(_) | Dialog::Password(_) | Dialog::Naming(_) => opaque(veil),
            Dialog::Settings(_)
            | Dialog::Shortcuts(_)
            | Dialog::Journal(_)
            | Dialog::Problem(_)
            | Dialog::Picker(_)
            | Dialog::Question(_) => opaque(mouse_area(veil).on_press(Message::DialogDismissed)),
        }
    }

    /// The box to choose from, in the upper part of the window: it grows and shrinks downwards.
    fn palette<'a>(&'a self, picker: &'a Picker) -> Element<'a, Message> {
        let card = picker.view(&self.shared).map(Message::Picker);
        let card = container(opaque(card)).max_width(picker::WIDTH).style(theme::container::dialog);
        let top = (self.shared.size.height * 0.12).min(110.0);
        let veil = container(widget::afloat(card, picker::WIDTH))
            .width(Length::Fill)
            .height(Length::Fill)
            .align_x(Alignment::Center)
            .padding(Padding { top, ..Padding::from(spacing::M) })
            .style(theme::container::scrim);
        opaque(mouse_area(veil).on_press(Message::DialogDismissed))
    }
}
