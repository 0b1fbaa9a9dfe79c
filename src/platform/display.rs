//! Whether there is a display to open a window on, before anything tries to.
//!
//! winit's event loop ends in a panic where there is none; a person deserves a sentence instead. The
//! check speaks no X11 and no Wayland: it only looks whether somebody listens, so a display that refuses
//! us later is caught by [`is_window_failure`].

use std::fmt;

/// Why there is no window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDisplay {
    /// Nothing says where a display would be.
    Unset,
    /// A display is named, but nobody answers there.
    Dead(String),
}

impl fmt::Display for NoDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("no display"),
            Self::Dead(name) => write!(f, "display {name} does not answer"),
        }
    }
}

/// Looks for a display. Windows and macOS always have one for a program that a person started.
///
/// # Errors
/// Why no window can be opened.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn check() -> Result<(), NoDisplay> {
    Ok(())
}

/// Looks for a display the way winit will: Wayland first where its variables are set, else X11.
///
/// # Errors
/// Why no window can be opened.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn check() -> Result<(), NoDisplay> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    unix::check(&unix::Environment {
        wayland_display: set("WAYLAND_DISPLAY"),
        wayland_socket: set("WAYLAND_SOCKET"),
        runtime_dir: set("XDG_RUNTIME_DIR"),
        display: set("DISPLAY"),
    })
}

/// Whether a panic came from winit or iced failing to open the window. Their messages are fixed text and
/// the only sign they give.
pub fn is_window_failure(panic: &str) -> bool {
    ["Create event loop", "Create window", "Wait for compositor"].iter().any(|start| panic.starts_with(start))
}

#[cfg(all(unix, not(target_os = "macos")))]
mod unix {
    use std::net::{TcpStream, ToSocketAddrs};
    use std::os::unix::net::UnixStream;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use super::NoDisplay;

    /// How long a display on another machine (ssh -X is on loopback) may take to answer.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// X11 displays listen on 6000 plus their number when they listen on TCP.
    const X11_PORT: u16 = 6000;

    pub(super) struct Environment {
        pub wayland_display: Option<String>,
        pub wayland_socket: Option<String>,
        pub runtime_dir: Option<String>,
        pub display: Option<String>,
    }

    pub(super) fn check(environment: &Environment) -> Result<(), NoDisplay> {
        if let Some(name) = &environment.wayland_display {
            let path = environment.runtime_dir.as_deref().map_or_else(PathBuf::new, PathBuf::from).join(name);
            return UnixStream::connect(path).map(drop).map_err(|_| NoDisplay::Dead(name.clone()));
        }
        if environment.wayland_socket.is_some() {
            return Ok(());
        }
        let Some(name) = &environment.display else { return Err(NoDisplay::Unset) };
        if x11_answers(name) { Ok(()) } else { Err(NoDisplay::Dead(name.clone())) }
    }

    /// A display is `[protocol/][host]:number[.screen]`, or the path of a socket.
    fn x11_answers(name: &str) -> bool {
        if name.starts_with('/') && UnixStream::connect(Path::new(name)).is_ok() {
            return true;
        }
        let Some((host, number)) = name.rsplit_once(':') else { return false };
        let Ok(number) = number.split('.').next().unwrap_or_default().parse::<u16>() else { return false };
        let host = host.rsplit('/').next().unwrap_or_default();
        if host.is_empty() || host == "unix" {
            return local_x11(number);
        }
        let Some(port) = X11_PORT.checked_add(number) else { return false };
        let Ok(mut addresses) = (host, port).to_socket_addrs() else { return false };
        addresses.any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
    }

    fn local_x11(number: u16) -> bool {
        let path = format!("/tmp/.X11-unix/X{number}");
        UnixStream::connect(&path).is_ok() || abstract_socket(&path)
    }

    #[cfg(target_os = "linux")]
    fn abstract_socket(path: &str) -> bool {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::SocketAddr;

        SocketAddr::from_abstract_name(path).is_ok_and(|address| UnixStream::connect_addr(&address).is_ok())
    }

    #[cfg(not(target_os = "linux"))]
    fn abstract_socket(_path: &str) -> bool {
        false
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::net::UnixListener;

        use super::*;

        fn environment() -> Environment {
            Environment { wayland_display: None, wayland_socket: None, runtime_dir: None, display: None }
        }

        #[test]
        fn without_any_variable_there_is_no_display() {
            assert_eq!(check(&environment()), Err(NoDisplay::Unset));
        }

        #[test]
        fn a_display_that_nobody_serves_is_dead() {
            for name in [":64999", "unix:64999", "localhost:58000.0", "nonsense", "", "/tmp/no/such/socket:0"] {
                let environment = Environment { display: Some(name.to_owned()), ..environment() };

                assert_eq!(check(&environment), Err(NoDisplay::Dead(name.to_owned())), "{name:?}");
            }
        }

        #[test]
        fn a_wayland_socket_that_listens_is_a_display_and_one_that_does_not_is_none() {
            let folder = tempfile::tempdir().unwrap();
            let environment = Environment {
                wayland_display: Some("wayland-7".to_owned()),
                runtime_dir: Some(folder.path().display().to_string()),
                ..environment()
            };

            assert_eq!(check(&environment), Err(NoDisplay::Dead("wayland-7".to_owned())));
            let _listener = UnixListener::bind(folder.path().join("wayland-7")).unwrap();
            assert_eq!(check(&environment), Ok(()));
        }
    }
}
