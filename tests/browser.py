"""The browser that pages are tried in: Debian's Chromium, or another that has one of these names."""

import shutil

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""It starts without asking anybody on the network for anything."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs the package chromium: make browser")
