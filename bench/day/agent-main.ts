import { writeFileSync } from 'node:fs'
import { app, powerMonitor } from 'electron'
import { startAgent, type Agent, type AgentOptions } from '../../src/main/agent.ts'
import { runShell } from '../../src/main/shell/shell.ts'

// The real shell and the real agent, with two things the product does not have: what was observed is kept in memory, and written for a replay
// when the agent has ended (all titles of a scripted day are made up); and the screen is locked and unlocked by a signal, since nothing on a
// bare X server does that. From Electron's power monitor on, all is the product's.

const file = process.env['DAY_OBSERVATIONS'] ?? ''

const start = async (options: AgentOptions): Promise<Agent> => {
  const lines: string[] = []
  const agent = await startAgent({ ...options, onObservation: (line) => void lines.push(JSON.stringify(line)) })
  return {
    ...delegating(agent),
    async stop() {
      await agent.stop()
      writeFileSync(file, `${lines.join('\n')}\n`)
    },
  }
}

const delegating = (agent: Agent): Agent => ({
  status: () => agent.status(),
  day: (query) => agent.day(query),
  sent: (query) => agent.sent(query),
  markPrivate: (request) => agent.markPrivate(request),
  offerWindow: (window) => agent.offerWindow(window),
  annotate: (request) => agent.annotate(request),
  withdrawAnnotation: (id) => agent.withdrawAnnotation(id),
  lookedAt: (query) => agent.lookedAt(query),
  policy: () => agent.policy(),
  ownData: () => agent.ownData(),
  notice: () => agent.notice(),
  acknowledgeNotice: (read) => agent.acknowledgeNotice(read),
  acceptNotices: () => agent.acceptNotices(),
  takeCode: (asking) => agent.takeCode(asking),
  pause: (minutes) => agent.pause(minutes),
  resume: () => agent.resume(),
  applyRemedy: () => agent.applyRemedy(),
  supportBundle: () => agent.supportBundle(),
  saveManualTime: (...named) => agent.saveManualTime(...named),
  withdrawManualTime: (...named) => agent.withdrawManualTime(...named),
  onChange: (callback) => agent.onChange(callback),
  stop: () => agent.stop(),
})

const events: NodeJS.EventEmitter = powerMonitor
let locked = false
process.on('SIGUSR2', () => {
  locked = !locked
  const at = Date.now()
  events.emit(locked ? 'lock-screen' : 'unlock-screen')
  process.stderr.write(`${locked ? 'locked' : 'unlocked'} at ${at}\n`)
})

runShell(start).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  app.exit(1)
})
