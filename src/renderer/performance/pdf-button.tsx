import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { Button } from '../ui/button.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { dayName } from '../ui/zoned-time.ts'

/** Downloads the screen as one printed page: its period, comparison and filters. The endpoint draws it. */
export function PdfButton({ zone }: { readonly zone: string }) {
  const t = useTranslations('performance.pdf')
  const { loadFile } = useAppEnvironment()
  const { filters, period, before } = useMetricScope()
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: string | null }>({
    busy: false,
    problem: null,
  })
  const save = async () => {
    setState({ busy: true, problem: null })
    const days = `${dayName(period.from, zone)}-to-${dayName(period.to - 1, zone)}`
    const params = { ...filters, ...period, compareFrom: before.from, compareTo: before.to }
    try {
      await loadFile('performancePdf', params, `performance-${days}.pdf`)
      setState({ busy: false, problem: null })
    } catch (error) {
      setState({ busy: false, problem: asProblem(error).message })
    }
  }
  return (
    <span data-print="hide">
      <Button disabled={state.busy} title={t('hint')} onClick={() => void save()}>
        {state.busy ? t('busy') : t('save')}
      </Button>
      {state.problem !== null && <span role="alert"> {state.problem}</span>}
    </span>
  )
}
