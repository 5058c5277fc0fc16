/** Sorted, disjoint closed intervals `[from, to]`. Overlap queries take logarithmic time. */
export class IntervalUnion {
  readonly #parts: { from: number; to: number }[] = []

  /** Adds `[from, to]`. Appending at the end, the usual case, is cheap. */
  add(from: number, to: number): void {
    const first = this.#firstEndingFrom(from)
    let end = first
    let union = { from, to }
    for (let part = this.#parts[end]; part && part.from <= to; part = this.#parts[++end]) {
      union = { from: Math.min(union.from, part.from), to: Math.max(union.to, part.to) }
    }
    this.#parts.splice(first, end - first, union)
  }

  /** Whether any point of `[from, to]` is in the union. */
  meets(from: number, to: number): boolean {
    const part = this.#parts[this.#firstEndingFrom(from)]
    return part !== undefined && part.from <= to
  }

  /** Index of the first part that ends at `instant` or later. */
  #firstEndingFrom(instant: number): number {
    let low = 0
    let high = this.#parts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#parts[middle]?.to ?? Number.POSITIVE_INFINITY) < instant) low = middle + 1
      else high = middle
    }
    return low
  }
}
