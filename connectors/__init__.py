"""Channels: one file each, turning a foreign request into `Inbound` and an outbound message into a foreign call."""
