//! Draws scenes, compares them with reference images, records these.

use std::path::{Path, PathBuf};

use canvas_draw::color::parse;
use canvas_draw::image::Image;
use canvas_draw::kurbo::Size;
use canvas_draw::painter::Painter;
use canvas_draw::peniko::Color;
use canvas_draw::pixels::{PixelView, Strides};
use canvas_draw::raster::render_scene;
use canvas_draw::render::frame_for;
use canvas_draw::text::use_bundled_fonts;

/// Levels that a channel may differ by.
const TOLERANCE: u8 = 2;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Draws on 200 × 150 logical pixels of white, and compares the rendering with the reference image of that name.
pub(crate) fn check(name: &str, draw: impl FnOnce(&mut Painter)) {
    check_at(name, 1.0, draw);
}

/// Draws and compares as [`check`], at another ratio.
pub(crate) fn check_at(name: &str, ratio: f64, draw: impl FnOnce(&mut Painter)) {
    use_bundled_fonts();
    let (info, size) = frame_for((200.0, 150.0), ratio, Some(Color::WHITE)).unwrap();
    assert_eq!(info.size, Size::new(200.0, 150.0));
    let mut painter = Painter::offscreen(info, size);
    draw(&mut painter);
    assert_eq!(painter.error(), None);
    let drawn = render_scene(&painter.finish(), size, ratio).unwrap();
    if let Some(folder) = std::env::var_os("CANVAS_TEST_IMAGES") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.rgba")), drawn.rgba()).unwrap();
    }
    let file = root().join("tests/reference-images").join(format!("{name}.png"));
    if std::env::var_os("CANVAS_ACCEPT").is_some() {
        drawn.save(&file).unwrap();
        return;
    }
    let expected = Image::open(&file).unwrap_or_else(|e| panic!("{e}; CANVAS_ACCEPT=1 records it"));
    assert_eq!(
        (drawn.width(), drawn.height()),
        (expected.width(), expected.height()),
        "{name}: size"
    );
    let worst = drawn
        .rgba()
        .iter()
        .zip(expected.rgba())
        .map(|(a, b)| a.abs_diff(*b))
        .max()
        .unwrap_or(0);
    if worst > TOLERANCE {
        let written = report(name, &drawn, &expected);
        panic!(
            "{name} differs by up to {worst} levels; see {}",
            written.display()
        );
    }
}

/// Writes the rendering and the amplified difference.
fn report(name: &str, drawn: &Image, expected: &Image) -> PathBuf {
    let folder = root().join("target/reference-images");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.png"));
    drawn.save(&path).unwrap();
    let pairs = drawn.rgba().chunks_exact(4).zip(expected.rgba().chunks_exact(4));
    let difference: Vec<u8> = pairs
        .flat_map(|(a, b)| {
            let worst = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
            [worst.saturating_mul(20); 1]
        })
        .collect();
    let strides = Strides {
        row: drawn.width() as isize,
        column: 1,
        channel: 1,
    };
    let view = PixelView::new(&difference, 0, drawn.width(), drawn.height(), 1, strides).unwrap();
    Image::from_view(&view)
        .save(folder.join(format!("{name}.diff.png")))
        .unwrap();
    path
}

/// A CSS colour.
pub(crate) fn css(text: &str) -> Color {
    parse(text).unwrap()
}
