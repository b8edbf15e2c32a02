"""Settings: one schema, found and loaded from the closest file, refused with file and line when wrong."""

from steplint.settings.load import default_settings, load_settings, load_settings_file
from steplint.settings.schema import Settings
from steplint.settings.suggest import did_you_mean

__all__ = ["Settings", "default_settings", "did_you_mean", "load_settings", "load_settings_file"]
