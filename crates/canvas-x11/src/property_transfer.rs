//! The transfer of a selection through a property (ICCCM 2.4 and 2.7.2, `INCR`): a state machine that does not depend on
//! the connection. `selection_read.rs` is the half that talks to the server.
//!
//! The owner of the selection writes the data into a property of a window of this connection, which is read 256 KiB at a
//! time. Large data is transferred incrementally: the property's type is `INCR`, and each time that the reader deletes the
//! property the owner writes the next part, and an empty one at the end. An owner may break any of these rules; the amount
//! of data is bounded, and the reader has a deadline.

/// How much of a property is read at once, in the unit of `GetProperty`: four bytes.
pub(crate) const READ_UNITS: u32 = 64 * 1024;

/// The next step of the reader.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Wait for the owner of the selection.
    Wait,
    /// Read the property from this offset on, in units of four bytes, and delete it when it has been read to its end.
    Read(u32),
    /// All data has been read.
    Done(Vec<u8>),
    /// The transfer has failed.
    Failed(Failure),
}

/// Why a transfer failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The selection has no owner, or not in this format.
    Refused,
    /// The data exceeds the limit.
    TooLarge,
    /// The owner breaks the protocol.
    Protocol,
    /// The deadline has passed.
    TimedOut,
}

/// A part of a property's value.
#[derive(Debug)]
pub(crate) struct Part {
    /// `None` if the property does not exist.
    pub(crate) kind: Option<PartKind>,
    pub(crate) value: Vec<u8>,
    /// How many bytes of the property follow this part.
    pub(crate) bytes_after: u32,
}

/// The content of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// Data in bytes.
    Bytes,
    /// The announcement of an incremental transfer, with a lower bound of its size in bytes.
    Incremental(u32),
    /// Data of another format.
    Other,
}

