//! What the core asks of the loop: windows come, change and go.

use std::sync::Arc;

use canvas_core::Error;
use canvas_core::backend::{BackendEvent, Command, Property, WindowId, WindowPort, WindowSetup};
use canvas_core::cursor::Cursor;
use canvas_core::frame::PixelFormat;
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Point;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    self, BackingStore, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux,
    EventMask, Gravity, StackMode, UNMAP_NOTIFY_EVENT, UnmapNotifyEvent, WindowClass,
};
use x11rb::x11_utils::X11Error;

use crate::event_loop::{Answer, EventLoop};
use crate::window::{Window, Wishes};
use crate::{dragging, hints, modes, touch};

impl EventLoop {
    /// Takes a command.
    pub(crate) fn command(&mut self, command: Command) -> Result<(), ConnectionError> {
        match command {
            Command::Create(id, setup, port) => self.create(id, &setup, port)?,
            Command::Show(id) => self.wish(id, |wishes| wishes.mapped = Some(true)),
            Command::Hide(id) => self.wish(id, |wishes| wishes.mapped = Some(false)),
            Command::Raise(id) => self.wish(id, |wishes| wishes.raise = true),
            Command::Present(id) => self.change(id, |window| window.paint.present()),
            Command::Set(id, property) => self.set(id, property),
            Command::Destroy(id) => self.destroy(id)?,
        }
        Ok(())
    }

    fn change(&mut self, id: WindowId, change: impl FnOnce(&mut Window)) {
        if let Some(window) = self.names.get(&id).and_then(|xid| self.windows.get_mut(xid)) {
            change(window);
            self.due.insert(window.xid);
        }
    }

    fn wish(&mut self, id: WindowId, wish: impl FnOnce(&mut Wishes)) {
        self.change(id, |window| wish(&mut window.wishes));
    }

    fn set(&mut self, id: WindowId, property: Property) {
        let (ratio, format) = (self.display.ratio, self.display.visual.format);
        self.change(id, |window| match property {
            Property::Title(title) => window.wishes.title = Some(title),
            Property::Size(size) => window.wishes.size = Some(PhysicalSize::from_logical(size, ratio)),
            Property::Position(position) => window.wishes.position = Some(position),
            Property::Limits(limits) => window.wishes.limits = Some(limits),
            Property::Background(colour) => {
                window.background = pixel(colour, format);
                window.paint.repaint(window.size);
            }
            Property::Decorated(on) => window.wishes.decorated = Some(on),
            Property::Fullscreen(on) => window.wishes.fullscreen = Some(on),
            Property::Maximized(on) => window.wishes.maximized = Some(on),
            Property::Minimized(on) => window.wishes.minimized = Some(on),
            Property::AlwaysOnTop(on) => window.wishes.always_on_top = Some(on),
            Property::Opacity(opacity) => window.wishes.opacity = Some(opacity),
            Property::Icon(icon) => window.wishes.icon = Some(icon),
            Property::Cursor(cursor) => window.wishes.cursor = Some(cursor),
        });
    }

    fn create(
        &mut self,
        id: WindowId,
        setup: &WindowSetup,
        port: Arc<dyn WindowPort>,
    ) -> Result<(), ConnectionError> {
        let Some(xid) = self.display.ids.take() else {
            let reason = "the display has no name left for another window".to_owned();
            port.deliver(BackendEvent::Failed(Error::Resource(reason)));
            return Ok(());
        };
        let (ratio, format) = (self.display.ratio, self.display.visual.format);
        let wanted = PhysicalSize::from_logical(setup.size, ratio);
        let size = hints::within_limits(wanted, &setup.limits, ratio);
        let position = setup.position.map(|point| physical(point, ratio));
        let background = pixel(setup.background, format);
        // Known from now on, so that it is told if the connection fails at one of the requests.
        let mut window = Window::new(id, xid, port, size, setup.limits, background);
        (window.mode.wanted, window.mode.always_on_top) = (setup.mode, setup.always_on_top);
        self.windows.insert(xid, window);
        self.names.insert(id, xid);
        create_window(&self.display, xid, size, position.unwrap_or_default())?;
        touch::select(&self.display, xid)?;
        hints::set_all(&self.display, xid, setup, size, position)?;
        modes::set_all(&self.display, xid, setup)?;
        dragging::set_aware(&self.display, xid)?;
        if setup.cursor != Cursor::default() {
            self.cursors.set(&self.display, xid, setup.cursor)?;
        }
        self.display.connection.map_window(xid)?;
        self.fence(Answer::Created(xid))
    }

    /// The display has made a window, or refused to.
    pub(crate) fn created(&mut self, xid: xproto::Window, error: Option<X11Error>) {
        if let Some(error) = error {
            let reason = format!("the display refuses another window ({:?})", error.error_kind);
            if let Some(window) = self.remove(xid) {
                window.tell_end(BackendEvent::Failed(Error::Resource(reason)));
            }
        } else if let Some(window) = self.windows.get_mut(&xid) {
            self.natives.add(window.id, xid, &self.display);
            window.tell_created(self.display.ratio);
            self.due.insert(xid);
        }
    }

    fn destroy(&mut self, id: WindowId) -> Result<(), ConnectionError> {
        if let Some(&xid) = self.names.get(&id) {
            self.end_drag(xid)?;
            self.display.connection.destroy_window(xid)?;
            if let Some(window) = self.remove(xid) {
                window.tell_end(BackendEvent::Destroyed(true));
            }
        }
        Ok(())
    }

