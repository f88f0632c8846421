import { type ReactNode, useId } from "react";

/** A titled group of settings. */
export function Section({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="settings-section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <p>{note}</p>}
      </header>
      <div>{children}</div>
    </section>
  );
}

/** One fact with its name, and the environment variable that decides it. */
export function Setting({
  name,
  variable,
  children,
}: {
  readonly name: string;
  readonly variable?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="setting">
      <span className="text-text-2">{name}</span>
      <span className="min-w-0 grow">{children}</span>
      {variable !== undefined && <span className="mono text-text-3">{variable}</span>}
    </div>
  );
}
