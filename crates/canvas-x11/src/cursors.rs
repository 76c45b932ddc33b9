//! The looks of the pointer: from the user's cursor theme, else from the display's own font of cursors.
//!
//! A theme's files are read when a program first asks for a cursor; each is made once for each display.

use std::collections::HashMap;

use canvas_core::cursor::Cursor;
use x11rb::cursor::Handle;
use x11rb::errors::{ConnectionError, ReplyOrIdError};
use x11rb::protocol::xproto::{self, ChangeWindowAttributesAux, ConnectionExt as _};
use x11rb::resource_manager::Database;

use crate::resources;
use crate::start::{Connection, Display};

/// What has been made of a display's cursors.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    made: HashMap<Cursor, xproto::Cursor>,
}

impl Cursors {
    /// Lets the pointer look so over a window. What cannot be made looks as over the screen.
    pub(crate) fn set(
        &mut self,
        display: &Display,
        window: xproto::Window,
        cursor: Cursor,
    ) -> Result<(), ConnectionError> {
        let made = match self.made.get(&cursor) {
            Some(made) => *made,
            None => {
                let made = make(display, cursor)?;
                self.made.insert(cursor, made);
                made
            }
        };
        let aux = ChangeWindowAttributesAux::new().cursor(made);
        display.connection.change_window_attributes(window, &aux)?;
        Ok(())
    }
}

fn make(display: &Display, cursor: Cursor) -> Result<xproto::Cursor, ConnectionError> {
    let connection = &display.connection;
    if cursor == Cursor::default() {
        return Ok(x11rb::NONE);
    }
    let made = match (cursor == Cursor::NONE, &display.cursor_theme) {
        (true, _) => make_empty(display),
        (false, Some(theme)) => theme.load_cursor(connection, cursor.name()),
        (false, None) => return Ok(x11rb::NONE),
    };
    match made {
        Ok(made) => Ok(made),
        Err(ReplyOrIdError::ConnectionError(error)) => Err(error),
        Err(error) => {
            tracing::warn!("no cursor {:?}: {error}", cursor.name());
            Ok(x11rb::NONE)
        }
    }
}

/// A cursor of one pixel that is not there.
fn make_empty(display: &Display) -> Result<xproto::Cursor, ReplyOrIdError> {
    use x11rb::connection::Connection as _;
    let connection = &display.connection;
    let (pixmap, cursor) = (connection.generate_id()?, connection.generate_id()?);
    connection.create_pixmap(1, pixmap, display.screen.root, 1, 1)?;
    connection.create_cursor(cursor, pixmap, pixmap, 0, 0, 0, 0, 0, 0, 0, 0)?;
    connection.free_pixmap(pixmap)?;
    Ok(cursor)
}

/// Asks what has to be known to load a theme. At the start only: it waits for answers.
pub(crate) fn theme(connection: &Connection, screen: usize) -> Result<Handle, ReplyOrIdError> {
    use x11rb::connection::Connection as _;
    let root = connection.setup().roots[screen].root;
    let database = Database::new_from_data(&resources::cursor_lines(connection, root));
    Handle::new(connection, screen, &database)?.reply()
}
