//! One set of icons in one stroke: Lucide, drawn as a font.
//!
//! Code points are those of lucide-static's codepoints.json for the embedded font.

use iced::Alignment;
use iced::widget::{Text, text};

use super::font;

/// An icon by its Lucide name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// `archive`
    Archive,
    /// `arrow-down`
    ArrowDown,
    /// `arrow-left`
    ArrowLeft,
    /// `arrow-right`
    ArrowRight,
    /// `arrow-up`
    ArrowUp,
    /// `at-sign`
    AtSign,
    /// `bell`
    Bell,
    /// `bird`
    Bird,
    /// `calendar`
    Calendar,
    /// `check`
    Check,
    /// `check-check`
    CheckCheck,
    /// `chevron-down`
    ChevronDown,
    /// `chevron-left`
    ChevronLeft,
    /// `chevron-right`
    ChevronRight,
    /// `chevron-up`
    ChevronUp,
    /// `circle`
    Circle,
    /// `circle-alert`
    CircleAlert,
    /// `circle-check`
    CircleCheck,
    /// `circle-question-mark`
    CircleQuestionMark,
    /// `circle-x`
    CircleX,
    /// `clock`
    Clock,
    /// `cloud-download`
    CloudDownload,
    /// `cloud-off`
    CloudOff,
    /// `contrast`
    Contrast,
    /// `copy`
    Copy,
    /// `copy-plus`
    CopyPlus,
    /// `download`
    Download,
    /// `ellipsis`
    Ellipsis,
    /// `external-link`
    ExternalLink,
    /// `eye`
    Eye,
    /// `eye-off`
    EyeOff,
    /// `feather`
    Feather,
    /// `file`
    File,
    /// `file-archive`
    FileArchive,
    /// `file-audio`
    FileAudio,
    /// `file-image`
    FileImage,
    /// `file-pen-line`
    FilePenLine,
    /// `file-spreadsheet`
    FileSpreadsheet,
    /// `file-text`
    FileText,
    /// `file-video`
    FileVideo,
    /// `flag`
    Flag,
    /// `folder`
    Folder,
    /// `folder-input`
    FolderInput,
    /// `folder-open`
    FolderOpen,
    /// `forward`
    Forward,
    /// `globe`
    Globe,
    /// `hard-drive`
    HardDrive,
    /// `history`
    History,
    /// `image-off`
    ImageOff,
    /// `inbox`
    Inbox,
    /// `info`
    Info,
    /// `key-round`
    KeyRound,
    /// `keyboard`
    Keyboard,
    /// `layers`
    Layers,
    /// `list`
    List,
    /// `link`
    Link,
    /// `loader-circle`
    LoaderCircle,
    /// `lock`
    Lock,
    /// `lock-open`
    LockOpen,
    /// `log-out`
    LogOut,
    /// `mail`
    Mail,
    /// `mail-open`
    MailOpen,
    /// `mails`
    Mails,
    /// `menu`
    Menu,
    /// `minus`
    Minus,
    /// `moon`
    Moon,
    /// `octagon-alert`
    OctagonAlert,
    /// `paperclip`
    Paperclip,
    /// `pencil`
    Pencil,
    /// `plus`
    Plus,
    /// `refresh-cw`
    RefreshCw,
    /// `reply`
    Reply,
    /// `reply-all`
    ReplyAll,
    /// `rows-3`
    Rows3,
    /// `save`
    Save,
    /// `search`
    Search,
    /// `send`
    Send,
    /// `server`
    Server,
    /// `settings`
    Settings,
    /// `shield-alert`
    ShieldAlert,
    /// `shield-check`
    ShieldCheck,
    /// `star`
    Star,
    /// `sun`
    Sun,
    /// `tag`
    Tag,
    /// `trash-2`
    Trash2,
    /// `triangle-alert`
    TriangleAlert,
    /// `undo-2`
    Undo2,
    /// `user`
    User,
    /// `users`
    Users,
    /// `x`
    X,
    /// `zap`
    Zap,
}

