import { resolveUrl } from "../state/router";
import { loginCount, tellSession } from "./session";

/** Longest wait for an answer; queries over long ranges take seconds. */
const timeoutMs = 60_000;

/** What went wrong, in words for the user. */
export class ApiError extends Error {
  constructor(readonly kind: string, message: string, readonly status: number) {
    super(message);
  }
}

function memberText(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const value = (body as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : undefined;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    // Without the field a browser would ask for the password itself.
    const headers = new Headers(init.headers);
    headers.set("X-Requested-With", "nodewatch");
    return await fetch(resolveUrl(path), { ...init, headers, signal: init.signal ?? AbortSignal.timeout(timeoutMs) });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    const late = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new ApiError("unreachable", late ? "nodewatch did not answer within 60 s" : "nodewatch cannot be reached", 0);
  }
}

/** The JSON of a successful answer. Errors are thrown as ApiError. */
export async function requestJson(path: string, init: RequestInit = {}): Promise<unknown> {
  const logins = loginCount();
  const response = await send(path, init);
  if (response.status === 401) {
    if (logins === loginCount()) tellSession("out");
    throw new ApiError("unauthorized", "Please sign in", 401);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok || memberText(body, "status") === "error") {
    const message = memberText(body, "error") ?? `nodewatch answered with status ${response.status}`;
    throw new ApiError(memberText(body, "errorType") ?? "error", message, response.status);
  }
  return body;
}

/** The member `data` of a successful answer. */
export async function requestData(path: string, init?: RequestInit): Promise<unknown> {
  const body = await requestJson(path, init);
  return typeof body === "object" && body !== null ? (body as { data?: unknown }).data : undefined;
}

export function form(values: Readonly<Record<string, string>>, signal?: AbortSignal): RequestInit {
  return { method: "POST", body: new URLSearchParams(values), ...(signal ? { signal } : {}) };
}

export type LoginResult = "ok" | "wrong" | "too_many" | "unreachable";

export async function login(credentials: { user: string; password: string } | { token: string }): Promise<LoginResult> {
  try {
    const { status } = await send("api/login", form({ ...credentials }));
    if (status === 429) return "too_many";
    if (status >= 500) return "unreachable";
    if (status !== 204) return "wrong";
    tellSession("in");
    return "ok";
  } catch {
    return "unreachable";
  }
}

export async function logout(): Promise<void> {
  await send("api/logout", { method: "POST" });
  tellSession("out");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}
