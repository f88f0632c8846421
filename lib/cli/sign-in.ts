import { createSignInLink } from "#lib/auth/session.ts";
import { openDatabase } from "#lib/db/server.ts";
import { env } from "#lib/std/env.ts";

export async function signIn(options: { port?: number }): Promise<void> {
  const database = await openDatabase();
  try {
    const { token } = await createSignInLink();
    process.stdout.write(`${signInAddress(options.port ?? env().RETRACE_PORT, token)}\n`);
  } finally {
    await database.close();
  }
}

export function signInAddress(port: number, token: string): string {
  return `http://127.0.0.1:${port}/sign-in?token=${token}`;
}
