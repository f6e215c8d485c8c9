"""A camera for Chromium: codes as they look at a gate, printed and then folded, faded, turned, stained, far away."""

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 640, 480
PAPER, DESK = 246, 120


def code(text: str, *, scale: int = 7, dark: int = 20, light: int = PAPER) -> Image.Image:
    """As it is printed: version 6 at level M, black on white."""
    made = segno.make(text, error="m", boost_error=False, micro=False)
    held = io.BytesIO()
    made.save(held, kind="png", scale=scale, border=4)
    grey = Image.open(held).convert("L")
    return grey.point(lambda value: light if value > 127 else dark)


def on_desk(paper: Image.Image, *, turn: float = 0) -> Image.Image:
    """A sheet before the camera."""
    view = Image.new("L", (WIDTH, HEIGHT), DESK)
    turned = paper.rotate(turn, expand=True, fillcolor=DESK, resample=Image.Resampling.BICUBIC)
    view.paste(turned, ((WIDTH - turned.width) // 2, (HEIGHT - turned.height) // 2))
    return view


def printed(text: str) -> Image.Image:
    return on_desk(code(text))


def rotated(text: str) -> Image.Image:
    return on_desk(code(text, scale=6), turn=28)


def upside_down(text: str) -> Image.Image:
    return on_desk(code(text), turn=180)


def low_contrast(text: str) -> Image.Image:
    """Printed with the last of the toner, in a dim light."""
    return _noise(on_desk(code(text, dark=108, light=150)), 3)


def crumpled(text: str, *, bent: float = 0.5) -> Image.Image:
    """Carried in a pocket: bent in two directions by up to half a module, with the shade of the folds."""
    pixels = np.asarray(on_desk(code(text)), dtype=float)
    rows, columns = np.indices(pixels.shape, dtype=float)
    bent_rows = rows + bent * (4 * np.sin(columns / 47) + 1.5 * np.sin(rows / 31))
    bent_columns = columns + bent * (4.5 * np.sin(rows / 53 + 1) + 1.5 * np.cos(columns / 37))
    nearest = pixels[
        np.clip(bent_rows.round().astype(int), 0, HEIGHT - 1),
        np.clip(bent_columns.round().astype(int), 0, WIDTH - 1),
    ]
    shade = 1 - 0.22 * np.abs(np.sin(columns / 90 + rows / 140)) ** 6
    return _noise(_image(nearest * shade), 4)


def stained(text: str) -> Image.Image:
    """A thumb's worth of mud, and a pen."""
    view = on_desk(code(text))
    pen = ImageDraw.Draw(view)
    pen.ellipse((330, 262, 356, 286), fill=70)
    pen.line((240, 330, 420, 318), fill=60, width=3)
    return view


def far_away(text: str) -> Image.Image:
    """Two pixels and a half a module, not quite sharp."""
    small = code(text, scale=5).resize((123, 123), Image.Resampling.LANCZOS)
    return _noise(on_desk(small.filter(ImageFilter.GaussianBlur(0.5))), 2)


def from_the_side(text: str) -> Image.Image:
    """Held at an angle: the far edge is a fifth shorter."""
    flat = code(text)
    side = flat.width
    slant = (0, 0, side * 0.1, side, side * 0.9, side, side, 0)
    how = Image.Transform.PERSPECTIVE
    narrowed = flat.transform(
        (side, side), how, _perspective(side, slant), Image.Resampling.BICUBIC, fillcolor=DESK
    )
    return on_desk(narrowed)


SHAPES = {
    "printed": printed,
    "rotated": rotated,
    "upside down": upside_down,
    "low contrast": low_contrast,
    "crumpled": crumpled,
    "stained": stained,
    "far away": far_away,
    "from the side": from_the_side,
}


def write_video(path: Path, frames: Iterable[Image.Image], *, per_second: int = 2) -> Path:
    """YUV4MPEG2, as Chromium takes it for a camera; it begins anew at its end."""
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{per_second}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in frames:
            file.write(b"FRAME\n" + frame.convert("L").tobytes() + grey)
    return path


def _noise(view: Image.Image, strength: float) -> Image.Image:
    pixels = np.asarray(view, dtype=float)
    return _image(pixels + np.random.default_rng(7).normal(0, strength, pixels.shape))


def _image(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.floating]]") -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _perspective(side: int, corners: tuple[float, ...]) -> list[float]:
    """The eight numbers that lay the sheet's corners where they are seen."""
    there = [
        (corners[0], corners[1]),
        (corners[2], corners[3]),
        (corners[4], corners[5]),
        (corners[6], corners[7]),
    ]
    flat = [(0, 0), (0, side), (side, side), (side, 0)]
    rows, right = [], []
    for (x, y), (u, v) in zip(there, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    solved = np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float))
    return [float(number) for number in solved]
