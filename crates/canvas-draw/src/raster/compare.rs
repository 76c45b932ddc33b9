//! Where the frames of two scenes differ.
//!
//! Commands that both scenes begin or end with are equal; those in between are compared in pairs if both scenes have the
//! same number of them, and the areas that they cover, before and after, are damaged. Whatever reaches beyond its own bounds (modes
//! that erase outside of a shape, clips and layers that changed) damages everything.

mod areas;
mod equal;
mod resampled;

use kurbo::Affine;
use peniko::BlendMode;

use super::extent::covered;
use super::plan::Plan;
use crate::geometry::{PhysicalSize, kurbo};
use crate::peniko;
use crate::scene::{Command, CommandKind, Scene, SceneCursor, reaches_outside};

pub use areas::Damage;

use areas::Areas;
use equal::are_equal;

/// The damage between two scenes when they are drawn at this size, `ratio` physical pixels per logical one. The frames are
/// equal everywhere else.
pub fn compare(old: &Scene, new: &Scene, ratio: f64, size: PhysicalSize) -> Damage {
    if old.base != new.base
        || old.background() != new.background()
        || old.needs_backdrop() != new.needs_backdrop()
    {
        return Damage::All;
    }
    if old.has_effects() || new.has_effects() {
        return Damage::All;
    }
    let base = Affine::scale(ratio);
    let mut comparison = Comparison {
        old: Side::new(old, base, size),
        new: Side::new(new, base, size),
        areas: Areas::new(size),
    };
    match comparison.run().map(|()| comparison.areas.damage()) {
        Some(Damage::Parts(areas)) if resampled::are_exact(SceneCursor::new(new, base), &areas) => {
            Damage::Parts(areas)
        }
        _ => Damage::All,
    }
}

/// One of the scenes, before its next command.
struct Side<'a> {
    scene: &'a Scene,
    cursor: SceneCursor<'a>,
    /// For each command, whether the fast path fills it: the same shape has slightly different pixels then.
    fast: Vec<bool>,
    /// For each text, whether it is drawn by outlines, and has slightly different pixels then.
    outlined: Vec<bool>,
}

struct Comparison<'a> {
    old: Side<'a>,
    new: Side<'a>,
    areas: Areas,
}

impl Comparison<'_> {
    /// `None` if everything may differ.
    fn run(&mut self) -> Option<()> {
        let (old_len, new_len) = (self.old.scene.commands.len(), self.new.scene.commands.len());
        let tail = self.common_tail();
        let paired = old_len == new_len;
        while self.old.position() < old_len - tail && self.new.position() < new_len - tail {
            let equal = self.old.is_equal(&self.new);
            if !equal && !paired {
                break;
            }
            if !equal || !self.old.is_drawn_alike(&self.new) {
                self.cover_both()?;
            }
            self.step_both();
        }
        for (side, end) in [(&mut self.old, old_len - tail), (&mut self.new, new_len - tail)] {
            while side.position() < end {
                side.cover(&mut self.areas)?;
                side.cursor.advance();
            }
        }
        // The other commands are equal, but their states may differ.
        while self.old.position() < old_len {
            if !self.old.is_drawn_alike(&self.new) {
                self.cover_both()?;
            }
            self.step_both();
        }
        let is_closed = |side: &Side<'_>| side.cursor.state().layers().is_empty();
        (is_closed(&self.old) && is_closed(&self.new)).then_some(())
    }

    fn cover_both(&mut self) -> Option<()> {
        self.old.cover(&mut self.areas)?;
        self.new.cover(&mut self.areas)
    }

    fn step_both(&mut self) {
        self.old.cursor.advance();
        self.new.cursor.advance();
    }

    /// How many commands at the end are equal.
    fn common_tail(&self) -> usize {
        let (old, new) = (self.old.scene, self.new.scene);
        let pairs = old.commands.iter().rev().zip(new.commands.iter().rev());
        pairs.take_while(|(a, b)| are_equal(old, **a, new, **b)).count()
    }
}

impl<'a> Side<'a> {
    fn new(scene: &'a Scene, base: Affine, size: PhysicalSize) -> Self {
        let plan = Plan::new(scene, base, size.area());
        let mut fast = vec![false; scene.commands.len()];
        for run in plan.runs {
            fast[run].fill(true);
        }
        Self {
            scene,
            cursor: SceneCursor::new(scene, base),
            fast,
            outlined: plan.outlined,
        }
    }

    fn position(&self) -> usize {
        self.cursor.position()
    }

    fn command(&self) -> Command {
        self.scene.commands[self.position()]
    }

    /// Whether the next commands are equal.
    fn is_equal(&self, other: &Self) -> bool {
        are_equal(self.scene, self.command(), other.scene, other.command())
    }

    /// Whether the next command, which is equal in both, is drawn alike.
    fn is_drawn_alike(&self, other: &Self) -> bool {
        let command = self.command();
        if changes_known_state(command) {
            return true;
        }
        let (state, others) = (self.cursor.state(), other.cursor.state());
        state.transform() == others.transform()
            && state.blend() == others.blend()
            && self.fast[self.position()] == other.fast[other.position()]
            && self.is_outlined() == other.is_outlined()
            && (!uses_stroke(command) || state.stroke() == others.stroke())
    }

    fn is_outlined(&self) -> bool {
        matches!(self.command(), Command::Text(index) if self.outlined[index as usize])
    }

    /// Adds the area that the next command covers. `None` if it has no bounds.
    fn cover(&self, areas: &mut Areas) -> Option<()> {
        let command = self.command();
        if changes_known_state(command) {
            return Some(());
        }
        let state = self.cursor.state();
        let reaches = |mode: &BlendMode| reaches_outside(*mode);
        if reaches(&state.blend()) || state.layers().iter().any(reaches) {
            return None;
        }
        areas.add(covered(self.scene, command, state)?);
        Some(())
    }
}

/// Whether a command changes no pixel itself, only the state that later commands are compared by. Effects are not among
/// them.
fn changes_known_state(command: Command) -> bool {
    command.kind() == CommandKind::State && !matches!(command, Command::Effects(_))
}

/// Whether the stroke may change the pixels of a command.
fn uses_stroke(command: Command) -> bool {
    match command {
        Command::StrokeLine(..) | Command::StrokePath(..) | Command::Batch(_) | Command::Text(_) => true,
        Command::Transform(_)
        | Command::Blend(_)
        | Command::Stroke(_)
        | Command::Effects(_)
        | Command::FillRect(..)
        | Command::ReplaceRect(..)
        | Command::ReplaceAll(_)
        | Command::FillCircle(..)
        | Command::FillPath(..)
        | Command::Image(_)
        | Command::PutPixels(_)
        | Command::PushClip(..)
        | Command::PopClip
        | Command::PushLayer(..)
        | Command::PushFilter(_)
        | Command::PopLayer => false,
    }
}

#[cfg(test)]
mod tests;
