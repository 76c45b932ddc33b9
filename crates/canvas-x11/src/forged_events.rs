//! A filter between the socket and x11rb: one kind of event that other clients can forge would break its counting.
//!
//! Every packet of a server carries the sequence number of the last request in its third and fourth byte, except
//! `KeymapNotify`, which has key states there. x11rb knows that, but does not recognise the event when another client has
//! sent it with `SendEvent` (its first byte then has the high bit set): it takes the key states for a sequence number
//! and never finds the replies to later requests. The filter clears that bit; this backend reads no `KeymapNotify` events.

/// The first byte of a `KeymapNotify` event, without and with the bit of `SendEvent`.
const KEYMAP_NOTIFY: u8 = 11;
const FORGED_KEYMAP_NOTIFY: u8 = 0x80 | KEYMAP_NOTIFY;
/// The first byte of the packets that may be longer than others: replies and generic events.
const REPLY: u8 = 1;
const GENERIC_EVENT: u8 = 35;
/// The length of all other packets.
const LENGTH: usize = 32;

/// Follows the packets in a stream of bytes that arrives in arbitrary pieces.
#[derive(Debug, Default)]
pub(crate) struct ForgedEventFilter {
    /// How many of the current packet's first 32 bytes have been filtered.
    filtered: usize,
    kind: u8,
    /// Its fifth to eighth byte: the length beyond 32 bytes, in units of four bytes.
    extra: [u8; 4],
    /// How many of the bytes beyond 32 are still to come.
    rest: usize,
}

impl ForgedEventFilter {
    /// Filters the next bytes in place.
    pub(crate) fn filter(&mut self, bytes: &mut [u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let left = bytes.len() - at;
            if self.rest > 0 {
                let step = self.rest.min(left);
                self.rest -= step;
                at += step;
                continue;
            }
            match self.filtered {
                0 => {
                    if bytes[at] == FORGED_KEYMAP_NOTIFY {
                        bytes[at] = KEYMAP_NOTIFY;
                    }
                    self.kind = bytes[at];
                    self.step(&mut at, 1);
                }
                1..4 => self.step(&mut at, left.min(4 - self.filtered)),
                4..8 => {
                    self.extra[self.filtered - 4] = bytes[at];
                    self.step(&mut at, 1);
                }
                _ => self.step(&mut at, left.min(LENGTH - self.filtered)),
            }
        }
    }

    fn step(&mut self, at: &mut usize, count: usize) {
        *at += count;
        self.filtered += count;
        if self.filtered == LENGTH {
            self.filtered = 0;
            if self.kind == REPLY || self.kind & 0x7f == GENERIC_EVENT {
                self.rest = 4 * u32::from_ne_bytes(self.extra) as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(kind: u8, extra: u32) -> Vec<u8> {
        // The rest consists of bytes that must not be changed although they look like a forged event.
        let mut bytes = vec![FORGED_KEYMAP_NOTIFY; LENGTH + 4 * extra as usize];
        bytes[0] = kind;
        bytes[4..8].copy_from_slice(&extra.to_ne_bytes());
        bytes
    }

    #[test]
    fn only_the_first_byte_of_one_event_changes_in_whatever_pieces_the_bytes_arrive() {
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
        for (kind, extra) in kinds {
            let mut bytes = packet(kind, extra);
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
            let mut filter = ForgedEventFilter::default();
            let mut output = stream.clone();
            output.chunks_mut(size).for_each(|piece| filter.filter(piece));
            assert!(output == expected, "in pieces of {size}");
        }
    }
}
