//! Asks a display, without winit, whether it answers and supports what winit needs: winit creates one event loop in a
//! process, and an attempt that fails counts.
//!
//! The messages are those of the [Wayland wire format](https://wayland.freedesktop.org/docs/html/ch04.html#sect-Protocol-Wire-Format).

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use canvas_core::threads;
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::rust_connection::RustConnection;

use crate::clipboard;

/// How a compositor is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Socket {
    /// `WAYLAND_DISPLAY`, in `XDG_RUNTIME_DIR` unless it is an absolute path.
    Named { name: String, directory: Option<String> },
    /// `WAYLAND_SOCKET`: a file descriptor, which serves for one connection.
    Inherited,
}

impl Socket {
    /// The name in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Named { name, .. } => {
                format!("WAYLAND_DISPLAY={:?}", name.chars().take(200).collect::<String>())
            }
            Self::Inherited => "WAYLAND_SOCKET".to_owned(),
        }
    }

    fn path(&self) -> Result<Option<PathBuf>, String> {
        let Self::Named { name, directory } = self else {
            return Ok(None);
        };
        match directory {
            _ if Path::new(name).is_absolute() => Ok(Some(name.into())),
            Some(directory) => Ok(Some(Path::new(directory).join(name))),
            None => Err("XDG_RUNTIME_DIR is not set, so the socket cannot be found".to_owned()),
        }
    }
}

/// The globals that winit needs.
const REQUIRED: [&str; 3] = ["wl_compositor", "wl_shm", "xdg_wm_base"];
/// The globals whose versions are facts for bug reports.
const REPORTED: [&str; 7] = [
    "wl_seat",
    "wl_output",
    "xdg_wm_base",
    "zxdg_decoration_manager_v1",
    "wp_fractional_scale_manager_v1",
    "zwp_text_input_manager_v3",
    "xdg_activation_v1",
];

/// The most bytes that a compositor may send before its list of globals is complete.
const MAX_GREETING: usize = 1024 * 1024;

/// Asks a compositor for its globals. Returns their versions.
///
/// # Errors
/// A text that says why it cannot serve us.
pub(crate) fn wayland(socket: &Socket, deadline: Instant) -> Result<Vec<(String, String)>, String> {
    let Some(path) = socket.path()? else {
        return Ok(Vec::new());
    };
    let stream = UnixStream::connect(&path).map_err(|error| describe(&error))?;
    let globals = ask_globals(stream, deadline).map_err(|error| describe(&error))?;
    let missing: Vec<_> = REQUIRED
        .into_iter()
        .filter(|name| !globals.contains_key(*name))
        .collect();
    if !missing.is_empty() {
        return Err(format!("the compositor does not support {}", missing.join(", ")));
    }
    let version = |name: &str| match globals.get(name) {
        Some(version) => format!("version {version}"),
        None => clipboard::UNSUPPORTED.to_owned(),
    };
    let reported = REPORTED.into_iter().chain(clipboard::PROTOCOLS);
    Ok(reported.map(|name| (name.to_owned(), version(name))).collect())
}

/// Blocks until a compositor answers a new client, without a timeout.
///
/// # Errors
/// A text that says why it cannot be asked; at once.
pub(crate) fn wait_for_wayland(socket: &Socket) -> Result<(), String> {
    let Some(path) = socket.path()? else {
        return Err("the inherited socket serves for one connection only".to_owned());
    };
    let ask = |path: &Path| {
        let mut stream = UnixStream::connect(path)?;
        // The callback is the first object of this client, so it has the id that the registry has elsewhere.
        stream.write_all(&to_bytes(message(SYNC, REGISTRY)))?;
        // The header of any reply.
        stream.read_exact(&mut [0; HEADER])
    };
    ask(&path).map_err(|error| describe(&error))
}

fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such socket".to_owned(),
        ErrorKind::ConnectionRefused => "no compositor listens on it".to_owned(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "the compositor does not answer".to_owned(),
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
            "the compositor closed the connection".to_owned()
        }
        _ => error.to_string(),
    }
}