    /// Destroys what windows are left.
    pub(crate) fn close_all(&mut self) -> Result<(), ConnectionError> {
        for id in self.names.keys().copied().collect::<Vec<_>>() {
            self.destroy(id)?;
        }
        Ok(())
    }

    /// Forgets a window.
    pub(crate) fn remove(&mut self, xid: xproto::Window) -> Option<Window> {
        let window = self.windows.remove(&xid)?;
        self.names.remove(&window.id);
        self.natives.remove(window.id);
        self.due.remove(&xid);
        self.display.ids.give_back(xid);
        Some(window)
    }

    /// Sends what the program has asked for.
    pub(crate) fn grant_wishes(&mut self, xid: xproto::Window) -> Result<(), ConnectionError> {
        let display = &self.display;
        let connection = &display.connection;
        let Some(window) = self
            .windows
            .get_mut(&xid)
            .filter(|window| !window.wishes.is_empty())
        else {
            return Ok(());
        };
        let wishes = std::mem::take(&mut window.wishes);
        if let Some(title) = &wishes.title {
            hints::set_title(display, xid, title)?;
        }
        if let Some(limits) = wishes.limits {
            window.limits = limits;
        }
        let position = wishes.position.map(|point| physical(point, display.ratio));
        let size = wishes
            .size
            .map(|size| hints::within_limits(size, &window.limits, display.ratio));
        if wishes.limits.is_some() || size.is_some() || position.is_some() {
            let size = size.unwrap_or(window.size);
            hints::set_size_hints(display, xid, &window.limits, size, position)?;
        }
        if size.is_some() || position.is_some() {
            let mut aux = ConfigureWindowAux::new();
            aux.width = size.map(|size| size.width());
            aux.height = size.map(|size| size.height());
            aux.x = position.map(|(x, _)| x.into());
            aux.y = position.map(|(_, y)| y.into());
            connection.configure_window(xid, &aux)?;
        }
        modes::grant(display, window, &wishes)?;
        if let Some(cursor) = wishes.cursor {
            self.cursors.set(display, xid, cursor)?;
        }
        match wishes.mapped {
            Some(true) => drop(connection.map_window(xid)?),
            Some(false) => self.withdraw(xid)?,
            None => {}
        }
        if wishes.raise {
            self.raise(xid)?;
        }
        Ok(())
    }

    /// Takes a window off the screen so that window managers forget it (ICCCM 4.1.4).
    fn withdraw(&self, xid: xproto::Window) -> Result<(), ConnectionError> {
        let (connection, root) = (&self.display.connection, self.display.screen.root);
        connection.unmap_window(xid)?;
        let event = UnmapNotifyEvent {
            response_type: UNMAP_NOTIFY_EVENT,
            sequence: 0,
            event: root,
            window: xid,
            from_configure: false,
        };
        connection.send_event(false, root, manager_mask(), event)?;
        Ok(())
    }

    fn raise(&self, xid: xproto::Window) -> Result<(), ConnectionError> {
        let (connection, root) = (&self.display.connection, self.display.screen.root);
        connection.configure_window(xid, &ConfigureWindowAux::new().stack_mode(StackMode::ABOVE))?;
        /// In `_NET_ACTIVE_WINDOW`: the request comes from a program, not from a pager.
        const FROM_PROGRAM: u32 = 1;
        let data = [FROM_PROGRAM, x11rb::CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, xid, self.display.atoms._NET_ACTIVE_WINDOW, data);
        connection.send_event(false, root, manager_mask(), event)?;
        Ok(())
    }
}

/// Whom a message to the window manager is sent to.
pub(crate) fn manager_mask() -> EventMask {
    EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY
}

fn create_window(
    display: &crate::start::Display,
    xid: xproto::Window,
    size: PhysicalSize,
    (x, y): (i16, i16),
) -> Result<(), ConnectionError> {
    let aux = CreateWindowAux::new()
        // Without a background the display never clears, so nothing flickers when the window is resized; with this
        // gravity it keeps what it can of the old pixels.
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
    display.connection.create_window(
        display.visual.depth,
        xid,
        display.screen.root,
        x,
        y,
        crate::area::length(size.width()),
        crate::area::length(size.height()),
        0,
        WindowClass::INPUT_OUTPUT,
        display.visual.id,
        &aux,
    )?;
    Ok(())
}

/// A place on the screen in physical pixels; what no screen has is brought to the nearest that requests can say.
fn physical(point: Point, ratio: f64) -> (i16, i16) {
    // A float-to-integer cast saturates.
    ((point.x * ratio).round() as i16, (point.y * ratio).round() as i16)
}

/// A colour as the value of a pixel.
fn pixel([red, green, blue]: [u8; 3], format: PixelFormat) -> u32 {
    let (high, low) = match format {
        PixelFormat::Bgra => (red, blue),
        PixelFormat::Rgba => (blue, red),
    };
    u32::from_be_bytes([0, high, green, low])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_visual() {
        assert_eq!(pixel([1, 2, 3], PixelFormat::Bgra), 0x01_0203);
        assert_eq!(pixel([1, 2, 3], PixelFormat::Rgba), 0x03_0201);
    }

    #[test]
    fn places_beyond_every_screen_are_brought_back() {
        assert_eq!(physical(Point::new(1e9, -1e9), 2.0), (i16::MAX, i16::MIN));
        assert_eq!(physical(Point::new(10.4, f64::NAN), 1.5), (16, 0));
    }
}
