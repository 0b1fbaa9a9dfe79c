//! A real Cyrus for one test: its own configuration, port and mail, from packages that exclude Dovecot's and
//! so are laid over this machine (tests/overlay). Ended when dropped, so tests run side by side. Needs root.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::dovecot::raw_client::RawClient;

/// The user of every instance with the password.
pub const ANNA: (&str, &str) = ("anna", "annapw");

/// A running server; plain text only, on loopback.
#[derive(Debug)]
pub struct Cyrus {
    dir: tempfile::TempDir,
    child: Child,
    /// Its port.
    pub imap: u16,
}

impl Cyrus {
    /// Starts one with the usual mailboxes.
    pub fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("brieftaube-cyrus-").tempdir().unwrap();
        // Its processes run as another user and must be able to pass through.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let imap = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        configure(dir.path(), imap);
        let output = fs::File::create(dir.path().join("start.log")).unwrap();
        let child = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/overlay"))
            .args(["run", "cyrus", "bash", "-e"])
            .arg(dir.path().join("start"))
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut cyrus = Self { dir, child, imap };
        let deadline = Instant::now() + Duration::from_secs(30);
        while !super::dovecot::greets(imap) {
            let ended = cyrus.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "cyrus did not start ({ended:?}):\n{}", cyrus.log());
            super::dovecot::pause();
        }
        cyrus
    }

    /// Another client, logged in.
    pub fn client(&self) -> RawClient {
        let mut client = RawClient::connect(self.imap);
        client.login(ANNA.0, ANNA.1);
        client
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("start.log")).unwrap_or_default()
    }
}

impl Drop for Cyrus {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- cyrus's log\n{}", self.log());
        }
        // The first process of its namespace goes with it, and with that all others.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configure(dir: &Path, imap: u16) {
    let (user, password) = ANNA;
    let folder = dir.display();
    let folders = "Drafts|Sent|Trash|Junk|Archive";
    let special: String = folders.split('|').map(|name| format!("xlist-{name}: {name}\n")).collect();
    fs::write(
        dir.join("imapd.conf"),
        format!(
            "cyrus_user: mail\nconfigdirectory: {folder}/conf\npartition-default: {folder}/spool\n\
             defaultpartition: default\n\
             admins: cyrus\nsasl_pwcheck_method: auxprop\nsasl_auxprop_plugin: sasldb\n\
             sasl_sasldb_path: {folder}/sasldb2\nsasl_mech_list: PLAIN LOGIN\nallowplaintext: yes\n\
             unixhierarchysep: 1\naltnamespace: 1\nservername: localhost\n\
             imapidlepoll: 1\nautocreate_quota: 0\nautocreate_inbox_folders: {folders}\nautocreate_subscribe_folders: {folders}\n\
             {special}specialusealways: 1\n"
        ),
    )
    .unwrap();
    fs::write(
        dir.join("cyrus.conf"),
        format!(
            "START {{\n recover cmd=\"/usr/sbin/cyrus ctl_cyrusdb -C {folder}/imapd.conf -r\"\n}}\n\
             SERVICES {{\n imap cmd=\"imapd -C {folder}/imapd.conf -U 30\" listen=\"127.0.0.1:{imap}\" prefork=0\n}}\n\
             EVENTS {{\n}}\n"
        ),
    )
    .unwrap();
    fs::write(
        dir.join("start"),
        format!(
            "cd {folder}\n\
             mkdir -p conf/{{socket,db,proc,log,msg,user,quota,lock}} spool /run/cyrus/{{proc,lock,socket}}\n\
             echo '{password}' | saslpasswd2 -p -f {folder}/sasldb2 -u localhost -c {user}\n\
             chown -R mail:mail conf spool sasldb2 /run/cyrus\n\
             exec /usr/sbin/cyrmaster -C {folder}/imapd.conf -M {folder}/cyrus.conf -p {folder}/master.pid\n"
        ),
    )
    .unwrap();
}
