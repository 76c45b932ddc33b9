//! The monitors of the display.

use canvas_core::backend::Monitor;
use canvas_core::geometry::kurbo::{Point, Size};
use winit::event_loop::ActiveEventLoop;
use winit::monitor::MonitorHandle;

use crate::convert::valid_ratio;

/// All monitors, the primary one first where the display has one (Wayland has none).
pub(crate) fn monitors(target: &ActiveEventLoop) -> Vec<Monitor> {
    let primary = target.primary_monitor();
    let mut all: Vec<_> = target.available_monitors().collect();
    all.sort_by_key(|monitor| Some(monitor) != primary.as_ref());
    all.iter().map(convert).collect()
}

fn convert(monitor: &MonitorHandle) -> Monitor {
    let ratio = valid_ratio(monitor.scale_factor());
    let (position, size) = (monitor.position(), monitor.size());
    let position = Point::new(f64::from(position.x) / ratio, f64::from(position.y) / ratio);
    let size = Size::new(f64::from(size.width) / ratio, f64::from(size.height) / ratio);
    let mut converted = Monitor::new(monitor.name().unwrap_or_default(), position, size, ratio);
    let millihertz = monitor.refresh_rate_millihertz().filter(|rate| *rate > 0);
    converted.refresh_rate = millihertz.map(|rate| f64::from(rate) / 1000.0);
    converted
}
