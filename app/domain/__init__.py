"""The verbs: each takes a Session, none commits, none knows HTTP."""
