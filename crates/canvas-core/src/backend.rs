//! The contract between the core and a windowing backend. It is all that a backend has to know.
//!
//! A backend is one event loop on one native thread that owns one connection to a display. Rules:
//!
//! * The loop runs no user code and never waits for a thread that does. It calls nothing of the core but its
//!   [`WindowPort`]s, which never block.
//! * [`Backend::send`] puts a [`Command`] into the loop's inbox and wakes it. Commands of one thread are taken in order.
//! * A loop that the system lets run on the program's main thread alone is a [`MainLoop`] instead of a thread: its inbox
//!   takes commands from the beginning, and it is run by what waits on the main thread.
//! * Everything that happens is told to the window's port as a [`BackendEvent`]. After [`BackendEvent::Destroyed`] or
//!   [`BackendEvent::Lost`], which come exactly once, the port is dropped and never called again.
//! * The loop keeps the [`Frame`] that a window shows, answers exposes from it alone, and lets go of the frame before
//!   only when the display no longer reads it.
//! * A frame of another size than the window is shown top left, clipped; what it does not cover shows the background.
//! * Input, sizes and messages that other clients could have forged are checked before they are believed.
//!
//! Both enums are part of the contract: backends match [`Command`] and [`Property`] without a wildcard, so that a new one
//! does not compile until every backend handles it. What a platform cannot do is said in [`Capabilities`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use raw_window_handle::{HasDisplayHandle, HasWindowHandle};

use crate::clock::Clock;
use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::frame::{BufferAllocator, Frame};
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;

/// A connection to a display, with its event loop. Dropping it ends the loop without waiting.
pub trait Backend: Send + Sync + fmt::Debug {
    /// `"x11"`, `"headless"` …
    fn name(&self) -> &'static str;

    /// What this display can do.
    fn capabilities(&self) -> Capabilities;

    /// What to paste into a bug report: names and values (display, server, extensions, transport).
    fn describe(&self) -> Vec<(String, String)>;

    /// Whether the display still answers for its windows; once false, it stays false.
    fn is_alive(&self) -> bool;

    /// What the pace of its windows is taken from; the real clock, but in tests.
    fn clock(&self) -> Clock {
        Clock::Real
    }

    /// The monitors; the first is the primary one. May wait for the display, 3 s at most; any thread but the event loop.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where [`Capabilities::monitors`] is false; [`Error::Display`] if the display does not answer.
    fn monitors(&self) -> Result<Vec<Monitor>>;

    /// What programs copy to and paste from; `None` where [`Capabilities::clipboard`] is false.
    fn clipboard(&self) -> Option<Arc<dyn Clipboard>>;

    /// Makes the buffers that this display takes.
    fn allocator(&self) -> Arc<dyn BufferAllocator>;

    /// The names of a window for other libraries; `None` before it is created, after its end, and where there are none.
    /// What is returned keeps valid what its pointers lead to, even when the window has ended meanwhile.
    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>>;

    /// Hands a command to the loop; returns at once.
    ///
    /// # Errors
    /// [`Error::DisplayLost`] if the loop has ended.
    fn send(&self, command: Command) -> Result<()>;

    /// Destroys what windows are left, ends the loop and waits for it, at most so long. True if it has ended. A
    /// [`MainLoop`] is waited for on the main thread alone, by running it.
    fn stop(&self, patience: Duration) -> bool;

    /// The loop, if it may run on the program's main thread alone; most have a thread of their own. Never waits.
    fn main_loop(&self) -> Option<Arc<dyn MainLoop>> {
        None
    }
}

/// A loop that may run on the program's main thread alone, as on macOS. Whatever waits on that thread, `run` above all, runs
/// it meanwhile, turn by turn.
pub trait MainLoop: Send + Sync + fmt::Debug {
    /// Whether the calling thread is the main one. Never waits.
    fn is_here(&self) -> bool;

    /// One turn, on the main thread: does what is due, or waits for something to do until [`wake`](Self::wake) is called or
    /// `until` comes, and does that. False, without waiting, if the loop has ended.
    fn turn(&self, until: Instant) -> bool;

    /// Ends the waiting of the turn that runs, or else of the next one. From any thread, without waiting.
    fn wake(&self);
}

/// A window of the platform, in the words in which libraries tell each other of windows.
pub trait NativeWindow: HasWindowHandle + HasDisplayHandle + Send + Sync + fmt::Debug {}

impl<T: HasWindowHandle + HasDisplayHandle + Send + Sync + fmt::Debug> NativeWindow for T {}

/// Names a window for the life of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WindowId(pub u64);

