//! How the dialog looks: fields from top to bottom, nothing above ever moves when something is learned. What
//! comes of the login test is in [`outcome`](super::outcome).
//!
//! Every part keeps its place in the tree (an empty one is a `space`), so that fields keep their cursors.

use iced::widget::{column, container, row, space};
use iced::{Alignment, Length, Padding};

use super::form::{self, Field, Provider, Storage};
use super::{AddAccount, Message, Phase, Suspect};
use crate::discovery::presets::{Access, Preset};
use crate::i18n::{Lang, Texts};
use crate::model::Security;
use crate::service::api::Secret;
use crate::ui::app::Shared;
use crate::ui::widget::form::{Hint, choices, field, note, warning};
use crate::ui::widget::{self, Element, Icon, press};
use crate::ui::{spacing, theme};

/// The width of the port's field: five digits.
const PORT: f32 = 96.0;

/// The dialog's content.
pub fn view<'a>(dialog: &'a AddAccount, shared: &'a Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let view = View { dialog, texts };
    let (above, content) = match &dialog.phase {
        Phase::Editing | Phase::Failed(_) => (nothing(), view.form()),
        Phase::Checking { checks, .. } => (view.summary(), part(view.checks(checks))),
        Phase::Done(checks, _) => (view.done(), part(view.checks(checks))),
    };
    column![above, content].width(Length::Fill).into()
}

/// The dialog's buttons.
pub fn footer<'a>(dialog: &'a AddAccount, shared: &'a Shared) -> Element<'a, Message> {
    let view = View { dialog, texts: &shared.texts };
    match &dialog.phase {
        Phase::Editing | Phase::Failed(_) => view.edit_buttons(),
        Phase::Checking { .. } => view.stop_button(),
        Phase::Done(..) => view.finish_button(),
    }
}

pub(super) struct View<'a> {
    pub dialog: &'a AddAccount,
    pub texts: &'a Texts,
}

