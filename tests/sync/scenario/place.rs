//! The servers the scenario plays at, and what sets them apart.

use std::any::Any;

use super::super::dovecot::raw_client::RawClient;
use super::super::dovecot::{self, Dovecot, Options, Variant};
use super::super::layered::{self, Layered};

/// A server of its own for one account, and how mailboxes are called there.
pub struct Place {
    /// Ended when dropped.
    _server: Box<dyn Any>,
    /// Where it takes plain text.
    pub port: u16,
    /// Name and password.
    pub user: (&'static str, &'static str),
    /// Before the name of every mailbox but the inbox.
    prefix: &'static str,
    delimiter: char,
    /// Whether messages can be expunged by name; else those we took away stay there, marked.
    pub expunges: bool,
    /// Said before logging in, by the other client only.
    other_says: &'static str,
}

impl Place {
    fn new(server: impl Any, port: u16, user: (&'static str, &'static str)) -> Self {
        Self { _server: Box::new(server), port, user, prefix: "", delimiter: '/', expunges: true, other_says: "" }
    }

    /// A Dovecot with everything, and these lines in its configuration.
    pub fn dovecot(extra: &str) -> Self {
        let server = Dovecot::start_with(Options { extra: extra.to_owned(), ..Options::default() });
        let port = server.imap;
        Self::new(server, port, dovecot::ANNA)
    }

    /// A Dovecot that offers nothing.
    pub fn stripped() -> Self {
        let server = Dovecot::start_variant(Variant::Stripped);
        let port = server.imap;
        Self { expunges: false, ..Self::new(server, port, dovecot::ANNA) }
    }

    /// A Dovecot with everything below the inbox.
    pub fn below_the_inbox() -> Self {
        Self {
            prefix: "INBOX.",
            delimiter: '.',
            ..Self::dovecot("namespace inbox {\n separator = .\n prefix = INBOX.\n}\n")
        }
    }

    /// A Dovecot that lets us have two connections. The other client comes from elsewhere.
    pub fn two_connections() -> Self {
        let limit = "mail_max_userip_connections = 2\nlogin_trusted_networks = 127.0.0.1\n";
        Self { other_says: "ID (\"x-originating-ip\" \"127.0.0.9\")", ..Self::dovecot(limit) }
    }

    /// A Cyrus or a Courier.
    fn layered(server: Layered) -> Self {
        let port = server.imap;
        Self::new(server, port, layered::ANNA)
    }

    pub fn cyrus() -> Self {
        Self::layered(Layered::cyrus())
    }

    pub fn courier() -> Self {
        Self { prefix: "INBOX.", delimiter: '.', ..Self::layered(Layered::courier()) }
    }

    /// Another client, logged in.
    pub fn other(&self) -> RawClient {
        let mut client = RawClient::connect(self.port);
        if !self.other_says.is_empty() {
            client.run(self.other_says);
        }
        client.login(self.user.0, self.user.1);
        client
    }

    /// How people read the name of a mailbox there.
    pub fn display(&self, mailbox: &str) -> String {
        if mailbox == "INBOX" {
            return mailbox.to_owned();
        }
        format!("{}{}", self.prefix, mailbox.replace('/', &self.delimiter.to_string()))
    }

    /// The name as it is sent.
    pub fn wire(&self, mailbox: &str) -> String {
        self.display(mailbox).replace('ü', "&APw-")
    }
}
