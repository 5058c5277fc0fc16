/// <reference types="node" />
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { unzipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { ask, batchOf, enrolledDevice } from '../server/support/device.ts'
import { spanRecord } from '../server/support/records.ts'
import { startRealEndpoint } from './real-endpoint.ts'

const MINUTE = 60_000

test('an admin exports the data of a person, and deletes the person after typing the name', async () => {
  const { endpoint, folder, newPage, close } = await startRealEndpoint()
  onTestFinished(close)
  for (const user of ['Ana Ortiz', 'Ben Ruiz']) {
    const device = await enrolledDevice(endpoint, { user, team: 'North' })
    const startedAt = Date.now() - 10 * MINUTE
    await device.send(batchOf([spanRecord({ startedAt, endedAt: startedAt + MINUTE })]))
  }
  const page = await newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${endpoint.url}/accounts#token=${endpoint.adminToken}`)
  await page.getByRole('heading', { name: '2 recorded people' }).waitFor()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export the data of Ana Ortiz' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Ana Ortiz.zip')
  const file = join(folder, 'export.zip')
  await download.saveAs(file)
  expect(Object.keys(unzipSync(new Uint8Array(await readFile(file))))).toContain('spans.csv')

  await page.getByRole('button', { name: 'Delete Ana Ortiz' }).click()
  const confirmation = page.getByRole('form', { name: 'Delete Ana Ortiz' })
  const forGood = confirmation.getByRole('button', { name: 'Delete for good' })
  await confirmation.getByLabel('Type Ana Ortiz to confirm').fill('Ben Ruiz')
  expect(await forGood.isDisabled()).toBe(true)
  await confirmation.getByLabel('Type Ana Ortiz to confirm').fill('Ana Ortiz')
  const picture = process.env['TOUCHLEDGER_PICTURE']
  if (picture !== undefined) await page.screenshot({ path: picture, fullPage: true })
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await forGood.click()
  await page.getByText('Ana Ortiz was deleted.').waitFor()
  await page.getByRole('heading', { name: '1 recorded person' }).waitFor()
  expect(await page.getByRole('rowheader', { name: 'Ana Ortiz' }).count()).toBe(0)
  const { body } = await ask<{ rows: { name: string }[] }>(endpoint, '/v1/people')
  expect(body.rows.map(({ name }) => name)).toEqual(['Ben Ruiz'])
})
