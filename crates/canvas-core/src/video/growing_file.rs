//! Files that are complete after every piece that is added to them: they can be read even if the program is killed, or if
//! the disk is full.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// Where bytes are written to.
pub(super) trait Storage: Write + Seek {
    /// Truncates it to `length` bytes.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
}

impl Storage for File {
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
}

/// Creates an empty file; an existing one is replaced.
pub(super) fn create(path: &Path) -> io::Result<File> {
    // Opening a pipe would block until it has a reader.
    if path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    File::create(path)
}

/// See the [module](self).
#[derive(Debug)]
pub(super) struct GrowingFile<S = File> {
    storage: S,
    /// Follows the last piece, and makes the file complete.
    tail: &'static [u8],
    /// Where the tail begins, bytes.
    end: u64,
}

impl<S: Storage> GrowingFile<S> {
    /// A file that is empty so far.
    pub(super) fn new(storage: S, tail: &'static [u8]) -> Self {
        Self {
            storage,
            tail,
            end: 0,
        }
    }

    /// Adds a piece before the tail. If it cannot be written, the file stays as it was.
    pub(super) fn append(&mut self, piece: &[u8]) -> io::Result<()> {
        let written = self.write(self.end, &[piece, self.tail].concat());
        if written.is_err() && self.end > 0 {
            // The tail fits where it was before; if writing it fails, nothing is left to try.
            let _ = self.write(self.end, self.tail);
            let _ = self.storage.truncate(self.end + self.tail.len() as u64);
        }
        written?;
        self.end += piece.len() as u64;
        Ok(())
    }

    /// Overwrites existing bytes.
    pub(super) fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.storage.seek(SeekFrom::Start(at))?;
        self.storage.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A disk, and its capacity in bytes.
    struct Disk(Cursor<Vec<u8>>, u64);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let space = (self.1 - self.0.position()) as usize;
            match space.min(bytes.len()) {
                0 => Err(io::ErrorKind::StorageFull.into()),
                some => self.0.write(&bytes[..some]),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Disk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    impl Storage for Disk {
        fn truncate(&mut self, length: u64) -> io::Result<()> {
            self.0.get_mut().truncate(length as usize);
            Ok(())
        }
    }

    #[test]
    fn it_is_complete_after_every_piece_and_when_the_disk_is_full() {
        let mut file = GrowingFile::new(Disk(Cursor::default(), 20), b"END");
        let bytes = |file: &GrowingFile<Disk>| String::from_utf8(file.storage.0.get_ref().clone()).unwrap();
        file.append(b"first ").unwrap();
        assert_eq!(bytes(&file), "first END");
        file.append(b"second ").unwrap();
        assert_eq!(bytes(&file), "first second END");
        let full = file.append(b"the third").unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        assert_eq!(bytes(&file), "first second END");
        file.write(0, b"FIRST").unwrap();
        assert_eq!(bytes(&file), "FIRST second END");
    }
}
