//! Another library draws into a window of canvas: softbuffer fills it with one colour, through its raw handle.

use std::num::NonZeroU32;
use std::time::Duration;

use canvas::raw_window_handle::{HasDisplayHandle, HasWindowHandle};
use canvas::{Painter, UpdateMode};

const ORANGE: u32 = 0x00FF_A500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let window = canvas::builder()
        .title("Other library")
        .size(120.0, 80.0)
        .update_mode(UpdateMode::Manual)
        .show(|_: &mut Painter| ())?;
    println!("{:?} on {:?}", window.window_handle()?, window.display_handle()?);
    // The window's own first frame, its background, has been shown then.
    window.force_draw(Duration::from_secs(30))?;
    let context = softbuffer::Context::new(window.clone())?;
    let mut surface = softbuffer::Surface::new(&context, window.clone())?;
    let size = window.physical_size();
    let side = |length| NonZeroU32::new(length).expect("a window has pixels");
    surface.resize(side(size.width()), side(size.height()))?;
    let mut buffer = surface.buffer_mut()?;
    buffer.fill(ORANGE);
    buffer.present()?;
    // softbuffer sends a frame when it is asked for the buffer of the next one.
    let _ = surface.buffer_mut()?;
    println!("drawn");
    canvas::run()?;
    assert!(window.window_handle().is_err(), "a closed window has no handle");
    Ok(())
}
