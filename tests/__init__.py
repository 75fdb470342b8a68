"""The tests mirror console/. Servers, poolers and standbys come from `tests.servers`."""
