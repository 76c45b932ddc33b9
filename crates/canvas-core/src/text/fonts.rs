//! The fonts of the process: those of the system, and a bundled one that is always there.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, GenericFamily, SourceCache};
use parley::FontContext;

/// What the bundled font is called in family lists; a name that no installed font has.
pub(super) const BUNDLED: &str = "canvas bundled sans";
static BUNDLED_FONT: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");

static FONTS: OnceLock<FontContext> = OnceLock::new();
/// The process that began to fill [`FONTS`]; 0 before.
static OWNER: AtomicU32 = AtomicU32::new(0);

/// Set by [`use_bundled_fonts`].
static BUNDLED_ONLY: AtomicBool = AtomicBool::new(false);

/// Leaves the system's fonts alone from the first text on, as `CANVAS_FONTS=bundled` in the environment does: text then
/// looks the same everywhere. To be called before anything is drawn or measured; later it changes nothing.
pub fn use_bundled_fonts() {
    BUNDLED_ONLY.store(true, Ordering::Relaxed);
}

/// Whether the system's fonts are left alone.
pub(crate) fn bundled_only() -> bool {
    BUNDLED_ONLY.load(Ordering::Relaxed)
        || std::env::var_os("CANVAS_FONTS").is_some_and(|value| value == "bundled")
}

/// The font that is always there.
pub(crate) fn bundled_font() -> &'static [u8] {
    BUNDLED_FONT
}

/// Looks up the system's fonts, which takes some milliseconds the first time. Otherwise the first text does it.
///
/// Waits for no lock but the one of another thread that does the same.
pub fn load_fonts() {
    drop(context());
}

/// The fonts, for one thread. Clones share what they find.
pub(super) fn context() -> FontContext {
    let process = std::process::id();
    let owner = OWNER
        .compare_exchange(0, process, Ordering::Relaxed, Ordering::Relaxed)
        .unwrap_or_else(|o| o);
    if owner == 0 || owner == process {
        FONTS.get_or_init(find_fonts).clone()
    } else {
        // In a forked child a lock of the parent's fonts may be held for ever by a thread that is not here.
        find_fonts()
    }
}

fn find_fonts() -> FontContext {
    let system_fonts = !bundled_only();
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
        collection.append_generic_families(*generic, families.iter().map(|(id, _)| *id));
    }
    FontContext {
        collection,
        source_cache: SourceCache::new_shared(),
    }
}
