//! A window's surface: softbuffer's, which takes the pixels to the display.
//!
//! `Surface::buffer_mut` blocks until the display no longer reads the buffer: on Wayland until `wl_buffer.release`, which a
//! compositor may never send, on X11 until a reply. So [`prepare`] is called first, on a thread that may wait
//! ([`surface_thread`](crate::surface_thread)); then [`paint`] does not block. It fills the buffer and commits it in one go,
//! with the size and the scale that the window has at that moment: a buffer that does not fit them is a protocol error
//! (`wl_surface.error.invalid_size`), which ends the whole connection.
//!
//! softbuffer panics where it gets no memory; here that is an error.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;
use winit::window::Window;

use crate::buffers;

/// The surface of one window. Each has a context of its own: surfaces that share one block each other.
pub(crate) type Surface = softbuffer::Surface<Arc<Window>, Arc<Window>>;

/// Creates a surface that is ready to be painted. May block.
///
/// # Errors
/// A text that says why softbuffer cannot create one.
pub(crate) fn create(window: Arc<Window>, size: PhysicalSize) -> Result<Surface, String> {
    let surface = catch(|| {
        let context = softbuffer::Context::new(Arc::clone(&window)).map_err(describe)?;
        softbuffer::Surface::new(&context, window).map_err(describe)
    });
    prepare(surface?, size)
}

/// Waits until the surface can be painted, and allocates its memory.
///
/// # Errors
/// A text that says why it cannot be painted; the surface is lost.
pub(crate) fn prepare(mut surface: Surface, size: PhysicalSize) -> Result<Surface, String> {
    catch(move || {
        resize(&mut surface, size)?;
        surface.buffer_mut().map(drop).map_err(describe)?;
        Ok(surface)
    })
}

/// Paints a surface that is ready, and presents it: the frame top left, the background around it.
///
/// # Errors
/// A text that says why it cannot be painted.
pub(crate) fn paint(
    surface: &mut Surface,
    size: PhysicalSize,
    frame: Option<&Frame>,
    background: [u8; 3],
) -> Result<(), String> {
    catch(|| {
        resize(surface, size)?;
        let window = Arc::clone(surface.window());
        let mut buffer = surface.buffer_mut().map_err(describe)?;
        buffers::copy(frame, background, &mut buffer, size.width() as usize);
        window.pre_present_notify();
        buffer.present().map_err(describe)
    })
}

fn resize(surface: &mut Surface, size: PhysicalSize) -> Result<(), String> {
    // A size of the core is never empty, and so small that no length in softbuffer overflows.
    let side = |side| NonZeroU32::new(side).unwrap_or(NonZeroU32::MIN);
    surface
        .resize(side(size.width()), side(size.height()))
        .map_err(describe)
}

/// Runs something that panics where no memory or file descriptor is left.
fn catch<T>(body: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|_| Err("softbuffer failed: no memory or file descriptor is left".to_owned()))
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
