//! The authority file: which secret this display wants to hear.
//!
//! The file is whatever `XAUTHORITY` names, so it is read up to a limit and without waiting: it may be missing, a
//! folder, a pipe, or endless. What is wrong with it is said when the display refuses; its content never is.

use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Real files have some dozens of entries of about 60 bytes.
const MAX_BYTES: u64 = 1024 * 1024;
/// The one protocol that servers use.
const PROTOCOL: &[u8] = b"MIT-MAGIC-COOKIE-1";

const FAMILY_INTERNET: u16 = 0;
const FAMILY_INTERNET6: u16 = 6;
const FAMILY_LOCAL: u16 = 256;
const FAMILY_WILD: u16 = 65535;

/// The peer of a connection as the file names it.
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

    /// Another machine; a loopback address is this one.
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

/// Name and data of an authorisation protocol; both empty if there is none.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Secret {
    pub(crate) name: Vec<u8>,
    pub(crate) data: Vec<u8>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Looks the display's secret up in a file; or says why there is none.
pub(crate) fn find(path: &Path, address: &Address, display: u16) -> Result<Secret, String> {
    let name = path.display();
    let bytes = read(path).map_err(|reason| format!("the authority file {name} cannot be read: {reason}"))?;
    entry_for(&bytes, address, display)
        .ok_or_else(|| format!("the authority file {name} has no entry for this display"))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    // O_NONBLOCK: opening a pipe that nobody writes would wait for ever.
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|error| error.to_string())?;
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
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

fn entry_for(file: &[u8], address: &Address, display: u16) -> Option<Secret> {
    let display = display.to_string();
    let mut rest = file;
    while let Some(entry) = next_entry(&mut rest) {
        let wild = entry.family == FAMILY_WILD;
        let same_address = wild || (entry.family == address.family && entry.address == address.bytes);
        let same_display = entry.display.is_empty() || entry.display == display.as_bytes();
        if same_address && same_display && entry.name == PROTOCOL {
            return Some(Secret {
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

/// The next entry: a family and four counted strings, all numbers big-endian. `None` at the end, or where it is cut off.
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
    fn a_file_that_is_cut_off_ends_there() {
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
    fn what_is_no_file_is_named_and_never_waited_for() {
        let reason = |path: &str| find(Path::new(path), &host(b"here"), 0).unwrap_err();
        assert!(reason("/").contains("not a file"));
        assert!(reason("/nonexistent/file").contains("/nonexistent/file"));
        assert!(reason("/dev/zero").contains("not a file"));
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret {
            name: PROTOCOL.to_vec(),
            data: b"hidden".to_vec(),
        };
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }
}
