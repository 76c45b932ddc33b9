//! Replays the commands of a scene on vello_cpu.

use kurbo::{Affine, BezPath, Circle, Shape};
use vello_cpu::{RenderContext, Resources};

use super::{Cancel, RasterError};
use crate::geometry::kurbo;
use crate::scene::{Brush, Command, Scene};

/// Memory that is kept between scenes.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    path: BezPath,
}

pub(super) fn replay(
    scene: &Scene,
    ratio: f64,
    context: &mut RenderContext,
    _resources: &mut Resources,
    scratch: &mut Scratch,
    cancel: &Cancel,
) -> Result<(), RasterError> {
    context.set_transform(Affine::scale(ratio));
    for command in &scene.commands {
        if cancel.is_cancelled() {
            return Err(RasterError::Cancelled);
        }
        match *command {
            Command::Transform(index) => {
                context.set_transform(Affine::scale(ratio) * scene.transforms[index as usize]);
            }
            Command::Blend(mode) => context.set_blend_mode(mode),
            Command::FillRect(rect, Brush::Solid(color)) => {
                context.set_paint(color);
                context.fill_rect(&rect);
            }
            Command::FillCircle(centre, radius, Brush::Solid(color)) => {
                scratch.path.truncate(0);
                scratch
                    .path
                    .extend(Circle::new(centre, radius).path_elements(0.1));
                context.set_paint(color);
                context.fill_path(&scratch.path);
            }
            _ => {}
        }
    }
    Ok(())
}
