"""The HTTP API: who may call what is said at each route."""
