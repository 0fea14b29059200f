"""Partner Tools: embeds, leads and signups for a vendor who sells through partners."""