/// Object ids, opcodes of `wl_display`, and the length of a message's header in bytes.
const DISPLAY: u32 = 1;
const REGISTRY: u32 = 2;
const CALLBACK: u32 = 3;
const HEADER: usize = 8;
const SYNC: u32 = 0;
const GET_REGISTRY: u32 = 1;

/// A request of `wl_display` that creates an object with the id `new`.
fn message(opcode: u32, new: u32) -> [u32; 3] {
    [DISPLAY, 12 << 16 | opcode, new]
}

fn to_bytes(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
    words.into_iter().flat_map(u32::to_ne_bytes).collect()
}

/// Requests all globals (`wl_display.get_registry`), and the callback after the last one (`wl_display.sync`).
fn ask_globals(mut stream: UnixStream, deadline: Instant) -> std::io::Result<BTreeMap<String, u32>> {
    let words = message(GET_REGISTRY, REGISTRY)
        .into_iter()
        .chain(message(SYNC, CALLBACK));
    stream.set_write_timeout(Some(left(deadline)?))?;
    stream.write_all(&to_bytes(words))?;
    let (mut globals, mut received) = (BTreeMap::new(), 0);
    loop {
        let mut header = [0; HEADER];
        read(&mut stream, &mut header, deadline)?;
        let (object, word) = (word(&header, 0), word(&header, 4));
        let (length, opcode) = ((word >> 16) as usize, word & 0xffff);
        received += length;
        if length < HEADER || received > MAX_GREETING {
            return Err(std::io::Error::other("the compositor's reply is not valid"));
        }
        let mut body = vec![0; length - HEADER];
        read(&mut stream, &mut body, deadline)?;
        match (object, opcode) {
            (CALLBACK, 0) => return Ok(globals),
            (REGISTRY, 0) => globals.extend(global(&body)),
            (DISPLAY, 0) => return Err(std::io::Error::other("the compositor refused the request")),
            _ => {}
        }
    }
}

/// The interface and version of a global (`wl_registry.global`): its name, the length of the interface with its NUL, the
/// interface padded to whole words, the version.
fn global(body: &[u8]) -> Option<(String, u32)> {
    let length = word(body.get(4..8)?, 0) as usize;
    let text = body.get(8..8_usize.checked_add(length)?)?;
    let version = body.get(8 + length.next_multiple_of(4)..)?.get(..4)?;
    let text = text.strip_suffix(b"\0")?;
    Some((String::from_utf8_lossy(text).into_owned(), word(version, 0)))
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    u32::from_ne_bytes(bytes.unwrap_or_default())
}

