//! From the name of a display to a connection that has said hello, within a deadline, and with errors that a user can act on.

use std::ffi::OsString;
use std::io::{Error as IoError, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with, sockopt};
use x11rb::errors::ConnectError;
use x11rb::rust_connection::RustConnection;
use x11rb_protocol::parse_display::{ParsedDisplay, parse_display};

use crate::buffers::Transport;
use crate::start::Connection;
use crate::stream::Wire;
use crate::xauth::{self, Address, Secret};

/// What to connect to, and how. [`Options::from_env`] is what programs use.
#[derive(Clone, Debug)]
pub struct Options {
    /// `DISPLAY`: `host:display.screen`, or the path of a socket.
    pub display: Option<OsString>,
    /// The authority file; `None`: no secret is sent.
    pub authority: Option<PathBuf>,
    /// Physical pixels per logical pixel, as text; `None` asks the display.
    pub scale: Option<String>,
    /// The best way for frames to reach the display that may be tried.
    pub transport: Transport,
    /// How long connecting may take in all.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let patience = Duration::from_secs(3);
        Self {
            display: None,
            authority: None,
            scale: None,
            transport: Transport::MemoryFile,
            patience,
        }
    }
}

impl Options {
    /// `DISPLAY`, `XAUTHORITY` (else `~/.Xauthority`), `CANVAS_SCALE` and `CANVAS_X11_TRANSPORT` (`memfd`, `sysv`, `wire`).
    pub fn from_env() -> Self {
        let named = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let home = || named("HOME").map(|home| PathBuf::from(home).join(".Xauthority"));
        let transport = std::env::var("CANVAS_X11_TRANSPORT").ok();
        Self {
            display: named("DISPLAY"),
            authority: named("XAUTHORITY").map(PathBuf::from).or_else(home),
            scale: std::env::var("CANVAS_SCALE").ok(),
            transport: transport
                .and_then(|name| Transport::from_name(&name))
                .unwrap_or(Transport::MemoryFile),
            ..Self::default()
        }
    }

    /// How messages name the display.
    pub(crate) fn display_name(&self) -> String {
        let name = self.display.clone().unwrap_or_default();
        format!(
            "DISPLAY={:?}",
            name.to_string_lossy().chars().take(200).collect::<String>()
        )
    }
}

/// A connection on which the display has answered, the number of its screen, and where it leads.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) connection: Connection,
    pub(crate) screen: usize,
    /// Whether display and program may be on one machine, so that memory can be shared.
    pub(crate) is_local: bool,
}

/// Connects.
///
/// # Errors
/// A text that names the variable and the reason.
pub(crate) fn open(options: &Options, deadline: Instant) -> Result<Connected, String> {
    let Some(name) = &options.display else {
        return Err("the environment variable DISPLAY is not set".to_owned());
    };
    let shown = options.display_name();
    let display = name
        .to_str()
        .and_then(parse)
        .ok_or_else(|| format!("{shown} is not the name of a display (as \":0\" or \"host:0.0\")"))?;
    let (socket, address, is_local) =
        open_socket(&display, deadline).map_err(|error| format!("{shown}: {}", describe(&error)))?;
    let secret = match &options.authority {
        Some(path) => xauth::find(path, &address, display.display),
        None => Err("XAUTHORITY is not set".to_owned()),
    };
    let (secret, doubt) = match secret {
        Ok(secret) => (secret, None),
        Err(doubt) => (Secret::default(), Some(doubt)),
    };
    let screen = usize::from(display.screen);
    let wire = Wire::new(socket, deadline);
    RustConnection::connect_to_stream_with_auth_info(wire, screen, secret.name, secret.data)
        .map(|connection| {
            connection.stream().expect_packets();
            Connected {
                connection,
                screen,
                is_local,
            }
        })
        .map_err(|error| {
            format!(
                "{shown}: {}",
                describe_handshake(&error, screen, doubt.as_deref())
            )
        })
}

/// Where a display may listen.
#[derive(Debug, PartialEq, Eq)]
enum Listener {
    Socket(String),
    Host(String, u16),
}

/// Where to look for a display, the likeliest place first; none if it has a number that no port can have.
///
/// x11rb knows this too, but forgets the path of a display that is named by one.
fn listeners(display: &ParsedDisplay) -> Vec<Listener> {
    let ParsedDisplay {
        host,
        protocol,
        display,
        ..
    } = display;
    let socket = || Listener::Socket(format!("/tmp/.X11-unix/X{display}"));
    let tcp = |host: &str| {
        6000_u16
            .checked_add(*display)
            .map(|port| Listener::Host(host.to_owned(), port))
    };
    match protocol.as_deref() {
        Some("unix") if host.starts_with('/') => vec![Listener::Socket(host.clone())],
        Some("unix") => vec![socket()],
        None if host == "unix" => vec![socket()],
        None if host.is_empty() => std::iter::once(socket()).chain(tcp("localhost")).collect(),
        _ => tcp(host).into_iter().collect(),
    }
}

/// What a name says. `unix:0`, an old way of saying `:0` that containers still use, is unknown to x11rb.
fn parse(name: &str) -> Option<ParsedDisplay> {
    let short = name.strip_prefix("unix").filter(|rest| rest.starts_with(':'));
    parse_display(Some(name))
        .or_else(|error| short.map_or(Err(error), |name| parse_display(Some(name))))
        .ok()
}

