"""A server of metrics for tests of scraping."""

import http.server
import threading


class MetricsServer:
    """Answers every request with what `answer` makes of it: status, body and further headers. With a `context` it
    speaks TLS, and shakes hands in a thread of the connection's own. Connections are kept."""

    def __init__(self, answer, context=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, body, headers = answer(self)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # A scraper that ends leaves its answer, and handshakes may be meant to fail.
        self.server.handle_error = lambda *_: None
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def who_asks(handler):
    """`prometheus` or `nodewatch`."""
    return handler.headers["User-Agent"].partition("/")[0].lower()
