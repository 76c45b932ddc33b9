"""Checks a built wheel: its platform policy, size, dependencies and contents. Usage: check_wheel.py WHEEL."""

import email
import pathlib
import re
import subprocess
import sys
import zipfile

LARGEST = 8_000_000


def main(path: pathlib.Path) -> None:
    problems = []
    size = path.stat().st_size
    if size > LARGEST:
        problems.append(f"{size:,} bytes; {LARGEST:,} are allowed")

    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        metadata_name = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(wheel.read(metadata_name))
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    if needed:
        problems.append(f"depends on {needed}")
    if {"x11", "winit", "test"} - set(metadata.get_all("Provides-Extra", [])):
        problems.append("the extras x11, winit and test are missing")
    if bundled := [name for name in names if ".libs/" in name]:
        problems.append(f"bundles libraries: {bundled}")
    for required in ("canvas/__init__.py", "canvas/py.typed", "canvas/_canvas.pyi", "canvas/_canvas.abi3.so"):
        if required not in names:
            problems.append(f"{required} is missing")
    for licence in ("LICENSE-MIT", "LICENSE-APACHE", "NOTICE"):
        if not any(name.endswith(f"/{licence}") for name in names):
            problems.append(f"{licence} is missing")
    if not re.search(r"-cp311-abi3-manylinux_\d+_\d+_\w+\.whl$", path.name):
        problems.append("not named as an abi3 wheel of a manylinux policy")

    audit = subprocess.run(
        [sys.executable, "-m", "auditwheel", "show", str(path)], capture_output=True, text=True, check=False
    )
    policy = re.search(r'consistent\s+with\s+the\s+following\s+platform\s+tag:\s+"(manylinux\w+)"', audit.stdout)
    if audit.returncode or not policy:
        problems.append(f"auditwheel finds no manylinux policy: {audit.stdout}{audit.stderr}")

    if problems:
        sys.exit(f"{path.name}:\n  " + "\n  ".join(problems))
    print(f"{path.name}: {size / 1e6:.1f} MB, {policy[1] if policy else ''}, no dependency, no bundled library")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
