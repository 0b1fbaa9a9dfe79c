#!/usr/bin/env python3
"""Draws the dove: resources/icon.svg, resources/icon-64.rgba and, one glyph a tone, resources/fonts/dove.ttf.

The dove is folded from a letter: seven flat shapes in three tones of the accent on a grid of 128.
As a font it scales with the window and needs no image decoder. Needs fonttools; run it from the top of the project.
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
    # The same shapes give the same file.
    builder.font.recalcTimestamp = False
    builder.updateHead(created=0, modified=0)
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


def inside(shape, x, y):
    hit = False
    for (x1, y1), (x2, y2) in zip(shape, shape[1:] + shape[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit


def colour_at(x, y):
    """The icon at a point of the grid: the dove on a rounded ground, or nothing."""
    dx, dy = max(28 - x, x - 100, 0), max(28 - y, y - 100, 0)
    if dx * dx + dy * dy > 28 * 28:
        return None
    x, y = (x - 64) / 0.82 + 64, (y - 64) / 0.82 + 62
    colour = "#FAFAF8"
    for _, tone, layer in LAYERS:
        if any(inside(shape, x, y) for shape in layer):
            colour = tone
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def rgba(side=64, samples=4):
    """The icon of the window, as bare pixels: no decoder is needed for them."""
    pixels = bytearray()
    for row in range(side):
        for column in range(side):
            points = [
                colour_at((column + (i + 0.5) / samples) * GRID / side, (row + (j + 0.5) / samples) * GRID / side)
                for i in range(samples)
                for j in range(samples)
            ]
            drawn = [point for point in points if point]
            pixels += bytes(sum(p[i] for p in drawn) // len(drawn) if drawn else 0 for i in range(3))
            pixels.append(255 * len(drawn) // len(points))
    with open("resources/icon-64.rgba", "wb") as file:
        file.write(pixels)


font()
svg()
rgba()
