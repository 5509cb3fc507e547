"""Where the company sells: channels and their stores."""
