import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Scope } from '../identity/scope.ts'
import { drawPage } from './draw-page.ts'
import { performancePage } from './page.ts'
import { readPerformanceAnswers, type ReportRequest, type ReportSources } from './read-answers.ts'

/** Reads, decides what the page says, and draws it. @returns a PDF of one page */
export async function makePdf(
  scope: Scope,
  request: ReportRequest,
  sources: ReportSources,
  when: { readonly zone: string; readonly now: EpochMs },
): Promise<Buffer> {
  return drawPage(performancePage(await readPerformanceAnswers(scope, request, sources, when)))
}
