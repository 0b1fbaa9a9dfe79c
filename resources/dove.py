#!/usr/bin/env python3
"""Draws the dove: resources/icon.svg and, one glyph a tone, resources/fonts/dove.ttf (needs fonttools).

The dove is folded from a letter: seven flat shapes in three tones of the accent on a grid of 128.
As a font it scales with the window and needs no image decoder. Run it from the top of the project.
"""
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

GRID = 128
SCALE = 10
# Painted in this order; shapes reach a little below their neighbours, so that no seam shows.
LAYERS = [
    ("light", "#8DB4DF", [  # far wing, tail
        [(94, 60), (112, 22), (58, 62), (66, 74)],
        [(12, 94), (40, 76), (60, 88), (56, 102)],
    ]),
    ("dark", "#2F6DB5", [  # near wing, breast
        [(74, 72), (22, 24), (40, 76), (60, 82)],
        [(94, 58), (70, 80), (56, 102), (80, 92), (90, 76)],
    ]),
    ("middle", "#5A92D0", [  # fold of the near wing, body, head
        [(76, 72), (22, 24), (58, 66)],
        [(94, 58), (40, 76), (56, 102)],
        [(94, 58), (80, 92), (104, 68), (116, 66)],
    ]),
]


def area(shape):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(shape, shape[1:] + shape[:1]))


def glyph(shapes):
    pen = TTGlyphPen(None)
    for shape in shapes:
        # One direction for all, so that overlapping shapes add up.
        shape = shape if area(shape) > 0 else shape[::-1]
        points = [(x * SCALE, (GRID - y) * SCALE) for x, y in shape]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def font():
    em = GRID * SCALE
    names = [".notdef"] + [name for name, _, _ in LAYERS]
    builder = FontBuilder(em, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0xE000 + i: name for i, (name, _, _) in enumerate(LAYERS)})
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    glyphs.update({name: glyph(shapes) for name, _, shapes in LAYERS})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (em, glyphs[name].xMin if name != ".notdef" else 0) for name in names})
    builder.setupHorizontalHeader(ascent=em, descent=0)
    # Without a PostScript name the font is refused when it is loaded.
    names = {"familyName": "Brieftaube Dove", "styleName": "Regular", "fullName": "Brieftaube Dove"}
    builder.setupNameTable({**names, "psName": "BrieftaubeDove-Regular"})
    builder.setupOS2(sTypoAscender=em, sTypoDescender=0, sTypoLineGap=0, usWinAscent=em, usWinDescent=0)
    builder.setupPost()
    builder.save("resources/fonts/dove.ttf")


def svg():
    shapes = []
    for _, colour, layer in LAYERS:
        for shape in layer:
            path = " ".join(f"{x},{y}" for x, y in shape)
            shapes.append(f'    <polygon fill="{colour}" points="{path}"/>')
    text = "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}">',
        '  <rect width="128" height="128" rx="28" fill="#FAFAF8"/>',
        '  <g transform="translate(64 64) scale(0.82) translate(-64 -62)">',
        *shapes,
        "  </g>",
        "</svg>",
        "",
    ])
    with open("resources/icon.svg", "w", encoding="utf-8") as file:
        file.write(text)


font()
svg()
