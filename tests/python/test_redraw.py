"""Partial redraws: only the parts that have changed, or were requested."""

import numpy
import pytest

import canvas

from scripts import eventually

SIZE = (96, 64)


class Board(canvas.Canvas):
    """A square that moves over a striped background."""

    def __init__(self):
        super().__init__("board", size=SIZE, backend="headless", update_mode="manual", background="white")
        self.x, self.color, self.ground, self.draws = 0, "tomato", "lightgrey", 0

    def on_draw(self, painter):
        self.draws += 1
        painter.fill_style = self.ground
        for x in range(0, 96, 12):
            painter.fill_rect(x, 0, 6, 64)
        painter.fill_style = self.color
        painter.fill_rect(self.x + 0.25, 20.5, 11, 11)
        painter.fill_circle(self.x + 5, 50, 6)
        painter.fill_text("fixed", 5, 14)

    def whole(self):
        return numpy.asarray(canvas.render(self.on_draw, SIZE, background="white")).astype(int)

    def shown(self):
        return numpy.asarray(self.snapshot()).astype(int)


@pytest.fixture
def board():
    window = Board()
    window.show()
    window.force_draw(timeout=20)
    yield window
    window.close()
    assert window.wait(20)


def test_a_partial_redraw_looks_like_a_full_one(board):
    for step in range(40):
        board.x = 7 * step % 90
        board.force_draw(timeout=20)
        assert abs(board.shown() - board.whole()).max() <= 1, step


def test_identical_frames_are_shown_again(board):
    before, frames = board.shown(), board.stats.frames_shown
    for _ in range(10):
        board.force_draw(timeout=20)
    assert board.stats.frames_shown == frames + 10
    assert (board.shown() == before).all()


def test_presented_pixels_are_painted_over(board):
    board.force_draw(timeout=20)
    board.present(numpy.zeros((*SIZE[::-1], 3), numpy.uint8))
    eventually(lambda: board.shown()[..., :3].max() == 0)
    board.force_draw(timeout=20)
    assert abs(board.shown() - board.whole()).max() <= 1


def test_only_the_requested_part_is_drawn(board):
    board.window.update_mode = "ondemand"
    eventually(lambda: board.stats.frames_shown >= 1)
    before = board.shown()
    board.ground = "navy"
    board.request_draw((40, 30, 10, 4))
    eventually(lambda: (board.shown() != before).any())
    changed = (board.shown() != before).any(axis=2)
    rows, columns = numpy.nonzero(changed)
    assert 16 <= rows.min() and rows.max() < 48
    assert 32 <= columns.min() and columns.max() < 64
    board.request_draw()
    eventually(lambda: abs(board.shown() - board.whole()).max() <= 1)


def test_all_requested_parts_are_drawn(board):
    board.ground = "navy"
    board.request_draw((2, 2, 1, 1))
    board.request_draw((80, 50, 1, 1))
    board.window.update_mode = "ondemand"
    eventually(
        lambda: tuple(board.shown()[1, 1]) == (0, 0, 128, 255) and tuple(board.shown()[50, 85]) == (0, 0, 128, 255)
    )
    board.request_draw((2, 2, 1, 1))
    board.request_draw()
    eventually(lambda: abs(board.shown() - board.whole()).max() <= 1)


@pytest.mark.parametrize("rect", [7, "no", (1, 2, 3), (1, 2, 3, 4, 5), ("a", 1, 2, 3), [None] * 4])
def test_a_rect_is_four_numbers(board, rect):
    with pytest.raises(TypeError, match="rect"):
        board.request_draw(rect)


def test_a_rect_is_finite(board):
    with pytest.raises(ValueError, match="rect"):
        board.request_draw((0, 0, float("nan"), 5))
