"""What we compare with. Runs in `.venv-bench`; imports nothing of ours."""
