"""Memory of processes and everything they started, from /proc (Linux)."""

from pathlib import Path

PROC = Path("/proc")
MEGABYTE = 1024  # of the kilobytes /proc counts in


def megabytes(pids: list[int]) -> float:
    """The proportional share (PSS) of these processes and their descendants: pages shared by two count half each."""
    children = _children()
    wanted, left = set(), list(pids)
    while left:
        pid = left.pop()
        if pid not in wanted:
            wanted.add(pid)
            left += children.get(pid, [])
    return sum(map(_pss, wanted)) / MEGABYTE


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            # The name in brackets may hold spaces; the parent's id is the second word after it.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue  # it ended meanwhile
        found.setdefault(parent, []).append(int(folder.name))
    return found


def _pss(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
