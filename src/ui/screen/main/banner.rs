//! Problems as lines at the head of the window, and toasts at its foot.

use std::mem::discriminant;

use iced::widget::{column, container, row, text};
use iced::{Alignment, Length};

use super::Message;
use crate::error::{ErrorKind, Problem, Remedy};
use crate::i18n;
use crate::model::{AccountId, ActionId, MailboxId, SpecialUse};
use crate::service::api::{AccountState, AccountView, Thaw};
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::widget::{self, Element, Icon, ellipsis};
use crate::ui::{spacing, theme};

/// Banners that are shown at once.
const MAX_SHOWN: usize = 2;
/// Accounts that are named in one line; more are counted.
const NAMED: usize = 3;
/// The keys of the words on the buttons that every line may have.
const DETAILS: &str = "banner-details";
const CLOSE: &str = "banner-close";
/// The key of the words on the button that leads to the list of what was done.
const SHOW: &str = "banner-show";
/// The keys of the words on the buttons that decide what becomes of messages that went from the server.
const PUT_BACK: &str = "banner-put-back";
const ACCEPT: &str = "banner-accept";
/// Problems without an account that are kept.
const MAX_NOTICES: usize = 8;
/// Toasts that are shown at once.
const MAX_TOASTS: usize = 3;

/// A line at the head.
#[derive(Clone, Debug)]
pub struct Banner {
    /// What it is about.
    pub subject: Subject,
    /// What stands in the line.
    pub sentence: String,
}

/// What a line is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A problem. A notice may be put away: it is news, not a state.
    Problem {
        /// The problem.
        problem: Problem,
        /// Whether it is news.
        notice: bool,
    },
    /// Something that was done could not be carried out any more.
    Conflicts,
    /// Messages of a mailbox went from the server in great number. While they are put back there is nothing to decide.
    Frozen {
        /// The mailbox.
        mailbox: MailboxId,
        /// Whether they are being put back.
        restoring: bool,
    },
}

/// What is said at the foot for a while.
#[derive(Clone, Debug)]
struct Toast {
    number: u64,
    text: String,
    /// What its button takes back.
    undo: Option<ActionId>,
    /// The mailbox that another button leads to the choice of.
    choice: Option<(AccountId, SpecialUse)>,
}

/// The lines at the head, and what is said at the foot.
#[derive(Debug, Default)]
pub struct Banners {
    states: Vec<Banner>,
    frozen: Vec<Banner>,
    conflicts: Option<Banner>,
    notices: Vec<Banner>,
    toasts: Vec<Toast>,
    next_toast: u64,
}

