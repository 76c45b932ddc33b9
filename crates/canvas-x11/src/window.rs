//! One window: its state on the server, the requests of the program, and the events to report.

use std::sync::Arc;

use canvas_core::Error;
use canvas_core::backend::{
    PendingProperties, Property, PropertyChanges, Reporter, SizeLimits, WindowId, WindowPort, WindowSetup,
    packed_pixel,
};
use canvas_core::cursor::Cursor;
use canvas_core::event::Event;
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Point;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    self, BackingStore, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux,
    EventMask, Gravity, StackMode, UNMAP_NOTIFY_EVENT, UnmapNotifyEvent, WindowClass,
};

use crate::area::{Area, length};
use crate::cursors::Cursors;
use crate::display::Display;
use crate::paint_state::PaintJob;
use crate::query::QueryState;
use crate::server::{ReplyKind, Server};
use crate::surface::Surface;
use crate::upload::Segments;
use crate::window_state::{self, SOURCE_APPLICATION, WindowState};
use crate::wm_protocols::{self, ManagerMessage, ManagerMessages};
use crate::{touch, wm_properties, xdnd};

/// What all windows of a connection share.
#[derive(Debug, Default)]
pub(crate) struct SharedResources {
    pub(crate) cursors: Cursors,
    pub(crate) segments: Segments,
}

/// A window of this connection.
#[derive(Debug)]
pub(crate) struct Window {
    id: WindowId,
    xid: xproto::Window,
    reporter: Reporter,
    /// The size that the server reported last, in physical pixels.
    size: PhysicalSize,
    limits: SizeLimits,
    position: QueryState,
    state: WindowState,
    surface: Surface,
    pending: PendingProperties,
    messages: ManagerMessages,
}

impl Window {
    /// A window that the server has not been asked to create.
    pub(crate) fn new(
        id: WindowId,
        xid: xproto::Window,
        port: Arc<dyn WindowPort>,
        setup: &WindowSetup,
        display: &Display,
    ) -> Self {
        let size = PhysicalSize::from_logical(setup.size, display.ratio);
        let background = packed_pixel(setup.background, display.visual.format);
        Self {
            id,
            xid,
            reporter: Reporter::new(port),
            size: setup.limits.clamp_physical(size, display.ratio),
            limits: setup.limits,
            // Without a window manager, no event reports the first position.
            position: QueryState::stale(),
            state: WindowState::new(setup),
            surface: Surface::new(xid, background),
            pending: PendingProperties::default(),
            messages: ManagerMessages::default(),
        }
    }

    /// The window's number in the core.
    pub(crate) fn id(&self) -> WindowId {
        self.id
    }

    /// Asks the server to create and map the window.
    pub(crate) fn create(
        &self,
        server: &mut Server,
        shared: &mut SharedResources,
        setup: &WindowSetup,
    ) -> Result<(), ConnectionError> {
        let (display, xid) = (&server.display, self.xid);
        let position = setup.position.map(|point| to_physical(point, display.ratio));
        create_window(display, xid, self.size, position.unwrap_or_default())?;
        touch::select_events(display, xid)?;
        wm_properties::set_initial(display, xid, setup, self.size, position)?;
        wm_protocols::set_protocols(display, xid)?;
        window_state::set_initial(display, xid, setup)?;
        xdnd::set_aware(display, xid)?;
        if setup.cursor != Cursor::default() {
            shared.cursors.set(display, xid, setup.cursor)?;
        }
        display.connection.map_window(xid)?;
        server.sync_barrier(ReplyKind::Created(xid))
    }

    /// The server has created the window.
    pub(crate) fn created(&mut self, ratio: f64) {
        self.reporter.created(self.size, ratio);
    }

    /// The server has refused to create the window; nothing is reported after that.
    pub(crate) fn refused(mut self, error: Error) {
        self.reporter.failed(error);
    }

    /// The window has been destroyed, on request of the program or by another client; nothing is reported after that.
    pub(crate) fn destroyed(mut self, is_requested: bool) {
        self.reporter.destroyed(is_requested);
    }

    /// The connection has been lost; nothing is reported after that.
    pub(crate) fn lost(mut self, reason: &str) {
        self.reporter.lost(reason, Error::DisplayLost);
    }

    /// Records a changed property.
    pub(crate) fn set(&mut self, property: Property) {
        self.pending.apply(property);
    }

    /// Records that the window is to be shown (true) or hidden.
    pub(crate) fn show(&mut self, shown: bool) {
        self.pending.show(shown);
    }

    /// Records that the window is to be raised and activated.
    pub(crate) fn raise(&mut self) {
        self.pending.raise();
    }

