#!/bin/bash
# A server reads a whole create and then lets the connection die, over HTTP/2 and HTTP/1.1 with TLS:
# each paid request is on the wire once, and Reel says that its outcome is unknown.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$VENV/bin/python" - "$REEL" "$work" <<'PY'
import itertools, os, socket, ssl, struct, subprocess, sys, threading

import h2.config, h2.connection, h2.errors, h2.events

reel, work = sys.argv[1:]
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=t",
     "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{work}/key.pem",
     "-out", f"{work}/cert.pem"], check=True, capture_output=True)


def end(connection, way, protocol, stream):
    """Lets a request's connection die, or only its stream."""
    if way == "goaway":
        protocol.close_connection(last_stream_id=0)
    elif way.startswith("stream"):
        code = (h2.errors.ErrorCodes.REFUSED_STREAM if way == "stream-refused"
                else h2.errors.ErrorCodes.INTERNAL_ERROR)
        protocol.reset_stream(stream, error_code=code)
    if protocol:
        connection.sendall(protocol.data_to_send())
    if way == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return not way.startswith("stream")


def serve_http2(connection, number, way, answers, seen):
    protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    protocol.initiate_connection()
    connection.sendall(protocol.data_to_send())
    while data := connection.recv(65536):
        for event in protocol.receive_data(data):
            if isinstance(event, h2.events.DataReceived):
                protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            if not isinstance(event, h2.events.StreamEnded):
                continue
            seen.append(("2", number))
            if answers:
                status, body = answers.pop()
                protocol.send_headers(event.stream_id, [(":status", str(status))])
                protocol.send_data(event.stream_id, body, end_stream=True)
            elif end(connection, way, protocol, event.stream_id):
                return
        connection.sendall(protocol.data_to_send())


def serve_http1(connection, number, way, answers, seen):
    unread = b""
    while True:
        while b"\r\n\r\n" not in unread:
            data = connection.recv(65536)
            if not data:
                return
            unread += data
        head, unread = unread.split(b"\r\n\r\n", 1)
        size = next((int(line[15:]) for line in head.split(b"\r\n")
                     if line.lower().startswith(b"content-length:")), 0)
        while len(unread) < size:
            unread += connection.recv(65536)
        unread = unread[size:]
        seen.append(("1", number))
        if not answers:
            end(connection, way, None, None)
            return
        status, body = answers.pop()
        connection.sendall(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)


def accept(listener, context, way, answers, seen):
    for number in itertools.count():
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            connection = context.wrap_socket(plain, server_side=True)
            serve = serve_http2 if connection.selected_alpn_protocol() == "h2" else serve_http1
            serve(connection, number, way, answers, seen)
            connection.close()
        except (OSError, ssl.SSLError):
            pass


def run(version, way, is_reused, is_trusted=True):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{work}/cert.pem", f"{work}/key.pem")
    context.set_alpn_protocols(["h2"] if version == "2" else ["http/1.1"])
    listener = socket.create_server(("127.0.0.1", 0))
    seen = []
    # The first asset is refused, which leaves an idle connection for the second.
    answers = [(400, b'{"code":"invalid-argument","error":"no"}')] if is_reused else []
    threading.Thread(
        target=accept, args=(listener, context, way, answers, seen), daemon=True).start()
    folder = f"{work}/{version}-{way}-{is_reused}-{is_trusted}"
    os.mkdir(folder)
    with open(f"{folder}/m.yaml", "w") as manifest:
        manifest.write("version: 1\nlimits: {concurrency: 1, attempts: 1}\nassets:\n")
        for name in ["a", "b"] if is_reused else ["a"]:
            manifest.write(f"  {name}: {{generate: image, prompt: The {name}}}\n")
    url = f"https://127.0.0.1:{listener.getsockname()[1]}/v1"
    environment = {"PATH": os.environ["PATH"], "XAI_API_KEY": "no-key"}
    if is_trusted:
        environment["SSL_CERT_FILE"] = f"{work}/cert.pem"
    said = subprocess.run(
        [reel, "run", "m.yaml", "--base-url", url], cwd=folder, env=environment, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    listener.close()
    if not is_trusted:
        assert seen == [] and said.returncode == 1, (seen, said.returncode, said.stdout)
        return
    wanted = [(version, 0)] * (2 if is_reused else 1)
    assert seen == wanted, (version, way, is_reused, seen, said.stdout)
    assert said.returncode == (1 if is_reused else 4), (said.returncode, said.stdout)
    assert "unsettled" in said.stdout, said.stdout
    return len(seen)


for version, ways in [("1", ["close", "reset"]),
                      ("2", ["close", "reset", "goaway", "stream", "stream-refused"])]:
    for way in ways:
        for is_reused in [False, True]:
            print(f"HTTP/{version} {way}{' on a used connection' if is_reused else ''}:",
                  run(version, way, is_reused), "on the wire")
# A certificate that nobody vouches for gets nothing.
run("2", "close", False, is_trusted=False)
PY
