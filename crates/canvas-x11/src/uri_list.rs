//! Lists of URIs (`text/uri-list`, RFC 2483), as other programs create them for dragged files. These are pure functions;
//! no file is accessed.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;

/// The content of a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Uris {
    /// The files of this machine: absolute paths, which may contain any byte but zero.
    pub(crate) paths: Vec<PathBuf>,
    /// The other URIs, each with a line ending.
    pub(crate) others: Vec<u8>,
}

/// Parses a list; `host` is this machine's name. Comments and lines that are not URIs are skipped.
pub(crate) fn parse(list: &[u8], host: &[u8]) -> Uris {
    let mut uris = Uris::default();
    // Split lines before decoding: an encoded line ending belongs to a name.
    for line in list.split(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        let line = line.trim_ascii();
        match scheme(line) {
            Some(scheme) if scheme.eq_ignore_ascii_case(b"file") => {
                match path(&line[scheme.len() + 1..], host) {
                    Ok(path) => uris.paths.push(path),
                    Err(NotLocal::OtherHost) => uris.add(line),
                    Err(NotLocal::Invalid) => {}
                }
            }
            Some(_) => uris.add(line),
            None => {}
        }
    }
    uris
}

impl Uris {
    fn add(&mut self, line: &[u8]) {
        self.others.extend_from_slice(line);
        self.others.extend_from_slice(b"\r\n");
    }
}

/// The scheme of a URI (RFC 3986, section 3.1); `None` if the line is not a URI.
fn scheme(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().position(|&byte| byte == b':')?;
    let (first, rest) = line[..end].split_first()?;
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    (first.is_ascii_alphabetic() && rest.iter().all(is_allowed)).then(|| &line[..end])
}

/// Why a `file:` URI does not name a file of this machine.
#[derive(Debug, PartialEq, Eq)]
enum NotLocal {
    /// It names another machine.
    OtherHost,
    /// It is invalid.
    Invalid,
}

/// The path of a `file:` URI (RFC 8089) after its scheme: `/path`, `///path` or `//host/path`.
fn path(rest: &[u8], host: &[u8]) -> Result<PathBuf, NotLocal> {
    let path = match rest.strip_prefix(b"//") {
        None => rest,
        Some(rest) => {
            let end = rest.iter().position(|&byte| byte == b'/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            let is_here = [b"".as_slice(), b"localhost", host]
                .iter()
                .any(|name| authority.eq_ignore_ascii_case(name));
            if !is_here {
                return Err(NotLocal::OtherHost);
            }
            path
        }
    };
    match decode(path) {
        Some(path) if path.starts_with(b"/") => Ok(PathBuf::from(OsString::from_vec(path))),
        _ => Err(NotLocal::Invalid),
    }
}

/// Decodes percent-encoding (RFC 3986, section 2.1); `None` if it is invalid or encodes a zero byte, which no path has.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        decoded.push(match byte {
            b'%' => 16 * digit(rest.next()?)? + digit(rest.next()?)?,
            byte => byte,
        });
    }
    (!decoded.contains(&0)).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::os::unix::ffi::OsStrExt as _;

    fn paths(list: &str) -> Vec<String> {
        let uris = parse(list.as_bytes(), b"here");
        let bytes = uris.paths.iter().map(|path| path.as_os_str().as_bytes());
        bytes
            .map(|path| String::from_utf8_lossy(path).into_owned())
            .collect()
    }

    fn others(list: &str) -> String {
        String::from_utf8(parse(list.as_bytes(), b"here").others).unwrap()
    }

    #[test]
    fn files_of_this_machine_are_paths() {
        let list = "file:///a\r\nfile://localhost/b\nfile:/c\r\n#file:///d\r\n\r\nFILE://HERE/e\0";
        assert_eq!(paths(list), ["/a", "/b", "/c", "/e"]);
        assert_eq!(others(list), "");
    }

    #[test]
    fn paths_contain_any_byte_but_zero() {
        assert_eq!(paths("file:///a%20b%C3%BC%2fc?d#e"), ["/a bü/c?d#e"]);
        assert_eq!(
            parse(b"file:///%ff", b"").paths[0].as_os_str().as_bytes(),
            b"/\xff"
        );
        for junk in [
            "file:///a%00b",
            "file:///a%",
            "file:///a%2",
            "file:///a%zz",
            "file:///a%+1",
        ] {
            assert!(paths(junk).is_empty() && others(junk).is_empty(), "{junk}");
        }
    }

    #[test]
    fn an_encoded_line_ending_does_not_start_another_file() {
        assert_eq!(paths("file:///a%0D%0Afile:///b"), ["/a\r\nfile:///b"]);
    }

    #[test]
    fn other_uris_are_kept_as_they_are() {
        let list = "http://example.org/x%20y\r\nfile://far/z\r\nfile:///a\r\nmailto:a@b";
        assert_eq!(paths(list), ["/a"]);
        assert_eq!(
            others(list),
            "http://example.org/x%20y\r\nfile://far/z\r\nmailto:a@b\r\n"
        );
    }

    #[test]
    fn invalid_lines_are_skipped() {
        for junk in [
            "",
            "/a",
            "a/b",
            "file:",
            "file://",
            "file://here",
            "file:a",
            "file:///".trim_end_matches('/'),
            ":x",
            "1:x",
            "a b:c",
        ] {
            assert!(paths(junk).is_empty() && others(junk).is_empty(), "{junk}");
        }
    }

    proptest! {
        #[test]
        fn paths_are_always_absolute(list in proptest::collection::vec(any::<u8>(), 0..200)) {
            let with_file = [b"file:", &list[..], b"\nfile:///", &list[..]].concat();
            for path in parse(&with_file, b"here").paths {
                let bytes = path.as_os_str().as_bytes();
                prop_assert!(path.is_absolute() && !bytes.contains(&0));
            }
        }
    }
}
