#!/usr/bin/env python3
"""Checks the public API of the Rust crate `canvas`, as rustdoc sees it, for types that could not change later.

* It names types of other crates only if it re-exports them on purpose.
* It exports every type that it names; items shared between our crates are hidden.
* A struct with public fields, or an enum, is `#[non_exhaustive]`, or its list is complete (see `COMPLETE`).

rustdoc's JSON output is unstable: this file is also cargo's rustdoc, and enables unstable options.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

OURS = ["canvas", "canvas_core", "canvas_draw"]
FOREIGN = {"alloc", "core", "std", "kurbo", "peniko", "raw_window_handle"}
FOREIGN |= {"color"}  # a part of peniko, which re-exports it
COMPLETE = {
    **dict.fromkeys(["BoxAlign", "Direction", "LineHeight", "TextAlign", "TextBaseline"], "CSS's words for it"),
    **dict.fromkeys(["Paint", "Repetition", "Shape", "Radii"], "HTML's list"),
    **dict.fromkeys(["Button", "Strides"], "numbers that mean what they mean"),
    "CloseReply": "yes or no",
}


def main() -> None:
    api = PublicApi({crate: document(crate) for crate in OURS})
    api.visit("canvas", api.crates["canvas"]["root"])
    api.check_exports()
    unused = COMPLETE.keys() - api.complete
    api.wrong += [f"{name} is not public, or is non_exhaustive: remove it from COMPLETE" for name in sorted(unused)]
    for complaint in sorted(set(api.wrong)):
        print(complaint)
    sys.exit(bool(api.wrong))


def document(crate: str) -> dict:
    """The rustdoc JSON of a crate."""
    environment = os.environ | {"RUSTDOC": str(Path(__file__).resolve()), "RUSTDOCFLAGS": "", "CANVAS_PUBLIC_API": "1"}
    options = ["--", "-Zunstable-options", "--output-format=json"]
    command = ["cargo", "rustdoc", "--locked", "--quiet", "--lib", "-p", crate.replace("_", "-"), *options]
    subprocess.run(command, env=environment, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", "target"))
    return json.loads((target / "doc" / f"{crate}.json").read_text())


def references(value) -> list[str]:
    """The types and traits in a piece of a signature."""
    if isinstance(value, list):
        return [found for part in value for found in references(part)]
    if not isinstance(value, dict):
        return []
    own = [str(value["id"])] if "id" in value and "path" in value else []
    return own + references(list(value.values()))


class PublicApi:
    def __init__(self, crates: dict[str, dict]) -> None:
        self.crates = crates
        self.wrong: list[str] = []
        self.complete: set[str] = set()
        self.seen: set[tuple[str, str]] = set()
        self.named: dict[tuple[str, str], str] = {}
        self.places = {
            tuple(path["path"]): (crate, number)
            for crate, known in crates.items()
            for number, path in known["paths"].items()
            if path["crate_id"] == 0
        }

    def visit(self, crate: str, number: int | str, where: str = "") -> None:
        """Checks a public item and everything in it."""
        item = self.crates[crate]["index"].get(str(number))
        if item is None or (crate, str(number)) in self.seen:
            return
        self.seen.add((crate, str(number)))
        (kind, inner), *_ = item["inner"].items()
        name = f"{where}::{item['name']}".lstrip(":")
        if kind == "use":
            self.follow(crate, inner["id"], where)
        elif kind == "module":
            for part in inner["items"]:
                self.visit(crate, part, name)
        elif kind in ("struct", "enum", "trait"):
            self.visit_type(crate, item, kind, inner, name)
        elif kind == "variant":
            self.visit_fields(crate, inner["kind"], name)
        else:
            self.note(crate, inner, name)

    def follow(self, crate: str, number: int | None, where: str) -> None:
        """Checks a re-exported item where it is declared."""
        if number is None:
            return
        if str(number) in self.crates[crate]["index"]:
            self.visit(crate, number, where)
        elif (place := self.place(crate, str(number), where)) is not None:
            self.visit(*place, where)

    def visit_type(self, crate: str, item: dict, kind: str, inner: dict, name: str) -> None:
        parts = {"struct": [], "enum": inner.get("variants", []), "trait": inner.get("items", [])}[kind]
        fields = self.visit_fields(crate, inner["kind"], name) if kind == "struct" else 0
        if (kind == "enum" or fields) and "non_exhaustive" not in str(item["attrs"]):
            self.complete.add(item["name"])
            if item["name"] not in COMPLETE:
                self.wrong.append(
                    f"{name}: it could not be extended. Make it #[non_exhaustive], or say in COMPLETE why it is complete"
                )
        self.note(crate, [inner["generics"], inner.get("bounds", [])], name)
        for part in parts:
            self.visit(crate, part, name)
        for block in inner.get("impls", []):
            self.visit_impl(crate, self.crates[crate]["index"].get(str(block)), name)

    def visit_fields(self, crate: str, kind: dict | str, name: str) -> int:
        """Checks the public fields of a struct or variant; returns their number, 0 if there are private ones."""
        if not isinstance(kind, dict):  # it has no fields
            return 0
        by_name = kind.get("plain") or kind.get("struct") or {}
        fields = by_name.get("fields") or kind.get("tuple") or []
        public = [field for field in fields if field is not None]
        for field in public:
            self.visit(crate, field, name)
        return 0 if by_name.get("has_stripped_fields") else len(public)

    def visit_impl(self, crate: str, item: dict | None, name: str) -> None:
        block = item and item["inner"]["impl"]
        if not block or block["is_synthetic"] or block["blanket_impl"]:
            return
        # `From` of a type that is not public cannot be used.
        self.note(crate, [block["trait"], block["for"], block["generics"]], name, exported=False)
        for part in block["items"]:
            if block["trait"] or self.crates[crate]["index"][str(part)]["visibility"] == "public":
                self.visit(crate, part, name)

    def note(self, crate: str, signature: list | dict, name: str, exported: bool = True) -> None:
        """Records the types that a signature names."""
        for number in references(signature):
            place = self.place(crate, number, name)
            if place is not None and exported:
                self.named.setdefault(place, name)

    def place(self, crate: str, number: str, name: str) -> tuple[str, str] | None:
        """Where a type is declared, if it is one of ours; reports types of other crates."""
        path = self.crates[crate]["paths"].get(number)
        if path is None or path["crate_id"] == 0:
            return (crate, number)
        origin = self.crates[crate]["external_crates"][str(path["crate_id"])]["name"]
        if origin in OURS:
            return self.places.get(tuple(path["path"]))
        if origin not in FOREIGN:
            self.wrong.append(f"{name}: {'::'.join(path['path'])} is another crate's")
        return None

    def check_exports(self) -> None:
        for (crate, number), name in self.named.items():
            if (crate, number) not in self.seen:
                path = "::".join(self.crates[crate]["paths"][number]["path"])
                self.wrong.append(f"{name}: {path} is not exported; hide what names it")


if os.environ.get("CANVAS_PUBLIC_API"):
    os.execvpe("rustdoc", ["rustdoc", *sys.argv[1:]], os.environ | {"RUSTC_BOOTSTRAP": "1"})
main()
