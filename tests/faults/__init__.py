"""Faults: what was acknowledged is stored and delivered, and the service recovers by itself."""
