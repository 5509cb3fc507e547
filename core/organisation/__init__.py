"""Who works where: departments in a tree, their heads, their posts and who holds them."""
