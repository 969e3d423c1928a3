import { render } from "preact";
import { startSession } from "./api/session";
import { startLive } from "./live/client";
import { followAddress } from "./state/address_settings";
import { startRouter } from "./state/router";
import { followTheme } from "./state/settings";
import { App } from "./shell/app";

followTheme();
followAddress();
startRouter();
startSession();
startLive();
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
