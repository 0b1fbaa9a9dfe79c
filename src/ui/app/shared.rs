//! What every screen needs and only the application changes.

use iced::Size;
use iced::keyboard::Modifiers;
use iced::theme::Mode;
use jiff::tz::TimeZone;

use crate::config::Settings;
use crate::i18n::{Lang, Texts};
use crate::service::api::Handle;
use crate::ui::theme::Scheme;
use crate::ui::window;

/// What every screen needs and only the application changes.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The service.
    pub handle: Handle,
    /// The words.
    pub texts: Texts,
    /// What the person has set.
    pub settings: Settings,
    /// The moment, in seconds since the epoch; moves once a minute.
    pub now: i64,
    /// Where the person is.
    pub zone: TimeZone,
    /// The size of the window in logical pixels, zoom taken out.
    pub size: Size,
    /// Light or dark, as the system has it.
    pub system: Mode,
    /// Shift, Ctrl, Alt, Logo as they are held down.
    pub held: Modifiers,
    /// Whether sample mail is shown.
    pub sample: bool,
    /// Whether the window is in front: only then somebody reads.
    pub in_front: bool,
    /// Whether a dialog floats over the screen and has the keyboard.
    pub covered: bool,
}

impl Shared {
    /// At the start.
    pub fn new(handle: Handle, settings: Settings) -> Self {
        Self {
            handle,
            texts: Texts::new(Lang::of(settings.language)),
            now: jiff::Timestamp::now().as_second(),
            zone: TimeZone::system(),
            size: window::sane(&settings.window),
            system: Mode::None,
            held: Modifiers::empty(),
            sample: false,
            in_front: true,
            covered: false,
            settings,
        }
    }

    /// The language of the window.
    pub fn lang(&self) -> Lang {
        self.texts.lang()
    }

    /// The palette that is on.
    pub const fn scheme(&self) -> Scheme {
        Scheme::of(self.settings.appearance, self.system)
    }
}
