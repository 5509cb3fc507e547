"""How the files of platforms become orders."""
