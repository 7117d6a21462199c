"""Files that lie with a platform, by the name it gave them."""

import secrets
from dataclasses import dataclass, field


@dataclass
class Files:
    """Kept in memory."""

    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def keep(self, content: bytes, content_type: str) -> str:
        name = secrets.token_urlsafe(24)
        self.kept[name] = (content, content_type)
        return name

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and type; None when there is no such file."""
        return self.kept.get(name)
