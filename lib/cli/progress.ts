const WIDTH = 28;

/** A bar on stderr that redraws itself on a terminal and prints a line every ten percent elsewhere. */
export class Progress {
  private shown = "";
  private decile = -1;

  draw(done: number, total: number, what: string): void {
    const share = total > 0 ? Math.min(1, done / total) : 0;
    const filled = Math.round(share * WIDTH);
    const line = `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done}/${total} ${what}`;
    if (line === this.shown) return;
    this.shown = line;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns ?? 100) - 1)}`);
    } else if (Math.floor(share * 10) !== this.decile) {
      this.decile = Math.floor(share * 10);
      process.stderr.write(`${line}\n`);
    }
  }

  end(): void {
    if (process.stderr.isTTY && this.shown !== "") process.stderr.write("\n");
  }
}
