import type { Replayed } from '../../src/shared/replay.ts'

/** A replay as `npm run replay` prints it. */
export function printed({ spans, touches, hiddenWork, totals }: Replayed): object {
  return {
    spans: spans.map(({ startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, denialToken }) => ({
      startedAt,
      endedAt,
      presence,
      activity,
      rating,
      system,
      payer,
      app,
      ruleId,
      denialToken,
    })),
    touches: touches.map(({ denialToken, startedAt, endedAt, activeMs, spanCount }) => ({
      denialToken,
      startedAt,
      endedAt,
      activeMs,
      spanCount,
    })),
    hiddenWork: hiddenWork.map(({ kind, startedAt, endedAt, ms, denialToken }) => ({
      kind,
      startedAt,
      endedAt,
      ms,
      denialToken,
    })),
    totals,
  }
}
