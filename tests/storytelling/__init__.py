"""Tests of the room that reads stories."""
