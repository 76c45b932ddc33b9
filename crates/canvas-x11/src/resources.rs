//! The server's resource database (`RESOURCE_MANAGER` on the root window), and the pixel ratio that follows from it.
//!
//! Any client can write that property, so it is read up to a limit and parsed here: only the lines that are needed, and
//! no `#include`, which would let other clients name files for this process to read.

use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, Window};

use crate::display::Connection;

/// The most bytes of the database that are read.
const MAX_BYTES: u32 = 64 * 1024;
/// The ratios that are accepted: values outside are more likely nonsense than real screens.
const RATIOS: std::ops::RangeInclusive<f64> = 0.5..=8.0;

/// Physical pixels per logical pixel: `scale` (`CANVAS_SCALE`), or else `Xft.dpi` / 96, or else 1.
pub(crate) fn ratio(connection: &Connection, root: Window, scale: Option<&str>) -> f64 {
    if let Some(ratio) = scale.and_then(parse_ratio) {
        return ratio;
    }
    let database = read(connection, root);
    xft_dpi(&database)
        .and_then(|dpi| within(dpi / 96.0))
        .unwrap_or(1.0)
}

/// The lines of the database about cursors, checked so that x11rb's parser can be given them.
pub(crate) fn cursor_lines(connection: &Connection, root: Window) -> Vec<u8> {
    let database = read(connection, root);
    let is_safe = |value: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
        value.chars().all(plain) && !value.starts_with('.')
    };
    ["Xcursor.theme", "Xcursor.size", "Xft.dpi"]
        .into_iter()
        .filter_map(|name| {
            let value = value(&database, &[name])?;
            is_safe(value).then(|| format!("{name}: {value}\n"))
        })
        .collect::<String>()
        .into_bytes()
}

fn read(connection: &Connection, root: Window) -> Vec<u8> {
    let (name, kind) = (AtomEnum::RESOURCE_MANAGER, AtomEnum::STRING);
    connection
        .get_property(false, root, name, kind, 0, MAX_BYTES / 4)
        .ok()
        .and_then(|cookie| cookie.reply().ok())
        .filter(|reply| reply.format == 8)
        .map(|reply| reply.value)
        .unwrap_or_default()
}

/// The ratio that a text names: a number above zero, clamped to [`RATIOS`].
fn parse_ratio(text: &str) -> Option<f64> {
    within(text.trim().parse().ok()?)
}

fn within(ratio: f64) -> Option<f64> {
    (ratio.is_finite() && ratio > 0.0).then(|| ratio.clamp(*RATIOS.start(), *RATIOS.end()))
}

/// The value of `Xft.dpi`, if it is present and a number.
fn xft_dpi(database: &[u8]) -> Option<f64> {
    value(database, &["Xft.dpi", "Xft*dpi"])?.parse().ok()
}

/// The value of one of these resources. The last line wins, as in Xlib.
fn value<'a>(database: &'a [u8], names: &[&str]) -> Option<&'a str> {
    database.split(|&byte| byte == b'\n').rev().find_map(|line| {
        let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
        names.contains(&name.trim()).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resolution_is_found_among_other_lines() {
        assert_eq!(
            xft_dpi(b"*background: grey\nXft.dpi:\t144\nXft.hinting: 1\n"),
            Some(144.0)
        );
        assert_eq!(xft_dpi(b"Xft.dpi: 96\nXft.dpi: 120"), Some(120.0));
        assert_eq!(xft_dpi(b"Xft*dpi : 192"), Some(192.0));
    }

    #[test]
    fn invalid_lines_are_ignored() {
        for database in [
            &b""[..],
            b"Xft.dpi",
            b"Xft.dpi: many",
            b"\xff\xfe: 3\n:::\n",
            b"notXft.dpi: 10",
        ] {
            assert_eq!(xft_dpi(database), None);
        }
        assert_eq!(xft_dpi(b"#include \"/dev/zero\"\nXft.dpi: 96"), Some(96.0));
    }

    #[test]
    fn ratios_are_finite_and_clamped() {
        assert_eq!(parse_ratio(" 1.5 "), Some(1.5));
        assert_eq!((parse_ratio("500"), parse_ratio("0.01")), (Some(8.0), Some(0.5)));
        for text in ["", "inf", "NaN", "0", "-2", "two"] {
            assert_eq!(parse_ratio(text), None, "{text}");
        }
    }
}
