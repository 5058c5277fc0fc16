// Counts the input of `$DISPLAY` with the real hook. Answers each input line with the counts so far; `stop` and `start` switch it.
import { createInterface } from 'node:readline'
import { InputCounter } from '../../../../src/main/input-activity/input-counter.ts'
import { systemClock } from '../../../../src/main/capture/system-clock.ts'
import { uiohookInputSource } from '../../../../src/main/input-activity/uiohook-input-source.ts'

const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`)
const counter: InputCounter = new InputCounter({
  source: uiohookInputSource({ platform: process.platform, display: process.env['DISPLAY'] }),
  clock: systemClock,
  onCounted: (counted) => say({ counted }),
  onState: () => say(counter.status()),
})
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'start' || line === 'stop') counter.want(line === 'start')
  else say({ open: counter.open() })
})
