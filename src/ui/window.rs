//! The main window: how it opens and how its size is remembered.

use std::time::Duration;

use iced::{Size, window};

use crate::config::{Settings, WindowSettings};

/// Resizing comes in bursts; the size is saved when it has been still for this long.
pub const SETTLE: Duration = Duration::from_millis(500);

/// The smallest window in which everything can still be reached.
const MIN_SIZE: Size = Size::new(360.0, 320.0);

/// The name under which the desktop knows the window (`StartupWMClass`, Wayland's `app_id`).
pub const APPLICATION_ID: &str = "brieftaube";

/// How the main window opens, with what is remembered of it held within reason.
pub fn settings(remembered: &WindowSettings) -> window::Settings {
    let size = sane(remembered);
    window::Settings {
        size,
        maximized: remembered.maximised,
        min_size: Some(MIN_SIZE),
        icon: icon(),
        exit_on_close_request: false,
        platform_specific: platform(),
        ..window::Settings::default()
    }
}

/// A remembered size that no damaged file can turn into a window that nobody finds.
pub fn sane(remembered: &WindowSettings) -> Size {
    let fit = |value: f32, low: f32, usual: f32| if value.is_finite() { value.clamp(low, 8192.0) } else { usual };
    Size::new(fit(remembered.width, MIN_SIZE.width, 1280.0), fit(remembered.height, MIN_SIZE.height, 800.0))
}

/// The settings with a zoom one step away, within 50 and 300 per cent.
pub fn zoomed(settings: &Settings, step: f32) -> f32 {
    ((settings.zoom + step) * 10.0).round().clamp(5.0, 30.0) / 10.0
}

#[cfg(target_os = "linux")]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific { application_id: APPLICATION_ID.to_owned(), ..Default::default() }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific::default()
}

/// The dove, as bare pixels that `resources/dove.py` drew, so that no image decoder is needed for it.
fn icon() -> Option<window::Icon> {
    const SIDE: u32 = 64;
    let pixels = include_bytes!("../../resources/icon-64.rgba");
    window::icon::from_rgba(pixels.to_vec(), SIDE, SIDE).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_size_still_opens_a_window_one_can_see() {
        let broken = WindowSettings { width: f32::NAN, height: -5.0, ..WindowSettings::default() };

        assert_eq!(sane(&broken), Size::new(1280.0, 320.0));
    }

    #[test]
    fn zoom_stops_at_half_and_at_triple_size() {
        let at = |zoom| Settings { zoom, ..Settings::default() };

        assert_eq!(zoomed(&at(3.0), 0.1), 3.0);
        assert_eq!(zoomed(&at(0.5), -0.1), 0.5);
        assert_eq!(zoomed(&at(1.0), 0.1), 1.1);
    }

    #[test]
    fn the_window_has_an_icon() {
        assert!(icon().is_some());
    }
}