impl<'a> View<'a> {
    pub fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// A line to type into. Enter anywhere means "go on".
    fn input(&self, field: Field, hint: &str, value: &str) -> iced::widget::TextInput<'a, Message> {
        widget::input(hint, value)
            .id(field.id())
            .on_input(move |text| Message::Typed(field, text))
            .on_submit(Message::Submitted)
    }

    fn form(&self) -> Element<'a, Message> {
        let form = &self.dialog.form;
        let label = if form.is_change() {
            part(field(self.t("setup-label"), self.input(Field::Label, &form.address, &form.label), Hint::None))
        } else {
            nothing()
        };
        let person = self.input(Field::Person, &self.t("setup-person-hint"), &form.person);
        let address = self.input(Field::Address, &self.t("setup-address-hint"), &form.address);
        let wrong = if self.dialog.tried && !form.address.is_empty() && !form.has_address() {
            Hint::Wrong(self.t("setup-address-wrong"))
        } else {
            Hint::None
        };
        let provider = self.provider().map_or_else(nothing, part);
        // What went wrong stands right above what is most likely wrong.
        let failed = |suspect| self.failed().filter(|_| self.dialog.suspect() == suspect).map_or_else(nothing, part);
        let possible = form.has_address() && form.is_possible();
        let (password, storage, server) = if possible {
            let storage = self.storage().map_or_else(nothing, part);
            (part(self.password()), storage, self.server().map_or_else(nothing, part))
        } else {
            (nothing(), nothing(), nothing())
        };
        let person = field(self.t("setup-person"), person, Hint::None);
        column![
            failed(Suspect::Nothing),
            label,
            part(person),
            part(field(self.t("setup-address"), address, wrong)),
            provider,
            failed(Suspect::Password),
            password,
            storage,
            failed(Suspect::Server),
            server
        ]
        .into()
    }

    const fn has_failed(&self) -> bool {
        matches!(self.dialog.phase, Phase::Failed(_))
    }

    fn provider(&self) -> Option<Element<'a, Message>> {
        match self.dialog.form.provider() {
            Provider::Known(preset) => Some(self.preset(preset)),
            Provider::Unknown if self.dialog.is_settled() && !self.dialog.form.is_change() && !self.has_failed() => {
                let words = column![
                    widget::heading(self.t("setup-unknown-title")),
                    widget::secondary(self.t("setup-unknown")),
                ];
                let icon = Icon::Server.view(spacing::ICON).style(theme::text::secondary);
                Some(note(icon.into(), words.spacing(spacing::XXS)))
            }
            Provider::Unknown | Provider::NoAddress => None,
        }
    }

    fn preset(&self, preset: &'static Preset) -> Element<'a, Message> {
        let words: Element<'a, Message> = match preset.note {
            Some(note) => widget::secondary(self.t(note)).into(),
            None => space().into(),
        };
        let link = match self.texts.lang() {
            Lang::De => preset.help_de.or(preset.help_en),
            Lang::En => preset.help_en.or(preset.help_de),
        };
        let help: Element<'a, Message> = match link {
            Some(link) => {
                let label = row![
                    widget::secondary(self.texts.with("setup-help", &[("provider", preset.name.into())]))
                        .style(theme::text::accent),
                    Icon::ExternalLink.view(spacing::TEXT_META).style(theme::text::accent),
                ];
                let button = iced::widget::button(label.spacing(spacing::XXS).align_y(Alignment::Center))
                    .padding([2.0, 0.0])
                    .style(theme::button::link);
                widget::tooltip(press(button, Some(Message::HelpPressed(link))), link, None)
            }
            None => space().into(),
        };
        let content = column![widget::heading(preset.name), words, help].spacing(spacing::XXS);
        match preset.access {
            Access::OAuthOnly | Access::NoImap => warning(content),
            Access::Password | Access::AppPasswordWithTwoSteps | Access::AppPassword | Access::Bridge => {
                note(Icon::CircleCheck.view(spacing::ICON).style(theme::text::good).into(), content)
            }
        }
    }

    fn password(&self) -> Element<'a, Message> {
        let form = &self.dialog.form;
        if !form.wants_password() {
            let hint = self.t("setup-command-hint");
            let command = self.input(Field::Command, &hint, &form.command);
            return field(self.t("setup-command"), command, Hint::None);
        }
        let hint = if form.is_change() { self.t("setup-password-unchanged") } else { String::new() };
        let input = widget::input(&hint, form.password.expose())
            .id(Field::Password.id())
            .secure(true)
            .on_input(|text| Message::PasswordTyped(Secret::new(text)))
            .on_submit(Message::Submitted);
        field(self.t(form::password_name(form.provider())), input, Hint::None)
    }

    /// Where the password is kept: asked where there is no keyring, else only among the server's settings.
    fn storage(&self) -> Option<Element<'a, Message>> {
        let no_keyring = self.dialog.keyring == Some(false);
        if !no_keyring && !self.dialog.shows_server() {
            return None;
        }
        let form = &self.dialog.form;
        let options = [
            (Storage::Keyring, "setup-storage-keyring"),
            (Storage::Ask, "setup-storage-ask"),
            (Storage::Command, "setup-storage-command"),
        ];
        let options = options
            .into_iter()
            .filter(|(storage, _)| !no_keyring || *storage != Storage::Keyring || form.storage == Storage::Keyring)
            .map(|(storage, key)| (storage, self.t(key)));
        let choices =
            field(self.t("setup-storage"), choices(options, &form.storage, Message::StorageChosen), Hint::None);
        if !no_keyring {
            return Some(choices);
        }
        let icon = Icon::KeyRound.view(spacing::ICON).style(theme::text::secondary);
        let why = note(icon.into(), widget::secondary(self.t("setup-storage-no-keyring")));
        Some(column![why, choices].spacing(spacing::S).into())
    }

    fn server(&self) -> Option<Element<'a, Message>> {
        let form = &self.dialog.form;
        if !self.dialog.shows_server() {
            if form.provider() == Provider::Unknown {
                return None;
            }
            let summary = self.texts.with(
                "setup-server-summary",
                &[
                    ("host", (&form.host).into()),
                    ("port", (&form.port).into()),
                    ("security", self.t(security_name(form.security)).into()),
                ],
            );
            let change = press(widget::link_button(self.t("setup-server-change")), Some(Message::ServerOpened));
            let words = column![widget::label(self.t("setup-server")), widget::secondary(summary)];
            let line = row![words.spacing(spacing::XXS), space::horizontal(), change].align_y(Alignment::Center);
            return Some(line.into());
        }
        Some(self.server_fields())
    }

    fn server_fields(&self) -> Element<'a, Message> {
        let form = &self.dialog.form;
        let host = field(self.t("setup-host"), self.input(Field::Host, "", &form.host), Hint::None);
        let wrong = form.port().is_none() && (self.dialog.tried || !form.port.is_empty());
        let port = field(self.t("setup-port"), self.input(Field::Port, "", &form.port), Hint::None);
        let securities = [Security::Tls, Security::StartTls, Security::Plain];
        let securities = securities.map(|security| (security, self.t(security_name(security))));
        let plain_hint = match form.security {
            Security::Plain => Hint::Info(self.t("setup-security-plain-hint")),
            Security::Tls | Security::StartTls => Hint::None,
        };
        let ca_file = self.input(Field::CaFile, "", &form.ca_file);
        let ca_hint = Hint::Info(self.t("setup-ca-file-hint"));
        // Below both fields: it would not fit below the port.
        let port_wrong =
            if wrong { widget::meta(self.t("setup-port-wrong")).style(theme::text::danger).into() } else { nothing() };
        column![
            column![row![host, container(port).width(PORT)].spacing(spacing::S), port_wrong],
            field(self.t("setup-security"), choices(securities, &form.security, Message::SecurityChosen), plain_hint),
            field(self.t("setup-user"), self.input(Field::User, "", &form.user), Hint::None),
            field(self.t("setup-ca-file"), ca_file, ca_hint),
        ]
        .spacing(spacing::S)
        .into()
    }

    fn edit_buttons(&self) -> Element<'a, Message> {
        let form = &self.dialog.form;
        let key = match (&self.dialog.phase, form.is_change()) {
            (Phase::Failed(_), _) => "setup-check-again",
            (_, true) => "setup-check-change",
            (_, false) => "setup-check",
        };
        let go = form.is_possible().then_some(Message::Submitted);
        row![
            space::horizontal(),
            press(widget::secondary_button(self.t("setup-cancel")), Some(Message::CancelPressed)),
            press(widget::primary_button(self.t(key)), go),
        ]
        .spacing(spacing::XS)
        .into()
    }

    fn stop_button(&self) -> Element<'a, Message> {
        let stop = press(widget::secondary_button(self.t("setup-stop")), Some(Message::StopPressed));
        row![space::horizontal(), stop].into()
    }

    fn finish_button(&self) -> Element<'a, Message> {
        let show = press(widget::primary_button(self.t("setup-done-show")), Some(Message::FinishPressed));
        row![space::horizontal(), show].into()
    }
}

/// A part of the form, at its distance from the part above.
fn part<'a>(content: Element<'a, Message>) -> Element<'a, Message> {
    container(content).padding(Padding::ZERO.top(spacing::S)).into()
}

/// The place of a part that is not shown.
fn nothing<'a>() -> Element<'a, Message> {
    space().into()
}

const fn security_name(security: Security) -> &'static str {
    match security {
        Security::Tls => "setup-security-tls",
        Security::StartTls => "setup-security-starttls",
        Security::Plain => "setup-security-plain",
    }
}
