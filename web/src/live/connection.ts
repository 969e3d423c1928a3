import { beatMs, parseFrame, type Frame, type StreamStatus } from "./protocol";

/** The connection is dead without anyone having said so. Looked at so often that it is told within three beats. */
const silenceLimitMs = 2.5 * beatMs;
/** The first frame of a connection may be large and the line slow; until it is there nothing is shown as live. */
const firstFrameLimitMs = 30_000;
const lookMs = beatMs / 4;
const firstRetryMs = 1000;
const longestRetryMs = 15_000;

interface Callbacks {
  /** `patterns`: of the stream that it came on. */
  frame(frame: Frame, patterns: readonly string[]): void;
  status(status: StreamStatus): void;
}

/** One EventSource that is kept alive, in a worker or in the page itself. */
export class Connection {
  private source: EventSource | undefined;
  private patterns: readonly string[] = [];
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  /** When the stream was last heard, or begun. */
  private lastHeard = 0;
  private silenceLimit = firstFrameLimitMs;
  private lastId = "";
  private status: StreamStatus = { state: "connecting", since: Date.now() };

  constructor(private readonly root: string, private readonly callbacks: Callbacks) {
    setInterval(() => this.checkSilence(), lookMs);
  }

  get current(): StreamStatus {
    return this.status;
  }

  /** New patterns need a new connection and a snapshot; the same ones nothing. */
  open(patterns: readonly string[]): void {
    const same = this.source !== undefined && patterns.join() === this.patterns.join();
    if (same) return;
    this.patterns = patterns;
    this.lastId = "";
    this.connect();
  }

  /** At once, not when the timer says. */
  retry(): void {
    this.failures = 0;
    this.connect();
  }

  /** Ends the stream, and what was seen of it is no more: the next one begins with a snapshot. */
  forget(): void {
    this.close();
    this.patterns = [];
    this.lastId = "";
    this.failures = 0;
    this.tell({ state: "connecting", since: Date.now() });
  }

  close(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    this.source?.close();
    this.source = undefined;
  }

  private connect(): void {
    this.close();
    if (this.patterns.length === 0) return;
    const url = new URL("api/live", this.root);
    url.searchParams.set("topics", this.patterns.join(","));
    if (this.lastId !== "") url.searchParams.set("since", this.lastId);
    const source = new EventSource(url.href);
    this.source = source;
    this.lastHeard = Date.now();
    this.silenceLimit = firstFrameLimitMs;
    source.onerror = () => this.failed();
    for (const kind of ["snapshot", "delta"] as const)
      source.addEventListener(kind, (event: MessageEvent<string>) => this.receive(kind, event));
  }

  private receive(kind: Frame["kind"], event: MessageEvent<string>): void {
    this.lastHeard = Date.now();
    this.silenceLimit = silenceLimitMs;
    const frame = parseFrame(kind, event.data);
    if (!frame) return;
    this.lastId = event.lastEventId;
    this.failures = 0;
    if (this.status.state !== "open") this.tell({ state: "open", since: Date.now() });
    this.callbacks.frame(frame, this.patterns);
  }

  /** We retry ourselves: a browser gives up for good after an answer that is not 200. */
  private failed(): void {
    this.close();
    const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.failures = Math.min(this.failures + 1, 10);
    const since = this.status.state === "lost" ? this.status.since : this.lastHeard;
    this.tell({ state: "lost", since, retryAt: Date.now() + wait });
    this.retryTimer = setTimeout(() => this.connect(), wait);
  }

  private checkSilence(): void {
    if (this.source && Date.now() - this.lastHeard > this.silenceLimit) this.failed();
  }

  private tell(status: StreamStatus): void {
    this.status = status;
    this.callbacks.status(status);
  }
}
