use std::path::PathBuf;

use super::*;

const FILES: &[u8] = b"file:///a\r\nfile:///b%20c\r\n";
const BEGIN: Step = Step::Begin { has_list: false };

fn drag(types: [Atom; 3]) -> DragState {
    DragState::new(1, 77, types, false, &Atoms::numbered())
}

fn of_files() -> DragState {
    drag([3000, Atoms::numbered().TEXT_URI_LIST, 0])
}

fn format() -> DropFormat {
    DropFormat::Uris(Atoms::numbered().TEXT_URI_LIST)
}

/// All steps that are due now.
fn steps(drag: &mut DragState) -> Vec<Step> {
    std::iter::from_fn(|| drag.next_step()).take(20).collect()
}

#[test]
fn files_are_reported_and_dropped() {
    let mut drag = of_files();
    assert_eq!(steps(&mut drag), [BEGIN]);
    drag.moved((10, 20), 5);
    let expected = [
        Step::Translate((10, 20)),
        Step::Status(true),
        Step::Read(format(), 5),
    ];
    assert_eq!(steps(&mut drag), expected);
    drag.translated(Some((3, 4)));
    assert_eq!(steps(&mut drag), []);
    drag.data_read(Ok(FILES.to_vec()), b"");
    assert_eq!(steps(&mut drag), [Step::ReportOver]);
    drag.moved((11, 20), 6);
    assert_eq!(steps(&mut drag), [Step::Translate((11, 20)), Step::Status(true)]);
    drag.drop(7);
    assert_eq!(steps(&mut drag), [], "where was it dropped?");
    drag.translated(Some((4, 4)));
    assert_eq!(steps(&mut drag)[0], Step::End(true));
    assert_eq!(drag.data().paths, [PathBuf::from("/a"), PathBuf::from("/b c")]);
    assert_eq!(drag.position(), (4, 4));
}

#[test]
fn an_unsupported_type_is_refused() {
    let mut drag = drag([3000, 0, 0]);
    drag.moved((1, 1), 5);
    assert_eq!(
        steps(&mut drag),
        [BEGIN, Step::Translate((1, 1)), Step::Status(false)]
    );
    drag.translated(Some((1, 1)));
    drag.drop(6);
    assert_eq!(drag.next_step(), Some(Step::End(false)));
}

#[test]
fn a_status_waits_for_the_list() {
    let atoms = Atoms::numbered();
    let mut drag = DragState::new(1, 77, [0; 3], true, &atoms);
    drag.moved((1, 1), 5);
    let begin = Step::Begin { has_list: true };
    assert_eq!(steps(&mut drag), [begin, Step::Translate((1, 1))]);
    drag.offers(&[3000, 3001, 3002, 3003, atoms.UTF8_STRING], &atoms);
    let text = DropFormat::Text(atoms.UTF8_STRING);
    assert_eq!(steps(&mut drag), [Step::Status(true), Step::Read(text, 5)]);
    drag.translated(Some((1, 1)));
    drag.data_read(Ok("ü".into()), b"");
    assert_eq!(steps(&mut drag), [], "text is reported when it is dropped");
    drag.drop(6);
    assert_eq!(drag.next_step(), Some(Step::End(true)));
    assert_eq!(drag.data().data, [("text/plain".to_owned(), "ü".into())]);
}

#[test]
fn a_failed_read_is_repeated_once_after_the_drop() {
    let mut drag = of_files();
    drag.moved((1, 1), 5);
    steps(&mut drag);
    drag.translated(Some((1, 1)));
    drag.data_read(Err(Failure::Refused), b"");
    assert_eq!(steps(&mut drag), []);
    drag.drop(9);
    assert_eq!(steps(&mut drag), [Step::Read(format(), 9)]);
    drag.data_read(Err(Failure::Refused), b"");
    assert_eq!(drag.next_step(), Some(Step::End(false)));
}

#[test]
fn a_source_that_times_out_after_its_drop_is_not_asked_again() {
    let mut drag = of_files();
    drag.moved((1, 1), 5);
    steps(&mut drag);
    drag.translated(Some((1, 1)));
    drag.drop(9);
    assert_eq!(steps(&mut drag), []);
    drag.data_read(Err(Failure::TimedOut), b"");
    assert_eq!(drag.next_step(), Some(Step::End(false)));
}

#[test]
fn a_drop_without_a_position_is_refused() {
    let mut drag = of_files();
    drag.drop(9);
    drag.moved((1, 1), 10);
    assert_eq!(drag.next_step(), Some(BEGIN));
    assert_eq!(drag.next_step(), Some(Step::End(false)));
}

#[test]
fn the_newest_of_many_positions_counts() {
    let mut drag = of_files();
    for x in 0..100 {
        drag.moved((x, 1), 5);
    }
    let expected = [
        BEGIN,
        Step::Translate((99, 1)),
        Step::Status(true),
        Step::Read(format(), 5),
    ];
    assert_eq!(steps(&mut drag), expected);
    drag.moved((1, 1), 6);
    drag.moved((2, 1), 6);
    assert_eq!(steps(&mut drag), [Step::Status(true)], "one query at a time");
    drag.translated(Some((0, 0)));
    assert_eq!(steps(&mut drag), [Step::Translate((2, 1))]);
}

#[test]
fn data_without_content_is_refused() {
    for junk in [&b"no uri"[..], b"", b"file://", b"file:///%00"] {
        let mut drag = of_files();
        drag.moved((1, 1), 5);
        steps(&mut drag);
        drag.translated(Some((1, 1)));
        drag.data_read(Ok(junk.to_vec()), b"");
        drag.moved((2, 1), 5);
        assert_eq!(steps(&mut drag), [Step::Translate((2, 1)), Step::Status(false)]);
        drag.translated(Some((2, 1)));
        drag.drop(6);
        assert_eq!(drag.next_step(), Some(Step::End(false)));
    }
}
