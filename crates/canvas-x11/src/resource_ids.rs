//! Resource ids (XIDs), allocated without a round trip.
//!
//! Fresh ids come first; when the range is used up (after some two million), released ids are used again, the oldest
//! first, so that a late event of a destroyed window is not taken for one of a new window.

use std::collections::VecDeque;

/// The ids below this offset are left to x11rb, which allocates some itself (for cursors).
const RESERVED: u32 = 0x1_0000;

/// The range of ids that the server has assigned to this connection.
#[derive(Debug)]
pub(crate) struct ResourceIds {
    next: Option<u32>,
    base: u32,
    mask: u32,
    free: VecDeque<u32>,
}

impl ResourceIds {
    /// The range of the connection's setup (`resource-id-base` and `resource-id-mask`).
    ///
    /// `start` chooses the first id within the first half of the range. A server assigns the range of a client that has
    /// ended to the next one: if both began with the same ids, a window manager that still has to read events of the
    /// old windows would apply them to the new ones.
    pub(crate) fn new(base: u32, mask: u32, start: u32) -> Self {
        let next = (mask != 0).then_some((start & (mask >> 1) | RESERVED) & mask);
        Self {
            next,
            base,
            mask,
            free: VecDeque::new(),
        }
    }

    /// Allocates an id; `None` if all are in use.
    pub(crate) fn allocate(&mut self) -> Option<u32> {
        let Some(offset) = self.next else {
            return self.free.pop_front();
        };
        let step = self.mask & self.mask.wrapping_neg();
        self.next = offset.checked_add(step).filter(|next| next & !self.mask == 0);
        Some(self.base | offset)
    }

    /// Releases an id whose resource the server has been asked to free.
    pub(crate) fn release(&mut self, id: u32) {
        self.free.push_back(id);
    }

    /// Whether an id belongs to this connection: no other client can create a resource with it.
    pub(crate) fn contains(&self, id: u32) -> bool {
        id & !self.mask == self.base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_ids_come_first_and_then_the_oldest_released() {
        let mut ids = ResourceIds::new(0x0020_0000, 0b1100, 0);
        let fresh: Vec<_> = std::iter::from_fn(|| ids.allocate()).collect();
        assert_eq!(fresh, [0x0020_0000, 0x0020_0004, 0x0020_0008, 0x0020_000c]);
        ids.release(fresh[2]);
        ids.release(fresh[0]);
        assert_eq!(
            (ids.allocate(), ids.allocate(), ids.allocate()),
            (Some(fresh[2]), Some(fresh[0]), None)
        );
    }

    #[test]
    fn the_first_id_follows_the_start_value() {
        let mut ids = ResourceIds::new(0x0020_0000, 0x001f_ffff, 0xffff_fff3);
        assert_eq!(ids.allocate(), Some(0x002f_fff3));
        assert_eq!(ids.allocate(), Some(0x002f_fff4));
    }

    #[test]
    fn an_empty_range_has_no_ids() {
        assert_eq!(ResourceIds::new(0x0020_0000, 0, 7).allocate(), None);
    }

    #[test]
    fn ids_of_other_clients_are_recognised() {
        let ids = ResourceIds::new(0x0020_0000, 0x001f_ffff, 0);
        assert!(ids.contains(0x0020_0000) && ids.contains(0x003f_ffff));
        assert!(!ids.contains(0x0040_0000) && !ids.contains(0x001f_ffff) && !ids.contains(0));
    }
}
