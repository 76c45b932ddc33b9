"""Rust source as tokens."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Token(NamedTuple):
    text: str
    line: int


TOKEN = re.compile(
    r"""(?P<skip> //[^\n]* | /\*.*?\*/ | b?r(?P<hash>\#*)".*?"(?P=hash) | b?'(?:\\'|\\[^']*|[^\\'])' | '\w+ | \d\w* )
      | (?P<token> [bc]?"(?:\\.|[^"\\])*" | (?:r\#)?[A-Za-z_]\w* | :: | => | -> | [^\s\w] )""",
    re.VERBOSE | re.DOTALL,
)
OPENING, CLOSING = "([{", ")]}"
ITEMS = {"const", "enum", "fn", "static", "struct", "trait", "type", "union"}


def tokenize(text: str) -> list[Token]:
    """The identifiers, strings and punctuation of Rust source; comments, other literals and lifetimes are left out."""
    tokens, line, counted = [], 1, 0
    for match in TOKEN.finditer(text):
        if match["token"]:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            tokens.append(Token(match["token"].removeprefix("r#"), line))
    return tokens


def skip_group(tokens: list[Token], index: int) -> int:
    """The index behind the bracket that closes the one at `index`."""
    depth = 0
    while index < len(tokens):
        depth += (tokens[index].text in OPENING) - (tokens[index].text in CLOSING)
        index += 1
        if depth == 0:
            break
    return index


def skip_item(tokens: list[Token], index: int) -> int:
    """The index behind the item, field or arm at `index`, its further attributes included."""
    while tokens[index].text == "#":
        index = skip_group(tokens, index + 1)
    is_use = tokens[index].text == "use" or (
        tokens[index].text == "pub" and "use" in texts(tokens[index + 1 : index + 5])
    )
    is_item = is_use or tokens[index].text in ITEMS | {
        "pub",
        "impl",
        "mod",
        "unsafe",
        "async",
        "extern",
        "macro_rules",
        "let",
    }
    while index < len(tokens):
        text = tokens[index].text
        if text in CLOSING:
            return index
        if text == ";" or (text == "," and not is_item):
            return index + 1
        index = skip_group(tokens, index) if text in OPENING else index + 1
        if text == "{" and not is_use:
            return index
    return index


def texts(tokens: Iterable[Token]) -> list[str]:
    return [token.text for token in tokens]


def rust_functions(text: str) -> Iterator[tuple[str, int]]:
    """The functions of a file, and how many lines each has."""
    tokens = tokenize(text)
    for index, token in enumerate(tokens[:-1]):
        if token.text == "fn" and tokens[index + 1].text.isidentifier():
            end = index + 2
            while end < len(tokens) and tokens[end].text not in ("{", ";"):
                end = skip_group(tokens, end) if tokens[end].text in OPENING else end + 1
            if end < len(tokens) and tokens[end].text == "{":
                end = skip_group(tokens, end)
                yield tokens[index + 1].text, tokens[end - 1].line - token.line + 1
