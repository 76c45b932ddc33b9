//! The memory of scenes that are over, for those that begin: a program that draws frame after frame allocates nothing once
//! its lists are as long as they get.

use std::sync::Mutex;

use super::Scene;

/// A window has one scene that is recorded, one that is drawn and one that is shown.
const MOST: usize = 3;
/// Larger ones are given back to the system.
const MAX_BYTES: usize = 16 << 20;

/// A leaf lock that is tried only: a process may have been forked while it was held.
static SPARE: Mutex<Vec<Scene>> = Mutex::new(Vec::new());

impl Scene {
    /// An empty scene, in memory that was used before if there is any.
    pub(super) fn spare() -> Option<Self> {
        SPARE.try_lock().ok()?.pop()
    }

    /// How much memory its lists hold.
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
        if let Ok(mut spare) = SPARE.try_lock()
            && spare.len() < MOST
        {
            let empty = Self::empty();
            spare.push(std::mem::replace(self, empty));
        }
    }
}
