//! How the settings look: three sections, each choice with all its possibilities in view.

use iced::widget::{Column, column, container, row, space};
use iced::{Alignment, Length, Padding};

use super::folders;
use super::{Message, RemovalState, Settings, ZoomStep};
use crate::config::{Appearance, Archive, Density, Language, MarkRead};
use crate::i18n::{self, Texts, format, quota};
use crate::model::{Checked, Quotas};
use crate::service::api::AccountView;
use crate::ui::app::Shared;
use crate::ui::theme::account_colour;
use crate::ui::widget::form::{Hint, choices, field, warning};
use crate::ui::widget::{self, Element, Icon, press};
use crate::ui::{spacing, theme};

/// The sizes that can be chosen, in bytes; the last one means any.
const SIZES: [u64; 6] = [1_000_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, u64::MAX];

/// The ages that can be chosen, in days.
const AGES: [Option<u32>; 4] = [Some(30), Some(90), Some(365), None];

/// The dialog's content.
pub fn view<'a>(dialog: &'a Settings, shared: &'a Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    if let Some((_, state)) = dialog.questioned() {
        return question(state, texts);
    }
    if let Some(view) = dialog.folders() {
        return folders::view(view, shared);
    }
    column![
        looks(shared),
        widget::hairline(),
        reading(shared),
        widget::hairline(),
        offline(shared),
        widget::hairline(),
        accounts(dialog, shared),
    ]
    .spacing(spacing::M)
    .width(Length::Fill)
    .into()
}

/// The dialog's buttons.
pub fn footer<'a>(dialog: &Settings, texts: &Texts) -> Element<'a, Message> {
    let Some((_, state)) = dialog.questioned() else {
        let close = press(widget::secondary_button(texts.get("settings-close")), Some(Message::ClosePressed));
        let back = dialog
            .folders()
            .map(|_| press(widget::secondary_button(texts.get("settings-back")), Some(Message::BackPressed)));
        return row![back, space::horizontal(), close].into();
    };
    let is_running = matches!(state, RemovalState::Running);
    let confirm = texts.get(if is_running { "settings-removing" } else { "settings-remove-confirm" });
    let keep = widget::secondary_button(texts.get("settings-remove-keep"));
    row![
        space::horizontal(),
        press(keep, (!is_running).then_some(Message::RemovalDismissed)),
        press(widget::danger_button(confirm), (!is_running).then_some(Message::RemovalConfirmed)),
    ]
    .spacing(spacing::XS)
    .into()
}

/// What is lost and what is not when an account is removed.
fn question<'a>(state: &RemovalState, texts: &Texts) -> Element<'a, Message> {
    let failure: Element<'a, Message> = match state {
        RemovalState::Failed(problem) => {
            let words = i18n::problem(texts, problem);
            let words = column![
                widget::heading(texts.get("settings-remove-failed")),
                widget::body(words.title),
                widget::secondary(words.advice)
            ];
            warning(words.spacing(spacing::XXS).width(Length::Fill))
        }
        RemovalState::Asked | RemovalState::Running => space().into(),
    };
    column![widget::body(texts.get("settings-remove-advice")), failure].spacing(spacing::S).width(Length::Fill).into()
}

fn looks<'a>(shared: &Shared) -> Element<'a, Message> {
    let (texts, settings) = (&shared.texts, &shared.settings);
    let t = |key: &str| texts.get(key);
    let languages = [
        (Language::System, t("settings-language-system")),
        (Language::De, t("settings-language-de")),
        (Language::En, t("settings-language-en")),
    ];
    let appearances = [
        (Appearance::System, t("settings-appearance-system")),
        (Appearance::Light, t("settings-appearance-light")),
        (Appearance::Dark, t("settings-appearance-dark")),
        (Appearance::HighContrast, t("settings-appearance-contrast")),
    ];
    let densities =
        [(Density::Comfortable, t("settings-density-comfortable")), (Density::Compact, t("settings-density-compact"))];
    column![
        widget::heading(t("settings-section-looks")),
        chosen(t("settings-language"), languages, &settings.language, Message::LanguageChosen),
        chosen(t("settings-appearance"), appearances, &settings.appearance, Message::AppearanceChosen),
        chosen(t("settings-density"), densities, &settings.density, Message::DensityChosen),
        field(t("settings-zoom"), zoom(shared), Hint::None),
    ]
    .spacing(spacing::S)
    .into()
}

