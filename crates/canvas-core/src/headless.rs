//! The headless backend: a display in memory. It is the reference implementation of the contract, the backend where
//! there is no display, and the double that programs test against.
//!
//! It accepts every frame at once. There is no user: [`Headless`] lets a test be one. With a virtual [`Clock`]
//! windows take their pace from a clock that the test drives.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::backend::{
    Backend, BackendEvent, BackendFactory, Capabilities, Clipboard, Command, Monitor, NativeWindow, Property,
    SizeLimits, WindowId, WindowMode, WindowPort,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::frame::{BufferAllocator, Frame, PixelFormat};
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::{Point, Size};
use crate::heap::HeapAllocator;
use crate::image::Image;
use crate::threads;
use crate::wait::{lock, wait_on};

/// How the runtime finds it.
pub const FACTORY: BackendFactory = BackendFactory {
    name: "headless",
    connect: || Headless::connect(Clock::Real).map(|h| h as Arc<dyn Backend>),
    is_wanted: || false,
};

/// See the [module](self).
pub struct Headless {
    shared: Arc<Shared>,
    clock: Clock,
    clipboard: Arc<MemoryClipboard>,
}

/// The one monitor; windows that are maximised or fullscreen have its size.
const DESKTOP: Size = Size::new(1280.0, 720.0);

struct Shared {
    inbox: Mutex<Inbox>,
    wake: Condvar,
    ended: AtomicBool,
}

#[derive(Default)]
struct Inbox {
    orders: VecDeque<Order>,
    closed: bool,
}

/// What the loop is told to do: by the core, or by a test that plays the user.
enum Order {
    Command(Command),
    Act(WindowId, Act),
    Look(WindowId, u32, u32, SyncSender<Option<[u8; 3]>>),
    Lose(String),
}

/// What a user or a window manager could do to a window.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Resize it, to physical pixels at a ratio.
    Resize(PhysicalSize, f64),
    /// Do something with the pointer or the keyboard.
    Input(Event),
    /// Press the close button.
    CloseButton,
    /// Uncover it.
    Expose,
    /// Destroy it as another client could.
    Destroy,
}

struct HeadlessWindow {
    port: Arc<dyn WindowPort>,
    shown: Option<Frame>,
    visible: bool,
    background: [u8; 3],
    limits: SizeLimits,
    size: PhysicalSize,
    ratio: f64,
    mode: WindowMode,
    /// The size that it comes back to.
    normal: PhysicalSize,
}

impl Headless {
    /// Starts a display in memory whose windows take their pace from `clock`.
    ///
    /// # Errors
    /// [`Error::Resource`] if the system has no thread left.
    pub fn connect(clock: Clock) -> Result<Arc<Self>> {
        let shared = Arc::new(Shared {
            inbox: Mutex::default(),
            wake: Condvar::new(),
            ended: AtomicBool::new(false),
        });
        let in_loop = Arc::clone(&shared);
        threads::spawn("canvas-headless", 256 * 1024, move || in_loop.run())
            .map_err(|error| Error::Resource(format!("no thread for the headless display: {error}")))?;
        Ok(Arc::new(Self {
            shared,
            clock,
            clipboard: Arc::default(),
        }))
    }

    /// Plays the user, or the window manager.
    ///
    /// # Errors
    /// [`Error::DisplayLost`] if the display has ended.
    pub fn act(&self, window: WindowId, act: Act) -> Result<()> {
        self.shared.put(Order::Act(window, act))
    }

    /// What the display shows at a pixel of the window's content: red, green, blue; `None` if it cannot be seen.
    pub fn pixel(&self, window: WindowId, x: u32, y: u32) -> Option<[u8; 3]> {
        let (sender, receiver) = sync_channel(1);
        self.shared.put(Order::Look(window, x, y, sender)).ok()?;
        // The loop drops the sender unanswered if it ends first.
        receiver.recv().ok().flatten()
    }

    /// Lets the display die.
    pub fn lose(&self, why: &str) {
        // It may have died before.
        let _ = self.shared.put(Order::Lose(why.to_owned()));
    }
}

