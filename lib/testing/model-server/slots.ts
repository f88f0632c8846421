/** So many requests are worked on at once; the others wait in order, as in a server's queue. */
export class Slots {
  private count: number;
  private readonly waiting: (() => void)[] = [];
  private inUse = 0;
  peakInUse = 0;
  peakWaiting = 0;

  constructor(count: number) {
    this.count = count;
  }

  get total(): number {
    return this.count;
  }

  /** Takes effect as slots are given back; further ones are used at once. */
  resize(count: number): void {
    this.count = count;
    while (this.inUse < this.count && this.waiting.length > 0) {
      this.inUse += 1;
      this.waiting.shift()?.();
    }
  }

  get isFull(): boolean {
    return this.inUse >= this.count;
  }

  get waitingNow(): number {
    return this.waiting.length;
  }

  get inUseNow(): number {
    return this.inUse;
  }

  /** Resolves with the way to give the slot back, or null when the signal was aborted while waiting. */
  async take(signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return null;
    if (this.isFull) {
      const got = await this.wait(signal);
      // The slot of whoever gave it back is passed on, so that `inUse` stays as it is.
      return got ? this.giver() : null;
    }
    this.inUse += 1;
    this.peakInUse = Math.max(this.peakInUse, this.inUse);
    return this.giver();
  }

  private wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const next = () => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = () => {
        const index = this.waiting.indexOf(next);
        if (index >= 0) this.waiting.splice(index, 1);
        resolve(false);
      };
      this.waiting.push(next);
      this.peakWaiting = Math.max(this.peakWaiting, this.waiting.length);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  private giver(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.inUse > this.count ? undefined : this.waiting.shift();
      if (next) next();
      else this.inUse -= 1;
    };
  }
}
