"""How well the machine reads and how far people agree: corrections, second looks, golden items."""
