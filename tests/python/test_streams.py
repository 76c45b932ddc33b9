"""Events for the program's own loops: `events()`, and the awaitables for asyncio."""

import asyncio
import gc
import threading

import pytest

import canvas

from scripts import eventually

TIMEOUT = 20


def say(window, *texts):
    for text in texts:
        window.submit_event({"type": "text_input", "text": text})


@pytest.fixture
def window():
    window = canvas.Canvas("streams", size=(40, 30))
    window.show()
    yield window
    window.close()
    assert window.wait(TIMEOUT)


def texts_of(events):
    return [event.text for event in events]


def test_a_loop_gets_every_event_and_ends_with_the_window(window):
    handled = []
    window.on_text_input = lambda event: handled.append(event.text)
    stream = window.events("text_input", "close")
    say(window, *"abc")
    received = []
    for event in stream:
        received.append(event)
        if event.type == "text_input" and event.text == "c":
            say(window, "d")
        elif event.type == "text_input" and event.text == "d":
            window.close()
    assert [event.type for event in received] == ["text_input"] * 4 + ["close"]
    assert texts_of(received[:4]) == handled == ["a", "b", "c", "d"], "the handlers ran too"
    assert list(stream) == [] == list(window.events()), "the window is closed"


def test_without_types_it_has_all_events():
    window = canvas.Canvas("all", size=(40, 30))
    stream = window.events()
    window.show()
    say(window, "a")
    window.submit_event({"type": "pointer_down", "x": 1, "y": 2, "button": 1})
    types = []
    for event in stream:
        types.append(event.type)
        if set(types) >= {"resize", "show", "text_input", "pointer_down"}:
            window.close()
    assert types[-1] == "close"


def test_pending_events_are_taken_without_waiting(window):
    stream = window.events("text_input")
    assert stream.pending() == []
    say(window, *"ab")
    window.call(lambda: None)
    assert texts_of(stream.pending()) == ["a", "b"]
    assert stream.pending() == []


def test_a_stopped_event_is_not_in_the_stream(window):
    window.on_event = lambda event: event.type == "text_input" and event.text == "a"
    stream = window.events("text_input")
    say(window, *"ab")
    assert next(stream).text == "b"


def test_a_stream_may_be_created_before_the_window_is_shown(window):
    other = canvas.Canvas("other", size=(40, 30))
    stream = other.events("show", "close")
    with pytest.raises(RuntimeError, match="show"):
        next(stream)
    other.show()
    assert next(stream).type == "show"
    other.close()
    assert [event.type for event in stream] == ["close"]


def test_streams_of_a_reopened_window_are_its_own(window):
    first = window.events("text_input")
    window.close()
    assert window.wait(TIMEOUT)
    window.show()
    second = window.events("text_input")
    say(window, "a")
    assert next(second).text == "a"
    assert list(first) == []


def test_a_closed_stream_ends_and_gets_no_more_events(window):
    with window.events("text_input") as stream:
        say(window, "a")
        window.call(lambda: None)
    say(window, "b")
    window.call(lambda: None)
    assert texts_of(stream) == ["a"]


def test_closing_a_stream_wakes_a_waiting_thread(window):
    stream = window.events("text_input")
    waiting = threading.Thread(target=list, args=(stream,))
    waiting.start()
    eventually(lambda: stream._waiters, "it waits")
    stream.close()
    waiting.join(TIMEOUT)
    assert not waiting.is_alive()


def test_a_call_runs_after_the_events_that_were_submitted_before_it(window):
    texts = []
    window.on_text_input = lambda event: texts.append(event.text)
    for number in range(300):
        window.post(lambda: None)
        say(window, str(number))
        assert window.call(lambda: texts[-1:]) == [str(number)]


def test_each_stream_gets_every_event_and_each_event_goes_to_one_thread(window):
    received = [[], []]
    streams = [window.events("text_input"), window.events("text_input")]

    def take(number):
        for event in streams[number]:
            received[number].append(event)

    threads = [threading.Thread(target=take, args=(number,)) for number in (0, 0, 0, 0, 1)]
    for thread in threads:
        thread.start()
    texts = [str(number) for number in range(200)]
    say(window, *texts)
    window.call(lambda: None)
    window.close()
    for thread in threads:
        thread.join(TIMEOUT)
    assert sorted(texts_of(received[0])) == sorted(texts_of(received[1])) == sorted(texts)


def test_old_events_are_dropped_for_new_ones_and_counted(window, monkeypatch):
    monkeypatch.setattr("canvas._streams.MAX_EVENTS", 3)
    stream = window.events("text_input")
    say(window, *"abcde")
    window.call(lambda: None)
    assert stream.lost == 2
    assert texts_of(stream.pending()) == ["c", "d", "e"]


