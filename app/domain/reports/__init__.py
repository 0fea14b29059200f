"""Reports: numbers at the end of any day, from what was written down, each with the rows behind it."""
