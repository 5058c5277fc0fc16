import { Readable } from 'node:stream'
import { reachesOf } from '../../../shared/contract/access.ts'
import { administrationActions, type AuditAction } from '../../../shared/contract/audit.ts'
import { auditRoutes as routes } from '../../../shared/contract/routes/audit.ts'
import { recordAlone } from '../../audit/append.ts'
import { csvHeader, csvLines } from '../../audit/csv.ts'
import { signedHead } from '../../audit/head.ts'
import { entriesAfter, listAudit, listLookedAt } from '../../audit/read-audit.ts'
import type { Database } from '../../database/database.ts'
import type { Principal } from '../../identity/principal.ts'
import { pageOf } from '../filters.ts'
import type { Call, Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** Entries of a file that are in memory at once. */
const FILE_PAGE = 1000

/** What the audit log says, and to whom. */
export function auditRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.audit, ({ tenant, params: { limit, cursor, ...filters }, principal }) =>
    listAudit(
      tenant.database,
      { filters, actions: actionsFor(principal), namesFiles: seesImports(principal) },
      pageOf({ limit, cursor }),
    ),
  )
  serve(routes.exportAudit, async ({ tenant, params, acting, reply }) => {
    await recordAlone(tenant.database, acting, { action: 'exported', object: 'audit.csv', after: params })
    // The first page is read before the answer begins: a filter that cannot be read is an error, not half a file.
    const first = await filePage(tenant.database, params, 0)
    return reply
      .type(routes.exportAudit.produces ?? '')
      .header('content-disposition', 'attachment; filename="audit.csv"')
      .send(Readable.from(csvOf(tenant.database, params, first)))
  })
  serve(routes.auditHead, ({ tenant }) => signedHead(tenant.database, now()))
  serve(routes.recordExport, async ({ tenant, body, acting }) => {
    await recordAlone(tenant.database, acting, { action: 'exported', object: 'table', after: body })
    return null
  })
  serve(routes.lookedAt, ({ tenant, principal, params }) => {
    const userId = principal.kind === 'person' ? (principal.account?.userId ?? null) : principal.userId
    return lookedAt(tenant.database, userId, params)
  })
  serve(routes.deviceLookedAt, ({ tenant, principal, params }) =>
    lookedAt(tenant.database, principal.kind === 'device' ? principal.userId : null, params),
  )
}

/** An admin without the role auditor sees no looks: who looked at whom tells of people's work. */
function actionsFor(principal: Principal): readonly AuditAction[] | null {
  return principal.kind === 'person' && principal.roles.includes('auditor') ? null : administrationActions
}

const seesImports = (principal: Principal): boolean =>
  principal.kind === 'person' && reachesOf('imports', principal.roles).size > 0

/** Whoever is no recorded person has no records that somebody could look at. */
const lookedAt = async (database: Database, userId: string | null, params: Call<typeof routes.lookedAt>['params']) =>
  userId === null ? { rows: [], nextCursor: null } : listLookedAt(database, userId, pageOf(params))

type FileFilters = Call<typeof routes.exportAudit>['params']

const filePage = (database: Database, filters: FileFilters, after: number) =>
  entriesAfter(database, { filters, actions: null, namesFiles: false }, after, FILE_PAGE)

async function* csvOf(
  database: Database,
  filters: FileFilters,
  first: Awaited<ReturnType<typeof filePage>>,
): AsyncGenerator<string> {
  yield csvHeader()
  let entries = first
  for (;;) {
    yield csvLines(entries)
    const end = entries.at(-1)
    if (end === undefined || entries.length < FILE_PAGE) return
    entries = await filePage(database, filters, end.seq)
  }
}
