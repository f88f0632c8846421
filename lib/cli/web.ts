import { createServer } from "node:http";
import next from "next";

/**
 * The web server, a process of its own: it must not run under --conditions=react-server, and it outlives no parent.
 * Told its port by RETRACE_PORT; says "ready" to the process that forked it.
 */
const port = Number(process.env.RETRACE_PORT);
const app = next({ dev: false, hostname: "127.0.0.1", port });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
server.listen(port, "127.0.0.1", () => process.send?.("ready"));

const stop = () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(0), 3000).unref();
};
process.on("SIGTERM", stop);
process.on("disconnect", stop);
// Ctrl-C reaches the whole terminal group; the parent decides on the order in which things stop.
process.on("SIGINT", () => {});
