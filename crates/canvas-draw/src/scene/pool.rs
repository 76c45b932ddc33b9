//! A pool of scenes that are no longer used, whose memory new scenes take: a program that draws frame after frame
//! allocates nothing once its lists are long enough.

use std::sync::Mutex;

use super::data::Scene;
use super::info::FrameInfo;

/// A window has one scene that is recorded, one that is drawn and one that is shown.
const MAX_SCENES: usize = 3;
/// The memory of larger scenes is freed.
const MAX_BYTES: usize = 16 << 20;

/// A leaf lock that is only tried: the process may have been forked while it was held.
static POOL: Mutex<Vec<Scene>> = Mutex::new(Vec::new());

impl Scene {
    /// An empty scene for a frame, with the memory of one from the pool.
    pub(crate) fn new(info: &FrameInfo) -> Self {
        let pooled = POOL.try_lock().ok().and_then(|mut pool| pool.pop());
        let mut scene = pooled.unwrap_or_else(Self::empty);
        scene.reset(info);
        scene
    }

    /// The memory that the lists hold, in bytes.
    fn capacity(&self) -> usize {
        fn bytes<T>(list: &Vec<T>) -> usize {
            list.capacity() * size_of::<T>()
        }
        bytes(&self.commands)
            + bytes(&self.elements)
            + bytes(&self.transforms)
            + bytes(&self.strokes)
            + bytes(&self.paints)
            + bytes(&self.effects)
            + bytes(&self.images)
            + bytes(&self.texts)
            + self.characters.capacity()
            + bytes(&self.batches)
            + bytes(&self.numbers)
            + bytes(&self.colors)
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if !(1..=MAX_BYTES).contains(&self.capacity()) {
            return;
        }
        self.clear_commands();
        if let Ok(mut pool) = POOL.try_lock()
            && pool.len() < MAX_SCENES
        {
            let empty = Self::empty();
            pool.push(std::mem::replace(self, empty));
        }
    }
}
