//! Text and files from outside, random and damaged: they are read or refused, and nothing panics.
//!
//! `PROPTEST_CASES` says how many; few by default, since `make fuzz` makes them by the hour.

use std::time::{Duration, Instant};

use canvas_draw::color;
use canvas_draw::effect::Filter;
use canvas_draw::image::{Format, Image};
use canvas_draw::painter::{FrameInfo, Painter};
use canvas_draw::path::Path;
use canvas_draw::pixels::{PixelView, Strides};
use canvas_draw::svg::Svg;
use canvas_draw::text::{Length, LineHeight, ParsedFont, use_bundled_fonts};
use proptest::prelude::*;

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const WEBP: &[u8] =
    b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0/\0\0\0\0\x07\xd0\xff\xfe\xf7\xbf\xff\x81\x88\xe8\x7f\0\0";
const FEATURES: &[u8] = include_bytes!("../../../tests/data/features.svg");

const TEXTS: [&str; 16] = [
    "rgb(255 99 71 / 50%)",
    "hsl(120deg, 100%, 50%, 0.3)",
    "color-mix(in oklch, red 30%, #12345678)",
    "lab(50% 40 -20 / none)",
    "italic small-caps 600 condensed 12.5pt/1.5 'DejaVu Sans', serif",
    "oblique 30deg bold 2em system-ui",
    "calc(1px + 2em)",
    "blur(3px) drop-shadow(1px 2px 3px rgb(0 0 0 / 40%))",
    "drop-shadow(red 0 0) blur() sepia(1) url(#f)",
    "150%",
    "-0.5em",
    "1e300px",
    "M150 20 h30 a10 10 0 0 1 0 20 q-15 15 -30 0 z",
    "m1-1.5.5e3 5zl.1.1t5 5 s1 1 1 1C1,1,1,1,1,1",
    "A0 0 0 11 5 5 1e99 -1e-99 0 0 0 1 1",
    "normal",
];

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").map_or(64, |cases| cases.parse().unwrap())
}

/// A change of some bytes: overwritten, taken out, put in, said again.
#[derive(Clone, Debug)]
struct Damage {
    kind: u8,
    at: prop::sample::Index,
    length: usize,
    byte: u8,
}

fn damage(most: usize) -> impl Strategy<Value = Vec<Damage>> {
    let one = (0..5u8, any::<prop::sample::Index>(), 0..40usize, any::<u8>());
    let one = one.prop_map(|(kind, at, length, byte)| Damage {
        kind,
        at,
        length,
        byte,
    });
    prop::collection::vec(one, 0..most)
}

fn damaged(whole: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for damage in damages {
        let at = damage.at.index(bytes.len() + 1);
        let end = (at + damage.length).min(bytes.len());
        match damage.kind {
            0 => bytes[at..end].fill(damage.byte),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.insert(at, damage.byte),
            3 => bytes.truncate(at),
            _ => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

fn files() -> [Vec<u8>; 4] {
    let pixels: Vec<u8> = (0..12 * 9 * 4).map(|i| (i * 37 % 251) as u8).collect();
    let strides = Strides {
        row: 48,
        column: 4,
        channel: 1,
    };
    let image = Image::from_view(&PixelView::new(&pixels, 0, 12, 9, 4, strides).unwrap());
    let encoded = |format| image.encode(format).unwrap();
    [
        encoded(Format::Png),
        encoded(Format::Jpeg(80)),
        GIF.to_vec(),
        WEBP.to_vec(),
    ]
}

fn read_all(text: &str) {
    let _ = color::parse(text).map(color::to_css);
    let _ = ParsedFont::parse(text);
    let _ = Filter::parse(text, 10.0).map(|filter| Filter::parse(filter.css(), 10.0).unwrap());
    let _ = Length::parse("length", text);
    let _ = LineHeight::parse(text);
    let _ = Path::from_svg(text).map(|path| path.bounds());
}

/// Decodes an image, and records it if it is valid.
fn draw(svg: &[u8]) {
    use_bundled_fonts();
    let Ok(svg) = Svg::parse(svg) else { return };
    let mut painter = Painter::new(FrameInfo::new((50.0, 40.0), 1.0, None));
    painter.draw_svg(&svg, 0.0, 0.0, 50.0, 40.0);
    painter.finish();
}

#[test]
fn the_samples_are_whole() {
    for file in files() {
        Image::decode(&file).unwrap();
    }
    Svg::parse(FEATURES).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, max_shrink_time: 60_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_is_read_or_refused(text in any::<String>(), symbols in "[a-zA-Z0-9 .,#%()/'\"+-]{0,60}") {
        read_all(&text);
        read_all(&symbols);
    }

    #[test]
    fn damaged_text_is_read_or_refused(which in 0..TEXTS.len(), damages in damage(5)) {
        read_all(&String::from_utf8_lossy(&damaged(TEXTS[which].as_bytes(), &damages)));
    }

    #[test]
    fn random_files_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Image::decode(&bytes);
        let _ = Svg::parse(&bytes);
    }

    #[test]
    fn damaged_images_are_read_or_refused(which in 0..4usize, damages in damage(6)) {
        let started = Instant::now();
        let _ = Image::decode(&damaged(&files()[which], &damages));
        prop_assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    }

    #[test]
    fn damaged_svgs_are_drawn_or_refused(damages in damage(6)) {
        let started = Instant::now();
        draw(&damaged(FEATURES, &damages));
        prop_assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    }
}
