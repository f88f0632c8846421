import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sha256 } from "#lib/std/hash.ts";
import { readArchive } from "./read-archive.ts";
import {
  aContext,
  anArchive,
  aTar,
  aTarGz,
  aZip,
  exchange,
  summary,
  type TarEntry,
  type ZipEntry,
} from "./test-world.ts";

const read = (name: string, content: Uint8Array, subPath?: string, context = aContext()) =>
  readArchive(anArchive(name, content), subPath, context);
const MEBIBYTE = 1024 * 1024;

describe.each([
  [
    "code.zip",
    async (files: Record<string, string>) => aZip(Object.entries(files).map(([name, content]) => ({ name, content }))),
  ],
  [
    "code.tar",
    async (files: Record<string, string>) => aTar(Object.entries(files).map(([name, content]) => ({ name, content }))),
  ],
  [
    "code.tar.gz",
    async (files: Record<string, string>) =>
      aTarGz(Object.entries(files).map(([name, content]) => ({ name, content }))),
  ],
  [
    "code.tgz",
    async (files: Record<string, string>) =>
      aTarGz(Object.entries(files).map(([name, content]) => ({ name, content }))),
  ],
])("%s", (name, make) => {
  test("keeps every byte, without the one folder around everything", async () => {
    const content = await make({ "top/a.ts": "a\r\nb", "top/src/b.ts": "\u00e9", "top/empty": "" });
    const reading = await read(name, content);
    expect(summary(reading)).toEqual({
      kept: { "a.ts": "a\r\nb", "src/b.ts": "\u00c3\u00a9", empty: "" },
      leftOut: {},
    });
    expect(reading).toMatchObject({ address: `archive:${name}#sha256=${sha256(content)}`, name: "code", commit: null });
  });

  test("keeps folders where there is more than one", async () => {
    expect(Object.keys(summary(await read(name, await make({ "a/a.ts": "a", "b/b.ts": "b" }))).kept)).toEqual([
      "a/a.ts",
      "b/b.ts",
    ]);
  });

  test.each([
    ["../x.ts", "refused: entry ../x.ts leaves the archive"],
    ["a/../../x.ts", "refused: entry a/../../x.ts leaves the archive"],
    ["/etc/passwd", "refused: entry /etc/passwd has an absolute name"],
    ["C:/x.ts", "refused: entry C:/x.ts has an absolute name"],
    ["..\\x.ts", "refused: entry ..\\x.ts has a backslash in its name"],
  ])("refuses the whole for %s", async (entry, message) => {
    await expect(read(name, await make({ "ok.ts": "ok", [entry]: "x" }))).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining(message),
    });
  });

  test("reads a sub-path and the licences around it, and names folders where there is none", async () => {
    const content = await make({ "t/LICENSE": "l", "t/p/core/a.ts": "a", "t/p/cli/b.ts": "b" });
    const reading = await read(name, content, "p/core");
    expect(summary(reading).kept).toEqual({ "a.ts": "a" });
    expect(reading.above.map((file) => file.path)).toEqual(["../../LICENSE"]);
    await expect(read(name, content, "p/x")).rejects.toThrow("Folders that exist: p/cli, p/core.");
  });

  test("reports ignored folders, a big file, and refuses past the limits of the whole", async () => {
    const big = randomBytes(3000).toString("hex");
    const content = await make({ "a.ts": "a", "node_modules/x/y.js": "y", "src/b.ts": "b", "big.txt": big });
    const { kept, leftOut } = summary(await read(name, content, undefined, aContext({ fileBytes: 5000 })));
    expect(Object.keys(kept)).toEqual(["a.ts", "src/b.ts"]);
    expect(leftOut).toEqual({
      "big.txt": "too-large: 6000 bytes; the limit is 5000 bytes a file (fileBytes)",
      "node_modules/": "ignored: installed packages, caches and version control stay out",
    });
    await expect(read(name, content, undefined, aContext({ files: 1 }))).rejects.toThrow("limit files");
    await expect(read(name, content, undefined, aContext({ totalBytes: 6001 }))).rejects.toThrow("limit totalBytes");
  });

  test("refuses what is not an archive or is cut off", async () => {
    await expect(read(name, Buffer.from("no archive at all".repeat(100)))).rejects.toMatchObject({
      name: "AppError",
      code: "invalid",
    });
    const content = await make({ "a.ts": randomBytes(2000).toString("hex"), "b.ts": "b" });
    await expect(read(name, content.subarray(0, 900))).rejects.toMatchObject({ name: "AppError", code: "invalid" });
  });

  test("stops on its signal", async () => {
    const stopped = { ...aContext(), signal: AbortSignal.abort(new Error("by hand")) };
    await expect(read(name, await make({ a: "a" }), undefined, stopped)).rejects.toThrow();
  });
});

