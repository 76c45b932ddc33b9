"""Makes the fonts of this folder (needs fonttools): tiny ones of our own, with colours.

colours.ttf   "Canvas Colours": 😀 in layers of flat colours (COLR 0), 😁 with a gradient (COLR 1), A black
pictures.ttf  "Canvas Pictures": 😀 as a bitmap glyph (sbix), A black

Each glyph is an em wide, and its ink is the square from 0.1 to 0.9 em, on the baseline.
"""

import struct
import sys
import zlib
from pathlib import Path

from fontTools.colorLib import builder as colors
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.sbixGlyph import Glyph as BitmapGlyph
from fontTools.ttLib.tables.sbixStrike import Strike

UNITS = 1000
RED, BLUE, GREEN = (1, 0, 0, 1), (0, 0, 1, 1), (0, 0.5, 0, 1)


def box(left, bottom, right, top):
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for point in [(left, top), (right, top), (right, bottom)]:
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def font(family, glyphs, characters):
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(characters)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (UNITS, 100) for name in glyphs})
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, sTypoDescender=-100)
    builder.setupPost()
    return builder.font


def colours():
    square = (100, 0, 900, 800)
    made = font(
        "Canvas Colours",
        {
            ".notdef": box(*square),
            "A": box(*square),
            "grin": box(*square),
            "beam": box(*square),
            "whole": box(*square),
            "half": box(100, 0, 500, 800),
        },
        {ord("A"): "A", 0x1F600: "grin", 0x1F601: "beam"},
    )
    ramp = {
        "Format": 4,  # linear
        "ColorLine": {"ColorStop": [(0.0, 0, 1.0), (1.0, 1, 1.0)], "Extend": "pad"},
        **{"x0": 100, "y0": 0, "x1": 900, "y1": 0, "x2": 100, "y2": 100},
    }
    layers = {"grin": [("whole", 0), ("half", 1)], "beam": {"Format": 10, "Paint": ramp, "Glyph": "whole"}}
    made["COLR"] = colors.buildCOLR(layers, glyphMap=made.getReverseGlyphMap())
    made["CPAL"] = colors.buildCPAL([[RED, BLUE]])
    return made


def png(side):
    """A green square with a white middle."""
    middle = range(side // 4, side * 3 // 4)
    rows = b"".join(
        b"\0" + b"".join(b"\xff" * 4 if x in middle and y in middle else b"\x00\x80\x00\xff" for x in range(side))
        for y in range(side)
    )
    chunks = [
        (b"IHDR", struct.pack(">2I5B", side, side, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]

    def pack(tag, data):
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    return b"\x89PNG\r\n\x1a\n" + b"".join(pack(*chunk) for chunk in chunks)


def bitmaps():
    square = (100, 0, 900, 800)
    glyphs = {".notdef": box(*square), "A": box(*square), "grin": box(*square)}
    made = font("Canvas Pictures", glyphs, {ord("A"): "A", 0x1F600: "grin"})
    sbix = made["sbix"] = newTable("sbix")
    strike = Strike(ppem=40, resolution=72)
    strike.glyphs["grin"] = BitmapGlyph(
        glyphName="grin", graphicType="png ", originOffsetX=4, originOffsetY=0, imageData=png(32)
    )
    sbix.strikes = {40: strike}
    return made


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, made in [("colours", colours()), ("pictures", bitmaps())]:
        made["head"].created = made["head"].modified = 0
        made.recalcTimestamp = False
        made.save(folder / f"{name}.ttf")
