//! From the host name to the login.

use brieftaube::error::{CertificateFault, Error, ErrorKind};
use brieftaube::imap::Stage;
use brieftaube::net::certificate::{self, Chain};

use super::pki::{self, Certificate};
use super::*;

async fn refused(script: Vec<Step>, security: Security) -> (Error, Scripted) {
    let scripted = Scripted::start(script, None);
    let error = attempt(&server(scripted.port, security, None)).await.unwrap_err();
    (error, scripted)
}

async fn attempt(server: &Server) -> Result<Session, Error> {
    let connection = connector().connect(server, &mut |_| {}).await?;
    connection.login("anna", &Secret::new(PASSWORD.to_owned())).await
}

fn heard_password(scripted: &Scripted) -> bool {
    let base64 = "AGFubmEA"; // "\0anna\0"
    scripted.heard().iter().any(|line| line.contains(PASSWORD) || line.contains(base64) || line.contains("LOGIN"))
}

const READY: &str = "* OK [CAPABILITY IMAP4rev1] ready\r\n";

#[tokio::test]
async fn a_wrong_password_is_told_with_the_servers_words() {
    let (error, _) =
        refused(vec![say(READY), on("LOGIN", "$T NO [AUTHENTICATIONFAILED] Passwort ungültig\r\n")], Security::Plain)
            .await;

    assert_eq!(error.kind(), ErrorKind::Login);
    assert_eq!(error.server_text(), Some("Passwort ungültig"));
}

#[tokio::test]
async fn a_host_that_is_not_there_is_told_from_a_port_that_refuses() {
    let mut unknown = server(993, Security::Tls, None);
    unknown.host = "imap.does-not-exist.invalid".to_owned();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut stages = Vec::new();

    let error = connector().connect(&unknown, &mut |stage| stages.push(stage)).await.unwrap_err();
    let refused = attempt(&server(closed, Security::Tls, None)).await.unwrap_err();

    assert_eq!((error.kind(), stages), (ErrorKind::UnknownHost, vec![Stage::Name]));
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused, "{refused}");
}

#[tokio::test]
async fn plain_text_goes_to_this_machine_only() {
    let mut far = server(143, Security::Plain, None);
    far.host = "192.0.2.1".to_owned();

    assert_eq!(attempt(&far).await.unwrap_err().kind(), ErrorKind::PlainNotLoopback);
}

#[tokio::test]
async fn a_server_without_tls_is_told_and_hears_no_password() {
    let (error, scripted) = refused(vec![say(READY), Step::Hang], Security::Tls).await;

    assert_eq!(error.kind(), ErrorKind::TlsNotSpoken, "{error}");
    assert!(!heard_password(&scripted));
}

#[tokio::test]
async fn good_certificates_are_accepted_with_tls_and_with_starttls() {
    let dir = tempfile::tempdir().unwrap();
    let files = pki::make(dir.path(), Certificate::Good);
    let login = on("LOGIN", "$T OK [CAPABILITY IMAP4rev1 IDLE] welcome\r\n");
    let tls = Scripted::start(vec![Step::Tls, say(READY), login.clone()], Some(&files));
    let start = vec![
        say("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"),
        on("STARTTLS", "$T OK begin\r\n"),
        Step::Tls,
        on("CAPABILITY", "* CAPABILITY IMAP4rev1 X\r\n$T OK done\r\n"),
        login,
    ];
    let starttls = Scripted::start(start, Some(&files));

    for (scripted, security) in [(&tls, Security::Tls), (&starttls, Security::StartTls)] {
        let session = attempt(&server(scripted.port, security, Some(&files.ca))).await.unwrap();
        assert!(session.capabilities().has("idle"), "{security:?}");
    }
}

#[tokio::test]
async fn bad_certificates_are_refused_with_their_fault_before_anything_is_said() {
    for (kind, fault) in [
        (Certificate::Expired, CertificateFault::Expired),
        (Certificate::NotYetValid, CertificateFault::NotYetValid),
        (Certificate::WrongHost, CertificateFault::WrongHost),
        (Certificate::SelfSigned, CertificateFault::SelfSigned),
        (Certificate::UnknownIssuer, CertificateFault::UnknownIssuer),
        (Certificate::ClientOnly, CertificateFault::Unusable),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let files = pki::make(dir.path(), kind);
        let tls = Scripted::start(vec![Step::Tls, say(READY), on("LOGIN", "$T OK\r\n")], Some(&files));
        let start = vec![
            say("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"),
            on("STARTTLS", "$T OK begin\r\n"),
            Step::Tls,
            Step::Hang,
        ];
        let starttls = Scripted::start(start, Some(&files));

        for (scripted, security) in [(&tls, Security::Tls), (&starttls, Security::StartTls)] {
            let error = attempt(&server(scripted.port, security, Some(&files.ca))).await.unwrap_err();

            assert_eq!(error.kind(), ErrorKind::Certificate(fault), "{kind:?} {security:?} {error}");
            let heard = scripted.heard();
            assert!(heard.iter().all(|line| line.ends_with(" STARTTLS")), "{kind:?} {security:?} {heard:?}");
        }
    }
}

