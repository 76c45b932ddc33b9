//! What commands cover at the most.

use kurbo::{Affine, PathEl, Rect, Stroke};

use crate::geometry::kurbo;
use crate::scene::{BatchKind, Command, PathRange, Scene};

/// What a command covers at the most, in the pixels that the transform leads to; `None` if that cannot be told. Shadows and
/// filters, which reach farther, are not looked at.
pub(super) fn covered(
    scene: &Scene,
    command: Command,
    transform: Affine,
    line: Option<&Stroke>,
) -> Option<Rect> {
    let bounds = match command {
        Command::FillRect(rect, _) | Command::ReplaceRect(rect, _) => rect,
        Command::FillCircle(centre, radius, _) => {
            Rect::from_center_size(centre, (2.0 * radius, 2.0 * radius))
        }
        Command::FillPath(range, ..) => path_bounds(scene, range)?,
        Command::StrokePath(range, _) => with_line(path_bounds(scene, range)?, line),
        Command::StrokeLine(from, to, _) => with_line(Rect::from_points(from, to), line),
        Command::Image(index) => scene.images[index as usize].target.abs(),
        Command::Text(index) => text_bounds(scene, index, line),
        Command::Batch(index) => batch_bounds(scene, index, line),
        _ => return None,
    };
    Some(transform.transform_rect_bbox(bounds))
}

fn path_bounds(scene: &Scene, range: PathRange) -> Option<Rect> {
    let elements = &scene.elements[range.range()];
    let mut points = elements.iter().filter_map(PathEl::end_point);
    let first = points.next().unwrap_or_default();
    let controls = elements.iter().flat_map(|element| match *element {
        PathEl::QuadTo(a, _) => [Some(a), None],
        PathEl::CurveTo(a, b, _) => [Some(a), Some(b)],
        _ => [None, None],
    });
    let start = Rect::from_points(first, first);
    Some(
        points
            .chain(controls.flatten())
            .fold(start, |all, point| all.union_pt(point)),
    )
}

fn with_line(rect: Rect, line: Option<&Stroke>) -> Rect {
    let reach = line.map_or(1.0, |line| line.width / 2.0 * line.miter_limit.max(1.5));
    rect.inflate(reach, reach)
}

fn batch_bounds(scene: &Scene, index: u32, line: Option<&Stroke>) -> Rect {
    let run = &scene.batches[index as usize];
    let boxes = run
        .numbers(scene)
        .chunks_exact(run.kind.arity())
        .map(|item| match (run.kind, item) {
            (BatchKind::FillRects | BatchKind::StrokeRects, &[x, y, w, h]) => {
                Rect::new(x, y, x + w, y + h).abs()
            }
            (BatchKind::Segments, &[x1, y1, x2, y2]) => Rect::new(x1, y1, x2, y2).abs(),
            (BatchKind::Points(size), &[x, y]) => Rect::from_center_size((x, y), (size, size)),
            (_, item) => Rect::from_center_size((item[0], item[1]), (2.0 * item[2], 2.0 * item[2])),
        });
    let all = boxes.reduce(|all, one| all.union(one)).unwrap_or_default();
    match run.kind {
        BatchKind::StrokeRects | BatchKind::StrokeCircles | BatchKind::Segments => with_line(all, line),
        BatchKind::FillRects | BatchKind::FillCircles | BatchKind::Points(_) => all,
    }
}

/// More than any text of so many letters takes: it has not been shaped.
fn text_bounds(scene: &Scene, index: u32, line: Option<&Stroke>) -> Rect {
    let bounds = scene.text_bounds(index);
    if scene.texts[index as usize].stroked {
        with_line(bounds, line)
    } else {
        bounds
    }
}
