import type { z } from 'zod'
import type { Problem } from '../../shared/contract/reports.ts'

type Issue = z.core.$ZodIssue

/** JSON pointer (RFC 6901) of a path inside the input. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** What is wrong in words that repeat neither a value nor an unknown field's name: either might hold a window title. */
export function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(' or ')}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'too_small':
      return `at least ${issue.minimum}`
    case 'unrecognized_keys':
      return `${issue.keys.length} unknown field${issue.keys.length === 1 ? '' : 's'}`
    case 'invalid_format':
    case 'custom':
      return issue.message
    default:
      return 'not valid'
  }
}

export function describeIssue(issue: Issue): string {
  return `${pointerOf(issue.path)}: ${wordsFor(issue)}`
}

export function issueErrors(issues: readonly Issue[]): NonNullable<Problem['errors']> {
  return issues.slice(0, 20).map((issue) => ({ pointer: pointerOf(issue.path), detail: wordsFor(issue) }))
}
