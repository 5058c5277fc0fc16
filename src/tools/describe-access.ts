import { writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { accessTable, roles, type Reach, type Role } from '../shared/contract/access.ts'
import { routesForPeople, type ForPeople } from '../shared/contract/routes/for-people.ts'
import { markdownTable } from './markdown-table.ts'

const page = new URL('../../docs/security/access.md', import.meta.url)

/** docs/security/access.md: which role may call which route, and whose records it sees, from the access table. */
export function describeAccess(): string {
  const rows = (Object.keys(accessTable) as ForPeople[]).map((operationId) => {
    const { method, path } = routesForPeople[operationId]
    const reaches: Readonly<Partial<Record<Role, Reach>>> = accessTable[operationId]
    return [`\`${method} ${path}\``, ...roles.map((role) => reaches[role] ?? '–')]
  })
  return [
    '# Who may ask what',
    '',
    'Made from `src/shared/contract/access.ts` by `npm run docs:access`; a test compares the two and asks every cell on both stores.',
    '',
    '_own_: the records of the account’s own person, and denials that nobody has. _teams_: those of the account’s teams as well. _all_: everybody’s, or the whole answer where it holds no person’s records. –: refused. Somebody with several roles sees what all of them see. The admin token of the endpoint itself has every role.',
    '',
    ...markdownTable(['Route', ...roles], rows),
    '',
  ].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await writeFile(page, describeAccess())
