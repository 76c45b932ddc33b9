//! Random texts in random styles, and damaged fonts: nothing may panic, and nothing may take for ever.

use std::path::Path;
use std::time::{Duration, Instant};

use canvas_draw::Error;
use canvas_draw::color::parse;
use canvas_draw::image::Image;
use canvas_draw::kurbo::Affine;
use canvas_draw::painter::{Direction, Painter, TextAlign, TextBaseline};
use canvas_draw::text::{BoxAlign, Length, LineHeight, MAX_TEXT_BYTES, TextBox, add_font, use_bundled_fonts};
use proptest::prelude::*;

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\u{2028}",
        "\0",
        "\u{7}",
        "\u{1b}",
        "a",
        "fi",
        "Ag",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{300}\u{301}\u{302}",
        "שלום",
        "عربي",
        "\u{202e}",
        "\u{202c}",
        "\u{2066}",
        "\u{2069}",
        "\u{200d}",
        "\u{200b}",
        "\u{ad}",
        "\u{feff}",
        "한국어",
        "日本",
        "ไทย",
        "हिन्दी",
        "👍🏽",
        "👨‍👩‍👧",
        "🇪🇺",
        "😀",
        "\u{fe0f}",
        "1",
        "(",
        "]",
        "…",
        "\u{10fffd}",
        "ß",
    ]);
    prop_oneof![
        4 => prop::collection::vec(pieces.clone(), 0..40).prop_map(|pieces| pieces.concat()),
        2 => any::<String>(),
        1 => (pieces, 0..3000usize).prop_map(|(piece, count)| piece.repeat(count)),
    ]
}

fn font() -> impl Strategy<Value = String> {
    let style = prop::sample::select(vec![
        "",
        "italic ",
        "oblique 20deg ",
        "small-caps ",
        "bold ",
        "1 ",
        "condensed ",
    ]);
    let size = prop::sample::select(vec![
        "0", "1e-9", "0.01", "0.9", "1", "7.3", "14", "16", "95", "97", "1000", "1e5", "1e9",
    ]);
    let family = prop::sample::select(vec![
        "serif",
        "'No Such'",
        "'Canvas Colours'",
        "'Canvas Pictures'",
    ]);
    (style, size, family).prop_map(|(style, size, family)| format!("{style}{size}px {family}"))
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -20.0..220.0f64,
        1 => prop::sample::select(vec![
            0.0, -0.0, 1e-300, 1e4, -1e4, 65_536.5, 1e7, 1e9, -1e9, 1e20, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY,
        ]),
    ]
}

fn test_font(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fonts");
    std::fs::read(folder.join(name)).unwrap()
}

fn draw(size: (f64, f64), draw: impl FnOnce(&mut Painter)) -> Result<Image, Error> {
    canvas_draw::render(size, 1.0, Some(parse("white").unwrap()), draw)
}

fn style(p: &mut Painter, font: &str, pick: usize, n: &[f64; 8]) {
    let aligns = ["start", "end", "left", "right", "center"];
    let baselines = ["top", "hanging", "middle", "alphabetic", "ideographic", "bottom"];
    p.set_font(font).unwrap();
    p.set_text_align(TextAlign::from_name(aligns[pick % 5]).unwrap());
    p.set_text_baseline(TextBaseline::from_name(baselines[pick % 6]).unwrap());
    p.set_direction([Direction::Ltr, Direction::Rtl][pick % 2]);
    p.set_letter_spacing(n[5]);
    p.set_word_spacing(Length::parse("word_spacing", ["0", "1e300em", "-2px"][pick % 3]).unwrap());
    match pick % 4 {
        0 => p.rotate(n[6]),
        1 => p.scale(n[6], n[7]),
        2 => p.transform(Affine::new([1.0, n[6], 0.1, 1.0, 0.0, 0.0])),
        _ => {}
    }
}

