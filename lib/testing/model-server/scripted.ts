import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Heard = { readonly path: string; readonly body: unknown; readonly authorization: string | undefined };
/** What to answer; `hang` never answers, `drop` cuts the connection. */
export type Said =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  | { readonly status?: number; readonly text: string }
  | "hang"
  | "drop";

export type ModelServer = AsyncDisposable & { readonly url: string; readonly heard: Heard[] };

/** A real HTTP server on 127.0.0.1 that speaks as the test tells it to. */
export async function modelServer(answer: (heard: Heard, nth: number) => Said): Promise<ModelServer> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    const one = {
      path: request.url ?? "",
      body: text === "" ? undefined : JSON.parse(text),
      authorization: request.headers.authorization,
    };
    const nth = heard.filter((each) => each.path === one.path).length;
    heard.push(one);
    const said = answer(one, nth);
    if (said === "hang") return;
    if (said === "drop") return void request.socket.destroy();
    const isJson = "json" in said;
    response.writeHead(said.status ?? 200, {
      "content-type": isJson ? "application/json" : "text/plain",
      ...("headers" in said ? said.headers : {}),
    });
    response.end(isJson ? JSON.stringify(said.json) : said.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${portOf(address)}`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding("utf8");
  let text = "";
  for await (const part of request) text += part;
  return text;
}
