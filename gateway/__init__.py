"""The one place that wires the rooms together, and the only one that faces the public."""
