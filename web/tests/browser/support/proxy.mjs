// A line between browser and daemon that can be cut or go dead, and that hears what passes.
import { connect, createServer } from "node:net";
import { endAfterTests } from "./left_open.mjs";

export class Proxy {
  lines = new Set();
  /** What came over each stream that was asked for. */
  streams = [];
  dead = false;

  constructor(target) {
    const { hostname, port } = new URL(target);
    this.server = createServer((browser) => this.join(browser, connect(Number(port), hostname)));
  }

  async listen() {
    endAfterTests(this);
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${this.server.address().port}/`;
  }

  join(browser, daemon) {
    const line = { browser, daemon, stream: undefined };
    this.lines.add(line);
    const end = () => {
      this.lines.delete(line);
      browser.destroy();
      daemon.destroy();
    };
    for (const socket of [browser, daemon]) socket.on("close", end).on("error", end);
    browser.on("data", (bytes) => {
      if (this.dead) return;
      if (bytes.toString("latin1").includes("GET /api/live?")) this.streams.push((line.stream = { text: "", line }));
      daemon.write(bytes);
    });
    daemon.on("data", (bytes) => {
      if (this.dead) return;
      if (line.stream) line.stream.text += bytes.toString("latin1");
      browser.write(bytes);
    });
  }

  get openStreams() {
    return this.streams.filter(({ line }) => this.lines.has(line)).length;
  }

  /** From now on nothing passes, and nobody is told. */
  goDead() {
    this.dead = true;
  }

  /** What was open is lost, what is new passes. */
  recover() {
    for (const { browser } of this.lines) browser.destroy();
    this.dead = false;
  }

  async close() {
    for (const { browser } of this.lines) browser.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
