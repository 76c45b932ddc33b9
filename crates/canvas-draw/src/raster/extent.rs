//! The bounds of what commands draw.

use kurbo::{PathEl, Rect, Stroke};

use super::shape_math::EVERYWHERE;
use super::simple_shape::SimpleShape;
use crate::geometry::kurbo;
use crate::scene::{BatchKind, Command, CommandKind, GraphicsState, PathRange, Scene};

/// Where a command may draw, in pixels, shadows and filters included: everywhere if that cannot be bounded, `None` if it
/// draws nothing.
pub(super) fn drawn_area(scene: &Scene, command: Command, state: &GraphicsState<'_>) -> Option<Rect> {
    match command.kind() {
        CommandKind::State | CommandKind::Clip => None,
        CommandKind::Layer | CommandKind::Filter => Some(EVERYWHERE),
        CommandKind::Draw | CommandKind::Text | CommandKind::Replace => {
            let is_bounded = state.effects().is_none();
            let bounds = if is_bounded {
                covered(scene, command, state)
            } else {
                None
            };
            Some(bounds.unwrap_or(EVERYWHERE))
        }
    }
}

/// Bounds of the shapes of a command, in pixels; `None` if it has none. Shadows and filters, which reach farther, are not
/// included.
pub(super) fn covered(scene: &Scene, command: Command, state: &GraphicsState<'_>) -> Option<Rect> {
    let line = state.stroke();
    let bounds = match command {
        Command::FillRect(rect, _) | Command::ReplaceRect(rect, _) => rect,
        Command::FillCircle(centre, radius, _) => {
            Rect::from_center_size(centre, (2.0 * radius, 2.0 * radius))
        }
        Command::FillPath(range, ..) => path_bounds(scene, range),
        Command::StrokePath(range, _) => with_line(path_bounds(scene, range), line),
        Command::StrokeLine(from, to, _) => with_line(Rect::from_points(from, to), line),
        Command::Image(index) => scene.images[index as usize].target.abs(),
        Command::Text(index) if scene.texts[index as usize].stroked => {
            with_line(text_bounds(scene, index), line)
        }
        Command::Text(index) => text_bounds(scene, index),
        Command::Batch(index) => batch_bounds(scene, index, line),
        Command::Transform(_)
        | Command::Blend(_)
        | Command::Stroke(_)
        | Command::Effects(_)
        | Command::ReplaceAll(_)
        | Command::PutPixels(_)
        | Command::PushClip(..)
        | Command::PopClip
        | Command::PushLayer(..)
        | Command::PushFilter(_)
        | Command::PopLayer => return None,
    };
    Some(state.transform().transform_rect_bbox(bounds))
}

/// Bounds of a text that has not been shaped, logical pixels: no text of so many letters is larger. The line of a stroked
/// text is not included.
pub(super) fn text_bounds(scene: &Scene, index: u32) -> Rect {
    let run = &scene.texts[index as usize];
    let text = &scene.characters[run.text.clone()];
    let (size, letters) = (run.style.font.size, text.chars().count() as f64);
    let spacing: f64 = run.style.spacing().iter().map(|pixels| pixels.abs()).sum();
    // Combining marks are stacked.
    let marks = text.chars().filter(|c| !c.is_ascii()).count() as f64;
    let along = (3.0 + marks) * size;
    if let Some(boxed) = &run.boxed {
        let room = Rect::from_origin_size(run.origin, (boxed.place.width, boxed.paragraph.height));
        return room.inflate(2.0 * size + spacing, along);
    }
    let across = letters * (2.0 * size + spacing) + size;
    Rect::from_center_size(run.origin, (2.0 * across, 2.0 * along))
}

fn path_bounds(scene: &Scene, range: PathRange) -> Rect {
    let elements = &scene.elements[range.range()];
    let mut points = elements.iter().filter_map(PathEl::end_point);
    let first = points.next().unwrap_or_default();
    let controls = elements.iter().flat_map(|element| match *element {
        PathEl::QuadTo(a, _) => [Some(a), None],
        PathEl::CurveTo(a, b, _) => [Some(a), Some(b)],
        PathEl::MoveTo(_) | PathEl::LineTo(_) | PathEl::ClosePath => [None, None],
    });
    let start = Rect::from_points(first, first);
    points
        .chain(controls.flatten())
        .fold(start, |all, point| all.union_pt(point))
}

fn with_line(rect: Rect, line: Option<&Stroke>) -> Rect {
    let reach = line.map_or(1.0, |line| line.width / 2.0 * line.miter_limit.max(1.5));
    rect.inflate(reach, reach)
}

fn batch_bounds(scene: &Scene, index: u32, line: Option<&Stroke>) -> Rect {
    let run = &scene.batches[index as usize];
    let boxes = scene
        .batch_numbers(run)
        .chunks_exact(run.kind.arity())
        .filter_map(|item| SimpleShape::of_item(run.kind, item, 0.0, 0.0))
        .map(SimpleShape::bounds);
    let all = boxes.reduce(|all, one| all.union(one)).unwrap_or_default();
    match run.kind {
        BatchKind::StrokeRects | BatchKind::StrokeCircles | BatchKind::Segments => with_line(all, line),
        BatchKind::FillRects | BatchKind::FillCircles | BatchKind::Points(_) => all,
    }
}