impl Banners {
    /// The accounts are in these states now. Those that cannot be reached share a line: most likely it is the network.
    pub fn set_accounts<'a>(&mut self, accounts: impl Iterator<Item = &'a AccountView>, shared: &Shared) {
        let troubled = accounts.filter_map(|view| Some((view, problem_of(&view.state)?)));
        let (away, others): (Vec<_>, Vec<_>) =
            troubled.partition(|(view, _)| matches!(view.state, AccountState::Offline { .. }));
        let lines = others.into_iter().map(|(view, problem)| Banner::of(view, problem, shared));
        self.states = lines.chain(Banner::of_away(&away, shared)).collect();
    }

    /// What went from the server, by mailbox, with the sentences about it.
    pub fn set_frozen(&mut self, frozen: Vec<Banner>) {
        self.frozen = frozen;
    }

    /// Something to tell that belongs to no state. `whose`: the name of the account it concerns.
    pub fn tell(&mut self, problem: Problem, whose: Option<&str>, shared: &Shared) {
        let words = i18n::problem(&shared.texts, &problem);
        let whose = whose.map(|name| format!("{name}: ")).unwrap_or_default();
        let sentence = format!("{whose}{}. {}", words.title.trim_end_matches('.'), words.advice);
        // Also one of the same kind that says something else of it, as that it was less full.
        let same =
            |old: &Problem| discriminant(&old.kind) == discriminant(&problem.kind) && old.account == problem.account;
        self.notices.retain(|banner| !banner.problem().is_some_and(same));
        self.notices.insert(0, Banner { subject: Subject::Problem { problem, notice: true }, sentence });
        self.notices.truncate(MAX_NOTICES);
    }

    /// What is said of actions that could not be carried out any more; `None`: there are none to tell of.
    pub fn set_conflicts(&mut self, sentence: Option<String>) {
        self.conflicts = sentence.map(|sentence| Banner { subject: Subject::Conflicts, sentence });
    }

    /// The person put it away.
    pub fn dismiss(&mut self, kind: ErrorKind, account: Option<AccountId>) {
        self.notices
            .retain(|banner| banner.problem().is_none_or(|problem| problem.kind != kind || problem.account != account));
    }

    /// Says something at the foot; returns what [`Banners::expire`] wants later.
    pub fn toast(&mut self, text: String, undo: Option<ActionId>) -> u64 {
        self.next_toast += 1;
        self.toasts.push(Toast { number: self.next_toast, text, undo, choice: None });
        let excess = self.toasts.len().saturating_sub(MAX_TOASTS);
        self.toasts.drain(..excess);
        self.next_toast
    }

    /// What was said last leads to the choice of a mailbox.
    pub fn offer_choice(&mut self, choice: Option<(AccountId, SpecialUse)>) {
        if let Some(toast) = self.toasts.last_mut() {
            toast.choice = choice;
        }
    }

    /// A toast has been there long enough.
    pub fn expire(&mut self, toast: u64) {
        self.toasts.retain(|known| known.number != toast);
    }

    /// An action was taken back: it cannot be once more.
    pub fn forget_undo(&mut self, action: ActionId) {
        self.toasts.retain(|toast| toast.undo != Some(action));
    }

    /// The lines that are shown, the most urgent first.
    pub fn shown(&self) -> impl Iterator<Item = &Banner> {
        self.states.iter().chain(&self.frozen).chain(&self.conflicts).chain(&self.notices).take(MAX_SHOWN)
    }

    /// What the buttons of all lines do, in the order in which the keyboard reaches them.
    pub fn buttons(&self) -> impl Iterator<Item = Message> {
        self.shown().flat_map(|banner| banner.buttons().map(|(_, message)| message))
    }

    /// The lines at the head. `focus`: which of the buttons has the keyboard.
    pub fn view<'a>(&'a self, focus: Option<usize>, shared: &'a Shared) -> Element<'a, Message> {
        let mut before = 0;
        let lines = self.shown().enumerate().map(|(place, banner)| {
            let here = focus.and_then(|focus| focus.checked_sub(before));
            before += banner.buttons().count();
            banner.view(place == 0, here, shared)
        });
        column(lines).into()
    }

    /// What is said at the foot.
    pub fn view_toasts<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let toasts = self.toasts.iter().map(|toast| {
            let undo = toast.undo.map(|action| {
                let button = widget::link_button(shared.texts.get("toast-undo"));
                let button = button.on_press(Message::UndoPressed(Some(action)));
                widget::tooltip(button, shared.texts.get("keys-undo"), keymap::shortcut(Intent::Undo, &shared.texts))
            });
            let choose = toast.choice.map(|(account, used)| {
                let button = widget::link_button(shared.texts.get("toast-choose"));
                button.on_press(Message::SpecialPressed(account, used))
            });
            let words = widget::body(toast.text.as_str());
            // Two buttons do not fit beside what is said.
            let line: Element<'_, Message> = if choose.is_some() {
                column![words, row![choose, undo].spacing(spacing::M)].spacing(spacing::XXS).into()
            } else {
                row![words, undo].spacing(spacing::S).align_y(Alignment::Center).into()
            };
            container(line).padding([10.0, 14.0]).max_width(420).style(theme::container::toast).into()
        });
        let stack = column(toasts).spacing(spacing::XS);
        container(stack)
            .padding(spacing::M)
            .width(Length::Fill)
            .height(Length::Fill)
            // Not over the buttons at the foot of the sidebar.
            .align_x(Alignment::Center)
            .align_y(Alignment::End)
            .into()
    }
}

impl Banner {
    fn of(view: &AccountView, problem: &Problem, shared: &Shared) -> Self {
        let problem = Problem { account: Some(view.account.id), ..problem.clone() };
        let title = i18n::problem(&shared.texts, &problem).title;
        let sentence = format!("{}: {title}", view.account.name);
        Self { subject: Subject::Problem { problem, notice: false }, sentence }
    }

    /// The problem, if it is about one.
    pub const fn problem(&self) -> Option<&Problem> {
        match &self.subject {
            Subject::Problem { problem, .. } => Some(problem),
            Subject::Conflicts | Subject::Frozen { .. } => None,
        }
    }

