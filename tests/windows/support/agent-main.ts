import { existsSync, writeFileSync } from 'node:fs'
import { startAgent } from '../../../src/main/agent.ts'
import { chooseWindowSource, systemClock } from '../../../src/main/capture/index.ts'
import { openCompanions } from '../../../src/main/companion/companions.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'
import { firstPages, openHelper } from '../../../src/main/windows-helper/index.ts'

// The agent as the shell starts it on Windows, without Electron: run by Windows' Node. Which dies on a Unix pipe as standard input, so
// a file tells it to end. It then writes what its journal holds.

const [dataDirectory = '', helperProgram = '', endpointUrl = '', enrollCode = '', leaveFile = '', journalFile = ''] =
  process.argv.slice(2)
const lookEveryMs = 100

const say = (line: string) => void process.stdout.write(`${line}\n`)

const run = async (): Promise<void> => {
  const helper = openHelper(helperProgram, systemClock)
  const { source: windows, reason } = await chooseWindowSource({ platform: 'win32', helper: () => helper.windows() })
  say(`window source: ${reason}`)
  const agent = await startAgent({
    dataDirectory,
    agentVersion: '0.0.0',
    endpointUrl,
    enrollCode,
    acceptNotice: true,
    syncEveryMs: 1000,
    windows,
    pages: firstPages([openCompanions(dataDirectory, say), helper.pages]),
    calls: helper.calls,
    power: helper.power,
    idle: helper.idle({ idleMs: () => 0, locked: () => false }),
    clock: systemClock,
    sealer: filePermissionSealer,
    log: (level, message) => say(`${level} ${message}`),
  })
  const looking = setInterval(() => {
    if (!existsSync(leaveFile)) return
    clearInterval(looking)
    writeFileSync(journalFile, JSON.stringify(agent.sent({ limit: 1000 })))
    void agent.stop().then(() => process.exit(0))
  }, lookEveryMs)
}

run().catch((error: unknown) => {
  say(String(error))
  process.exit(1)
})
