import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { overdueNotice } from '../../../src/main/shell/overdue-notices.ts'
import { notifyOverdue } from '../../../src/main/shell/notify-overdue.ts'
import type { AlertRow, TeamClient } from '../../../src/shared/contract/index.ts'

const alert = (id: string, change: Partial<AlertRow> = {}): AlertRow => ({
  id,
  slaId: 'first-touch',
  slaName: 'First touch within a business day',
  kind: 'first_touch',
  clock: 'target',
  level: 'overdue',
  state: 'open',
  denialId: `d-${id}`,
  claimRef: `PCN-${id}`,
  payer: 'Aetna',
  leftCents: 120_050,
  owner: null,
  team: null,
  dueAt: 1,
  raisedAt: 1,
  snoozedUntil: null,
  handledBy: null,
  ...change,
})

test('announces one denial by its SLA, several as a digest, and none that is not overdue or was handled', () => {
  expect(overdueNotice([alert('1')], [])).toEqual({
    notice: { title: 'Overdue: First touch within a business day', body: 'Aetna, $1,201 denied' },
    announced: ['1'],
  })
  const many = [alert('1'), alert('2'), alert('3'), alert('4', { level: 'at_risk' }), alert('5', { state: 'snoozed' })]
  expect(overdueNotice(many, ['0'])).toEqual({
    notice: { title: '3 denials are now overdue', body: '$3,602 left in total. Click to open the worklist.' },
    announced: ['0', '1', '2', '3'],
  })
  expect(JSON.stringify(overdueNotice(many, []).notice)).not.toContain('PCN')
})

test('announces none twice', () => {
  const first = overdueNotice([alert('1'), alert('2')], [])
  expect(overdueNotice([alert('1'), alert('2')], first.announced).notice).toBeNull()
  expect(overdueNotice([alert('2'), alert('3')], first.announced).notice?.title).toMatch(/^Overdue/)
})

test('remembers announced alerts across a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-told-'))
  const file = join(folder, 'told.json')
  const shown: string[] = []
  const team: TeamClient = {
    read: async () => ({ rows: [alert('1'), alert('2')], nextCursor: null }) as never,
    write: async () => null as never,
  }
  const run = () =>
    new Promise<void>((resolve) => {
      let asked = 0
      const stop = notifyOverdue({
        team: { ...team, read: async (...given) => (asked++, team.read(...given)) },
        file,
        show: ({ title }) => shown.push(title),
        onFailure: (name) => shown.push(name),
      })
      const settled = setInterval(() => {
        if (asked === 0) return
        clearInterval(settled)
        setTimeout(() => {
          stop()
          resolve()
        }, 100)
      }, 5)
    })
  await run()
  await run()
  expect(shown).toEqual(['2 denials are now overdue'])
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(['1', '2'])
  await rm(folder, { recursive: true })
})
