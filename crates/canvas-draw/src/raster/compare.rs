//! Where two scenes look different.
//!
//! What both begin with and what both end with is the same picture; the commands in between are compared in pairs where
//! there are as many of them, and what they cover, before and after, is different. Whatever reaches beyond its own bounds
//! (modes that erase outside of a shape, clips and layers that changed) makes everything different.

mod resampled;

use kurbo::{Affine, Rect, Stroke};

use super::extent::covered;
use super::plan::Plan;
use crate::geometry::{PhysicalSize, PixelRect, kurbo};
use crate::peniko::BlendMode;
use crate::scene::reaches_outside;
use crate::scene::{Brush, Command, PathRange, Scene};

/// More areas than this are put together.
const MOST_AREAS: usize = 6;
/// Above this share of the picture all of it is drawn: parts of it have a price of their own.
const MOST_SHARE: f64 = 0.6;
/// Areas begin at multiples of this, as the tiles of the rasterizer do.
const GRID: u32 = 16;

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It may be anything.
    All,
    /// What lies in these areas at the most; they do not overlap. None: nothing.
    Parts(Vec<PixelRect>),
}

impl Damage {
    /// What a rectangle in logical pixels covers of a picture, in whole pixels.
    pub fn of_rect(rect: Rect, ratio: f64, size: PhysicalSize) -> Self {
        let mut areas = Areas::new(size);
        areas.add(rect.scale_from_origin(ratio));
        areas.damage()
    }
}

/// Where two scenes differ when they are drawn at this size; at least there.
pub fn compare(old: &Scene, new: &Scene, ratio: f64, size: PhysicalSize) -> Damage {
    if old.base != new.base || old.background() != new.background() || old.mixes() != new.mixes() {
        return Damage::All;
    }
    if old.carries() || new.carries() {
        return Damage::All;
    }
    let base = Affine::scale(ratio);
    let mut walk = Walk {
        old: Side::new(old, base, size),
        new: Side::new(new, base, size),
        areas: Areas::new(size),
    };
    match walk.run().map(|()| walk.areas.damage()) {
        Some(Damage::Parts(areas)) if resampled::fit(Side::new(new, base, size), &areas) => {
            Damage::Parts(areas)
        }
        _ => Damage::All,
    }
}

/// One of the scenes, and what holds for its next command.
struct Side<'a> {
    scene: &'a Scene,
    base: Affine,
    transform: Affine,
    stroke: Option<&'a Stroke>,
    blend: BlendMode,
    /// Which commands go straight into the pixels: the same shape looks a little different then.
    stamped: Vec<bool>,
    /// Which texts are drawn by their outlines, and look a little different then.
    outlined: Vec<bool>,
    /// Layers that are open, and how many of them mix so that nothing in them can be told apart.
    layers: Vec<bool>,
    next: usize,
}

struct Walk<'a> {
    old: Side<'a>,
    new: Side<'a>,
    areas: Areas,
}

impl Walk<'_> {
    /// `None` if everything may be different.
    fn run(&mut self) -> Option<()> {
        let (old_len, new_len) = (self.old.scene.commands.len(), self.new.scene.commands.len());
        let tail = self.common_tail();
        let paired = old_len == new_len;
        while self.old.next < old_len - tail && self.new.next < new_len - tail {
            let same = self.old.is_same(&self.new);
            if !same && !paired {
                break;
            }
            if !same || !self.old.holds_the_same(&self.new) {
                self.old.cover(&mut self.areas)?;
                self.new.cover(&mut self.areas)?;
            }
            self.old.step();
            self.new.step();
        }
        for (side, end) in [(&mut self.old, old_len - tail), (&mut self.new, new_len - tail)] {
            while side.next < end {
                side.cover(&mut self.areas)?;
                side.step();
            }
        }
        // The commands that are left are equal, but perhaps what holds for them is not.
        while self.old.next < old_len {
            if !self.old.holds_the_same(&self.new) {
                self.old.cover(&mut self.areas)?;
                self.new.cover(&mut self.areas)?;
            }
            self.old.step();
            self.new.step();
        }
        (self.old.layers.is_empty() && self.new.layers.is_empty()).then_some(())
    }

    /// How many commands at the end are equal.
    fn common_tail(&self) -> usize {
        let (old, new) = (self.old.scene, self.new.scene);
        let pairs = old.commands.iter().rev().zip(new.commands.iter().rev());
        pairs.take_while(|(a, b)| is_same(old, **a, new, **b)).count()
    }
}

