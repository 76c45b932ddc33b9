//! Giving pixels to the display: from shared memory at one go, or through the connection in pieces.

use std::borrow::Cow;
use std::collections::HashMap;

use canvas_core::frame::Frame;
use x11rb::connection::Connection as _;
use x11rb::errors::ConnectionError;
use x11rb::protocol::shm::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ChangeGCAux, ConnectionExt as _, ImageFormat, Window};

use crate::area::{Area, coordinate, length};
use crate::buffers::{Handle, SegmentKey, SharedMemory};
use crate::start::Display;

/// How many attachments may wait for the display's answer. Each holds a descriptor in the socket, and the system
/// counts those of all processes of a user.
const MAX_ATTACHING: usize = 16;

/// The shared memory that the display has attached.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    /// `None`: the display would not attach it, and its pixels go through the connection.
    attached: HashMap<SegmentKey, Option<shm::Seg>>,
    attaching: usize,
}

impl Segments {
    /// Whether so many attachments wait for an answer that frames should wait too.
    pub(crate) fn is_congested(&self) -> bool {
        self.attaching >= MAX_ATTACHING
    }

    /// The display has answered for an attachment; if it failed, the memory is not tried again.
    pub(crate) fn answered(&mut self, key: SegmentKey, failed: bool) {
        self.attaching -= 1;
        if failed {
            self.refuse(key);
        }
    }

    /// From now on the pixels of this memory go through the connection.
    pub(crate) fn refuse(&mut self, key: SegmentKey) {
        if let Some(segment) = self.attached.get_mut(&key) {
            *segment = None;
        }
    }

    /// The name under which the display has the memory, and whether it has been attached just now.
    fn attach(
        &mut self,
        display: &mut Display,
        memory: &SharedMemory,
    ) -> Result<(Option<shm::Seg>, bool), ConnectionError> {
        if let Some(&segment) = self.attached.get(&memory.key()) {
            return Ok((segment, false));
        }
        let Some(segment) = display.ids.take() else {
            return Ok((None, false));
        };
        let connection = &display.connection;
        match memory.handle() {
            Handle::File(file) => {
                let Some(file) = Handle::take_file(file) else {
                    return Ok((None, false));
                };
                connection.shm_attach_fd(segment, file, true)?;
                // The descriptor travels with its own bytes: x11rb puts those of many requests together.
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

    /// The memory is gone.
    pub(crate) fn forget(&mut self, display: &mut Display, key: SegmentKey) -> Result<(), ConnectionError> {
        if let Some(Some(segment)) = self.attached.remove(&key) {
            display.connection.shm_detach(segment)?;
            display.ids.give_back(segment);
        }
        Ok(())
    }
}

/// What has become of a picture that was to be put.
#[derive(Debug)]
pub(crate) enum Put {
    /// The display has been told all.
    Sent(Sent),
    /// It goes through the connection, in pieces.
    InPieces(Pieces),
}

/// The shared memory that a picture was put from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sent {
    /// What the display reads.
    pub(crate) shared: Option<SegmentKey>,
    /// The same, if it was attached just now.
    pub(crate) attached: Option<SegmentKey>,
}

/// Puts a part of a frame into a window.
pub(crate) fn put(
    display: &mut Display,
    segments: &mut Segments,
    window: Window,
    frame: &Frame,
    area: Area,
) -> Result<Put, ConnectionError> {
    let buffer = frame.buffer();
    let Some(memory) = buffer.memory().as_any().downcast_ref::<SharedMemory>() else {
        return Ok(Put::InPieces(Pieces::new(area)));
    };
    let (Some(segment), is_new) = segments.attach(display, memory)? else {
        return Ok(Put::InPieces(Pieces::new(area)));
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
    let key = memory.key();
    Ok(Put::Sent(Sent {
        shared: Some(key),
        attached: is_new.then_some(key),
    }))
}

/// Fills a part of a window with one colour.
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

/// A picture on its way through the connection, row by row.
#[derive(Debug)]
pub(crate) struct Pieces {
    area: Area,
    /// Where the next piece begins.
    left: u32,
    top: u32,
}

impl Pieces {
    pub(crate) fn new(area: Area) -> Self {
        Self {
            area,
            left: area.left,
            top: area.top,
        }
    }

    /// The next piece of at most `max_bytes`, in reading order of its strips; `None` at the end.
    fn next(&mut self, max_bytes: usize) -> Option<Area> {
        let max_pixels = u32::try_from(max_bytes / 4).unwrap_or(u32::MAX).max(1);
        let right = self.area.right.min(self.left.saturating_add(max_pixels));
        let rows = (max_pixels / (right - self.left).max(1)).max(1);
        let bottom = self.area.bottom.min(self.top.saturating_add(rows));
        let piece = Area::new(self.left, self.top, right, bottom)?;
        self.top = bottom;
        if self.top == self.area.bottom {
            // A row longer than a request may be is sent in strips side by side.
            self.left = right;
            self.top = if right == self.area.right {
                bottom
            } else {
                self.area.top
            };
        }
        Some(piece)
    }

    /// Sends pieces until the connection has enough for now; true when all is sent.
    pub(crate) fn send(
        &mut self,
        display: &Display,
        window: Window,
        frame: &Frame,
    ) -> Result<bool, ConnectionError> {
        while !display.connection.stream().is_congested() {
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

/// The pixels of a part of a frame, rows without padding.
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
        let mut pieces = Pieces::new(area);
        std::iter::from_fn(|| pieces.next(max_bytes)).collect()
    }

    /// Checks that the pieces cover each pixel once and that none is too long.
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
    fn pieces_cover_everything_once() {
        let area = Area::new(3, 5, 103, 55).unwrap();
        assert_eq!(check(area, 1 << 20), 1);
        assert_eq!(check(area, 400), 50);
        assert_eq!(check(area, 1000), 25);
        assert_eq!(
            check(area, 160),
            50 + 50 + 25,
            "rows longer than a request go in strips"
        );
        assert_eq!(check(Area::new(0, 0, 1, 1).unwrap(), 4), 1);
    }
}
