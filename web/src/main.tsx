import { render } from "preact";
import { startLive } from "./live/client";
import { followTheme } from "./state/settings";
import { startRouter } from "./state/router";
import { App } from "./shell/app";

followTheme();
startRouter();
startLive();
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
