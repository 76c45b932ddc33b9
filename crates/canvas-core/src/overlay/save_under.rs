//! A panel in a buffer, and the pixels under it.

use std::sync::Arc;

use super::panel::PanelImage;
use crate::frame::Buffer;
use crate::geometry::{PhysicalSize, PixelRect};

/// The image of a panel, and where its top left corner is, physical pixels.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    pub(crate) image: Arc<PanelImage>,
    pub(crate) left: u32,
    pub(crate) top: u32,
}

/// The pixels under a panel, kept so that it can be removed again.
#[derive(Debug)]
pub(crate) struct SaveUnder {
    image: Arc<PanelImage>,
    area: PixelRect,
    /// The rows of the area, without the panel.
    pixels: Vec<u8>,
}

impl Panel {
    /// Draws it over a buffer, clipped. `None` if nothing of it lies inside.
    pub(crate) fn draw_over(&self, buffer: &mut Buffer) -> Option<Arc<SaveUnder>> {
        let (image, size) = (self.image.buffer(), buffer.size());
        if image.format() != buffer.format() {
            return None;
        }
        let area = PixelRect::new(
            self.left,
            self.top,
            (self.left + image.size().width()).min(size.width()),
            (self.top + image.size().height()).min(size.height()),
        )?;
        let mut pixels = Vec::with_capacity(area.area() as usize * 4);
        let panel_rows = image.bytes().chunks_exact(image.size().width() as usize * 4);
        for (row, over) in rows(buffer.bytes_mut(), size, area).zip(panel_rows) {
            pixels.extend_from_slice(row);
            composite(over, row);
        }
        Some(Arc::new(SaveUnder {
            image: Arc::clone(&self.image),
            area,
            pixels,
        }))
    }
}

impl SaveUnder {
    /// The part of the buffer that the panel covers.
    pub(crate) fn area(&self) -> PixelRect {
        self.area
    }

    /// Whether this image lies over it.
    pub(crate) fn shows(&self, image: &Arc<PanelImage>) -> bool {
        Arc::ptr_eq(&self.image, image)
    }

    /// Whether this panel lies over it, at the same place.
    pub(crate) fn is_of(&self, panel: &Panel) -> bool {
        self.shows(&panel.image) && (self.area.left, self.area.top) == (panel.left, panel.top)
    }

    /// Removes the panel from the pixels of a buffer of this size, which has it.
    pub(crate) fn restore(&self, bytes: &mut [u8], size: PhysicalSize) {
        let kept = self.pixels.chunks_exact(self.area.width() as usize * 4);
        for (row, kept) in rows(bytes, size, self.area).zip(kept) {
            row.copy_from_slice(kept);
        }
    }
}

/// The rows of a part of an image.
fn rows(bytes: &mut [u8], size: PhysicalSize, area: PixelRect) -> impl Iterator<Item = &mut [u8]> {
    let columns = area.left as usize * 4..area.right as usize * 4;
    bytes
        .chunks_exact_mut(size.width() as usize * 4)
        .take(area.bottom as usize)
        .skip(area.top as usize)
        .map(move |row| &mut row[columns.clone()])
}

/// Composites premultiplied pixels over others.
fn composite(over: &[u8], below: &mut [u8]) {
    for (over, below) in over.as_chunks::<4>().0.iter().zip(below.as_chunks_mut::<4>().0) {
        let transparency = u32::from(255 - over[3]);
        for (value, over) in below.iter_mut().zip(over) {
            let below = (u32::from(*value) * transparency + 127) / 255;
            *value = over.saturating_add(below as u8);
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
            image: Arc::new(PanelImage::from_buffer(buffer)),
            left: 3,
            top: 2,
        }
    }

    #[test]
    fn the_pixels_under_a_panel_are_restored() {
        for (width, height) in [(4, 3), (40, 3), (4, 30), (40, 30)] {
            let mut below = buffer(20, 10, PixelFormat::Rgba);
            let before = below.bytes().to_vec();
            let save_under = panel(width, height, [10, 20, 30, 200])
                .draw_over(&mut below)
                .unwrap();
            let (right, bottom) = ((3 + width).min(20), (2 + height).min(10));
            assert_eq!(Some(save_under.area()), PixelRect::new(3, 2, right, bottom));
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
            save_under.restore(below.bytes_mut(), size);
            assert_eq!(below.bytes(), before);
        }
    }

    #[test]
    fn opaque_pixels_stay_opaque() {
        let mut below = buffer(4, 3, PixelFormat::Rgba);
        for alpha in 0..=255 {
            below.bytes_mut().as_chunks_mut::<4>().0.fill([255, 128, 0, 255]);
            panel(1, 1, [alpha, 0, 0, alpha]).draw_over(&mut below);
            let pixel = &below.bytes()[(2 * 4 + 3) * 4..][..4];
            assert_eq!((pixel[0], pixel[3]), (255, 255));
        }
    }

    #[test]
    fn a_panel_that_does_not_fit_is_not_drawn() {
        let small = panel(4, 4, [0; 4]);
        assert!(small.draw_over(&mut buffer(3, 10, PixelFormat::Rgba)).is_none());
        assert!(small.draw_over(&mut buffer(10, 2, PixelFormat::Rgba)).is_none());
        assert!(small.draw_over(&mut buffer(10, 10, PixelFormat::Bgra)).is_none());
        assert!(small.draw_over(&mut buffer(10, 10, PixelFormat::Rgba)).is_some());
    }
}
