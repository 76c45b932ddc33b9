//! The authority file (`Xauthority(5)`): the authorization data that a display requires.
//!
//! `XAUTHORITY` may name anything, so the file is read up to a limit and without blocking: it may be missing, a
//! directory, a pipe, or endless. Problems with the file are reported when the display refuses; its content never is.

use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The most that is read. Real files have some dozens of entries of about 60 bytes.
const MAX_BYTES: u64 = 1024 * 1024;
/// The only authorization protocol that servers use in practice.
const PROTOCOL: &[u8] = b"MIT-MAGIC-COOKIE-1";

const FAMILY_INTERNET: u16 = 0;
const FAMILY_INTERNET6: u16 = 6;
const FAMILY_LOCAL: u16 = 256;
const FAMILY_WILD: u16 = 65535;

/// The peer of a connection in the form in which the file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    family: u16,
    bytes: Vec<u8>,
}

impl Address {
    /// This machine.
    pub(crate) fn local() -> Self {
        let host = rustix::system::uname().nodename().to_bytes().to_vec();
        Self {
            family: FAMILY_LOCAL,
            bytes: host,
        }
    }

    /// A machine on the network; a loopback address is this machine.
    pub(crate) fn internet(ip: std::net::IpAddr) -> Self {
        match ip.to_canonical() {
            ip if ip.is_loopback() => Self::local(),
            std::net::IpAddr::V4(ip) => Self {
                family: FAMILY_INTERNET,
                bytes: ip.octets().to_vec(),
            },
            std::net::IpAddr::V6(ip) => Self {
                family: FAMILY_INTERNET6,
                bytes: ip.octets().to_vec(),
            },
        }
    }
}

/// Name and data of an authorization protocol; both are empty if there is none.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) name: Vec<u8>,
    pub(crate) data: Vec<u8>,
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorization(..)")
    }
}

/// Finds the authorization data for a display in a file.
///
/// # Errors
/// A text that gives the reason.
pub(crate) fn find(path: &Path, address: &Address, display: u16) -> Result<Authorization, String> {
    let name = path.display();
    let bytes = read(path).map_err(|reason| format!("the authority file {name} cannot be read: {reason}"))?;
    entry_for(&bytes, address, display)
        .ok_or_else(|| format!("the authority file {name} has no entry for this display"))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    // Without O_NONBLOCK, opening a pipe without a writer would block.
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|error| error.to_string())?;
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err("it is too large".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn entry_for(file: &[u8], address: &Address, display: u16) -> Option<Authorization> {
    let display = display.to_string();
    let mut rest = file;
    while let Some(entry) = next_entry(&mut rest) {
        let wild = entry.family == FAMILY_WILD;
        let same_address = wild || (entry.family == address.family && entry.address == address.bytes);
        let same_display = entry.display.is_empty() || entry.display == display.as_bytes();
        if same_address && same_display && entry.name == PROTOCOL {
            return Some(Authorization {
                name: entry.name.to_vec(),
                data: entry.data.to_vec(),
            });
        }
    }
    None
}

struct Entry<'a> {
    family: u16,
    address: &'a [u8],
    display: &'a [u8],
    name: &'a [u8],
    data: &'a [u8],
}

/// The next entry: a family and four counted strings, with big-endian numbers. `None` at the end or if it is truncated.
fn next_entry<'a>(rest: &mut &'a [u8]) -> Option<Entry<'a>> {
    let family = number(rest)?;
    let mut string = || {
        let length = usize::from(number(rest)?);
        let (string, tail) = rest.split_at_checked(length)?;
        *rest = tail;
        Some(string)
    };
    Some(Entry {
        family,
        address: string()?,
        display: string()?,
        name: string()?,
        data: string()?,
    })
}

fn number(rest: &mut &[u8]) -> Option<u16> {
    let (bytes, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(u16::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(family: u16, address: &[u8], display: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = family.to_be_bytes().to_vec();
        for string in [address, display.as_bytes(), PROTOCOL, data] {
            bytes.extend(u16::try_from(string.len()).unwrap().to_be_bytes());
            bytes.extend(string);
        }
        bytes
    }

    fn host(name: &[u8]) -> Address {
        Address {
            family: FAMILY_LOCAL,
            bytes: name.to_vec(),
        }
    }

    #[test]
    fn the_entry_of_the_display_is_found() {
        let file = [
            entry(FAMILY_LOCAL, b"elsewhere", "5", b"a"),
            entry(FAMILY_LOCAL, b"here", "4", b"b"),
            entry(FAMILY_LOCAL, b"here", "5", b"c"),
            entry(FAMILY_WILD, b"", "", b"d"),
        ]
        .concat();
        let data = |address, display| entry_for(&file, &address, display).unwrap().data;
        assert_eq!(data(host(b"here"), 5), b"c");
        assert_eq!(data(host(b"nowhere"), 5), b"d");
        assert_eq!(data(Address::internet("192.0.2.1".parse().unwrap()), 4), b"d");
    }

    #[test]
    fn a_truncated_entry_is_ignored() {
        let file = entry(FAMILY_LOCAL, b"here", "5", b"secret");
        for length in 0..file.len() {
            assert_eq!(entry_for(&file[..length], &host(b"here"), 5), None);
        }
    }

    #[test]
    fn loopback_is_this_machine() {
        for ip in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(Address::internet(ip.parse().unwrap()), Address::local());
        }
    }

    #[test]
    fn what_is_not_a_regular_file_is_an_error_and_never_blocks() {
        let reason = |path: &str| find(Path::new(path), &host(b"here"), 0).unwrap_err();
        assert!(reason("/").contains("not a regular file"));
        assert!(reason("/nonexistent/file").contains("/nonexistent/file"));
        assert!(reason("/dev/zero").contains("not a regular file"));
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Authorization {
            name: PROTOCOL.to_vec(),
            data: b"hidden".to_vec(),
        };
        assert_eq!(format!("{secret:?}"), "Authorization(..)");
    }
}
