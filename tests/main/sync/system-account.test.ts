import { expect, test } from 'vitest'
import { accountOf, systemAccount } from '../../../src/main/sync/system-account.ts'

const facts = { platform: 'linux', user: 'ana', environment: {}, upn: null }
const windows = { ...facts, platform: 'win32' }

test.each([
  ['a local account', facts, { user: 'ana' }],
  ['a directory’s account on Linux', { ...facts, user: 'CLINIC\\ana' }, { user: 'ana', domain: 'CLINIC' }],
  ['an account named by its address', { ...facts, user: 'ana@clinic.example' }, { user: 'ana@clinic.example' }],
  [
    'a local account on Windows, whose domain is the computer',
    { ...windows, environment: { USERDOMAIN: 'PC-7', COMPUTERNAME: 'pc-7' } },
    { user: 'ana' },
  ],
  [
    'a domain account on Windows',
    {
      ...{ ...windows, upn: 'ana.ortiz@clinic.example\r\n' },
      environment: { USERDOMAIN: 'CLINIC', USERDNSDOMAIN: 'AD.CLINIC.EXAMPLE', COMPUTERNAME: 'PC-7' },
    },
    { user: 'ana', domain: 'AD.CLINIC.EXAMPLE', address: 'ana.ortiz@clinic.example' },
  ],
  [
    'an account of Entra ID',
    { ...windows, environment: { USERDOMAIN: 'AzureAD' }, upn: 'ana@clinic.example' },
    {
      ...{ user: 'ana', domain: 'AzureAD', address: 'ana@clinic.example' },
    },
  ],
  ['a name that cannot be sent', { ...facts, user: 'a\u0000b' }, undefined],
] as const)('%s', (_what, given, account) => {
  expect(accountOf(given)).toEqual(account)
})

test('the account of this process has a name', async () => {
  expect((await systemAccount())?.user).toBeTruthy()
})
