//! Which key means what: one table, read by the window and listed by the shortcuts screen.

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Key, Modifiers};

use crate::i18n::Texts;

/// A key that was pressed, with what is needed to tell what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// The key without modifiers.
    pub key: Key,
    /// The key with Shift and the layout applied: where `?` and `+` are found.
    pub modified: Key,
    /// Where the key is, for layouts that write no Latin.
    pub physical: Physical,
    /// Shift, Ctrl, Alt, Logo.
    pub modifiers: Modifiers,
    /// Whether the key is being held down.
    pub repeat: bool,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// The keyboard goes to the next pane.
    NextPane,
    /// The keyboard goes to the pane before.
    PreviousPane,
    /// One row or a few lines up.
    Up,
    /// One row or a few lines down.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first row or the start of the text.
    Home,
    /// To the last row or the end of the text.
    End,
    /// Fold a mailbox with children, or go to its parent.
    Left,
    /// Unfold a mailbox with children.
    Right,
    /// Open what is selected and go there.
    Open,
    /// Back: from the reader to the list, from the list to the sidebar.
    Back,
    /// The next message, wherever the keyboard is.
    NextMessage,
    /// The message before, wherever the keyboard is.
    PreviousMessage,
    /// The selection goes up, and everything on the way is chosen.
    ExtendUp,
    /// The selection goes down, and everything on the way is chosen.
    ExtendDown,
    /// Everything up to the first row is chosen.
    ExtendHome,
    /// Everything down to the last row is chosen.
    ExtendEnd,
    /// The selected message is chosen, or no more.
    Choose,
    /// All messages of the list are chosen.
    ChooseAll,
    /// Mark as read what is chosen, or as unread if all of it is read.
    ToggleRead,
    /// Mark as important what is chosen, or no more if all of it is.
    ToggleFlag,
    /// Into the archive with what is chosen.
    Archive,
    /// Into the trash with it; in the trash and in the junk: away for ever.
    Trash,
    /// Away with it for ever.
    DeleteForEver,
    /// It is junk; in the junk mailbox: it is none.
    ToggleJunk,
    /// Choose a mailbox to move it to.
    MoveTo,
    /// Choose a mailbox to copy it to.
    CopyTo,
    /// Mark everything in the mailbox as read.
    MarkAllRead,
    /// The menu of the mailbox.
    Menu,
    /// Make a mailbox beside the one at hand.
    NewMailbox,
    /// Rename the mailbox at hand.
    RenameMailbox,
    /// Give what is chosen this of the usual tags, by its place from 0, or take it off if all of it has it.
    Tag(u8),
    /// Take all tags off what is chosen.
    ClearTags,
    /// Choose a tag by its name.
    TagMenu,
    /// Take back what was done last.
    Undo,
    /// Go to the mail that arrived above.
    ShowNew,
    /// Act on the banner: the button of the first problem.
    Remedy,
    /// Sync now.
    Sync,
    /// The pane with the keyboard grows wider.
    Wider,
    /// The pane with the keyboard grows narrower.
    Narrower,
    /// Rows of three lines or of one.
    Density,
    /// The list of shortcuts.
    Shortcuts,
    /// What was done, and how far it is.
    Journal,
    /// The settings.
    Settings,
    /// Add an account.
    AddAccount,
    /// Everything larger.
    ZoomIn,
    /// Everything smaller.
    ZoomOut,
    /// Everything as it was.
    ZoomReset,
    /// Close the window.
    Quit,
}

/// The key of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// A key with a name.
    Named(Named),
    /// A letter, found by its place where the layout writes no Latin; Shift counts.
    Letter(char),
    /// A sign, wherever the layout has it; Shift does not count.
    Sign(char),
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// The key.
    pub cap: Cap,
    /// Ctrl; Command on macOS.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
}

const fn plain(cap: Cap) -> Chord {
    Chord { cap, command: false, shift: false, alt: false }
}

const fn named(key: Named) -> Chord {
    plain(Cap::Named(key))
}

const fn letter(letter: char) -> Chord {
    plain(Cap::Letter(letter))
}

const fn capital(letter: char) -> Chord {
    Chord { shift: true, ..plain(Cap::Letter(letter)) }
}

const fn ctrl(cap: Cap) -> Chord {
    Chord { command: true, ..plain(cap) }
}

const fn alt(key: Named) -> Chord {
    Chord { alt: true, ..named(key) }
}

const fn shift(key: Named) -> Chord {
    Chord { shift: true, ..named(key) }
}