impl Icon {
    /// Its code point in the icon font.
    #[expect(clippy::too_many_lines, reason = "a table")]
    pub const fn glyph(self) -> char {
        match self {
            Self::Archive => '\u{e041}',
            Self::ArrowDown => '\u{e042}',
            Self::ArrowLeft => '\u{e048}',
            Self::ArrowRight => '\u{e049}',
            Self::ArrowUp => '\u{e04a}',
            Self::AtSign => '\u{e04e}',
            Self::Bell => '\u{e059}',
            Self::Bird => '\u{e3c5}',
            Self::Calendar => '\u{e063}',
            Self::Check => '\u{e06c}',
            Self::CheckCheck => '\u{e38e}',
            Self::ChevronDown => '\u{e06d}',
            Self::ChevronLeft => '\u{e06e}',
            Self::ChevronRight => '\u{e06f}',
            Self::ChevronUp => '\u{e070}',
            Self::Circle => '\u{e076}',
            Self::CircleAlert => '\u{e077}',
            Self::CircleCheck => '\u{e226}',
            Self::CircleQuestionMark => '\u{e082}',
            Self::CircleX => '\u{e084}',
            Self::Clock => '\u{e087}',
            Self::CloudDownload => '\u{e089}',
            Self::CloudOff => '\u{e08d}',
            Self::Contrast => '\u{e09d}',
            Self::Copy => '\u{e09e}',
            Self::CopyPlus => '\u{e3fd}',
            Self::Download => '\u{e0b2}',
            Self::Ellipsis => '\u{e0b6}',
            Self::ExternalLink => '\u{e0b9}',
            Self::Eye => '\u{e0ba}',
            Self::EyeOff => '\u{e0bb}',
            Self::Feather => '\u{e0be}',
            Self::File => '\u{e0c0}',
            Self::FileArchive => '\u{e30d}',
            Self::FileAudio => '\u{e31a}',
            Self::FileImage => '\u{e31c}',
            Self::FilePenLine => '\u{e320}',
            Self::FileSpreadsheet => '\u{e326}',
            Self::FileText => '\u{e0cc}',
            Self::FileVideo => '\u{e321}',
            Self::Flag => '\u{e0d1}',
            Self::Folder => '\u{e0d7}',
            Self::FolderInput => '\u{e334}',
            Self::FolderOpen => '\u{e247}',
            Self::Forward => '\u{e229}',
            Self::Globe => '\u{e0e8}',
            Self::HardDrive => '\u{e0ed}',
            Self::History => '\u{e1f5}',
            Self::ImageOff => '\u{e1c0}',
            Self::Inbox => '\u{e0f7}',
            Self::Info => '\u{e0f9}',
            Self::KeyRound => '\u{e4a3}',
            Self::Keyboard => '\u{e284}',
            Self::Layers => '\u{e529}',
            Self::List => '\u{e106}',
            Self::Link => '\u{e102}',
            Self::LoaderCircle => '\u{e10a}',
            Self::Lock => '\u{e10b}',
            Self::LockOpen => '\u{e10c}',
            Self::LogOut => '\u{e10e}',
            Self::Mail => '\u{e10f}',
            Self::MailOpen => '\u{e363}',
            Self::Mails => '\u{e369}',
            Self::Menu => '\u{e115}',
            Self::Minus => '\u{e11c}',
            Self::Moon => '\u{e11e}',
            Self::OctagonAlert => '\u{e127}',
            Self::Paperclip => '\u{e12d}',
            Self::Pencil => '\u{e1f9}',
            Self::Plus => '\u{e13d}',
            Self::RefreshCw => '\u{e145}',
            Self::Reply => '\u{e22a}',
            Self::ReplyAll => '\u{e22b}',
            Self::Rows3 => '\u{e58a}',
            Self::Save => '\u{e14d}',
            Self::Search => '\u{e151}',
            Self::Send => '\u{e152}',
            Self::Server => '\u{e153}',
            Self::Settings => '\u{e154}',
            Self::ShieldAlert => '\u{e1fe}',
            Self::ShieldCheck => '\u{e1ff}',
            Self::Star => '\u{e176}',
            Self::Sun => '\u{e178}',
            Self::Tag => '\u{e17f}',
            Self::Trash2 => '\u{e18e}',
            Self::TriangleAlert => '\u{e193}',
            Self::Undo2 => '\u{e2a1}',
            Self::User => '\u{e19f}',
            Self::Users => '\u{e1a4}',
            Self::X => '\u{e1b2}',
            Self::Zap => '\u{e1b4}',
        }
    }

    /// The icon in a square of this size, in the colour of the text around it.
    pub fn view<'a>(self, size: f32) -> Text<'a> {
        text(self.glyph())
            .font(font::ICONS)
            .size(size)
            .line_height(1.0)
            .width(size)
            .align_x(Alignment::Center)
            .shaping(text::Shaping::Basic)
    }
}
