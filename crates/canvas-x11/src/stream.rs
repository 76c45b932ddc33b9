//! The socket to the display, and the one rule that keeps the event loop alive: *nothing here waits*.
//!
//! x11rb writes into [`Wire`], which only queues: bytes and the descriptors that belong to them, in order. The loop
//! moves the queue into the socket when the socket takes it ([`Wire::pump`]). A display that stops reading therefore
//! never stops the loop; it only fills the queue, and a full queue holds back new frames ([`Wire::is_congested`]).
//!
//! Reading is on a budget ([`Wire::allow_reading`]), so that a flood of events is taken in bites. Waiting for an answer
//! is possible only during start-up, until a deadline ([`Wire::set_patience`]); afterwards x11rb's waits return
//! [`ErrorKind::WouldBlock`] at once, which makes of every "wait for the reply" a "look whether it is there".

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{Error, ErrorKind, IoSlice, IoSliceMut, Result};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, recvmsg, sendmsg,
};
use x11rb::rust_connection::{PollMode, Stream};
use x11rb::utils::RawFdContainer;

use crate::packets::Packets;

/// Above this many bytes in the queue, frames wait.
const CONGESTED: usize = 1024 * 1024;
/// Above this many bytes in the queue, the display counts as lost: nothing that we send at our own will goes so far.
const HOPELESS: usize = 64 * 1024 * 1024;
/// Small writes are put together into chunks of this size.
const CHUNK: usize = 64 * 1024;
/// How many descriptors go with one `sendmsg`; servers take at least this many.
const FDS_AT_ONCE: usize = 16;

/// A stream that queues what is written and never waits. Belongs to one thread.
#[derive(Debug)]
pub(crate) struct Wire {
    socket: OwnedFd,
    out: RefCell<Outbox>,
    patience: Cell<Option<Instant>>,
    read_budget: Cell<usize>,
    /// What comes after the greeting.
    packets: RefCell<Option<Packets>>,
}

#[derive(Debug, Default)]
struct Outbox {
    chunks: VecDeque<Chunk>,
    /// Bytes in all chunks that are not sent yet.
    bytes: usize,
}

#[derive(Debug)]
struct Chunk {
    data: Vec<u8>,
    sent: usize,
    /// Must be received with the first of `data` or before.
    fds: Vec<OwnedFd>,
}

impl Outbox {
    fn push(&mut self, data: &[u8], fds: &mut Vec<RawFdContainer>) {
        self.bytes += data.len();
        match self.chunks.back_mut() {
            Some(last) if fds.is_empty() && last.data.len() + data.len() <= CHUNK => {
                last.data.extend_from_slice(data);
            }
            _ => self.chunks.push_back(Chunk {
                data: data.to_vec(),
                sent: 0,
                fds: std::mem::take(fds),
            }),
        }
    }

    /// Sends what the socket takes.
    fn pump(&mut self, socket: BorrowedFd<'_>) -> Result<()> {
        while let Some(chunk) = self.chunks.front_mut() {
            let fds = chunk.fds.len().min(FDS_AT_ONCE);
            // More descriptors than go at once travel one byte apart, all before their request is complete.
            let end = if fds < chunk.fds.len() {
                chunk.sent + 1
            } else {
                chunk.data.len()
            };
            match send(socket, &chunk.data[chunk.sent..end], &chunk.fds[..fds]) {
                Ok(count) => {
                    chunk.sent += count;
                    chunk.fds.drain(..fds);
                    self.bytes -= count;
                }
                Err(Errno::AGAIN) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
            if chunk.sent == chunk.data.len() {
                self.chunks.pop_front();
            }
        }
        Ok(())
    }
}

fn send(socket: BorrowedFd<'_>, data: &[u8], fds: &[OwnedFd]) -> rustix::io::Result<usize> {
    let fds: Vec<_> = fds.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FDS_AT_ONCE))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !fds.is_empty() {
        ancillary.push(SendAncillaryMessage::ScmRights(&fds));
    }
    // Without NOSIGNAL the end of the display would end this process wherever SIGPIPE has its default action.
    let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
    rustix::io::retry_on_intr(|| sendmsg(socket, &[IoSlice::new(data)], &mut ancillary, flags))
}

impl Wire {
    /// Takes a connected, non-blocking socket. It may be read without limit, and waited for until `patience`.
    pub(crate) fn new(socket: OwnedFd, patience: Instant) -> Self {
        Self {
            socket,
            out: RefCell::default(),
            patience: Cell::new(Some(patience)),
            read_budget: Cell::new(usize::MAX),
            packets: RefCell::default(),
        }
    }

    /// Until when replies may be waited for; `None`: never.
    pub(crate) fn set_patience(&self, patience: Option<Instant>) {
        self.patience.set(patience);
    }

    /// How many bytes may be read from now on.
    pub(crate) fn allow_reading(&self, bytes: usize) {
        self.read_budget.set(bytes);
    }

    /// The greeting is over: from now on packets come.
    pub(crate) fn expect_packets(&self) {
        self.packets.replace(Some(Packets::default()));
    }

    /// Sends what the socket takes now.
    pub(crate) fn pump(&self) -> Result<()> {
        self.out.borrow_mut().pump(self.socket.as_fd())
    }

    /// Whether something waits to be sent.
    pub(crate) fn has_output(&self) -> bool {
        self.out.borrow().bytes > 0
    }

    /// Whether so much waits to be sent that frames should be held back.
    pub(crate) fn is_congested(&self) -> bool {
        self.out.borrow().bytes > CONGESTED
    }

