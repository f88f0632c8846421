import { splitPath } from "#components/ui/format.ts";

/** A path in two inks: folder fainter than file name. Where there is no room the folder is cut from its left. */
export function PathText({ path }: { readonly path: string }) {
  const { folder, name } = splitPath(path);
  return (
    <span className="path-text" title={path}>
      <bdi dir="ltr">
        <span className="text-text-3">{folder}</span>
        {name}
      </bdi>
    </span>
  );
}
