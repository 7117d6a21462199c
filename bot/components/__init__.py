"""Pieces of ours that run inside the Rasa server: its channel, its tracker store, its pipeline."""
