// A claimed case stays one's own while its page is open: a sign of life each minute, and let go
// when the page is left.

const BEAT_MS = 60_000

export function startClaims() {
  setInterval(beat, BEAT_MS)
  addEventListener('pagehide', release)
}

function held() {
  return /** @type {HTMLElement | null} */ (document.querySelector('[data-claim]'))
}

/** @param {HTMLElement} element */
function body(element) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? ''
  return new URLSearchParams({ csrf_token: token, claim_token: element.dataset.claimToken ?? '' })
}

async function beat() {
  const element = held()
  if (!element || document.hidden) return
  const sent = body(element)
  try {
    await fetch(`${element.dataset.claim}/heartbeat`, {
      method: 'POST',
      body: sent,
      headers: { 'X-CSRF-Token': sent.get('csrf_token') ?? '' },
    })
  } catch { /* the next beat tries again; the server refuses acts once the claim has ended */ }
}

function release() {
  const element = held()
  if (element) navigator.sendBeacon(`${element.dataset.claim}/release`, body(element))
}
