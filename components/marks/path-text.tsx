import { splitPath } from "#components/ui/format.ts";

/** A path in two inks: folder fainter than file name. Cut at the left of the name where there is no room. */
export function PathText({ path }: { readonly path: string }) {
  const { folder, name } = splitPath(path);
  return (
    <span className="truncate" title={path}>
      <span className="text-text-3">{folder}</span>
      {name}
    </span>
  );
}
