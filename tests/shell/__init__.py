"""Tests of the shell around the areas."""
