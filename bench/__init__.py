"""The performance claims of the README, measured: `python -m bench`, or `make bench`."""
