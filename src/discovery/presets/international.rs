//! Providers of the whole world.

use super::{Access, BASE, Endpoint, Preset, Quirks, Trust, UserForm, imaps, smtps, submission};
use crate::model::Security;

/// Yahoo's servers show no more of a mailbox than this.
const YAHOO: Quirks = Quirks { message_limit: Some(10_000), ..Quirks::NONE };

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        id: "gmail",
        name: "Gmail",
        domains: &["gmail.com", "googlemail.com"],
        mx: &["google.com", "googlemail.com"],
        imap: imaps("imap.gmail.com"),
        smtp: smtps("smtp.gmail.com"),
        access: Access::AppPassword,
        note: Some("provider-gmail"),
        help_de: Some("https://support.google.com/accounts/answer/185833?hl=de"),
        help_en: Some("https://support.google.com/accounts/answer/185833?hl=en"),
        quirks: Quirks { max_connections: Some(15), files_sent: true, ..Quirks::NONE },
        ..BASE
    },
    Preset {
        id: "outlook-com",
        name: "Outlook.com",
        domains: &[
            "outlook.com",
            "outlook.de",
            "outlook.at",
            "outlook.fr",
            "outlook.es",
            "outlook.it",
            "hotmail.com",
            "hotmail.de",
            "hotmail.co.uk",
            "hotmail.fr",
            "hotmail.it",
            "hotmail.es",
            "live.com",
            "live.de",
            "live.at",
            "live.co.uk",
            "live.fr",
            "live.it",
            "live.nl",
            "msn.com",
            "windowslive.com",
        ],
        mx: &["olc.protection.outlook.com"],
        imap: imaps("outlook.office365.com"),
        smtp: submission("smtp-mail.outlook.com"),
        access: Access::OAuthOnly,
        note: Some("provider-outlook-com"),
        ..BASE
    },
    Preset {
        id: "microsoft-365",
        name: "Microsoft 365",
        mx: &["mail.protection.outlook.com"],
        imap: imaps("outlook.office365.com"),
        smtp: submission("smtp.office365.com"),
        access: Access::OAuthOnly,
        note: Some("provider-microsoft-365"),
        ..BASE
    },
    Preset {
        id: "icloud",
        name: "iCloud",
        domains: &["icloud.com", "me.com", "mac.com"],
        mx: &["mail.icloud.com"],
        imap: imaps("imap.mail.me.com"),
        smtp: submission("smtp.mail.me.com"),
        user: UserForm::Local,
        access: Access::AppPassword,
        note: Some("provider-icloud"),
        help_de: Some("https://support.apple.com/de-de/102654"),
        help_en: Some("https://support.apple.com/en-us/102654"),
        // ENABLE is not acknowledged with ENABLED, and ENVELOPE can hold unescaped quotes.
        quirks: Quirks { qresync: Trust::Never, envelope: Trust::Never, ..Quirks::NONE },
        ..BASE
    },
    Preset {
        id: "yahoo",
        name: "Yahoo",
        domains: &[
            "yahoo.com",
            "yahoo.de",
            "yahoo.co.uk",
            "yahoo.fr",
            "yahoo.it",
            "yahoo.es",
            "yahoo.ca",
            "yahoo.in",
            "yahoo.co.in",
            "yahoo.com.br",
            "yahoo.com.au",
            "ymail.com",
            "rocketmail.com",
            "myyahoo.com",
        ],
        mx: &["yahoodns.net"],
        imap: imaps("imap.mail.yahoo.com"),
        smtp: smtps("smtp.mail.yahoo.com"),
        access: Access::AppPassword,
        note: Some("provider-yahoo"),
        help_de: Some("https://de.hilfe.yahoo.com/kb/SLN15241.html"),
        help_en: Some("https://help.yahoo.com/kb/SLN15241.html"),
        quirks: YAHOO,
        ..BASE
    },
    Preset {
        id: "aol",
        name: "AOL",
        domains: &["aol.com", "aol.de", "aol.co.uk", "aol.fr", "aim.com"],
        imap: imaps("imap.aol.com"),
        smtp: smtps("smtp.aol.com"),
        access: Access::AppPassword,
        note: Some("provider-yahoo"),
        quirks: YAHOO,
        ..BASE
    },
    Preset {
        id: "fastmail",
        name: "Fastmail",
        domains: &["fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "fastmail.de", "messagingengine.com"],
        mx: &["messagingengine.com"],
        imap: imaps("imap.fastmail.com"),
        smtp: smtps("smtp.fastmail.com"),
        access: Access::AppPassword,
        note: Some("provider-fastmail"),
        help_en: Some("https://www.fastmail.help/hc/en-us/articles/360058752854"),
        ..BASE
    },
    Preset {
        id: "proton",
        name: "Proton Mail",
        domains: &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
        mx: &["protonmail.ch"],
        imap: Some(Endpoint { host: "127.0.0.1", port: 1143, security: Security::StartTls }),
        smtp: Some(Endpoint { host: "127.0.0.1", port: 1025, security: Security::StartTls }),
        access: Access::Bridge,
        note: Some("provider-proton"),
        help_de: Some("https://proton.me/de/mail/bridge"),
        help_en: Some("https://proton.me/mail/bridge"),
        ..BASE
    },
    Preset {
        id: "tuta",
        name: "Tuta",
        domains: &["tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me"],
        mx: &["tutanota.de"],
        access: Access::NoImap,
        note: Some("provider-tuta"),
        ..BASE
    },
];