fn play(p: &mut Painter, text: &str, pick: usize, n: &[f64; 8]) {
    let limit = (pick.is_multiple_of(3)).then_some(n[2]);
    p.fill_text(text, n[0], n[1], limit);
    let metrics = p.measure_text(text);
    assert!(metrics.width.is_finite() && metrics.font_bounding_box_ascent.is_finite());
    p.stroke_text(text, n[1], n[0], limit);
    let mut place = TextBox::new(n[3].abs()).with_line_height(
        [
            LineHeight::Normal,
            LineHeight::Times(0.0),
            LineHeight::Times(1e300),
        ][pick % 3],
    );
    place.height = (pick.is_multiple_of(2)).then_some(n[4]);
    place.align = [None, Some(BoxAlign::Justify)][pick % 2];
    let height = p.fill_text_box(text, n[0], n[1], &place);
    assert!(height.is_finite() && height >= 0.0, "{height}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_texts_are_drawn(
        text in text(),
        font in font(),
        pick in 0..60usize,
        n in prop::array::uniform8(number()),
    ) {
        use_bundled_fonts();
        let started = Instant::now();
        let result = draw((200.0, 150.0), |p| {
            style(p, &font, pick, &n);
            play(p, &text, pick, &n);
        });
        match result {
            Ok(_) | Err(Error::Resource(_)) => {}
            Err(other) => prop_assert!(false, "{other:?}"),
        }
        prop_assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    }

    /// A font that is damaged is refused, or draws something.
    #[test]
    fn damaged_fonts_do_no_harm(
        which in prop::sample::select(vec!["colours.ttf", "pictures.ttf"]),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        use_bundled_fonts();
        let started = Instant::now();
        let mut data = test_font(which);
        for (at, byte) in damage {
            let at = at.index(data.len());
            data[at] = byte;
        }
        if let Some(cut) = cut {
            data.truncate(cut.index(data.len()));
        }
        match add_font(data) {
            Ok(families) => {
                let family = families[0].replace(['\\', '"', '\n'], "");
                let drawn = draw((100.0, 60.0), |p| {
                    if p.set_font(&format!("30px \"{family}\", serif")).is_ok() {
                        p.measure_text("A😀😁");
                        p.fill_text("A😀😁", 5.0, 40.0, None);
                        p.stroke_text("A😀😁", 5.0, 40.0, None);
                    }
                });
                prop_assert!(drawn.is_ok(), "{drawn:?}");
            }
            Err(Error::Invalid(reason)) => prop_assert!(reason.starts_with("font: "), "{reason}"),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
        prop_assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    }

    #[test]
    fn what_is_no_font_is_refused(mut data in prop::collection::vec(any::<u8>(), 0..4000), tag in 0..5usize) {
        let tags: [&[u8]; 5] = [b"", b"\0\x01\0\0", b"OTTO", b"ttcf", b"true"];
        data.splice(0..0, tags[tag].iter().copied());
        prop_assert!(matches!(add_font(data), Err(Error::Invalid(_))));
    }
}

#[test]
fn the_longest_text_takes_its_time_and_a_longer_one_is_an_error() {
    use_bundled_fonts();
    let started = Instant::now();
    for piece in ["a", "word ", "אבג ", "\u{301}"] {
        let text = piece.repeat(MAX_TEXT_BYTES / piece.len());
        draw((50.0, 50.0), |p| p.fill_text(&text, 5.0, 20.0, None)).unwrap();
    }
    assert!(started.elapsed() < 12 * PATIENCE, "took {:?}", started.elapsed());
    let text = "a".repeat(MAX_TEXT_BYTES + 1);
    for method in 0..4 {
        let result = draw((50.0, 50.0), |p| match method {
            0 => p.fill_text(&text, 5.0, 20.0, None),
            1 => p.stroke_text(&text, 5.0, 20.0, None),
            2 => drop(p.measure_text(&text)),
            _ => drop(p.fill_text_box(&text, 5.0, 20.0, &TextBox::new(40.0))),
        });
        assert!(
            matches!(&result, Err(Error::Resource(reason)) if reason.starts_with("text: ")),
            "{result:?}"
        );
    }
}

/// The colour of a pixel, drawn with a font of the tests.
fn colour(family: &str, text: &str, fill: &str, at: (u32, u32)) -> [u8; 4] {
    let image = draw((50.0, 50.0), |p| {
        p.set_font(&format!("40px '{family}'")).unwrap();
        p.set_fill_style(parse(fill).unwrap());
        p.fill_text(text, 5.0, 45.0, None);
    });
    image.unwrap().pixel(at.0, at.1).unwrap()
}

#[test]
fn glyphs_have_their_own_colours() {
    use_bundled_fonts();
    assert_eq!(add_font(test_font("colours.ttf")).unwrap(), ["Canvas Colours"]);
    assert_eq!(add_font(test_font("pictures.ttf")).unwrap(), ["Canvas Pictures"]);
    let (left, right) = ((15, 30), (36, 30));
    assert_eq!(colour("Canvas Colours", "😀", "lime", left), [0, 0, 255, 255]);
    assert_eq!(colour("Canvas Colours", "😀", "lime", right), [255, 0, 0, 255]);
    assert_eq!(colour("Canvas Colours", "A", "lime", left), [0, 255, 0, 255]);
    let [red, _, blue, _] = colour("Canvas Colours", "😁", "lime", (11, 30));
    assert!(red > 200 && blue < 50, "the ramp begins red");
    let [red, green, blue, _] = colour("Canvas Colours", "😀", "rgb(0 0 0 / 50%)", right);
    assert!(
        red == 255 && green.abs_diff(127) <= 2 && blue.abs_diff(127) <= 2,
        "{green} {blue}"
    );
    assert_eq!(
        colour("Canvas Pictures", "😀", "lime", (25, 30)),
        [255, 255, 255, 255]
    );
}

#[test]
fn a_font_that_is_added_is_used_at_once() {
    use_bundled_fonts();
    let width = || {
        let mut width = 0.0;
        draw((5.0, 5.0), |p| {
            p.set_font("20px 'Canvas Colours'").unwrap();
            width = p.measure_text("AA").width;
        })
        .unwrap();
        width
    };
    let before = width();
    add_font(test_font("colours.ttf")).unwrap();
    assert_ne!(before, 40.0);
    assert_eq!(width(), 40.0);
}

/// A shape with a shadow lies above earlier text, and so does its shadow.
#[test]
fn shadows_fall_on_text() {
    use_bundled_fonts();
    let image = draw((60.0, 40.0), |p| {
        p.set_font("bold 30px serif").unwrap();
        p.fill_text("MM", 2.0, 34.0, None);
        p.set_shadow_color(parse("red").unwrap());
        p.set_shadow_offset_x(100.0);
        p.set_fill_style(parse("white").unwrap());
        p.fill_rect(-100.0, 0.0, 60.0, 40.0);
        p.fill_text("text elsewhere", -300.0, 20.0, None);
    });
    assert_eq!(image.unwrap().pixel(10, 20), Some([255, 0, 0, 255]));
}

/// Draws letters of a font, which is given a name of its own: of several fonts of one name the first is used.
fn draw_renamed(mut data: Vec<u8>, number: usize) {
    let place = data
        .windows(4)
        .position(|bytes| bytes == b"\0C\0o")
        .expect("its name");
    for (digit, place) in (place + 1..).step_by(2).take(6).enumerate() {
        data[place] = b'a' + u8::try_from(number / 26_usize.pow(digit as u32) % 26).unwrap();
    }
    let Ok(families) = add_font(data) else { return };
    let drawn = draw((100.0, 60.0), |p| {
        p.set_font(&format!("30px \"{}\", serif", families[0])).unwrap();
        p.fill_text("A😀😁", 5.0, 40.0, None);
    });
    assert!(drawn.is_ok(), "{drawn:?}");
}

#[test]
fn colours_of_a_font_that_are_damaged_do_no_harm() {
    use_bundled_fonts();
    let whole = test_font("colours.ttf");
    let tables = whole.windows(4).rposition(|tag| tag == b"COLR").unwrap();
    let start = u32::from_be_bytes(whole[tables + 8..tables + 12].try_into().unwrap()) as usize;
    let mut number = 0;
    for at in start..whole.len() {
        for byte in (0..=255).step_by(51) {
            let mut data = whole.clone();
            data[at] = byte;
            number += 1;
            draw_renamed(data, number);
        }
    }
}
