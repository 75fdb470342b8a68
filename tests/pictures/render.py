"""Draws what a Textual app shows as a PNG.

Cell by cell on a fixed grid, so that lines and boxes join: exporting to SVG and converting that shifts text by
fractions of a cell and breaks borders.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.app import App

SIZE = 20
BORDER = 14
_FONTS = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf"),
    ("/System/Library/Fonts/Menlo.ttc", "/System/Library/Fonts/Menlo.ttc"),
)


class NoFont(Exception):
    """No monospaced font with box drawing was found."""


@cache
def _fonts() -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    for regular, bold in _FONTS:
        if Path(regular).is_file():
            return ImageFont.truetype(regular, SIZE), ImageFont.truetype(bold, SIZE)
    raise NoFont("Install the DejaVu fonts (Debian: fonts-dejavu-core).")


def picture(app: App[Any]) -> Image.Image:
    """The app's screen as it stands, dialogs included."""
    regular, bold = _fonts()
    cell_width = round(regular.getlength("M"))
    ascent, descent = regular.getmetrics()
    cell_height = ascent + descent
    ground = app.theme_variables.get("ground", "#000000")
    width, height = app.size
    image = Image.new("RGB", (width * cell_width + 2 * BORDER, height * cell_height + 2 * BORDER), ground)
    draw = ImageDraw.Draw(image)
    for row, strip in enumerate(app.screen._compositor.render_strips(app.size)):
        column = 0
        for segment in strip:
            style = segment.style or Style()
            front, back = _colours(style, ground, app.theme_variables.get("ink", "#ffffff"))
            left, top = BORDER + column * cell_width, BORDER + row * cell_height
            length = cell_len(segment.text)
            if not length:
                continue
            draw.rectangle((left, top, left + length * cell_width - 1, top + cell_height - 1), fill=back)
            at = column
            for letter in segment.text:
                _letter(
                    draw, letter, BORDER + at * cell_width, top, cell_width, cell_height, front, style, regular, bold
                )
                at += cell_len(letter)
            column += length
    return image


def _letter(
    draw: ImageDraw.ImageDraw,
    letter: str,
    x: int,
    y: int,
    width: int,
    height: int,
    colour: str,
    style: Style,
    regular: ImageFont.FreeTypeFont,
    bold: ImageFont.FreeTypeFont,
) -> None:
    if letter in _BLOCKS:
        left, top, right, bottom = _BLOCKS[letter]
        box = (x + left * width, y + top * height, x + right * width - 1, y + bottom * height - 1)
        draw.rectangle(box, fill=colour)
    elif letter == "░":
        for dot_y in range(y + 2, y + height, 4):
            for dot_x in range(x + 1, x + width, 4):
                draw.point((dot_x, dot_y), fill=colour)
    elif letter != " ":
        draw.text((x, y), letter, font=bold if style.bold else regular, fill=colour)
    if style.underline:
        draw.line((x, y + height - 2, x + width - 1, y + height - 2), fill=colour)


# Block elements as parts of the cell (left, top, right, bottom): fonts leave hairlines between them.
_BLOCKS: dict[str, tuple[float, float, float, float]] = {
    "█": (0, 0, 1, 1),
    "▀": (0, 0, 1, 0.5),
    "▄": (0, 0.5, 1, 1),
    "▌": (0, 0, 0.5, 1),
    "▐": (0.5, 0, 1, 1),
    "▎": (0, 0, 0.25, 1),
    "▍": (0, 0, 0.375, 1),
    "▊": (0, 0, 0.75, 1),
    "▁": (0, 0.875, 1, 1),
    "▔": (0, 0, 1, 0.125),
    **{mark: (0, 1 - level / 8, 1, 1) for level, mark in enumerate("▁▂▃▄▅▆▇█", start=1)},
}


def _colours(style: Style, ground: str, ink: str) -> tuple[str, str]:
    front, back = _hex(style.color, ink), _hex(style.bgcolor, ground)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = _mixed(front, back)
    return front, back


def _hex(colour: Color | None, default: str) -> str:
    return default if colour is None or colour.is_default else colour.get_truecolor().hex


def _mixed(one: str, other: str) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{(2 * a + b) // 3:02x}" for a, b in pairs)