    fn wait_readable(&self, until: Instant) -> Result<()> {
        loop {
            self.pump()?;
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            let output = if self.has_output() {
                PollFlags::OUT
            } else {
                PollFlags::empty()
            };
            let mut fds = [PollFd::new(&self.socket, PollFlags::IN | output)];
            let timeout = Timespec::try_from(left).unwrap_or_default();
            match poll(&mut fds, Some(&timeout)) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            // Errors and the end of the stream show when it is read.
            if fds[0]
                .revents()
                .intersects(PollFlags::IN | PollFlags::ERR | PollFlags::HUP)
            {
                return Ok(());
            }
        }
    }
}

impl AsFd for Wire {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Stream for Wire {
    fn poll(&self, mode: PollMode) -> Result<()> {
        if mode.writable() {
            return Ok(()); // The queue always takes.
        }
        match self.patience.get() {
            Some(until) => self.wait_readable(until),
            None => Err(ErrorKind::WouldBlock.into()),
        }
    }

    fn read(&self, buf: &mut [u8], fd_storage: &mut Vec<RawFdContainer>) -> Result<usize> {
        let budget = self.read_budget.get();
        if budget == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        let length = buf.len().min(budget);
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FDS_AT_ONCE))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
        let message = rustix::io::retry_on_intr(|| {
            recvmsg(
                &self.socket,
                &mut [IoSliceMut::new(&mut buf[..length])],
                &mut ancillary,
                flags,
            )
        })?;
        for message in ancillary.drain() {
            if let RecvAncillaryMessage::ScmRights(fds) = message {
                fd_storage.extend(fds);
            }
        }
        self.read_budget.set(budget - message.bytes);
        if let Some(packets) = &mut *self.packets.borrow_mut() {
            packets.pass(&mut buf[..message.bytes]);
        }
        Ok(message.bytes)
    }

    fn write(&self, buf: &[u8], fds: &mut Vec<RawFdContainer>) -> Result<usize> {
        let mut out = self.out.borrow_mut();
        if out.bytes > HOPELESS {
            return Err(Error::other("the display has stopped taking requests"));
        }
        out.push(buf, fds);
        Ok(buf.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
    use std::time::Duration;

    fn pair() -> (Wire, OwnedFd) {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::STREAM, flags, None).unwrap();
        (
            Wire::new(ours, Instant::now() + Duration::from_millis(50)),
            theirs,
        )
    }

    /// Reads all that is there: bytes, and how many descriptors came before each end of a read.
    fn receive(socket: &OwnedFd) -> (Vec<u8>, usize) {
        let (mut bytes, mut fds) = (Vec::new(), Vec::new());
        let reader = Wire::new(socket.try_clone().unwrap(), Instant::now());
        let mut buffer = [0; 4096];
        while let Ok(count) = reader.read(&mut buffer, &mut fds) {
            if count == 0 {
                break;
            }
            bytes.extend_from_slice(&buffer[..count]);
        }
        (bytes, fds.len())
    }

    #[test]
    fn a_write_never_waits_and_nothing_is_lost() {
        let (wire, theirs) = pair();
        let block: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
        for _ in 0..4 {
            assert_eq!(wire.write(&block, &mut Vec::new()).unwrap(), block.len());
            wire.pump().unwrap();
        }
        assert!(wire.is_congested());
        let mut received = Vec::new();
        while wire.has_output() {
            received.extend(receive(&theirs).0);
            wire.pump().unwrap();
        }
        received.extend(receive(&theirs).0);
        assert!(received == block.repeat(4));
        assert!(!wire.is_congested());
    }

    #[test]
    fn descriptors_arrive_with_their_bytes_or_before() {
        let (wire, theirs) = pair();
        let fds = |count| {
            (0..count)
                .map(|_| theirs.try_clone().unwrap())
                .collect::<Vec<_>>()
        };
        wire.write(b"plain", &mut Vec::new()).unwrap();
        let mut many = fds(40);
        wire.write(b"request", &mut many).unwrap();
        assert!(many.is_empty());
        wire.write(b"after", &mut Vec::new()).unwrap();
        wire.pump().unwrap();
        assert_eq!(receive(&theirs), (b"plainrequestafter".to_vec(), 40));
    }

    #[test]
    fn a_budget_limits_reading_and_patience_limits_waiting() {
        let (wire, theirs) = pair();
        rustix::io::write(&theirs, b"0123456789").unwrap();
        wire.allow_reading(4);
        let mut buffer = [0; 64];
        assert_eq!(wire.read(&mut buffer, &mut Vec::new()).unwrap(), 4);
        assert_eq!(
            wire.read(&mut buffer, &mut Vec::new()).unwrap_err().kind(),
            ErrorKind::WouldBlock
        );
        wire.allow_reading(64);
        assert_eq!(wire.read(&mut buffer, &mut Vec::new()).unwrap(), 6);
        assert_eq!(
            wire.poll(PollMode::Readable).unwrap_err().kind(),
            ErrorKind::TimedOut
        );
        wire.set_patience(None);
        assert_eq!(
            wire.poll(PollMode::Readable).unwrap_err().kind(),
            ErrorKind::WouldBlock
        );
    }

    #[test]
    fn the_end_of_the_display_is_an_error_and_no_signal() {
        let (wire, theirs) = pair();
        drop(theirs);
        wire.write(b"x", &mut Vec::new()).unwrap();
        assert_eq!(wire.pump().unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(wire.read(&mut [0; 8], &mut Vec::new()).unwrap(), 0);
    }

    #[test]
    fn a_display_that_takes_nothing_for_ever_is_given_up() {
        let (wire, _theirs) = pair();
        let block = vec![0; 16 << 20];
        let full = (0..8).find_map(|_| wire.write(&block, &mut Vec::new()).err());
        assert!(full.unwrap().to_string().contains("stopped taking"));
    }
}
