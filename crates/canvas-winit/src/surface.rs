//! A window's pixels on their way into softbuffer, and the thread that waits for softbuffer.
//!
//! `Surface::buffer_mut` waits until the display no longer reads the buffer: on Wayland for a release that a compositor
//! may never send, on X11 for an answer. So it is first called on a thread of the window's own, which hands the surface
//! to the loop when there is nothing more to wait for. The loop then fills the buffer and commits it in one go, with the
//! size and the scale that the window has at that moment: a buffer that does not fit them would be a protocol error,
//! which ends the whole connection. Where the display never waits, or the main thread alone may touch its windows, the loop
//! does all of it. Memory is got on that thread too; where softbuffer panics for want of it, the panic is
//! caught.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use canvas_core::backend::WindowId;
use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;
use canvas_core::threads;
use winit::window::Window;

use crate::buffers;
use crate::inbox::{Inbox, Message, NativeId};

/// Where the pixels of one window go. Each has a context of its own: windows that share one wait for each other.
pub(crate) type Surface = softbuffer::Surface<Arc<Window>, Arc<Window>>;

/// The stack of the thread that waits.
const STACK: usize = 512 * 1024;

/// What waits until a surface can be painted: a thread, which ends when the loop's end of it is dropped, or, where nothing
/// waits, the loop itself.
#[derive(Debug)]
pub(crate) enum Waiter {
    Thread(Sender<(Surface, PhysicalSize)>),
    Direct(Teller),
}

/// Puts a window's surface into the inbox.
#[derive(Debug)]
pub(crate) struct Teller {
    id: WindowId,
    native: NativeId,
    inbox: Arc<Inbox>,
}

impl Teller {
    /// False if the loop has ended.
    fn tell(&self, surface: Result<Surface, String>) -> bool {
        self.inbox
            .push(Message::Ready(self.id, self.native, surface))
            .is_ok()
    }
}

impl Waiter {
    /// Starts a thread; its first message is the new surface.
    ///
    /// # Errors
    /// If the system has no thread left.
    pub(crate) fn start(
        id: WindowId,
        native: NativeId,
        window: Arc<Window>,
        size: PhysicalSize,
        inbox: Arc<Inbox>,
    ) -> Result<Self, String> {
        let (sender, receiver) = channel();
        let teller = Teller { id, native, inbox };
        let body = move || serve(window, size, &receiver, &teller);
        threads::spawn("canvas-winit-wait", STACK, body).map_err(|error| error.to_string())?;
        Ok(Self::Thread(sender))
    }

    /// The same without a thread.
    pub(crate) fn direct(
        id: WindowId,
        native: NativeId,
        window: Arc<Window>,
        size: PhysicalSize,
        inbox: Arc<Inbox>,
    ) -> Self {
        let teller = Teller { id, native, inbox };
        teller.tell(make(window, size));
        Self::Direct(teller)
    }

    /// Lets it wait until the surface can be painted again at this size.
    pub(crate) fn wait_for(&self, surface: Surface, size: PhysicalSize) {
        match self {
            // The thread ends only after this end is gone, or with the loop.
            Self::Thread(sender) => drop(sender.send((surface, size))),
            Self::Direct(teller) => drop(teller.tell(prepare(surface, size))),
        }
    }
}

fn serve(
    window: Arc<Window>,
    size: PhysicalSize,
    surfaces: &Receiver<(Surface, PhysicalSize)>,
    teller: &Teller,
) {
    let mut go_on = teller.tell(make(window, size));
    while go_on && let Ok((surface, size)) = surfaces.recv() {
        go_on = teller.tell(prepare(surface, size));
    }
}

fn make(window: Arc<Window>, size: PhysicalSize) -> Result<Surface, String> {
    let made = guarded(|| {
        let context = softbuffer::Context::new(Arc::clone(&window)).map_err(describe)?;
        softbuffer::Surface::new(&context, window).map_err(describe)
    });
    prepare(made?, size)
}

/// Waits until the surface can be painted, and gets its memory.
fn prepare(mut surface: Surface, size: PhysicalSize) -> Result<Surface, String> {
    guarded(move || {
        resize(&mut surface, size)?;
        surface.buffer_mut().map(drop).map_err(describe)?;
        Ok(surface)
    })
}

/// Paints a surface that is ready: the frame top left, the background around it; and shows it.
pub(crate) fn paint(
    surface: &mut Surface,
    size: PhysicalSize,
    frame: Option<&Frame>,
    background: u32,
) -> Result<(), String> {
    guarded(|| {
        resize(surface, size)?;
        let window = Arc::clone(surface.window());
        let mut buffer = surface.buffer_mut().map_err(describe)?;
        buffers::copy(frame, background, &mut buffer, size.width() as usize);
        window.pre_present_notify();
        buffer.present().map_err(describe)
    })
}

fn resize(surface: &mut Surface, size: PhysicalSize) -> Result<(), String> {
    // A size of the core is never empty, and so small that no length of softbuffer overflows.
    let side = |side| NonZeroU32::new(side).unwrap_or(NonZeroU32::MIN);
    surface
        .resize(side(size.width()), side(size.height()))
        .map_err(describe)
}

/// Runs something that may panic for want of memory or descriptors.
fn guarded<T>(body: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|_| Err("softbuffer failed: no memory or no descriptor is left".to_owned()))
}

fn describe(error: softbuffer::SoftBufferError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
