"""`call`, `post` and `call_later`: results, order, timeouts, cycles."""

import threading

import pytest

import canvas

from scripts import eventually


@pytest.fixture
def window():
    window = canvas.Canvas("test", size=(80, 60))
    window.show()
    yield window
    window.close()
    assert window.wait(20)


def test_a_cycle_of_calls_is_refused():
    first = canvas.Canvas("first", size=(40, 30))
    second = canvas.Canvas("second", size=(40, 30))
    first.show()
    second.show()
    with pytest.raises(RuntimeError):
        first.call(lambda: second.call(lambda: first.call(lambda: None)))
    assert first.call(lambda: 1) == second.call(lambda: 2) - 1
    for window in (first, second):
        window.close()
        assert window.wait(20)


def test_call_returns_results_and_raises_exceptions(window):
    assert window.call(max, 3, 7) == 7
    with pytest.raises(KeyError, match="mine"):
        window.call({}.__getitem__, "mine")
    assert window.call(window.call, len, "four") == 4, "on its own thread a call runs at once"
    names = {window.call(lambda: threading.current_thread().name) for _ in range(3)}
    assert len(names) == 1 and "test" in names.pop()


def test_call_with_a_timeout(window):
    go_on = threading.Event()
    window.post(go_on.wait)
    with pytest.raises(TimeoutError):
        window.call(lambda: None, timeout=0.05)
    go_on.set()
    assert window.call(lambda: 1, timeout=20) == 1


def test_post_keeps_the_order(window):
    seen = []
    for number in range(1000):
        window.post(seen.append, number)
    window.call(lambda: None)
    assert seen == list(range(1000))


def test_call_later_and_its_handle(window):
    seen, handles = [], []

    def schedule():
        handles.append(window.call_later(1, seen.append, "late"))
        handles.append(window.call_later(0.01, seen.append, "early"))
        window.call_later(0.02, seen.append, "cancelled").cancel()

    window.call(schedule)  # on the window's own thread, so that nothing runs before it is cancelled
    eventually(lambda: len(seen) == 2)
    assert seen == ["early", "late"]
    for handle in handles:
        handle.cancel()  # too late, and not an error