impl<'a> Side<'a> {
    fn new(scene: &'a Scene, base: Affine, size: PhysicalSize) -> Self {
        let plan = Plan::new(scene, base, size.area());
        let mut stamped = vec![false; scene.commands.len()];
        for run in plan.runs {
            stamped[run].fill(true);
        }
        Self {
            scene,
            base,
            transform: base,
            stroke: None,
            blend: BlendMode::default(),
            stamped,
            outlined: plan.outlined,
            layers: Vec::new(),
            next: 0,
        }
    }

    fn command(&self) -> Command {
        self.scene.commands[self.next]
    }

    /// Whether the next commands are equal.
    fn is_same(&self, other: &Self) -> bool {
        is_same(self.scene, self.command(), other.scene, other.command())
    }

    /// Whether the next command is drawn alike in both.
    fn holds_the_same(&self, other: &Self) -> bool {
        let alike = self.transform == other.transform
            && self.blend == other.blend
            && self.stamped[self.next] == other.stamped[other.next]
            && self.is_outlined() == other.is_outlined();
        let strokes = matches!(
            self.command(),
            Command::StrokeLine(..) | Command::StrokePath(..) | Command::Batch(_) | Command::Text(_)
        );
        // What changes no pixel by itself is drawn alike.
        is_state(self.command()) || (alike && (!strokes || self.stroke == other.stroke))
    }

    fn is_outlined(&self) -> bool {
        matches!(self.command(), Command::Text(index) if self.outlined[index as usize])
    }

    /// Takes the next command as drawn.
    fn step(&mut self) {
        match self.command() {
            Command::Transform(index) => {
                self.transform = self.base * self.scene.transforms[index as usize];
            }
            Command::Blend(mode) => self.blend = mode,
            Command::Stroke(index) => self.stroke = Some(&self.scene.strokes[index as usize]),
            Command::PushLayer(_, mode) => {
                self.layers.push(reaches_outside(mode));
                self.blend = BlendMode::default();
            }
            Command::PopLayer => {
                self.layers.pop();
                self.blend = BlendMode::default();
            }
            _ => {}
        }
        self.next += 1;
    }

    /// Adds what the next command covers. `None` if that cannot be told.
    fn cover(&self, areas: &mut Areas) -> Option<()> {
        let command = self.command();
        if is_state(command) {
            return Some(());
        }
        if reaches_outside(self.blend) || self.layers.contains(&true) {
            return None;
        }
        areas.add(self.covered(command)?);
        Some(())
    }

    fn covered(&self, command: Command) -> Option<Rect> {
        covered(self.scene, command, self.transform, self.stroke)
    }
}

/// Whether a command draws nothing by itself, and what it sets is known to [`Side`].
fn is_state(command: Command) -> bool {
    matches!(
        command,
        Command::Transform(_) | Command::Blend(_) | Command::Stroke(_)
    )
}

