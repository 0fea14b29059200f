"""Everything at once: views, leads, signups and the rest against real web processes, a worker and SMTP."""
