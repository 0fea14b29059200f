"""The edge: HTTP in, HTTP out, SMTP, captcha, limits."""