def test_a_dropped_stream_costs_nothing(window):
    stream = window.events()
    assert any(reference() is stream for reference in window._canvas_.streams)
    del stream
    gc.collect()
    window.events()
    assert len(window._canvas_.streams) == 1


def test_waiting_on_the_window_s_own_thread_is_refused(window):
    stream = window.events("text_input")
    with pytest.raises(RuntimeError, match="own"):
        window.call(lambda: next(stream))


@pytest.mark.parametrize(
    ("types", "error", "word"), [(("pointer",), ValueError, "pointer_down"), ((5,), TypeError, "types")]
)
def test_bad_types(window, types, error, word):
    with pytest.raises(error, match=word):
        window.events(*types)


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, TIMEOUT))


def test_asyncio_gets_events_while_other_tasks_run(window):
    async def main():
        ticks, received = 0, []

        async def tick():
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        other = asyncio.create_task(tick())
        stream = window.events("text_input")
        say(window, "a")
        async for event in stream:
            received.append(event.text)
            before = ticks
            while ticks < before + 10:
                await asyncio.sleep(0)
            window.close() if event.text == "c" else say(window, chr(ord(event.text) + 1))
        other.cancel()
        return received

    assert run(main()) == ["a", "b", "c"]


def test_a_cancelled_wait_loses_no_event(window):
    async def main():
        stream = window.events("text_input")
        for _ in range(50):
            task = asyncio.create_task(stream.__anext__())
            await asyncio.sleep(0)
            say(window, "a")
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                assert (await stream.__anext__()).text == "a"
        assert stream._waiters == []

    run(main())


def test_next_event_misses_none_between_two_calls(window):
    async def main():
        say(window, "first")
        task = asyncio.create_task(window.next_event())
        await asyncio.sleep(0)
        say(window, *"abc")
        window.post(window.close)
        types = [(await task).type]
        while types[-1] != "close":
            types.append((await window.next_event()).type)
        with pytest.raises(canvas.ClosedError):
            await window.next_event()
        window.show()
        say(window, "again")
        while (await window.next_event()).type != "text_input":
            pass
        return types

    assert run(main()).count("text_input") in (3, 4), "the first one may arrive before the first call"


def test_asyncio_waits_for_the_close_of_a_window(window):
    async def main():
        never = canvas.Canvas("never shown")
        waits = [asyncio.create_task(each.wait_closed()) for each in (window, never, window)]
        await asyncio.sleep(0)
        assert not any(wait.done() for wait in waits)
        window.on_event = lambda event: True  # a handler cannot stop the close
        window.close()
        never.close()
        await asyncio.gather(*waits)
        assert window.closed and never.closed
        await window.wait_closed()

    run(main())


def test_a_closed_asyncio_loop_does_no_harm(window):
    async def main():
        task = asyncio.ensure_future(window.events("text_input").__anext__())
        await asyncio.sleep(0)
        return task

    loop = asyncio.new_event_loop()
    task = loop.run_until_complete(main())
    loop.close()
    stream = window.events("text_input")
    say(window, "a")
    assert next(stream).text == "a"
    assert not task.done()
    task._log_destroy_pending = False


def test_ctrl_c_ends_a_loop_over_events(start):
    script = start(
        """
        import canvas
        window = canvas.Canvas("loop", size=(100, 80))
        stream = window.events()
        window.show()
        try:
            for event in stream:
                if event.type == "show":
                    print("shown", flush=True)
        except KeyboardInterrupt:
            print("interrupted", window.closed, flush=True)
        window.close()
        """
    )
    script.expect("shown")
    script.interrupt()
    assert script.expect("interrupted") == "False"
    script.finish().assert_clean()


def test_a_click_arrives_in_asyncio(start, user):
    script = start(
        """
        import asyncio, canvas
        async def main():
            window = canvas.Canvas("clicked", size=(300, 200), on_draw=lambda painter: painter.clear("tomato"))
            window.show()
            async for event in window.events("pointer_down", "close"):
                match event:
                    case canvas.PointerEvent(x=x, y=y):
                        print("down", round(x), round(y), flush=True)
                    case canvas.CloseEvent(reason=reason):
                        print("closed", reason, flush=True)
        asyncio.run(main())
        """
    )
    eventually(lambda: (image := user.screenshot("clicked")) and image.pixel(150, 100) == (255, 99, 71), "the window")
    user.click("clicked", 120, 80)
    assert script.expect("down") == "120 80"
    user.close("clicked")
    assert script.expect("closed") == "user"
    script.finish().assert_clean()
