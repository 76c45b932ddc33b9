//! Shaping: from a text to glyphs with positions, and a bounded cache of shaped texts.

use std::cell::RefCell;
use std::fmt;
use std::hash::Hash;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parley::{
    BaseDirection, FontContext, FontData, FontFamily, FontFamilyName, GenericFamily, Layout, LayoutContext,
    PositionedLayoutItem, StyleProperty, TextWrapMode,
};
use skrifa::MetadataProvider;
use skrifa::raw::{FontRef, TableProvider};
use vello_cpu::Glyph;

use super::cache::{Cache, Matches, Weight};
use super::font::Font;
use super::fonts;
use super::style::TextStyle;

/// The size of small capitals relative to capitals.
const SMALL_CAPS: f64 = 0.7;
/// The size of a thread's cache of shaped lines, bytes.
const CACHE_BYTES: usize = 4 << 20;

/// Text as glyphs. The origin is the left end of its baseline; y points down.
#[derive(Debug, Default)]
pub(crate) struct ShapedText {
    pub(crate) runs: Vec<ShapedRun>,
    pub(crate) width: f64,
    /// Of the font's first family, above the baseline.
    pub(crate) ascent: f64,
    /// Of the font's first family, below the baseline.
    pub(crate) descent: f64,
}

/// Glyphs of one font.
#[derive(Clone, Debug)]
pub(crate) struct ShapedRun {
    pub(crate) font: FontData,
    pub(crate) size: f32,
    /// The place in a variable font's design space.
    pub(crate) coords: Vec<i16>,
    /// Set if bold must be synthesised because the font has none: the font's units per em.
    pub(crate) embolden: Option<f64>,
    /// The angle in degrees of a synthesised slant, if the font has no italic.
    pub(crate) skew: Option<f32>,
    /// Whether glyphs may have colours of their own.
    pub(crate) colored: bool,
    pub(crate) glyphs: Vec<Glyph>,
}

impl ShapedText {
    /// The extent of the em square above and below the baseline.
    pub(crate) fn em_box(&self, size: f64) -> (f64, f64) {
        let height = self.ascent + self.descent;
        if height > 0.0 {
            (size * self.ascent / height, size * self.descent / height)
        } else {
            (size, 0.0)
        }
    }

    /// The distance of the hanging baseline above the alphabetic one; estimated, since most fonts have no table for it.
    pub(crate) fn hanging(&self) -> f64 {
        self.ascent * 0.8
    }

    /// Appends another text.
    fn append(&mut self, other: &Self) {
        let moved = |glyph: &Glyph| Glyph {
            x: glyph.x + self.width as f32,
            ..*glyph
        };
        for run in &other.runs {
            let glyphs = run.glyphs.iter().map(moved);
            match self.runs.last_mut().filter(|last| last.looks_like(run)) {
                Some(last) => last.glyphs.extend(glyphs),
                None => self.runs.push(ShapedRun {
                    glyphs: glyphs.collect(),
                    ..run.clone()
                }),
            }
        }
        self.width += other.width;
    }

    /// The number of glyphs.
    pub(crate) fn glyph_count(&self) -> usize {
        self.runs.iter().map(|run| run.glyphs.len()).sum()
    }
}

impl ShapedRun {
    /// Whether glyphs of the other run can be drawn as if they were of this one.
    fn looks_like(&self, other: &Self) -> bool {
        self.font == other.font
            && self.size == other.size
            && self.coords == other.coords
            && self.embolden == other.embolden
            && self.skew == other.skew
    }
}

/// Whether words can be shaped one by one, as browsers do, so that a change of one word does not reshape the whole
/// text. True if all letters are of scripts that run from left to right and have no forms that depend on other words:
/// those before U+0590, and signs.
fn has_plain_words(text: &str) -> bool {
    let plain = |c: char| matches!(c, '\u{20}'..='\u{58f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}');
    text.len() > 1 && text.contains(' ') && !text.trim_matches(' ').is_empty() && text.chars().all(plain)
}

/// Words, and the spaces between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ').flat_map(|piece| {
        let (word, space) = piece.split_at(piece.trim_end_matches(' ').len());
        [word, space].into_iter().filter(|piece| !piece.is_empty())
    })
}

thread_local! {
    static SHAPER: RefCell<Option<Shaper>> = const { RefCell::new(None) };
}

/// The shaper of a thread that has ended, with its caches, for the next thread that does its work.
#[derive(Default)]
pub(crate) struct ShaperState(Option<Shaper>);

impl ShaperState {
    /// Does work on a new thread, which starts with the caches of the threads before it.
    pub(crate) fn with<R>(&mut self, work: impl FnOnce() -> R) -> R {
        SHAPER.set(self.0.take());
        let result = work();
        self.0 = SHAPER.take();
        result
    }
}

