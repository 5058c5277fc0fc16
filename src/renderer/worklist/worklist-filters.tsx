import { useTranslations } from 'use-intl'
import { useNavigation } from '../app/navigation.tsx'
import { Button } from '../ui/button.tsx'
import { categoryLabel } from '../ui/labels.ts'
import { Select } from '../ui/select.tsx'
import { useWorklistOptions } from './use-worklist-options.ts'
import { worklistAddress, worklistFilters, type WorklistFilter, type WorklistView } from './worklist-view.ts'

/** The filters of the worklist. They are part of the address. */
export function WorklistFilters({ view }: { readonly view: WorklistView }) {
  const t = useTranslations('worklist.filter')
  const navigation = useNavigation()
  const options = useWorklistOptions()
  const filter = (
    name: Exclude<WorklistFilter, 'due'>,
    label: string,
    none: string | null,
    show: (value: string) => string = (text) => text,
  ) => (
    <Select
      label={label}
      value={view[name]}
      options={[
        ...options[name === 'user' ? 'owner' : name].map((value) => ({ value, name: show(value) })),
        ...(none === null ? [] : [{ value: '', name: none }]),
      ]}
      onChoose={(value) => {
        const { [name]: _before, ...rest } = view
        navigation.go(worklistAddress(value === undefined ? rest : { ...rest, [name]: value }))
      }}
    />
  )
  const filtered = worklistFilters.some((name) => name !== 'due' && view[name] !== undefined)
  const { due, sort } = view
  return (
    <>
      {filter('team', t('team'), null)}
      {filter('user', t('assignedTo'), t('unassigned'))}
      {filter('payer', t('payer'), t('noPayer'))}
      {filter('category', t('reason'), null, categoryLabel)}
      {filter('queue', t('queue'), t('noQueue'))}
      {filtered && (
        <Button
          kind="quiet"
          onClick={() => navigation.go(worklistAddress({ ...(due !== undefined && { due }), ...(sort && { sort }) }))}
        >
          {t('clear')}
        </Button>
      )}
    </>
  )
}
