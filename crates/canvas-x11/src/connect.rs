//! From the name of a display to a connection that has completed its handshake, within a deadline and with errors that a
//! user can act on.

use std::io::{Error as IoError, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with, sockopt};
use x11rb::errors::ConnectError;
use x11rb::rust_connection::RustConnection;
use x11rb_protocol::parse_display::{ParsedDisplay, parse_display};

use crate::display::{Connection, explain_io};
use crate::options::Options;
use crate::stream::QueuedStream;
use crate::xauth::{self, Address, Authorization};

/// A connection that has completed its handshake.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) connection: Connection,
    /// The index of the screen.
    pub(crate) screen: usize,
    /// Whether server and program may run on one machine, so that they can share memory.
    pub(crate) is_local: bool,
}

/// Connects to the display that the options name.
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
        open_socket(&display, deadline).map_err(|error| format!("{shown}: {}", explain_io(&error)))?;
    let authorization = match &options.authority {
        Some(path) => xauth::find(path, &address, display.display),
        None => Err("XAUTHORITY is not set".to_owned()),
    };
    // Many servers need no authorization, so a problem with the file matters only if this one refuses.
    let (authorization, problem) = match authorization {
        Ok(authorization) => (authorization, None),
        Err(problem) => (Authorization::default(), Some(problem)),
    };
    let screen = usize::from(display.screen);
    let stream = QueuedStream::new(socket, deadline);
    let Authorization { name, data } = authorization;
    RustConnection::connect_to_stream_with_auth_info(stream, screen, name, data)
        .map(|connection| {
            connection.stream().end_handshake();
            Connected {
                connection,
                screen,
                is_local,
            }
        })
        .map_err(|error| {
            format!(
                "{shown}: {}",
                explain_handshake(&error, screen, problem.as_deref())
            )
        })
}

/// An address on which an X server may listen.
#[derive(Debug, PartialEq, Eq)]
enum Listener {
    Socket(String),
    Host(String, u16),
}

/// The addresses of a display, the most likely first; empty if its number exceeds the range of TCP ports.
///
/// x11rb computes them too, but loses the path of a display that is named by its socket.
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

/// Parses the name of a display. x11rb does not know `unix:0`, an old form of `:0` that containers still use.
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
            // The first address is the intended one, so its error is the one to report.
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
            // The server's backlog is full, and there is no descriptor to poll for that.
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

/// A text for users about a handshake that failed. `problem` is that of the authority file, if it has one.
fn explain_handshake(error: &ConnectError, screen: usize, problem: Option<&str>) -> String {
    let reason = match error {
        ConnectError::IoError(error) => return explain_io(error),
        ConnectError::InvalidScreen => return format!("the display has no screen {screen}"),
        ConnectError::SetupFailed(answer) => &answer.reason[..],
        ConnectError::SetupAuthenticate(answer) => &answer.reason[..],
        other => return format!("the display's handshake is invalid: {other}"),
    };
    let reason: String = String::from_utf8_lossy(reason)
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let problem = problem.map(|problem| format!(" ({problem})")).unwrap_or_default();
    format!("the display refuses: {reason}{problem}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;
    use std::os::unix::net::UnixListener;

    fn error_of(display: Option<&str>, timeout: Duration) -> String {
        let options = Options {
            display: display.map(OsString::from),
            ..Options::default()
        };
        open(&options, Instant::now() + timeout).unwrap_err()
    }

    #[test]
    fn an_invalid_name_is_quoted_in_the_error() {
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
        for unused in [":59000", ":64999", "unix/:64999"] {
            let error = error_of(Some(unused), second);
            assert!(
                error.contains("no such display") && error.contains(unused),
                "{error}"
            );
        }
    }

    #[test]
    fn every_form_of_a_name_has_its_addresses() {
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
    fn a_silent_display_is_given_up_at_the_deadline() {
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
