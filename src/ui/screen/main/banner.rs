//! Problems as lines at the head of the window, and toasts at its foot.

use iced::widget::{column, container, row, space};
use iced::{Alignment, Length};

use super::Message;
use crate::error::{ErrorKind, Problem, Remedy};
use crate::i18n;
use crate::model::AccountId;
use crate::service::api::{AccountState, AccountView};
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::widget::{self, Element, Icon, ellipsis};
use crate::ui::{spacing, theme};

/// Banners that are shown at once.
const MAX_SHOWN: usize = 2;
/// Problems without an account that are kept.
const MAX_NOTICES: usize = 8;
/// Toasts that are shown at once.
const MAX_TOASTS: usize = 3;

/// A problem, in words.
#[derive(Clone, Debug)]
pub struct Banner {
    /// The problem.
    pub problem: Problem,
    /// What stands in the line.
    pub sentence: String,
    /// Whether the person may put it away: it is news, not a state.
    pub notice: bool,
}

/// The lines at the head, and what is said at the foot.
#[derive(Debug, Default)]
pub struct Banners {
    states: Vec<Banner>,
    notices: Vec<Banner>,
    toasts: Vec<(u64, String)>,
    next_toast: u64,
}

impl Banners {
    /// The accounts are in these states now.
    pub fn set_accounts<'a>(&mut self, accounts: impl Iterator<Item = &'a AccountView>, shared: &Shared) {
        self.states = accounts
            .filter_map(|view| Some((view, problem_of(&view.state)?)))
            .map(|(view, problem)| {
                let problem = Problem { account: Some(view.account.id), ..problem.clone() };
                let title = i18n::problem(&shared.texts, &problem).title;
                let sentence = format!("{}: {title}", view.account.name);
                Banner { problem, sentence, notice: false }
            })
            .collect();
    }

    /// Something to tell that belongs to no state.
    pub fn tell(&mut self, problem: Problem, shared: &Shared) {
        let words = i18n::problem(&shared.texts, &problem);
        let sentence = format!("{} {}", words.title, words.advice);
        self.notices.retain(|known| known.problem.kind != problem.kind || known.problem.account != problem.account);
        self.notices.insert(0, Banner { problem, sentence, notice: true });
        self.notices.truncate(MAX_NOTICES);
    }

    /// The person put it away.
    pub fn dismiss(&mut self, kind: ErrorKind, account: Option<AccountId>) {
        self.notices.retain(|banner| banner.problem.kind != kind || banner.problem.account != account);
    }

    /// Says something at the foot; returns what [`Banners::expire`] wants later.
    pub fn toast(&mut self, text: String) -> u64 {
        self.next_toast += 1;
        self.toasts.push((self.next_toast, text));
        let excess = self.toasts.len().saturating_sub(MAX_TOASTS);
        self.toasts.drain(..excess);
        self.next_toast
    }

    /// A toast has been there long enough.
    pub fn expire(&mut self, toast: u64) {
        self.toasts.retain(|(number, _)| *number != toast);
    }

    /// The lines that are shown, the most urgent first.
    pub fn shown(&self) -> impl Iterator<Item = &Banner> {
        self.states.iter().chain(&self.notices).take(MAX_SHOWN)
    }

    /// The lines at the head.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        column(self.shown().enumerate().map(|(place, banner)| banner.view(place == 0, shared))).into()
    }

    /// What is said at the foot.
    pub fn view_toasts(&self) -> Element<'_, Message> {
        let toasts = self.toasts.iter().map(|(_, text)| {
            container(widget::body(text.as_str()))
                .padding([10.0, 14.0])
                .max_width(420)
                .style(theme::container::toast)
                .into()
        });
        let stack = column(toasts).spacing(spacing::XS);
        container(stack)
            .padding(spacing::M)
            .width(Length::Fill)
            .height(Length::Fill)
            .align_x(Alignment::Start)
            .align_y(Alignment::End)
            .into()
    }
}