    /// The accounts that cannot be reached, in one line.
    fn of_away(away: &[(&AccountView, &Problem)], shared: &Shared) -> Option<Self> {
        let ((view, problem), others) = away.split_first()?;
        if others.is_empty() {
            return Some(Self::of(view, problem, shared));
        }
        let texts = &shared.texts;
        let names: Vec<_> = away.iter().map(|(view, _)| view.account.name.as_str()).collect();
        let names = match names.len() {
            ..=NAMED => names.join(", "),
            count => texts.with("banner-accounts", &[("count", count.into())]),
        };
        let same = others.iter().all(|(_, other)| other.kind == problem.kind);
        let title = if same { i18n::problem(texts, problem).title } else { texts.get("banner-away") };
        let details: Vec<_> =
            away.iter().map(|(view, problem)| format!("{}: {}", view.account.name, problem.detail)).collect();
        let problem = Problem {
            account: None,
            remedy: Remedy::Retry,
            server_text: None,
            detail: details.join("\n"),
            ..(*problem).clone()
        };
        Some(Self { subject: Subject::Problem { problem, notice: false }, sentence: format!("{names}: {title}") })
    }

    /// Its buttons: the key of their words, and what they do.
    fn buttons(&self) -> impl Iterator<Item = (&'static str, Message)> {
        let (first, second, close) = match &self.subject {
            Subject::Problem { problem, notice } => {
                let remedy = remedy_words(problem.remedy);
                (
                    remedy.map(|words| (words, Message::RemedyPressed(problem.clone()))),
                    Some((DETAILS, Message::DetailsPressed(problem.clone()))),
                    notice.then_some((CLOSE, Message::NoticeDismissed(problem.kind, problem.account))),
                )
            }
            Subject::Conflicts => {
                (Some((SHOW, Message::JournalPressed)), None, Some((CLOSE, Message::ConflictsDismissed)))
            }
            Subject::Frozen { mailbox, restoring } => {
                let (id, decided) = (*mailbox, *restoring);
                (
                    Some((SHOW, Message::FrozenPressed(id))),
                    (!decided).then_some((PUT_BACK, Message::ThawPressed(id, Thaw::PutBack))),
                    (!decided).then_some((ACCEPT, Message::ThawPressed(id, Thaw::Accept))),
                )
            }
        };
        first.into_iter().chain(second).chain(close)
    }

    /// The line. `first`: its remedy has a key of its own; `here`: which button has the keyboard.
    fn view<'a>(&'a self, first: bool, here: Option<usize>, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let kind = self.problem().map(|problem| problem.kind);
        let danger = matches!(kind, Some(ErrorKind::Certificate(_) | ErrorKind::StartTlsTampered));
        let mark = if danger {
            Icon::ShieldAlert.view(spacing::ICON).style(theme::text::danger)
        } else {
            Icon::TriangleAlert.view(spacing::ICON).style(theme::text::flag)
        };
        let sentence: Element<'_, Message> = match self.subject {
            Subject::Problem { .. } => ellipsis(&self.sentence).size(spacing::TEXT_SECONDARY).into(),
            // Nowhere else is it said in full.
            Subject::Conflicts | Subject::Frozen { .. } => {
                text(self.sentence.as_str()).size(spacing::TEXT_SECONDARY).width(Length::Fill).into()
            }
        };
        let said = row![mark, sentence].spacing(spacing::XS).align_y(Alignment::Center);
        let mut line = row![said].spacing(spacing::XXS).align_y(Alignment::Center);
        for (place, (words, message)) in self.buttons().enumerate() {
            let name = texts.get(words);
            let button: Element<'_, Message> = match words {
                DETAILS => widget::link_button(name).on_press(message).into(),
                CLOSE => widget::icon_button(Icon::X, name, None, Some(message)),
                _ => {
                    let button = widget::small_button(name.clone()).on_press(message);
                    let keys = first.then(|| keymap::shortcut(Intent::Remedy, texts)).flatten();
                    if keys.is_some() { widget::tooltip(button, name, keys) } else { button.into() }
                }
            };
            line = line.push(widget::focus_ring(button, here == Some(place)));
        }
        let line = container(line).padding([4.0, spacing::M]).align_y(Alignment::Center);
        column![line.width(Length::Fill).style(theme::container::banner), widget::hairline()].into()
    }
}

