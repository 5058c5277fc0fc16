import type { AgentStatus, PauseMinutes, TrayState } from '../../shared/contract/index.ts'
import { agentLines } from '../../shared/device-health/index.ts'
import type { Screen } from './arguments.ts'

export type TrayAction = { readonly open: Screen } | { readonly pause: PauseMinutes } | 'resume' | 'remedy' | 'quit'
export type TrayMenuItem =
  | { readonly label: string; readonly action: TrayAction }
  /** A line without an action. */
  | { readonly label: string; readonly action: null }
  | 'separator'

/** What the tray says of each state. */
export const stateNames: Readonly<Record<TrayState, string>> = {
  recording: 'Recording',
  paused: 'Paused',
  not_working_hours: 'Outside working hours: not recording',
  notice_due: 'Not recording',
  needs_attention: 'Needs attention',
}

/** The icons differ in shape as well as in color. */
export const trayIcons: Readonly<Record<TrayState, string>> = {
  recording: 'tray-recording.png',
  paused: 'tray-paused.png',
  not_working_hours: 'tray-not-working-hours.png',
  notice_due: 'tray-needs-attention.png',
  needs_attention: 'tray-needs-attention.png',
}

/** The status in one line, with its reason if there is one. */
export const statusLine = ({ state, reason }: Pick<AgentStatus, 'state' | 'reason'>): string =>
  reason === null ? stateNames[state] : `${stateNames[state]}. ${reason}`

/**
 * Lines shown while nothing is wrong; lines that need attention are added. The menu must not change every second, because it would
 * be rebuilt as often.
 */
const always = new Set(['windows', 'sending', 'version'])

const healthItems = (status: AgentStatus): readonly TrayMenuItem[] =>
  agentLines(status)
    .filter(({ id, tone }) => always.has(id) || tone === 'attention')
    .map(({ id, words }) => ({
      label: shorten(
        id === 'sending' && status.lastSyncAt !== null ? `${words}, last at ${timeOfDay(status.lastSyncAt)}` : words,
      ),
      action: null,
    }))

const timeOfDay = (at: number): string =>
  new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' }).format(at)

/** The tray's menu, from top to bottom. */
export const trayMenu = (status: AgentStatus): readonly TrayMenuItem[] => [
  { label: shorten(statusLine(status)), action: null },
  ...healthItems(status),
  ...(status.remedy ? [{ label: status.remedy, action: 'remedy' as const }] : []),
  'separator',
  ...(status.state === 'notice_due' ? [{ label: 'Read the notice', action: { open: 'my-day' } as const }] : []),
  { label: 'My Day', action: { open: 'my-day' } },
  { label: 'Health', action: { open: 'my-day/health' } },
  { label: 'Team', action: { open: 'team' } },
  { label: 'Worklist', action: { open: 'worklist' } },
  { label: 'Rules', action: { open: 'rules' } },
  'separator',
  ...pauseItems(status),
  'separator',
  { label: 'Quit TouchLedger', action: 'quit' },
]

/** The menu names the time of the end, not what is left: it is not rebuilt every second. */
const pauseItems = ({ pause }: AgentStatus): readonly TrayMenuItem[] => {
  if (pause === undefined) return []
  if (pause.until !== null)
    return [{ label: `Resume recording (by itself at ${timeOfDay(pause.until)})`, action: 'resume' }]
  if (pause.choices.length === 0) return [{ label: 'No pauses are left today', action: null }]
  return pause.choices.map((minutes) => ({ label: `Pause for ${minutes} minutes`, action: { pause: minutes } }))
}

const shorten = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`)
