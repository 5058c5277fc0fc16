/** What has to be undone, last first, also when a test fails half-way. */
export interface CleanUps {
  add(step: () => unknown): void
  /** Runs every step even when one fails, then fails with the first failure. */
  run(): Promise<void>
}

export const cleanUps = (): CleanUps => {
  const steps: (() => unknown)[] = []
  return {
    add: (step) => void steps.push(step),
    async run() {
      const failures: unknown[] = []
      for (const step of steps.splice(0).reverse()) {
        try {
          await step()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
