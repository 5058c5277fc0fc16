import { Card } from '../ui/card.tsx'
import { AddRow, RowList } from './row-list.tsx'
import type { SectionProps } from './section-props.ts'
import type { SectionSpec } from './specs.ts'

/** A list of the document as its own card. */
export function RowsSection({ section, body, errors, onChange }: SectionProps<Extract<SectionSpec, { kind: 'rows' }>>) {
  return (
    <Card
      title={section.title}
      explanation={section.explanation}
      aside={<AddRow spec={section} body={body} onChange={onChange} />}
    >
      <RowList spec={section} body={body} errors={errors} onChange={onChange} />
    </Card>
  )
}
