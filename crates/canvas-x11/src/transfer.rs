//! How what another program offers comes to us, in one piece or in many (ICCCM 2.4 to 2.7): the order of things, without a
//! display. [`fetch`](crate::fetch) is the half that has one.
//!
//! The other program puts what was asked for into a property of ours, and we read it, 256 KiB at a time. What is large comes
//! incrementally: the property says so (`INCR`), and each time that we delete it the other program puts the next part in,
//! an empty one at last. It may do none of that, or all of it wrong; what is read is bounded, and the caller has a deadline.

/// How much of a property is read at once, in the units of four bytes that requests count in.
pub(crate) const PIECE_UNITS: u32 = 64 * 1024;

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Wait for the other program.
    Wait,
    /// Read the property from here on, in units of four bytes, and delete it when it has been read to its end.
    Read(u32),
    /// It is all here.
    Done(Vec<u8>),
    /// It will not come.
    Failed(Failure),
}

/// Why something did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nobody offers it.
    Refused,
    /// It is larger than what was allowed.
    TooLarge,
    /// The other program does not keep to the rules.
    Nonsense,
    /// It did not come in time.
    Late,
}

/// A part of a property, as the display has told it.
#[derive(Debug)]
pub(crate) struct Piece {
    /// `None` if there is no such property.
    pub(crate) kind: Option<Kind>,
    pub(crate) value: Vec<u8>,
    /// How many bytes come after this piece.
    pub(crate) left: u32,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bytes,
    /// The announcement that parts will come, with the least number of bytes that they have.
    Incremental(u32),
    Other,
}

