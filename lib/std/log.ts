type Level = "debug" | "info" | "warn" | "error";
const RANK: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** One line a fact on stderr: `time level message key=value`. RETRACE_LOG sets the lowest level written (default info). */
export const log = {
  debug: (message: string, facts?: Facts) => write("debug", message, facts),
  info: (message: string, facts?: Facts) => write("info", message, facts),
  warn: (message: string, facts?: Facts) => write("warn", message, facts),
  error: (message: string, facts?: Facts) => write("error", message, facts),
};

type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>;

function write(level: Level, message: string, facts: Facts = {}): void {
  const lowest = lowestRank(process.env.RETRACE_LOG);
  if (RANK[level] < lowest) return;
  const pairs = Object.entries(facts).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}${pairs.join("")}\n`);
}

function lowestRank(name: string | undefined): number {
  return Object.entries(RANK).find(([level]) => level === name)?.[1] ?? RANK.info;
}