#[test]
fn a_key_that_is_too_short_is_named_as_the_fault() {
    let dir = tempfile::tempdir().unwrap();
    let files = pki::make(dir.path(), Certificate::WeakKey);
    let pem = std::fs::read(files.certificate).unwrap();
    let der = native_tls::Certificate::from_pem(&pem).unwrap().to_der().unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();

    let fault = certificate::fault(&der, "localhost", Chain::Untrusted, now.try_into().unwrap());

    assert_eq!(fault, Some(CertificateFault::Unusable));
}

#[tokio::test]
async fn a_ca_file_that_is_none_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (empty, missing) = (dir.path().join("empty.pem"), dir.path().join("missing.pem"));
    std::fs::write(&empty, "no certificate").unwrap();

    for path in [&empty, &missing] {
        let error = attempt(&server(993, Security::Tls, Some(path))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CaFile, "{error}");
    }
}

#[tokio::test]
async fn starttls_is_not_done_without() {
    let offered = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n";
    for (name, script, kind) in [
        ("not offered", vec![say(READY), Step::Hang], ErrorKind::StartTlsNotOffered),
        (
            "not offered when asked",
            vec![say("* OK hi\r\n"), on("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n$T OK\r\n"), Step::Hang],
            ErrorKind::StartTlsNotOffered,
        ),
        ("refused", vec![say(offered), on("STARTTLS", "$T NO no\r\n"), Step::Hang], ErrorKind::StartTlsNotOffered),
        ("bad", vec![say(offered), on("STARTTLS", "$T BAD no\r\n"), Step::Hang], ErrorKind::StartTlsNotOffered),
        (
            "preauth",
            vec![say("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), Step::Hang],
            ErrorKind::StartTlsTampered,
        ),
        (
            "injected",
            vec![say(offered), on("STARTTLS", "$T OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=LOGIN\r\n"), Step::Hang],
            ErrorKind::StartTlsTampered,
        ),
        (
            "injected status",
            vec![say(offered), on("STARTTLS", "$T OK begin\r\nB2 OK logged in\r\n"), Step::Hang],
            ErrorKind::StartTlsTampered,
        ),
        (
            "injected half a line",
            vec![say(offered), on("STARTTLS", "$T OK begin\r\n* OK"), Step::Hang],
            ErrorKind::StartTlsTampered,
        ),
        ("bye", vec![say("* BYE phishing text\r\n")], ErrorKind::Rejected),
    ] {
        let (error, scripted) = refused(script, Security::StartTls).await;

        assert_eq!(error.kind(), kind, "{name}: {error}");
        assert_eq!(error.server_text(), None, "{name}: words from before TLS may be anybody's");
        assert!(!heard_password(&scripted), "{name}");
    }
}

#[tokio::test]
async fn goodbyes_and_nonsense_instead_of_a_greeting_or_login_are_told() {
    for (script, kind) in [
        (vec![say("* BYE too busy\r\n")], ErrorKind::Rejected),
        (vec![say("HTTP/1.1 400 Bad Request\r\n"), Step::Hang], ErrorKind::Protocol),
        (vec![say("* 5 EXISTS\r\n"), Step::Hang], ErrorKind::Protocol),
        (vec![], ErrorKind::Disconnected),
        (vec![say(READY), on("LOGIN", "* BYE shutting down\r\n")], ErrorKind::Bye),
        (vec![say(READY), on("LOGIN", "$T NO [UNAVAILABLE] later\r\n")], ErrorKind::Throttled),
        (vec![say(READY), on("LOGIN", "$T BAD what\r\n")], ErrorKind::Bad),
        (vec![say(READY), on("LOGIN", "")], ErrorKind::Disconnected),
        (vec![say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n"), Step::Hang], ErrorKind::LoginDisabled),
    ] {
        let shown = format!("{script:?}");
        let (error, scripted) = refused(script, Security::Plain).await;

        assert_eq!(error.kind(), kind, "{shown}: {error}");
        assert!(kind != ErrorKind::LoginDisabled || !heard_password(&scripted));
    }
}

#[tokio::test]
async fn silence_instead_of_a_greeting_ends_in_time() {
    let (error, _) = refused(vec![Step::Hang], Security::Plain).await;

    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[tokio::test]
async fn passwords_of_any_characters_arrive_as_they_are() {
    for (capabilities, script, expected) in [
        ("", vec![on("LOGIN", "$T OK in\r\n")], "B1 LOGIN \"anna\" {5}"),
        ("AUTH=PLAIN SASL-IR", vec![on("AUTHENTICATE", "$T OK in\r\n")], "B1 AUTHENTICATE PLAIN AGFubmEAcMOkIlw="),
        ("AUTH=PLAIN", vec![on("AUTHENTICATE", "+ \r\n"), on("", "B1 OK in\r\n")], "AGFubmEAcMOkIlw="),
    ] {
        let mut steps = vec![say(format!("* OK [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n"))];
        steps.extend(script);
        steps.push(on("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n$T OK\r\n"));
        let scripted = Scripted::start(steps, None);
        let connection = connector().connect(&server(scripted.port, Security::Plain, None), &mut |_| {}).await.unwrap();

        connection.login("anna", &Secret::new("pä\"\\".to_owned())).await.unwrap();

        assert!(scripted.heard().iter().any(|line| line == expected), "{:?}", scripted.heard());
    }
}
