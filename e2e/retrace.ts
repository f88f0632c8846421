import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Arguments of Node that run the command line, as `npm run retrace` does. */
export const RETRACE = ["--conditions=react-server", "--disable-warning=ExperimentalWarning", "lib/cli/main.ts"];

/** A new one-time link to the server under test, made by the command line as its owner would. */
export async function newSignInLink(baseUrl: string): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, RETRACE_DATA: process.env.E2E_DATA };
  delete env.DATABASE_URL;
  delete env.NODE_OPTIONS;
  const args = [...RETRACE, "sign-in", "--port", new URL(baseUrl).port];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.trim();
}
