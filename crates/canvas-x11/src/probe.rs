//! The choice of a [`Transport`] by test.
//!
//! An extension may be announced and still not work: proxies lose file descriptors, and the id of a System V segment
//! means another segment in another container. So some pixels are sent by each transport, the fastest first, and read
//! back.

use std::sync::Weak;

use canvas_core::frame::PixelMemory as _;
use x11rb::connection::RequestConnection as _;
use x11rb::errors::ReplyError;
use x11rb::protocol::shm::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};

use crate::buffers::{Handle, SharedMemory};
use crate::display::Display;
use crate::transport::Transport;

/// The side of the test image, in pixels.
const SIDE: u16 = 16;

/// The fastest transport, from `best` on, by which pixels arrive.
///
/// # Errors
/// Only errors of the connection; a transport that the server refuses is skipped.
pub(crate) fn best_transport(display: &mut Display, best: Transport) -> Result<Transport, ReplyError> {
    if best == Transport::Wire
        || display
            .connection
            .extension_information(shm::X11_EXTENSION_NAME)?
            .is_none()
    {
        return Ok(Transport::Wire);
    }
    let version = match display.connection.shm_query_version()?.reply() {
        Ok(version) => (version.major_version, version.minor_version),
        Err(ReplyError::X11Error(_)) => return Ok(Transport::Wire),
        Err(error) => return Err(error),
    };
    for transport in [Transport::MemoryFile, Transport::SystemV] {
        if transport < best || (transport == Transport::MemoryFile && version < (1, 2)) {
            continue;
        }
        match arrives(display, transport) {
            Ok(true) => return Ok(transport),
            Ok(false) | Err(ReplyError::X11Error(_)) => {
                tracing::debug!("the transport {} does not work", transport.name());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Transport::Wire)
}

/// Sends the test image into a pixmap, reads it back, and compares.
fn arrives(display: &mut Display, transport: Transport) -> Result<bool, ReplyError> {
    let Ok(mut memory) = SharedMemory::new(transport, 4 * usize::from(SIDE) * usize::from(SIDE), Weak::new())
    else {
        return Ok(false);
    };
    for (index, pixel) in memory.bytes_mut().chunks_exact_mut(4).enumerate() {
        let value = 0x9e_3779_u32.wrapping_mul(index as u32 + 1) & 0xff_ffff;
        pixel.copy_from_slice(&value.to_ne_bytes());
    }
    let (Some(pixmap), Some(segment)) = (display.ids.allocate(), display.ids.allocate()) else {
        return Ok(false);
    };
    let connection = &display.connection;
    connection
        .create_pixmap(display.visual.depth, pixmap, display.screen.root, SIDE, SIDE)?
        .check()?;
    let result = put_and_read(display, &memory, pixmap, segment);
    connection.free_pixmap(pixmap)?;
    display.ids.release(segment);
    display.ids.release(pixmap);
    let read = result?;
    // The fourth byte of a pixel has no meaning.
    let same = |(ours, theirs): (&[u8], &[u8])| ours[..3] == theirs[..3];
    Ok(read.len() == memory.bytes().len()
        && memory.bytes().chunks_exact(4).zip(read.chunks_exact(4)).all(same))
}

fn put_and_read(
    display: &Display,
    memory: &SharedMemory,
    pixmap: u32,
    segment: u32,
) -> Result<Vec<u8>, ReplyError> {
    let connection = &display.connection;
    match memory.handle() {
        Handle::File(file) => match Handle::take_file(file) {
            Some(file) => connection.shm_attach_fd(segment, file, true)?.check()?,
            None => return Ok(Vec::new()),
        },
        Handle::SystemV(id) => connection.shm_attach(segment, *id, true)?.check()?,
    }
    let (depth, format) = (display.visual.depth, ImageFormat::Z_PIXMAP);
    let put = connection.shm_put_image(
        pixmap,
        display.gc,
        SIDE,
        SIDE,
        0,
        0,
        SIDE,
        SIDE,
        0,
        0,
        depth,
        format.into(),
        false,
        segment,
        0,
    )?;
    let put = put.check();
    connection.shm_detach(segment)?;
    put?;
    Ok(connection
        .get_image(format, pixmap, 0, 0, SIDE, SIDE, !0)?
        .reply()?
        .data)
}
