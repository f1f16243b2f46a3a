"""One invented story, told in every standard's own shape: for showing that each gives the same prompts."""

from tests.assets.story.told import DELIVERIES, Story, Told, load, told

__all__ = ["DELIVERIES", "Story", "Told", "load", "told"]