/// Whether commands of two scenes are equal, with what they refer to.
fn is_same(old: &Scene, a: Command, new: &Scene, b: Command) -> bool {
    let path = |a: PathRange, b: PathRange| old.elements[a.range()] == new.elements[b.range()];
    let brush = |a: Brush, b: Brush| match (a, b) {
        (Brush::Solid(a), Brush::Solid(b)) => a == b,
        (Brush::Paint(a), Brush::Paint(b)) => old.paints[a as usize] == new.paints[b as usize],
        _ => false,
    };
    match (a, b) {
        (Command::Transform(a), Command::Transform(b)) => {
            old.transforms[a as usize] == new.transforms[b as usize]
        }
        (Command::Stroke(a), Command::Stroke(b)) => old.strokes[a as usize] == new.strokes[b as usize],
        (Command::FillRect(a, p), Command::FillRect(b, q)) => a == b && brush(p, q),
        (Command::FillCircle(a, r, p), Command::FillCircle(b, s, q)) => a == b && r == s && brush(p, q),
        (Command::FillPath(a, r, p), Command::FillPath(b, s, q)) => r == s && brush(p, q) && path(a, b),
        (Command::StrokePath(a, p), Command::StrokePath(b, q)) => brush(p, q) && path(a, b),
        (Command::StrokeLine(a, c, p), Command::StrokeLine(b, d, q)) => a == b && c == d && brush(p, q),
        (Command::PushClip(a, r), Command::PushClip(b, s)) => r == s && path(a, b),
        (Command::Image(a), Command::Image(b)) => old.images[a as usize] == new.images[b as usize],
        (Command::Text(a), Command::Text(b)) => {
            let (a, b) = (&old.texts[a as usize], &new.texts[b as usize]);
            old.characters[a.text.clone()] == new.characters[b.text.clone()]
                && a.style == b.style
                && a.origin == b.origin
                && a.max_width == b.max_width
                && a.stroked == b.stroked
                && a.boxed == b.boxed
                && brush(a.brush, b.brush)
        }
        (Command::Batch(a), Command::Batch(b)) => {
            let (a, b) = (&old.batches[a as usize], &new.batches[b as usize]);
            a.kind == b.kind
                && a.count == b.count
                && a.numbers(old) == b.numbers(new)
                && a.has_same_colors(old, b, new)
        }
        (a, b) => refers_to_nothing(a) && a == b,
    }
}

/// Whether a command is all that there is to it.
fn refers_to_nothing(command: Command) -> bool {
    matches!(
        command,
        Command::Blend(_)
            | Command::ReplaceRect(..)
            | Command::ReplaceAll(_)
            | Command::PopClip
            | Command::PushLayer(..)
            | Command::PopLayer
    )
}

/// Areas of a picture, few and apart from each other.
struct Areas {
    size: PhysicalSize,
    list: Vec<PixelRect>,
}

impl Areas {
    fn new(size: PhysicalSize) -> Self {
        Self {
            size,
            list: Vec::new(),
        }
    }

    /// Adds what these bounds touch, with a pixel around for smoothed edges.
    fn add(&mut self, bounds: Rect) {
        let pixel = |v: f64| v.max(0.0) as u32;
        let (width, height) = (self.size.width(), self.size.height());
        let bounds = bounds.inflate(2.0, 2.0);
        let Some(mut area) = PixelRect::new(
            pixel(bounds.x0.floor()) / GRID * GRID,
            pixel(bounds.y0.floor()) / GRID * GRID,
            pixel(bounds.x1.ceil())
                .min(width)
                .next_multiple_of(GRID)
                .min(width),
            pixel(bounds.y1.ceil())
                .min(height)
                .next_multiple_of(GRID)
                .min(height),
        ) else {
            return;
        };
        // What overlaps is put together, and may overlap more then.
        while let Some(index) = self.list.iter().position(|other| area.touches(*other)) {
            let other = self.list.swap_remove(index);
            if other.union(area) == other {
                self.list.push(other);
                return;
            }
            area = area.union(other);
        }
        self.list.push(area);
        if self.list.len() > MOST_AREAS {
            self.join_nearest();
        }
    }

    /// Puts the last area together with the one that it makes the least larger.
    fn join_nearest(&mut self) {
        let Some(last) = self.list.pop() else { return };
        let growth = |area: &PixelRect| area.union(last).area() - area.area();
        let Some(index) = (0..self.list.len()).min_by_key(|index| growth(&self.list[*index])) else {
            return;
        };
        let joined = self.list.swap_remove(index).union(last);
        self.add(joined.to_rect().inset(-2.0));
    }

    fn damage(self) -> Damage {
        let area: u64 = self.list.iter().map(|area| area.area()).sum();
        if area as f64 > MOST_SHARE * self.size.area() as f64 {
            return Damage::All;
        }
        Damage::Parts(self.list)
    }
}

#[cfg(test)]
mod tests;