/// A line of the shortcuts screen: what is done (a key of i18n), by which chords.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What it means.
    pub intent: Intent,
    /// The key of its words in i18n.
    pub words: &'static str,
    /// The chords; the first is the one to show in tooltips.
    pub chords: &'static [Chord],
}

/// A section of the shortcuts screen.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The key of its title in i18n.
    pub title: &'static str,
    /// Its lines.
    pub bindings: &'static [Binding],
}

macro_rules! bind {
    ($intent:ident $(($place:literal))?, $words:literal, [$($chord:expr),+]) => {
        Binding { intent: Intent::$intent $(($place))?, words: $words, chords: &[$($chord),+] }
    };
}

/// All shortcuts, as the shortcuts screen lists them.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "keys-moving",
        bindings: &[
            bind!(NextPane, "keys-next-pane", [named(Named::Tab), named(Named::F6)]),
            bind!(PreviousPane, "keys-previous-pane", [shift(Named::Tab), shift(Named::F6)]),
            bind!(Down, "keys-down", [named(Named::ArrowDown), letter('j')]),
            bind!(Up, "keys-up", [named(Named::ArrowUp), letter('k')]),
            bind!(PageDown, "keys-page-down", [named(Named::PageDown), named(Named::Space)]),
            bind!(PageUp, "keys-page-up", [named(Named::PageUp), shift(Named::Space)]),
            bind!(Home, "keys-home", [named(Named::Home)]),
            bind!(End, "keys-end", [named(Named::End)]),
            bind!(Open, "keys-open", [named(Named::Enter)]),
            bind!(Back, "keys-back", [named(Named::Escape)]),
            bind!(Left, "keys-left", [named(Named::ArrowLeft)]),
            bind!(Right, "keys-right", [named(Named::ArrowRight)]),
        ],
    },
    Section {
        title: "keys-mail",
        bindings: &[
            bind!(NextMessage, "keys-next-message", [letter('n'), alt(Named::ArrowDown)]),
            bind!(PreviousMessage, "keys-previous-message", [letter('p'), alt(Named::ArrowUp)]),
            bind!(ExtendDown, "keys-extend-down", [shift(Named::ArrowDown), capital('j')]),
            bind!(ExtendUp, "keys-extend-up", [shift(Named::ArrowUp), capital('k')]),
            bind!(ExtendHome, "keys-extend-home", [shift(Named::Home)]),
            bind!(ExtendEnd, "keys-extend-end", [shift(Named::End)]),
            bind!(Choose, "keys-choose", [letter('x')]),
            bind!(ChooseAll, "keys-choose-all", [ctrl(Cap::Letter('a'))]),
            bind!(ShowNew, "keys-show-new", [letter('g')]),
            bind!(Sync, "keys-sync", [named(Named::F5)]),
            bind!(Remedy, "keys-remedy", [named(Named::F8)]),
        ],
    },
    Section {
        title: "keys-window",
        bindings: &[
            bind!(Shortcuts, "keys-shortcuts", [plain(Cap::Sign('?')), named(Named::F1)]),
            bind!(Journal, "keys-journal", [letter('h')]),
            bind!(Settings, "keys-settings", [ctrl(Cap::Sign(','))]),
            bind!(AddAccount, "keys-add-account", [Chord { shift: true, ..ctrl(Cap::Letter('a')) }]),
            bind!(Menu, "keys-menu", [shift(Named::F10), named(Named::ContextMenu)]),
            bind!(Density, "keys-density", [letter('d')]),
            bind!(Wider, "keys-wider", [alt(Named::ArrowRight)]),
            bind!(Narrower, "keys-narrower", [alt(Named::ArrowLeft)]),
            bind!(ZoomIn, "keys-zoom-in", [ctrl(Cap::Sign('+')), ctrl(Cap::Sign('='))]),
            bind!(ZoomOut, "keys-zoom-out", [ctrl(Cap::Sign('-'))]),
            bind!(ZoomReset, "keys-zoom-reset", [ctrl(Cap::Sign('0'))]),
            bind!(Quit, "keys-quit", [ctrl(Cap::Letter('q')), ctrl(Cap::Letter('w'))]),
        ],
    },
    Section {
        title: "keys-acting",
        bindings: &[
            bind!(Archive, "keys-archive", [letter('e')]),
            bind!(Trash, "keys-trash", [named(Named::Delete), named(Named::Backspace)]),
            bind!(DeleteForEver, "keys-delete", [shift(Named::Delete), shift(Named::Backspace)]),
            bind!(ToggleJunk, "keys-toggle-junk", [plain(Cap::Sign('!'))]),
            bind!(MoveTo, "keys-move", [letter('v')]),
            bind!(CopyTo, "keys-copy", [capital('v')]),
            bind!(ToggleRead, "keys-toggle-read", [letter('m')]),
            bind!(ToggleFlag, "keys-toggle-flag", [letter('s')]),
            bind!(MarkAllRead, "keys-all-read", [capital('m')]),
            bind!(Undo, "keys-undo", [ctrl(Cap::Letter('z'))]),
            bind!(NewMailbox, "keys-new-mailbox", [Chord { shift: true, ..ctrl(Cap::Letter('n')) }]),
            bind!(RenameMailbox, "keys-rename-mailbox", [named(Named::F2)]),
            bind!(TagMenu, "keys-tag", [letter('t')]),
            bind!(Tag(0), "keys-tag-1", [letter('1')]),
            bind!(Tag(1), "keys-tag-2", [letter('2')]),
            bind!(Tag(2), "keys-tag-3", [letter('3')]),
            bind!(Tag(3), "keys-tag-4", [letter('4')]),
            bind!(Tag(4), "keys-tag-5", [letter('5')]),
            bind!(ClearTags, "keys-clear-tags", [letter('0')]),
        ],
    },
];

