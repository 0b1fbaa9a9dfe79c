//! Distances and sizes in logical pixels: the 4 px grid of the whole window.

/// 4 px: between an icon and what it marks.
pub const XXS: f32 = 4.0;
/// 8 px: between things that belong together.
pub const XS: f32 = 8.0;
/// 12 px: inside controls and rows.
pub const S: f32 = 12.0;
/// 16 px: between groups.
pub const M: f32 = 16.0;
/// 24 px: around the content of a pane.
pub const L: f32 = 24.0;
/// 32 px: between sections.
pub const XL: f32 = 32.0;

/// Corner radius of controls.
pub const RADIUS: f32 = 6.0;
/// Corner radius of cards and dialogs.
pub const RADIUS_CARD: f32 = 10.0;
/// Corner radius of chips and pills: more than half their height.
pub const RADIUS_FULL: f32 = 999.0;
/// A hairline.
pub const HAIRLINE: f32 = 1.0;
/// The ring around what has the keyboard.
pub const FOCUS_RING: f32 = 2.0;

/// Icons beside text.
pub const ICON: f32 = 16.0;
/// Icons that stand alone.
pub const ICON_LARGE: f32 = 20.0;

/// Meta: counts, dates, hints.
pub const TEXT_META: f32 = 12.0;
/// Secondary text.
pub const TEXT_SECONDARY: f32 = 13.0;
/// The base size of the interface.
pub const TEXT_BASE: f32 = 14.0;
/// The text of messages.
pub const TEXT_MESSAGE: f32 = 16.0;
/// Subjects and titles of dialogs.
pub const TEXT_SUBJECT: f32 = 20.0;
/// The welcome.
pub const TEXT_WELCOME: f32 = 28.0;

/// The widest column of message text: about 72 characters at [`TEXT_MESSAGE`].
pub const MEASURE: f32 = 620.0;

/// Heights of the heads of the list and the reader, so that their hairlines meet.
pub const PANE_HEAD: f32 = 52.0;
/// A row of the sidebar.
pub const SIDEBAR_ROW: f32 = 30.0;
/// A row of the list with three lines.
pub const ROW_COMFORTABLE: f32 = 72.0;
/// A row of the list with one line.
pub const ROW_COMPACT: f32 = 32.0;

/// The sidebar folded to icons.
pub const RAIL: f32 = 56.0;
/// The narrowest and the widest sidebar.
pub const SIDEBAR_RANGE: (f32, f32) = (200.0, 280.0);
/// The narrowest and the widest list.
pub const LIST_RANGE: (f32, f32) = (320.0, 460.0);
/// Below this width of the window the sidebar folds to icons.
pub const FOLD_SIDEBAR_BELOW: f32 = 1000.0;
/// Below this width the list and the reader take turns.
pub const ONE_PANE_BELOW: f32 = 720.0;