describe("links and devices", () => {
  const expected = {
    inside: "symbolic-link: symbolic links are not followed",
    "d/outside": "symbolic-link: the link points outside the archive",
  };

  test("of a zip", async () => {
    const entries: ZipEntry[] = [
      { name: "a.ts", content: "a" },
      { name: "inside", content: "a.ts", mode: 0o120777 },
      { name: "d/outside", content: "../../x", mode: 0o120777 },
    ];
    expect(summary(await read("l.zip", await aZip(entries)))).toEqual({ kept: { "a.ts": "a" }, leftOut: expected });
  });

  test("of a tar", async () => {
    const entries: TarEntry[] = [
      { name: "a.ts", content: "a" },
      { name: "inside", type: "symlink", linkname: "a.ts" },
      { name: "d/outside", type: "symlink", linkname: "/etc/passwd" },
      { name: "hard", type: "link", linkname: "a.ts" },
      { name: "device", type: "character-device" },
      { name: "pipe", type: "fifo" },
    ];
    expect(summary(await read("l.tar.gz", await aTarGz(entries)))).toEqual({
      kept: { "a.ts": "a" },
      leftOut: {
        ...expected,
        hard: "not-a-file: a hard link",
        device: "not-a-file: neither a file nor a folder",
        pipe: "not-a-file: neither a file nor a folder",
      },
    });
  });
});

describe("bombs", () => {
  const zeros = Buffer.alloc(20 * MEBIBYTE);

  test("a zip that says how large it becomes", async () => {
    await expect(read("bomb.zip", await aZip([{ name: "a", content: zeros }]))).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringContaining("unpacks to more than 100 times its size"),
    });
  });

  test("a zip that lies about it", async () => {
    const bytes = await aZip([{ name: "lie.txt", content: Buffer.alloc(MEBIBYTE) }]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(MEBIBYTE);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(10);
    exchange(bytes, size.toString("latin1"), lie.toString("latin1"));
    for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size)) lie.copy(bytes, at);
    await expect(read("lie.zip", bytes)).rejects.toMatchObject({ name: "AppError", code: "invalid" });
  });

  test("a tar.gz, of one large entry and of many small ones", async () => {
    await expect(read("bomb.tar.gz", await aTarGz([{ name: "a", content: zeros }]))).rejects.toThrow(
      "100 times its size",
    );
    const many = Array.from({ length: 4000 }, (_, index) => ({ name: `f${index}`, content: "" }));
    await expect(
      read("bomb.tgz", gzipSync(await aTar(many), { level: 9 }), undefined, aContext({ expansion: 10 })),
    ).rejects.toThrow("10 times its size");
  });

  test("a large file that is not one is only left out", async () => {
    const noise = randomBytes(3 * MEBIBYTE);
    for (const [name, content] of [
      [
        "n.zip",
        await aZip([
          { name: "a.ts", content: "a" },
          { name: "noise", content: noise },
        ]),
      ],
      [
        "n.tar.gz",
        await aTarGz([
          { name: "a.ts", content: "a" },
          { name: "noise", content: noise },
        ]),
      ],
    ] as const) {
      expect(summary(await read(name, content))).toEqual({
        kept: { "a.ts": "a" },
        leftOut: { noise: "too-large: 3145728 bytes; the limit is 2097152 bytes a file (fileBytes)" },
      });
    }
  });
});

describe("odd archives", () => {
  test("a path twice: the first is kept, the second reported", async () => {
    const entries = [
      { name: "a.ts", content: "first" },
      { name: "./a.ts", content: "second" },
      { name: "a.ts/b", content: "c" },
    ];
    for (const [name, content] of [
      ["d.zip", await aZip(entries)],
      ["d.tar", await aTar(entries)],
    ] as const) {
      const reading = await read(name, content);
      expect(summary(reading).kept).toEqual({ "a.ts": "first" });
      expect(reading.leftOut).toEqual([
        { path: "a.ts", reason: "duplicate-path", detail: "the source holds this path twice; the first was kept" },
        { path: "a.ts/b", reason: "duplicate-path", detail: "the source holds a file and a folder of one name" },
      ]);
    }
  });

  test("a file that later names a folder gives way, so that no path lies below a file", async () => {
    const reading = await read(
      "f.tar",
      await aTar([
        { name: "x/a/b", content: "b" },
        { name: "x/a", content: "file" },
        { name: "x/c", content: "c" },
      ]),
    );
    expect(summary(reading)).toEqual({
      kept: { "a/b": "b", c: "c" },
      leftOut: { a: "duplicate-path: the source holds a file and a folder of one name" },
    });
  });

  test("an encrypted zip", async () => {
    const bytes = await aZip([{ name: "a.ts", content: "a" }]);
    // Bit 0 of the general purpose flags, in the local header and in the directory (APPNOTE 4.4.4).
    for (const [signature, offset] of [
      ["PK\u0003\u0004", 6],
      ["PK\u0001\u0002", 8],
    ] as const) {
      const at = bytes.indexOf(signature) + offset;
      bytes.writeUInt16LE(bytes.readUInt16LE(at) | 1, at);
    }
    await expect(read("e.zip", bytes)).rejects.toThrow("entry a.ts is encrypted");
  });

  test("a zip whose content does not match its checksum", async () => {
    const bytes = await aZip([{ name: "a.ts", content: "a" }]);
    const at = bytes.indexOf("PK\u0001\u0002") + 16;
    bytes.writeUInt32LE((bytes.readUInt32LE(at) ^ 1) >>> 0, at);
    await expect(read("c.zip", bytes)).rejects.toThrow("checksum differs");
  });

  test("a name of another kind", async () => {
    await expect(read("a.rar", Buffer.from("x"))).rejects.toThrow("must end in .zip, .tar, .tar.gz or .tgz");
  });
});
