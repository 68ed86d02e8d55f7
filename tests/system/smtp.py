#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A mail server for tests: aiosmtpd with STARTTLS and a sign-in. Prints its port, then a JSON line for each message that it took.

smtp.py CERTIFICATE KEY [plain]    plain: no TLS is offered; $SMTP_PORT: where, else anywhere; $SMTP_PASSWORD: of ludwright
By recipient: refused@… 550; busy@… 451 the first two times; cut@… the connection ends after the message, without an answer.
"""
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import AuthResult, SMTP

tries = {}


def say(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split('@')[0]
        tries[name] = tries.get(name, 0) + 1
        say(rcpt=address, tls=session.ssl is not None)
        if name == 'refused':
            return '550 no such mailbox'
        if name == 'busy' and tries[name] < 3:
            return '451 later'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        say(mail=envelope.mail_from, to=envelope.rcpt_tos, tls=session.ssl is not None, user=session.authenticated,
            text=envelope.content.decode('utf8'))
        if envelope.rcpt_tos[0].startswith('cut@'):
            server.transport.abort()
        return '250 taken'


def sign_in(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b'ludwright' and data.password == os.environ.get('SMTP_PASSWORD', 'mail-password').encode())


def make():
    context = None
    if len(sys.argv) < 4:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    return SMTP(Handler(), hostname='localhost', tls_context=context, require_starttls=context is not None,
                authenticator=sign_in, auth_require_tls=context is not None, auth_required=context is not None)


async def serve():
    server = await asyncio.get_running_loop().create_server(make, '127.0.0.1', int(os.environ.get('SMTP_PORT', 0)))
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(serve())
