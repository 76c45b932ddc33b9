//! The user of a headless display: does everything, by the display's own means.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use canvas_core::app::Window;
use canvas_core::backend::{Backend as _, Clipboard, WindowSetup};
use canvas_core::conformance::{Outcome, Shown, User};
use canvas_core::event::{
    Button, Buttons, DropEvent, Event, FocusEvent, KeyEvent, Modifiers, PointerEvent, PointerKind,
    PointerType, TextEvent, WheelEvent,
};
use canvas_core::geometry::PhysicalSize;
use canvas_core::headless::{Headless, UserAction};
use canvas_core::kurbo::Point;

const TIMEOUT: Duration = Duration::from_secs(10);

/// The state of the mouse and the keyboard, which one window has at a time.
#[derive(Default)]
struct Devices {
    place: (f64, f64),
    is_inside: bool,
    buttons: Buttons,
    modifiers: Modifiers,
}

pub(crate) struct HeadlessUser {
    display: Arc<Headless>,
    devices: RefCell<Devices>,
}

impl HeadlessUser {
    pub(crate) fn new(display: Arc<Headless>) -> Self {
        let devices = RefCell::default();
        Self { display, devices }
    }

    fn act(&self, window: &Window, action: UserAction) -> Outcome {
        self.display
            .act(window.core().id(), action)
            .expect("the display is alive");
        Ok(())
    }

    fn input(&self, window: &Window, event: impl Into<Event>) -> Outcome {
        self.act(window, UserAction::Input(event.into()))
    }

    fn state(&self, window: &Window) -> WindowSetup {
        self.display
            .window_state(window.core().id())
            .expect("the window is there")
    }

    /// A pointer event where the mouse is.
    fn pointer(&self, kind: PointerKind) -> PointerEvent {
        let devices = self.devices.borrow();
        let mut event = PointerEvent::new(kind, devices.place.0, devices.place.1);
        (event.button, event.buttons, event.synthetic) = (None, devices.buttons, false);
        event.pressure = canvas_core::backend::mouse_pressure(devices.buttons);
        event.modifiers = devices.modifiers;
        event
    }

    fn clipboard(&self) -> Arc<dyn Clipboard> {
        self.display.clipboard().expect("a clipboard")
    }
}

/// The W3C `key` of a key of the US layout.
fn key_name(code: &'static str, modifiers: Modifiers) -> String {
    match code.strip_prefix("Key") {
        Some(letter) if modifiers.shift => letter.to_owned(),
        Some(letter) => letter.to_lowercase(),
        None => code.trim_end_matches("Left").to_owned(),
    }
}

