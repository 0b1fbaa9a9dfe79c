//! A real Cyrus or Courier for one test: its own configuration, port and mail, from packages that exclude Dovecot's and
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
pub struct Layered {
    dir: tempfile::TempDir,
    child: Child,
    /// Its port.
    pub imap: u16,
}

impl Layered {
    /// A Cyrus with the usual mailboxes.
    pub fn cyrus() -> Self {
        Self::start("cyrus", cyrus)
    }

    /// A Courier with the usual mailboxes, which does not say what they are for.
    pub fn courier() -> Self {
        Self::start("courier", courier)
    }

    /// `configure` gives the script that becomes the server.
    fn start(layer: &str, configure: impl FnOnce(&Path, u16) -> String) -> Self {
        let dir = tempfile::Builder::new().prefix(&format!("brieftaube-{layer}-")).tempdir().unwrap();
        // Its processes run as another user and must be able to pass through.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let imap = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let script = format!("cd {}\n{}", dir.path().display(), configure(dir.path(), imap));
        fs::write(dir.path().join("start"), script).unwrap();
        let output = fs::File::create(dir.path().join("start.log")).unwrap();
        let child = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/overlay"))
            .args(["run", layer, "bash", "-e"])
            .arg(dir.path().join("start"))
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut server = Self { dir, child, imap };
        let deadline = Instant::now() + Duration::from_secs(30);
        while !super::dovecot::greets(imap) {
            let ended = server.child.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "{layer} did not start ({ended:?}):\n{}",
                server.log()
            );
            super::dovecot::pause();
        }
        server
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

impl Drop for Layered {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the server's log\n{}", self.log());
        }
        // The first process of its namespace goes with it, and with that all others.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cyrus(dir: &Path, imap: u16) -> String {
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
    format!(
        "mkdir -p conf/{{socket,db,proc,log,msg,user,quota,lock}} spool /run/cyrus/{{proc,lock,socket}}\n\
         echo '{password}' | saslpasswd2 -p -f {folder}/sasldb2 -u localhost -c {user}\n\
         chown -R mail:mail conf spool sasldb2 /run/cyrus\n\
         exec /usr/sbin/cyrmaster -C {folder}/imapd.conf -M {folder}/cyrus.conf -p {folder}/master.pid\n"
    )
}

fn courier(dir: &Path, imap: u16) -> String {
    let (user, password) = ANNA;
    let folder = dir.display();
    format!(
        "mount -t tmpfs tmpfs /etc/courier\n\
         mkdir -p -m 755 /run/courier/authdaemon\n\
         mkdir -m 700 /etc/courier/userdb\n\
         for list in authmodulelist authmodulelistorig; do echo \"$list=authuserdb\"; done >/etc/courier/authdaemonrc\n\
         printf '%s\\n' daemons=2 authdaemonvar=/run/courier/authdaemon >>/etc/courier/authdaemonrc\n\
         mkdir {user}\n\
         maildirmake.courier {user}/Maildir\n\
         for name in Drafts Sent Trash Junk Archive; do maildirmake.courier -f $name {user}/Maildir; done\n\
         chown -R mail:mail {user}\n\
         userdb -f /etc/courier/userdb/users {user} set uid=$(id -u mail) gid=$(id -g mail) home={folder}/{user} \
         mail={folder}/{user}/Maildir\n\
         echo '{password}' | userdbpw -md5 | userdb -f /etc/courier/userdb/users {user} set systempw\n\
         makeuserdb\n\
         /usr/lib/courier/courier-authlib/authdaemond &\n\
         until [ -S /run/courier/authdaemon/socket ]; do sleep 0.02; done\n\
         export IMAP_CAPABILITY='IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE'\n\
         export IMAP_CAPABILITY_ORIG=\"$IMAP_CAPABILITY\" IMAP_KEYWORDS=1 IMAP_ACL=0 IMAP_CHECK_ALL_FOLDERS=0\n\
         export IMAP_USELOCKS=1 IMAP_ENHANCEDIDLE=0 IMAP_IDLE_TIMEOUT=1 IMAP_EMPTYTRASH= IMAP_MOVE_EXPUNGE_TO_TRASH=0\n\
         export IMAP_TRASHFOLDERNAME=Trash IMAPDSTART=YES IMAP_STARTTLS=NO IMAP_TLS_REQUIRED=0\n\
         export SHELL=/bin/sh MAILDIRPATH=Maildir HEADERFROM=X-IMAP-Sender\n\
         exec couriertcpd -address=127.0.0.1 -maxprocs=80 -maxperip=80 -nodnslookup -noidentlookup {imap} \
         /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir\n"
    )
}
