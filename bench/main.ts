/** `npm run bench` runs all benchmarks, `npm run bench -- scorer structure` some. Each compares with a peer or a limit in the same run. */
const benchmarks = {
  structure: () => import("./structure.ts"),
  accuracy: () => import("./accuracy.ts"),
  leak: () => import("./leak.ts"),
  scorer: () => import("./scorer.ts"),
  flatten: () => import("./flatten.ts"),
  export: () => import("./export.ts"),
  scheduling: () => import("./scheduling.ts"),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benchmarks));
if (unknown.length > 0)
  throw new Error(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}`);
for (const [name, load] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  await (await load()).run();
}
process.exit(0);
