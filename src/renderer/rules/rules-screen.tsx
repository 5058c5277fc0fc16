import { useEffect, useMemo, useState } from 'react'
import { compileRuleSet, explain } from '../../shared/classify/index.ts'
import { address, useNavigation, useLocation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/format.ts'
import { QueryState } from '../ui/query-state.tsx'
import { addRule, changeRule, type Draft, moveRule, removeRule } from './draft.ts'
import { PolicyForm } from './policy-form.tsx'
import { PublishBar } from './publish-bar.tsx'
import { PublishNotice } from './publish-notice.tsx'
import { RemotePane } from './remote-pane.tsx'
import { RuleEditor } from './rule-editor.tsx'
import { errorsAt, wrongKeys } from './rule-errors.ts'
import { RuleList } from './rule-list.tsx'
import { RuleTester } from './rule-tester.tsx'
import styles from './rules-screen.module.css'
import { isNothing, nothingTyped, windowOf } from './tested-window.ts'
import { useRulesDraft } from './use-rules-draft.ts'

const panes = [
  { id: 'rules', name: 'Rules' },
  { id: 'remote', name: 'Remote windows' },
  { id: 'thresholds', name: 'Thresholds' },
] as const

export function RulesScreen() {
  const { team } = useAppEnvironment()
  const rules = useRulesDraft(team, window.sessionStorage)
  if (!rules.current) {
    return (
      <QueryState
        screen
        problem={rules.problem}
        waiting="Loading the rules…"
        failed="The rules cannot be shown"
        onRetry={rules.reload}
      />
    )
  }
  return <LoadedRules rules={rules} draft={rules.current} />
}

function LoadedRules({ rules, draft }: { readonly rules: ReturnType<typeof useRulesDraft>; readonly draft: Draft }) {
  const navigation = useNavigation()
  const { params } = useLocation()
  const { errors, compiled, changes, change } = rules
  const keyOf = (id: string | null | undefined) => draft.rules.find(({ item }) => item.id === id)?.key ?? null
  // Keys count within one version: across a publication the chosen rule is known by its id.
  const [choice, setChoice] = useState(() => ({
    version: draft.base.version,
    key: keyOf(params.get('rule')),
    id: params.get('rule'),
  }))
  const selected = choice.version === draft.base.version ? choice.key : keyOf(choice.id)
  const setSelected = (key: number | null) => setChoice({ version: draft.base.version, key, id: null })
  const [search, setSearch] = useState(params.get('find') ?? '')
  const [pane, setPane] = useState(() => panes.find(({ id }) => id === params.get('pane'))?.id ?? 'rules')
  const [tested, setTested] = useState(nothingTyped)

  const index = draft.rules.findIndex(({ key }) => key === selected)
  const chosen = draft.rules[index]
  const chosenId = chosen?.item.id
  useEffect(() => {
    setChoice({ version: draft.base.version, key: selected, id: chosenId ?? null })
  }, [draft.base.version, selected, chosenId])
  useEffect(() => {
    // What is looked at stands in the address; what is typed into the tester never does.
    const next = new URLSearchParams()
    if (pane !== 'rules') next.set('pane', pane)
    if (search) next.set('find', search)
    if (chosenId) next.set('rule', chosenId)
    navigation.go(address('/rules', next), { replace: true })
  }, [navigation, pane, search, chosenId])

  const fallback = useMemo(() => compileRuleSet(draft.base), [draft.base])
  const testable = compiled?.ok ? compiled.compiled : fallback.ok ? fallback.compiled : null
  const insteadOfDraft = compiled?.ok ? null : draft.base.version
  const winner = testable && !isNothing(tested) ? explain(testable, windowOf(tested)).ruleId : null
  const wrong = wrongKeys(errors, draft)
  const changed = useMemo(() => new Set(changes.flatMap((entry) => ('key' in entry ? [entry.key] : []))), [changes])
  const assumed = draft.rules.filter(({ item }) => item.assumed).length

  const select = (key: number | undefined) => {
    if (key === undefined) return
    setPane('rules')
    setSelected(key)
  }
  const selectId = (id: string) => select(draft.rules.find(({ item }) => item.id === id)?.key)
  const showError = () => {
    const [key] = wrong
    if (key === undefined)
      setPane(errors.some(({ pointer }) => pointer.startsWith('/remote/')) ? 'remote' : 'thresholds')
    else select(key)
  }
  const add = () => {
    const added = addRule(draft, selected)
    change(added.draft)
    setSearch('')
    select(added.key)
  }

  return (
    <>
      <div className={styles.head}>
        <div>
          <h1 className={styles.title}>Rules</h1>
          <p className={styles.sub}>
            version {draft.base.version} · {count(draft.rules.length)} rules, tried from the top; the first that matches
            wins
            {assumed > 0 && ` · ${count(assumed)} to verify on site`}
          </p>
        </div>
        <div className={styles.panes} role="group" aria-label="Show">
          {panes.map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={pane === id} onClick={() => setPane(id)}>
              {name}
            </button>
          ))}
        </div>
      </div>
      <PublishNotice rules={rules} />
      {pane === 'thresholds' ? (
        <PolicyForm
          policy={draft.policy}
          errors={errorsAt(errors, '/policy')}
          onChange={(policy) => change({ ...draft, policy })}
        />
      ) : pane === 'remote' ? (
        <RemotePane
          draft={draft}
          errors={errors}
          onChange={change}
          testable={testable}
          insteadOfDraft={insteadOfDraft}
          tested={tested}
          onTested={setTested}
          onSelectRule={selectId}
        />
      ) : (
        <div className={styles.columns}>
          <section className={styles.listCard} aria-label="All rules">
            <div className={styles.tools}>
              <input
                type="search"
                aria-label="Find a rule"
                placeholder="Find by name, pattern, system, payer…"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
              <Button onClick={add}>{chosen ? 'Add below' : 'Add on top'}</Button>
            </div>
            <div className={styles.scroll}>
              <RuleList
                rules={draft.rules}
                search={search}
                selected={selected}
                winner={winner}
                changed={changed}
                wrong={wrong}
                onSelect={select}
              />
            </div>
          </section>
          <div className={styles.side}>
            {testable && (
              <RuleTester
                compiled={testable}
                insteadOfDraft={insteadOfDraft}
                text={tested}
                onText={setTested}
                onSelect={selectId}
              />
            )}
            {chosen ? (
              <RuleEditor
                key={chosen.key}
                rule={chosen.item}
                index={index}
                total={draft.rules.length}
                errors={errorsAt(errors, `/rules/${index}`)}
                onChange={(edit) => change(changeRule(draft, chosen.key, edit))}
                onMove={(to) => change(moveRule(draft, chosen.key, to))}
                onRemove={() => {
                  change(removeRule(draft, chosen.key))
                  setSelected(null)
                }}
              />
            ) : (
              <p className={styles.hint}>Choose a rule to see or change what it matches.</p>
            )}
          </div>
        </div>
      )}
      {changes.length > 0 && (
        <PublishBar
          changes={changes}
          nextVersion={draft.base.version + 1}
          errors={errors.length}
          publishing={rules.publishing}
          onShowError={showError}
          onSelect={select}
          onDiscard={rules.discard}
          onPublish={() => void rules.publish()}
        />
      )}
    </>
  )
}
