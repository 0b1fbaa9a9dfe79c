//! A real Dovecot for one test: its own configuration, ports, certificate and users.
//!
//! Include it with `#[path = "support/dovecot.rs"] mod dovecot;`. Every instance has a directory of its
//! own and is ended when dropped, so tests run side by side. Runs as root or as anybody.

#![allow(dead_code, reason = "every test uses a part of it")]

#[path = "maildir.rs"]
pub mod maildir;
#[path = "pki.rs"]
pub mod pki;
#[path = "raw_client.rs"]
pub mod raw_client;

use std::fmt::Write as _;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use pki::Certificate;
use raw_client::RawClient;

/// The users of every instance with their passwords.
pub const ANNA: (&str, &str) = ("anna@test.local", "annapw-Gruenkohl-7");
/// See [`ANNA`].
pub const BERND: (&str, &str) = ("bernd@test.local", "berndpw \"quoted\" \\ 8");

/// See [`ANNA`]; a password that needs more than ASCII.
pub const DORA: (&str, &str) = ("dora@test.local", "pä€ßwort 9");

/// What the server offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// Everything Dovecot has, COMPRESS=DEFLATE included.
    #[default]
    Full,
    /// UIDPLUS, but no MOVE; beside that little more than [`Self::Stripped`].
    NoMove,
    /// `CAPABILITY IMAP4rev1` and no more: no IDLE, CONDSTORE, QRESYNC, MOVE, UIDPLUS, SPECIAL-USE,
    /// LIST-EXTENDED, ENABLE, LITERAL+, COMPRESS.
    Stripped,
}

/// Configuration of a server that allows each user 100 messages and a megabyte.
pub const QUOTA: &str = "protocol imap {\n mail_plugins = quota imap_quota imap_zlib\n}\n\
                         plugin {\n quota = count:User quota\n quota_vsizes = yes\n quota_rule = *:storage=1M:messages=100\n}\n";

/// How to start a server.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What it offers.
    pub variant: Variant,
    /// What is wrong with its certificate.
    pub certificate: Certificate,
    /// Lines added to its configuration.
    pub extra: String,
}

/// A running server.
#[derive(Debug)]
pub struct Dovecot {
    dir: tempfile::TempDir,
    child: Option<Child>,
    /// Host name to connect to, the one in the certificate.
    pub host: &'static str,
    /// Port with plain text and STARTTLS.
    pub imap: u16,
    /// Port with implicit TLS.
    pub imaps: u16,
    /// The authority to trust.
    pub ca_file: PathBuf,
    files: pki::Files,
    options: Options,
    /// How it keeps mail.
    format: &'static str,
}

impl Dovecot {
    /// A server with everything.
    pub fn start() -> Self {
        Self::start_with(Options::default())
    }

    /// A server of this variant.
    pub fn start_variant(variant: Variant) -> Self {
        Self::start_with(Options { variant, ..Options::default() })
    }

    /// A server as told.
    pub fn start_with(options: Options) -> Self {
        let dir = tempfile::Builder::new().prefix("brieftaube-dovecot-").tempdir().unwrap();
        // Its processes run as other users and must be able to pass through.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let files = pki::make(dir.path(), options.certificate);
        let mut dovecot = Self {
            ca_file: files.ca.clone(),
            dir,
            child: None,
            host: "localhost",
            imap: 0,
            imaps: 0,
            files,
            options,
            format: "maildir:~/Mail",
        };
        dovecot.launch();
        dovecot
    }

    /// Starts again on the same ports after [`Self::stop`], with the same mail.
    pub fn restart(&mut self) {
        self.stop();
        self.run().unwrap_or_else(|log| panic!("dovecot did not start again:\n{log}"));
    }

