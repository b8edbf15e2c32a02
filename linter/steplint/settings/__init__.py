"""Settings: one schema, found and loaded from the closest file, refused with file and line when wrong."""

from steplint.settings.layers import Layer
from steplint.settings.load import default_settings, load_settings, load_settings_file
from steplint.settings.schema import CommandLine, Settings
from steplint.settings.suggest import did_you_mean

__all__ = [
    "CommandLine",
    "Layer",
    "Settings",
    "default_settings",
    "did_you_mean",
    "load_settings",
    "load_settings_file",
]
