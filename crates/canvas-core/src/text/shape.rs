//! Shaping: from a text to glyphs with positions, and a bounded cache of what was shaped.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use kurbo::Rect;
use parley::{
    BaseDirection, FontContext, FontData, FontFamily, FontFamilyName, LayoutContext, PositionedLayoutItem,
    StyleProperty, TextWrapMode,
};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::raw::FontRef;
use skrifa::{GlyphId, MetadataProvider};
use vello_cpu::Glyph;

use super::{TextStyle, fonts};
use crate::geometry::kurbo;
use crate::painter::Direction;

/// A line of text as glyphs. The origin is the left end of its baseline; y points down.
#[derive(Debug)]
pub(crate) struct ShapedText {
    pub(crate) runs: Vec<ShapedRun>,
    pub(crate) width: f64,
    /// Of the first font, above the baseline.
    pub(crate) ascent: f64,
    /// Of the first font, below the baseline.
    pub(crate) descent: f64,
}

/// Glyphs of one font.
#[derive(Debug)]
pub(crate) struct ShapedRun {
    pub(crate) font: FontData,
    pub(crate) size: f32,
    /// The place in a variable font's design space.
    pub(crate) coords: Vec<i16>,
    /// If the font has no bold, so that it is to be made of the regular one: the font's units an em.
    pub(crate) embolden: Option<f64>,
    /// The angle in degrees by which it is to be slanted, if the font has no italic.
    pub(crate) skew: Option<f32>,
    pub(crate) glyphs: Vec<Glyph>,
}

impl ShapedText {
    /// How the em square lies around the baseline: above, below.
    pub(crate) fn em_box(&self, size: f64) -> (f64, f64) {
        let height = self.ascent + self.descent;
        if height > 0.0 {
            (size * self.ascent / height, size * self.descent / height)
        } else {
            (size, 0.0)
        }
    }

    /// How far the hanging baseline is above the alphabetic one, for want of a table in most fonts.
    pub(crate) fn hanging(&self) -> f64 {
        self.ascent * 0.8
    }

    /// The smallest rectangle around the glyphs' outlines.
    pub(crate) fn ink(&self) -> Rect {
        self.runs
            .iter()
            .filter_map(ShapedRun::ink)
            .reduce(|a, b| a.union(b))
            .unwrap_or(Rect::ZERO)
    }
}

impl ShapedRun {
    fn ink(&self) -> Option<Rect> {
        let font = FontRef::from_index(self.font.data.as_ref(), self.font.index).ok()?;
        let coords: Vec<_> = self
            .coords
            .iter()
            .map(|c| NormalizedCoord::from_bits(*c))
            .collect();
        let metrics = font.glyph_metrics(Size::new(self.size), LocationRef::new(&coords));
        let one = |glyph: &Glyph| {
            let bounds = metrics.bounds(GlyphId::new(glyph.id))?;
            let rect = Rect::new(
                f64::from(glyph.x + bounds.x_min),
                f64::from(glyph.y - bounds.y_max),
                f64::from(glyph.x + bounds.x_max),
                f64::from(glyph.y - bounds.y_min),
            );
            (!rect.is_zero_area()).then_some(rect)
        };
        self.glyphs.iter().filter_map(one).reduce(|a, b| a.union(b))
    }
}

/// Shapes a line of text, or finds it in the thread's cache.
pub(crate) fn shape(text: &str, style: &TextStyle) -> Arc<ShapedText> {
    thread_local! {
        static SHAPER: RefCell<Option<Shaper>> = const { RefCell::new(None) };
    }
    SHAPER.with_borrow_mut(|shaper| {
        let process = std::process::id();
        if shaper.as_ref().is_none_or(|shaper| shaper.process != process) {
            if let Some(inherited) = shaper.take() {
                // The parent's; dropping it could wait for a lock that nobody in this process gives back.
                std::mem::forget(inherited);
            }
            *shaper = Some(Shaper::new(process));
        }
        shaper
            .as_mut()
            .map(|shaper| shaper.shape(text, style))
            .unwrap_or_default()
    })
}

impl Default for ShapedText {
    fn default() -> Self {
        Self {
            runs: Vec::new(),
            width: 0.0,
            ascent: 0.0,
            descent: 0.0,
        }
    }
}

/// What a thread needs to shape.
struct Shaper {
    process: u32,
    fonts: FontContext,
    layouts: LayoutContext<()>,
    cache: Cache,
}

impl Shaper {
    fn new(process: u32) -> Self {
        Self {
            process,
            fonts: fonts::context(),
            layouts: LayoutContext::new(),
            cache: Cache::default(),
        }
    }

    fn shape(&mut self, text: &str, style: &TextStyle) -> Arc<ShapedText> {
        let key = Key {
            text,
            font: &style.font.css,
            rtl: style.direction == Direction::Rtl,
            spacing: [style.letter_spacing.to_bits(), style.word_spacing.to_bits()],
        };
        if let Some(found) = self.cache.get(&key) {
            return found;
        }
        let shaped = Arc::new(self.shape_anew(text, style));
        self.cache.insert(&key, shaped.clone());
        shaped
    }

