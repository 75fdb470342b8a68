"""The themes dark, light and high contrast, as Textual themes with our tokens as variables.

Tokens: `ground raised selection hairline` are surfaces; `ink dim faint` are weights of text; `fine look wrong unknown
moving` are meanings. The environment's colours are fixed and belong to the banner alone: no theme can hide PRODUCTION.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of one theme."""

    ground: str
    raised: str
    selection: str
    hairline: str
    ink: str
    dim: str
    faint: str
    fine: str
    look: str
    wrong: str
    unknown: str
    moving: str
    keyword: str
    literal: str
    dark: bool = True


DARK = Palette(
    ground="#0e1418",
    raised="#131b20",
    selection="#1d2a31",
    hairline="#26313a",
    ink="#d8dee4",
    dim="#8b98a5",
    faint="#6a7884",
    fine="#5fd0a0",
    look="#e5b567",
    wrong="#ef6f6c",
    unknown="#b39ddb",
    moving="#6cb6e8",
    keyword="#7fa6cf",
    literal="#a3c78a",
)
LIGHT = Palette(
    ground="#f7f8f6",
    raised="#eef0ed",
    selection="#dbe6e3",
    hairline="#c9d0cf",
    ink="#1b252b",
    dim="#4d5a63",
    faint="#6b7880",
    fine="#0a6b48",
    look="#865300",
    wrong="#b3261e",
    unknown="#5b3fa0",
    moving="#0b5f97",
    keyword="#1f4f86",
    literal="#3d6a1f",
    dark=False,
)
HIGH_CONTRAST = Palette(
    ground="#000000",
    raised="#000000",
    selection="#2d3f4a",
    hairline="#8a98a3",
    ink="#ffffff",
    dim="#e2e8ee",
    faint="#c3ccd4",
    fine="#6dffbe",
    look="#ffd75f",
    wrong="#ff8a86",
    unknown="#d9c8ff",
    moving="#8fd3ff",
    keyword="#a8d1ff",
    literal="#c8f2a6",
)

ENVIRONMENTS: dict[str, str] = {
    "env-ink": "#0b1013",
    "env-text": "#e8edf1",
    "env-soft": "#a9b6c0",
    "env-none": "#8b98a5",
    "env-none-ground": "#182127",
    "env-local": "#5fd0a0",
    "env-local-ground": "#12302a",
    "env-development": "#6cb6e8",
    "env-development-ground": "#122b3b",
    "env-staging": "#e5b567",
    "env-staging-ground": "#33280f",
    "env-production": "#ef6f6c",
    "env-production-ground": "#3c1518",
}


def _theme(name: str, palette: Palette) -> Theme:
    tokens = {
        field: str(getattr(palette, field))
        for field in (
            *("ground", "raised", "selection", "hairline", "ink", "dim", "faint"),
            *("fine", "look", "wrong", "unknown", "moving", "keyword", "literal"),
        )
    }
    textual_own = {
        "block-cursor-background": palette.selection,
        "block-cursor-foreground": palette.ink,
        "block-cursor-text-style": "none",
        "block-hover-background": palette.selection,
        "border": palette.hairline,
        "border-blurred": palette.hairline,
        "footer-background": palette.raised,
        "footer-foreground": palette.dim,
        "footer-item-background": palette.raised,
        "footer-key-foreground": palette.fine,
        "footer-key-background": palette.raised,
        "footer-description-foreground": palette.dim,
        "footer-description-background": palette.raised,
        "input-cursor-background": palette.ink,
        "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.selection,
        "scrollbar": palette.hairline,
        "scrollbar-hover": palette.faint,
        "scrollbar-active": palette.dim,
        "scrollbar-background": palette.ground,
        "scrollbar-background-hover": palette.ground,
        "scrollbar-background-active": palette.ground,
        "scrollbar-corner-color": palette.ground,
    }
    return Theme(
        name=name,
        primary=palette.fine,
        secondary=palette.moving,
        accent=palette.fine,
        success=palette.fine,
        warning=palette.look,
        error=palette.wrong,
        foreground=palette.ink,
        background=palette.ground,
        surface=palette.raised,
        panel=palette.raised,
        dark=palette.dark,
        variables=tokens | textual_own | ENVIRONMENTS,
    )


THEMES: dict[str, Theme] = {
    "dark": _theme("dark", DARK),
    "light": _theme("light", LIGHT),
    "high-contrast": _theme("high-contrast", HIGH_CONTRAST),
}


def defaults() -> dict[str, str]:
    """Our tokens for whatever theme lacks them: a stylesheet with an unknown token would not load."""
    return dict(THEMES["dark"].variables)
