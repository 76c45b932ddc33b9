//! Memory that the server can map: sealed memory files and System V segments.

#![expect(
    unsafe_code,
    reason = "mapping shared memory is unsafe; this is the only module that does it"
)]

use std::io;
use std::os::fd::OwnedFd;
use std::ptr::NonNull;

use rustix::fs::{
    FallocateFlags, MemfdFlags, SealFlags, fallocate, fcntl_add_seals, ftruncate, memfd_create,
};
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A mapping that this process may read and write, and that the server may read.
#[derive(Debug)]
pub(crate) struct Mapping {
    start: NonNull<u8>,
    length: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    SystemV,
}

// SAFETY: the memory belongs to this value alone (within the process), and is accessed through `&self` and `&mut self` only.
unsafe impl Send for Mapping {}
// SAFETY: as above; `&self` only reads.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Creates and maps a memory file of `length` bytes (not 0), sealed so that no process can shrink or grow it.
    pub(crate) fn file(length: usize) -> io::Result<(Self, OwnedFd)> {
        let file = memfd_create(c"canvas-frame", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        ftruncate(&file, length as u64)?;
        // Reserve the pages now: running out of memory is an error here, but would kill the process while drawing.
        rustix::io::retry_on_intr(|| fallocate(&file, FallocateFlags::empty(), 0, length as u64))?;
        // Shrinking a file would remove pages from under every process that has mapped it.
        fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a new mapping at an address that the kernel chooses overlaps nothing.
        let start = unsafe {
            mmap(
                std::ptr::null_mut(),
                length,
                protection,
                MapFlags::SHARED,
                &file,
                0,
            )
        }?;
        Ok((Self::new(start.cast(), length, Kind::File)?, file))
    }

    /// Creates and maps a System V segment of `length` bytes (not 0), and returns its id. It is already marked for removal,
    /// so that it outlives neither this process nor the server; Linux still lets a server attach it.
    pub(crate) fn system_v(length: usize) -> io::Result<(Self, u32)> {
        // SAFETY: creates a new segment and touches no existing memory.
        let id = unsafe { libc::shmget(libc::IPC_PRIVATE, length, libc::IPC_CREAT | 0o600) };
        let shmid = u32::try_from(id).map_err(|_| io::Error::last_os_error())?;
        // SAFETY: a new mapping at an address that the kernel chooses overlaps nothing.
        let start = unsafe { libc::shmat(id, std::ptr::null(), 0) };
        let error = io::Error::last_os_error();
        // SAFETY: IPC_RMID does not use the third argument.
        unsafe { libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut()) };
        if start.addr() == usize::MAX {
            return Err(error);
        }
        Ok((Self::new(start.cast(), length, Kind::SystemV)?, shmid))
    }

    fn new(start: *mut u8, length: usize, kind: Kind) -> io::Result<Self> {
        let start = NonNull::new(start).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self { start, length, kind })
    }

    /// The memory.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: the mapping is `length` bytes long, initialised by the kernel, and lives as long as `self`. Nothing
        // writes while `&self` lives: this process needs `&mut self`, the server attaches it for reading, and the
        // descriptor is passed to no other process.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }

    /// The memory, for writing.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, and `&mut self` is the only access within this process.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        let start = self.start.as_ptr().cast();
        match self.kind {
            // SAFETY: unmaps what `file` has mapped; no reference into it outlives `self`.
            Kind::File => drop(unsafe { munmap(start, self.length) }),
            // SAFETY: detaches what `system_v` has attached; no reference into it outlives `self`.
            Kind::SystemV => drop(unsafe { libc::shmdt(start) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use rustix::fs::fcntl_get_seals;

    use super::*;

    #[test]
    fn both_kinds_are_readable_and_writable() {
        let (file, _fd) = Mapping::file(10_000).unwrap();
        let (system_v, _id) = Mapping::system_v(10_000).unwrap();
        for mut mapping in [file, system_v] {
            assert_eq!(mapping.bytes().len(), 10_000);
            mapping.bytes_mut()[9_999] = 7;
            assert_eq!(mapping.bytes()[9_999], 7);
        }
    }

    #[test]
    fn no_process_can_remove_the_pages() {
        let (_mapping, file) = Mapping::file(4096).unwrap();
        assert_eq!(ftruncate(&file, 0).unwrap_err(), rustix::io::Errno::PERM);
        assert_eq!(ftruncate(&file, 8192).unwrap_err(), rustix::io::Errno::PERM);
        let seals = fcntl_get_seals(&file).unwrap();
        assert!(
            seals.contains(SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL),
            "{seals:?}"
        );
        assert_eq!(
            fcntl_add_seals(&file, SealFlags::WRITE).unwrap_err(),
            rustix::io::Errno::PERM,
            "nor can another process forbid writing"
        );
    }

    #[test]
    fn a_system_v_segment_is_private_to_the_user_and_is_removed() {
        let (mapping, id) = Mapping::system_v(4096).unwrap();
        // The key, the id, and the mode in octal, which has flags above the lowest nine bits.
        let mode = || {
            let table = std::fs::read_to_string("/proc/sysvipc/shm").unwrap();
            table.lines().find_map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                (words.get(1)?.parse() == Ok(id)).then(|| u32::from_str_radix(words[2], 8).unwrap() & 0o777)
            })
        };
        assert_eq!(mode(), Some(0o600));
        drop(mapping);
        assert_eq!(mode(), None);
    }

    #[test]
    fn an_impossible_length_is_an_error() {
        assert!(Mapping::file(usize::MAX).is_err());
        assert!(Mapping::system_v(usize::MAX).is_err());
    }
}