/// One such transfer.
#[derive(Debug)]
pub(crate) struct Transfer {
    limit: usize,
    data: Vec<u8>,
    phase: Phase,
    is_incremental: bool,
    /// The property has changed while it was being read.
    has_changed: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Phase {
    Asked,
    Reading { offset: u32 },
    Between,
}

impl Transfer {
    /// Has been asked for; at most so many bytes are taken.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            data: Vec::new(),
            phase: Phase::Asked,
            is_incremental: false,
            has_changed: false,
        }
    }

    /// The other program has put it into the property, or has not.
    pub(crate) fn answered(&mut self, is_granted: bool) -> Step {
        match (&self.phase, is_granted) {
            (Phase::Asked, true) => self.read(),
            (Phase::Asked, false) => Step::Failed(Failure::Refused),
            _ => Step::Wait,
        }
    }

    /// The property has a new value.
    pub(crate) fn changed(&mut self) -> Step {
        match self.phase {
            Phase::Asked => Step::Wait,
            Phase::Reading { .. } => {
                self.has_changed = true;
                Step::Wait
            }
            Phase::Between => self.read(),
        }
    }

    /// What was read; `None` if the display has refused.
    pub(crate) fn piece(&mut self, piece: Option<Piece>) -> Step {
        let Phase::Reading { offset } = self.phase else {
            return Step::Wait;
        };
        let Some(piece) = piece else {
            return Step::Failed(Failure::Nonsense);
        };
        match piece.kind {
            Some(Kind::Incremental(least)) if !self.is_incremental => {
                self.is_incremental = true;
                match least as usize > self.limit {
                    true => Step::Failed(Failure::TooLarge),
                    false => self.between(),
                }
            }
            // It was read with the part before.
            None if self.is_incremental && offset == 0 => self.between(),
            Some(Kind::Bytes) => self.bytes(piece, offset),
            _ => Step::Failed(Failure::Nonsense),
        }
    }

    fn bytes(&mut self, piece: Piece, offset: u32) -> Step {
        let Piece { value, left, .. } = piece;
        let is_end = value.is_empty() && offset == 0;
        if self.data.len() + value.len() + left as usize > self.limit {
            return Step::Failed(Failure::TooLarge);
        }
        self.data.extend_from_slice(&value);
        match (left, self.is_incremental) {
            (1.., _) if value.len() < 4 => Step::Failed(Failure::Nonsense),
            (1.., _) => {
                let offset = offset + (value.len() / 4) as u32;
                self.phase = Phase::Reading { offset };
                Step::Read(offset)
            }
            (0, true) if !is_end => self.between(),
            (0, _) => Step::Done(std::mem::take(&mut self.data)),
        }
    }

    fn between(&mut self) -> Step {
        if std::mem::take(&mut self.has_changed) {
            return self.read();
        }
        self.phase = Phase::Between;
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

    fn bytes(value: &[u8], left: u32) -> Option<Piece> {
        piece(Some(Kind::Bytes), value, left)
    }

    fn piece(kind: Option<Kind>, value: &[u8], left: u32) -> Option<Piece> {
        let value = value.to_vec();
        Some(Piece { kind, value, left })
    }

    fn incremental(least: u32) -> Option<Piece> {
        piece(Some(Kind::Incremental(least)), &least.to_ne_bytes(), 0)
    }

    fn granted(limit: usize) -> Transfer {
        let mut transfer = Transfer::new(limit);
        assert_eq!(transfer.changed(), Step::Wait, "it is being put in");
        assert_eq!(transfer.answered(true), Step::Read(0));
        assert_eq!(transfer.answered(false), Step::Wait, "it was granted already");
        transfer
    }

    #[test]
    fn one_property_is_read_in_pieces() {
        let mut transfer = granted(100);
        assert_eq!(transfer.piece(bytes(b"12345678", 3)), Step::Read(2));
        assert_eq!(
            transfer.piece(bytes(b"abc", 0)),
            Step::Done(b"12345678abc".to_vec())
        );
        assert_eq!(granted(9).piece(bytes(b"", 0)), Step::Done(Vec::new()));
    }

    #[test]
    fn parts_are_put_together_until_an_empty_one_comes() {
        let mut transfer = granted(100);
        assert_eq!(transfer.piece(incremental(8)), Step::Wait);
        assert_eq!(transfer.changed(), Step::Read(0));
        assert_eq!(transfer.piece(bytes(b"12345678", 2)), Step::Read(2));
        assert_eq!(transfer.piece(bytes(b"ab", 0)), Step::Wait);
        assert_eq!(transfer.changed(), Step::Read(0));
        assert_eq!(transfer.piece(bytes(b"c", 0)), Step::Wait);
        assert_eq!(transfer.changed(), Step::Read(0));
        assert_eq!(transfer.piece(bytes(b"", 0)), Step::Done(b"12345678abc".to_vec()));
    }

    #[test]
    fn a_part_that_comes_before_the_answer_to_the_one_before_is_not_lost() {
        let mut transfer = granted(100);
        assert_eq!(transfer.changed(), Step::Wait);
        assert_eq!(transfer.piece(incremental(0)), Step::Read(0));
        assert_eq!(transfer.changed(), Step::Wait);
        assert_eq!(transfer.piece(bytes(b"ab", 0)), Step::Read(0));
        assert_eq!(
            transfer.piece(piece(None, b"", 0)),
            Step::Wait,
            "it was read already"
        );
        assert_eq!(transfer.changed(), Step::Read(0));
        assert_eq!(transfer.piece(bytes(b"", 0)), Step::Done(b"ab".to_vec()));
    }

    #[test]
    fn nothing_larger_than_the_limit_is_taken() {
        let too_large = Step::Failed(Failure::TooLarge);
        assert_eq!(granted(8).piece(bytes(b"1234", 5)), too_large);
        assert_eq!(granted(8).piece(bytes(b"1234", u32::MAX)), too_large);
        assert_eq!(granted(8).piece(incremental(9)), too_large);
        let mut transfer = granted(8);
        transfer.piece(incremental(0));
        for _ in 0..2 {
            assert_eq!(transfer.changed(), Step::Read(0));
            assert_eq!(transfer.piece(bytes(b"1234", 0)), Step::Wait);
        }
        assert_eq!(transfer.changed(), Step::Read(0));
        assert_eq!(transfer.piece(bytes(b"5", 0)), too_large);
    }

    #[test]
    fn what_keeps_to_no_rules_is_given_up() {
        let nonsense = Step::Failed(Failure::Nonsense);
        assert_eq!(granted(9).piece(None), nonsense);
        assert_eq!(granted(9).piece(piece(None, b"", 0)), nonsense);
        assert_eq!(granted(9).piece(piece(Some(Kind::Other), b"1234", 0)), nonsense);
        assert_eq!(granted(9).piece(bytes(b"", 5)), nonsense, "it would never end");
        let mut twice = granted(9);
        twice.piece(incremental(0));
        twice.changed();
        assert_eq!(twice.piece(incremental(0)), nonsense);
        assert_eq!(Transfer::new(9).answered(false), Step::Failed(Failure::Refused));
    }
}
