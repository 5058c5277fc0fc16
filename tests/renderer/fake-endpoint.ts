/// <reference types="node" />
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { roles } from '../../src/shared/contract/access.ts'
import { compileRuleSet, publicationErrors } from '../../src/shared/classify/index.ts'
import type { Proposal } from '../../src/shared/contract/publication.ts'
import type { RuleSet } from '../../src/shared/contract/ruleset.ts'
import type { ReadParams } from '../../src/shared/contract/team-calls.ts'
import type { ListedWindow } from '../../src/shared/contract/unclassified.ts'
import { ruleUpdates } from '../../src/shared/rule-updates/index.ts'
import { touchedParts } from '../../src/shared/publication/index.ts'
import { packRibbons } from '../../src/shared/touches/packed-ribbons.ts'
import { denialRoutes } from './fake-denial-routes.ts'
import { sampleDevices } from './sample-devices.ts'
import { sampleAnnotations, sampleProposals } from './sample-annotations.ts'
import { sampleManualTime } from './sample-manual-time.ts'
import { matchesFilters, panelOf, ribbonsOf } from './sample-panel.ts'
import { newStarterRules, sampleRules, sampleRuleUse } from './sample-rules.ts'
import { sampleWork, ZONE } from './sample-team.ts'

type MetricsQuestion = ReadParams<'queryMetrics'>

/** Signs in, as every token does that begins with it. */
export const TOKEN = 'let-me-in'
/** The content security policy of the app. A test fails on any violation. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'"

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** A fake endpoint with a sample team in memory. It keeps what was changed until it starts over. */
export interface AnsweringEndpoint {
  readonly url: string
  /** Paths and queries of the requests under /v1, oldest first, with a tenant's prefix as they came. */
  readonly asked: readonly string[]
  /** Questions to several metrics, oldest first. */
  readonly metricQuestions: readonly MetricsQuestion[]
  /** Bodies of accepted publications. */
  readonly published: readonly RuleSet[]
  /** Publishes as another admin. */
  publishBehindTheBack(change: (rules: RuleSet) => RuleSet): void
  /** Makes every /v1 request fail with this problem, until called with null. */
  failWith(problem: { readonly status: number; readonly code: string; readonly detail: string } | null): void
  /** Whether there is another admin, whose approval the next publications wait for where they touch what two decide. */
  secondAdmin(isThere: boolean): void
  /** What waits, as the other admin proposed it; null: nothing. */
  proposeBehindTheBack(proposal: Proposal | null): void
  /** Refuses the next publication with these errors. */
  refuseNext(errors: readonly { readonly pointer: string; readonly detail: string }[]): void
  /** Forgets what was asked, published, refused and changed. */
  startOver(): void
  close(): Promise<void>
}

const sampleOffered: readonly ListedWindow[] = [
  { program: 'oldledger.exe', shape: '• ledger', minutes: 312, devices: 4 },
  { program: 'claimtrack.exe', shape: 'claim # • - •' },
]

