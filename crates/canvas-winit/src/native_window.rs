//! The display's window and its surface.

use std::sync::Arc;

use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;
use winit::window::Window;

use crate::inbox::NativeId;
use crate::surface::{self, Surface};
use crate::surface_thread::SurfacePreparer;

/// A window of the display.
#[derive(Debug)]
pub(crate) struct NativeWindow {
    id: NativeId,
    window: Arc<Window>,
    /// Whether its surface has never been ready.
    is_new: bool,
    /// Present while it can be painted without blocking.
    surface: Option<Surface>,
    preparer: SurfacePreparer,
}

impl NativeWindow {
    /// A window whose surface is being prepared.
    pub(crate) fn new(id: NativeId, window: Arc<Window>, preparer: SurfacePreparer) -> Self {
        Self {
            id,
            window,
            is_new: true,
            surface: None,
            preparer,
        }
    }

    /// Distinguishes it from other native windows of the same window.
    pub(crate) fn id(&self) -> NativeId {
        self.id
    }

    /// winit's window.
    pub(crate) fn window(&self) -> &Arc<Window> {
        &self.window
    }

    /// Takes a surface that can be painted; whether it is the first.
    pub(crate) fn set_surface(&mut self, surface: Surface) -> bool {
        self.surface = Some(surface);
        std::mem::take(&mut self.is_new)
    }

    /// Whether it can be painted without blocking.
    pub(crate) fn is_ready(&self) -> bool {
        self.surface.is_some()
    }

    /// Paints and presents it, then has the surface prepared again. Does nothing if it is not ready.
    ///
    /// # Errors
    /// A text that says why it could not be painted; it is still ready.
    pub(crate) fn paint(
        &mut self,
        size: PhysicalSize,
        frame: Option<&Frame>,
        background: [u8; 3],
    ) -> Result<(), String> {
        let Some(mut surface) = self.surface.take() else {
            return Ok(());
        };
        match surface::paint(&mut surface, size, frame, background) {
            Ok(()) => self.preparer.prepare(surface, size),
            Err(reason) => {
                self.surface = Some(surface);
                return Err(reason);
            }
        }
        Ok(())
    }
}
