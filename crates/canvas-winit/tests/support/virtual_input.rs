//! Input of a user: a virtual pointer and keyboard.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use canvas_core::event::Button;

use super::{Kind, Screen};

/// A pointer and a keyboard: on X11 by xdotool, on sway by its virtual pointer and wtype.
#[derive(Debug)]
pub struct VirtualInput<'a> {
    screen: &'a Screen,
    pointer: Option<VirtualPointer>,
}

impl<'a> VirtualInput<'a> {
    pub fn new(screen: &'a Screen) -> Self {
        let pointer = (screen.kind == Kind::Sway).then(VirtualPointer::new);
        Self { screen, pointer }
    }

    fn xdotool(&self, arguments: &[&str]) {
        let output = self.screen.run("xdotool", arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }

    /// Moves the pointer to a position on the screen.
    pub fn move_to(&mut self, x: u32, y: u32) {
        match &mut self.pointer {
            Some(pointer) => pointer.move_to(x, y),
            None => self.xdotool(&["mousemove", &x.to_string(), &y.to_string()]),
        }
    }

    /// Presses or releases the left button.
    pub fn press(&mut self, down: bool) {
        self.button(Button::LEFT, down);
    }

    /// Presses or releases the left, right or middle button.
    pub fn button(&mut self, button: Button, down: bool) {
        // Linux counts left, right, middle, X11 left, middle, right.
        let (linux, x11) = match button {
            Button::LEFT => (LEFT, "1"),
            Button::RIGHT => (LEFT + 1, "3"),
            Button::MIDDLE => (LEFT + 2, "2"),
            other => panic!("there is no button {other:?}"),
        };
        match &mut self.pointer {
            Some(pointer) => pointer.press(linux, down),
            None => self.xdotool(&[if down { "mousedown" } else { "mouseup" }, x11]),
        }
    }

    /// Turns the wheel by one notch, towards the user.
    pub fn wheel_down(&mut self) {
        match &mut self.pointer {
            Some(pointer) => pointer.wheel_down(),
            None => self.xdotool(&["click", "5"]),
        }
    }

    /// Types a text.
    pub fn type_text(&self, text: &str) {
        match self.screen.kind {
            Kind::Xvfb => self.xdotool(&["type", text]),
            Kind::Sway | Kind::Weston => {
                let output = self.screen.run("wtype", &["--", text]);
                assert!(output.status.success(), "{output:?}");
            }
        }
    }
}

/// A client of the protocol `wlr-virtual-pointer-unstable-v1`, which is a mouse for the compositor.
#[derive(Debug)]
struct VirtualPointer {
    stream: UnixStream,
    time: u32,
}

/// Ids of objects.
const DISPLAY: u32 = 1;
const REGISTRY: u32 = 2;
const FIRST_SYNC: u32 = 3;
const MANAGER: u32 = 4;
const POINTER: u32 = 5;
/// Opcodes of requests.
const MOTION_ABSOLUTE: u32 = 1;
const BUTTON: u32 = 2;
const AXIS_DISCRETE: u32 = 7;
const AXIS_SOURCE: u32 = 5;
const FRAME: u32 = 4;
/// `BTN_LEFT`.
const LEFT: u32 = 0x110;
/// The size of the output, as in sway's configuration.
const EXTENT: [u32; 2] = [1000, 800];

impl VirtualPointer {
    fn new() -> Self {
        let named = |name: &str| std::env::var(name).unwrap();
        let path = Path::new(&named("XDG_RUNTIME_DIR")).join(named("WAYLAND_DISPLAY"));
        let stream = UnixStream::connect(path).unwrap();
        let mut pointer = Self { stream, time: 0 };
        pointer.send(DISPLAY, 1, &[REGISTRY]);
        pointer.send(DISPLAY, 0, &[FIRST_SYNC]);
        let interface = b"zwlr_virtual_pointer_manager_v1\0";
        let mut found = None;
        pointer.read_until(FIRST_SYNC, |object, body| {
            if object == REGISTRY && body.windows(interface.len()).any(|part| part == interface) {
                found = Some(u32::from_ne_bytes(body[..4].try_into().unwrap()));
            }
        });
        let words = interface
            .chunks(4)
            .map(|part| u32::from_ne_bytes(part.try_into().unwrap()));
        let bind = [found.expect("a virtual pointer"), interface.len() as u32].into_iter();
        let bind: Vec<_> = bind.chain(words).chain([1, MANAGER]).collect();
        pointer.send(REGISTRY, 0, &bind);
        // Without a seat, which means the first.
        pointer.send(MANAGER, 0, &[0, POINTER]);
        pointer
    }

    fn move_to(&mut self, x: u32, y: u32) {
        let body = [self.time(), x, y, EXTENT[0], EXTENT[1]];
        self.send(POINTER, MOTION_ABSOLUTE, &body);
        self.send(POINTER, FRAME, &[]);
    }

    fn press(&mut self, button: u32, down: bool) {
        let body = [self.time(), button, down.into()];
        self.send(POINTER, BUTTON, &body);
        self.send(POINTER, FRAME, &[]);
    }

    fn wheel_down(&mut self) {
        // From a wheel; vertical, 15 as a fixed-point number, one notch.
        self.send(POINTER, AXIS_SOURCE, &[0]);
        let body = [self.time(), 0, 15 << 8, 1];
        self.send(POINTER, AXIS_DISCRETE, &body);
        self.send(POINTER, FRAME, &[]);
    }

    fn time(&mut self) -> u32 {
        self.time += 1000;
        self.time
    }

    fn send(&mut self, object: u32, opcode: u32, body: &[u32]) {
        let length = 8 + 4 * body.len() as u32;
        let words = [object, length << 16 | opcode]
            .into_iter()
            .chain(body.iter().copied());
        let bytes: Vec<u8> = words.flat_map(u32::to_ne_bytes).collect();
        self.stream.write_all(&bytes).unwrap();
    }

    fn read_until(&mut self, last: u32, mut each: impl FnMut(u32, &[u8])) {
        loop {
            let mut header = [0; 8];
            self.stream.read_exact(&mut header).unwrap();
            let [object, word] = [0, 4].map(|at| u32::from_ne_bytes(header[at..at + 4].try_into().unwrap()));
            let mut body = vec![0; (word >> 16) as usize - 8];
            self.stream.read_exact(&mut body).unwrap();
            if object == last {
                return;
            }
            each(object, &body);
        }
    }
}
