import { inject } from 'vitest'
import { askForMadeOnce } from './made-once.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the folder of the built screens, which the first request builds. */
    builtScreens: string
    /** Answers with the address of the run's Chromium, which the first request starts. */
    browserServer: string
  }
}

/** The folder of the screens, built once a run. */
export const builtScreens = (): Promise<string> => askForMadeOnce(inject('builtScreens'))

/** Where Playwright connects to the Chromium of the run. */
export const browserServer = (): Promise<string> => askForMadeOnce(inject('browserServer'))
