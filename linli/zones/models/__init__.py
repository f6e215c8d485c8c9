"""Zones, and what they must know of cases and rounds of tests."""

from linli.zones.models.zones import KnownCase, RoundResult, Zone, ZoneChange, ZoneReview

__all__ = ["KnownCase", "RoundResult", "Zone", "ZoneChange", "ZoneReview"]