    fn shape_anew(&mut self, text: &str, style: &TextStyle) -> ShapedText {
        if text.is_empty() {
            // The metrics of the font are asked for even so.
            let space = self.shape_anew(" ", style);
            return ShapedText {
                runs: Vec::new(),
                width: 0.0,
                ..space
            };
        }
        let font = &style.font;
        let mut families = font.families.clone();
        families.push(FontFamilyName::named(fonts::BUNDLED));
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(families.into())));
        builder.push_default(StyleProperty::FontSize(font.size as f32));
        builder.push_default(StyleProperty::FontStyle(font.style));
        builder.push_default(StyleProperty::FontWeight(font.weight));
        builder.push_default(StyleProperty::FontWidth(font.width));
        builder.push_default(StyleProperty::LetterSpacing(style.letter_spacing as f32));
        builder.push_default(StyleProperty::WordSpacing(style.word_spacing as f32));
        builder.push_default(StyleProperty::TextWrapMode(TextWrapMode::NoWrap));
        builder.set_base_direction(if style.direction == Direction::Rtl {
            BaseDirection::Rtl
        } else {
            BaseDirection::Ltr
        });
        let mut layout = builder.build(text);
        layout.break_all_lines(None);
        collect(&layout)
    }
}

/// Takes the glyphs out of a layout of one line.
fn collect(layout: &parley::Layout<()>) -> ShapedText {
    let mut shaped = ShapedText {
        width: f64::from(layout.full_width()),
        ..Default::default()
    };
    for line in layout.lines().take(1) {
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(run) = item else {
                continue;
            };
            let font = run.run();
            if shaped.runs.is_empty() {
                shaped.ascent = f64::from(font.font_metrics().ascent);
                shaped.descent = f64::from(font.font_metrics().descent);
            }
            let baseline = run.baseline();
            let synthesis = font.synthesis();
            shaped.runs.push(ShapedRun {
                font: font.font().clone(),
                size: font.font_size(),
                coords: font.normalized_coords().iter().map(|c| c.to_bits()).collect(),
                embolden: synthesis.embolden().then(|| units_per_em(font.font())),
                skew: synthesis.skew(),
                glyphs: run
                    .positioned_glyphs()
                    .map(|g| Glyph {
                        id: g.id,
                        x: g.x,
                        y: g.y - baseline,
                    })
                    .collect(),
            });
        }
    }
    shaped
}

fn units_per_em(font: &FontData) -> f64 {
    let font = FontRef::from_index(font.data.as_ref(), font.index);
    font.map_or(1000.0, |font| {
        font.metrics(Size::unscaled(), LocationRef::default())
            .units_per_em
            .into()
    })
}

/// What decides how a text is shaped.
#[derive(Clone, Copy, Hash, PartialEq)]
struct Key<'a> {
    text: &'a str,
    font: &'a str,
    rtl: bool,
    spacing: [u64; 2],
}

/// A shaped text with its key.
struct Entry {
    text: Box<str>,
    font: Box<str>,
    rtl: bool,
    spacing: [u64; 2],
    shaped: Arc<ShapedText>,
}

impl Entry {
    fn is(&self, key: &Key<'_>) -> bool {
        *self.text == *key.text
            && *self.font == *key.font
            && self.rtl == key.rtl
            && self.spacing == key.spacing
    }
}

/// Two generations: when the younger is full it becomes the older, and what was not used since is forgotten.
#[derive(Default)]
struct Cache {
    hasher: RandomState,
    young: HashMap<u64, Entry>,
    old: HashMap<u64, Entry>,
    young_bytes: usize,
}

impl Cache {
    const MAX_ENTRIES: usize = 1024;
    const MAX_BYTES: usize = 2 << 20;

    fn get(&mut self, key: &Key<'_>) -> Option<Arc<ShapedText>> {
        let hash = self.hasher.hash_one(key);
        if let Some(entry) = self.young.get(&hash) {
            return entry.is(key).then(|| entry.shaped.clone());
        }
        let entry = self.old.remove(&hash).filter(|entry| entry.is(key))?;
        let shaped = entry.shaped.clone();
        self.keep(hash, entry);
        Some(shaped)
    }

    fn insert(&mut self, key: &Key<'_>, shaped: Arc<ShapedText>) {
        let hash = self.hasher.hash_one(key);
        let entry = Entry {
            text: key.text.into(),
            font: key.font.into(),
            rtl: key.rtl,
            spacing: key.spacing,
            shaped,
        };
        self.keep(hash, entry);
    }

    fn keep(&mut self, hash: u64, entry: Entry) {
        let glyphs: usize = entry.shaped.runs.iter().map(|run| run.glyphs.len()).sum();
        self.young_bytes +=
            size_of::<Entry>() + entry.text.len() + entry.font.len() + glyphs * size_of::<Glyph>();
        self.young.insert(hash, entry);
        if self.young.len() >= Self::MAX_ENTRIES || self.young_bytes >= Self::MAX_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
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
    fn the_same_text_is_shaped_once() {
        let style = style("17px serif");
        assert!(Arc::ptr_eq(&shape("once", &style), &shape("once", &style)));
        assert!(!Arc::ptr_eq(&shape("once", &style), &shape("twice", &style)));
    }

    #[test]
    fn the_cache_is_bounded() {
        let mut cache = Cache::default();
        for i in 0..10_000 {
            let text = format!("text {i}");
            let key = Key {
                text: &text,
                font: "10px serif",
                rtl: false,
                spacing: [0, 0],
            };
            cache.insert(&key, Arc::default());
        }
        assert!(cache.young.len() + cache.old.len() <= 2 * Cache::MAX_ENTRIES);
    }

    #[test]
    fn letters_that_no_font_has_are_shaped_too() {
        let shaped = shape("a\u{10FFFD}b", &style("10px serif"));
        assert_eq!(shaped.runs.iter().map(|run| run.glyphs.len()).sum::<usize>(), 3);
    }
}
