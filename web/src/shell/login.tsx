import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { login, type LoginResult } from "../api/http";

const texts: Readonly<Record<Exclude<LoginResult, "ok">, string>> = {
  wrong: "User or password is wrong.",
  too_many: "Too many failed tries. Wait a minute before the next.",
  unreachable: "nodewatch cannot be reached.",
};

export function Login(): JSX.Element {
  const [user, setUser] = useState("");
  const [secret, setSecret] = useState("");
  const [withToken, setWithToken] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const result = await login(withToken ? { token: secret } : { user, password: secret });
    setBusy(false);
    if (result !== "ok") setProblem(texts[result]);
  };
  return (
    <main class="login" id="main" tabIndex={-1}>
      <form class="panel login-form" onSubmit={(event) => void submit(event)}>
        <h1>nodewatch</h1>
        {!withToken && <label>User<input class="input" name="user" autocomplete="username" required value={user} onInput={(event) => setUser(event.currentTarget.value)} /></label>}
        <label>{withToken ? "Token" : "Password"}<input class="input" name="secret" type="password" autocomplete="current-password" required value={secret} onInput={(event) => setSecret(event.currentTarget.value)} /></label>
        <p role="alert" class="level-crit login-problem">{problem}</p>
        <button class="button primary" disabled={busy}>Sign in</button>
        <button type="button" class="button" onClick={() => setWithToken(!withToken)}>{withToken ? "Use a password" : "Use a token"}</button>
      </form>
    </main>
  );
}
