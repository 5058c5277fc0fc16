import { describe, expect, test } from 'vitest'
import { ImportJobs } from '../../../src/server/denials/import-jobs.ts'

describe('import jobs', () => {
  test('an id is free again when its import is over', () => {
    const jobs = new ImportJobs()
    const first = jobs.start('a', 'one.835', 'Bearer x', 1)
    expect(() => jobs.start('a', 'two.835', 'Bearer x', 2)).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ code: 'job_exists', status: 409 }) }),
    )
    first.progress({ state: 'importing', bytes: 7, totalBytes: 9 })
    expect(jobs.find('a')).toMatchObject({ name: 'one.835', state: 'importing', bytes: 7, totalBytes: 9, startedAt: 1 })
    first.end('done')
    expect(jobs.start('a', 'two.835', 'Bearer x', 2).signal.aborted).toBe(false)
    expect(jobs.find('a')).toMatchObject({ name: 'two.835', state: 'receiving' })
  })

  test('canceling waits for the end, and tells when it came too late', async () => {
    const jobs = new ImportJobs()
    const job = jobs.start('a', 'one.835', 'Bearer x', 1)
    job.signal.addEventListener('abort', () => job.end('done'))
    expect(await jobs.cancel('a')).toMatchObject({ state: 'done' })
    expect(await jobs.cancel('a')).toMatchObject({ state: 'done' })
    await expect(jobs.cancel('b')).rejects.toMatchObject({ body: { code: 'unknown_job' } })
  })

  test('only who started it is known without asking the database; the oldest finished are forgotten', () => {
    const jobs = new ImportJobs()
    const running = jobs.start('running', '', 'Bearer x', 1)
    expect([jobs.isStartedBy('running', 'Bearer x'), jobs.isStartedBy('running', 'Bearer y')]).toEqual([true, false])
    expect([jobs.isStartedBy('running', undefined), jobs.isStartedBy('none', 'Bearer x')]).toEqual([false, false])
    for (let number = 0; number < 60; number += 1) jobs.start(`n${number}`, '', 'Bearer x', 1).end('done')
    expect(() => jobs.find('n9')).toThrow(expect.objectContaining({ body: expect.objectContaining({ status: 404 }) }))
    expect(jobs.find('n10').state).toBe('done')
    expect(jobs.find('running').state).toBe('receiving')
    running.end('failed')
  })
})