impl WindowId {
    /// One that no other window has.
    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// What the core asks of a backend. A command for a window that is gone is ignored.
#[derive(Debug)]
pub enum Command {
    /// Create a window and show it. Answered by [`BackendEvent::Created`] or [`BackendEvent::Failed`].
    Create(WindowId, Box<WindowSetup>, Arc<dyn WindowPort>),
    /// Show it again after `Hide`.
    Show(WindowId),
    /// Take it off the screen.
    Hide(WindowId),
    /// Bring it to the front and ask for the focus.
    Raise(WindowId),
    /// A newer frame waits in the window's port.
    Present(WindowId),
    /// Change a property: a request to the window manager, confirmed by events.
    Set(WindowId, Property),
    /// Destroy it. Answered by [`BackendEvent::Destroyed`].
    Destroy(WindowId),
}

/// What a window is created with. Lengths are logical pixels.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WindowSetup {
    /// The title; any text.
    pub title: String,
    /// The application's name, for grouping and rules (`WM_CLASS`, `app_id`).
    pub app_id: String,
    /// The size of the content.
    pub size: Size,
    /// Where the content's top left corner should be on the screen; `None` lets the window manager choose.
    pub position: Option<Point>,
    /// How far a user may resize it.
    pub limits: SizeLimits,
    /// What is shown where no frame is: red, green, blue.
    pub background: [u8; 3],
    /// Whether the window manager draws a frame around it.
    pub decorated: bool,
    /// How it is shown at first.
    pub mode: WindowMode,
    /// Whether it stays above other windows.
    pub always_on_top: bool,
    /// From 0, not to be seen, to 1.
    pub opacity: f64,
    /// What task bars show for it; `None` lets them choose.
    pub icon: Option<Image>,
    /// How the pointer looks over it.
    pub cursor: Cursor,
}

impl Default for WindowSetup {
    fn default() -> Self {
        Self {
            title: "canvas".to_owned(),
            app_id: "canvas".to_owned(),
            size: Size::new(640.0, 480.0),
            position: None,
            limits: SizeLimits::FREE,
            background: [255; 3],
            decorated: true,
            mode: WindowMode::default(),
            always_on_top: false,
            opacity: 1.0,
            icon: None,
            cursor: Cursor::default(),
        }
    }
}

/// How a window is shown on its screen. Several can be true: a maximised window that is minimised comes back maximised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WindowMode {
    /// It covers its monitor, without a frame.
    pub fullscreen: bool,
    /// It is as large as the desktop lets it be.
    pub maximized: bool,
    /// It is an icon or an entry of a task bar.
    pub minimized: bool,
}

impl WindowMode {
    /// None of them.
    pub const NORMAL: Self = Self {
        fullscreen: false,
        maximized: false,
        minimized: false,
    };
    /// Fullscreen, and no more.
    pub const FULLSCREEN: Self = Self {
        fullscreen: true,
        ..Self::NORMAL
    };
    /// Maximised, and no more.
    pub const MAXIMIZED: Self = Self {
        maximized: true,
        ..Self::NORMAL
    };
    /// Minimised, and no more.
    pub const MINIMIZED: Self = Self {
        minimized: true,
        ..Self::NORMAL
    };
}

/// How far a user may resize a window; logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SizeLimits {
    /// At least this.
    pub min: Option<Size>,
    /// At most this.
    pub max: Option<Size>,
    /// Whether a user may resize it at all.
    pub resizable: bool,
}

impl SizeLimits {
    /// Any size.
    pub const FREE: Self = Self {
        min: None,
        max: None,
        resizable: true,
    };
    /// A user cannot resize it.
    pub const FIXED: Self = Self {
        resizable: false,
        ..Self::FREE
    };

    /// At least one size and at most the other; `None` where there is no limit.
    pub fn between(min: impl Into<Option<Size>>, max: impl Into<Option<Size>>) -> Self {
        Self {
            min: min.into(),
            max: max.into(),
            resizable: true,
        }
    }
}

impl Default for SizeLimits {
    fn default() -> Self {
        Self::FREE
    }
}

/// A property of a window that can be changed while it is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// The title; any text.
    Title(String),
    /// The size of the content, logical pixels.
    Size(Size),
    /// The place of the content on the screen, logical pixels.
    Position(Point),
    /// How far a user may resize it.
    Limits(SizeLimits),
    /// What is shown where no frame is: red, green, blue.
    Background([u8; 3]),
    /// Whether the window manager draws a frame around it.
    Decorated(bool),
    /// Cover the monitor, or no more. Confirmed by [`BackendEvent::Mode`], as the two after it.
    Fullscreen(bool),
    /// As large as the desktop lets it be, or no more.
    Maximized(bool),
    /// Put it into the task bar, or bring it back.
    Minimized(bool),
    /// Whether it stays above other windows.
    AlwaysOnTop(bool),
    /// From 0, not to be seen, to 1.
    Opacity(f64),
    /// What task bars show for it; `None` lets them choose.
    Icon(Option<Image>),
    /// How the pointer looks over it.
    Cursor(Cursor),
}