impl User for HeadlessUser {
    fn backend(&self) -> &'static str {
        "headless"
    }

    fn display(&self) -> String {
        "headless".to_owned()
    }

    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]> {
        self.display.pixel(window.core().id(), x, y)
    }

    fn shown(&self, window: &Window) -> Outcome<Shown> {
        let state = self.state(window);
        let mut shown = Shown::default();
        shown.title = Some(state.title);
        let limits = state.limits;
        shown.limits = Some(match limits.resizable {
            true => (limits.min, limits.max),
            false => (Some(state.size), Some(state.size)),
        });
        shown.decorated = Some(state.decorated);
        shown.always_on_top = Some(state.always_on_top);
        shown.opacity = Some(state.opacity);
        shown.icon = Some(state.icon.map(|icon| (icon.width(), icon.height())));
        shown.cursor = Some(state.cursor.name());
        shown.minimized = Some(state.mode.minimized);
        Ok(shown)
    }

    fn resize(&self, window: &Window, width: u32, height: u32) -> Outcome {
        let size = PhysicalSize::new(width, height).unwrap();
        self.act(window, UserAction::Resize(size, 1.0))
    }

    fn move_window(&self, window: &Window, position: Point) -> Outcome {
        self.act(window, UserAction::Move(position))
    }

    fn expose(&self, window: &Window) -> Outcome {
        self.act(window, UserAction::Expose)
    }

    fn close_button(&self, window: &Window) -> Outcome {
        self.act(window, UserAction::CloseButton)
    }

    fn destroy(&self, window: &Window) -> Outcome {
        self.act(window, UserAction::Destroy)
    }

    fn focus(&self, window: &Window, focused: bool) -> Outcome {
        let mut event = FocusEvent::new(focused);
        event.synthetic = false;
        self.input(window, event)
    }

    fn point(&self, window: &Window, x: f64, y: f64) -> Outcome {
        let size = self.state(window).size;
        let is_inside = (0.0..size.width).contains(&x) && (0.0..size.height).contains(&y);
        let was_inside = {
            let mut devices = self.devices.borrow_mut();
            devices.place = (x, y);
            std::mem::replace(&mut devices.is_inside, is_inside)
        };
        match (was_inside, is_inside) {
            (false, true) => self.input(window, self.pointer(PointerKind::Enter)),
            (true, true) => self.input(window, self.pointer(PointerKind::Move)),
            (true, false) => self.input(window, self.pointer(PointerKind::Leave)),
            (false, false) => Ok(()),
        }
    }

    fn button(&self, window: &Window, button: Button, down: bool) -> Outcome {
        let kind = {
            let mut devices = self.devices.borrow_mut();
            devices.buttons = match down {
                true => devices.buttons.with(button),
                false => devices.buttons.without(button),
            };
            if down { PointerKind::Down } else { PointerKind::Up }
        };
        let mut event = self.pointer(kind);
        event.button = Some(button);
        self.input(window, event)
    }

    fn wheel(&self, window: &Window, right: i32, down: i32) -> Outcome {
        let (x, y) = self.devices.borrow().place;
        let [dx, dy] = [right, down].map(|notches| f64::from(notches) * canvas_core::backend::NOTCH);
        self.input(window, WheelEvent::new(x, y, dx, dy))
    }

    fn touch(&self, window: &Window, kind: PointerKind, finger: u32, x: f64, y: f64) -> Outcome {
        let event = canvas_core::backend::touch_event(kind, finger.into(), x, y, None);
        assert_eq!(event.pointer_type, PointerType::Touch);
        self.input(window, event)
    }

    fn key(&self, window: &Window, code: &'static str, down: bool) -> Outcome {
        let modifiers = {
            let mut devices = self.devices.borrow_mut();
            devices.modifiers = devices.modifiers.after(code.trim_end_matches("Left"), down);
            devices.modifiers
        };
        let name = key_name(code, modifiers);
        let mut event = KeyEvent::new(down, name.clone(), code);
        (event.modifiers, event.synthetic) = (modifiers, false);
        self.input(window, event)?;
        if down && name.chars().count() == 1 && !modifiers.is_command() {
            self.input(window, TextEvent::new(name))?;
        }
        Ok(())
    }

    fn type_text(&self, window: &Window, text: &str) -> Outcome {
        self.input(window, TextEvent::new(text))
    }

    fn compose(&self, window: &Window, text: &str) -> Outcome {
        let mut event = TextEvent::new(text);
        event.composing = true;
        self.input(window, event)
    }

    fn copy(&self, text: &str) -> Outcome {
        self.clipboard().set_text(text.to_owned(), TIMEOUT).unwrap();
        Ok(())
    }

    fn paste(&self) -> Outcome<String> {
        Ok(self.clipboard().text(TIMEOUT).unwrap().unwrap_or_default())
    }

    fn drop_files(&self, window: &Window, paths: Vec<PathBuf>, x: f64, y: f64) -> Outcome {
        self.input(window, DropEvent::new(false, x, y, paths.clone()))?;
        self.input(window, DropEvent::new(true, x, y, paths))
    }

    fn end_display(&self) -> Outcome {
        self.display.lose("the display was switched off");
        Ok(())
    }
}
