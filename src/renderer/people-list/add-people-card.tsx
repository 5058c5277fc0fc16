import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ListedPeople } from '../../shared/contract/people-list.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { csvName, csvText } from '../ui/csv.ts'
import { DropZone } from '../ui/drop-zone.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { ListPreview } from './list-preview.tsx'
import { readList } from './read-text.ts'
import { TypedPersonForm } from './typed-person-form.tsx'

/** What of a file is shown. */
type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly text: ReactNode }
  | { readonly kind: 'preview'; readonly name: string; readonly csv: string; readonly preview: ListedPeople }

const example = {
  header: ['name', 'email', 'team'],
  rows: [
    ['Ana Ortiz', 'ana.ortiz@clinic.example', 'North'],
    ['Ben Ruiz', 'ben.ruiz@clinic.example', 'South'],
  ],
}

/** People from a file, with a preview, or typed one by one. */
export function AddPeopleCard({
  accounts,
  knownTeams,
  onSaved,
}: {
  readonly accounts: AccountClient
  readonly knownTeams: readonly string[]
  readonly onSaved: (people: ListedPeople) => void
}) {
  const t = useTranslations('peopleList.add')
  const tSaved = useTranslations('peopleList')
  const { saveFile } = useAppEnvironment()
  const [step, setStep] = useState<Step>({ kind: 'choose' })
  const [saved, setSaved] = useState<ListedPeople | null>(null)

  const refuse = (name: string, error: unknown) =>
    setStep({ kind: 'refused', text: t.rich('failed', { name, message: asProblem(error).message, strong }) })
  const read = async (file: File) => {
    const { name } = file
    setSaved(null)
    setStep({ kind: 'reading', name })
    try {
      const list = readList(new Uint8Array(await file.arrayBuffer()))
      if (list.kind !== 'text') return setStep({ kind: 'refused', text: t.rich(list.kind, { name, strong }) })
      setStep({ kind: 'preview', name, csv: list.text, preview: await accounts.previewPeople({ csv: list.text }) })
    } catch (error) {
      refuse(name, error)
    }
  }
  const show = (people: ListedPeople) => {
    setSaved(people)
    setStep({ kind: 'choose' })
    onSaved(people)
  }
  const save = async (name: string, csv: string, leaveOut: boolean) => {
    try {
      show(await accounts.addPeople({ csv }, leaveOut))
    } catch (error) {
      refuse(name, error)
    }
  }
  const again = () => setStep({ kind: 'choose' })
  const count = (effect: string) => saved?.rows.filter((row) => row.effect === effect).length ?? 0
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {saved && (
        <Banner kind="done">{tSaved.rich('saved', { added: count('new'), changed: count('changed'), strong })}</Banner>
      )}
      {step.kind === 'choose' && (
        <>
          <DropZone drop={t('drop')} choose={t('choose')} onFile={(file) => void read(file)} />
          <p>
            <Button kind="quiet" small onClick={() => void saveFile(csvName(t('exampleName')), csvText(example))}>
              {t('example')}
            </Button>
          </p>
          <TypedPersonForm accounts={accounts} knownTeams={knownTeams} onSaved={show} />
        </>
      )}
      {step.kind === 'reading' && <p role="status">{t('reading', { name: step.name })}</p>}
      {step.kind === 'refused' && (
        <Banner kind="problem" action={<Button onClick={again}>{t('other')}</Button>}>
          {step.text}
        </Banner>
      )}
      {step.kind === 'preview' && (
        <ListPreview
          name={step.name}
          preview={step.preview}
          onSave={(leaveOut) => void save(step.name, step.csv, leaveOut)}
          onCancel={again}
        />
      )}
    </Card>
  )
}
