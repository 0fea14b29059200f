"""The widgets. Each folder in here is one; there is no list to edit."""

import importlib
import pkgutil

from app.edge.widget import Widget


def all_widgets() -> list[Widget]:
    """Every widget, found by its folder, by slug."""
    folders = (module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    return [importlib.import_module(f"{__name__}.{name}").widget for name in sorted(folders)]
