//! The memory of frames: whole pixels of this process, which are copied into the display's own buffer when it asks.

use std::any::Any;

use canvas_core::frame::{BufferAllocator, Frame, PixelFormat, PixelMemory};
use canvas_core::geometry::PhysicalSize;
use canvas_core::{Error, Result};

/// Makes the buffers; asks nothing of the display.
#[derive(Debug)]
pub(crate) struct Allocator;

/// Pixels as softbuffer takes them: `0x__RRGGBB`, in the byte order of the machine.
#[derive(Debug)]
struct Pixels(Vec<u32>);

impl BufferAllocator for Allocator {
    fn format(&self) -> PixelFormat {
        // What `0x__RRGGBB` is in bytes on every machine that winit runs on.
        PixelFormat::Bgra
    }

    fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>> {
        let mut pixels = Vec::new();
        pixels.try_reserve_exact(size.area()).map_err(|error| {
            let (width, height) = (size.width(), size.height());
            Error::Resource(format!(
                "no memory for a picture of {width} x {height} pixels: {error}"
            ))
        })?;
        pixels.resize(size.area(), 0);
        Ok(Box::new(Pixels(pixels)))
    }
}

impl PixelMemory for Pixels {
    fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0)
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        bytemuck::cast_slice_mut(&mut self.0)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The pixels of a frame that [`Allocator`] made.
fn pixels(frame: &Frame) -> &[u32] {
    let memory = frame.buffer().memory().as_any().downcast_ref::<Pixels>();
    memory.map_or(&[], |pixels| &pixels.0)
}

/// Copies a frame to the top left of a picture, clipped; what it does not cover gets the background.
pub(crate) fn copy(frame: Option<&Frame>, background: u32, target: &mut [u32], width: usize) {
    let Some(frame) = frame else {
        target.fill(background);
        return;
    };
    let from = frame.buffer().size();
    let columns = (from.width() as usize).min(width);
    let mut rows = pixels(frame).chunks_exact(from.width() as usize);
    for target in target.chunks_exact_mut(width) {
        match rows.next() {
            Some(row) => {
                target[..columns].copy_from_slice(&row[..columns]);
                target[columns..].fill(background);
            }
            None => target.fill(background),
        }
    }
}

/// A colour as softbuffer takes it.
pub(crate) fn pixel([red, green, blue]: [u8; 3]) -> u32 {
    u32::from_be_bytes([0, red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::frame::{Buffer, BufferHome};
    use std::sync::Weak;

    struct Nowhere;

    impl BufferHome for Nowhere {
        fn take_back(&self, _buffer: Buffer) {}
    }

    fn frame(width: u32, height: u32) -> Frame {
        let size = PhysicalSize::new(width, height).unwrap();
        let mut buffer = Buffer::new(&Allocator, size).unwrap();
        for (at, pixel) in buffer.bytes_mut().chunks_exact_mut(4).enumerate() {
            pixel.copy_from_slice(&[at as u8 + 1, 0, 0, 255]);
        }
        Frame::new(1, buffer, Weak::<Nowhere>::new() as Weak<dyn BufferHome>)
    }

    fn copied(frame: Option<&Frame>, width: usize, height: usize) -> Vec<u32> {
        let mut target = vec![99; width * height];
        copy(frame, 7, &mut target, width);
        target.iter().map(|pixel| pixel & 0xff_ffff).collect()
    }

    #[test]
    fn the_bytes_are_blue_green_red() {
        let mut memory = Allocator.allocate(PhysicalSize::new(1, 1).unwrap()).unwrap();
        memory.bytes_mut().copy_from_slice(&[3, 2, 1, 255]);
        let pixels = memory.as_any().downcast_ref::<Pixels>().unwrap();
        assert_eq!(pixels.0, [0xff01_0203]);
        assert_eq!(pixel([1, 2, 3]), 0x01_0203);
    }

    #[test]
    fn a_frame_lies_top_left_and_the_background_around_it() {
        assert_eq!(copied(None, 2, 2), [7; 4]);
        assert_eq!(copied(Some(&frame(2, 2)), 2, 2), [1, 2, 3, 4]);
        assert_eq!(copied(Some(&frame(2, 1)), 3, 2), [1, 2, 7, 7, 7, 7]);
        assert_eq!(copied(Some(&frame(3, 3)), 2, 2), [1, 2, 4, 5]);
    }
}
