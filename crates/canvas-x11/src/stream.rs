//! The socket to the server, and the one rule that keeps the event loop responsive: *nothing here blocks*.
//!
//! x11rb writes into a [`QueuedStream`], which only queues bytes and the file descriptors that belong to them, in order.
//! The loop moves the queue into the socket when the socket is writable ([`QueuedStream::pump`]). A server that stops
//! reading therefore never blocks the loop; it only fills the queue, and a full queue holds back new frames
//! ([`QueuedStream::is_congested`]).
//!
//! Reading has a budget ([`QueuedStream::set_read_budget`]), so that a flood of events is processed in parts. Waiting for
//! a reply is possible only during start-up, until a deadline ([`QueuedStream::set_reply_deadline`]); afterwards x11rb's
//! waits return [`ErrorKind::WouldBlock`] at once, which turns every "wait for the reply" into "check for the reply".

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

use crate::forged_events::ForgedEventFilter;

/// Above this many bytes in the queue, frames wait.
const CONGESTED: usize = 1024 * 1024;
/// Above this many bytes in the queue, the display counts as lost: data that is not held back never reaches it.
const QUEUE_LIMIT: usize = 64 * 1024 * 1024;
/// Small writes are coalesced into chunks of this size.
const CHUNK: usize = 64 * 1024;
/// How many descriptors accompany one `sendmsg`; servers accept at least this many.
const FDS_AT_ONCE: usize = 16;

/// A stream that queues its output and never blocks. It belongs to one thread.
#[derive(Debug)]
pub(crate) struct QueuedStream {
    socket: OwnedFd,
    out: RefCell<Outbox>,
    /// Until when replies may be waited for.
    reply_deadline: Cell<Option<Instant>>,
    read_budget: Cell<usize>,
    /// `None` during the handshake, which has another format.
    filter: RefCell<Option<ForgedEventFilter>>,
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
    /// These must arrive with the first byte of `data` or earlier.
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

    /// Sends as much as the socket accepts.
    fn pump(&mut self, socket: BorrowedFd<'_>) -> Result<()> {
        while let Some(chunk) = self.chunks.front_mut() {
            let fds = chunk.fds.len().min(FDS_AT_ONCE);
            // Descriptors beyond the limit of one call are sent one byte apart, all before their request is complete.
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
    // Without NOSIGNAL, the end of the server would kill this process wherever SIGPIPE has its default action.
    let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
    rustix::io::retry_on_intr(|| sendmsg(socket, &[IoSlice::new(data)], &mut ancillary, flags))
}

impl QueuedStream {
    /// Wraps a connected, non-blocking socket. Until the first budget is set, reading is not limited; replies may be
    /// waited for until `deadline`.
    pub(crate) fn new(socket: OwnedFd, deadline: Instant) -> Self {
        Self {
            socket,
            out: RefCell::default(),
            reply_deadline: Cell::new(Some(deadline)),
            read_budget: Cell::new(usize::MAX),
            filter: RefCell::default(),
        }
    }

    /// Sets until when replies may be waited for; `None` forbids waiting.
    pub(crate) fn set_reply_deadline(&self, deadline: Option<Instant>) {
        self.reply_deadline.set(deadline);
    }

    /// Sets how many bytes may be read from now on.
    pub(crate) fn set_read_budget(&self, bytes: usize) {
        self.read_budget.set(bytes);
    }

    /// Ends the handshake: from now on the server sends replies, events and errors.
    pub(crate) fn end_handshake(&self) {
        self.filter.replace(Some(ForgedEventFilter::default()));
    }

    /// Sends as much of the queue as the socket accepts now.
    pub(crate) fn pump(&self) -> Result<()> {
        self.out.borrow_mut().pump(self.socket.as_fd())
    }

    /// Whether the queue is not empty.
    pub(crate) fn has_output(&self) -> bool {
        self.out.borrow().bytes > 0
    }

    /// Whether the queue is so long that frames should be held back.
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
            // Errors and the end of the stream are found by reading.
            if fds[0]
                .revents()
                .intersects(PollFlags::IN | PollFlags::ERR | PollFlags::HUP)
            {
                return Ok(());
            }
        }
    }
}