fn open_socket(display: &ParsedDisplay, deadline: Instant) -> Result<(OwnedFd, Address, bool), IoError> {
    let mut first_error = None;
    for listener in listeners(display) {
        let result = match listener {
            Listener::Socket(path) => open_unix(&path, deadline),
            Listener::Host(host, port) => open_tcp(&host, port, deadline),
        };
        match result {
            Ok(opened) => return Ok(opened),
            // The first address is the one that was meant; the others are tried for luck.
            Err(error) => drop(first_error.get_or_insert(error)),
        }
    }
    Err(first_error.unwrap_or_else(|| ErrorKind::NotFound.into()))
}

fn new_socket(family: AddressFamily) -> Result<OwnedFd, IoError> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(socket_with(family, SocketType::STREAM, flags, None)?)
}

fn open_unix(path: &str, deadline: Instant) -> Result<(OwnedFd, Address, bool), IoError> {
    let socket = new_socket(AddressFamily::UNIX)?;
    let address = SocketAddrUnix::new(path)?;
    loop {
        match connect(&socket, &address) {
            Ok(()) => return Ok((socket, Address::local(), true)),
            // A display that accepts nobody has a full queue of callers, and there is nothing to poll for.
            Err(Errno::AGAIN) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(20)),
            Err(Errno::AGAIN) => return Err(ErrorKind::TimedOut.into()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn open_tcp(host: &str, port: u16, deadline: Instant) -> Result<(OwnedFd, Address, bool), IoError> {
    let mut last_error = ErrorKind::AddrNotAvailable.into();
    for address in (host, port).to_socket_addrs()? {
        match open_address(address, deadline) {
            Ok(socket) => return Ok((socket, Address::internet(address.ip()), false)),
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}

fn open_address(address: SocketAddr, deadline: Instant) -> Result<OwnedFd, IoError> {
    let family = if address.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let socket = new_socket(family)?;
    match connect(&socket, &address) {
        Ok(()) => {}
        Err(Errno::INPROGRESS | Errno::INTR) => wait_connected(&socket, deadline)?,
        Err(error) => return Err(error.into()),
    }
    sockopt::set_tcp_nodelay(&socket, true)?;
    Ok(socket)
}

fn wait_connected(socket: &OwnedFd, deadline: Instant) -> Result<(), IoError> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut fds = [PollFd::new(socket, PollFlags::OUT)];
        match poll(&mut fds, Some(&Timespec::try_from(left).unwrap_or_default())) {
            Ok(0) => return Err(ErrorKind::TimedOut.into()),
            Ok(_) => return Ok(sockopt::socket_error(socket)??),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What an error of the socket means to a user.
pub(crate) fn describe(error: &IoError) -> String {
    match error.kind() {
        ErrorKind::TimedOut => "the display does not answer".to_owned(),
        ErrorKind::NotFound => "there is no such display".to_owned(),
        ErrorKind::ConnectionRefused => {
            "the display refuses the connection (nobody listens there)".to_owned()
        }
        ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => {
            "the display has closed the connection".to_owned()
        }
        _ => error.to_string(),
    }
}

fn describe_handshake(error: &ConnectError, screen: usize, doubt: Option<&str>) -> String {
    let reason = match error {
        ConnectError::IoError(error) => return describe(error),
        ConnectError::InvalidScreen => return format!("the display has no screen {screen}"),
        ConnectError::SetupFailed(answer) => &answer.reason[..],
        ConnectError::SetupAuthenticate(answer) => &answer.reason[..],
        other => return format!("the display's greeting makes no sense: {other}"),
    };
    let reason: String = String::from_utf8_lossy(reason)
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let doubt = doubt.map(|doubt| format!(" ({doubt})")).unwrap_or_default();
    format!("the display refuses: {reason}{doubt}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    fn error_of(display: Option<&str>, patience: Duration) -> String {
        let options = Options {
            display: display.map(OsString::from),
            ..Options::default()
        };
        open(&options, Instant::now() + patience).unwrap_err()
    }

    #[test]
    fn a_name_that_is_none_is_named() {
        let second = Duration::from_secs(1);
        assert!(error_of(None, second).contains("DISPLAY is not set"));
        for junk in [
            "",
            "junk",
            ":",
            ":x",
            "::::",
            ":99999999999",
            "/nonexistent/socket",
        ] {
            assert!(
                error_of(Some(junk), second).contains("not the name of a display"),
                "{junk}"
            );
        }
        for nobody in [":59000", ":64999", "unix/:64999"] {
            let error = error_of(Some(nobody), second);
            assert!(
                error.contains("no such display") && error.contains(nobody),
                "{error}"
            );
        }
    }

    #[test]
    fn every_form_of_a_name_leads_somewhere() {
        let find = |name| listeners(&parse(name).unwrap());
        let socket = |path: &str| Listener::Socket(path.to_owned());
        let host = |name: &str, port| Listener::Host(name.to_owned(), port);
        assert_eq!(
            find(":7.1"),
            [socket("/tmp/.X11-unix/X7"), host("localhost", 6007)]
        );
        assert_eq!(find("unix/:7"), [socket("/tmp/.X11-unix/X7")]);
        assert_eq!(find("unix:7.1")[0], socket("/tmp/.X11-unix/X7"));
        assert_eq!(find("192.0.2.1:7"), [host("192.0.2.1", 6007)]);
        assert_eq!(find("/proc/self/status"), [socket("/proc/self/status")]);
    }

    #[test]
    fn a_display_that_says_nothing_is_given_up_at_the_deadline() {
        let folder = std::env::temp_dir().join(format!("canvas-x11-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("silent");
        let _listener = UnixListener::bind(&path).unwrap();
        let begun = Instant::now();
        let error = error_of(path.to_str(), Duration::from_millis(200));
        assert!(error.contains("does not answer"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(2));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
