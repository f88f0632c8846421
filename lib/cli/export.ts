import { localOwner } from "#lib/auth/actor.ts";
import { ExportFormat, parseFilter } from "#lib/dataset/index.ts";
import { exportTo } from "#lib/dataset/server.ts";
import { openDatabase } from "#lib/db/server.ts";
import { AppError } from "#lib/std/errors.ts";

type Options = { readonly out: string; readonly format: string; readonly filter: string };

export async function exportRows(options: Options): Promise<void> {
  const format = ExportFormat.safeParse(options.format);
  if (!format.success)
    throw new AppError("invalid", `--format: ${options.format} is no format; use ${ExportFormat.options.join(" or ")}`);
  const filter = parseFilter(options.filter);
  const database = await openDatabase();
  try {
    const manifest = await exportTo(
      localOwner,
      options.out,
      { format: format.data, filter },
      new AbortController().signal,
    );
    process.stderr.write(
      `${manifest.rows} rows, ${manifest.bytes} bytes, sha256 ${manifest.sha256}; wrote ${options.out}\n`,
    );
  } finally {
    await database.close();
  }
}