/** Serves the built app from `folder` and the endpoint's routes beside it. */
export async function startAnsweringEndpoint(folder: string): Promise<AnsweringEndpoint> {
  const work = sampleWork()
  let denials = denialRoutes(work)
  let rules = sampleRules()
  let failure: { status: number; code: string; detail: string } | null = null
  let refusal: readonly { pointer: string; detail: string }[] | null = null
  let offered = sampleOffered
  let needsSecondAdmin = false
  let proposal: Proposal | null = null
  const asked: string[] = []
  const metricQuestions: MetricsQuestion[] = []
  const published: RuleSet[] = []

  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
    response.end(JSON.stringify(body))
  }
  const problem = (response: ServerResponse, status: number, code: string, detail: string, errors?: unknown) =>
    json(response, status, { type: 'about:blank', title: code, status, code, detail, ...(errors ? { errors } : {}) })

  const api = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    asked.push(request.url ?? '')
    if (url.pathname === '/v1/session') return json(response, 200, { person: null, provider: null })
    if (request.headers.authorization?.startsWith(`Bearer ${TOKEN}`) !== true)
      return problem(response, 401, 'unauthorized', 'no such token')
    if (failure) return problem(response, failure.status, failure.code, failure.detail)
    const text = (name: string) => url.searchParams.get(name) ?? undefined
    const filters = {
      from: Number(text('from')),
      to: Number(text('to')),
      team: text('team'),
      user: text('user'),
      payer: text('payer'),
    }
    const page = <Row>(rows: readonly Row[]) => {
      const start = Number(text('cursor') ?? 0)
      const end = start + Number(text('limit') ?? 100)
      json(response, 200, { rows: rows.slice(start, end), nextCursor: end < rows.length ? String(end) : null })
    }
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /v1/me':
        return json(response, 200, { name: 'admin token', email: null, roles, teams: [], user: null, zone: ZONE })
      case 'GET /v1/people':
      case 'GET /v1/enrollment-codes':
      case 'GET /v1/enrollment-keys':
      case 'GET /v1/enrollment-requests':
        return page([])
      case 'GET /v1/panel':
        return json(response, 200, panelOf(work, filters))
      case 'GET /v1/panel/ribbons':
        return json(response, 200, packRibbons(ribbonsOf(work, filters, text('users')?.split(',') ?? [])))
      case 'GET /v1/spans': {
        const ratings = text('rating')?.split(',')
        const kind = text('hiddenKind')
        const narrowed = matchesFilters(work, work.spans, filters).filter(
          (span) =>
            (!text('presence') || span.presence === text('presence')) &&
            (!text('activity') || span.activity === text('activity')) &&
            (!ratings || (span.rating !== null && ratings.includes(span.rating))) &&
            (!kind || (kind === 'any' ? span.hiddenKinds.length > 0 : span.hiddenKinds.some((own) => own === kind))) &&
            (text('denial') !== 'none' || span.claimToken === null) &&
            (!text('call') || span.call),
        )
        return page(narrowed)
      }
      case 'GET /v1/touches':
        return page(matchesFilters(work, work.touches, filters))
      case 'GET /v1/manual-time':
        return page(sampleManualTime(work, filters))
      case 'GET /v1/annotations':
        return page(sampleAnnotations(work))
      case 'GET /v1/classification-proposals':
        return page(sampleProposals)
      case 'GET /v1/hidden-work':
        return page(
          matchesFilters(work, work.hidden, filters).filter((row) => !text('kind') || row.kind === text('kind')),
        )
      case 'POST /v1/exports':
        return response.writeHead(204).end()
      case 'GET /v1/rules/versions':
        return page([
          { version: rules.version, changedAt: 0, changedBy: 'Dana Cole', isCurrent: true, before: null, after: null },
        ])
      case 'GET /v1/devices':
        return json(response, 200, { rows: sampleDevices(), nextCursor: null })
      case 'GET /v1/reports/performance.pdf':
        response.writeHead(200, { 'content-type': 'application/pdf' })
        return response.end('%PDF-1.7 of the sample')
      case 'GET /v1/rules':
        return json(response, 200, rules)
      case 'PUT /v1/rules': {
        const body: unknown = JSON.parse(await bodyOf(request))
        if (request.headers['if-match'] !== `"${rules.version}"`)
          return problem(response, 409, 'conflict', `version ${rules.version} was published meanwhile`)
        if (refusal) {
          const errors = refusal
          refusal = null
          return problem(response, 422, 'bad_rules', 'the rule set has errors', errors)
        }
        const compiled = compileRuleSet(body)
        const errors = publicationErrors(compiled)
        if (!compiled.ok || errors.length > 0)
          return problem(response, 422, 'bad_rules', 'the rule set has errors', errors)
        const next = { ...compiled.ruleSet, version: rules.version + 1 }
        const touches = touchedParts(rules, next)
        if (needsSecondAdmin && touches.length > 0) {
          proposal = {
            ...{ id: 'proposal_own', touches, baseVersion: rules.version, restored: null, rules: next },
            ...{ proposedAt: Date.UTC(2026, 2, 2, 15), proposedBy: 'Dana Cole', isOwn: true },
          }
          return json(response, 202, proposal)
        }
        rules = next
        published.push(rules)
        return json(response, 200, rules)
      }
      case 'GET /v1/rules/updates':
        return page(ruleUpdates([sampleRules().rules], newStarterRules, rules.rules))
      case 'GET /v1/rules/use':
        return json(response, 200, sampleRuleUse())
      case 'GET /v1/unclassified':
        return page(offered)
      case 'DELETE /v1/unclassified':
        offered = offered.filter(({ program }) => program !== text('program'))
        return response.writeHead(204).end()
      case 'GET /v1/rules/proposal':
        return json(response, 200, { needsSecondAdmin, proposal })
      case 'POST /v1/rules/proposal/approve':
        if (proposal?.rules) published.push((rules = proposal.rules))
        proposal = null
        return json(response, 200, { version: rules.version })
      case 'DELETE /v1/rules/proposal':
        proposal = null
        return response.writeHead(204).end()
      default: {
        const answer = await denials({
          method: request.method ?? 'GET',
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          ifMatch: request.headers['if-match'],
          body: async () => {
            const body = await bodyOf(request)
            if (url.pathname === '/v1/metrics/query') metricQuestions.push(JSON.parse(body) as MetricsQuestion)
            return body
          },
        })
        if (answer?.kind === 'answer') return json(response, 200, answer.body)
        if (answer?.kind === 'page') return page(answer.rows)
        if (answer) return problem(response, answer.status, answer.code, answer.detail, answer.errors)
        return problem(response, 404, 'not_found', 'no such route')
      }
    }
  }

  const file = async (response: ServerResponse, path: string) => {
    const wanted = normalize(path)
    // Screens are paths of the one page.
    const name = extname(wanted) === '' ? 'index.html' : wanted
    try {
      const body = await readFile(join(folder, name))
      response.writeHead(200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': CSP,
      })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  }

  const server = createServer((request, response) => {
    // As the endpoint does for a tenant that it serves under a path.
    const url = new URL((request.url ?? '/').replace(/^\/t\/north(?=\/|$)/, ''), 'http://endpoint')
    void (url.pathname.startsWith('/v1/') ? api(request, response, url) : file(response, url.pathname))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    metricQuestions,
    published,
    publishBehindTheBack: (change) => {
      rules = { ...change(rules), version: rules.version + 1 }
    },
    secondAdmin: (isThere) => {
      needsSecondAdmin = isThere
    },
    proposeBehindTheBack: (next) => {
      proposal = next
    },
    failWith: (next) => {
      failure = next
    },
    refuseNext: (errors) => {
      refusal = errors
    },
    startOver: () => {
      denials = denialRoutes(work)
      ;[rules, offered, failure, refusal, needsSecondAdmin, proposal] = [
        sampleRules(),
        sampleOffered,
        null,
        null,
        false,
        null,
      ]
      for (const list of [asked, metricQuestions, published]) list.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
