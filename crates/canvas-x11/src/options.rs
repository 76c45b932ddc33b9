//! The options of a connection.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::transport::Transport;

/// Which display to connect to, and how. Programs normally use [`Options::from_env`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the display as in `DISPLAY`: `host:display.screen`, or the path of a socket. `None` makes connecting
    /// fail.
    pub display: Option<OsString>,
    /// The authority file (see `Xauthority(5)`); with `None`, no authorization data is sent.
    pub authority: Option<PathBuf>,
    /// Physical pixels per logical pixel, as text: a number above zero, which is clamped to 0.5–8. With `None`, or if it
    /// is not such a number, the ratio is `Xft.dpi` / 96 of the server's resource database, or else 1.
    pub scale: Option<String>,
    /// The fastest transport that may be tried; slower ones are used where it does not work.
    pub transport: Transport,
    /// How long connecting may take in total; 3 s by default.
    pub connect_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            display: None,
            authority: None,
            scale: None,
            transport: Transport::MemoryFile,
            connect_timeout: Duration::from_secs(3),
        }
    }
}

impl Options {
    /// The options that the environment names: `DISPLAY`, `XAUTHORITY` (or else `~/.Xauthority`), `CANVAS_SCALE` and
    /// `CANVAS_X11_TRANSPORT` (`memfd`, `sysv`, `wire`; any other value means `memfd`). The timeout is the default.
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

    /// The display as messages name it: `DISPLAY=":0"`.
    pub(crate) fn display_name(&self) -> String {
        let name = self.display.clone().unwrap_or_default();
        format!(
            "DISPLAY={:?}",
            name.to_string_lossy().chars().take(200).collect::<String>()
        )
    }
}
