//! What other libraries need to draw into a window: its name, its visual, and its screen.
//!
//! They bring a connection of their own: ours belongs to the event loop alone.

#![expect(
    unsafe_code,
    reason = "whoever fills in a raw handle vouches for its pointers, of which these have none"
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

use crate::start::Display;

/// The windows that the display has made. Written by the event loop, read by any thread; the lock is a leaf.
#[derive(Debug, Default)]
pub(crate) struct Natives(Mutex<HashMap<WindowId, Native>>);

/// A window's names. They are numbers: when the window has ended, the display refuses them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Native {
    window: NonZeroU32,
    visual: Option<NonZeroU32>,
    screen: i32,
}

impl Natives {
    /// The display has made a window.
    pub(crate) fn add(&self, id: WindowId, xid: xproto::Window, display: &Display) {
        let roots = &display.connection.setup().roots;
        let screen = roots.iter().position(|screen| screen.root == display.screen.root);
        if let Some(window) = NonZeroU32::new(xid) {
            let native = Native {
                window,
                visual: NonZeroU32::new(display.visual.id),
                screen: screen.and_then(|index| index.try_into().ok()).unwrap_or(0),
            };
            self.lock().insert(id, native);
        }
    }

    /// A window has ended.
    pub(crate) fn remove(&self, id: WindowId) {
        self.lock().remove(&id);
    }

    /// All windows have ended.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// The names of a window.
    pub(crate) fn get(&self, id: WindowId) -> Option<Native> {
        self.lock().get(&id).copied()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WindowId, Native>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HasWindowHandle for Native {
    fn window_handle(&self) -> Result<WindowHandle<'_>, HandleError> {
        let mut handle = XcbWindowHandle::new(self.window);
        handle.visual_id = self.visual;
        // SAFETY: the handle has no pointer. Its numbers may name a window that has ended, as those of X11 always may.
        Ok(unsafe { WindowHandle::borrow_raw(RawWindowHandle::Xcb(handle)) })
    }
}

impl HasDisplayHandle for Native {
    fn display_handle(&self) -> Result<DisplayHandle<'_>, HandleError> {
        let handle = XcbDisplayHandle::new(None, self.screen);
        // SAFETY: there is no connection in the handle, and so no pointer.
        Ok(unsafe { DisplayHandle::borrow_raw(RawDisplayHandle::Xcb(handle)) })
    }
}
