import { useEffect, useState } from 'react'
import { address, useLocation, useNavigation } from '../app/navigation.tsx'
import type { Draft } from './draft.ts'

export const panes = ['rules', 'coverage', 'remote'] as const
export type Pane = (typeof panes)[number]

/** The selected rule, the search and the pane. They are part of the address; text typed into the tester never is. */
export function useRuleChoice(draft: Draft) {
  const navigation = useNavigation()
  const { params } = useLocation()
  const { version } = draft.base
  const keyOf = (id: string | null) => draft.rules.find(({ item }) => item.id === id)?.key ?? null
  // Keys are valid within one version. After a publication the rule is found by its id.
  const [choice, setChoice] = useState(() => ({ version, key: keyOf(params.get('rule')), id: params.get('rule') }))
  const selected = choice.version === version ? choice.key : keyOf(choice.id)
  const [search, setSearch] = useState(params.get('find') ?? '')
  const [pane, setPane] = useState<Pane>(() => panes.find((id) => id === params.get('pane')) ?? 'rules')
  const index = draft.rules.findIndex(({ key }) => key === selected)
  const chosen = draft.rules[index]
  const chosenId = chosen?.item.id ?? null

  useEffect(() => setChoice({ version, key: selected, id: chosenId }), [version, selected, chosenId])
  useEffect(() => {
    // What is open over the screen stays: a denial, the alerts.
    const next = new URLSearchParams(navigation.current().split('?', 2)[1])
    const keep = (name: string, value: string | null) => (value ? next.set(name, value) : next.delete(name))
    keep('pane', pane === 'rules' ? null : pane)
    keep('find', search)
    keep('rule', chosenId)
    navigation.go(address('/rules', next), { replace: true })
  }, [navigation, pane, search, chosenId])

  const select = (key: number | null) => setChoice({ version, key, id: null })
  /** Selects a rule and shows it. */
  const show = (key: number | undefined) => {
    if (key === undefined) return
    setPane('rules')
    select(key)
  }
  return { pane, setPane, search, setSearch, selected, chosen, index, select, show }
}
