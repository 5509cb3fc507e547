"""Single sign-on: the account that a user has at the company's provider of identities."""