fn reading<'a>(shared: &Shared) -> Element<'a, Message> {
    let t = |key: &str| shared.texts.get(key);
    let options = [
        (MarkRead::AtOnce, t("settings-mark-read-at-once")),
        (MarkRead::TwoSeconds, t("settings-mark-read-two")),
        (MarkRead::FiveSeconds, t("settings-mark-read-five")),
        (MarkRead::Never, t("settings-mark-read-never")),
    ];
    let archives = [(Archive::One, t("settings-archive-one")), (Archive::Years, t("settings-archive-years"))];
    column![
        widget::heading(t("settings-section-reading")),
        chosen(t("settings-mark-read"), options, &shared.settings.mark_read, Message::MarkReadChosen),
        chosen(t("settings-archive"), archives, &shared.settings.archive, Message::ArchiveChosen),
    ]
    .spacing(spacing::S)
    .into()
}

fn zoom<'a>(shared: &Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let percent = (shared.settings.zoom * 100.0).round() as u64;
    let is_usual = percent == 100;
    let reset: Element<'a, Message> = if is_usual {
        space().into()
    } else {
        let button = widget::link_button(texts.get("settings-zoom-reset"));
        press(button, Some(Message::ZoomStepped(ZoomStep::Reset)))
    };
    let button = |icon: Icon, name: &str, step| {
        let button = iced::widget::button(icon.view(spacing::ICON)).padding(7.0).style(theme::button::secondary);
        widget::tooltip(press(button, Some(Message::ZoomStepped(step))), texts.get(name), None)
    };
    let value = container(widget::body(format::percentage(percent, texts.lang()))).center_x(64);
    row![
        button(Icon::Minus, "settings-zoom-smaller", ZoomStep::Smaller),
        value,
        button(Icon::Plus, "settings-zoom-larger", ZoomStep::Larger),
        space().width(spacing::XS),
        reset,
    ]
    .align_y(Alignment::Center)
    .into()
}

fn offline<'a>(shared: &Shared) -> Element<'a, Message> {
    let (texts, settings) = (&shared.texts, &shared.settings);
    let size = |bytes: u64| match bytes {
        u64::MAX => texts.get("settings-offline-size-all"),
        bytes => format::size(bytes, texts.lang()),
    };
    let age = |days: Option<u32>| match days {
        None => texts.get("settings-offline-age-all"),
        Some(30) => texts.get("settings-offline-age-month"),
        Some(90) => texts.get("settings-offline-age-quarter"),
        Some(365) => texts.get("settings-offline-age-year"),
        Some(days) => texts.with("settings-offline-age-days", &[("count", days.into())]),
    };
    // A value that was set by hand is one more choice.
    let mut sizes = SIZES.to_vec();
    if let Err(place) = sizes.binary_search(&settings.body_max_bytes) {
        sizes.insert(place, settings.body_max_bytes);
    }
    let mut ages = AGES.to_vec();
    if !ages.contains(&settings.body_max_days) {
        ages.insert(0, settings.body_max_days);
    }
    let sizes = sizes.into_iter().map(|bytes| (bytes, size(bytes)));
    let ages = ages.into_iter().map(|days| (days, age(days)));
    column![
        widget::heading(texts.get("settings-section-offline")),
        widget::secondary(texts.get("settings-offline-hint")),
        chosen(texts.get("settings-offline-size"), sizes, &settings.body_max_bytes, Message::SizeChosen),
        chosen(texts.get("settings-offline-age"), ages, &settings.body_max_days, Message::AgeChosen),
    ]
    .spacing(spacing::S)
    .into()
}

fn chosen<'a, T: PartialEq>(
    name: String,
    options: impl IntoIterator<Item = (T, String)>,
    held: &T,
    on_choose: impl Fn(T) -> Message,
) -> Element<'a, Message> {
    field(name, choices(options, held, on_choose), Hint::None)
}