/// The key of the words on the button beside a problem.
pub const fn remedy_words(remedy: Remedy) -> Option<&'static str> {
    match remedy {
        Remedy::Retry => Some("remedy-retry"),
        Remedy::EnterPassword => Some("remedy-password"),
        Remedy::EditAccount => Some("remedy-account"),
        Remedy::ChooseMailbox => Some("remedy-mailbox"),
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
    use crate::config::{Language, Settings};
    use crate::error::Error;
    use crate::model::{Account, AccountColour, PasswordSource, Security, Server};
    use crate::service::api::channel;

    fn account(id: u64, state: AccountState) -> AccountView {
        let (host, user) = ("imap.example.org".to_owned(), "anna".to_owned());
        let account = Account {
            id: AccountId::new(id),
            name: format!("Konto {id}"),
            person: String::new(),
            email: format!("{id}@example.org"),
            imap: Server { host, port: 993, security: Security::Tls, user, ca_file: None },
            password: PasswordSource::Ask,
            colour: AccountColour(0),
        };
        AccountView {
            account,
            mailboxes: Vec::new(),
            state,
            transport: None,
            checked: None,
            quotas: None,
            special: Vec::new(),
        }
    }

    #[test]
    fn being_without_a_network_is_no_problem_to_shout_about() {
        let with =
            |kind| AccountState::Offline { since: None, problem: Some(Problem::new(&Error::new(kind, "x"), None)) };

        assert!(problem_of(&with(ErrorKind::Unreachable)).is_none());
        assert!(problem_of(&with(ErrorKind::ConnectionRefused)).is_some());
    }

    #[test]
    fn accounts_that_cannot_be_reached_share_a_line() {
        let shared = Shared::new(channel().0, Settings { language: Language::De, ..Settings::default() });
        let problem = |kind| Problem::new(&Error::new(kind, "connect"), None);
        let away = |kind| AccountState::Offline { since: None, problem: Some(problem(kind)) };
        let (refused, unknown) = (ErrorKind::ConnectionRefused, ErrorKind::UnknownHost);
        let lines = |states: Vec<AccountState>| {
            let views: Vec<_> = states.into_iter().zip(1..).map(|(state, id)| account(id, state)).collect();
            let mut banners = Banners::default();
            banners.set_accounts(views.iter(), &shared);
            let account = |banner: &Banner| banner.problem().and_then(|problem| problem.account);
            banners.shown().map(|banner| (banner.sentence.clone(), account(banner))).collect::<Vec<_>>()
        };

        let title = i18n::problem(&shared.texts, &problem(refused)).title;
        assert_eq!(lines(vec![away(refused)]), [(format!("Konto 1: {title}"), Some(AccountId::new(1)))]);
        assert_eq!(lines(vec![away(refused), away(refused)]), [(format!("Konto 1, Konto 2: {title}"), None)]);
        let both = lines(vec![away(refused), away(unknown), AccountState::NeedsPassword(problem(ErrorKind::Login))]);
        assert_eq!(both.len(), 2);
        assert_eq!(both[0].1, Some(AccountId::new(3)), "what asks for the person comes first");
        assert_eq!(both[1], ("Konto 1, Konto 2: Keine Verbindung".to_owned(), None));
        assert!(lines(vec![away(refused); 5])[0].0.starts_with("5 Konten: "));
    }

    #[test]
    fn the_same_notice_twice_is_one_line() {
        let shared = Shared::new(channel().0, Settings::default());
        let mut banners = Banners::default();
        let problem = Problem::new(&Error::new(ErrorKind::StoreDamaged, "open"), None);

        banners.tell(problem.clone(), None, &shared);
        banners.tell(problem, Some("Privat"), &shared);

        assert_eq!(banners.shown().count(), 1);
        let banner = banners.shown().next().unwrap();
        assert!(banner.sentence.starts_with("Privat: ") && !banner.sentence.contains(".."), "{}", banner.sentence);
        banners.dismiss(ErrorKind::StoreDamaged, None);
        assert_eq!(banners.shown().count(), 0);
    }

    #[test]
    fn an_old_toast_does_not_take_a_new_one_with_it() {
        let mut banners = Banners::default();
        let first = banners.toast("one".to_owned(), None);
        banners.toast("two".to_owned(), None);

        banners.expire(first);

        assert_eq!(banners.toasts.len(), 1);
    }
}
