/** Done of total as a line of 4 px. The figures stand beside it in text. */
export function Meter({
  value,
  total,
  label,
  tone,
}: {
  readonly value: number;
  readonly total: number;
  readonly label: string;
  readonly tone?: "accept" | "reject";
}) {
  const share = total > 0 ? Math.min(1, Math.max(0, value / total)) : 0;
  return (
    <span
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={value}
      data-tone={tone}
    >
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}
