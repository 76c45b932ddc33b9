//! A panel in a buffer, and what lies under it.

use std::sync::Arc;

use super::Picture;
use crate::frame::Buffer;
use crate::geometry::{PhysicalSize, PixelRect};

/// A picture, and where its top left corner is, physical pixels.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    pub(crate) picture: Arc<Picture>,
    pub(crate) left: u32,
    pub(crate) top: u32,
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Cover {
    picture: Arc<Picture>,
    area: PixelRect,
    /// The rows of the area, as they were.
    under: Vec<u8>,
}

impl Panel {
    /// Puts it over what is in a buffer, clipped. `None` if nothing of it lies there.
    pub(crate) fn put(&self, buffer: &mut Buffer) -> Option<Arc<Cover>> {
        let (picture, size) = (self.picture.buffer(), buffer.size());
        if picture.format() != buffer.format() {
            return None;
        }
        let area = PixelRect::new(
            self.left,
            self.top,
            (self.left + picture.size().width()).min(size.width()),
            (self.top + picture.size().height()).min(size.height()),
        )?;
        let mut under = Vec::with_capacity(area.area() as usize * 4);
        let panel_rows = picture.bytes().chunks_exact(picture.size().width() as usize * 4);
        for (row, over) in rows(buffer.bytes_mut(), size, area).zip(panel_rows) {
            under.extend_from_slice(row);
            mix(over, row);
        }
        Some(Arc::new(Cover {
            picture: Arc::clone(&self.picture),
            area,
            under,
        }))
    }
}

impl Cover {
    /// The part of the buffer that it covers.
    pub(crate) fn area(&self) -> PixelRect {
        self.area
    }

    /// Whether it shows this picture.
    pub(crate) fn shows(&self, picture: &Arc<Picture>) -> bool {
        Arc::ptr_eq(&self.picture, picture)
    }

    /// Whether it is this panel, where it is.
    pub(crate) fn is(&self, panel: &Panel) -> bool {
        self.shows(&panel.picture) && (self.area.left, self.area.top) == (panel.left, panel.top)
    }

    /// Takes it off the pixels of a buffer of this size, which has it.
    pub(crate) fn lift(&self, bytes: &mut [u8], size: PhysicalSize) {
        let kept = self.under.chunks_exact(self.area.width() as usize * 4);
        for (row, kept) in rows(bytes, size, self.area).zip(kept) {
            row.copy_from_slice(kept);
        }
    }
}

/// The rows of a part of a picture.
fn rows(bytes: &mut [u8], size: PhysicalSize, area: PixelRect) -> impl Iterator<Item = &mut [u8]> {
    let columns = area.left as usize * 4..area.right as usize * 4;
    bytes
        .chunks_exact_mut(size.width() as usize * 4)
        .take(area.bottom as usize)
        .skip(area.top as usize)
        .map(move |row| &mut row[columns.clone()])
}

/// Puts premultiplied pixels over others.
fn mix(over: &[u8], below: &mut [u8]) {
    for (over, below) in over.as_chunks::<4>().0.iter().zip(below.as_chunks_mut::<4>().0) {
        let through = u32::from(255 - over[3]);
        for (value, over) in below.iter_mut().zip(over) {
            let left = (u32::from(*value) * through + 127) / 255;
            *value = over.saturating_add(left as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::heap::HeapAllocator;

    fn buffer(width: u32, height: u32, format: PixelFormat) -> Buffer {
        let size = PhysicalSize::new(width, height).unwrap();
        let mut buffer = Buffer::new(&HeapAllocator(format), size).unwrap();
        let noise = (0..size.byte_len()).map(|at| (at * 7919 % 251) as u8);
        buffer
            .bytes_mut()
            .iter_mut()
            .zip(noise)
            .for_each(|(byte, noise)| *byte = noise);
        buffer
    }

    fn panel(width: u32, height: u32, pixel: [u8; 4]) -> Panel {
        let mut buffer = buffer(width, height, PixelFormat::Rgba);
        buffer.bytes_mut().as_chunks_mut::<4>().0.fill(pixel);
        Panel {
            picture: Arc::new(Picture::of_buffer(buffer)),
            left: 3,
            top: 2,
        }
    }

    #[test]
    fn what_a_panel_covers_comes_back() {
        for (width, height) in [(4, 3), (40, 3), (4, 30), (40, 30)] {
            let mut below = buffer(20, 10, PixelFormat::Rgba);
            let before = below.bytes().to_vec();
            let cover = panel(width, height, [10, 20, 30, 200]).put(&mut below).unwrap();
            let (right, bottom) = ((3 + width).min(20), (2 + height).min(10));
            assert_eq!(Some(cover.area()), PixelRect::new(3, 2, right, bottom));
            for (at, (old, new)) in before
                .chunks_exact(4)
                .zip(below.bytes().chunks_exact(4))
                .enumerate()
            {
                let (x, y) = (at as u32 % 20, at as u32 / 20);
                let inside = (3..right).contains(&x) && (2..bottom).contains(&y);
                assert_eq!(inside, old != new, "({x}, {y})");
            }
            let size = below.size();
            cover.lift(below.bytes_mut(), size);
            assert_eq!(below.bytes(), before);
        }
    }

    #[test]
    fn opaque_pixels_stay_opaque() {
        let mut below = buffer(4, 3, PixelFormat::Rgba);
        for alpha in 0..=255 {
            below.bytes_mut().as_chunks_mut::<4>().0.fill([255, 128, 0, 255]);
            panel(1, 1, [alpha, 0, 0, alpha]).put(&mut below);
            let pixel = &below.bytes()[(2 * 4 + 3) * 4..][..4];
            assert_eq!((pixel[0], pixel[3]), (255, 255));
        }
    }

    #[test]
    fn a_panel_that_does_not_fit_is_left_out() {
        let small = panel(4, 4, [0; 4]);
        assert!(small.put(&mut buffer(3, 10, PixelFormat::Rgba)).is_none());
        assert!(small.put(&mut buffer(10, 2, PixelFormat::Rgba)).is_none());
        assert!(small.put(&mut buffer(10, 10, PixelFormat::Bgra)).is_none());
        assert!(small.put(&mut buffer(10, 10, PixelFormat::Rgba)).is_some());
    }
}
