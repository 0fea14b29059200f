"""Requests that nobody means well with, made from the route table, and a judge of their answers."""
