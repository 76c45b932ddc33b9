//! Tests of shaping.

use super::super::{Font, use_bundled_fonts};
use super::*;

fn style(font: &str) -> TextStyle {
    use_bundled_fonts();
    TextStyle {
        font: Arc::new(Font::parse(font).unwrap()),
        ..(*TextStyle::initial()).clone()
    }
}

#[test]
fn bold_and_italic_are_made_of_the_regular_font() {
    let shaped = shape("bold", &style("italic bold 20px sans-serif"));
    assert_eq!(shaped.runs[0].embolden, Some(2048.0));
    assert!(shaped.runs[0].skew.is_some());
    let plain = shape("bold", &style("20px sans-serif"));
    assert!(plain.runs[0].embolden.is_none() && plain.runs[0].skew.is_none());
}

#[test]
fn a_thread_starts_with_the_caches_of_the_one_before_it() {
    let style = style("17px serif");
    let mut state = ShaperState::default();
    let mut on_a_thread = || {
        std::thread::scope(|scope| {
            let shaping = scope.spawn(|| state.with(|| shape("cached", &style)));
            shaping.join().unwrap()
        })
    };
    assert!(Arc::ptr_eq(&on_a_thread(), &on_a_thread()));
}

#[test]
fn the_same_text_is_shaped_once() {
    let style = style("17px serif");
    assert!(Arc::ptr_eq(&shape("once", &style), &shape("once", &style)));
    assert!(!Arc::ptr_eq(&shape("once", &style), &shape("twice", &style)));
}

#[test]
fn words_are_shaped_apart_and_set_beside_each_other() {
    let style = style("16px serif");
    let words = ["over", " ", "the", " ", " ", "Äh…"];
    assert_eq!(pieces(&words.concat()).collect::<Vec<_>>(), words);
    let whole = shape(&words.concat(), &style);
    let width: f64 = words.iter().map(|word| shape(word, &style).width).sum();
    assert!((whole.width - width).abs() < 1e-6);
    assert_eq!((whole.runs.len(), whole.glyph_count()), (1, 13));
    assert!(whole.runs[0].glyphs.is_sorted_by(|a, b| a.x < b.x));
    assert!(!has_plain_words("שלום עולם") && !has_plain_words("word") && !has_plain_words("  "));
}

#[test]
fn small_letters_become_small_capitals() {
    let shaped = shape("Ab", &style("small-caps 20px serif"));
    let sizes: Vec<_> = shaped.runs.iter().map(|run| run.size).collect();
    assert_eq!(sizes, [20.0, 14.0]);
    let capitals = shape("AB", &style("20px serif"));
    assert_eq!(shaped.runs[1].glyphs[0].id, capitals.runs[0].glyphs[1].id);
}

#[test]
fn the_first_family_s_metrics_count() {
    let letters = shape("x", &style("20px serif"));
    let others = shape("\u{10FFFD}", &style("20px serif"));
    let none = shape("", &style("20px serif"));
    assert!(letters.ascent > 15.0 && letters.descent > 2.0);
    for text in [&others, &none] {
        assert_eq!((text.ascent, text.descent), (letters.ascent, letters.descent));
    }
}

#[test]
fn letters_that_no_font_has_are_shaped_too() {
    let shaped = shape("a\u{10FFFD}b", &style("10px serif"));
    assert_eq!(shaped.runs.iter().map(|run| run.glyphs.len()).sum::<usize>(), 3);
}
