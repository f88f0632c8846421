import { type ChildProcess, spawn } from "node:child_process";
import { z } from "zod";

/** A server of our own that speaks as SGLang and as a chat endpoint over a small real model. */
export type ModelServer = {
  readonly url: string;
  /** What tells Retrace to author and to score with it, and what its tokens cost. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

const Told = z.object({ url: z.string(), model: z.string() });

/** Makes the server of this run of tests fail as told; see lib/testing/model-server/faults.ts. None mends it. */
export async function setModelFaults(faults: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const url = process.env.E2E_MODELS;
  if (url === undefined) throw new Error("E2E_MODELS must name the address of the model server");
  const response = await fetch(`${url}/_control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ faults }),
  });
  if (!response.ok) throw new Error(`the model server refused its faults: ${await response.text()}`);
}

export async function startModelServer(): Promise<ModelServer> {
  const args = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];
  const server = spawn(
    process.execPath,
    [...args, "lib/testing/model-server/main.ts", "--engine", "sglang", "--max-model-len", "65536"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const { url, model } = Told.parse(JSON.parse(await firstLine(server)));
  const prices = {
    asOf: "2026-11-01",
    models: {
      [`openai-compatible/${model}`]: { input: 1, output: 4, cachedInput: 0.2 },
      // Small beside the author, so that a probe, which reads much, does not decide a budget.
      [`sglang/${model}`]: { input: 0.1, output: 0.1, cachedInput: 0.02 },
    },
  };
  return {
    url,
    env: {
      RETRACE_AUTHOR_URL: `${url}/v1`,
      RETRACE_AUTHOR_MODEL: model,
      RETRACE_SCORER_URL: url,
      RETRACE_SCORER_MODEL: model,
      RETRACE_SCORER_ENGINE: "sglang",
      RETRACE_PRICES: JSON.stringify(prices),
    },
    async stop() {
      const ended = new Promise((done) => server.once("exit", done));
      server.kill("SIGTERM");
      await ended;
    },
  };
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
      const end = output.indexOf("\n");
      if (end >= 0) resolve(output.slice(0, end));
    });
    server.once("exit", (code) => reject(new Error(`the model server ended with code ${code}`)));
  });
}