/// The state of one transfer.
#[derive(Debug)]
pub(crate) struct PropertyTransfer {
    limit: usize,
    data: Vec<u8>,
    phase: Phase,
    is_incremental: bool,
    /// Whether the property has changed while it was being read.
    has_changed: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Phase {
    /// The owner has not answered.
    Requested,
    /// A part of the property is being read.
    Reading { offset: u32 },
    /// The owner has to write the next part of an incremental transfer.
    AwaitingPart,
}

impl PropertyTransfer {
    /// A transfer that has been requested, of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            data: Vec::new(),
            phase: Phase::Requested,
            is_incremental: false,
            has_changed: false,
        }
    }

    /// The owner has answered: it has written the property, or refused.
    pub(crate) fn notified(&mut self, is_converted: bool) -> Step {
        match (&self.phase, is_converted) {
            (Phase::Requested, true) => self.read(),
            (Phase::Requested, false) => Step::Failed(Failure::Refused),
            _ => Step::Wait,
        }
    }

    /// The property has a new value.
    pub(crate) fn property_changed(&mut self) -> Step {
        match self.phase {
            Phase::Requested => Step::Wait,
            Phase::Reading { .. } => {
                self.has_changed = true;
                Step::Wait
            }
            Phase::AwaitingPart => self.read(),
        }
    }

    /// A part has been read; `None` if the server refused to.
    pub(crate) fn part_read(&mut self, part: Option<Part>) -> Step {
        let Phase::Reading { offset } = self.phase else {
            return Step::Wait;
        };
        let Some(part) = part else {
            return Step::Failed(Failure::Protocol);
        };
        match part.kind {
            Some(PartKind::Incremental(minimum)) if !self.is_incremental => {
                self.is_incremental = true;
                match minimum as usize > self.limit {
                    true => Step::Failed(Failure::TooLarge),
                    false => self.await_part(),
                }
            }
            // It was read together with the previous part.
            None if self.is_incremental && offset == 0 => self.await_part(),
            Some(PartKind::Bytes) => self.bytes(part, offset),
            _ => Step::Failed(Failure::Protocol),
        }
    }

    fn bytes(&mut self, part: Part, offset: u32) -> Step {
        let Part {
            value, bytes_after, ..
        } = part;
        let is_end = value.is_empty() && offset == 0;
        if self.data.len() + value.len() + bytes_after as usize > self.limit {
            return Step::Failed(Failure::TooLarge);
        }
        self.data.extend_from_slice(&value);
        match (bytes_after, self.is_incremental) {
            (1.., _) if value.len() < 4 => Step::Failed(Failure::Protocol),
            (1.., _) => {
                let offset = offset + (value.len() / 4) as u32;
                self.phase = Phase::Reading { offset };
                Step::Read(offset)
            }
            (0, true) if !is_end => self.await_part(),
            (0, _) => Step::Done(std::mem::take(&mut self.data)),
        }
    }

    fn await_part(&mut self) -> Step {
        if std::mem::take(&mut self.has_changed) {
            return self.read();
        }
        self.phase = Phase::AwaitingPart;
        Step::Wait
    }

    fn read(&mut self) -> Step {
        self.phase = Phase::Reading { offset: 0 };
        Step::Read(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(value: &[u8], bytes_after: u32) -> Option<Part> {
        part(Some(PartKind::Bytes), value, bytes_after)
    }

    fn part(kind: Option<PartKind>, value: &[u8], bytes_after: u32) -> Option<Part> {
        let value = value.to_vec();
        Some(Part {
            kind,
            value,
            bytes_after,
        })
    }

    fn incremental(minimum: u32) -> Option<Part> {
        part(Some(PartKind::Incremental(minimum)), &minimum.to_ne_bytes(), 0)
    }

    fn converted(limit: usize) -> PropertyTransfer {
        let mut transfer = PropertyTransfer::new(limit);
        assert_eq!(
            transfer.property_changed(),
            Step::Wait,
            "the property is being written"
        );
        assert_eq!(transfer.notified(true), Step::Read(0));
        assert_eq!(transfer.notified(false), Step::Wait, "it was converted already");
        transfer
    }

    #[test]
    fn a_large_property_is_read_in_parts() {
        let mut transfer = converted(100);
        assert_eq!(transfer.part_read(bytes(b"12345678", 3)), Step::Read(2));
        assert_eq!(
            transfer.part_read(bytes(b"abc", 0)),
            Step::Done(b"12345678abc".to_vec())
        );
        assert_eq!(converted(9).part_read(bytes(b"", 0)), Step::Done(Vec::new()));
    }

    #[test]
    fn an_incremental_transfer_ends_with_an_empty_part() {
        let mut transfer = converted(100);
        assert_eq!(transfer.part_read(incremental(8)), Step::Wait);
        assert_eq!(transfer.property_changed(), Step::Read(0));
        assert_eq!(transfer.part_read(bytes(b"12345678", 2)), Step::Read(2));
        assert_eq!(transfer.part_read(bytes(b"ab", 0)), Step::Wait);
        assert_eq!(transfer.property_changed(), Step::Read(0));
        assert_eq!(transfer.part_read(bytes(b"c", 0)), Step::Wait);
        assert_eq!(transfer.property_changed(), Step::Read(0));
        assert_eq!(
            transfer.part_read(bytes(b"", 0)),
            Step::Done(b"12345678abc".to_vec())
        );
    }

    #[test]
    fn a_part_written_while_the_previous_one_is_read_is_not_lost() {
        let mut transfer = converted(100);
        assert_eq!(transfer.property_changed(), Step::Wait);
        assert_eq!(transfer.part_read(incremental(0)), Step::Read(0));
        assert_eq!(transfer.property_changed(), Step::Wait);
        assert_eq!(transfer.part_read(bytes(b"ab", 0)), Step::Read(0));
        assert_eq!(
            transfer.part_read(part(None, b"", 0)),
            Step::Wait,
            "it was read already"
        );
        assert_eq!(transfer.property_changed(), Step::Read(0));
        assert_eq!(transfer.part_read(bytes(b"", 0)), Step::Done(b"ab".to_vec()));
    }

    #[test]
    fn nothing_larger_than_the_limit_is_read() {
        let too_large = Step::Failed(Failure::TooLarge);
        assert_eq!(converted(8).part_read(bytes(b"1234", 5)), too_large);
        assert_eq!(converted(8).part_read(bytes(b"1234", u32::MAX)), too_large);
        assert_eq!(converted(8).part_read(incremental(9)), too_large);
        let mut transfer = converted(8);
        transfer.part_read(incremental(0));
        for _ in 0..2 {
            assert_eq!(transfer.property_changed(), Step::Read(0));
            assert_eq!(transfer.part_read(bytes(b"1234", 0)), Step::Wait);
        }
        assert_eq!(transfer.property_changed(), Step::Read(0));
        assert_eq!(transfer.part_read(bytes(b"5", 0)), too_large);
    }

    #[test]
    fn an_owner_that_breaks_the_protocol_is_given_up() {
        let broken = Step::Failed(Failure::Protocol);
        assert_eq!(converted(9).part_read(None), broken);
        assert_eq!(converted(9).part_read(part(None, b"", 0)), broken);
        assert_eq!(
            converted(9).part_read(part(Some(PartKind::Other), b"1234", 0)),
            broken
        );
        assert_eq!(
            converted(9).part_read(bytes(b"", 5)),
            broken,
            "it would never end"
        );
        let mut twice = converted(9);
        twice.part_read(incremental(0));
        twice.property_changed();
        assert_eq!(twice.part_read(incremental(0)), broken);
        assert_eq!(
            PropertyTransfer::new(9).notified(false),
            Step::Failed(Failure::Refused)
        );
    }
}
