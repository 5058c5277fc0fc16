import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { createNavigation, NavigationProvider } from './app/navigation.tsx'
import { findAppEnvironment, AppEnvironmentProvider } from './bridge/app-environment.ts'
import { createQueryClient } from './query/query-client.ts'
import { TextProvider } from './text/text-provider.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'

const root = document.getElementById('root')
if (!root) throw new Error('no #root in index.html')

// Must run before the first render: it takes the token out of the address bar.
const environment = findAppEnvironment(window)
const navigation = createNavigation(window, environment.kind === 'browser' ? environment.prefix : '')
const queryClient = createQueryClient()
// Answers for one access token must not be shown to the next person who signs in.
if (environment.kind === 'browser') environment.token.onChange(() => queryClient.clear())

// Whoever is signed in already sees the app, not the sign-in page first.
if (environment.kind === 'browser') await environment.accounts.resume(environment.invitation === null)

createRoot(root).render(
  <StrictMode>
    <TextProvider>
      <AppEnvironmentProvider value={environment}>
        <QueryClientProvider client={queryClient}>
          <NavigationProvider navigation={navigation}>
            <App />
          </NavigationProvider>
        </QueryClientProvider>
      </AppEnvironmentProvider>
    </TextProvider>
  </StrictMode>,
)
