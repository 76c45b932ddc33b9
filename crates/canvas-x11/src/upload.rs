//! Uploading pixels to the server: from shared memory in one request, or through the connection in several.

use std::borrow::Cow;
use std::collections::HashMap;

use canvas_core::frame::Frame;
use x11rb::connection::Connection as _;
use x11rb::errors::ConnectionError;
use x11rb::protocol::ErrorKind;
use x11rb::protocol::shm::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ChangeGCAux, ConnectionExt as _, ImageFormat, Window};
use x11rb::x11_utils::X11Error;

use crate::area::{Area, coordinate, length};
use crate::buffers::{Handle, SharedMemory};
use crate::display::Display;
use crate::inbox::SegmentKey;

/// How many attachments may be in flight. Each holds a descriptor in the socket, and the system limits those of all
/// processes of a user together.
const MAX_ATTACHING: usize = 16;

/// The shared memory that the server has attached.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    /// `None`: the server has refused to attach it, so its pixels go through the connection.
    attached: HashMap<SegmentKey, Option<shm::Seg>>,
    attaching: usize,
}

impl Segments {
    /// Whether frames should wait, because too many attachments are in flight.
    pub(crate) fn is_congested(&self) -> bool {
        self.attaching >= MAX_ATTACHING
    }

    /// The server has processed an upload. If it refused the memory, later pixels of it go through the connection.
    pub(crate) fn upload_processed(&mut self, upload: SharedUpload, is_refused: bool) {
        self.attaching -= usize::from(upload.is_newly_attached);
        if is_refused
            && let Some(key) = upload.key
            && let Some(segment) = self.attached.get_mut(&key)
        {
            *segment = None;
        }
    }

    /// Attaches the memory unless it is attached. Returns its segment, if there is one, and whether it is new.
    fn attach(
        &mut self,
        display: &mut Display,
        memory: &SharedMemory,
    ) -> Result<(Option<shm::Seg>, bool), ConnectionError> {
        if let Some(&segment) = self.attached.get(&memory.key()) {
            return Ok((segment, false));
        }
        let Some(segment) = display.ids.allocate() else {
            return Ok((None, false));
        };
        let connection = &display.connection;
        match memory.handle() {
            Handle::File(file) => {
                let Some(file) = Handle::take_file(file) else {
                    return Ok((None, false));
                };
                connection.shm_attach_fd(segment, file, true)?;
                // The descriptor must accompany its own request; x11rb coalesces the bytes of several requests.
                connection.flush()?;
            }
            Handle::SystemV(id) => {
                connection.shm_attach(segment, *id, true)?;
            }
        }
        self.attached.insert(memory.key(), Some(segment));
        self.attaching += 1;
        Ok((Some(segment), true))
    }

    /// The memory has been freed: detaches it.
    pub(crate) fn detach(&mut self, display: &mut Display, key: SegmentKey) -> Result<(), ConnectionError> {
        if let Some(Some(segment)) = self.attached.remove(&key) {
            display.connection.shm_detach(segment)?;
            display.ids.release(segment);
        }
        Ok(())
    }
}

/// The next step of an upload.
#[derive(Debug)]
pub(crate) enum Upload {
    /// All requests have been sent.
    Sent(SharedUpload),
    /// The pixels go through the connection, in pieces.
    InPieces(WireUpload),
}

/// The shared memory of an upload, if it used any.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SharedUpload {
    /// The memory that the server reads.
    key: Option<SegmentKey>,
    /// Whether this upload attached it.
    is_newly_attached: bool,
}

/// Whether an error of an upload means that the server cannot read the memory. A window or graphics context that is
/// destroyed meanwhile does not mean that.
pub(crate) fn is_memory_refused(error: Option<&X11Error>) -> bool {
    error.is_some_and(|error| !matches!(error.error_kind, ErrorKind::Drawable | ErrorKind::GContext))
}

/// Uploads an area of a frame into a window.
pub(crate) fn upload(
    display: &mut Display,
    segments: &mut Segments,
    window: Window,
    frame: &Frame,
    area: Area,
) -> Result<Upload, ConnectionError> {
    let buffer = frame.buffer();
    let Some(memory) = buffer.memory().as_any().downcast_ref::<SharedMemory>() else {
        return Ok(Upload::InPieces(WireUpload::new(area)));
    };
    let (Some(segment), is_new) = segments.attach(display, memory)? else {
        return Ok(Upload::InPieces(WireUpload::new(area)));
    };
    let to = area.to_rectangle();
    display.connection.shm_put_image(
        window,
        display.gc,
        length(buffer.size().width()),
        length(buffer.size().height()),
        length(area.left),
        length(area.top),
        to.width,
        to.height,
        to.x,
        to.y,
        display.visual.depth,
        ImageFormat::Z_PIXMAP.into(),
        false,
        segment,
        0,
    )?;
    Ok(Upload::Sent(SharedUpload {
        key: Some(memory.key()),
        is_newly_attached: is_new,
    }))
}