impl fmt::Debug for ShaperState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShaperState").finish_non_exhaustive()
    }
}

/// Does something with the thread's shaper.
pub(super) fn with_shaper<R: Default>(work: impl FnOnce(&mut Shaper) -> R) -> R {
    SHAPER.with_borrow_mut(|shaper| {
        let process = std::process::id();
        if shaper.as_ref().is_none_or(|shaper| shaper.process != process) {
            if let Some(inherited) = shaper.take() {
                // The parent's; dropping it could wait for a lock that no thread of this process will release.
                std::mem::forget(inherited);
            }
            *shaper = Some(Shaper::new(process));
        }
        let Some(shaper) = shaper.as_mut() else {
            return R::default();
        };
        shaper.drop_outdated_texts();
        // Fonts come from anywhere: one that the libraries cannot cope with costs its text, not the program.
        catch_unwind(AssertUnwindSafe(|| work(shaper))).unwrap_or_else(|_| {
            *shaper = Shaper::new(process);
            R::default()
        })
    })
}

/// Shapes a line of text, or finds it in the thread's cache.
pub(crate) fn shape(text: &str, style: &TextStyle) -> Arc<ShapedText> {
    with_shaper(|shaper| shaper.shape(text, style))
}

/// The shaping resources of a thread.
pub(super) struct Shaper {
    process: u32,
    generation: u64,
    bundled_only: bool,
    fonts: FontContext,
    layouts: LayoutContext<()>,
    cache: Cache<Owned, Arc<ShapedText>>,
}

impl Shaper {
    fn new(process: u32) -> Self {
        Self {
            process,
            generation: fonts::generation(),
            bundled_only: fonts::bundled_only(),
            fonts: fonts::context(),
            layouts: LayoutContext::new(),
            cache: Cache::new(CACHE_BYTES),
        }
    }

    fn drop_outdated_texts(&mut self) {
        let generation = fonts::generation();
        if self.generation != generation {
            self.generation = generation;
            self.cache.clear();
        }
    }

    pub(super) fn shape(&mut self, text: &str, style: &TextStyle) -> Arc<ShapedText> {
        let key = Key {
            text,
            font: &style.font.css,
            rtl: style.is_rtl(),
            spacing: style.spacing().map(f64::to_bits),
        };
        if let Some(found) = self.cache.get(&key) {
            return found;
        }
        let shaped = Arc::new(self.shape_uncached(text, style));
        self.cache.insert(&key, key.to_owned(), shaped.clone());
        shaped
    }

    fn shape_uncached(&mut self, text: &str, style: &TextStyle) -> ShapedText {
        // The first family's metrics count, whatever fonts the letters come from.
        let (ascent, descent) = if text == " " {
            (0.0, 0.0)
        } else {
            let space = self.shape(" ", style);
            (space.ascent, space.descent)
        };
        let mut shaped = ShapedText {
            ascent,
            descent,
            ..Default::default()
        };
        if text.is_empty() {
            return shaped;
        }
        if has_plain_words(text) && !style.is_rtl() {
            for piece in pieces(text) {
                shaped.append(&self.shape(piece, style));
            }
            return shaped;
        }
        let mut layout = self.layout(text, style, |builder| {
            builder.push_default(StyleProperty::TextWrapMode(TextWrapMode::NoWrap));
        });
        layout.break_all_lines(None);
        shaped.width = f64::from(layout.full_width());
        for line in layout.lines().take(1) {
            let baseline = line.metrics().baseline;
            collect(&line, -baseline, &mut shaped.runs);
            if text == " "
                && let Some(run) = line.runs().next()
            {
                let metrics = run.font_metrics();
                (shaped.ascent, shaped.descent) = (metrics.ascent.into(), metrics.descent.into());
            }
        }
        shaped
    }

