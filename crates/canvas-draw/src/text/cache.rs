//! A bounded cache of two generations: entries in use stay, the others are dropped.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

/// The size of an entry, bytes.
pub(super) trait Weight {
    fn weight(&self) -> usize;
}

/// Compares an owned key with a borrowed one.
pub(super) trait Matches<K: ?Sized> {
    fn matches(&self, key: &K) -> bool;
}

/// Keeps values by their keys. When the younger generation is full it becomes the older one, and entries that have not
/// been used since the last change of generations are dropped.
pub(super) struct Cache<E, V> {
    hasher: RandomState,
    young: HashMap<u64, (E, V)>,
    old: HashMap<u64, (E, V)>,
    young_bytes: usize,
    max_bytes: usize,
}

/// The largest number of entries per generation, however small they are.
const MAX_ENTRIES: usize = 4096;

impl<E: Weight, V: Weight + Clone> Cache<E, V> {
    /// `max_bytes` bounds each of the two generations.
    pub(super) fn new(max_bytes: usize) -> Self {
        Self {
            hasher: RandomState::new(),
            young: HashMap::new(),
            old: HashMap::new(),
            young_bytes: 0,
            max_bytes,
        }
    }

    pub(super) fn get<K: Hash + ?Sized>(&mut self, key: &K) -> Option<V>
    where
        E: Matches<K>,
    {
        let hash = self.hasher.hash_one(key);
        if let Some((entry, value)) = self.young.get(&hash) {
            return entry.matches(key).then(|| value.clone());
        }
        let (entry, value) = self.old.remove(&hash)?;
        let found = entry.matches(key).then(|| value.clone());
        if found.is_some() {
            self.keep(hash, entry, value);
        }
        found
    }

    pub(super) fn insert<K: Hash + ?Sized>(&mut self, key: &K, entry: E, value: V) {
        let hash = self.hasher.hash_one(key);
        self.keep(hash, entry, value);
    }

    pub(super) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
        self.young_bytes = 0;
    }

    fn keep(&mut self, hash: u64, entry: E, value: V) {
        self.young_bytes += size_of::<(u64, E, V)>() + entry.weight() + value.weight();
        self.young.insert(hash, (entry, value));
        if self.young.len() >= MAX_ENTRIES || self.young_bytes >= self.max_bytes {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weight for String {
        fn weight(&self) -> usize {
            self.len()
        }
    }

    impl Matches<str> for String {
        fn matches(&self, key: &str) -> bool {
            self == key
        }
    }

    fn filled(count: usize, length: usize, max_bytes: usize) -> Cache<String, String> {
        let mut cache = Cache::new(max_bytes);
        for i in 0..count {
            let key = i.to_string();
            cache.insert(key.as_str(), key.clone(), "x".repeat(length));
            assert_eq!(cache.get("0").is_some(), cache.get("0").is_some());
        }
        cache
    }

    #[test]
    fn entries_are_bounded() {
        assert!(filled(50_000, 1, usize::MAX).len() <= 2 * MAX_ENTRIES);
    }

    #[test]
    fn bytes_are_bounded_and_what_is_used_stays() {
        let mut cache = filled(1000, 1000, 50_000);
        assert!(cache.len() <= 100, "{}", cache.len());
        assert!(cache.get("0").is_some(), "asked for in every round");
        assert!(cache.get("999").is_some());
        assert!(cache.get("500").is_none());
        cache.clear();
        assert_eq!((cache.len(), cache.get("0")), (0, None));
    }
}
