import { afterEach } from 'vitest'

/** What is to be undone after each test of the file, the last first. */
export function undoneAfterEach(): (() => Promise<unknown>)[] {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })
  return cleanUps
}
