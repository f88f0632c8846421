// Stands in for "server-only", which refuses to load outside a React server build.
export {};
