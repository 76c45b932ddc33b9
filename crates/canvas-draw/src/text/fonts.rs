//! The fonts of the process: those of the system, those that a program added, and a bundled one that is always there.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, GenericFamily, SourceCache};
use parley::FontContext;

use super::check;
use crate::error::{Error, Result};

/// The family name of the bundled font; no installed font has it.
pub const BUNDLED: &str = "canvas bundled sans";
pub(super) static BUNDLED_FONT: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");

static FONTS: OnceLock<FontContext> = OnceLock::new();
/// The id of the process that began to fill [`FONTS`]; 0 before.
static OWNER: AtomicU32 = AtomicU32::new(0);
/// Counts the fonts that were added, so that texts that were shaped without them are dropped from caches.
static GENERATION: AtomicU64 = AtomicU64::new(0);
/// The files that were added. Reading the list takes no lock, so a forked child can.
static ADDED: Added = Added(OnceLock::new());

struct Added(OnceLock<Box<(Blob<u8>, Added)>>);

impl Added {
    fn push(&self, blob: Blob<u8>) {
        let mut place = self;
        let mut entry = Box::new((blob, Self(OnceLock::new())));
        while let Err(back) = place.0.set(entry) {
            entry = back;
            match place.0.get() {
                Some(next) => place = &next.1,
                None => return,
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Blob<u8>> {
        let mut place = self;
        std::iter::from_fn(move || {
            let (blob, next) = &**place.0.get()?;
            place = next;
            Some(blob)
        })
    }
}

/// Set by [`use_bundled_fonts`].
static BUNDLED_ONLY: AtomicBool = AtomicBool::new(false);

/// Uses the bundled font and those added by [`add_font`] alone, as `CANVAS_FONTS=bundled` in the environment does: text
/// then looks equal on every machine. Call it before any text is drawn or measured; later calls have no effect.
pub fn use_bundled_fonts() {
    BUNDLED_ONLY.store(true, Ordering::Relaxed);
}

/// Whether the system's fonts are ignored.
pub(crate) fn bundled_only() -> bool {
    BUNDLED_ONLY.load(Ordering::Relaxed)
        || std::env::var_os("CANVAS_FONTS").is_some_and(|value| value == "bundled")
}

/// The data of the bundled font.
pub(crate) fn bundled_font() -> &'static [u8] {
    BUNDLED_FONT
}

/// Looks up the system's fonts, which takes some milliseconds the first time; without this call the first text does it.
///
/// Can be called on any thread. It waits only for another thread that looks up the fonts.
pub fn load_fonts() {
    drop(context());
}

/// Whether the fonts have been looked up, so that [`load_fonts`] returns at once.
pub fn are_fonts_loaded() -> bool {
    OWNER.load(Ordering::Relaxed) == std::process::id() && FONTS.get().is_some()
}

/// Adds the fonts of a TrueType or OpenType file, or of a collection, for the rest of the process. Returns the names of
/// their families, which [`Painter::set_font`](crate::painter::Painter::set_font) finds from now on, on all threads.
///
/// # Errors
/// [`Error::Invalid`] if `data` is not such a file or is damaged, [`Error::Resource`] if it is too large.
pub fn add_font(data: Vec<u8>) -> Result<Vec<String>> {
    check::check(&data)?;
    let mut context = context();
    let blob = Blob::new(Arc::new(data));
    let added = context.collection.register_fonts(blob.clone(), None);
    let mut names = Vec::new();
    for (family, _) in added {
        if let Some(name) = context.collection.family_name(family)
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(Error::Invalid(
            "font: the file holds no font that has a family name".into(),
        ));
    }
    ADDED.push(blob);
    GENERATION.fetch_add(1, Ordering::Release);
    Ok(names)
}

/// The names of all font families that can be used, sorted without regard to case; without the bundled one.
pub fn font_families() -> Vec<String> {
    let mut context = context();
    let mut names: Vec<_> = context.collection.family_names().map(str::to_owned).collect();
    names.retain(|name| name != BUNDLED);
    names.sort_unstable_by_key(|name| name.to_lowercase());
    names.dedup();
    names
}

/// Changes when fonts are added.
pub(super) fn generation() -> u64 {
    GENERATION.load(Ordering::Acquire)
}

/// The fonts, for one thread. Clones share what they find.
pub(super) fn context() -> FontContext {
    let process = std::process::id();
    let owner = OWNER
        .compare_exchange(0, process, Ordering::Relaxed, Ordering::Relaxed)
        .unwrap_or_else(|o| o);
    if owner == 0 || owner == process {
        FONTS.get_or_init(|| find_fonts(!bundled_only())).clone()
    } else {
        forked_context(process)
    }
}

/// In a forked child a lock of the parent's fonts may be held by a thread that does not exist in the child, so each of
/// its threads looks the fonts up again, once.
fn forked_context(process: u32) -> FontContext {
    thread_local! {
        static FORKED: std::cell::RefCell<Option<(u32, FontContext)>> = const { std::cell::RefCell::new(None) };
    }
    FORKED.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|(owner, _)| *owner != process) {
            let mut fonts = find_fonts(!bundled_only());
            for blob in ADDED.iter() {
                fonts.collection.register_fonts(blob.clone(), None);
            }
            std::mem::forget(kept.replace((process, fonts)));
        }
        kept.as_ref()
            .map(|(_, context)| context.clone())
            .unwrap_or_else(|| find_fonts(false))
    })
}

/// The system's fonts if requested, and the bundled one.
pub(super) fn find_fonts(system_fonts: bool) -> FontContext {
    let mut collection = Collection::new(CollectionOptions {
        shared: true,
        system_fonts,
    });
    let name = FontInfoOverride {
        family_name: Some(BUNDLED),
        ..Default::default()
    };
    let families = collection.register_fonts(Blob::new(Arc::new(BUNDLED_FONT)), Some(name));
    for generic in GenericFamily::all() {
        // The bundled font stands in for generic families that the system lacks, except for emoji.
        let mine = *generic != GenericFamily::Emoji || !system_fonts;
        if mine && collection.generic_families(*generic).next().is_none() {
            collection.set_generic_families(*generic, families.iter().map(|(id, _)| *id));
        }
    }
    FontContext {
        collection,
        source_cache: SourceCache::new_shared(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_added_font_has_its_family_s_name() {
        use_bundled_fonts();
        let before = generation();
        assert_eq!(add_font(BUNDLED_FONT.to_vec()).unwrap(), ["DejaVu Sans"]);
        assert!(generation() > before);
        assert!(font_families().contains(&"DejaVu Sans".to_owned()));
        assert!(!font_families().contains(&BUNDLED.to_owned()));
    }

    #[test]
    fn the_bundled_font_stands_in_for_every_kind() {
        let mut context = find_fonts(false);
        let bundled = context.collection.family_id(BUNDLED);
        for generic in GenericFamily::all() {
            let first = context.collection.generic_families(*generic).next();
            assert_eq!(first, bundled, "{generic}");
        }
    }
}
