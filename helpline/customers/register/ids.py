"""Ids for what comes without one: a letter and digits that nobody can guess from another's."""

import secrets


def new_id(letter: str) -> str:
    return f"{letter}{10**9 + secrets.randbelow(9 * 10**9)}"
