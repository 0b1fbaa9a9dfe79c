//! A desktop that says whether it is light or dark: a bus of its own, and on it the portal for settings.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use zbus::blocking::connection::{Builder, Connection};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::Value;

const PATH: &str = "/org/freedesktop/portal/desktop";
const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// The desktop; it ends when dropped.
pub struct Desktop {
    bus: Child,
    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub address: String,
    connection: Connection,
    scheme: Arc<Mutex<u32>>,
}

struct Portal(Arc<Mutex<u32>>);

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Portal {
    fn read(&self, namespace: &str, key: &str) -> zbus::fdo::Result<Value<'static>> {
        if (namespace, key) == (NAMESPACE, KEY) {
            return Ok(Value::new(Value::U32(*self.0.lock().unwrap())));
        }
        Err(zbus::fdo::Error::Failed("not found".to_owned()))
    }

    #[zbus(signal)]
    async fn setting_changed(
        emitter: &SignalEmitter<'_>,
        namespace: &str,
        key: &str,
        value: Value<'_>,
    ) -> zbus::Result<()>;
}

impl Desktop {
    /// A light one.
    pub fn light() -> Self {
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus is installed (tests/setup)");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let scheme = Arc::new(Mutex::new(2));
        let connection = Builder::address(address.trim())
            .and_then(|builder| builder.serve_at(PATH, Portal(Arc::clone(&scheme))))
            .and_then(|builder| builder.name("org.freedesktop.portal.Desktop"))
            .and_then(Builder::build)
            .expect("a portal on the bus");
        Self { bus, address: address.trim().to_owned(), connection, scheme }
    }

    /// Goes dark, or light again.
    pub fn turn(&self, dark: bool) {
        let value = if dark { 1 } else { 2 };
        *self.scheme.lock().unwrap() = value;
        let portal = self.connection.object_server().interface::<_, Portal>(PATH).unwrap();
        let told = Portal::setting_changed(portal.signal_emitter(), NAMESPACE, KEY, Value::U32(value));
        zbus::block_on(told).unwrap();
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}
