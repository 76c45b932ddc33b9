//! Other libraries may draw into a window: its handles, in the words of `raw-window-handle`.

use std::sync::Arc;

use raw_window_handle::{DisplayHandle, HandleError, HasDisplayHandle, HasWindowHandle, WindowHandle};

use crate::backend::NativeWindow;

use super::window::Window;

impl Window {
    fn native(&self) -> Result<&Arc<dyn NativeWindow>, HandleError> {
        if !self.window.state().is_live() {
            return Err(HandleError::Unavailable);
        }
        if let Some(native) = self.native.get() {
            return Ok(native);
        }
        let backend = self.window.backend().ok_or(HandleError::Unavailable)?;
        let native = backend
            .native(self.window.id())
            .ok_or(HandleError::NotSupported)?;
        Ok(self.native.get_or_init(|| native))
    }
}

/// The window, for a library that draws into it (wgpu, softbuffer, …). Give it a clone of the handle.
///
/// From the first call on, the objects behind the handle's pointers live until the last clone of this window is dropped, even
/// when the window is closed before. On X11 there are no pointers: the library gets the window's number and brings its
/// own connection to the display that `DISPLAY` names. Where the program draws nothing itself (its `on_draw` is empty and
/// it presents no pixels), this library paints nothing but the background: once at first, which
/// [`force_draw`](Window::force_draw) waits for, and where the window was covered or has grown.
///
/// [`HandleError::NotSupported`] on a headless display; [`HandleError::Unavailable`] when the window is closed, and where the
/// system gives it to another thread alone (on macOS the main one, on Windows that of the event loop).
impl HasWindowHandle for Window {
    fn window_handle(&self) -> Result<WindowHandle<'_>, HandleError> {
        self.native()?.window_handle()
    }
}

/// The display of the window. See the [window's handle](#impl-HasWindowHandle-for-Window).
impl HasDisplayHandle for Window {
    fn display_handle(&self) -> Result<DisplayHandle<'_>, HandleError> {
        self.native()?.display_handle()
    }
}
