"""Prints the API's OpenAPI document, from which `make client` makes the TypeScript client."""

import json

from gateway.app import create_app


def main() -> None:
    """The document as JSON; needs no database."""
    print(json.dumps(create_app().openapi(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
