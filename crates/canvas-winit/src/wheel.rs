//! Wheels that speak as buttons: on X servers whose mouse has none of its own, as with VNC and with programs that move it.
//!
//! winit 0.30 tells of such a button twice, when it goes down and when it comes up, with equal events. The server's raw event,
//! which comes just before each, tells them apart. There is none while no window of ours has the focus; then the wheel
//! counts twice still.

use winit::event::{DeviceEvent, ElementState, MouseScrollDelta};

/// The buttons that X11 has for up, down, left and right.
const BUTTONS: std::ops::RangeInclusive<u32> = 4..=7;

/// What a device said last of a wheel's button.
#[derive(Debug, Default)]
pub(crate) struct Wheel {
    released: Option<u32>,
}

impl Wheel {
    /// A device did something; the next event of a window may tell of it.
    pub(crate) fn heard(&mut self, event: &DeviceEvent) {
        self.released = match *event {
            DeviceEvent::Button {
                button,
                state: ElementState::Released,
            } if BUTTONS.contains(&button) => Some(button),
            _ => None,
        };
    }

    /// Whether this turn is one that was told when the button went down.
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
    fn a_button_of_a_wheel_counts_once() {
        let mut wheel = Wheel::default();
        for _ in 0..2 {
            wheel.heard(&button(4, ElementState::Pressed));
            assert!(!wheel.is_release(UP));
            wheel.heard(&button(4, ElementState::Released));
            assert!(wheel.is_release(UP));
        }
    }

    #[test]
    fn a_release_takes_no_other_turn_away() {
        let mut wheel = Wheel::default();
        assert!(!wheel.is_release(UP), "nothing was released");
        wheel.heard(&button(4, ElementState::Released));
        assert!(!wheel.is_release(DOWN));
        wheel.heard(&button(4, ElementState::Released));
        wheel.heard(&DeviceEvent::Motion { axis: 0, value: 1.0 });
        assert!(!wheel.is_release(UP), "it went to another window");
        wheel.heard(&button(1, ElementState::Released));
        assert!(!wheel.is_release(UP));
    }
}
