import { afterEach } from 'vitest'

/** Steps to undo after each test of the file, last first. */
export function undoneAfterEach(): (() => Promise<unknown>)[] {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })
  return cleanUps
}
