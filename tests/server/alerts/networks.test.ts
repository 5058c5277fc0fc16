import { expect, test } from 'vitest'
import { sendWebhook } from '../../../src/server/alerts/send-webhook.ts'
import { mayReach, parseNetworks } from '../../../src/server/delivery/networks.ts'
import { thisMachine, webhookReceiver } from './receivers.ts'

const send = (url: string, networks = parseNetworks('192.0.2.0/24'), timeoutMs = 5_000) =>
  sendWebhook(
    { url, secret: 'a-secret-of-sixteen' },
    { id: 'm1', body: '{}' },
    { now: 0, timeoutMs, stop: new AbortController().signal, networks },
  ).then(
    () => 'sent',
    (error: unknown) => (error instanceof Error ? error.message : 'failed'),
  )

const FORBIDDEN = expect.stringContaining('in a private network')

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ...[
    ...[
      '10.0.0.1',
      '172.16.5.5',
      '192.168.1.1',
      '127.0.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '255.255.255.255',
    ],
    ...[
      '224.0.0.1',
      '198.18.0.1',
      '192.0.0.1',
      '::1',
      '::7f00:1',
      '::a00:1',
      '::',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
    ],
    ...['2002:a00:1::', 'not an address', ''],
  ].map((address): [string, boolean] => [address, false]),
])('a message may go to %s: %s', (address, may) => {
  expect(mayReach(address, [])).toBe(may)
})

test('an allowed network may be reached, and no other', () => {
  const allowed = parseNetworks('10.2.0.0/16, fd00:1::/64')
  expect(['10.2.3.4', '::ffff:10.2.3.4', 'fd00:1::5'].map((address) => mayReach(address, allowed))).toEqual([
    true,
    true,
    true,
  ])
  expect(['10.3.0.1', 'fd00:2::5'].map((address) => mayReach(address, allowed))).toEqual([false, false])
  expect(() => parseNetworks('10.2.0.0/16,everything')).toThrow('everything is no network')
})

test('no connection is made to an address that is not allowed, however it is written', async () => {
  const hook = await webhookReceiver()
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost']) {
    const said = await send(`http://${host}:${hook.port}/hook`)
    expect([host, said]).toEqual([host, host.includes('ffff') ? expect.any(String) : FORBIDDEN])
  }
  expect(await send('https://10.0.0.1/hook')).toEqual(FORBIDDEN)
  expect(hook.received).toEqual([])
  expect(await send(hook.url, thisMachine)).toBe('sent')
  await hook.close()
})

test('a redirect leads nowhere, and nothing but a status is told', async () => {
  const hook = await webhookReceiver([302, 404, 'hang'])
  expect(await send(hook.url, thisMachine)).toBe('responded 302; redirects are not followed')
  expect(await send(hook.url, thisMachine)).toBe('responded 404')
  const hanging = await send(hook.url, thisMachine, 300)
  await hook.close()
  // A closed port, one that hangs and a name that nobody has look the same.
  expect([hanging, await send(hook.url, thisMachine), await send('https://nobody.invalid/')]).toEqual(
    Array(3).fill('no answer'),
  )
  expect(hook.received).toHaveLength(3)
})

test('nothing is sent in clear outside this machine', async () => {
  expect(await send('http://example.org/hook')).toBe('its address does not begin with https://')
})