/// Fills areas of a window with one colour.
pub(crate) fn fill(
    display: &Display,
    window: Window,
    colour: u32,
    areas: impl Iterator<Item = Area>,
) -> Result<(), ConnectionError> {
    let rectangles: Vec<_> = areas.map(Area::to_rectangle).collect();
    if !rectangles.is_empty() {
        display
            .connection
            .change_gc(display.gc, &ChangeGCAux::new().foreground(colour))?;
        display
            .connection
            .poly_fill_rectangle(window, display.gc, &rectangles)?;
    }
    Ok(())
}

/// An upload through the connection, in pieces that fit into a request.
#[derive(Debug)]
pub(crate) struct WireUpload {
    area: Area,
    /// The top left corner of the next piece.
    left: u32,
    top: u32,
}

impl WireUpload {
    /// An upload of this area of a frame.
    pub(crate) fn new(area: Area) -> Self {
        Self {
            area,
            left: area.left,
            top: area.top,
        }
    }

    /// The next piece of at most `max_bytes`; `None` at the end.
    fn next(&mut self, max_bytes: usize) -> Option<Area> {
        let max_pixels = u32::try_from(max_bytes / 4).unwrap_or(u32::MAX).max(1);
        let right = self.area.right.min(self.left.saturating_add(max_pixels));
        let rows = (max_pixels / (right - self.left).max(1)).max(1);
        let bottom = self.area.bottom.min(self.top.saturating_add(rows));
        let piece = Area::new(self.left, self.top, right, bottom)?;
        self.top = bottom;
        if self.top == self.area.bottom {
            // Rows longer than a request are sent as vertical strips, side by side.
            self.left = right;
            self.top = if right == self.area.right {
                bottom
            } else {
                self.area.top
            };
        }
        Some(piece)
    }

    /// Sends pieces until the connection is congested; true when all are sent.
    pub(crate) fn send(
        &mut self,
        display: &Display,
        window: Window,
        frame: &Frame,
    ) -> Result<bool, ConnectionError> {
        while !display.is_congested() {
            let Some(piece) = self.next(display.max_pixels) else {
                return Ok(true);
            };
            let to = piece.to_rectangle();
            display.connection.put_image(
                ImageFormat::Z_PIXMAP,
                window,
                display.gc,
                to.width,
                to.height,
                coordinate(piece.left),
                coordinate(piece.top),
                0,
                display.visual.depth,
                &pixels(frame, piece),
            )?;
            display.connection.flush()?;
        }
        Ok(false)
    }
}

/// The pixels of an area of a frame, without padding between rows.
fn pixels(frame: &Frame, area: Area) -> Cow<'_, [u8]> {
    let (bytes, width) = (frame.buffer().bytes(), frame.buffer().size().width());
    let stride = width as usize * 4;
    let rows = &bytes[area.top as usize * stride..area.bottom as usize * stride];
    if area.width() == width {
        return Cow::Borrowed(rows);
    }
    let columns = area.left as usize * 4..area.right as usize * 4;
    let mut part = Vec::with_capacity(columns.len() * area.height() as usize);
    for row in rows.chunks_exact(stride) {
        part.extend_from_slice(&row[columns.clone()]);
    }
    Cow::Owned(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(area: Area, max_bytes: usize) -> Vec<Area> {
        let mut pieces = WireUpload::new(area);
        std::iter::from_fn(|| pieces.next(max_bytes)).collect()
    }

    /// Checks that the pieces cover each pixel once and that none is too long, and counts them.
    fn check(area: Area, max_bytes: usize) -> usize {
        let pieces = pieces(area, max_bytes);
        let mut pixels = 0;
        for (index, piece) in pieces.iter().enumerate() {
            assert!(piece.width() as usize * piece.height() as usize * 4 <= max_bytes);
            assert_eq!(piece.intersection(area), Some(*piece));
            assert!(
                pieces[..index]
                    .iter()
                    .all(|other| other.intersection(*piece).is_none())
            );
            pixels += piece.width() * piece.height();
        }
        assert_eq!(pixels, area.width() * area.height());
        pieces.len()
    }

    #[test]
    fn pieces_cover_each_pixel_once() {
        let area = Area::new(3, 5, 103, 55).unwrap();
        assert_eq!(check(area, 1 << 20), 1);
        assert_eq!(check(area, 400), 50);
        assert_eq!(check(area, 1000), 25);
        assert_eq!(
            check(area, 160),
            50 + 50 + 25,
            "rows longer than a request are sent in strips"
        );
        assert_eq!(check(Area::new(0, 0, 1, 1).unwrap(), 4), 1);
    }
}
