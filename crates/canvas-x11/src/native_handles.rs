//! The handles with which other libraries draw into a window: its id, its visual, and its screen.
//!
//! They need a connection of their own: the one of this backend belongs to the event loop alone.

#![expect(
    unsafe_code,
    reason = "creating a raw handle vouches for its pointers, and these have none"
)]

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use canvas_core::backend::WindowId;
use raw_window_handle::{
    DisplayHandle, HandleError, HasDisplayHandle, HasWindowHandle, RawDisplayHandle, RawWindowHandle,
    WindowHandle, XcbDisplayHandle, XcbWindowHandle,
};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto;

use crate::display::Display;

/// The windows that the server has created. Written by the event loop, read by any thread; the lock is a leaf.
#[derive(Debug, Default)]
pub(crate) struct NativeHandles(Mutex<HashMap<WindowId, NativeHandle>>);

/// The ids of a window. They are plain numbers: once the window is destroyed, the server refuses them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NativeHandle {
    window: NonZeroU32,
    visual: Option<NonZeroU32>,
    screen: i32,
}

impl NativeHandles {
    /// Adds a window that the server has created.
    pub(crate) fn add(&self, id: WindowId, xid: xproto::Window, display: &Display) {
        let roots = &display.connection.setup().roots;
        let screen = roots.iter().position(|screen| screen.root == display.screen.root);
        if let Some(window) = NonZeroU32::new(xid) {
            let handle = NativeHandle {
                window,
                visual: NonZeroU32::new(display.visual.id),
                screen: screen.and_then(|index| index.try_into().ok()).unwrap_or(0),
            };
            self.lock().insert(id, handle);
        }
    }

    /// Removes a window that has been destroyed.
    pub(crate) fn remove(&self, id: WindowId) {
        self.lock().remove(&id);
    }

    /// Removes all windows.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// The handle of a window; `None` before it is created and after it is destroyed.
    pub(crate) fn get(&self, id: WindowId) -> Option<NativeHandle> {
        self.lock().get(&id).copied()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WindowId, NativeHandle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HasWindowHandle for NativeHandle {
    fn window_handle(&self) -> Result<WindowHandle<'_>, HandleError> {
        let mut handle = XcbWindowHandle::new(self.window);
        handle.visual_id = self.visual;
        // SAFETY: the handle has no pointer. Its ids may be those of a destroyed window, which X11 always allows.
        Ok(unsafe { WindowHandle::borrow_raw(RawWindowHandle::Xcb(handle)) })
    }
}

impl HasDisplayHandle for NativeHandle {
    fn display_handle(&self) -> Result<DisplayHandle<'_>, HandleError> {
        let handle = XcbDisplayHandle::new(None, self.screen);
        // SAFETY: the handle has no connection, and so no pointer.
        Ok(unsafe { DisplayHandle::borrow_raw(RawDisplayHandle::Xcb(handle)) })
    }
}
