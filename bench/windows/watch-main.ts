import { startCapture, systemClock, type IdleSource, type WindowSource } from '../../src/main/capture/index.ts'
import { xWinWindowSource } from '../../src/main/capture/x-win-window-source.ts'
import { openHelper } from '../../src/main/windows-helper/index.ts'

// Run by Windows' Node: the agent's capture with the helper program, with x-win, or nothing. Says `seen` for each window that it saw.

const [how, helperProgram = ''] = process.argv.slice(2)
const say = (line: string) => void process.stdout.write(`${line}\n`)
const somebodyThere: IdleSource = { idleMs: () => 0, locked: () => false }

const watch = (windows: WindowSource, idle: IdleSource) => {
  let last = ''
  startCapture({
    windows,
    idle,
    power: { subscribe: () => () => {} },
    clock: systemClock,
    sink: (line) => {
      if ('event' in line || line.title === last) return
      last = line.title ?? ''
      say('seen')
    },
  })
}

const run = async (): Promise<void> => {
  if (how === 'helper') {
    const helper = openHelper(helperProgram, systemClock)
    watch(await helper.windows(), helper.idle(somebodyThere))
  }
  if (how === 'x-win') watch(await xWinWindowSource({ windows: true }), somebodyThere)
  if (how === 'nothing') setInterval(() => {}, 1000)
  say('watching')
}

run().catch((error: unknown) => {
  say(String(error))
  process.exit(1)
})
