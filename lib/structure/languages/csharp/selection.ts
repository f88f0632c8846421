import type { Part } from "./parts.ts";
import type { Projects } from "./projects.ts";

/** Of declarations of one name in several projects the ones that a file sees. */
export class Selection {
  readonly #projects: Projects;
  readonly #visible = new Map<string, ReadonlySet<string>>();

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  /**
   * Of all declarations of one name those that a file means: its own project's, else those of the one project it
   * references. Several projects that define it cannot be told apart.
   */
  of(from: string, parts: readonly Part[] | undefined): readonly Part[] {
    if (!parts || parts.length === 0) return [];
    const own = this.#projects.of(from);
    if (own.length === 0) return this.#single(parts);
    const shared = parts.filter(({ path }) => this.#projects.of(path).some((project) => own.includes(project)));
    if (shared.length > 0) return shared;
    const visible = this.#visibleTo(own);
    const seen = parts.filter(({ path }) => this.#projects.of(path).some((project) => visible.has(project)));
    const open = seen.filter(({ declared }) => declared.isPublic);
    return this.#single(open.length > 0 ? open.concat(seen.filter((part) => this.#isWith(part, open))) : seen);
  }

  /** Parts of partial types need not repeat that they are public. */
  #isWith(part: Part, open: readonly Part[]): boolean {
    if (open.includes(part)) return false;
    return open.some(({ path }) => this.#share(path, part.path));
  }

  #share(a: string, b: string): boolean {
    const own = this.#projects.of(a);
    return own.length === 0
      ? this.#projects.of(b).length === 0
      : this.#projects.of(b).some((project) => own.includes(project));
  }

  #single(parts: readonly Part[]): readonly Part[] {
    const first = parts[0];
    return first && parts.every(({ path }) => path === first.path || this.#share(first.path, path)) ? parts : [];
  }

  #visibleTo(own: readonly string[]): ReadonlySet<string> {
    const key = own.join("\n");
    const known = this.#visible.get(key);
    if (known) return known;
    const visible = new Set(own.flatMap((project) => [...this.#projects.visibleFrom(project)]));
    this.#visible.set(key, visible);
    return visible;
  }
}
