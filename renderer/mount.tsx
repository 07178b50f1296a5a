import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { EngineProvider } from './engine.tsx'
import { theme } from './theme.ts'
import type { Connection } from './transport.ts'

// A failure of the engine is an answer, already tried as often as makes sense: no silent retries.
const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
})

/** Puts the whole window on the page, on a connection of either kind. */
export function mount(connection: Connection): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <EngineProvider connection={connection}>
            <App />
          </EngineProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
