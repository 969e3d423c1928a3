// A reverse proxy that puts a daemon under a path: /watch/api/live there is /api/live here.
import { createServer, request as ask } from "node:http";
import { endAfterTests } from "./left_open.mjs";

export class PrefixProxy {
  /** Paths that were asked for and are not below the prefix. */
  outside = [];

  constructor(target, prefix) {
    this.prefix = prefix;
    this.server = createServer((request, response) => {
      if (!request.url.startsWith(prefix)) {
        this.outside.push(request.url);
        return void response.writeHead(404).end();
      }
      const { hostname, port } = new URL(target);
      const asked = ask({ hostname, port, method: request.method, path: request.url.slice(prefix.length - 1), headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      asked.on("error", () => response.destroy());
      response.on("close", () => asked.destroy());
      request.pipe(asked);
    });
  }

  async listen() {
    endAfterTests(this);
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${this.server.address().port}${this.prefix}`;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