    /// Notes that a newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.surface.present();
    }

    /// Reports an input event.
    pub(crate) fn input(&mut self, event: Event) {
        match event {
            Event::Focus(event) => self.reporter.focused(event.focused, event.timestamp),
            event => self.reporter.input(event),
        }
    }

    /// An `Expose` event; `more` events of the same series follow.
    pub(crate) fn exposed(&mut self, area: Option<Area>, more: bool) {
        self.surface.expose(area, more);
    }

    /// A `ConfigureNotify` event of the server.
    pub(crate) fn configured(&mut self, size: PhysicalSize) {
        // No damage: the area by which a window has grown is exposed, and the rest keeps its pixels.
        self.size = size;
        self.position.mark_stale();
    }

    /// The position on the screen may have changed.
    pub(crate) fn moved(&mut self) {
        self.position.mark_stale();
    }

    /// A `MapNotify` (true) or `UnmapNotify` event.
    pub(crate) fn mapped(&mut self, is_mapped: bool) {
        if is_mapped {
            self.state.mapped();
        }
        self.reporter.visible(is_mapped);
    }

    /// The window manager may have changed `_NET_WM_STATE`.
    pub(crate) fn state_changed(&mut self) {
        self.state.mark_stale();
    }

    /// A message of the window manager.
    pub(crate) fn manager_message(&mut self, message: ManagerMessage) {
        self.messages.record(message);
    }

    /// The reply to the query of the position; `None` if the server could not answer it.
    pub(crate) fn position_queried(&mut self, position: Option<(i16, i16)>, ratio: f64) {
        self.position.finish();
        if let Some((x, y)) = position {
            let [x, y] = [x, y].map(|length| f64::from(length) / ratio);
            self.reporter.position(Point::new(x, y));
        }
    }

    /// The reply to the query of the state.
    pub(crate) fn state_queried(&mut self, display: &Display, reply: &[u8]) {
        if let Some((mode, lost)) = self.state.queried(&display.atoms, reply) {
            self.reporter.mode(mode);
            for property in lost {
                self.pending.apply(property);
            }
        }
    }

    /// The server has processed a job, or could not read the memory of its frame.
    pub(crate) fn job_processed(&mut self, job: PaintJob, is_memory_refused: bool) {
        let presented = self.surface.job_processed(job, is_memory_refused);
        if presented.exposed {
            self.reporter.exposed();
        }
        if let Some(serial) = presented.frame {
            self.reporter.frame_shown(serial);
        }
    }

    /// Reports and sends the changes of a turn of the loop. False if it has to be called again when the server
    /// has room for more.
    pub(crate) fn finish_turn(
        &mut self,
        server: &mut Server,
        shared: &mut SharedResources,
    ) -> Result<bool, ConnectionError> {
        self.reporter.size(self.size, server.display.ratio);
        if self.messages.take_close_request() {
            self.reporter.close_requested();
        }
        if server.display.is_congested() {
            return Ok(false);
        }
        self.messages.answer_ping(&server.display)?;
        if let Some(pending) = self.pending.take() {
            self.flush(&server.display, shared, &pending)?;
        }
        self.query_position(server)?;
        self.state.query(server, self.xid)?;
        let (size, reporter) = (self.size, &self.reporter);
        self.surface
            .paint(server, &mut shared.segments, size, || reporter.take_frame())
    }

    /// Sends the requests of the program.
    fn flush(
        &mut self,
        display: &Display,
        shared: &mut SharedResources,
        pending: &PendingProperties,
    ) -> Result<(), ConnectionError> {
        let changes = pending.changes();
        // Every property by name, so that a new one does not compile until it is sent.
        let PropertyChanges {
            title,
            background,
            cursor,
            // Sent by `flush_geometry`.
            limits: _,
            size: _,
            position: _,
            // Sent by the state's `flush`.
            decorated: _,
            fullscreen: _,
            maximized: _,
            minimized: _,
            always_on_top: _,
            urgent: _,
            opacity: _,
            icon: _,
        } = changes;
        if let Some(title) = title {
            wm_properties::set_title(display, self.xid, title)?;
        }
        self.flush_geometry(display, changes)?;
        if let Some(background) = background {
            let background = packed_pixel(*background, display.visual.format);
            self.surface.set_background(background, self.size);
        }
        self.state.flush(display, self.xid, pending)?;
        if let Some(cursor) = cursor {
            shared.cursors.set(display, self.xid, *cursor)?;
        }
        match pending.shown() {
            Some(true) => drop(display.connection.map_window(self.xid)?),
            Some(false) => withdraw(display, self.xid)?,
            None => {}
        }
        if pending.raised() {
            activate(display, self.xid)?;
        }
        Ok(())
    }

    /// Sends changes of the size, the position, and the limits.
    fn flush_geometry(
        &mut self,
        display: &Display,
        changes: &PropertyChanges,
    ) -> Result<(), ConnectionError> {
        let ratio = display.ratio;
        self.limits = changes.limits.unwrap_or(self.limits);
        let position = changes.position.map(|point| to_physical(point, ratio));
        let physical = |size| PhysicalSize::from_logical(size, ratio);
        let size = changes
            .size
            .map(|size| self.limits.clamp_physical(physical(size), ratio));
        if changes.limits.is_some() || size.is_some() || position.is_some() {
            let size = size.unwrap_or(self.size);
            wm_properties::set_size_hints(display, self.xid, &self.limits, size, position)?;
        }
        if size.is_some() || position.is_some() {
            let mut aux = ConfigureWindowAux::new();
            aux.width = size.map(|size| size.width());
            aux.height = size.map(|size| size.height());
            aux.x = position.map(|(x, _)| x.into());
            aux.y = position.map(|(_, y)| y.into());
            display.connection.configure_window(self.xid, &aux)?;
        }
        Ok(())
    }

    /// Queries the position on the screen if it may have changed.
    fn query_position(&mut self, server: &mut Server) -> Result<(), ConnectionError> {
        if self.position.begin() {
            let display = &server.display;
            let cookie = display
                .connection
                .translate_coordinates(self.xid, display.screen.root, 0, 0)?;
            server.replies.queue_reply(cookie, ReplyKind::Position(self.xid));
        }
        Ok(())
    }
}

