"""An OpenID provider over HTTPS for the tests: oidc-provider-mock with a certificate.

    provider.py CERTIFICATE KEY CLAIMS...

CLAIMS is one person as JSON, with "sub". Prints "listening on https://localhost:PORT" when ready.
"""

import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")

from oidc_provider_mock import User, app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)
people = []
for text in sys.argv[3:]:
    claims = json.loads(text)
    people.append(User(sub=claims.pop("sub"), claims=claims))
server = make_server(
    "127.0.0.1", 0, app(require_nonce=True, user_claims=people), threaded=True,
    ssl_context=(sys.argv[1], sys.argv[2]))
print(f"listening on https://localhost:{server.server_port}", flush=True)
server.serve_forever()
