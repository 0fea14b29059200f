"""Nothing but the hash of a password for each request: what a signup can not be faster than."""

from app.config import Settings
from app.domain.passwords import Vault

VAULT = Vault(Settings.password_memory, Settings.password_passes)


def app(environ, start_response):
    hashed = VAULT.hash("engine-1842").encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(hashed)))])
    return [hashed]
