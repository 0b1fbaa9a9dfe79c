//! What the person has set, apart from accounts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{AccountId, ActionId, Choices};

/// The settings of a profile. Unknown fields of a newer version are ignored, missing ones take their default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language of the window.
    pub language: Language,
    /// Light, dark, or as the system has it.
    pub appearance: Appearance,
    /// How tall the rows of the list are.
    pub density: Density,
    /// Scale of the whole window, 0.5 to 3.0.
    pub zoom: f32,
    /// Messages up to this many bytes are kept for reading offline.
    pub body_max_bytes: u64,
    /// Messages up to this many days old are kept for reading offline; `None`: all.
    pub body_max_days: Option<u32>,
    /// When a message that is being read counts as read.
    pub mark_read: MarkRead,
    /// Where archived messages go.
    pub archive: Archive,
    /// Where the window was.
    pub window: WindowSettings,
    /// What was open in the sidebar.
    pub sidebar: SidebarSettings,
    /// Which mailboxes of each account the person chose for what.
    pub special_mailboxes: BTreeMap<AccountId, Choices>,
    /// Actions that could not be carried out any more, of which the person has put away what was said.
    pub conflicts_seen: BTreeSet<ActionId>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::System,
            appearance: Appearance::System,
            density: Density::Comfortable,
            zoom: 1.0,
            body_max_bytes: 10_000_000,
            body_max_days: None,
            mark_read: MarkRead::TwoSeconds,
            archive: Archive::One,
            window: WindowSettings::default(),
            sidebar: SidebarSettings::default(),
            special_mailboxes: BTreeMap::new(),
            conflicts_seen: BTreeSet::new(),
        }
    }
}

/// When a message that is being read counts as read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkRead {
    /// As soon as it is shown.
    AtOnce,
    /// After it was shown for two seconds.
    #[default]
    TwoSeconds,
    /// After it was shown for five seconds.
    FiveSeconds,
    /// When the person says so.
    Never,
}

/// Where archived messages go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Archive {
    /// All into the archive of their account.
    #[default]
    One,
    /// Into a mailbox of it for each year.
    Years,
}

/// The language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// As the system has it; English where the system speaks neither.
    #[default]
    System,
    /// German.
    De,
    /// English.
    En,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
    /// Strongest contrast.
    HighContrast,
}

/// How tall the rows of the list are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// Three lines a message.
    #[default]
    Comfortable,
    /// One line a message.
    Compact,
}

/// The size of the window and its panes in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSettings {
    /// Inner width.
    pub width: f32,
    /// Inner height.
    pub height: f32,
    /// Fills the screen.
    pub maximised: bool,
    /// Width of the sidebar.
    pub sidebar: f32,
    /// Width of the message list.
    pub list: f32,
}

impl Default for WindowSettings {
    fn default() -> Self {
        Self { width: 1280.0, height: 800.0, maximised: false, sidebar: 240.0, list: 380.0 }
    }
}

/// What was open in the sidebar. Mailboxes go by the server's names, which outlive a store that is made anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SidebarSettings {
    /// The mailbox that was open; `None`: all inboxes.
    pub open: Option<(AccountId, String)>,
    /// Accounts whose mailboxes are folded away.
    pub folded: BTreeSet<AccountId>,
    /// Mailboxes that are folded or unfolded, against what is usual for them.
    pub turned: BTreeSet<(AccountId, String)>,
    /// Mailboxes that messages were put into, the last one first.
    pub recent: Vec<(AccountId, String)>,
}
