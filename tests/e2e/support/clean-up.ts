/** Steps to undo, last first, also after a failed test. */
export interface CleanUps {
  add(step: () => unknown): void
  /** Runs every step even if one fails, then throws the first error. */
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
