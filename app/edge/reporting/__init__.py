"""Reports as pages and files: the same for partners, who see their own, and for the vendor, who sees all."""
