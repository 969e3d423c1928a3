import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { logout, messageOf } from "../api/http";
import { signedIn } from "../api/session";
import { useStore } from "../state/store";

/** Only where this browser signed in. What went wrong stands beside it. */
export function SignOut({ class: className = "", onDone }: { class?: string; onDone?: () => void }): JSX.Element | null {
  const possible = useStore(signedIn);
  const [problem, setProblem] = useState<string>();
  if (!possible) return null;
  return (
    <>
      <button type="button" class={className} onClick={(event) => {
        event.stopPropagation();
        void logout().then(onDone, (error) => setProblem(messageOf(error)));
      }}>Sign out</button>
      <span role="alert" class="level-crit">{problem}</span>
    </>
  );
}
