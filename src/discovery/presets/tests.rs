use std::collections::BTreeSet;

use super::{Access, Preset, Trust, UserForm, all, by_imap_host, by_mx, domain_of, find};
use crate::model::Security;

fn preset(id: &str) -> &'static Preset {
    all().find(|preset| preset.id == id).unwrap_or_else(|| panic!("no preset {id}"))
}

#[test]
fn every_provider_of_the_list_is_there() {
    let ids: Vec<&str> = all().map(|preset| preset.id).collect();

    for id in [
        "gmx",
        "gmx-com",
        "web-de",
        "t-online",
        "mailbox-org",
        "posteo",
        "ionos",
        "1und1",
        "strato",
        "freenet",
        "vodafone",
        "mail-de",
        "m-net",
        "hetzner",
        "domainfactory",
        "mittwald",
        "gmail",
        "outlook-com",
        "microsoft-365",
        "icloud",
        "yahoo",
        "aol",
        "fastmail",
        "proton",
        "tuta",
    ] {
        assert!(ids.contains(&id), "{id} is missing");
    }
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "ids are unique");
}

#[test]
fn no_domain_and_no_exchanger_leads_to_two_providers() {
    let mut seen = BTreeSet::new();
    for domain in all().flat_map(|preset| preset.domains) {
        assert!(seen.insert(domain), "{domain} twice");
        assert_eq!(domain.to_lowercase(), **domain, "domains are compared in lower case");
    }
    let mut seen = BTreeSet::new();
    for suffix in all().flat_map(|preset| preset.mx) {
        assert!(seen.insert(suffix), "{suffix} twice");
        assert!(!suffix.starts_with('.'), "{suffix}");
    }
}

#[test]
fn ports_fit_their_protection() {
    for preset in all() {
        if let Some(imap) = preset.imap {
            let expected = match imap.security {
                Security::Tls => 993,
                Security::StartTls => 1143,
                Security::Plain => panic!("{}: no preset is unprotected", preset.id),
            };
            assert_eq!(imap.port, expected, "{}", preset.id);
        }
        if let Some(smtp) = preset.smtp {
            assert!(
                matches!((smtp.security, smtp.port), (Security::Tls, 465) | (Security::StartTls, 587 | 1025)),
                "{}",
                preset.id
            );
        }
        assert_eq!(preset.imap.is_none(), preset.access == Access::NoImap, "{}", preset.id);
        assert!(!preset.domains.is_empty() || !preset.mx.is_empty(), "{} can never be found", preset.id);
        for url in [preset.help_de, preset.help_en].into_iter().flatten() {
            assert!(url.starts_with("https://"), "{url}");
        }
    }
}

#[test]
fn who_cannot_get_in_with_a_password_is_told_so() {
    for preset in all().filter(|preset| !matches!(preset.access, Access::Password)) {
        assert!(preset.note.is_some(), "{} needs words", preset.id);
    }
    assert!(!preset("outlook-com").access.is_possible());
    assert!(!preset("tuta").access.is_possible());
}

#[test]
fn addresses_find_their_provider_whatever_their_case() {
    for (email, id) in [
        ("anna@gmx.de", "gmx"),
        ("Anna.Weber@GMX.AT", "gmx"),
        (" bert@web.de ", "web-de"),
        ("a@b@t-online.de", "t-online"),
        ("x@posteo.co.uk", "posteo"),
        ("x@googlemail.com", "gmail"),
        ("x@pm.me", "proton"),
    ] {
        assert_eq!(find(email).map(|preset| preset.id), Some(id), "{email}");
    }
    for email in ["", "anna", "@gmx.de", "anna@", "anna@gmx", "anna@gmx.de.example", "anna@notgmx.de", "a b@gmx.de"] {
        assert_eq!(find(email), None, "{email}");
    }
}

#[test]
fn own_domains_are_found_by_their_exchanger() {
    for (exchanger, id) in [
        ("mx00.kundenserver.de.", "ionos"),
        ("smtpin.rzone.de", "strato"),
        ("ASPMX.L.GOOGLE.COM", "gmail"),
        ("example-com.mail.protection.outlook.com", "microsoft-365"),
        ("outlook-com.olc.protection.outlook.com", "outlook-com"),
        ("in1-smtp.messagingengine.com", "fastmail"),
        ("www123.your-server.de", "hetzner"),
    ] {
        assert_eq!(by_mx(exchanger).map(|preset| preset.id), Some(id), "{exchanger}");
    }
    assert_eq!(by_mx("notrzone.de"), None);
    assert_eq!(by_mx("mx.example.org"), None);
}

#[test]
fn the_login_name_is_the_address_or_its_local_part() {
    let web_de = preset("web-de").server("anna.weber@web.de").unwrap();
    let gmx = preset("gmx").server(" anna@gmx.de ").unwrap();

    assert_eq!((web_de.user.as_str(), web_de.host.as_str()), ("anna.weber", "imap.web.de"));
    assert_eq!((gmx.user.as_str(), gmx.port), ("anna@gmx.de", 993));
    assert_eq!(preset("icloud").user, UserForm::Local);
    assert_eq!(preset("tuta").server("x@tuta.com"), None);
}

#[test]
fn servers_with_quirks_are_known_by_their_host() {
    assert_eq!(by_imap_host("IMAP.MAIL.ME.COM").map(|preset| preset.quirks.qresync), Some(Trust::Never));
    assert_eq!(by_imap_host("imap.gmail.com").and_then(|preset| preset.quirks.max_connections), Some(15));
    assert_eq!(by_imap_host("imap.web.de").and_then(|preset| preset.quirks.keepalive_minutes), Some(12));
    assert_eq!(by_imap_host("imap.example.org"), None);
}

#[test]
fn a_domain_is_read_from_an_address_only() {
    assert_eq!(domain_of("anna@MÜLLER.example").as_deref(), Some("müller.example"));
    assert_eq!(domain_of("anna@example..org"), None);
}
