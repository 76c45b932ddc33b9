//! A guard between the socket and x11rb: one kind of event that other clients can forge would confuse its counting.
//!
//! Every packet of a display carries the number of the last request in its third and fourth byte, but for
//! `KeymapNotify`, which has keys there. x11rb knows that, but does not recognise the event when another client has sent
//! it (then its first byte has the mark of forged events), takes the keys for a number, and never finds the answers to
//! our requests again. So the mark is taken off; nobody here reads such events.

/// The first byte of a `KeymapNotify` event, without and with the mark.
const KEYMAP_NOTIFY: u8 = 11;
const FORGED_KEYMAP_NOTIFY: u8 = 0x80 | KEYMAP_NOTIFY;
/// The first bytes of the packets that may be longer than others: replies, and events of extensions.
const REPLY: u8 = 1;
const GENERIC_EVENT: u8 = 35;
/// How long packets are, but for those.
const LENGTH: usize = 32;

/// Follows the packets in a stream of bytes that comes in any pieces.
#[derive(Debug, Default)]
pub(crate) struct Packets {
    /// How much of the current packet's first 32 bytes has passed.
    passed: usize,
    kind: u8,
    /// Its fifth to eighth byte: what it has beyond 32 bytes, in units of four.
    more: [u8; 4],
    /// How much of that is to come.
    rest: usize,
}

impl Packets {
    /// Passes the next bytes on, changing what has to be changed.
    pub(crate) fn pass(&mut self, bytes: &mut [u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let left = bytes.len() - at;
            if self.rest > 0 {
                let step = self.rest.min(left);
                self.rest -= step;
                at += step;
                continue;
            }
            match self.passed {
                0 => {
                    if bytes[at] == FORGED_KEYMAP_NOTIFY {
                        bytes[at] = KEYMAP_NOTIFY;
                    }
                    self.kind = bytes[at];
                    self.step(&mut at, 1);
                }
                1..4 => self.step(&mut at, left.min(4 - self.passed)),
                4..8 => {
                    self.more[self.passed - 4] = bytes[at];
                    self.step(&mut at, 1);
                }
                _ => self.step(&mut at, left.min(LENGTH - self.passed)),
            }
        }
    }

    fn step(&mut self, at: &mut usize, count: usize) {
        *at += count;
        self.passed += count;
        if self.passed == LENGTH {
            self.passed = 0;
            if self.kind == REPLY || self.kind & 0x7f == GENERIC_EVENT {
                self.rest = 4 * u32::from_ne_bytes(self.more) as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(kind: u8, more: u32) -> Vec<u8> {
        // Whatever follows looks like the event that is changed.
        let mut bytes = vec![FORGED_KEYMAP_NOTIFY; LENGTH + 4 * more as usize];
        bytes[0] = kind;
        bytes[4..8].copy_from_slice(&more.to_ne_bytes());
        bytes
    }

    #[test]
    fn only_the_mark_of_one_event_changes_in_whatever_pieces_the_bytes_come() {
        let kinds = [
            (REPLY, 5),
            (FORGED_KEYMAP_NOTIFY, 3),
            (0x80 | 33, 9),
            (GENERIC_EVENT, 0),
            (0, 7),
            (11, 0),
        ];
        let long = |kind| matches!(kind, REPLY | GENERIC_EVENT);
        let mut stream = Vec::new();
        let mut expected = Vec::new();
        for (kind, more) in kinds {
            let mut bytes = packet(kind, more);
            bytes.truncate(if long(kind) { bytes.len() } else { LENGTH });
            stream.extend(&bytes);
            bytes[0] = if kind == FORGED_KEYMAP_NOTIFY {
                KEYMAP_NOTIFY
            } else {
                kind
            };
            expected.extend(bytes);
        }
        for size in 1..stream.len() {
            let mut packets = Packets::default();
            let mut passed = stream.clone();
            passed.chunks_mut(size).for_each(|piece| packets.pass(piece));
            assert!(passed == expected, "in pieces of {size}");
        }
    }
}
