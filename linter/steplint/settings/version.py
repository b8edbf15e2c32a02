"""Which versions of steplint may read settings."""

from __future__ import annotations

from steplint import __version__


def parse_version_specifier(value: object) -> str:
    """A version specifier as it is; ValueError for anything that is none. A bare version means exactly that one."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # few settings say which version they need

    if not isinstance(value, str) or not value.strip():
        raise ValueError('expected a version specifier like ">=0.1" or "0.1.0"')
    specifier = f"=={value}" if value.strip()[0].isdigit() else value
    try:
        SpecifierSet(specifier)
    except InvalidSpecifier:
        raise ValueError('expected a version specifier like ">=0.1" or "0.1.0"') from None
    return specifier


def parse_sdk_versions(value: object) -> str:
    """A version of the SDK like `0.5`, or a specifier, as it is; ValueError for anything that is none."""
    try:
        parse_version_specifier(value)
    except ValueError:
        raise ValueError('expected a version of the Inngest SDK like "0.5" or ">=0.4,<1"') from None
    return str(value)


def is_allowed(specifier: str, version: str = __version__) -> bool:
    """Whether a specifier, as `parse_version_specifier` gives it, allows a version, also one before its release."""
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier).contains(version, prereleases=True)
