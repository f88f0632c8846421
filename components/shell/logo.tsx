/** The mark: a path that turns back on itself, and the point it came from. */
export function Logo({ size = 18 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true">
      <path
        d="M3 14V5.5A2.5 2.5 0 015.5 3h5a3.5 3.5 0 010 7H7"
        fill="none"
        stroke="var(--text)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <path
        d="M9.5 7.2L6.6 10l2.9 2.8"
        fill="none"
        stroke="var(--text)"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="14" cy="14.2" r="1.8" fill="var(--accent)" />
    </svg>
  );
}