    /// Ends the server and every connection to it.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let pid = child.id().to_string();
        // TERM lets the master end its children too; KILL would orphan them.
        Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
        let (ended, end) = mpsc::channel();
        let waiter = std::thread::spawn(move || {
            let status = child.wait();
            let _ = ended.send(status);
        });
        if end.recv_timeout(Duration::from_secs(10)).is_err() {
            Command::new("kill").args(["-KILL", &pid]).status().expect("kill");
        }
        waiter.join().unwrap();
        // Connections may outlive the master for a moment; they belong to this instance alone.
        self.wait_until("its ports are closed", |dovecot| TcpStream::connect(("127.0.0.1", dovecot.imaps)).is_err());
    }

    /// The directory with configuration, log and mail.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// What the server wrote into its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("dovecot.log")).unwrap_or_default()
    }

    /// The Maildir of a user, for filling it fast or breaking it.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.dir.path().join("mail").join(user).join("Mail")
    }

    /// Another client, logged in over plain text, which the server allows from this machine only.
    pub fn client(&self, (user, password): (&str, &str)) -> RawClient {
        let mut client = RawClient::connect(self.imap);
        client.login(user, password);
        client
    }

    /// Fills a mailbox with generated messages, past IMAP, and says how many bytes they have.
    pub fn fill(&self, user: &str, mailbox: &str, messages: impl Iterator<Item = maildir::Message>) -> u64 {
        let folder = maildir::folder(&self.maildir(user), mailbox);
        let bytes = maildir::write(&folder, messages);
        self.give_to_mail_user();
        bytes
    }

    /// Moves all mail of a user into another format, in which Dovecot opens mailboxes of any size at once: with
    /// Maildir every session first reads the list of all file names.
    pub fn convert_to_mdbox(&mut self, user: &str) {
        let (home, configuration) = (self.dir.path().join("mail").join(user), self.dir.path().join("dovecot.conf"));
        let output = Command::new("doveadm")
            .arg("-c")
            .arg(configuration)
            .args(["-o", &format!("mail_location=mdbox:{}/Mdbox", home.display()), "import", "-u", user])
            .args([&format!("maildir:{}/Mail", home.display()), "", "all"])
            .output()
            .expect("doveadm comes with dovecot (tests/setup)");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.format = "mdbox:~/Mdbox";
        self.restart();
    }

    /// Hands over what a test wrote into the mail directory.
    pub fn give_to_mail_user(&self) {
        if let Some((uid, gid)) = mail_user() {
            for entry in walkdir::WalkDir::new(self.dir.path().join("mail")) {
                chown(entry.unwrap().path(), Some(uid), Some(gid)).unwrap();
            }
        }
    }

    fn launch(&mut self) {
        // Ports are free when they are chosen, but another process may take one before Dovecot does.
        let mut log = String::new();
        for _ in 0..5 {
            (self.imap, self.imaps) = two_free_ports();
            match self.run() {
                Ok(()) => return,
                Err(why) if why.contains("Address already in use") => log = why,
                Err(why) => panic!("dovecot did not start:\n{why}"),
            }
        }
        panic!("dovecot found no free port:\n{log}");
    }

    fn run(&mut self) -> Result<(), String> {
        let dir = self.dir.path();
        for folder in ["run", "state", "mail"] {
            fs::create_dir_all(dir.join(folder)).unwrap();
        }
        fs::write(dir.join("users"), users()).unwrap();
        fs::write(dir.join("dovecot.conf"), self.configuration()).unwrap();
        self.give_to_mail_user();
        let output = fs::File::create(dir.join("start.log")).unwrap();
        let mut child = Command::new("/usr/sbin/dovecot")
            .arg("-F")
            .arg("-c")
            .arg(dir.join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .expect("dovecot is installed (tests/setup)");
        let deadline = Instant::now() + Duration::from_secs(20);
        while !greets(self.imap) || TcpStream::connect(("127.0.0.1", self.imaps)).is_err() {
            if child.try_wait().unwrap().is_some() || Instant::now() > deadline {
                let _ = child.kill();
                let _ = child.wait();
                let started = fs::read_to_string(dir.join("start.log")).unwrap_or_default();
                return Err(started + &self.log());
            }
            pause();
        }
        self.child = Some(child);
        Ok(())
    }

    fn wait_until(&self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !condition(self) {
            assert!(Instant::now() < deadline, "waited too long until {what}\n{}", self.log());
            pause();
        }
    }

    fn configuration(&self) -> String {
        let dir = self.dir.path().display();
        let (imap, imaps, format) = (self.imap, self.imaps, self.format);
        let (certificate, key) = (self.files.certificate.display(), self.files.key.display());
        let me = run_as("id", &["-un"]);
        let group = run_as("id", &["-gn"]);
        let (user, group, login) =
            if is_root() { ("dovecot", "dovecot", "dovenull") } else { (me.as_str(), group.as_str(), me.as_str()) };
        let (uid, gid) = mail_user()
            .unwrap_or_else(|| (run_as("id", &["-u"]).parse().unwrap(), run_as("id", &["-g"]).parse().unwrap()));
        let mut text = format!(
            "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/dovecot.log\ninstance_name = t{imaps}\n\
             protocols = imap\nlisten = 127.0.0.1\n\
             default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {login}\n\
             ssl = yes\nssl_cert = <{certificate}\nssl_key = <{key}\nssl_min_protocol = TLSv1.2\n\
             ssl_cipher_list = ALL:@SECLEVEL=0\n\
             first_valid_uid = 1\nmail_uid = {uid}\nmail_gid = {gid}\nmail_home = {dir}/mail/%u\n\
             mail_location = {format}\nmail_fsync = never\nauth_mechanisms = plain login\n\
             mail_max_userip_connections = 100\nimap_idle_notify_interval = 30 secs\n\
             passdb {{\n driver = passwd-file\n args = scheme=PLAIN username_format=%u {dir}/users\n}}\n\
             userdb {{\n driver = passwd-file\n args = username_format=%u {dir}/users\n\
             default_fields = uid={uid} gid={gid} home={dir}/mail/%u\n}}\n\
             service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {imap}\n }}\n \
             inet_listener imaps {{\n port = {imaps}\n ssl = yes\n }}\n}}\n\
             service imap {{\n process_limit = 200\n}}\n"
        );
        self.mailboxes(&mut text);
        match self.options.variant {
            Variant::Full => text.push_str("protocol imap {\n mail_plugins = $mail_plugins imap_zlib\n}\n"),
            Variant::NoMove => text.push_str("imap_capability = IMAP4rev1 UIDPLUS SPECIAL-USE CONDSTORE ENABLE\n"),
            Variant::Stripped => text.push_str("imap_capability = IMAP4rev1\n"),
        }
        text.push_str(&self.options.extra);
        text
    }

    fn mailboxes(&self, text: &mut String) {
        text.push_str("namespace inbox {\n inbox = yes\n separator = /\n");
        for name in ["Drafts", "Sent", "Trash", "Junk", "Archive"] {
            let special = match self.options.variant {
                Variant::Full | Variant::NoMove => format!("special_use = \\{name}"),
                Variant::Stripped => String::new(),
            };
            writeln!(text, " mailbox {name} {{\n  auto = subscribe\n  {special}\n }}").unwrap();
        }
        text.push_str("}\n");
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- dovecot's log\n{}", self.log());
        }
        self.stop();
    }
}

/// The users' file. `{PLAIN}` takes the rest up to the colon as it is.
fn users() -> String {
    [ANNA, BERND, DORA]
        .iter()
        .fold(String::new(), |text, (user, password)| text + &format!("{user}:{{PLAIN}}{password}::::::\n"))
}

/// Whom the mail belongs to: as root somebody else, because Dovecot refuses to serve root's mail.
fn mail_user() -> Option<(u32, u32)> {
    is_root().then(|| (run_as("id", &["-u", "mail"]).parse().unwrap(), run_as("id", &["-g", "mail"]).parse().unwrap()))
}

fn is_root() -> bool {
    run_as("id", &["-u"]) == "0"
}

fn run_as(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn two_free_ports() -> (u16, u16) {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [first, second] = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
    (first, second)
}

/// Whether the server is ready, not only its port open.
pub fn greets(port: u16) -> bool {
    use std::io::Read as _;
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut greeting = [0; 4];
    stream.read_exact(&mut greeting).is_ok() && greeting == *b"* OK"
}

/// Between two looks at a condition of another process, which nothing can wake us for.
#[expect(clippy::disallowed_methods, reason = "polls a condition with a deadline")]
pub fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
