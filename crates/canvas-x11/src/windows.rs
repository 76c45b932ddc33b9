//! The windows of one connection, and which of them have something to report or to send.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use canvas_core::Error;
use canvas_core::backend::{Reporter, WindowId, WindowPort, WindowSetup};
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto;
use x11rb::x11_utils::X11Error;

use crate::inbox::SegmentKey;
use crate::native_handles::NativeHandles;
use crate::paint_state::PaintJob;
use crate::server::Server;
use crate::upload::{SharedUpload, is_memory_refused};
use crate::window::{SharedResources, Window};

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Windows {
    windows: HashMap<xproto::Window, Window>,
    xids: HashMap<WindowId, xproto::Window>,
    handles: Arc<NativeHandles>,
    /// The windows that have something to report or to send.
    due: BTreeSet<xproto::Window>,
    shared: SharedResources,
}

impl Windows {
    /// No windows; the handles of later ones are published in `handles`.
    pub(crate) fn new(handles: Arc<NativeHandles>) -> Self {
        Self {
            windows: HashMap::new(),
            xids: HashMap::new(),
            handles,
            due: BTreeSet::new(),
            shared: SharedResources::default(),
        }
    }

    /// Asks the server to create a window. `None` if it has no id for one, which is reported.
    pub(crate) fn create(
        &mut self,
        server: &mut Server,
        id: WindowId,
        setup: &WindowSetup,
        port: Arc<dyn WindowPort>,
    ) -> Result<Option<xproto::Window>, ConnectionError> {
        let Some(xid) = server.display.ids.allocate() else {
            let reason = "the display has no id left for another window".to_owned();
            Reporter::new(port).failed(Error::Resource(reason));
            return Ok(None);
        };
        // Known before its requests are sent, so that its end is reported if one of them fails.
        let window = Window::new(id, xid, port, setup, &server.display);
        let window = self.windows.entry(xid).insert_entry(window);
        self.xids.insert(id, xid);
        window.get().create(server, &mut self.shared, setup)?;
        Ok(Some(xid))
    }

    /// The server has created a window, or refused to.
    pub(crate) fn created(&mut self, server: &mut Server, xid: xproto::Window, error: Option<X11Error>) {
        if let Some(error) = error {
            let reason = format!("the display refuses another window ({:?})", error.error_kind);
            if let Some(window) = self.remove(server, xid) {
                window.refused(Error::Resource(reason));
            }
        } else if let Some(window) = self.windows.get_mut(&xid) {
            self.handles.add(window.id(), xid, &server.display);
            window.created(server.display.ratio);
            self.due.insert(xid);
        }
    }

    /// Removes a window that has been destroyed.
    pub(crate) fn remove(&mut self, server: &mut Server, xid: xproto::Window) -> Option<Window> {
        let window = self.windows.remove(&xid)?;
        self.xids.remove(&window.id());
        self.handles.remove(window.id());
        self.due.remove(&xid);
        server.display.ids.release(xid);
        Some(window)
    }

    /// Reports to all windows that the connection is lost, and removes them.
    pub(crate) fn lose_all(&mut self, reason: &str) {
        self.xids.clear();
        self.due.clear();
        self.handles.clear();
        for (_, window) in self.windows.drain() {
            window.lost(reason);
        }
    }

    /// The core's numbers of all windows.
    pub(crate) fn ids(&self) -> Vec<WindowId> {
        self.xids.keys().copied().collect()
    }

    /// The X11 id of a window.
    pub(crate) fn xid(&self, id: WindowId) -> Option<xproto::Window> {
        self.xids.get(&id).copied()
    }

    /// Whether an X11 id belongs to one of these windows.
    pub(crate) fn contains(&self, xid: xproto::Window) -> bool {
        self.windows.contains_key(&xid)
    }

    /// The window with an X11 id.
    pub(crate) fn get_mut(&mut self, xid: xproto::Window) -> Option<&mut Window> {
        self.windows.get_mut(&xid)
    }

    /// Changes a window that then has something to report or to send.
    pub(crate) fn change(&mut self, xid: xproto::Window, change: impl FnOnce(&mut Window)) {
        if let Some(window) = self.windows.get_mut(&xid) {
            change(window);
            self.due.insert(xid);
        }
    }

    /// Like [`change`](Self::change), for the core's number of the window.
    pub(crate) fn change_by_id(&mut self, id: WindowId, change: impl FnOnce(&mut Window)) {
        if let Some(&xid) = self.xids.get(&id) {
            self.change(xid, change);
        }
    }

    /// The server has processed the requests of a job.
    pub(crate) fn job_processed(
        &mut self,
        xid: xproto::Window,
        job: PaintJob,
        upload: SharedUpload,
        error: Option<&X11Error>,
    ) {
        let is_refused = is_memory_refused(error);
        self.shared.segments.upload_processed(upload, is_refused);
        self.change(xid, |window| window.job_processed(job, is_refused));
    }

    /// Memory has been freed: the server detaches it.
    pub(crate) fn detach(&mut self, server: &mut Server, key: SegmentKey) -> Result<(), ConnectionError> {
        self.shared.segments.detach(&mut server.display, key)
    }

    /// Reports and sends the pending changes of the windows. Those that the server has no room for stay pending.
    pub(crate) fn finish_turn(&mut self, server: &mut Server) -> Result<(), ConnectionError> {
        for xid in std::mem::take(&mut self.due) {
            if let Some(window) = self.windows.get_mut(&xid)
                && !window.finish_turn(server, &mut self.shared)?
            {
                self.due.insert(xid);
            }
        }
        Ok(())
    }

    /// Whether a window has something to report or to send for which the server has room.
    pub(crate) fn is_busy(&self, server: &Server) -> bool {
        let is_held_back = server.display.is_congested() || self.shared.segments.is_congested();
        !self.due.is_empty() && !is_held_back
    }
}