fn accounts<'a>(dialog: &'a Settings, shared: &'a Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let list: Element<'a, Message> = if dialog.accounts.is_empty() {
        widget::secondary(texts.get("settings-no-accounts")).into()
    } else {
        let lines = dialog.accounts.iter().map(|view| line(view, dialog, shared));
        Column::with_children(lines).spacing(spacing::S).into()
    };
    let add = press(widget::secondary_button(texts.get("settings-account-add")), Some(Message::AddPressed));
    column![widget::heading(texts.get("settings-section-accounts")), list, add].spacing(spacing::S).into()
}

fn line<'a>(view: &'a AccountView, dialog: &'a Settings, shared: &'a Shared) -> Element<'a, Message> {
    let (account, texts) = (&view.account, &shared.texts);
    let name = column![
        widget::ellipsis(&account.name),
        widget::ellipsis(&account.email).size(spacing::TEXT_SECONDARY).style(theme::text::secondary),
    ];
    let name = name.extend(view.quotas.iter().flat_map(|quotas| fullness(quotas, shared)));
    let change = widget::small_button(texts.get("settings-account-change"));
    let remove = widget::small_button(texts.get("settings-account-remove"));
    // Sample mail has no profile in which a choice could be kept.
    let folders = (!shared.sample).then(|| {
        let button = widget::small_button(texts.get("settings-account-folders"));
        press(button, Some(Message::FoldersPressed(account.id)))
    });
    let line = row![
        widget::account_mark(account_colour(account.colour)),
        name.width(Length::Fill),
        folders,
        press(change, Some(Message::ChangePressed(account.id))),
        press(remove, Some(Message::RemovePressed(account.id))),
    ]
    .spacing(spacing::XS)
    .align_y(Alignment::Center);
    // Sample mail has no server.
    if shared.sample { line.into() } else { column![line, proof(view, dialog, shared)].spacing(spacing::XXS).into() }
}

/// How the account compares with its server.
fn proof<'a>(view: &AccountView, dialog: &Settings, shared: &Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let is_checking = dialog.checking.contains_key(&view.account.id);
    let (icon, style): (_, fn(&iced::Theme) -> iced::widget::text::Style) = match &view.checked {
        Some(checked) if checked.is_sound() => (Icon::ShieldCheck, theme::text::good),
        Some(_) => (Icon::TriangleAlert, theme::text::flag),
        None => (Icon::CircleQuestionMark, theme::text::faint),
    };
    let words = widget::meta(
        view.checked.as_ref().map_or_else(|| texts.get("settings-unchecked"), |checked| result(checked, shared)),
    );
    let button = widget::small_button(texts.get(if is_checking { "settings-checking" } else { "settings-check" }));
    let order = Message::CheckPressed(view.account.id);
    let line = row![
        icon.view(14.0).style(style),
        words.width(Length::Fill),
        press(button, (super::is_connected(view) && !is_checking).then_some(order)),
    ];
    let padding = Padding { left: 17.0, ..Padding::ZERO };
    container(line.spacing(spacing::XS).align_y(Alignment::Center)).padding(padding).into()
}

fn result(checked: &Checked, shared: &Shared) -> String {
    let key = if !checked.is_sound() {
        "settings-checked-partly"
    } else if checked.repaired > 0 {
        "settings-checked-repaired"
    } else {
        "settings-checked"
    };
    let moment = format::moment(checked.at, shared.now, &shared.zone, shared.lang());
    shared.texts.with(
        key,
        &[
            ("moment", moment.into()),
            ("agreed", checked.agreed.into()),
            ("total", checked.total.into()),
            ("repaired", checked.repaired.into()),
        ],
    )
}

/// How full an account is: every limit, and when the server told.
fn fullness<'a>(quotas: &Quotas, shared: &Shared) -> Vec<Element<'a, Message>> {
    let texts = &shared.texts;
    let mut lines = quota::lines(quotas, texts);
    if !lines.is_empty() {
        let moment = format::moment(quotas.at, shared.now, &shared.zone, shared.lang());
        lines.push(texts.with("quota-told", &[("moment", moment.into())]));
    }
    lines.into_iter().map(|line| widget::meta(line).into()).collect()
}
