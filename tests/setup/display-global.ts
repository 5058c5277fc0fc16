import type { TestProject } from 'vitest/node'
import { startDisplay } from '../../scripts/display.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** What to set in the environment so that windows appear on the run's own display. */
    displayEnvironment: Record<string, string>
  }
}

/** One display of its own for the end-to-end tests, whether or not the session has one: focus there is theirs alone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.platform !== 'linux') {
    project.provide('displayEnvironment', {})
    return async () => {}
  }
  const { env, stop } = await startDisplay()
  const changed = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== process.env[entry[0]],
  )
  project.provide('displayEnvironment', Object.fromEntries(changed))
  return stop
}
