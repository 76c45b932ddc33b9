//! Cursors: from the user's cursor theme, or else from the server's cursor font.
//!
//! A theme's files are read when a program first asks for a cursor; each cursor is created once per connection.

use std::collections::HashMap;

use canvas_core::cursor::Cursor;
use x11rb::cursor::Handle;
use x11rb::errors::{ConnectionError, ReplyOrIdError};
use x11rb::protocol::xproto::{self, ChangeWindowAttributesAux, ConnectionExt as _};
use x11rb::resource_manager::Database;

use crate::display::{Connection, Display};
use crate::resources;

/// The cursors that have been created on one connection.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    created: HashMap<Cursor, xproto::Cursor>,
}

impl Cursors {
    /// Sets the cursor of a window. Where a cursor cannot be created, the root window's shows instead.
    pub(crate) fn set(
        &mut self,
        display: &Display,
        window: xproto::Window,
        cursor: Cursor,
    ) -> Result<(), ConnectionError> {
        let created = match self.created.get(&cursor) {
            Some(created) => *created,
            None => {
                let created = create(display, cursor)?;
                self.created.insert(cursor, created);
                created
            }
        };
        let aux = ChangeWindowAttributesAux::new().cursor(created);
        display.connection.change_window_attributes(window, &aux)?;
        Ok(())
    }
}

fn create(display: &Display, cursor: Cursor) -> Result<xproto::Cursor, ConnectionError> {
    let connection = &display.connection;
    if cursor == Cursor::default() {
        return Ok(x11rb::NONE);
    }
    let created = match (cursor == Cursor::NONE, &display.cursor_theme) {
        (true, _) => create_invisible(display),
        (false, Some(theme)) => theme.load_cursor(connection, cursor.name()),
        (false, None) => return Ok(x11rb::NONE),
    };
    match created {
        Ok(created) => Ok(created),
        Err(ReplyOrIdError::ConnectionError(error)) => Err(error),
        Err(error) => {
            tracing::warn!("the cursor {:?} cannot be created: {error}", cursor.name());
            Ok(x11rb::NONE)
        }
    }
}

/// Creates a cursor of one transparent pixel.
fn create_invisible(display: &Display) -> Result<xproto::Cursor, ReplyOrIdError> {
    use x11rb::connection::Connection as _;
    let connection = &display.connection;
    let (pixmap, cursor) = (connection.generate_id()?, connection.generate_id()?);
    connection.create_pixmap(1, pixmap, display.screen.root, 1, 1)?;
    connection.create_cursor(cursor, pixmap, pixmap, 0, 0, 0, 0, 0, 0, 0, 0)?;
    connection.free_pixmap(pixmap)?;
    Ok(cursor)
}

/// Queries the settings that loading the theme's cursors needs. Only for start-up: it waits for replies.
pub(crate) fn theme(connection: &Connection, screen: usize) -> Result<Handle, ReplyOrIdError> {
    use x11rb::connection::Connection as _;
    let root = connection.setup().roots[screen].root;
    let database = Database::new_from_data(&resources::cursor_lines(connection, root));
    Handle::new(connection, screen, &database)?.reply()
}
