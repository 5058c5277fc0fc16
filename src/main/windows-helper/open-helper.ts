import type { CallSource, Clock, IdleSource, PageSource, PowerSource, WindowSource } from '../capture/ports.ts'
import { xWinWindowSource } from '../capture/x-win-window-source.ts'
import { heardOrPolled } from './heard-or-polled.ts'
import { helperCallSource } from './helper-call-source.ts'
import { windowsHelper } from './helper-process.ts'
import { helperIdleSource, helperPages, helperPowerSource, helperWindowSource } from './helper-sources.ts'

/** What the helper program sees and hears. */
export interface HelperSources {
  /** Answers when it runs, or does not; while it does not, windows are polled by x-win. */
  windows(): Promise<WindowSource>
  readonly pages: PageSource
  readonly power: PowerSource
  readonly calls: CallSource
  /** @param otherwise asked while the helper does not run */
  idle(otherwise: IdleSource): IdleSource
}

/** @param program the helper's path */
export const openHelper = (program: string, clock: Clock): HelperSources => {
  const helper = windowsHelper({ program, clock })
  const source = heardOrPolled(helper, clock, {
    heard: helperWindowSource(helper),
    openPolled: () => xWinWindowSource({ windows: true }),
  })
  return {
    async windows() {
      await helper.ready().catch(() => {})
      return source
    },
    pages: helperPages(helper),
    power: helperPowerSource(helper),
    calls: helperCallSource(helper),
    idle: (otherwise) => helperIdleSource(helper, clock, otherwise),
  }
}
