import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { CleanUps } from '../../tests/e2e/support/clean-up.ts'
import { titleOf, windowTitled, windowWith, type DeskWindow } from '../../tests/e2e/support/desktop.ts'
import { during, whenSeen, type Instant } from '../../tests/e2e/support/instant.ts'
import type { PortalBrowser } from '../../tests/e2e/support/portal-browser.ts'
import { until } from '../../tests/e2e/support/waiting.ts'
import { programCalled } from '../../tests/main/capture/program-called.ts'
import { startSoundServer } from '../../tests/main/capture/sound-server.ts'
import type { Place } from './plan.ts'

/** Programs by the names that rules know them by. */
const REMOTE_CLIENT = 'wfica'
export const SOFTPHONE = 'ringcentral'

/** Shows a claim in a place, as portals, remote windows and programs do. Resolves when it is on the screen. */
export type Places = Readonly<Record<Place, (claim: string) => Promise<Instant>>>

/** A single-page application that draws a claim without a load: title and address stay. */
export const portalBody = `<main></main><script>
  const draw = (claim) => {
    document.querySelector('main').innerHTML =
      '<dl class="claim"><dt>Number</dt><dd>Claim no. ' + claim + '</dd><dt>Status</dt><dd>Denied</dd></dl>'
  }
</script>`

export async function openPlaces(
  undo: CleanUps,
  folder: string,
  browser: PortalBrowser,
  notes: DeskWindow,
): Promise<Places> {
  const field = await browser.open('http://portal-a.test/ui#/claim')
  const titled = await browser.open('http://portal-b.test/ui#/status')
  const account = await openRemote(undo, folder, 'Account')
  const chart = await openRemote(undo, folder, 'Chart review')
  /** From the first sign of it to the last. */
  const then = async (first: Promise<Instant>, second: () => Promise<Instant>): Promise<Instant> => {
    const [{ notBefore }, { notAfter }] = [await first, await second()]
    return { notBefore, notAfter }
  }
  return {
    fieldPage: (claim) => then(field.show(), () => during(() => field.page.evaluate(`draw(${JSON.stringify(claim)})`))),
    titledPage: (claim) =>
      then(
        during(() => titled.page.evaluate(`document.title = ${JSON.stringify(`Claim #${claim} - Claim status`)}`)),
        titled.show,
      ),
    remoteAccount: (claim) => then(account.call(`Account - Claim #${claim}`), account.show),
    remoteChart: chart.show,
    notes: notes.show,
  }
}

interface RemoteWindow extends DeskWindow {
  call(inner: string): Promise<Instant>
}

/** The window of a remote session: a terminal under the name of the remote client, called what the program inside is called. */
async function openRemote(undo: CleanUps, folder: string, inner: string): Promise<RemoteWindow> {
  const program = programCalled(REMOTE_CLIENT, '/usr/bin/xterm', folder)
  const orders = join(folder, `${inner}.fifo`)
  execFileSync('mkfifo', [orders])
  const title = (of: string) => `${of} - Citrix Workspace`
  const script = String.raw`while read -r line; do printf '\033]2;%s\007' "$line"; done <> "$0"`
  const child = spawn(program, ['-T', title(inner), '-e', 'sh', '-c', script, orders], { stdio: 'ignore' })
  undo.add(() => child.kill('SIGKILL'))
  const window = windowWith(await windowTitled(title(inner)))
  const stream = createWriteStream(orders, { flags: 'r+' })
  undo.add(() => stream.destroy())
  return {
    ...window,
    async call(next) {
      const seen = whenSeen(`the title ${next}`, async () => (await titleOf(window.id)) === title(next))
      stream.write(`${title(next)}\n`)
      return seen
    },
  }
}

export interface Phone {
  /** Resolves when the softphone records from the microphone. */
  begin(): Promise<Instant>
  end(): Promise<Instant>
}

/** A sound server with a microphone, and what the agent has to know of it. */
export async function startSound(
  undo: CleanUps,
  folder: string,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly phone: Phone }> {
  const { env, record } = startSoundServer(folder, undo.add)
  const all = { ...process.env, ...env, HOME: folder }
  const streams = () => {
    try {
      return execFileSync('pactl', ['list', 'short', 'source-outputs'], {
        env: all,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch {
      return null
    }
  }
  await until('the sound server answers', () => streams() !== null)
  let call: ChildProcess | null = null
  return {
    env,
    phone: {
      begin: () =>
        during(async () => {
          call = record(SOFTPHONE, 'microphone')
          await until('the softphone records', () => (streams()?.length ?? 0) > 0)
        }),
      end: () =>
        during(async () => {
          call?.kill('SIGTERM')
          await until('the softphone has ended', () => streams()?.length === 0)
        }),
    },
  }
}
