use super::*;
use crate::buffer::{Buffer, PixelFormat};
use crate::error::Error;
use crate::geometry::PhysicalSize;
use crate::heap::HeapAllocator;

fn packed(data: &[u8], width: u32, height: u32, channels: u8) -> PixelView<'_> {
    let column = isize::from(channels as i8);
    let strides = Strides {
        row: width as isize * column,
        column,
        channel: 1,
    };
    PixelView::new(data, 0, width, height, channels, strides).unwrap()
}

fn drawn(view: &PixelView<'_>, size: (u32, u32), fit: Fit, smooth: bool) -> Vec<[u8; 4]> {
    let size = PhysicalSize::new(size.0, size.1).unwrap();
    let mut buffer = Buffer::new(&HeapAllocator(PixelFormat::Rgba), size).unwrap();
    view.draw_into(&mut buffer, fit, smooth, [1, 2, 3]);
    buffer.bytes().as_chunks::<4>().0.to_vec()
}

const BACKGROUND: [u8; 4] = [1, 2, 3, 255];

#[test]
fn pixels_of_the_same_size_are_copied_in_either_format() {
    let data = [10, 20, 30, 40, 50, 60];
    assert_eq!(
        drawn(&packed(&data, 2, 1, 3), (2, 1), Fit::Contain, true),
        [[10, 20, 30, 255], [40, 50, 60, 255]]
    );
    let mut buffer = Buffer::new(
        &HeapAllocator(PixelFormat::Bgra),
        PhysicalSize::new(2, 1).unwrap(),
    )
    .unwrap();
    packed(&data, 2, 1, 3).draw_into(&mut buffer, Fit::Fill, true, [0; 3]);
    assert_eq!(buffer.bytes(), [30, 20, 10, 255, 60, 50, 40, 255]);
}

#[test]
fn alpha_is_mixed_with_the_background() {
    let data = [201, 102, 3, 128, 9, 9, 9, 0];
    assert_eq!(
        drawn(&packed(&data, 2, 1, 4), (2, 1), Fit::None, false),
        [[101, 52, 3, 255], BACKGROUND]
    );
}

#[test]
fn fits_place_the_picture_in_the_middle() {
    let data = [200];
    let row = |fit| drawn(&packed(&data, 1, 1, 1), (4, 2), fit, false)[..4].to_vec();
    let grey = [200, 200, 200, 255];
    assert_eq!(row(Fit::Contain), [BACKGROUND, grey, grey, BACKGROUND]);
    assert_eq!(row(Fit::Cover), [grey; 4]);
    assert_eq!(row(Fit::Fill), [grey; 4]);
    let none = drawn(&packed(&data, 1, 1, 1), (5, 3), Fit::None, true);
    assert_eq!(none.iter().filter(|pixel| **pixel == grey).count(), 1);
    assert_eq!(none[7], grey);
}

#[test]
fn what_stands_out_is_cut_off_on_both_sides() {
    let data: Vec<u8> = (0..9).collect();
    let middle = drawn(&packed(&data, 9, 1, 1), (3, 1), Fit::None, true);
    assert_eq!(middle.iter().map(|pixel| pixel[0]).collect::<Vec<_>>(), [3, 4, 5]);
}

#[test]
fn smooth_scaling_averages_what_is_covered() {
    let data = [0, 100, 200, 100, 0, 100, 200, 100];
    let half = drawn(&packed(&data, 8, 1, 1), (4, 1), Fit::Fill, true);
    assert!(
        half.iter().all(|pixel| (20..=180).contains(&pixel[0])),
        "{half:?}"
    );
    let sum: u32 = half.iter().map(|pixel| u32::from(pixel[0])).sum();
    assert!((350..=450).contains(&sum), "the mean stays: {half:?}");
    let double = drawn(&packed(&[0, 100], 2, 1, 1), (4, 1), Fit::Fill, true);
    assert_eq!(
        double.iter().map(|pixel| pixel[0]).collect::<Vec<_>>(),
        [0, 25, 75, 100]
    );
    let nearest = drawn(&packed(&[0, 100], 2, 1, 1), (4, 1), Fit::Fill, false);
    assert_eq!(
        nearest.iter().map(|pixel| pixel[0]).collect::<Vec<_>>(),
        [0, 0, 100, 100]
    );
}

#[test]
fn views_out_of_bounds_are_refused() {
    let data = [0; 100];
    let view = |offset, width, height, channels, row, column, channel| {
        PixelView::new(
            &data,
            offset,
            width,
            height,
            channels,
            Strides { row, column, channel },
        )
    };
    assert!(view(0, 5, 5, 4, 20, 4, 1).is_ok());
    assert!(view(96, 5, 5, 4, -20, -4, 1).is_ok());
    for bad in [
        view(1, 5, 5, 4, 20, 4, 1),
        view(95, 5, 5, 4, -20, -4, -1),
        view(0, 5, 5, 2, 20, 4, 1),
        view(0, 0, 5, 4, 20, 4, 1),
        view(0, 5, 5, 4, isize::MAX, isize::MAX, isize::MAX),
        view(usize::MAX, 5, 5, 4, 20, 4, 1),
    ] {
        assert!(matches!(bad, Err(Error::Invalid(_))), "{bad:?}");
    }
    assert!(matches!(view(0, 40_000, 1, 1, 0, 0, 0), Err(Error::Resource(_))));
}

#[test]
fn names_of_fits_go_both_ways() {
    for fit in [Fit::Contain, Fit::Cover, Fit::Fill, Fit::None] {
        assert_eq!(Fit::from_name(fit.name()), Ok(fit));
    }
    assert!(
        Fit::from_name("stretch")
            .unwrap_err()
            .to_string()
            .starts_with("fit: expected")
    );
}