fn read(stream: &mut UnixStream, mut bytes: &mut [u8], deadline: Instant) -> std::io::Result<()> {
    while !bytes.is_empty() {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(bytes) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => bytes = &mut bytes[count..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn left(deadline: Instant) -> std::io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    match left.is_zero() {
        true => Err(ErrorKind::TimedOut.into()),
        false => Ok(left),
    }
}

/// The extensions without which winit panics.
const EXTENSIONS: [&str; 3] = ["XInputExtension", "XKEYBOARD", "RANDR"];

/// Asks the X11 server that `DISPLAY` names for its vendor and release.
///
/// # Errors
/// A text that says why it cannot serve us.
pub(crate) fn x11(deadline: Instant) -> Result<Vec<(String, String)>, String> {
    let (reply, result) = sync_channel(1);
    // Connecting has no deadline; a thread that is stuck in it is abandoned.
    threads::spawn("canvas-winit-probe", 256 * 1024, move || {
        drop(reply.send(ask_x11()))
    })
    .map_err(|error| format!("no thread to connect on: {error}"))?;
    match result.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err("the display does not answer".to_owned()),
        Err(RecvTimeoutError::Disconnected) => Err("connecting has failed".to_owned()),
    }
}

/// Blocks until the X11 server that `DISPLAY` names answers a new client, without a timeout.
///
/// # Errors
/// A text that says why it cannot be asked.
pub(crate) fn wait_for_x11() -> Result<(), String> {
    RustConnection::connect(None)
        .map(drop)
        .map_err(|error| error.to_string())
}

fn ask_x11() -> Result<Vec<(String, String)>, String> {
    let (connection, _screen) = RustConnection::connect(None).map_err(|error| error.to_string())?;
    for name in EXTENSIONS {
        let found = connection
            .extension_information(name)
            .map_err(|error| error.to_string())?;
        if found.is_none() {
            return Err(format!(
                "the server does not support the extension {name}; the backend \"x11\" does not need it"
            ));
        }
    }
    let setup = connection.setup();
    let vendor = String::from_utf8_lossy(&setup.vendor).chars().take(100).collect();
    Ok(vec![
        ("vendor".to_owned(), vendor),
        ("release".to_owned(), setup.release_number.to_string()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::spawn;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    fn event(object: u32, opcode: u32, body: &[u8]) -> Vec<u8> {
        let length = (HEADER + body.len()) as u32;
        let words = [object, length << 16 | opcode];
        words
            .into_iter()
            .flat_map(u32::to_ne_bytes)
            .chain(body.iter().copied())
            .collect()
    }

    fn body(text: &[u8], version: u32) -> Vec<u8> {
        let mut body = [7, text.len() as u32].map(u32::to_ne_bytes).concat();
        body.extend(text);
        body.resize(body.len().next_multiple_of(4), 0);
        body.extend(version.to_ne_bytes());
        body
    }

    /// The globals in a reply, which is sent in two halves.
    fn globals_of(reply: Vec<u8>) -> Result<BTreeMap<String, u32>, String> {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let compositor = spawn(move || {
            let mut request = [0; 24];
            theirs.read_exact(&mut request).unwrap();
            let (first, second) = reply.split_at(reply.len() / 2);
            // The client closes the connection when it has read enough.
            let _ = theirs.write_all(first).and_then(|()| theirs.write_all(second));
            request
        });
        let globals = ask_globals(ours, soon()).map_err(|error| describe(&error));
        let request = compositor.join().unwrap();
        let words: Vec<_> = request.chunks(4).map(|bytes| word(bytes, 0)).collect();
        assert_eq!(words, [1, 0xc_0001, 2, 1, 0xc_0000, 3]);
        globals
    }

    #[test]
    fn globals_are_read_until_the_callback() {
        let globals = [
            event(REGISTRY, 0, &body(b"wl_shm\0", 1)),
            event(9, 3, &[1, 2, 3, 4]),
            event(REGISTRY, 0, &body(b"xdg_wm_base\0", 3)),
            event(CALLBACK, 0, &[0; 4]),
        ];
        let expected = [("wl_shm".to_owned(), 1), ("xdg_wm_base".to_owned(), 3)];
        assert_eq!(globals_of(globals.concat()), Ok(expected.into()));
    }

    #[test]
    fn invalid_replies_are_errors() {
        assert_eq!(
            globals_of(event(DISPLAY, 0, &[0; 12])).unwrap_err(),
            "the compositor refused the request"
        );
        assert_eq!(
            globals_of(vec![0; 16]).unwrap_err(),
            "the compositor's reply is not valid"
        );
        assert_eq!(
            globals_of(Vec::new()).unwrap_err(),
            "the compositor closed the connection"
        );
        let broken = event(REGISTRY, 0, &[255; 12]);
        assert_eq!(
            globals_of([broken, event(CALLBACK, 0, &[0; 4])].concat()),
            Ok(BTreeMap::new())
        );
    }

    #[test]
    fn a_silent_compositor_is_waited_for_until_the_deadline() {
        let (ours, _theirs) = UnixStream::pair().unwrap();
        let error = ask_globals(ours, Instant::now() + Duration::from_millis(20)).unwrap_err();
        assert_eq!(describe(&error), "the compositor does not answer");
    }

    #[test]
    fn a_missing_socket_is_an_error() {
        let socket = Socket::Named {
            name: "missing-0".to_owned(),
            directory: Some("/nonexistent".to_owned()),
        };
        assert_eq!(socket.name(), "WAYLAND_DISPLAY=\"missing-0\"");
        assert_eq!(wayland(&socket, soon()).unwrap_err(), "there is no such socket");
        let without_directory = Socket::Named {
            name: "missing-0".to_owned(),
            directory: None,
        };
        assert!(
            wayland(&without_directory, soon())
                .unwrap_err()
                .contains("XDG_RUNTIME_DIR")
        );
    }
}
