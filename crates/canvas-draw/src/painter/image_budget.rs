//! The images of a scene, each counted once however often it is drawn.

use std::collections::HashSet;

use crate::image::Image;

/// The images that a scene holds, and their size.
#[derive(Debug, Default)]
pub(super) struct ImageBudget {
    addresses: HashSet<usize>,
    bytes: usize,
}

impl ImageBudget {
    /// The size of all images, bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The bytes that an image would add: 0 if the scene holds it already.
    pub(super) fn cost(&self, image: &Image) -> usize {
        if self.addresses.contains(&image.address()) {
            0
        } else {
            image.byte_len()
        }
    }

    /// Counts an image, if the scene does not hold it already.
    pub(super) fn add(&mut self, image: &Image) {
        if self.addresses.insert(image.address()) {
            self.bytes += image.byte_len();
        }
    }

    /// Starts again without images; keeps the memory of the list.
    pub(super) fn clear(&mut self) {
        self.addresses.clear();
        self.bytes = 0;
    }
}