fn create_window(
    display: &Display,
    xid: xproto::Window,
    size: PhysicalSize,
    (x, y): (i16, i16),
) -> Result<(), ConnectionError> {
    let aux = CreateWindowAux::new()
        // Without a background, the server never clears the window, so that resizing does not flicker; with this
        // gravity, it keeps the old pixels.
        .bit_gravity(Gravity::NORTH_WEST)
        .backing_store(BackingStore::NOT_USEFUL)
        .border_pixel(0)
        .colormap(display.colormap)
        .event_mask(
            EventMask::EXPOSURE
                | EventMask::STRUCTURE_NOTIFY
                | EventMask::PROPERTY_CHANGE
                | EventMask::FOCUS_CHANGE
                | EventMask::KEY_PRESS
                | EventMask::KEY_RELEASE
                | EventMask::BUTTON_PRESS
                | EventMask::BUTTON_RELEASE
                | EventMask::POINTER_MOTION
                | EventMask::ENTER_WINDOW
                | EventMask::LEAVE_WINDOW,
        );
    let (width, height) = (length(size.width()), length(size.height()));
    let (root, visual) = (display.screen.root, display.visual);
    let class = WindowClass::INPUT_OUTPUT;
    display.connection.create_window(
        visual.depth,
        xid,
        root,
        x,
        y,
        width,
        height,
        0,
        class,
        visual.id,
        &aux,
    )?;
    Ok(())
}

/// Unmaps a window so that the window manager forgets it (ICCCM 4.1.4, withdrawn state).
fn withdraw(display: &Display, xid: xproto::Window) -> Result<(), ConnectionError> {
    display.connection.unmap_window(xid)?;
    display.send_to_window_manager(UnmapNotifyEvent {
        response_type: UNMAP_NOTIFY_EVENT,
        sequence: 0,
        event: display.screen.root,
        window: xid,
        from_configure: false,
    })
}

/// Raises a window and requests the focus for it (EWMH, `_NET_ACTIVE_WINDOW`).
fn activate(display: &Display, xid: xproto::Window) -> Result<(), ConnectionError> {
    let above = ConfigureWindowAux::new().stack_mode(StackMode::ABOVE);
    display.connection.configure_window(xid, &above)?;
    let data = [SOURCE_APPLICATION, x11rb::CURRENT_TIME, 0, 0, 0];
    let kind = display.atoms._NET_ACTIVE_WINDOW;
    display.send_to_window_manager(ClientMessageEvent::new(32, xid, kind, data))
}

/// A position on the screen in physical pixels, clamped to the range of requests.
fn to_physical(point: Point, ratio: f64) -> (i16, i16) {
    // A cast from a floating-point number saturates.
    ((point.x * ratio).round() as i16, (point.y * ratio).round() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_clamped_to_the_range_of_requests() {
        assert_eq!(to_physical(Point::new(1e9, -1e9), 2.0), (i16::MAX, i16::MIN));
        assert_eq!(to_physical(Point::new(10.4, f64::NAN), 1.5), (16, 0));
    }
}
