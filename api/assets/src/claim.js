// An open card gives a sign of life: its claim goes on, and one hears who else looks at the case.
// A claim belongs to one tab. It is let go when that tab's page is left.

import { name } from './tab.js'

const BEAT_MS = 30_000

export function startClaims() {
  setInterval(beat, BEAT_MS)
  addEventListener('pagehide', release)
  document.addEventListener('htmx:configRequest', (event) => {
    const { headers } = /** @type {import('./types').HtmxEvent} */ (event).detail
    if (headers) headers['X-Tab'] = name()
  })
  document.addEventListener('htmx:afterSettle', tell)
  document.addEventListener('visibilitychange', beat)
  tell()
}

/** @param {string} selector */
function card(selector) {
  return /** @type {HTMLElement | null} */ (document.querySelector(selector))
}

function isOurs() {
  const token = card('[data-claim]')?.dataset.claimToken
  return token !== undefined && (token === '' || token === name())
}

/** The same person's claim in another tab is said, not prolonged. */
function tell() {
  const other = card('[data-other-tab]')
  if (other) other.hidden = isOurs()
}

function csrf() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? ''
}

async function beat() {
  const here = card('[data-here]')
  if (!here?.dataset.here || document.hidden) return
  /** @type {Record<string, string>} */
  const headers = { 'X-CSRF-Token': csrf(), 'HX-Request': 'true' }
  if (isOurs()) headers['X-Tab'] = name()
  try {
    const answer = await fetch(here.dataset.here, { method: 'POST', headers })
    const place = card('#presence')
    if (answer.ok && place && here.isConnected) place.innerHTML = await answer.text()
  } catch { /* the next beat tries again; the server refuses acts once the claim has ended */ }
}

function release() {
  const held = card('[data-claim]')
  if (!held || !isOurs()) return
  const body = new URLSearchParams({ csrf_token: csrf(), claim_token: name() })
  navigator.sendBeacon(`${held.dataset.claim}/release`, body)
}