    /// Lays text out; once more with the bundled font, if no other has a letter of it.
    pub(super) fn layout(
        &mut self,
        text: &str,
        style: &TextStyle,
        more: impl Fn(&mut Builder<'_>),
    ) -> Layout<()> {
        let (capitals, small) = small_capitals(text, &style.font);
        let text = capitals.as_deref().unwrap_or(text);
        let mut bundled = self.bundled_only;
        loop {
            let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
            set_style(&mut builder, style, bundled);
            for range in &small {
                let size = style.font.size * SMALL_CAPS;
                builder.push(StyleProperty::FontSize(size as f32), range.clone());
            }
            more(&mut builder);
            let layout = builder.build(text);
            if bundled || !has_missing(&layout) {
                return layout;
            }
            bundled = true;
        }
    }
}

pub(super) type Builder<'a> = parley::RangedBuilder<'a, ()>;

fn set_style(builder: &mut Builder<'_>, style: &TextStyle, bundled: bool) {
    let font = &style.font;
    let mut families = font.families.clone();
    // What a browser's settings call the standard font.
    families.push(FontFamilyName::Generic(GenericFamily::SansSerif));
    if bundled {
        families.push(FontFamilyName::named(fonts::BUNDLED));
    }
    builder.push_default(StyleProperty::FontFamily(FontFamily::List(families.into())));
    builder.push_default(StyleProperty::FontSize(font.size as f32));
    builder.push_default(StyleProperty::FontStyle(font.style));
    builder.push_default(StyleProperty::FontWeight(font.weight));
    builder.push_default(StyleProperty::FontWidth(font.width));
    let [letters, words] = style.spacing();
    builder.push_default(StyleProperty::LetterSpacing(letters as f32));
    builder.push_default(StyleProperty::WordSpacing(words as f32));
    builder.set_base_direction(if style.is_rtl() {
        BaseDirection::Rtl
    } else {
        BaseDirection::Ltr
    });
}

/// For small capitals: the text in capitals, and which parts of it are to be small.
fn small_capitals(text: &str, font: &Font) -> (Option<String>, Vec<Range<usize>>) {
    if !font.small_caps {
        return (None, Vec::new());
    }
    let mut capitals = String::with_capacity(text.len());
    let mut small: Vec<Range<usize>> = Vec::new();
    for c in text.chars() {
        let start = capitals.len();
        // Georgian has capitals for whole words in capitals only, and few fonts have them.
        if !c.is_lowercase() || ('\u{10d0}'..='\u{10ff}').contains(&c) {
            capitals.push(c);
            continue;
        }
        capitals.extend(c.to_uppercase());
        match small.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = capitals.len(),
            None => small.push(start..capitals.len()),
        }
    }
    (Some(capitals), small)
}

/// Whether a letter is in none of the fonts.
fn has_missing(layout: &Layout<()>) -> bool {
    let mut runs = layout.lines().flat_map(|line| line.runs());
    runs.any(|run| {
        run.clusters()
            .any(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0))
    })
}

/// Takes the glyphs out of a line, moved down by `down`.
pub(super) fn collect(line: &parley::Line<'_, ()>, down: f32, runs: &mut Vec<ShapedRun>) {
    for item in line.items() {
        let PositionedLayoutItem::GlyphRun(run) = item else {
            continue;
        };
        let font = run.run();
        let synthesis = font.synthesis();
        let glyphs = run.positioned_glyphs().map(|g| Glyph {
            id: g.id,
            x: g.x,
            y: g.y + down,
        });
        runs.push(ShapedRun {
            font: font.font().clone(),
            size: font.font_size(),
            coords: font.normalized_coords().iter().map(|c| c.to_bits()).collect(),
            embolden: synthesis.embolden().then(|| units_per_em(font.font())),
            skew: synthesis.skew(),
            colored: has_colors(font.font()),
            glyphs: glyphs.collect(),
        });
    }
}

fn units_per_em(font: &FontData) -> f64 {
    let font = FontRef::from_index(font.data.as_ref(), font.index);
    font.ok()
        .and_then(|font| font.head().ok())
        .map_or(1000.0, |head| head.units_per_em().into())
}

fn has_colors(font: &FontData) -> bool {
    FontRef::from_index(font.data.as_ref(), font.index)
        .is_ok_and(|font| font.colr().is_ok() || font.bitmap_strikes().format().is_some())
}

/// What decides how a text is shaped.
#[derive(Clone, Copy, Hash)]
struct Key<'a> {
    text: &'a str,
    font: &'a str,
    rtl: bool,
    spacing: [u64; 2],
}

impl Key<'_> {
    fn to_owned(self) -> Owned {
        Owned {
            text: self.text.into(),
            font: self.font.into(),
            rtl: self.rtl,
            spacing: self.spacing,
        }
    }
}

/// A key that is kept.
struct Owned {
    text: Box<str>,
    font: Box<str>,
    rtl: bool,
    spacing: [u64; 2],
}

impl Matches<Key<'_>> for Owned {
    fn matches(&self, key: &Key<'_>) -> bool {
        *self.text == *key.text
            && *self.font == *key.font
            && self.rtl == key.rtl
            && self.spacing == key.spacing
    }
}

impl Weight for Owned {
    fn weight(&self) -> usize {
        self.text.len() + self.font.len()
    }
}

impl Weight for Arc<ShapedText> {
    fn weight(&self) -> usize {
        size_of::<ShapedText>()
            + self.runs.len() * size_of::<ShapedRun>()
            + self.glyph_count() * size_of::<Glyph>()
    }
}

#[cfg(test)]
mod tests;