impl Backend for Headless {
    fn name(&self) -> &'static str {
        "headless"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            platform: "memory",
            position: true,
            hide: true,
            raise: true,
            decorated: true,
            fullscreen: true,
            maximized: true,
            minimized: true,
            always_on_top: true,
            opacity: true,
            icon: true,
            cursor: true,
            monitors: true,
            clipboard: true,
            drop: true,
            compose: true,
            touch: true,
            input: false,
            shared_memory: true,
            survives_display: true,
        }
    }

    fn describe(&self) -> Vec<(String, String)> {
        vec![("display".to_owned(), "memory".to_owned())]
    }

    fn is_alive(&self) -> bool {
        !lock(&self.shared.inbox).closed
    }

    fn clock(&self) -> Clock {
        self.clock.clone()
    }

    fn monitors(&self) -> Result<Vec<Monitor>> {
        Ok(vec![Monitor::new(
            "memory".to_owned(),
            Point::ORIGIN,
            DESKTOP,
            1.0,
        )])
    }

    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        Some(Arc::clone(&self.clipboard) as Arc<dyn Clipboard>)
    }

    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        Arc::new(HeapAllocator(PixelFormat::Rgba))
    }

    fn native(&self, _window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        None
    }

    fn send(&self, command: Command) -> Result<()> {
        self.shared.put(Order::Command(command))
    }

    fn stop(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        let mut inbox = lock(&self.shared.inbox);
        inbox.closed = true;
        self.shared.wake.notify_all();
        while !self.shared.ended.load(Ordering::Acquire) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            inbox = wait_on(&self.shared.wake, inbox, Some(left));
        }
        true
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        lock(&self.shared.inbox).closed = true;
        self.shared.wake.notify_all();
    }
}

impl fmt::Debug for Headless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Headless")
            .field("alive", &self.is_alive())
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn put(&self, order: Order) -> Result<()> {
        let mut inbox = lock(&self.inbox);
        if inbox.closed {
            return Err(Error::DisplayLost("the headless display has ended".to_owned()));
        }
        inbox.orders.push_back(order);
        self.wake.notify_all();
        Ok(())
    }

    fn run(&self) {
        let mut windows = HashMap::new();
        let mut why = "the headless display has ended".to_owned();
        while let Some(order) = self.next() {
            match order {
                Order::Command(command) => obey(&mut windows, command),
                Order::Act(id, Act::Destroy) => {
                    if let Some(window) = windows.remove(&id) {
                        window.port.deliver(BackendEvent::Destroyed(false));
                    }
                }
                Order::Act(id, act) => {
                    if let Some(window) = windows.get_mut(&id) {
                        window.act(act);
                    }
                }
                Order::Look(id, x, y, answer) => {
                    let seen = windows.get(&id).and_then(|window| window.pixel(x, y));
                    // Whoever asked may have given up.
                    let _ = answer.send(seen);
                }
                Order::Lose(reason) => {
                    why = reason;
                    lock(&self.inbox).closed = true;
                }
            }
        }
        let unheard = std::mem::take(&mut lock(&self.inbox).orders);
        drop(unheard);
        for window in windows.into_values() {
            window.port.deliver(BackendEvent::Lost(why.clone()));
        }
        self.ended.store(true, Ordering::Release);
        let _inbox = lock(&self.inbox);
        self.wake.notify_all();
    }

    /// The next order; `None` when the display is over.
    fn next(&self) -> Option<Order> {
        let mut inbox = lock(&self.inbox);
        loop {
            if inbox.closed {
                return None;
            }
            if let Some(order) = inbox.orders.pop_front() {
                return Some(order);
            }
            inbox = wait_on(&self.wake, inbox, None);
        }
    }
}

fn obey(windows: &mut HashMap<WindowId, HeadlessWindow>, command: Command) {
    match command {
        Command::Create(id, setup, port) => {
            let size = PhysicalSize::from_logical(clamp(setup.size, setup.limits), 1.0);
            let mut window = HeadlessWindow {
                port,
                shown: None,
                visible: true,
                background: setup.background,
                limits: setup.limits,
                size,
                ratio: 1.0,
                mode: WindowMode::default(),
                normal: size,
            };
            window.port.deliver(BackendEvent::Created { size, ratio: 1.0 });
            window
                .port
                .deliver(BackendEvent::Moved(setup.position.unwrap_or(Point::ORIGIN)));
            window.port.deliver(BackendEvent::Visible(true));
            window.set_mode(setup.mode);
            windows.insert(id, window);
        }
        Command::Show(id) => set_visible(windows, id, true),
        Command::Hide(id) => set_visible(windows, id, false),
        Command::Raise(_) => {}
        Command::Present(id) => {
            if let Some(window) = windows.get_mut(&id) {
                window.present();
            }
        }
        Command::Set(id, property) => {
            if let Some(window) = windows.get_mut(&id) {
                window.set(property);
            }
        }
        Command::Destroy(id) => {
            if let Some(window) = windows.remove(&id) {
                window.port.deliver(BackendEvent::Destroyed(true));
            }
        }
    }
}

fn set_visible(windows: &mut HashMap<WindowId, HeadlessWindow>, id: WindowId, visible: bool) {
    if let Some(window) = windows.get_mut(&id) {
        window.visible = visible;
        window.port.deliver(BackendEvent::Visible(visible));
    }
}

