//! Another client of the X11 server: reads pixels, and acts as a user or a hostile program.

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{self, AtomEnum, ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

use super::{Position, assert_eventually};

#[derive(Debug)]
pub struct Client {
    pub connection: RustConnection,
    pub root: xproto::Window,
}

impl Client {
    pub fn new(display: &str) -> Self {
        let (connection, screen) = RustConnection::connect(Some(display)).unwrap();
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    pub fn atom(&self, name: &str) -> u32 {
        let cookie = self.connection.intern_atom(false, name.as_bytes()).unwrap();
        cookie.reply().unwrap().atom
    }

    /// Waits until the server has handled all requests.
    pub fn sync(&self) {
        self.connection.get_input_focus().unwrap().reply().unwrap();
    }

    /// All windows with a title, at any depth, the oldest first.
    pub fn find(&self, title: &str) -> Vec<xproto::Window> {
        let name = self.atom("_NET_WM_NAME");
        let mut found = Vec::new();
        let mut pending = vec![self.root];
        while let Some(window) = pending.pop() {
            let Ok(tree) = self.connection.query_tree(window).unwrap().reply() else {
                continue;
            };
            pending.extend(tree.children);
            let property = self
                .connection
                .get_property(false, window, name, AtomEnum::ANY, 0, 4096);
            let property = property.unwrap().reply();
            if property.is_ok_and(|property| property.value == title.as_bytes()) {
                found.push(window);
            }
        }
        found.sort_unstable();
        found
    }

    /// The `WM_CLASS` of a window: instance and class, each with a NUL (ICCCM section 4.1.2.5).
    pub fn wm_class(&self, window: xproto::Window) -> String {
        let (property, kind) = (AtomEnum::WM_CLASS, AtomEnum::STRING);
        let cookie = self.connection.get_property(false, window, property, kind, 0, 64);
        String::from_utf8(cookie.unwrap().reply().unwrap().value).unwrap()
    }

    /// The red, green and blue of a pixel of a window; `None` outside of the screen.
    pub fn pixel(&self, window: xproto::Window, x: i16, y: i16) -> Option<[u8; 3]> {
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, x, y, 1, 1, !0);
        let image = image.unwrap().reply().ok()?;
        Some([image.data[2], image.data[1], image.data[0]])
    }

    /// The position of the first window with a title on the screen.
    pub fn position(&self, title: &str) -> Option<Position> {
        let window = *self.find(title).first()?;
        let position = self.connection.translate_coordinates(window, self.root, 0, 0);
        let position = position.unwrap().reply().ok()?;
        Some(Position {
            x: position.dst_x.try_into().ok()?,
            y: position.dst_y.try_into().ok()?,
        })
    }

    pub fn resize(&self, window: xproto::Window, width: u32, height: u32) {
        let aux = xproto::ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &aux).unwrap();
        self.sync();
    }

    /// Covers the whole screen with a window and destroys it again, so that everything is exposed.
    pub fn cover_and_uncover(&self) {
        let cover = self.connection.generate_id().unwrap();
        let aux = xproto::CreateWindowAux::new()
            .override_redirect(1)
            .background_pixel(0x00ff_00ff);
        let class = xproto::WindowClass::INPUT_OUTPUT;
        self.connection
            .create_window(0, cover, self.root, 0, 0, 1000, 800, 0, class, 0, &aux)
            .unwrap();
        self.connection.map_window(cover).unwrap();
        self.sync();
        self.connection.destroy_window(cover).unwrap();
        self.sync();
    }

    /// Sends the message of a window manager for the close button.
    pub fn close_button(&self, window: xproto::Window) {
        let [protocols, delete] = ["WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| self.atom(name));
        let event = xproto::ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.connection
            .send_event(false, window, xproto::EventMask::NO_EVENT, event)
            .unwrap();
        self.sync();
    }

    /// Waits until a window manager manages windows.
    pub fn wait_for_manager(&self) {
        let connection = &self.connection;
        let check = self.atom("_NET_SUPPORTING_WM_CHECK");
        assert_eventually("a window manager", || {
            let property = connection.get_property(false, self.root, check, AtomEnum::WINDOW, 0, 1);
            property
                .unwrap()
                .reply()
                .is_ok_and(|property| property.value_len == 1)
        });
        // It announces itself before it manages: so try with a window.
        let first = connection.generate_id().unwrap();
        let (class, aux) = (xproto::WindowClass::INPUT_OUTPUT, xproto::CreateWindowAux::new());
        connection
            .create_window(0, first, self.root, 0, 0, 10, 10, 0, class, 0, &aux)
            .unwrap();
        assert_eventually("a managed window", || {
            connection.map_window(first).unwrap();
            let attributes = connection.get_window_attributes(first).unwrap().reply().unwrap();
            attributes.map_state == xproto::MapState::VIEWABLE
        });
        connection.destroy_window(first).unwrap();
        self.sync();
    }
}
