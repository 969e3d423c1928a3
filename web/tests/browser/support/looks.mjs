// Pages of a scenario in both themes, wide and narrow: they draw without errors, violations, foreign requests or overflow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shoot, violations } from "./harness.mjs";

const sizes = [["light", "wide", { width: 1440, height: 900 }], ["dark", "wide", { width: 1440, height: 900 }], ["light", "narrow", { width: 390, height: 844 }], ["dark", "narrowest", { width: 320, height: 640 }]];

/** `open`: a page of a path, with options. `pages`: name of the picture, path. */
export function checkLooks(open, pages) {
  for (const [name, path] of pages)
    for (const [theme, size, viewport] of sizes)
      test(`${name}, ${theme}, ${size}`, async () => {
        const { page, problems, end } = await open(path, { theme, ...viewport });
        await shoot(page, `${name}-${theme}-${size}`);
        assert.deepEqual(await violations(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`);
        assert.deepEqual(problems, []);
        await end();
      });
}