/// What a backend tells a window.
#[derive(Clone, Debug, PartialEq)]
pub enum BackendEvent {
    /// The window exists. `ratio` is physical per logical pixels, finite and above zero.
    Created {
        /// Physical pixels.
        size: PhysicalSize,
        /// Physical pixels per logical pixel.
        ratio: f64,
    },
    /// The window could not be created; the last event.
    Failed(Error),
    /// The content has a new size or ratio.
    Resized {
        /// Physical pixels.
        size: PhysicalSize,
        /// Physical pixels per logical pixel.
        ratio: f64,
    },
    /// The content's top left corner is at this place of the screen, logical pixels.
    Moved(Point),
    /// How the window is shown now.
    Mode(WindowMode),
    /// The window is on the screen (true), or hidden or minimised (false).
    Visible(bool),
    /// The user did something: a pointer, wheel, key, text or focus event. Never `DoubleClick`, which the window makes.
    Input(Event),
    /// The user pressed the close button.
    CloseRequested,
    /// A part of the window was uncovered and has been painted again from the kept frame.
    Exposed,
    /// The display has taken the frame of this serial; its pixels are what the window shows.
    FrameShown(u64),
    /// The window is gone; the last event. `true` if a `Destroy` asked for it.
    Destroyed(bool),
    /// The display is gone, and why; the last event.
    Lost(String),
}

/// The window's end of the contract. Called by the event loop: never blocks, never runs user code.
pub trait WindowPort: Send + Sync + fmt::Debug {
    /// Takes the newest frame that has not been taken. Newest wins: what was not taken in time is never seen.
    fn take_frame(&self) -> Option<Frame>;
    /// Tells the window what happened.
    fn deliver(&self, event: BackendEvent);
}

/// A monitor of a display.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Monitor {
    /// As the display calls it, such as `"HDMI-1"`; may be empty.
    pub name: String,
    /// Its top left corner on the screen, logical pixels.
    pub position: Point,
    /// Logical pixels.
    pub size: Size,
    /// Physical pixels per logical pixel.
    pub ratio: f64,
    /// Frames a second; `None` if the display does not say.
    pub refresh_rate: Option<f64>,
}

impl Monitor {
    /// A monitor whose refresh rate is not known.
    pub fn new(name: String, position: Point, size: Size, ratio: f64) -> Self {
        Self {
            name,
            position,
            size,
            ratio,
            refresh_rate: None,
        }
    }
}

/// What programs of a display copy to and paste from. Any thread but the event loop; the calls block, so the caller's
/// lock is given up around them. What others have put there is checked: its size, its encoding, its pixels.
pub trait Clipboard: Send + Sync + fmt::Debug {
    /// The text in it; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Timeout`] if its owner does not answer within `patience`; [`Error::DisplayLost`].
    fn text(&self, patience: Duration) -> Result<Option<String>>;

    /// Puts text in, for as long as this program runs.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::DisplayLost`].
    fn set_text(&self, text: String, patience: Duration) -> Result<()>;

    /// The picture in it; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::DisplayLost`]; [`Error::Resource`] if it is too large.
    fn image(&self, patience: Duration) -> Result<Option<Image>>;

    /// Puts a picture in, for as long as this program runs.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::DisplayLost`].
    fn set_image(&self, image: Image, patience: Duration) -> Result<()>;
}

/// Declares [`Capabilities`], so that no list of their names can miss one.
macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a display can do. What is false here raises [`Error::Unsupported`] when a program asks an open window for
        /// it; asked for before the window opens, it is a wish that is not granted.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Capabilities {
            /// What this is, for people: `"X11"`, `"Wayland"`, `"memory"` …
            pub platform: &'static str,
            $($(#[$doc])* pub $name: bool,)*
        }

        impl Capabilities {
            /// Every capability by name.
            pub fn named(self) -> impl Iterator<Item = (&'static str, bool)> {
                [$((stringify!($name), self.$name)),*].into_iter()
            }
        }
    };
}

capabilities! {
    /// Windows can be placed, and their place is known.
    position,
    /// Windows can be hidden and shown again.
    hide,
    /// Windows can be brought to the front.
    raise,
    /// Windows can be with and without a frame.
    decorated,
    /// Windows can cover a monitor.
    fullscreen,
    /// Windows can be maximised.
    maximized,
    /// Windows can be minimised by programs.
    minimized,
    /// Windows can be kept above others.
    always_on_top,
    /// Windows can be made translucent as a whole.
    opacity,
    /// Windows can have an icon of their own.
    icon,
    /// The pointer's look can be chosen.
    cursor,
    /// The monitors are known.
    monitors,
    /// There is a clipboard.
    clipboard,
    /// Files can be dropped on windows.
    drop,
    /// Text that is being composed by an input method is told.
    compose,
    /// Fingers are told as pointers of their own.
    touch,
    /// There is a pointer and a keyboard, and so a user who can close a window.
    input,
    /// Frames reach the display through shared memory, without a copy through the connection.
    shared_memory,
    /// A display that dies takes its windows along, and not the program.
    survives_display,
}

/// A backend that this build has, and how to connect it. See [`runtime`](crate::runtime).
#[derive(Clone, Copy)]
pub struct BackendFactory {
    /// What `backend=` and `CANVAS_BACKEND` call it.
    pub name: &'static str,
    /// Connects to the display that the environment names.
    ///
    /// # Errors
    /// [`Error::Display`] if there is none, or it refuses or does not answer within 3 s.
    pub connect: fn() -> Result<Arc<dyn Backend>>,
    /// Whether the environment names a display for it.
    pub is_wanted: fn() -> bool,
}

impl fmt::Debug for BackendFactory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackendFactory")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
