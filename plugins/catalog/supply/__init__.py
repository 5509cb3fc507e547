"""Supply terms: who delivers a product, how soon, in which packs and at what price."""
