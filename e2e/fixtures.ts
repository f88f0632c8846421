import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

/** Every page error and console error fails the journey that caused it. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await use(page);
    expect(problems, "errors in the browser's console").toEqual([]);
  },
});

export { expect };

/** axe finds no serious or critical violation on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter((each) => each.impact === "serious" || each.impact === "critical");
  const told = grave.map(
    (each) => `${each.id}: ${each.help}\n${each.nodes.map((node) => `  ${node.html.slice(0, 160)}`).join("\n")}`,
  );
  expect(told).toEqual([]);
}
