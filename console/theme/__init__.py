"""Colour as meaning: three themes that say the same with the same tokens. Only here a colour has a number."""