impl AsFd for QueuedStream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Stream for QueuedStream {
    fn poll(&self, mode: PollMode) -> Result<()> {
        if mode.writable() {
            return Ok(()); // The queue always accepts.
        }
        match self.reply_deadline.get() {
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
        if let Some(filter) = &mut *self.filter.borrow_mut() {
            filter.filter(&mut buf[..message.bytes]);
        }
        Ok(message.bytes)
    }

    fn write(&self, buf: &[u8], fds: &mut Vec<RawFdContainer>) -> Result<usize> {
        let mut out = self.out.borrow_mut();
        if out.bytes > QUEUE_LIMIT {
            return Err(Error::other("the display has stopped reading requests"));
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

    fn pair() -> (QueuedStream, OwnedFd) {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::STREAM, flags, None).unwrap();
        (
            QueuedStream::new(ours, Instant::now() + Duration::from_millis(50)),
            theirs,
        )
    }

    /// Reads everything that has arrived: the bytes, and the number of descriptors.
    fn receive(socket: &OwnedFd) -> (Vec<u8>, usize) {
        let (mut bytes, mut fds) = (Vec::new(), Vec::new());
        let reader = QueuedStream::new(socket.try_clone().unwrap(), Instant::now());
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
    fn a_write_never_blocks_and_nothing_is_lost() {
        let (stream, theirs) = pair();
        let block: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
        for _ in 0..4 {
            assert_eq!(stream.write(&block, &mut Vec::new()).unwrap(), block.len());
            stream.pump().unwrap();
        }
        assert!(stream.is_congested());
        let mut received = Vec::new();
        while stream.has_output() {
            received.extend(receive(&theirs).0);
            stream.pump().unwrap();
        }
        received.extend(receive(&theirs).0);
        assert!(received == block.repeat(4));
        assert!(!stream.is_congested());
    }

    #[test]
    fn descriptors_arrive_with_their_bytes_or_before() {
        let (stream, theirs) = pair();
        let fds = |count| {
            (0..count)
                .map(|_| theirs.try_clone().unwrap())
                .collect::<Vec<_>>()
        };
        stream.write(b"plain", &mut Vec::new()).unwrap();
        let mut many = fds(40);
        stream.write(b"request", &mut many).unwrap();
        assert!(many.is_empty());
        stream.write(b"after", &mut Vec::new()).unwrap();
        stream.pump().unwrap();
        assert_eq!(receive(&theirs), (b"plainrequestafter".to_vec(), 40));
    }

    #[test]
    fn a_budget_limits_reading_and_a_deadline_limits_waiting() {
        let (stream, theirs) = pair();
        rustix::io::write(&theirs, b"0123456789").unwrap();
        stream.set_read_budget(4);
        let mut buffer = [0; 64];
        assert_eq!(stream.read(&mut buffer, &mut Vec::new()).unwrap(), 4);
        assert_eq!(
            stream.read(&mut buffer, &mut Vec::new()).unwrap_err().kind(),
            ErrorKind::WouldBlock
        );
        stream.set_read_budget(64);
        assert_eq!(stream.read(&mut buffer, &mut Vec::new()).unwrap(), 6);
        assert_eq!(
            stream.poll(PollMode::Readable).unwrap_err().kind(),
            ErrorKind::TimedOut
        );
        stream.set_reply_deadline(None);
        assert_eq!(
            stream.poll(PollMode::Readable).unwrap_err().kind(),
            ErrorKind::WouldBlock
        );
    }

    #[test]
    fn the_end_of_the_server_is_an_error_and_not_a_signal() {
        let (stream, theirs) = pair();
        drop(theirs);
        stream.write(b"x", &mut Vec::new()).unwrap();
        assert_eq!(stream.pump().unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(stream.read(&mut [0; 8], &mut Vec::new()).unwrap(), 0);
    }

    #[test]
    fn a_server_that_never_reads_is_given_up() {
        let (stream, _theirs) = pair();
        let block = vec![0; 16 << 20];
        let full = (0..8).find_map(|_| stream.write(&block, &mut Vec::new()).err());
        assert!(full.unwrap().to_string().contains("stopped reading"));
    }
}