impl Banner {
    fn view<'a>(&'a self, first: bool, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let danger = matches!(self.problem.kind, ErrorKind::Certificate(_) | ErrorKind::StartTlsTampered);
        let mark = if danger {
            Icon::ShieldAlert.view(spacing::ICON).style(theme::text::danger)
        } else {
            Icon::TriangleAlert.view(spacing::ICON).style(theme::text::flag)
        };
        let remedy: Element<'_, Message> = match remedy_words(self.problem.remedy) {
            Some(words) => {
                let button =
                    widget::small_button(texts.get(words)).on_press(Message::RemedyPressed(self.problem.clone()));
                let keys = first.then(|| keymap::shortcut(Intent::Remedy, texts)).flatten();
                match keys {
                    Some(keys) => widget::tooltip(button, texts.get(words), Some(keys)),
                    None => button.into(),
                }
            }
            None => space().into(),
        };
        let details =
            widget::link_button(texts.get("banner-details")).on_press(Message::DetailsPressed(self.problem.clone()));
        let close: Element<'_, Message> = if self.notice {
            let put_away = Message::NoticeDismissed(self.problem.kind, self.problem.account);
            widget::icon_button(Icon::X, texts.get("banner-close"), None, Some(put_away))
        } else {
            space().into()
        };
        let sentence = ellipsis(&self.sentence).size(spacing::TEXT_SECONDARY);
        let line = row![mark, sentence, remedy, details, close].spacing(spacing::S).align_y(Alignment::Center);
        let line = container(line).padding([0.0, spacing::M]).height(40).align_y(Alignment::Center);
        column![line.width(Length::Fill).style(theme::container::banner), widget::hairline()].into()
    }
}

/// The key of the words on the button beside a problem.
pub const fn remedy_words(remedy: Remedy) -> Option<&'static str> {
    match remedy {
        Remedy::Retry => Some("remedy-retry"),
        Remedy::EnterPassword => Some("remedy-password"),
        Remedy::EditAccount => Some("remedy-account"),
        Remedy::FreeSpace => Some("remedy-space"),
        Remedy::None => None,
    }
}

/// What is wrong with an account. Being offline because there is no network is no problem.
const fn problem_of(state: &AccountState) -> Option<&Problem> {
    match state {
        AccountState::NeedsPassword(problem) | AccountState::Insecure(problem) | AccountState::Failed(problem) => {
            Some(problem)
        }
        AccountState::Offline { problem: Some(problem), .. } if !is_absence(problem.kind) => Some(problem),
        AccountState::Offline { .. }
        | AccountState::Connecting
        | AccountState::Syncing { .. }
        | AccountState::UpToDate { .. } => None,
    }
}

/// What merely means that there is no network at the moment.
const fn is_absence(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unreachable | ErrorKind::TimedOut | ErrorKind::Disconnected | ErrorKind::Bye | ErrorKind::Throttled
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::error::Error;
    use crate::service::api::channel;

    #[test]
    fn being_without_a_network_is_no_problem_to_shout_about() {
        let with =
            |kind| AccountState::Offline { since: None, problem: Some(Problem::new(&Error::new(kind, "x"), None)) };

        assert!(problem_of(&with(ErrorKind::Unreachable)).is_none());
        assert!(problem_of(&with(ErrorKind::ConnectionRefused)).is_some());
    }

    #[test]
    fn the_same_notice_twice_is_one_line() {
        let shared = Shared::new(channel().0, Settings::default());
        let mut banners = Banners::default();
        let problem = Problem::new(&Error::new(ErrorKind::StoreDamaged, "open"), None);

        banners.tell(problem.clone(), &shared);
        banners.tell(problem, &shared);

        assert_eq!(banners.shown().count(), 1);
        banners.dismiss(ErrorKind::StoreDamaged, None);
        assert_eq!(banners.shown().count(), 0);
    }

    #[test]
    fn an_old_toast_does_not_take_a_new_one_with_it() {
        let mut banners = Banners::default();
        let first = banners.toast("one".to_owned());
        banners.toast("two".to_owned());

        banners.expire(first);

        assert_eq!(banners.toasts.len(), 1);
    }
}
