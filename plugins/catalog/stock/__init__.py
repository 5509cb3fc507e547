"""Stock: what lies where, and every move that brought or took it."""
