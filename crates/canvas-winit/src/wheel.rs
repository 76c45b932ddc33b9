//! Wheels that an X server reports as buttons 4 to 7, which it does for a pointer without a scroll valuator: with VNC, and
//! for events that other programs make by XTEST.
//!
//! winit 0.30 sends a `MouseWheel` event both when such a button is pressed and when it is released. The raw event of the
//! device, which comes just before each, distinguishes them. There are no raw events while none of our windows has the
//! focus; then each turn still counts twice.

use winit::event::{DeviceEvent, ElementState, MouseScrollDelta};

/// The buttons of X11 for up, down, left and right.
const BUTTONS: std::ops::RangeInclusive<u32> = 4..=7;

/// Drops the second of the two events of a wheel button.
#[derive(Debug, Default)]
pub(crate) struct WheelFilter {
    /// The button that the last event of a device released.
    released: Option<u32>,
}

impl WheelFilter {
    /// An event of a device; the next event of a window may be of the same button.
    pub(crate) fn device_event(&mut self, event: &DeviceEvent) {
        self.released = match *event {
            DeviceEvent::Button {
                button,
                state: ElementState::Released,
            } if BUTTONS.contains(&button) => Some(button),
            _ => None,
        };
    }

    /// Whether this event is of a release: the press has been reported.
    pub(crate) fn is_release(&mut self, delta: MouseScrollDelta) -> bool {
        let button = match delta {
            MouseScrollDelta::LineDelta(0.0, 1.0) => 4,
            MouseScrollDelta::LineDelta(0.0, -1.0) => 5,
            MouseScrollDelta::LineDelta(1.0, 0.0) => 6,
            MouseScrollDelta::LineDelta(-1.0, 0.0) => 7,
            _ => return false,
        };
        self.released.take() == Some(button)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: MouseScrollDelta = MouseScrollDelta::LineDelta(0.0, 1.0);
    const DOWN: MouseScrollDelta = MouseScrollDelta::LineDelta(0.0, -1.0);

    fn button(button: u32, state: ElementState) -> DeviceEvent {
        DeviceEvent::Button { button, state }
    }

    #[test]
    fn a_wheel_button_counts_once() {
        let mut wheel = WheelFilter::default();
        for _ in 0..2 {
            wheel.device_event(&button(4, ElementState::Pressed));
            assert!(!wheel.is_release(UP));
            wheel.device_event(&button(4, ElementState::Released));
            assert!(wheel.is_release(UP));
        }
    }

    #[test]
    fn a_release_drops_no_other_event() {
        let mut wheel = WheelFilter::default();
        assert!(!wheel.is_release(UP), "nothing was released");
        wheel.device_event(&button(4, ElementState::Released));
        assert!(!wheel.is_release(DOWN));
        wheel.device_event(&button(4, ElementState::Released));
        wheel.device_event(&DeviceEvent::Motion { axis: 0, value: 1.0 });
        assert!(!wheel.is_release(UP), "it went to another window");
        wheel.device_event(&button(1, ElementState::Released));
        assert!(!wheel.is_release(UP));
    }
}
