import { expect, test } from 'vitest'
import { isPrivateTransport } from '../../src/shared/contract/addresses.ts'

test.each([
  ...[
    'https://touchledger.example.org',
    'https://10.0.0.5:4780/t/north',
    'http://127.0.0.1:4780',
    'http://localhost:1',
  ],
  ...['http://[::1]:4780', 'http://127.8.0.1', 'http://panel.localhost', 'http://2130706433/'],
])('%s may be used', (address) => expect(isPrivateTransport(address)).toBe(true))

test.each([
  ...[
    'http://touchledger.example.org',
    'http://10.0.0.5',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
  ],
  ...['http://localhost@example.org', 'ftp://127.0.0.1', 'ws://127.0.0.1', 'javascript:alert(1)', 'here', ''],
])('%s may not', (address) => expect(isPrivateTransport(address)).toBe(false))
