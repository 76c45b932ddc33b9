//! The levels of a painter: saved states and open layers, with the clips of each.

use super::state::State;

/// The largest number of layers and clips that are open at once.
pub const MAX_OPEN: usize = 256;

/// The stack of saved states and open layers.
#[derive(Debug, Default)]
pub(super) struct Levels {
    levels: Vec<Level>,
    /// Clips that were added in the innermost level.
    clips: usize,
    /// All open clips and layers, those for filters included.
    open: usize,
}

#[derive(Debug)]
struct Level {
    /// The state to restore.
    state: State,
    /// Clips that were added in the level around this one.
    outer_clips: usize,
    /// The layers that end with the level: none for a saved state, else one and one for each filter step.
    layers: usize,
}

/// A level that has ended: the clips and then the layers to end, and the state to restore.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) clips: usize,
    pub(super) layers: usize,
    pub(super) state: State,
}

impl Levels {
    /// The number of saved states and layers.
    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// The number of open clips and layers.
    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// Whether so many more clips and layers can be opened.
    pub(super) fn can_open(&self, more: usize) -> bool {
        self.open + more <= MAX_OPEN
    }

    /// Whether the innermost level is a saved state, which `restore` ends.
    pub(super) fn can_restore(&self) -> bool {
        self.levels.last().is_some_and(|level| level.layers == 0)
    }

    /// The depth around the innermost layer, if one is open.
    pub(super) fn innermost_layer(&self) -> Option<usize> {
        self.levels.iter().rposition(|level| level.layers > 0)
    }

    /// Saves a state.
    pub(super) fn save(&mut self, state: &State) {
        self.push(state, 0);
    }

    /// Begins a layer inside of layers for so many filter steps.
    pub(super) fn begin_layer(&mut self, state: &State, filters: usize) {
        self.push(state, 1 + filters);
    }

    /// Adds a clip to the innermost level.
    pub(super) fn add_clip(&mut self) {
        self.clips += 1;
        self.open += 1;
    }

    /// Ends the innermost level.
    pub(super) fn pop(&mut self) -> Option<Ended> {
        let level = self.levels.pop()?;
        let clips = std::mem::replace(&mut self.clips, level.outer_clips);
        self.open -= clips + level.layers;
        Some(Ended {
            clips,
            layers: level.layers,
            state: level.state,
        })
    }

    /// Ends the clips of the innermost level, and returns their number.
    pub(super) fn end_clips(&mut self) -> usize {
        let clips = std::mem::take(&mut self.clips);
        self.open -= clips;
        clips
    }

    fn push(&mut self, state: &State, layers: usize) {
        self.levels.push(Level {
            state: state.clone(),
            outer_clips: std::mem::take(&mut self.clips),
            layers,
        });
        self.open += layers;
    }
}
