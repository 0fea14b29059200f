"""Tests; the folders mirror those of app/ and widgets/."""
