import type { CallSource, Clock, IdleSource, PageSource, PowerSource, WindowSource } from '../capture/ports.ts'
import { helperCallSource } from './helper-call-source.ts'
import { windowsHelper } from './helper-process.ts'
import { helperIdleSource, helperPages, helperPowerSource, helperWindowSource } from './helper-sources.ts'

/** What the helper program sees and hears. */
export interface HelperSources {
  /** Waits until it runs. @throws CaptureUnavailable if it does not */
  windows(): Promise<WindowSource>
  readonly pages: PageSource
  readonly power: PowerSource
  readonly calls: CallSource
  idle(locked: () => boolean): IdleSource
}

/** @param program the helper's path */
export const openHelper = (program: string, clock: Clock): HelperSources => {
  const helper = windowsHelper({ program, clock })
  const source = helperWindowSource(helper)
  return {
    async windows() {
      try {
        await helper.ready()
        return source
      } catch (error) {
        source.close()
        throw error
      }
    },
    pages: helperPages(helper),
    power: helperPowerSource(helper),
    calls: helperCallSource(helper),
    idle: (locked) => helperIdleSource(helper, clock, locked),
  }
}
