//! The memory of frames, and how it is copied into the display's own buffer.

use canvas_core::backend::packed_pixel;
use canvas_core::frame::{Frame, PixelFormat};
use canvas_core::heap::HeapAllocator;

/// The format of softbuffer's pixels, `0x00RRGGBB`, on the little-endian machines that winit runs on.
const FORMAT: PixelFormat = PixelFormat::Bgra;

/// Allocates the buffers of frames.
pub(crate) const ALLOCATOR: HeapAllocator = HeapAllocator(FORMAT);

/// Copies a frame to the top left of the display's buffer, clipped, and fills the rest with the background.
///
/// `target` is rows of `width` pixels; `background` is red, green and blue.
pub(crate) fn copy(frame: Option<&Frame>, background: [u8; 3], target: &mut [u32], width: usize) {
    let background = packed_pixel(background, FORMAT);
    let Some(frame) = frame else {
        target.fill(background);
        return;
    };
    let from = frame.buffer().size();
    let columns = (from.width() as usize).min(width);
    let mut rows = frame.buffer().bytes().chunks_exact(from.width() as usize * 4);
    for target in target.chunks_exact_mut(width) {
        match rows.next() {
            Some(row) => {
                let (covered, rest) = target.split_at_mut(columns);
                bytemuck::cast_slice_mut(covered).copy_from_slice(&row[..columns * 4]);
                rest.fill(background);
            }
            None => target.fill(background),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::frame::{Buffer, BufferHome};
    use canvas_core::geometry::PhysicalSize;
    use std::sync::Weak;

    struct NoPool;

    impl BufferHome for NoPool {
        fn take_back(&self, _buffer: Buffer) {}
    }

    fn frame(width: u32, height: u32) -> Frame {
        let size = PhysicalSize::new(width, height).unwrap();
        let mut buffer = Buffer::new(&ALLOCATOR, size).unwrap();
        for (at, pixel) in buffer.bytes_mut().chunks_exact_mut(4).enumerate() {
            pixel.copy_from_slice(&[at as u8 + 1, 0, 0, 255]);
        }
        Frame::new(1, buffer, Weak::<NoPool>::new() as Weak<dyn BufferHome>)
    }

    fn copied(frame: Option<&Frame>, width: usize, height: usize) -> Vec<u32> {
        let mut target = vec![99; width * height];
        copy(frame, [0, 0, 7], &mut target, width);
        target.iter().map(|pixel| pixel & 0xff_ffff).collect()
    }

    #[test]
    fn a_frame_is_copied_top_left_with_the_background_around_it() {
        assert_eq!(copied(None, 2, 2), [7; 4]);
        assert_eq!(copied(Some(&frame(2, 2)), 2, 2), [1, 2, 3, 4]);
        assert_eq!(copied(Some(&frame(2, 1)), 3, 2), [1, 2, 7, 7, 7, 7]);
        assert_eq!(copied(Some(&frame(3, 3)), 2, 2), [1, 2, 4, 5]);
    }
}