fn clamp(size: Size, limits: SizeLimits) -> Size {
    let size = limits.min.map_or(size, |min| size.max(min));
    limits.max.map_or(size, |max| size.min(max))
}

impl HeadlessWindow {
    fn present(&mut self) {
        while let Some(frame) = self.port.take_frame() {
            let serial = frame.serial();
            self.shown = Some(frame);
            self.port.deliver(BackendEvent::FrameShown(serial));
        }
    }

    /// The frame top left, clipped; the background where it does not reach.
    fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        if !self.visible || x >= self.size.width() || y >= self.size.height() {
            return None;
        }
        let Some(frame) = &self.shown else {
            return Some(self.background);
        };
        let buffer = frame.buffer();
        if x >= buffer.size().width() || y >= buffer.size().height() {
            return Some(self.background);
        }
        let at = (y as usize * buffer.size().width() as usize + x as usize) * 4;
        Some([buffer.bytes()[at], buffer.bytes()[at + 1], buffer.bytes()[at + 2]])
    }

    fn set(&mut self, property: Property) {
        match property {
            // Nobody sees these.
            Property::Title(_)
            | Property::Decorated(_)
            | Property::AlwaysOnTop(_)
            | Property::Opacity(_)
            | Property::Icon(_)
            | Property::Cursor(_) => {}
            Property::Fullscreen(fullscreen) => self.set_mode(WindowMode {
                fullscreen,
                ..self.mode
            }),
            Property::Maximized(maximized) => self.set_mode(WindowMode {
                maximized,
                ..self.mode
            }),
            Property::Minimized(minimized) => self.set_mode(WindowMode {
                minimized,
                ..self.mode
            }),
            Property::Background(color) => self.background = color,
            Property::Size(size) => {
                let size = PhysicalSize::from_logical(clamp(size, self.limits), self.ratio);
                self.resize(size, self.ratio);
            }
            Property::Position(place) => self.port.deliver(BackendEvent::Moved(place)),
            Property::Limits(limits) => {
                self.limits = limits;
                let size =
                    PhysicalSize::from_logical(clamp(self.size.to_logical(self.ratio), limits), self.ratio);
                self.resize(size, self.ratio);
            }
        }
    }

    fn set_mode(&mut self, mode: WindowMode) {
        let is_large = |mode: WindowMode| mode.fullscreen || mode.maximized;
        if mode == self.mode {
            return;
        }
        if is_large(mode) && !is_large(self.mode) {
            self.normal = self.size;
            self.resize(PhysicalSize::from_logical(DESKTOP, self.ratio), self.ratio);
        } else if is_large(self.mode) && !is_large(mode) {
            self.resize(self.normal, self.ratio);
        }
        if mode.minimized != self.mode.minimized {
            self.visible = !mode.minimized;
            self.port.deliver(BackendEvent::Visible(self.visible));
        }
        self.mode = mode;
        self.port.deliver(BackendEvent::Mode(mode));
    }

    fn resize(&mut self, size: PhysicalSize, ratio: f64) {
        if (self.size, self.ratio) != (size, ratio) {
            (self.size, self.ratio) = (size, ratio);
            self.port.deliver(BackendEvent::Resized { size, ratio });
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Resize(size, ratio) => self.resize(size, ratio),
            Act::Input(event) => self.port.deliver(BackendEvent::Input(event)),
            Act::CloseButton => self.port.deliver(BackendEvent::CloseRequested),
            Act::Expose => {
                if self.shown.is_some() {
                    self.port.deliver(BackendEvent::Exposed);
                }
            }
            Act::Destroy => {}
        }
    }
}

/// A clipboard of this display alone.
#[derive(Debug, Default)]
struct MemoryClipboard(Mutex<Copied>);

#[derive(Debug, Default)]
enum Copied {
    #[default]
    Nothing,
    Text(String),
    Image(Image),
}

impl Clipboard for MemoryClipboard {
    fn text(&self, _: Duration) -> Result<Option<String>> {
        Ok(match &*lock(&self.0) {
            Copied::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    fn set_text(&self, text: String, _: Duration) -> Result<()> {
        *lock(&self.0) = Copied::Text(text);
        Ok(())
    }

    fn image(&self, _: Duration) -> Result<Option<Image>> {
        Ok(match &*lock(&self.0) {
            Copied::Image(image) => Some(image.clone()),
            _ => None,
        })
    }

    fn set_image(&self, image: Image, _: Duration) -> Result<()> {
        *lock(&self.0) = Copied::Image(image);
        Ok(())
    }
}