/// What the key asks for, if anything.
pub fn intent(press: &Press) -> Option<Intent> {
    let bindings = SECTIONS.iter().flat_map(|section| section.bindings);
    bindings.into_iter().find(|binding| binding.chords.iter().any(|chord| chord.is(press))).map(|found| found.intent)
}

/// The first chord of an intent in words ("Strg+Komma"), for tooltips.
pub fn shortcut(intent: Intent, texts: &Texts) -> Option<String> {
    let mut bindings = SECTIONS.iter().flat_map(|section| section.bindings);
    let chord = bindings.find(|binding| binding.intent == intent)?.chords.first()?;
    Some(chord.describe(texts))
}

impl Chord {
    fn is(self, press: &Press) -> bool {
        let modifiers = press.modifiers;
        if modifiers.command() != self.command || modifiers.alt() != self.alt {
            return false;
        }
        match self.cap {
            Cap::Named(named) => press.key == Key::Named(named) && modifiers.shift() == self.shift,
            Cap::Letter(letter) => {
                press.key.to_latin(press.physical).map(|c| c.to_ascii_lowercase()) == Some(letter)
                    && modifiers.shift() == self.shift
            }
            Cap::Sign(sign) => {
                let mut buffer = [0; 4];
                let text: &str = sign.encode_utf8(&mut buffer);
                [&press.modified, &press.key]
                    .into_iter()
                    .any(|key| matches!(key, Key::Character(c) if c.as_str() == text))
            }
        }
    }

    /// The chord in words of the language: "Strg+Umschalt+A".
    pub fn describe(self, texts: &Texts) -> String {
        let modifiers = [(self.command, COMMAND), (self.alt, ALT), (self.shift, "key-shift")];
        let mut words: Vec<String> =
            modifiers.into_iter().filter(|(held, _)| *held).map(|(_, key)| texts.get(key)).collect();
        words.push(self.cap.describe(texts));
        words.join("+")
    }
}

const COMMAND: &str = if cfg!(target_os = "macos") { "key-command" } else { "key-control" };
const ALT: &str = if cfg!(target_os = "macos") { "key-option" } else { "key-alt" };

impl Cap {
    fn describe(self, texts: &Texts) -> String {
        let key = match self {
            Self::Letter(c) => return c.to_uppercase().to_string(),
            Self::Sign(',') => "key-comma",
            Self::Sign('-') => return "\u{2212}".to_owned(),
            Self::Sign(c) => return c.to_string(),
            Self::Named(named) => match named {
                Named::ArrowUp => return "↑".to_owned(),
                Named::ArrowDown => return "↓".to_owned(),
                Named::ArrowLeft => return "←".to_owned(),
                Named::ArrowRight => return "→".to_owned(),
                Named::Tab => "key-tab",
                Named::Space => "key-space",
                Named::PageUp => "key-page-up",
                Named::PageDown => "key-page-down",
                Named::Home => "key-home",
                Named::End => "key-end",
                Named::Enter => "key-enter",
                Named::Escape => "key-escape",
                Named::Delete => "key-delete",
                Named::Backspace => "key-backspace",
                Named::ContextMenu => "key-menu",
                other => return format!("{other:?}"),
            },
        };
        texts.get(key)
    }
}

#[cfg(test)]
mod tests;
