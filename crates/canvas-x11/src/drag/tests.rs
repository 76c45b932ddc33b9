use super::*;

const FILES: &[u8] = b"file:///a\r\nfile:///b%20c\r\n";
const BEGIN: Step = Step::Begin { has_list: false };

fn drag(types: [Atom; 3]) -> Drag {
    Drag::new(1, 77, types, false, &Atoms::numbered())
}

fn of_files() -> Drag {
    drag([3000, Atoms::numbered().TEXT_URI_LIST, 0])
}

fn form() -> Form {
    Form::Uris(Atoms::numbered().TEXT_URI_LIST)
}

/// All that is to be done now.
fn steps(drag: &mut Drag) -> Vec<Step> {
    std::iter::from_fn(|| drag.next()).take(20).collect()
}

fn event(kind: Atom, data: [u32; 5]) -> ClientMessageEvent {
    ClientMessageEvent::new(32, 100, kind, data)
}

#[test]
fn a_message_is_believed_only_in_the_right_form() {
    let atoms = Atoms::numbered();
    let told = |event: &ClientMessageEvent| message(event, &atoms).map(|message| message.verb);
    let enter = |version: u32, more: u32| event(atoms.XdndEnter, [77, version << 24 | more, 1, 2, 3]);
    for version in [0, 2, 6, 9, 255] {
        assert_eq!(told(&enter(version, 0)), None, "version {version}");
    }
    for has_list in [false, true] {
        let types = [1, 2, 3];
        let expected = Some(Verb::Enter { types, has_list });
        assert_eq!(told(&enter(5, has_list.into())), expected);
    }
    let position = event(atoms.XdndPosition, [77, 0, 0x0010_fffe, 9, 1]);
    let expected = Verb::Position {
        place: (16, -2),
        time: 9,
    };
    assert_eq!(told(&position), Some(expected));
    assert_eq!(told(&event(atoms.XdndLeave, [77; 5])), Some(Verb::Leave));
    let dropped = event(atoms.XdndDrop, [77, 0, 9, 0, 0]);
    assert_eq!(told(&dropped), Some(Verb::Drop { time: 9 }));
    assert_eq!(told(&event(atoms.XdndDrop, [0, 0, 9, 0, 0])), None, "nobody's");
    assert_eq!(told(&ClientMessageEvent { format: 8, ..dropped }), None);
    assert_eq!(told(&event(atoms.XdndStatus, [77; 5])), None);
}

#[test]
fn files_are_held_and_dropped() {
    let mut drag = of_files();
    assert_eq!(steps(&mut drag), [BEGIN]);
    drag.moved((10, 20), 5);
    let asked = [
        Step::Translate((10, 20)),
        Step::Status(true),
        Step::Fetch(form(), 5),
    ];
    assert_eq!(steps(&mut drag), asked);
    drag.placed(Some((3, 4)));
    assert_eq!(steps(&mut drag), []);
    drag.fetched(Ok(FILES.to_vec()), b"");
    assert_eq!(steps(&mut drag), [Step::Over]);
    drag.moved((11, 20), 6);
    assert_eq!(steps(&mut drag), [Step::Translate((11, 20)), Step::Status(true)]);
    drag.drop(7);
    assert_eq!(steps(&mut drag), [], "where was it dropped?");
    drag.placed(Some((4, 4)));
    assert_eq!(steps(&mut drag)[0], Step::End(true));
    assert_eq!(drag.held().paths, [PathBuf::from("/a"), PathBuf::from("/b c")]);
    assert_eq!(drag.place(), (4, 4));
}

#[test]
fn what_nobody_takes_is_refused() {
    let mut drag = drag([3000, 0, 0]);
    drag.moved((1, 1), 5);
    assert_eq!(
        steps(&mut drag),
        [BEGIN, Step::Translate((1, 1)), Step::Status(false)]
    );
    drag.placed(Some((1, 1)));
    drag.drop(6);
    assert_eq!(drag.next(), Some(Step::End(false)));
}

#[test]
fn a_status_waits_for_the_list() {
    let atoms = Atoms::numbered();
    let mut drag = Drag::new(1, 77, [0; 3], true, &atoms);
    drag.moved((1, 1), 5);
    let begin = Step::Begin { has_list: true };
    assert_eq!(steps(&mut drag), [begin, Step::Translate((1, 1))]);
    drag.offers(&[3000, 3001, 3002, 3003, atoms.UTF8_STRING], &atoms);
    let text = Form::Text(atoms.UTF8_STRING);
    assert_eq!(steps(&mut drag), [Step::Status(true), Step::Fetch(text, 5)]);
    drag.placed(Some((1, 1)));
    drag.fetched(Ok("ü".into()), b"");
    assert_eq!(steps(&mut drag), [], "text is told of when it is dropped");
    drag.drop(6);
    assert_eq!(drag.next(), Some(Step::End(true)));
    assert_eq!(drag.held().data, [("text/plain".to_owned(), "ü".into())]);
}

#[test]
fn what_is_not_given_is_asked_for_once_more_when_it_is_dropped() {
    let mut drag = of_files();
    drag.moved((1, 1), 5);
    steps(&mut drag);
    drag.placed(Some((1, 1)));
    drag.fetched(Err(Failure::Refused), b"");
    assert_eq!(steps(&mut drag), []);
    drag.drop(9);
    assert_eq!(steps(&mut drag), [Step::Fetch(form(), 9)]);
    drag.fetched(Err(Failure::Refused), b"");
    assert_eq!(drag.next(), Some(Step::End(false)));
}

#[test]
fn who_does_not_answer_after_a_drop_is_not_asked_again() {
    let mut drag = of_files();
    drag.moved((1, 1), 5);
    steps(&mut drag);
    drag.placed(Some((1, 1)));
    drag.drop(9);
    assert_eq!(steps(&mut drag), []);
    drag.fetched(Err(Failure::Late), b"");
    assert_eq!(drag.next(), Some(Step::End(false)));
}

#[test]
fn a_drop_that_was_nowhere_is_refused() {
    let mut drag = of_files();
    drag.drop(9);
    drag.moved((1, 1), 10);
    assert_eq!(drag.next(), Some(BEGIN));
    assert_eq!(drag.next(), Some(Step::End(false)));
}

#[test]
fn of_many_positions_the_newest_counts() {
    let mut drag = of_files();
    for x in 0..100 {
        drag.moved((x, 1), 5);
    }
    let asked = [
        BEGIN,
        Step::Translate((99, 1)),
        Step::Status(true),
        Step::Fetch(form(), 5),
    ];
    assert_eq!(steps(&mut drag), asked);
    drag.moved((1, 1), 6);
    drag.moved((2, 1), 6);
    assert_eq!(steps(&mut drag), [Step::Status(true)], "one question at a time");
    drag.placed(Some((0, 0)));
    assert_eq!(steps(&mut drag), [Step::Translate((2, 1))]);
}

#[test]
fn what_holds_nothing_is_refused() {
    for junk in [&b"no uri"[..], b"", b"file://", b"file:///%00"] {
        let mut drag = of_files();
        drag.moved((1, 1), 5);
        steps(&mut drag);
        drag.placed(Some((1, 1)));
        drag.fetched(Ok(junk.to_vec()), b"");
        drag.moved((2, 1), 5);
        assert_eq!(steps(&mut drag), [Step::Translate((2, 1)), Step::Status(false)]);
        drag.placed(Some((2, 1)));
        drag.drop(6);
        assert_eq!(drag.next(), Some(Step::End(false)));
    }
    let text = Form::Text(1);
    assert_eq!(Held::new(text, vec![0xff], b""), Held::default());
}
