//! Names for the display's resources, made without asking the display.
//!
//! Fresh names come first; when the range is used up (after some two million), names that were given back are used
//! again, the oldest first, so that a late event for a dead window never meets a new one.

use std::collections::VecDeque;

/// The names below are for what x11rb makes itself: cursors.
const RESERVED: u32 = 0x1_0000;

/// The names that the display has given this connection.
#[derive(Debug)]
pub(crate) struct Ids {
    next: Option<u32>,
    base: u32,
    mask: u32,
    free: VecDeque<u32>,
}

impl Ids {
    /// From the connection's setup. `start` says where in the first half of the range the first name is. A display
    /// gives the range of a client that has ended to the next one: if that began with the same names, a window manager
    /// that still has events of the dead windows to read would take them for those of the new ones.
    pub(crate) fn new(base: u32, mask: u32, start: u32) -> Self {
        let next = (mask != 0).then_some((start & (mask >> 1) | RESERVED) & mask);
        Self {
            next,
            base,
            mask,
            free: VecDeque::new(),
        }
    }

    /// A name, or `None` if all are in use.
    pub(crate) fn take(&mut self) -> Option<u32> {
        let Some(offset) = self.next else {
            return self.free.pop_front();
        };
        let step = self.mask & self.mask.wrapping_neg();
        self.next = offset.checked_add(step).filter(|next| next & !self.mask == 0);
        Some(self.base | offset)
    }

    /// Gives a name back whose resource the display has been told to free.
    pub(crate) fn give_back(&mut self, id: u32) {
        self.free.push_back(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fresh_until_none_is_left_and_then_the_oldest() {
        let mut ids = Ids::new(0x0020_0000, 0b1100, 0);
        let fresh: Vec<_> = std::iter::from_fn(|| ids.take()).collect();
        assert_eq!(fresh, [0x0020_0000, 0x0020_0004, 0x0020_0008, 0x0020_000c]);
        ids.give_back(fresh[2]);
        ids.give_back(fresh[0]);
        assert_eq!(
            (ids.take(), ids.take(), ids.take()),
            (Some(fresh[2]), Some(fresh[0]), None)
        );
    }

    #[test]
    fn the_first_name_is_where_it_was_asked_for() {
        let mut ids = Ids::new(0x0020_0000, 0x001f_ffff, 0xffff_fff3);
        assert_eq!(ids.take(), Some(0x002f_fff3));
        assert_eq!(ids.take(), Some(0x002f_fff4));
    }

    #[test]
    fn an_empty_range_has_no_names() {
        assert_eq!(Ids::new(0x0020_0000, 0, 7).take(), None);
    }
}
