//! A window with a circle, by minifb.

use minifb::{Window, WindowOptions};

const WIDTH: usize = 400;
const HEIGHT: usize = 300;

fn main() -> Result<(), minifb::Error> {
    let mut window = Window::new("Circle", WIDTH, HEIGHT, WindowOptions::default())?;
    window.set_target_fps(60);
    let pixels: Vec<u32> = (0..WIDTH * HEIGHT).map(|i| pixel(i % WIDTH, i / WIDTH)).collect();
    while window.is_open() {
        window.update_with_buffer(&pixels, WIDTH, HEIGHT)?;
    }
    Ok(())
}

/// White, or tomato as far as the circle covers it.
fn pixel(x: usize, y: usize) -> u32 {
    let distance = (x as f32 + 0.5 - 200.0).hypot(y as f32 + 0.5 - 150.0);
    let covered = (80.5 - distance).clamp(0.0, 1.0);
    let mix = |color: f32| (255.0 + (color - 255.0) * covered).round() as u32;
    mix(255.0) << 16 | mix(99.0) << 8 | mix(71.0)
}
