//! How the login test looks: its steps while they tick by, what went well, what went wrong.

use iced::widget::{column, container, row, text};
use iced::{Alignment, Length};

use super::checks::{Checks, Mark};
use super::view::View;
use super::{Message, Phase};
use crate::error::Problem;
use crate::i18n::setup_problem;
use crate::service::api::CheckStage;
use crate::ui::widget::form::warning;
use crate::ui::widget::{self, Element, Icon, font, press};
use crate::ui::{spacing, theme};

/// The tallest that the technical story of a failure gets before it scrolls.
const DETAILS: f32 = 160.0;

/// How a text is coloured.
type TextStyle = fn(&iced::Theme) -> text::Style;

impl<'a> View<'a> {
    /// While the test runs: whose account, on which server.
    pub fn summary(&self) -> Element<'a, Message> {
        let form = &self.dialog.form;
        column![widget::body(form.address.trim()), widget::secondary(form.host.trim())].spacing(spacing::XXS).into()
    }

    pub fn done(&self) -> Element<'a, Message> {
        let account = self.dialog.form.address.trim();
        let words = column![
            widget::heading(self.texts.with("setup-done", &[("account", account.into())])),
            widget::secondary(self.t("setup-done-advice")),
        ];
        let icon = Icon::CircleCheck.view(spacing::ICON_LARGE).style(theme::text::good);
        row![icon, words.spacing(spacing::XXS)].spacing(spacing::S).into()
    }

    pub fn checks(&self, checks: &'a Checks) -> Element<'a, Message> {
        let lines = checks.stages.iter().map(|(stage, mark)| self.check(*stage, mark));
        iced::widget::Column::with_children(lines).spacing(spacing::XS).into()
    }

    fn check(&self, stage: CheckStage, mark: &'a Mark) -> Element<'a, Message> {
        let (icon, icon_style, name_style, fact): (_, TextStyle, TextStyle, _) = match mark {
            Mark::Waiting => (Icon::Circle, theme::text::faint, theme::text::faint, ""),
            Mark::Running => (Icon::LoaderCircle, theme::text::accent, theme::text::base, ""),
            Mark::Passed(fact) => (Icon::CircleCheck, theme::text::good, theme::text::base, fact.as_str()),
            Mark::Failed => (Icon::CircleX, theme::text::danger, theme::text::danger, ""),
        };
        row![
            icon.view(spacing::ICON).style(icon_style),
            widget::body(self.t(stage_name(stage))).style(name_style),
            widget::ellipsis(fact).right().size(spacing::TEXT_SECONDARY).style(theme::text::secondary),
        ]
        .spacing(spacing::XS)
        .align_y(Alignment::Center)
        .into()
    }

    /// What went wrong, if the last test failed.
    pub fn failed(&self) -> Option<Element<'a, Message>> {
        let Phase::Failed(checks) = &self.dialog.phase else { return None };
        let (stage, problem) = checks.failure.as_ref()?;
        Some(self.failure(checks, *stage, problem))
    }

    fn failure(&self, checks: &'a Checks, stage: Option<CheckStage>, problem: &'a Problem) -> Element<'a, Message> {
        let words = setup_problem(self.texts, problem);
        let said = problem.server_text.as_ref();
        let said = said.map(|said| widget::secondary(self.texts.with("setup-server-said", &[("text", said.into())])));
        let open = self.dialog.details_open;
        let toggle = self.t(if open { "setup-details-hide" } else { "setup-details" });
        let toggle = press(widget::link_button(toggle), Some(Message::DetailsToggled));
        let details = open.then(|| self.details(checks, problem));
        let words = column![
            widget::heading(self.t(failed_name(stage))),
            widget::body(words.title),
            widget::secondary(words.advice),
        ];
        warning(words.push(said).push(toggle).push(details).spacing(spacing::XXS).width(Length::Fill))
    }

    /// The steps with what is known of them, and the technical story.
    fn details(&self, checks: &'a Checks, problem: &'a Problem) -> Element<'a, Message> {
        let story = text(problem.detail.as_str()).size(spacing::TEXT_META).font(font::MONOSPACE);
        let scroll = widget::scroll(container(story).padding(spacing::XS).width(Length::Fill));
        let story = container(scroll).max_height(DETAILS).style(theme::container::code);
        let told = checks.stages.iter().filter(|(_, mark)| *mark != Mark::Waiting);
        let steps = told.map(|(stage, mark)| self.check(*stage, mark));
        let steps = iced::widget::Column::with_children(steps).spacing(spacing::XXS);
        column![steps, story].spacing(spacing::XS).padding([spacing::XXS, 0.0]).into()
    }
}

const fn stage_name(stage: CheckStage) -> &'static str {
    match stage {
        CheckStage::Name => "setup-stage-name",
        CheckStage::Connect => "setup-stage-connect",
        CheckStage::Tls => "setup-stage-tls",
        CheckStage::Greeting => "setup-stage-greeting",
        CheckStage::Login => "setup-stage-login",
        CheckStage::Mailboxes => "setup-stage-mailboxes",
        CheckStage::Keyring => "setup-stage-keyring",
    }
}

const fn failed_name(stage: Option<CheckStage>) -> &'static str {
    match stage {
        Some(CheckStage::Name) => "setup-failed-name",
        Some(CheckStage::Connect) => "setup-failed-connect",
        Some(CheckStage::Tls) => "setup-failed-tls",
        Some(CheckStage::Greeting) => "setup-failed-greeting",
        Some(CheckStage::Login) => "setup-failed-login",
        Some(CheckStage::Mailboxes) => "setup-failed-mailboxes",
        Some(CheckStage::Keyring) => "setup-failed-keyring",
        None => "setup-failed-saving",
    }
}
