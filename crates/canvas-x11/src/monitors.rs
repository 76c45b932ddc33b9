//! The monitors of a display, by the RandR extension, version 1.5.
//!
//! They are queried through a connection of their own: the caller may wait for the replies, the event loop must not.

use std::time::Instant;

use canvas_core::backend::Monitor;
use canvas_core::geometry::kurbo::{Point, Size};
use x11rb::errors::ReplyError;
use x11rb::protocol::randr::{self, ConnectionExt as _, ModeFlag, ModeInfo, MonitorInfo};
use x11rb::protocol::xproto::{ConnectionExt as _, Window};

use crate::connect;
use crate::display::{Connection, explain_reply};
use crate::options::Options;

/// Queries the monitors, the primary one first. `ratio` is the number of physical pixels per logical pixel.
///
/// # Errors
/// A text that names the variable and the reason.
pub(crate) fn query(options: &Options, ratio: f64) -> Result<Vec<Monitor>, String> {
    use x11rb::connection::Connection as _;
    let connected = connect::open(options, Instant::now() + options.connect_timeout)?;
    let screen = connected.connection.setup().roots[connected.screen].clone();
    let monitors = query_randr(&connected.connection, screen.root, ratio)
        .map_err(|error| format!("{}: {}", options.display_name(), explain_reply(&error)))?;
    if !monitors.is_empty() {
        return Ok(monitors);
    }
    // Without RandR, the screen counts as one monitor.
    let size = Size::new(
        f64::from(screen.width_in_pixels) / ratio,
        f64::from(screen.height_in_pixels) / ratio,
    );
    Ok(vec![Monitor::new(String::new(), Point::ORIGIN, size, ratio)])
}

/// The monitors that RandR reports; none if the server does not support version 1.5.
fn query_randr(connection: &Connection, root: Window, ratio: f64) -> Result<Vec<Monitor>, ReplyError> {
    use x11rb::connection::RequestConnection as _;
    if connection
        .extension_information(randr::X11_EXTENSION_NAME)?
        .is_none()
    {
        return Ok(Vec::new());
    }
    let version = connection.randr_query_version(1, 5)?.reply()?;
    if (version.major_version, version.minor_version) < (1, 5) {
        return Ok(Vec::new());
    }
    let mut monitors = connection.randr_get_monitors(root, true)?.reply()?.monitors;
    let modes = connection
        .randr_get_screen_resources_current(root)?
        .reply()?
        .modes;
    monitors.sort_by_key(|monitor| !monitor.primary);
    monitors
        .iter()
        .map(|monitor| describe(connection, monitor, &modes, ratio))
        .collect()
}

fn describe(
    connection: &Connection,
    info: &MonitorInfo,
    modes: &[ModeInfo],
    ratio: f64,
) -> Result<Monitor, ReplyError> {
    let name = connection.get_atom_name(info.name)?.reply()?.name;
    let position = Point::new(f64::from(info.x) / ratio, f64::from(info.y) / ratio);
    let size = Size::new(f64::from(info.width) / ratio, f64::from(info.height) / ratio);
    let name = String::from_utf8_lossy(&name).into_owned();
    let mut monitor = Monitor::new(name, position, size, ratio);
    if let Some(&output) = info.outputs.first() {
        let crtc = connection.randr_get_output_info(output, 0)?.reply()?.crtc;
        if crtc != x11rb::NONE {
            let mode = connection.randr_get_crtc_info(crtc, 0)?.reply()?.mode;
            monitor.refresh_rate = modes.iter().find(|it| it.id == mode).and_then(refresh_rate);
        }
    }
    Ok(monitor)
}

/// Frames per second: the pixel clock divided by the pixels of a frame, including those of the blanking intervals.
fn refresh_rate(mode: &ModeInfo) -> Option<f64> {
    let doubled = |flag| if mode.mode_flags.contains(flag) { 2.0 } else { 1.0 };
    let lines = f64::from(mode.vtotal) * doubled(ModeFlag::DOUBLE_SCAN) / doubled(ModeFlag::INTERLACE);
    let rate = f64::from(mode.dot_clock) / (f64::from(mode.htotal) * lines);
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_rate_is_the_pixel_clock_per_frame() {
        let mode = ModeInfo {
            dot_clock: 148_500_000,
            htotal: 2200,
            vtotal: 1125,
            ..ModeInfo::default()
        };
        assert_eq!(refresh_rate(&mode), Some(60.0));
        let interlaced = ModeInfo {
            mode_flags: ModeFlag::INTERLACE,
            ..mode
        };
        assert_eq!(refresh_rate(&interlaced), Some(120.0));
        assert_eq!(refresh_rate(&ModeInfo::default()), None);
    }
}
