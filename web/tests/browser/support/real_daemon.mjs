// The program that NODEWATCH_PROGRAM names, with settings of the test's own.
import { spawn } from "node:child_process";
import { endAfterTests } from "./left_open.mjs";

/** `settings`: environment forms, such as NODEWATCH_AUTHENTICATION_USER. A demo unless other arguments are given. */
export async function startReal(settings, args = ["demo"]) {
  const child = spawn(process.env.NODEWATCH_PROGRAM, args, { env: { ...process.env, NODEWATCH_LISTEN: "127.0.0.1:0", ...settings }, stdio: ["ignore", "pipe", "pipe"] });
  const close = () => (child.kill(), ended);
  endAfterTests({ close });
  const ended = new Promise((done) => child.on("exit", done));
  const url = await new Promise((found, failed) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (match) found(`${match[0]}/`);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", failed);
    void ended.then(() => failed(new Error(`the program ended: ${said}`)));
  });
  return { url, close };
}
