// The workers that tabs share, by the debugging protocol of the browser: no page can end or stop it.

/** Runs commands in each of them, one after the other: [method, params]. */
async function command(browser, url, commands) {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const workers = targetInfos.filter((target) => target.type === "shared_worker" && target.url.startsWith(url));
  if (workers.length === 0) throw new Error(`no shared worker of ${url}`);
  for (const { targetId } of workers) {
    const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
    for (const [i, [method, params = {}]] of commands.entries()) await session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: i + 1, method, params }) });
  }
}

/** Ends them without a word to the pages. */
export const endWorkers = (browser, url) => command(browser, url, [["Runtime.evaluate", { expression: "close()" }]]);

/** They stay, but do nothing any more. */
export const stopWorkers = (browser, url) => command(browser, url, [["Debugger.enable"], ["Debugger.pause"]]);
